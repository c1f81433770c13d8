"""What a certificate may say: nothing that the release files themselves do not bear out.

Anybody can write a certificate that reads well. So each of its statements that follows from the
files, the policy or the attack is worked out anew and compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
from terang.releasefile.rounded import base

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
ALWAYS = {
    WITHHELD: ("ambang", "homogen", "rerata-n", "rerata-ruang", "responden-minimum", "beda-rilis"),
    ROUNDED: ("kelipatan", "rerata-n", "rerata-ruang", "responden-minimum"),
    NOISY: ("epsilon", "responden-minimum"),
}
SWITCHES = {"hampir-homogen": ALL_BUT_ONE, "orang-dalam": "orang_dalam"}  # on unless switched off
CHOSEN = {"bagian-n": "minimum_bagian", "dominasi": "dominasi_k", "p-persen": "p_persen"}
ABOUT_MEANS = ("dominasi", "p-persen")
WEAKER_ABOVE = ("dominasi_k", "epsilon", "anggaran")  # other options are weaker below a limit
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?\Z")
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
    rules = rules_of(said.method, policy)
    if said.method in ALWAYS and set(said.rules) != set(rules):
        yield "aturan", ", ".join(said.rules) or "-", ", ".join(rules)
    yield from _differing("lebar", str(said.width), _width(release))
    yield from _differing("diserang", str(said.attacked), str(attack.attacked))
    yield from _differing("tersempit", _number(said.narrowest), _number(attack.told()))


def rules_of(method: str, policy: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of the rules that a method has under the policy of a release."""
    on = {rule for rule, key in SWITCHES.items() if policy.get(key) != OFF}
    chosen = {rule for rule, key in CHOSEN.items() if key in policy}
    if method == ROUNDED:
        on, chosen = set(), chosen.intersection(ABOUT_MEANS)
    if method == NOISY:
        on, chosen = set(), set()
    return (*ALWAYS.get(method, ()), *sorted(on | chosen))


def _width(release: Release) -> str:
    """How far a count must be open: the policy's width or threshold; one less than the base."""
    if release.certificate.method == ROUNDED:
        return str(base(release) - 1)
    return release.policy.get("lebar") or str(release.certificate.threshold)


def below_floor(release: Release) -> Iterator[Statement]:
    """What a release promises less of than any policy may: option, what is promised, limit."""
    certificate = release.certificate
    promised = {key: told for key, told in release.policy.items() if key in LIMITS}
    promised["ambang"] = str(certificate.threshold)
    if certificate.method != ROUNDED:  # there the base says it
        promised["lebar"] = str(certificate.width)
    for option, told in promised.items():
        limits = LIMITS[option]
        limit = limits.most if option in WEAKER_ABOVE else limits.least
        if limit is not None and not _keeps(told, limit, above=option in WEAKER_ABOVE):
            yield option, told, str(limit)


def _keeps(told: str, limit: Decimal | int, *, above: bool) -> bool:
    """Whether a number is one, and not on the weaker side of its limit."""
    if not NUMBER.match(told):
        return False
    return Decimal(told) <= limit if above else Decimal(told) >= limit


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
