"""The privacy budget of an agency: what its noisy releases have told of the same people so far.

Every release with noise spends its epsilon, and what was spent adds up. The ledger lies beside the
agency's microdata; releases that are out count too, so that a lost ledger gives nothing back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from terang.core.model import Method, ProtectionRules
from terang.disclosure import ProtectionFailed
from terang.release.intake.inputs.folder import content_digest, open_inputs
from terang.releasefile.form import manifest_digest
from terang.releasefile.model import NOISY, Release

LEDGER = "anggaran-privasi.json"
MOST_EPSILON = 1_000_000
OURS = ("ditolak.csv", "kehilangan.txt")  # written beside the microdata, not read from them


@dataclass(frozen=True, slots=True)
class Spent:
    """One release for which noise was drawn. data: digest of its microdata and its rules."""

    period: str
    epsilon: Decimal
    data: str
    release: str  # digest of the manifest without approvals


def read_ledger(agency: Path) -> tuple[Spent, ...]:
    """What the ledger in an agency's data folder holds, oldest first; () without one.

    Raises ProtectionFailed (`ledger`) when it can't be read: then nothing may be spent.
    """
    path = agency / LEDGER
    if not path.is_file():
        return ()
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_spent(entry) for entry in entries)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as broken:
        raise ProtectionFailed("ledger", fields={"file": LEDGER}) from broken


def _spent(entry: dict[str, str]) -> Spent:
    """Raises TypeError or ValueError for what `record` never writes: nothing is given back."""
    words = [entry[key] for key in ("periode", "epsilon", "data", "rilis")]
    if not all(isinstance(word, str) for word in words):
        raise TypeError("not a text")
    spent = Spent(words[0], Decimal(words[1]), *words[2:])
    if not (spent.epsilon.is_finite() and 0 < spent.epsilon < MOST_EPSILON):
        raise ValueError("not an amount")
    return spent


def record(agency: Path, spent: Spent) -> None:
    """Add a release to the ledger, in one step, before anything of it is written."""
    entries = [*read_ledger(agency), spent]
    content = [
        {"periode": e.period, "epsilon": f"{e.epsilon:f}", "data": e.data, "rilis": e.release}
        for e in entries
    ]
    fresh = agency / f".{LEDGER}"
    fresh.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    fresh.replace(agency / LEDGER)


def data_digest(folder: Path, criteria_digest: str, asked: str = "") -> str:
    """What a release is made from: the microdata of a period and the criteria. SHA-256 in hex.

    asked: digest of the rows that queries gave, see `Microdata`.
    """
    found = hashlib.sha256(criteria_digest.encode() + asked.encode())
    inputs = open_inputs(folder)
    if inputs.mapping is not None:  # lies beside the folder, and may name queries
        found.update(f"{content_digest(inputs.mapping)} {inputs.digest(asked)}\n".encode())
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in OURS):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        found.update(bytes.fromhex(content_digest(path)))
    return found.hexdigest()


def affordable(agency: Path, rules: ProtectionRules, releases: Sequence[Release]) -> None:
    """Raises ProtectionFailed (`budget`) when one more noisy release would pass the budget.

    releases: of the agency, all that are known; those the ledger lacks are counted as spent.
    """
    if rules.method is not Method.NOISE:
        return
    entries = read_ledger(agency)
    known = {entry.release for entry in entries}
    spent = sum((entry.epsilon for entry in entries), start=Decimal(0))
    for release in releases:
        if release.certificate.method == NOISY and manifest_digest(release) not in known:
            spent += Decimal(release.policy["epsilon"])
    if spent + rules.epsilon > rules.budget:
        fields = {"spent": f"{spent:f}", "epsilon": f"{rules.epsilon:f}"}
        raise ProtectionFailed("budget", fields=fields | {"budget": f"{rules.budget:f}"})


def unchanged(
    folder: Path, criteria_digest: str, asked: str, drawn: Iterable[Release]
) -> Release | None:
    """One of the releases that was drawn from exactly these data: noise drawn twice could be
    averaged away, and would be paid for twice. asked: as for `data_digest`."""
    noisy = {manifest_digest(one): one for one in drawn if one.certificate.method == NOISY}
    if not noisy:
        return None
    data = data_digest(folder, criteria_digest, asked)
    paid = [entry.release for entry in read_ledger(folder.parent) if entry.data == data]
    return next((noisy[digest] for digest in paid if digest in noisy), None)
