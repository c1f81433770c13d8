"""The gate before publication, from published files alone: digests, rules, and the attack.

`check` returns every fault as a Problem; none means the gate is open. The attack needs the
disclosure engine (extra `release`), loaded only when there is something to attack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from terang.problems import Problem
from terang.releasefile.form import sha256
from terang.releasefile.model import Dimension, Release, Shown, Table, Withheld, WithheldReason
from terang.releasefile.parse import Refused
from terang.releasefile.read import MANIFEST, TABLES, file_bytes, read_release
from terang.releasefile.relations import REST, TOTAL, Readable, children, population, readable
from terang.releasefile.write import contents

EMPLOYEE_TABLES = ("predikat", "status-penilaian", "kebutuhan-pelatihan", "pelatihan")
PROTECTED = Withheld(WithheldReason.PROTECTED)
MEAN_TABLES = ("rerata", "kesenjangan")


@dataclass(frozen=True, slots=True)
class Attack:
    """What the attacker found: withheld counts attacked, and those it bounds too closely."""

    attacked: int
    exposed: tuple[str, ...]
    narrowest: Fraction | None


def verify_folder(folder: Path) -> list[Problem]:
    """Digests, unlisted files, CSV against JSON, then the gate; raises Refused when unreadable."""
    release = read_release(folder)
    return [*_files(folder, release), *check(release)]


def check(release: Release, archive: Sequence[Release] = ()) -> list[Problem]:
    """Every fault of a release that is to be published. archive: releases already public.

    A release of the same agency and period in the archive must agree cell by cell: showing what
    it withheld, or another number, gives a difference away.
    """
    problems = [*_certificate(release), *_small(release), *_groups(release), *_means(release)]
    for earlier in archive:
        if (earlier.agency, earlier.period) == (release.agency, release.period):
            problems += _differences(release, earlier)
    try:
        result = attack_published(release)
    except ImportError as missing:
        return [*problems, _problem(release, "R050", fault=str(missing.name))]
    except ValueError as fault:
        return [*problems, _problem(release, "R046", table=str(fault))]
    tables = Counter(cell.partition(".")[0] for cell in result.exposed)
    problems += [
        _problem(release, "R041", table=table, count=str(count))
        for table, count in sorted(tables.items())
    ]
    return problems


def attack_published(release: Release) -> Attack:
    """Attack every withheld count of a release, from its shown figures and their relations.

    Exposed: known to within less than the width that the certificate promises. ValueError when
    the shown figures contradict each other; ImportError without the extra `release`.
    """
    known = readable(release)
    asked = [
        cell for cell, count in known.counts.items() if count is None and not cell.startswith(REST)
    ]
    if not asked:
        return Attack(0, (), None)
    widths = {
        cell: high - low
        for cell, (low, high) in _intervals(known, asked).items()
        if high is not None
    }
    exposed = tuple(cell for cell, width in widths.items() if width < release.certificate.width)
    return Attack(len(asked), exposed, min(widths.values(), default=None))


def _intervals(
    known: Readable, asked: Sequence[str]
) -> dict[str, tuple[Fraction, Fraction | None]]:
    from terang.disclosure import AttackFailed, System, attack  # noqa: PLC0415  private zone only

    system = System.from_case(
        {
            "cells": {
                cell: {"value": count or 0, "published": count is not None}
                for cell, count in known.counts.items()
            },
            "relations": [{"coef": dict(terms), "tol": 0} for terms in known.relations],
        }
    )
    try:
        found = attack(system, cells=asked)
    except AttackFailed as failed:
        raise ValueError(str(failed)) from failed
    whole = {cell: interval.whole() for cell, interval in found.items()}
    return {cell: (interval.lower, interval.upper) for cell, interval in whole.items()}


def _problem(release: Release, code: str, **fields: str) -> Problem:
    return Problem(code, f"{release.agency}/{release.period}/{MANIFEST}", 0, 0, fields)


def _files(folder: Path, release: Release) -> Iterator[Problem]:
    expected = (release.agency, release.period)
    if (folder.parent.name, folder.name) != expected:
        yield _problem(
            release, "R032", found="/".join(folder.parts[-2:]), expected="/".join(expected)
        )
    listed = {entry.path: entry.sha256 for entry in release.files}
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    }
    for path in sorted(present - {*listed, MANIFEST}):
        yield _problem(release, "R031", path=path)
    made = contents(release)
    for path in sorted({*made, *listed} - {MANIFEST}):
        try:
            content = file_bytes(folder, path)
        except Refused as refused:
            yield refused.problem
            continue
        if path not in listed or sha256(content) != listed[path]:
            yield _problem(release, "R030", path=path)
        elif path.startswith(TABLES) and path.endswith(".csv") and content != made.get(path):
            yield _problem(release, "R033", path=path)


def _certificate(release: Release) -> Iterator[Problem]:
    if release.certificate.undecided:
        yield _problem(release, "R035")
    stated = {entry.table: entry.withheld for entry in release.certificate.tables}
    for table in release.tables:
        withheld = sum(cell == PROTECTED for row in table.rows for cell in row.cells)
        if stated.get(table.id) != withheld:
            told = str(stated.get(table.id, "-"))
            yield _problem(release, "R034", table=table.id, expected=told, found=str(withheld))


def _small(release: Release) -> Iterator[Problem]:
    """No shown count lies between 0 and the threshold; no survey rests on too few people."""
    for table in release.tables:
        if table.id == "ikm":
            continue
        for place, measure in enumerate(table.measures):
            counts = [row.cells[place] for row in table.rows] if measure.kind == "count" else []
            if any(
                isinstance(c, Shown) and 0 < c.value < release.certificate.threshold for c in counts
            ):
                yield _problem(release, "R040", table=table.id)
                break
    minimum = int(release.policy.get("minimum_responden", "0"))
    for table in release.tables:
        if table.id in ("ikm", "ikm-unsur") and any(
            isinstance(c, Shown) and c.n is not None and c.n < minimum
            for row in table.rows
            for c in row.cells
        ):
            yield _problem(release, "R042", table=table.id)


def _groups(release: Release) -> Iterator[Problem]:
    """No shown group is seen to be all, or all but one, in one category."""
    counts = readable(release).counts
    for table in release.tables:
        if table.id == "predikat" and _is_homogeneous(table, counts):
            yield _problem(release, "R044", table=table.id)
        if table.id == "kebutuhan-pelatihan":
            for row in table.rows:
                below, whole = row.cells[1], row.cells[0]
                if (
                    isinstance(below, Shown)
                    and isinstance(whole, Shown)
                    and whole.value > 0
                    and min(below.value, whole.value - below.value) <= (1 if whole.value > 1 else 0)
                ):
                    yield _problem(release, "R044", table=table.id)
                    break


def _is_homogeneous(table: Table, counts: dict[str, int | None]) -> bool:
    for row in table.rows:
        if row.coords[2] == TOTAL:
            continue
        whole = counts.get("|".join(("predikat.jumlah", *row.coords[:2], TOTAL)))
        part = counts.get("|".join(("predikat.jumlah", *row.coords)))
        if whole is not None and part is not None and whole > 0:
            rest = whole - part
            if rest == 0 or (rest == 1 and whole > 1):
                return True
    return False


def _means(release: Release) -> Iterator[Problem]:
    """n is large enough, is no news, and no hidden mean follows from its neighbours'."""
    counts = readable(release).counts
    minimum = int(release.policy.get("minimum_rerata", "0"))
    for table in release.tables:
        if table.id not in MEAN_TABLES:
            continue
        units = table.dims[0]
        for code in dict.fromkeys(row.coords[1] for row in table.rows):
            shown = {
                row.coords[0]: cell.n
                for row in table.rows
                if row.coords[1] == code
                for cell in row.cells[:1]
                if isinstance(cell, Shown) and cell.n is not None
            }
            scheme = code.partition(".")[0]
            for unit, n in shown.items():
                people = [counts.get(cell) for cell in population(release.policy, scheme, unit)]
                if n < minimum:
                    yield _problem(release, "R042", table=table.id)
                if None in people or n > sum(count or 0 for count in people):
                    yield _problem(release, "R045", table=table.id)
            if _derivable(units, shown, minimum):
                yield _problem(release, "R043", table=table.id)


def _derivable(units: Dimension, shown: dict[str, int], minimum: int) -> bool:
    """Whether some shown unit less its shown parts leaves few people, or one hidden unit."""
    below = children(units)

    def uncovered(unit: str) -> tuple[int, int]:
        """People in shown parts of a unit, and how many hidden leaves it has."""
        people = leaves = 0
        for child in below.get(unit, ()):
            if child in shown:
                people += shown[child]
            elif child in below:
                inner_people, inner_leaves = uncovered(child)
                people, leaves = people + inner_people, leaves + inner_leaves
            else:
                leaves += 1
        return people, leaves

    for unit, n in shown.items():
        if unit in below:
            people, leaves = uncovered(unit)
            if leaves and 0 < n - people < minimum:
                return True
    return False


def _differences(release: Release, earlier: Release) -> list[Problem]:
    """A table that shows more than, or other than, what the earlier release of the period shows."""
    before = readable(earlier).counts
    after = readable(release).counts
    changed = sorted(
        {
            cell.partition(".")[0]
            for cell in before.keys() | after.keys()
            if before.get(cell) != after.get(cell)
        }
    )
    return [_problem(release, "R048", table=table) for table in changed]
