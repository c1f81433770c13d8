"""The attacker: what follows of withheld cells from everything published.

Bounds of each relation first, then linear programs over values that are not negative. The true
values of withheld cells are never read, except that insiders know their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.assemble import UNBOUNDED
from terang.disclosure.attacker import Attacker
from terang.disclosure.certify import certify
from terang.disclosure.ends import solve_ends
from terang.disclosure.errors import AttackFailed
from terang.disclosure.model import Interval
from terang.disclosure.primary import holders, same_people
from terang.disclosure.reach import Reach
from terang.disclosure.system import System

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]
FEW = 20  # cells asked about up to which each insider's ends are solved one by one


def attack(
    system: System,
    *,
    cells: Iterable[str] | None = None,
    insiders: bool = False,
    coalition: int = 1,
    need: int | None = None,
    progress: Progress | None = None,
) -> Mapping[str, Interval]:
    """The interval of every withheld cell (or of `cells`), in the order of the system.

    need: a width that is enough to know about. Cells proved that wide, or narrower for certain,
    are not pursued to their ends (`solved` is False); None solves every end.
    insiders: narrowest interval over outsiders and every insider. Where the value of a withheld
    cell is at most `coalition` its members know it, and every cell that holds just the same
    people; they learn about the cells only that hold somebody else.
    Raises AttackFailed when the solver fails or the published figures contradict each other.
    """
    unknown = np.flatnonzero(~system.published)
    asked = unknown if cells is None else system.indices(cells)
    found = {i: Interval(v, v) for i, v in _shown(system, asked)}
    hidden = asked[~system.published[asked]]
    if len(hidden):
        attacker = Attacker(system, unknown)
        found |= intervals_of(attacker, hidden, need, progress)
        for own, within in _insiders(system, coalition) if insiders else ():
            attacker.know((cell, int(system.value[cell])) for cell in own.tolist())
            others = hidden[~np.isin(hidden, within)]
            few = len(others) <= FEW
            told = _solved(attacker, others) if few else intervals_of(attacker, others, need)
            for cell, interval in told.items():
                found[cell] = closer(found[cell], interval)
            attacker.forget()
    return {system.ids[i]: found[i] for i in asked.tolist()}


def _solved(attacker: Attacker, cells: Ints) -> dict[int, Interval]:
    """The true intervals of a few cells, each by two programs that start where the last ended."""
    found = {}
    for cell in cells.tolist():
        place = attacker.place(cell)
        low, high = (attacker.program.end(place, sign) for sign in (1.0, -1.0))
        assert low is not None  # every cell has a least value
        upper = None if high is None else attacker.exactly(place, high[0])
        found[cell] = Interval(attacker.exactly(place, low[0]), upper)
    return found


def refuse_contradiction(system: System) -> None:
    """Refuse figures shown that do not keep a relation, whatever the withheld cells of it are.

    `attack` reads relations of withheld cells only. Raises AttackFailed with the cells.
    """
    shown = np.where(system.published, system.value, 0)
    free = ~system.published.astype(bool)
    falls, rises = system.matrix.minimum(0), system.matrix.maximum(0)
    unlimited = (system.upper >= UNBOUNDED) & free
    low, high = np.where(free, system.lower, 0), np.where(free & ~unlimited, system.upper, 0)
    sums = np.asarray(system.matrix @ shown)
    least = sums + np.asarray(rises @ low + falls @ high)
    most = sums + np.asarray(rises @ high + falls @ low)
    endless = unlimited.astype(np.int64)
    over = (least > system.most) & (np.asarray(falls @ endless) == 0)
    under = (most < system.least) & (np.asarray(rises @ endless) == 0)
    wrong = np.flatnonzero(over | under)
    if len(wrong):
        cells = np.unique(system.matrix[wrong[:3]].indices)
        raise AttackFailed("contradiction", [system.ids[i] for i in cells.tolist()])


def _shown(system: System, asked: Ints) -> Iterator[tuple[int, Fraction]]:
    for cell in asked[system.published[asked]].tolist():
        yield cell, int(system.value[cell]) * system.unit.get(cell, Fraction(1))


def _insiders(system: System, coalition: int) -> Iterator[tuple[Ints, Ints]]:
    """The withheld cells that hold just the same few people, and all cells that hold no others.

    One set of people after another.
    """
    owner = same_people(system, coalition)
    held: dict[int, list[int]] = {}
    for people, above in holders(system, owner).items():
        for other in above:
            held.setdefault(other, []).append(people)
    known = np.where(system.published, -1, owner)
    for people in np.unique(known[known >= 0]).tolist():
        yield np.flatnonzero(known == people), np.flatnonzero(np.isin(owner, held[people]))


def intervals_of(
    attacker: Attacker, asked: Ints, need: int | None, progress: Progress | None = None
) -> dict[int, Interval]:
    """Intervals of withheld cells; with `need` only as far as the width asks for."""
    wanted = np.isin(attacker.unknown, asked)
    reach = Reach.of(attacker)
    if need is None:
        solve_ends(attacker, reach, wanted, progress)
    else:
        left = certify(attacker, reach, wanted, need, progress)
        solve_ends(attacker, reach, left & ~reach.bounded(slice(None), need), None)
    lower, upper, solved = _known_ends(reach, need)
    return {
        int(attacker.unknown[place]): Interval(
            attacker.exactly(place, lower[place]),
            attacker.exactly(place, upper[place]) if np.isfinite(upper[place]) else None,
            bool(solved[place]),
        )
        for place in np.flatnonzero(wanted).tolist()
    }


def _known_ends(reach: Reach, need: int | None) -> tuple[Floats, Floats, Bools]:
    """What is known: the true ends, or bounds when they are narrow, or else what is reached.

    Lower and upper ends, and whether nothing more is left to solve.
    """
    every = slice(None)
    if need is None:
        return reach.least, reach.most, np.ones(len(reach.base), dtype=bool)
    solved = reach.low_known(every) & reach.high_known(every)
    outer = solved | reach.bounded(every, need)
    lower = np.where(outer, reach.least, reach.low)
    return lower, np.where(outer, reach.most, reach.high), solved


def elimination(system: System) -> Mapping[str, Fraction]:
    """Withheld cells that exact relations alone determine, by substitution, with their values.

    Repeats: a relation with one unknown gives it. Cells it misses may still be exact by rank or
    because values are not negative; the linear programs see those.
    """
    exact = np.flatnonzero((system.least == 0) & (system.most == 0))
    matrix = system.matrix[exact]
    known = system.published.copy()
    value = np.where(known, system.value, 0).astype(object)
    found: dict[int, Fraction] = {}
    while True:
        open_ = matrix.copy()
        open_.data = (~known[matrix.indices]).astype(np.int64)
        alone = np.flatnonzero(np.asarray(open_.sum(axis=1)).ravel() == 1)
        before = len(found)
        for line in alone:
            start, stop = matrix.indptr[line], matrix.indptr[line + 1]
            members, coefs = matrix.indices[start:stop], matrix.data[start:stop]
            missing = [k for k in range(len(members)) if not known[members[k]]]
            if len(missing) != 1:
                continue
            cell = int(members[missing[0]])
            rest = sum(int(c) * value[m] for c, m in zip(coefs, members, strict=True) if m != cell)
            found[cell] = Fraction(-rest, int(coefs[missing[0]]))
            value[cell], known[cell] = found[cell], True
        if len(found) == before:
            return {system.ids[i]: found[i] * system.unit.get(i, 1) for i in sorted(found)}


def disclosed_groups(
    system: System, intervals: Mapping[str, Interval], need: int
) -> list[tuple[str, ...]]:
    """Groups in which everybody, or all others of one member, are known to share one rating.

    The ids of the group's cells, the shared one first. A rating is open when its interval reaches
    the width; a group is disclosed when none but one is open and at most one person is elsewhere,
    so that whoever knows somebody in it knows the rating. Groups with a withheld cell that was
    not asked about are left out.
    """
    found = []
    asked = system.published | system.marked(intervals)
    whole = (asked[system.group] | (system.group < 0)).all(axis=1)
    for line in system.group[whole].tolist():
        cells = [cell for cell in line if cell >= 0]
        ends = [_ends(system, cell, intervals) for cell in cells]
        for full, (_, upper) in enumerate(ends):
            others = [end for k, end in enumerate(ends) if k != full]
            closed = all(most is not None and most < need for _, most in others)
            if upper != 0 and others and closed and sum(low for low, _ in others) <= 1:
                rest = [system.ids[cell] for k, cell in enumerate(cells) if k != full]
                found.append((system.ids[cells[full]], *rest))
    return found


def _ends(
    system: System, cell: int, intervals: Mapping[str, Interval]
) -> tuple[Fraction, Fraction | None]:
    if system.published[cell]:
        value = Fraction(int(system.value[cell]))
        return value, value
    interval = intervals[system.ids[cell]].whole()
    return interval.lower, interval.upper


def closer(first: Interval, second: Interval) -> Interval:
    """The narrower of two intervals; the first when they are alike."""
    if first.width is None:
        return second
    return second if second.width is not None and second.width < first.width else first
