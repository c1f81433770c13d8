"""The attacker: what follows of withheld cells from everything published.

Exact elimination first, then two linear programs a cell over values that are not negative. The
true values of withheld cells are never read, except that insiders know their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from terang.disclosure.errors import AttackFailed
from terang.disclosure.model import Interval
from terang.disclosure.system import UNBOUNDED, System

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
DENOMINATOR = 10**6


def attack(
    system: System,
    *,
    cells: Iterable[str] | None = None,
    insiders: bool = False,
    coalition: int = 1,
    progress: Progress | None = None,
) -> Mapping[str, Interval]:
    """The interval of every withheld cell (or of `cells`), in the order of the system.

    insiders: narrowest interval over outsiders and every insider. Where the value of a withheld
    cell is at most `coalition` its members know it; they learn about the other cells only.
    Raises AttackFailed when the solver fails or the published figures contradict each other.
    """
    unknown = np.flatnonzero(~system.published)
    asked = unknown if cells is None else system.indices(cells)
    attacker = _Attacker(system, unknown)
    found = attacker.intervals(asked, progress)
    if insiders:
        small = unknown[(system.value[unknown] > 0) & (system.value[unknown] <= coalition)]
        for insider in small:
            others = asked[asked != insider]
            attacker.know(int(insider))
            for cell, interval in attacker.intervals(others, None).items():
                found[cell] = _narrower(found[cell], interval)
            attacker.forget(int(insider))
    return {system.ids[i]: found[int(i)] for i in asked}


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
    the width; a group is disclosed when none but one is open and at most one person is elsewhere.
    """
    found = []
    for line in system.group.tolist():
        cells = [cell for cell in line if cell >= 0]
        ends = [_ends(system, cell, intervals) for cell in cells]
        for full, (lower, _) in enumerate(ends):
            others = [end for k, end in enumerate(ends) if k != full]
            closed = all(upper is not None and upper < need for _, upper in others)
            if lower > 0 and others and closed and sum(low for low, _ in others) <= 1:
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


class _Attacker:
    """The linear program over the withheld cells, solved again and again with other objectives."""

    def __init__(self, system: System, unknown: Ints) -> None:
        self.system, self.unknown = system, unknown
        part = system.columns[:, unknown].tocsr()
        rows = np.flatnonzero(np.diff(part.indptr))
        shown = np.where(system.published, system.value, 0)
        sums = np.asarray(system.matrix[rows] @ shown)
        self.lower = system.lower[unknown].astype(float)
        top = system.upper[unknown]
        self.upper = np.where(top >= UNBOUNDED, highspy.kHighsInf, top).astype(float)
        low, high = system.least[rows], system.most[rows]
        self.highs = _model(
            part[rows].tocsc(),
            np.where(low <= -UNBOUNDED, -highspy.kHighsInf, low - sums),
            np.where(high >= UNBOUNDED, highspy.kHighsInf, high - sums),
            self.lower,
            self.upper,
        )
        self.place = {int(cell): k for k, cell in enumerate(unknown)}

    def know(self, cell: int) -> None:
        value = float(self.system.value[cell])
        self.highs.changeColBounds(self.place[cell], value, value)

    def forget(self, cell: int) -> None:
        at = self.place[cell]
        self.highs.changeColBounds(at, self.lower[at], self.upper[at])

    def intervals(self, cells: Ints, progress: Progress | None) -> dict[int, Interval]:
        found: dict[int, Interval] = {}
        for done, cell in enumerate(cells.tolist()):
            unit = self.system.unit.get(cell, Fraction(1))
            if cell not in self.place:
                value = int(self.system.value[cell]) * unit
                found[cell] = Interval(value, value)
                continue
            lower, upper = self._end(cell, 1.0), self._end(cell, -1.0)
            if lower is None:
                raise AttackFailed("unbounded", [self.system.ids[cell]])
            found[cell] = Interval(lower * unit, None if upper is None else upper * unit)
            if progress is not None:
                progress("intervals", done + 1, len(cells))
        return found

    def _end(self, cell: int, sign: float) -> Fraction | None:
        """Least (sign 1) or greatest (sign -1) value of a cell; None when there is no end."""
        highs, at = self.highs, self.place[cell]
        highs.changeColCost(at, sign)
        highs.run()
        status = highs.getModelStatus()
        value = highs.getInfo().objective_function_value * sign
        highs.changeColCost(at, 0.0)
        if status == highspy.HighsModelStatus.kOptimal:
            return Fraction(value).limit_denominator(DENOMINATOR)
        if status in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            return None
        if status == highspy.HighsModelStatus.kInfeasible:
            raise AttackFailed("contradiction")
        raise AttackFailed("solver", fields={"status": str(status)})


def _model(
    columns: sp.csc_matrix, least: Floats, most: Floats, lower: Floats, upper: Floats
) -> highspy.Highs:
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
        highs.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = columns.shape
    lp.col_cost_ = np.zeros(columns.shape[1])
    lp.col_lower_, lp.col_upper_ = lower, upper
    lp.row_lower_, lp.row_upper_ = least, most
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = columns.indptr
    lp.a_matrix_.index_ = columns.indices
    lp.a_matrix_.value_ = columns.data.astype(float)
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise AttackFailed("solver")
    return highs


def _narrower(first: Interval, second: Interval) -> Interval:
    if first.width is None:
        return second
    return second if second.width is not None and second.width < first.width else first
