"""The linear program that finds the cheapest move: which cells change when one must."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from terang.disclosure.errors import ProtectionFailed
from terang.disclosure.model import Move
from terang.disclosure.system import UNBOUNDED, System

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EXACT = 1e-6  # a solution within this of whole numbers is taken as whole, then checked exactly
MIP_NODES = 2000


class Program:
    """Moves within a set of cells; all others stay as they are.

    Two columns a cell, its rise and its fall, both from 0. Every relation that touches one of the
    cells is a row, so that a solution is a move of the whole system. `floor`: least value a cell
    may fall to. Solutions are whole numbers, checked in exact arithmetic before they are returned.
    """

    def __init__(self, system: System, cells: Ints, floor: Ints) -> None:
        self.cells = np.sort(cells)
        part = system.columns[:, self.cells].tocsr()
        rows = np.flatnonzero(np.diff(part.indptr))
        self.matrix = part[rows]
        sums = np.asarray(system.matrix[rows] @ system.value)
        self.least = np.where(
            system.least[rows] <= -UNBOUNDED, -UNBOUNDED, system.least[rows] - sums
        )
        self.most = np.where(system.most[rows] >= UNBOUNDED, UNBOUNDED, system.most[rows] - sums)
        value = system.value[self.cells]
        above = system.upper[self.cells]
        self.room_up = np.where(above >= UNBOUNDED, np.inf, above - value).astype(float)
        self.room_down = (value - floor[self.cells]).astype(float)
        self.count = len(self.cells)
        self._highs = self._model()

    def place(self, cell: int) -> int:
        """Local number of a cell, or -1 when it is not among the program's."""
        at = int(np.searchsorted(self.cells, cell))
        return at if at < self.count and self.cells[at] == cell else -1

    def _model(self) -> highspy.Highs:
        highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
            ("solver", "simplex"),
            ("random_seed", 1),
            ("mip_max_nodes", MIP_NODES),
        ):
            highs.setOptionValue(option, value)
        columns = self.matrix.tocsc()
        lp = highspy.HighsLp()
        lp.num_col_ = 2 * self.count
        lp.num_row_ = self.matrix.shape[0]
        lp.col_cost_ = np.zeros(2 * self.count)
        lp.col_lower_ = np.zeros(2 * self.count)
        lp.col_upper_ = np.concatenate([self.room_up, self.room_down])
        lp.row_lower_ = np.where(self.least <= -UNBOUNDED, -highspy.kHighsInf, self.least)
        lp.row_upper_ = np.where(self.most >= UNBOUNDED, highspy.kHighsInf, self.most)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        entries = len(columns.data)
        lp.a_matrix_.start_ = np.concatenate([columns.indptr, columns.indptr[1:] + entries])
        lp.a_matrix_.index_ = np.concatenate([columns.indices, columns.indices])
        lp.a_matrix_.value_ = np.concatenate([columns.data, -columns.data]).astype(float)
        if highs.passModel(lp) == highspy.HighsStatus.kError:
            raise ProtectionFailed("solver")
        return highs

    def cheapest(
        self, forced: list[tuple[int, int]], cost: Floats, still: Ints
    ) -> tuple[float, Move] | None:
        """The cheapest move with the forced changes, or None when there is none.

        forced: (cell, least change; negative: at least so far down). cost: per unit of change, by
        local cell. still: local cells that must not change unless forced.
        """
        upper = np.concatenate([self.room_up, self.room_down])
        lower = np.zeros(2 * self.count)
        upper[still] = 0
        upper[still + self.count] = 0
        for cell, change in forced:
            at = self.place(cell)
            if at < 0:
                return None
            rise, fall = at, at + self.count
            moving, resting = (rise, fall) if change > 0 else (fall, rise)
            lower[moving] = abs(change)
            upper[resting] = 0
            upper[moving] = self.room_up[at] if change > 0 else self.room_down[at]
            if lower[moving] > upper[moving]:
                return None
        highs = self._highs
        every = np.arange(2 * self.count, dtype=np.int32)
        highs.changeColsBounds(2 * self.count, every, lower, upper)
        highs.changeColsCost(2 * self.count, every, np.concatenate([cost, cost]))
        found = self._solve()
        if found is None:
            return None
        price = float(np.abs(found) @ cost)
        touched = np.flatnonzero(found)
        return price, Move(self.cells[touched].astype(np.int32), found[touched])

    def _solve(self) -> Ints | None:
        highs = self._highs
        highs.clearSolver()
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ProtectionFailed("solver", fields={"status": str(status)})
        found = self._whole(np.asarray(highs.getSolution().col_value))
        return self._solve_whole() if found is None else found

    def _whole(self, solution: Floats) -> Ints | None:
        """The change by cell when the solution is whole and keeps every row exactly."""
        change = solution[: self.count] - solution[self.count :]
        whole = np.rint(change)
        if np.abs(change - whole).max(initial=0) > EXACT:
            return None
        move = whole.astype(np.int64)
        sums = self.matrix @ move
        return move if bool((sums >= self.least).all() and (sums <= self.most).all()) else None

    def _solve_whole(self) -> Ints | None:
        """The same program in whole numbers, for the rare solution that is not."""
        highs, columns = self._highs, 2 * self.count
        every = np.arange(columns, dtype=np.int32)
        kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
        highs.changeColsIntegrality(columns, every, np.full(columns, kinds[0]))
        highs.run()
        solution = np.asarray(highs.getSolution().col_value)
        known = highs.getInfo().primal_solution_status
        highs.changeColsIntegrality(columns, every, np.full(columns, kinds[1]))
        return self._whole(solution) if known == 2 and len(solution) == columns else None
