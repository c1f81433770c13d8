"""The gate before publication, from published files alone: digests, rules, and the attack.

`check` returns every fault as a Problem; none means the gate is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from terang.problems import Problem
from terang.releasefile.approval import valid_approvals
from terang.releasefile.archive import ARCHIVE, archived_name, read_agency
from terang.releasefile.attacker import attack_published
from terang.releasefile.attested import below_floor, untrue
from terang.releasefile.form import manifest_digest, sha256
from terang.releasefile.groups import isolated_between, others_allowed
from terang.releasefile.model import (
    NOISY,
    PROTECTED,
    ROUNDED,
    WITHHELD,
    Dimension,
    Precision,
    Release,
    Shown,
    Table,
)
from terang.releasefile.parse import Refused
from terang.releasefile.read import MANIFEST, TABLES, file_bytes, read_release
from terang.releasefile.relations import MEAN_TABLES, TOTAL, children, population, readable
from terang.releasefile.revisions import differs, revision_faults
from terang.releasefile.stillness import told_together
from terang.releasefile.write import contents

EMPLOYEE_TABLES = ("predikat", "status-penilaian", "kebutuhan-pelatihan", "pelatihan")
PRECISIONS = {
    WITHHELD: Precision.EXACT,
    ROUNDED: Precision.ROUNDED,
    NOISY: Precision.NOISY,
}


def verify_folder(folder: Path, archive: Sequence[Release] | None = None) -> list[Problem]:
    """Digests, unlisted files, CSV against JSON, then the gate beside all other releases.

    archive: the other releases of the agency; None: those in the folder's own agency. Raises
    Refused when something is unreadable.
    """
    release = read_release(folder)
    others = _others(folder, release) if archive is None else archive
    return [*_files(folder, release), *_approvals(release), *check(release, others)]


def check(release: Release, archive: Sequence[Release] = ()) -> list[Problem]:
    """Every fault of a release that is to be published beside what is already public.

    archive: releases of the same agency, superseded revisions included. Those of the same period
    are attacked together with this one; of other periods, groups that few people changed are found.
    """
    problems = [*_certificate(release), *_small(release), *_groups(release), *_means(release)]
    others = [other for other in archive if other.agency == release.agency]
    problems += _periods(release, others)
    try:
        attack = attack_published(release)
        for earlier in others:
            if earlier.period == release.period and earlier.revision < release.revision:
                problems += _revised(release, earlier)
    except ImportError as missing:
        return [*problems, _problem(release, "R050", fault=str(missing.name))]
    except ValueError as fault:
        return [*problems, _problem(release, "R046", table=str(fault))]
    problems += [
        _problem(release, "R064", part=part, told=told, found=found)
        for part, told, found in untrue(release, attack)
    ]
    tables = Counter(cell.partition(".")[0] for cell in attack.exposed)
    problems += [
        _problem(release, "R041", table=table, count=str(count))
        for table, count in sorted(tables.items())
    ]
    return problems


def _revised(release: Release, earlier: Release) -> list[Problem]:
    """A correction beside what it corrects; only withheld figures can be compared safely."""
    if release.certificate.method == earlier.certificate.method == WITHHELD:
        return revision_faults(release, earlier)
    return [_problem(release, "R059")] if differs(release, earlier) else []


def _others(folder: Path, release: Release) -> tuple[Release, ...]:
    """The other releases in the agency folder that this release folder belongs to."""
    home = folder.resolve().parent
    agency = home.parent if home.name == ARCHIVE else home
    digest = manifest_digest(release)
    return tuple(one for one in read_agency(agency) if manifest_digest(one) != digest)


def _periods(release: Release, others: Sequence[Release]) -> list[Problem]:
    """Groups of which this and another period together show a change of few people."""
    threshold = release.certificate.threshold
    groups = {
        group
        for other in others
        if other.period != release.period
        for group in isolated_between(release, other, threshold)
    }
    tables = Counter(group[0] for group in groups)
    problems = [
        _problem(release, "R056", table=table, count=str(count))
        for table, count in sorted(tables.items())
    ]
    told = {
        place
        for other in others
        if other.period != release.period
        for place in told_together(release, other, threshold)
    }
    return [*problems, _problem(release, "R063", count=str(len(told)))] if told else problems


def _approvals(release: Release) -> Iterator[Problem]:
    """An approval that signs something else."""
    for approval in release.approvals:
        if approval not in valid_approvals(release):
            yield _problem(release, "R055", role=approval.role)


def _problem(release: Release, code: str, **fields: str) -> Problem:
    return Problem(code, f"{release.agency}/{release.period}/{MANIFEST}", 0, 0, fields)


def _files(folder: Path, release: Release) -> Iterator[Problem]:
    places = ((release.agency, release.period), (ARCHIVE, archived_name(release)))
    if (folder.parent.name, folder.name) not in places:
        yield _problem(
            release, "R032", found="/".join(folder.parts[-2:]), expected="/".join(places[0])
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
    yield from _method(release)
    for option, found, floor in below_floor(release):
        yield _problem(release, "R058", option=option, found=found, floor=floor)
    stated = {entry.table: entry.withheld for entry in release.certificate.tables}
    for table in release.tables:
        withheld = sum(cell == PROTECTED for row in table.rows for cell in row.cells)
        if stated.get(table.id) != withheld:
            told = str(stated.get(table.id, "-"))
            yield _problem(release, "R034", table=table.id, expected=told, found=str(withheld))


def _method(release: Release) -> Iterator[Problem]:
    """A known method, with its numbers in the policy, and every count as that method tells it."""
    certificate = release.certificate
    wanted = PRECISIONS.get(certificate.method)
    stated = {ROUNDED: ("kelipatan",), NOISY: ("epsilon", "anggaran")}
    missing = [k for k in stated.get(certificate.method, ()) if k not in release.policy]
    if wanted is None or missing:
        yield _problem(release, "R060", method=certificate.method, missing=", ".join(missing))
    if certificate.method != WITHHELD:
        yield from _sums(release)
    for table in release.tables:
        counted = [i for i, m in enumerate(table.measures) if m.kind == "count"]
        cells = [row.cells[i] for row in table.rows for i in counted]
        if table.id != "ikm" and any(isinstance(c, Shown) and c.precision != wanted for c in cells):
            yield _problem(release, "R061", table=table.id, method=certificate.method)


def _sums(release: Release) -> Iterator[Problem]:
    """Rounded and noisy counts add up as they are told; the attack looks at the truth instead."""
    known = readable(release)
    wrong = {
        terms[0][0].partition(".")[0]
        for terms in known.relations
        if len({cell.partition("|")[0] for cell, _ in terms}) == 1
        and sum((known.counts[cell] or 0) * factor for cell, factor in terms) != 0
    }
    for table in sorted(wrong):
        yield _problem(release, "R046", table=table)


def _small(release: Release) -> Iterator[Problem]:
    """No shown count lies between 0 and the threshold; no survey rests on too few people."""
    for table in release.tables:
        if table.id == "ikm" or release.certificate.method == NOISY:
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
    if release.certificate.method != WITHHELD:
        return  # no count tells that a group is in one category: each may be off
    counts = readable(release).counts
    alone = others_allowed(release.policy)
    for table in release.tables:
        if table.id == "predikat" and _is_homogeneous(table, counts, alone):
            yield _problem(release, "R044", table=table.id)
        if table.id == "kebutuhan-pelatihan":
            for row in table.rows:
                below, whole = row.cells[1], row.cells[0]
                if (
                    isinstance(below, Shown)
                    and isinstance(whole, Shown)
                    and whole.value > 0
                    and min(below.value, whole.value - below.value)
                    <= (alone if whole.value > 1 else 0)
                ):
                    yield _problem(release, "R044", table=table.id)
                    break


def _is_homogeneous(table: Table, counts: dict[str, int | None], alone: int) -> bool:
    """Whether a shown group has at most `alone` people outside one rating."""
    for row in table.rows:
        if row.coords[2] == TOTAL:
            continue
        whole = counts.get("|".join(("predikat.jumlah", *row.coords[:2], TOTAL)))
        part = counts.get("|".join(("predikat.jumlah", *row.coords)))
        if whole is not None and part is not None and whole > 0:
            rest = whole - part
            if rest <= (alone if whole > 1 else 0):
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
    apart = sum(_apart(numbers, minimum) for numbers in _numbers_beneath(release).values())
    if apart:
        yield _problem(release, "R062", count=str(apart), minimum=str(minimum))


def _numbers_beneath(release: Release) -> dict[tuple[str, str], set[int]]:
    """By unit and scheme the numbers of people beneath all its shown means, whatever the table."""
    found: dict[tuple[str, str], set[int]] = {}
    for table in release.tables:
        for row in table.rows if table.id in MEAN_TABLES else ():
            numbers = {cell.n for cell in row.cells if isinstance(cell, Shown)}
            unit, scheme = row.coords[0], row.coords[1].partition(".")[0]
            found.setdefault((unit, scheme), set()).update(n for n in numbers if n is not None)
    return found


def _apart(numbers: set[int], minimum: int) -> bool:
    """Whether two means that make each other up differ by few people, whose scores are left."""
    return any(0 < b - a < minimum for a, b in pairwise(sorted(numbers)))


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
