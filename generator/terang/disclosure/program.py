"""The linear program that finds the cheapest move: which cells change when one must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from terang.disclosure.errors import ProtectionFailed
from terang.disclosure.model import Move
from terang.disclosure.reach import tightened
from terang.disclosure.system import UNBOUNDED, System

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Solution = tuple[float, Move]
EXACT = 1e-6  # a solution within this of whole numbers is taken as whole, then checked exactly
OTHER_CORNERS, NOISE = 10, 1.0  # tries with other prices, and by how much they differ at most
SWEEPS = 3  # through the rows, to see what each alone allows
SHORT = 1e-3  # price of a change, where one that is wanted is worth 1: moves stay short
FAR = 1e6  # for columns without an end
MIP_NODES = 20  # of a whole-number search, the last resort


class Program:
    """Moves within a set of cells; all others stay as they are, or change as imposed.

    Two columns a cell, its rise and its fall, both from 0. rows: the relations to keep (all that
    touch the cells, unless some are kept later by another program). floor: least value a cell may
    fall to. Solutions are whole numbers, checked in exact arithmetic before they are returned.
    """

    def __init__(self, system: System, cells: Ints, rows: Ints, floor: Ints) -> None:
        self.system, self.cells, self.rows = system, cells, rows
        self.matrix = system.columns[:, cells].tocsr()[rows]
        sums = np.asarray(system.matrix[rows] @ system.value)
        low, high = system.least[rows], system.most[rows]
        self.least = np.where(low <= -UNBOUNDED, -UNBOUNDED, low - sums)
        self.most = np.where(high >= UNBOUNDED, UNBOUNDED, high - sums)
        value, above = system.value[cells], system.upper[cells]
        self.count = len(cells)
        self.room = np.concatenate(
            [np.where(above >= UNBOUNDED, np.inf, above - value), value - floor[cells]]
        ).astype(float)
        self._every = np.arange(2 * self.count, dtype=np.int32)
        self._alone = self._room_alone()
        self._least, self._most = self.ends()
        self._shift = np.zeros(len(rows), dtype=np.int64)
        self._imposed = False
        self.thorough = False
        self._lower, self._upper = np.zeros(2 * self.count), self.room
        self._cost = np.zeros(2 * self.count)
        self._random = np.random.default_rng(1)
        self._highs = self._model()

    def place(self, cell: int) -> int:
        """Local number of a cell, or -1 when it is not among the program's."""
        at = int(np.searchsorted(self.cells, cell))
        return at if at < self.count and self.cells[at] == cell else -1

    def _room_alone(self) -> Floats:
        """How far each column can go at most while nothing is imposed, by each row alone."""
        within = (-self.room[self.count :], self.room[: self.count])
        lower, upper = tightened(self.matrix, self.ends(), within, SWEEPS)
        return np.floor(np.concatenate([upper, -lower]) + EXACT)

    def _model(self) -> highspy.Highs:
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
            ("solver", "simplex"),
            ("random_seed", 1),
            ("mip_max_nodes", MIP_NODES),
            ("mip_max_improving_sols", 1),
            ("mip_rel_gap", 0.5),
        ):
            highs.setOptionValue(option, value)
        columns = self.matrix.tocsc()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * self.count, len(self.rows)
        lp.col_cost_ = np.zeros(2 * self.count)
        lp.col_lower_, lp.col_upper_ = np.zeros(2 * self.count), self.room
        lp.row_lower_, lp.row_upper_ = self._least, self._most
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        entries = len(columns.data)
        lp.a_matrix_.start_ = np.concatenate([columns.indptr, columns.indptr[1:] + entries])
        lp.a_matrix_.index_ = np.concatenate([columns.indices, columns.indices])
        lp.a_matrix_.value_ = np.concatenate([columns.data, -columns.data]).astype(float)
        if highs.passModel(lp) == highspy.HighsStatus.kError:
            raise ProtectionFailed("solver")
        return highs

    def ends(self) -> tuple[Floats, Floats]:
        """How much each row may change, least and most."""
        return _ends(self.least, self.most)

    def impose(self, move: Move | None) -> None:
        """Let cells outside the program change by a given move (None: as they are)."""
        if move is None and not self._imposed:
            return
        shift = np.zeros(len(self.rows), dtype=np.int64)
        if move is not None:
            rows = self.system.rows_of(move.cells)
            places = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
            ours = self.rows[places] == rows
            np.add.at(shift, places[ours], self.system.effects_of(move)[ours])
        new = np.flatnonzero(shift != self._shift).astype(np.int32)
        self._imposed, self._shift = move is not None, shift
        least, most = self._least[new] - shift[new], self._most[new] - shift[new]
        self._highs.changeRowsBounds(len(new), new, least, most)  # type: ignore[attr-defined]

    def cheapest(
        self, forced: Sequence[tuple[int, int]], cost: Floats, still: Ints
    ) -> Solution | None:
        """The cheapest move with the forced changes and its price, or None when there is none.

        forced: (cell, least change; negative: at least so far down). cost: per unit of change, by
        local cell. still: local cells that must not change unless forced.
        """
        if not self._force(forced, still):
            return None
        self._charge(np.concatenate([cost, cost]))
        found = self._solve()
        if found is None:
            return None
        touched = np.flatnonzero(found)
        price = float(np.abs(found[touched]) @ cost[touched])
        return price, Move(self.cells[touched].astype(np.int32), found[touched])

    def together(self, wanted: Mapping[int, float], still: Ints) -> Move | None:
        """A whole move that takes many cells as far as it can, or None.

        wanted: by local cell how much a rise is worth, negative for a fall. still: local cells that
        must not change. Parts of the move that are not whole are left out.
        """
        self.impose(None)
        upper, cost = self._resting(still), np.full(2 * self.count, SHORT)
        upper[np.isinf(upper)] = FAR
        places, worth = np.array(list(wanted)), np.array(list(wanted.values()))
        cost[places] -= worth
        cost[places + self.count] += worth
        self._bound(np.zeros(2 * self.count), upper)
        self._charge(cost)
        self._highs.clearSolver()
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = np.asarray(self._highs.getSolution().col_value)
        move = self._whole_parts(solution[: self.count] - solution[self.count :])
        touched = np.flatnonzero(move)
        return Move(self.cells[touched].astype(np.int32), move[touched]) if len(touched) else None

    def _whole_parts(self, change: Floats) -> Ints:
        """The change with every part left out that is not whole; parts share no relation."""
        move = np.rint(change).astype(np.int64)
        broken = np.abs(change - move) > EXACT
        while broken.any():
            move[broken] = 0
            sums = self.matrix @ move
            lines = np.flatnonzero((sums < self.least) | (sums > self.most))
            broken[:] = False
            broken[np.unique(self.matrix[lines].indices)] = True
            broken &= move != 0
        sums = self.matrix @ move
        kept = bool((sums >= self.least).all() and (sums <= self.most).all())
        return move if kept else np.zeros_like(move)

    def within_reach(self, forced: Sequence[tuple[int, int]]) -> bool:
        """No relation alone forbids the forced changes while all outside stays as it is."""
        places = [(self.place(cell), change) for cell, change in forced]
        return all(
            at >= 0 and self._alone[at if change > 0 else at + self.count] >= abs(change)
            for at, change in places
        )

    def _at_most(self) -> Floats:
        return self.room if self._imposed else self._alone

    def _resting(self, still: Ints) -> Floats:
        """How far each column may go when some cells stay as they are."""
        upper = self._at_most().copy()
        upper[still] = 0
        upper[still + self.count] = 0
        return upper

    def _force(self, forced: Sequence[tuple[int, int]], still: Ints) -> bool:
        """Set the bounds of the columns; False when a forced change is out of reach."""
        room = self._at_most()
        upper, lower = self._resting(still), np.zeros(2 * self.count)
        for cell, change in forced:
            at = self.place(cell)
            if at < 0:
                return False
            moving, resting = (at, at + self.count) if change > 0 else (at + self.count, at)
            lower[moving], upper[moving], upper[resting] = abs(change), room[moving], 0
            if lower[moving] > upper[moving]:
                return False
        self._bound(lower, upper)
        return True

    def _bound(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of all columns; only those that differ are handed on."""
        new = np.flatnonzero((lower != self._lower) | (upper != self._upper)).astype(np.int32)
        self._highs.changeColsBounds(len(new), new, lower[new], upper[new])
        self._lower, self._upper = lower, upper

    def _charge(self, cost: Floats) -> None:
        """Set the prices of all columns; only those that differ are handed on."""
        new = np.flatnonzero(cost != self._cost).astype(np.int32)
        self._highs.changeColsCost(len(new), new, cost[new])
        self._cost = cost

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
        for _ in range(OTHER_CORNERS if found is None else 0):
            found = self._another_corner()
            if found is not None:
                break
        return self._solve_whole() if found is None and self.thorough else found

    def _another_corner(self) -> Ints | None:
        """The solution under slightly other prices: most corners are whole."""
        highs = self._highs
        noise = 1 + NOISE * self._random.random(2 * self.count)
        self._charge(self._cost * noise)
        highs.run()
        return self._whole(np.asarray(highs.getSolution().col_value))

    def _whole(self, solution: Floats) -> Ints | None:
        """The change by cell when the solution is whole and keeps every row exactly."""
        change = solution[: self.count] - solution[self.count :]
        whole = np.rint(change)
        if np.abs(change - whole).max(initial=0) > EXACT:
            return None
        move = whole.astype(np.int64)
        sums = self.matrix @ move
        if self._imposed:
            sums = sums + self._shift
        return move if bool((sums >= self.least).all() and (sums <= self.most).all()) else None

    def _solve_whole(self) -> Ints | None:
        """The same program in whole numbers, for the rare solution that is not."""
        highs, columns = self._highs, 2 * self.count
        kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
        highs.changeColsIntegrality(columns, self._every, np.full(columns, kinds[0]))
        highs.run()
        solution = np.asarray(highs.getSolution().col_value)
        known = highs.getInfo().primal_solution_status
        highs.changeColsIntegrality(columns, self._every, np.full(columns, kinds[1]))
        return self._whole(solution) if known == 2 and len(solution) == columns else None


def _ends(least: Ints, most: Ints) -> tuple[Floats, Floats]:
    infinite = highspy.kHighsInf
    return (
        np.where(least <= -UNBOUNDED, -infinite, least).astype(float),
        np.where(most >= UNBOUNDED, infinite, most).astype(float),
    )
