"""The attacker's linear program over withheld cells, solved for one objective after another."""

from __future__ import annotations

from collections.abc import Callable
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
FAR = 1e4  # how far from a known table one objective may look, so that it always has an end


class Attacker:
    """Everything published, as a linear program whose unknowns are the withheld cells.

    The values of withheld cells are read by `know` only: what insiders know of their own.
    """

    def __init__(self, system: System, unknown: Ints) -> None:
        self.system, self.unknown = system, unknown
        part = system.columns[:, unknown].tocsr()
        self.rows = np.flatnonzero(np.diff(part.indptr))
        self.matrix = part[self.rows]
        sums = np.asarray(system.matrix[self.rows] @ np.where(system.published, system.value, 0))
        low, high = system.least[self.rows], system.most[self.rows]
        self.least = np.where(low <= -UNBOUNDED, -highspy.kHighsInf, low - sums)
        self.most = np.where(high >= UNBOUNDED, highspy.kHighsInf, high - sums)
        self.lower = system.lower[unknown].astype(float)
        top = system.upper[unknown]
        self.upper = np.where(top >= UNBOUNDED, highspy.kHighsInf, top).astype(float)
        self.place = {int(cell): k for k, cell in enumerate(unknown)}
        self.known: dict[int, float] = {}
        self._highs = linear_program(
            self.matrix.tocsc(), (self.least, self.most), (self.lower, self.upper)
        )

    def know(self, cell: int) -> None:
        value = float(self.system.value[cell])
        self.known[self.place[cell]] = value
        self._highs.changeColBounds(self.place[cell], value, value)

    def forget(self, cell: int) -> None:
        at = self.place[cell]
        del self.known[at]
        self._highs.changeColBounds(at, self.lower[at], self.upper[at])

    def table(self, objective: Floats | None = None) -> Floats | None:
        """A table that fits, the one with the least objective; None when there is no least."""
        count = len(self.unknown)
        wanted = np.zeros(count) if objective is None else objective
        every = np.arange(count, dtype=np.int32)
        self._highs.changeColsCost(count, every, wanted)
        status = run(self._highs)
        found = np.asarray(self._highs.getSolution().col_value) if status else None
        self._highs.changeColsCost(count, every, np.zeros(count))
        return found

    def intervals(self, cells: Ints, progress: Progress | None) -> dict[int, Interval]:
        """Both ends of each cell."""
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
        at = self.place[cell]
        self._highs.changeColCost(at, sign)
        ended = run(self._highs)
        value = self._highs.getInfo().objective_function_value * sign
        self._highs.changeColCost(at, 0.0)
        return Fraction(value).limit_denominator(DENOMINATOR) if ended else None


def run(highs: highspy.Highs) -> bool:
    """Solve; False when the objective has no end. AttackFailed when there is no table at all."""
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return True
    if status == highspy.HighsModelStatus.kUnbounded:
        return False
    if status == highspy.HighsModelStatus.kInfeasible:
        raise AttackFailed("contradiction")
    raise AttackFailed("solver", fields={"status": str(status)})


def linear_program(
    columns: sp.csc_matrix, rows: tuple[Floats, Floats], bounds: tuple[Floats, Floats]
) -> highspy.Highs:
    """A program without objective: least <= columns·x <= most, lower <= x <= upper."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
        highs.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = columns.shape
    lp.col_cost_ = np.zeros(columns.shape[1])
    lp.col_lower_, lp.col_upper_ = bounds
    lp.row_lower_, lp.row_upper_ = rows
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = columns.indptr
    lp.a_matrix_.index_ = columns.indices
    lp.a_matrix_.value_ = columns.data.astype(float)
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise AttackFailed("solver")
    return highs
