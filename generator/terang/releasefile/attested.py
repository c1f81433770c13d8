"""What a certificate may say: nothing that the release files themselves do not bear out.

Anybody can write a certificate that reads well. So each of its statements that follows from the
files, the policy or the attack is worked out anew and compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from terang.core.model.protection import LIMITS
from terang.releasefile.attacker import Attack
from terang.releasefile.groups import ALL_BUT_ONE, OFF
from terang.releasefile.model import (
    NOISY,
    PROTECTED,
    ROUNDED,
    WITHHELD,
    Release,
    Table,
    TableCheck,
    Withheld,
)

CHECKS_OF = {
    WITHHELD: ("bukti-hitungan", "serangan-lp", "serangan-rerata"),
    ROUNDED: ("serangan-pembulatan", "serangan-rerata"),
    NOISY: ("anggaran-privasi",),
}
NOT_CHECKED_OF = {
    WITHHELD: ("data-luar", "pindah-antarperiode", "nilai-tak-lengkap"),
    ROUNDED: ("data-luar", "pindah-antarperiode", "pembulatan-antarperiode"),
    NOISY: ("derau-di-luar-hitungan",),
}
ALWAYS = ("ambang", "rerata-n", "rerata-ruang", "responden-minimum", "beda-rilis")
SWITCHES = {"hampir-homogen": ALL_BUT_ONE, "orang-dalam": "orang_dalam"}
PROMISED = ("ambang", "lebar", "minimum_rerata", "minimum_responden")
Statement = tuple[str, str, str]  # its key in the file, what it says, what is found


def table_check(table: Table) -> TableCheck:
    """How many cells of a table there are, shown and protected."""
    cells = [cell for row in table.rows for cell in row.cells]
    shown = sum(not isinstance(cell, Withheld) for cell in cells)
    return TableCheck(table.id, len(cells), shown, sum(cell == PROTECTED for cell in cells))


def untrue(release: Release, attack: Attack) -> Iterator[Statement]:
    """Every statement of the certificate that is not so."""
    said, policy = release.certificate, release.policy
    tables = tuple(table_check(table) for table in release.tables)
    if [t.withheld for t in said.tables] == [t.withheld for t in tables]:  # else R034
        yield from _differing("tabel", _counts(said.tables), _counts(tables))
    yield from _differing("ambang", str(said.threshold), policy.get("ambang", "-"))
    yield from _lacking("pemeriksaan", said.checks, CHECKS_OF.get(said.method, ()))
    yield from _lacking("tidak_diperiksa", said.not_checked, NOT_CHECKED_OF.get(said.method, ()))
    if said.method == WITHHELD:
        yield from _lacking("aturan", said.rules, ALWAYS)
        for rule, key in SWITCHES.items():
            if (rule in said.rules) == (policy.get(key) == OFF):
                yield "aturan", rule if rule in said.rules else "-", f"{key}: {policy.get(key)}"
        if (width := policy.get("lebar")) is not None or said.width != said.threshold:
            yield from _differing("lebar", str(said.width), width or str(said.threshold))
        yield from _differing("diserang", str(said.attacked), str(attack.attacked))
        yield from _differing("tersempit", _number(said.narrowest), _number(attack.told()))


def below_floor(release: Release) -> Iterator[Statement]:
    """What a release promises less of than any policy may: option, what is promised, floor."""
    said = {"ambang": str(release.certificate.threshold), "lebar": str(release.certificate.width)}
    for option in PROMISED:
        found, floor = said.get(option) or release.policy.get(option), LIMITS[option].least
        assert isinstance(floor, int)
        if found is not None and (not found.isdecimal() or int(found) < floor):
            yield option, found, str(floor)


def _differing(key: str, told: str, found: str) -> Iterator[Statement]:
    if told != found:
        yield key, told, found


def _lacking(key: str, told: Sequence[str], needed: Sequence[str]) -> Iterator[Statement]:
    missing = [code for code in needed if code not in told]
    if missing:
        yield key, ", ".join(told) or "-", f"+ {', '.join(missing)}"


def _counts(tables: Sequence[TableCheck]) -> str:
    return ", ".join(f"{t.table} {t.cells}/{t.shown}/{t.withheld}" for t in tables)


def _number(width: Decimal | None) -> str:
    return "-" if width is None else f"{width:f}"
