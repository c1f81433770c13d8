"""The linear program that finds the cheapest move: which cells change when one must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from terang.disclosure.errors import ProtectionFailed
from terang.disclosure.model import Move
from terang.disclosure.reach import tightened
from terang.disclosure.solver import FITS, Columns, Ends, Options, answer, solver
from terang.disclosure.system import UNBOUNDED, System

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Solution = tuple[float, Move]
EXACT = 1e-6  # a solution within this of whole numbers is taken as whole, then checked exactly
OTHER_CORNERS, NOISE = 5, 3.0  # tries with other prices, and by how much they differ at most
SWEEPS = 3  # through the rows, to see what each alone allows
SHORT = 1e-3  # price of a change, where one that is wanted is worth 1: moves stay short
FAR = 1e6  # for columns without an end
OPTIONS: Options = {
    "presolve": "off",
    "solver": "simplex",
    "random_seed": 1,
    "mip_max_nodes": 20,  # searches in whole numbers are the last resort
    "mip_max_improving_sols": 1,
    "mip_rel_gap": 0.5,
}


class Program:
    """Moves within a set of cells; all others stay as they are, or change as imposed.

    Two columns a cell, its rise and its fall, both from 0. rows: the relations to keep (all that
    touch the cells, unless some are kept later by another program). floor: least value a cell may
    fall to. Solutions are whole numbers, checked in exact arithmetic before they are returned.
    """

    def __init__(self, system: System, cells: Ints, rows: Ints, floor: Ints) -> None:
        self.system, self.cells, self.rows = system, cells, rows
        self.count = len(cells)
        self.matrix = self._part()
        self.least, self.most = system.slack[0][rows], system.slack[1][rows]
        value, above = system.value[cells], system.upper[cells]
        self.room = np.concatenate(
            [np.where(above >= UNBOUNDED, np.inf, above - value), value - floor[cells]]
        ).astype(float)
        self._used = np.flatnonzero(self.room > 0)  # columns that the solver is given
        self._rises = int(np.searchsorted(self._used, self.count))
        self._every = np.arange(len(self._used), dtype=np.int32)
        self._least, self._most = self.ends()
        self._shift = np.zeros(len(rows), dtype=np.int64)
        self._imposed = False
        self.thorough = False
        self._lower, self._upper = np.zeros(len(self._used)), self.room[self._used]
        self._cost = np.zeros(len(self._used))
        self._random = np.random.default_rng(1)
        self._highs = self._model()

    def _part(self) -> sp.csr_matrix:
        """The rows and columns of the system that the program keeps."""
        columns = self.system.columns[:, self.cells]
        place, kept = found_in(self.rows, columns.indices)
        ends = np.concatenate([[0], np.cumsum(kept)])[columns.indptr]
        shape = (len(self.rows), self.count)
        return sp.csc_matrix((columns.data[kept], place[kept], ends), shape=shape).tocsr()

    def place(self, cell: int) -> int:
        """Local number of a cell, or -1 when it is not among the program's."""
        at = int(np.searchsorted(self.cells, cell))
        return at if at < self.count and self.cells[at] == cell else -1

    @cached_property
    def _alone(self) -> Floats:
        """How far each column can go at most while nothing is imposed, by each row alone."""
        within = (-self.room[self.count :], self.room[: self.count])
        lower, upper = tightened(self.matrix, self.ends(), within, SWEEPS)
        return np.floor(np.concatenate([upper, -lower]) + EXACT)

    def _model(self) -> highspy.Highs:
        columns, rows = Ends(self._lower, self._upper), Ends(self._least, self._most)
        highs = solver(self._columns(), rows, columns, OPTIONS)
        if highs is None:
            raise ProtectionFailed("solver")
        return highs

    def _columns(self) -> Columns:
        """The columns in use, those of falls with signs changed."""
        matrix, cell = self.matrix.tocsc(), self._used % self.count
        sign = np.where(self._used < self.count, 1.0, -1.0)
        lengths = np.diff(matrix.indptr)[cell]
        start = np.concatenate([[0], np.cumsum(lengths)])
        entry = np.arange(start[-1]) + np.repeat(matrix.indptr[cell] - start[:-1], lengths)
        return Columns(start, matrix.indices[entry], matrix.data[entry] * np.repeat(sign, lengths))

    def ends(self) -> tuple[Floats, Floats]:
        """How much each row may change, least and most."""
        return _ends(self.least, self.most)

    def impose(self, move: Move | None) -> None:
        """Let cells outside the program change by a given move (None: as they are)."""
        if move is None and not self._imposed:
            return
        shift = np.zeros(len(self.rows), dtype=np.int64)
        if move is not None:
            places, ours = found_in(self.rows, self.system.rows_of(move.cells))
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
        self._charge(np.concatenate([cost, cost])[self._used])
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
        self._charge(cost[self._used])
        self._highs.clearSolver()
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        move = self._whole_parts(self._change(self._answer()))
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
        lower, upper = lower[self._used], upper[self._used]
        new = np.flatnonzero((lower != self._lower) | (upper != self._upper)).astype(np.int32)
        self._highs.changeColsBounds(len(new), new, lower[new], upper[new])
        self._lower, self._upper = lower, upper

    def _charge(self, cost: Floats) -> None:
        """Set the prices of all columns in use; only those that differ are handed on."""
        new = np.flatnonzero(cost != self._cost).astype(np.int32)
        self._highs.changeColsCost(len(new), new, cost[new])
        self._cost = cost

    def _answer(self) -> Floats:
        found = answer(self._highs)
        if found is None:
            raise ProtectionFailed("solver")
        return found

    def _change(self, solution: Floats) -> Floats:
        """The change of each cell: its rise less its fall."""
        rise, fall = self._used[: self._rises], self._used[self._rises :] - self.count
        change = np.zeros(self.count)
        change[rise] = solution[: self._rises]
        change[fall] -= solution[self._rises :]
        return change

    def _solve(self) -> Ints | None:
        highs = self._highs
        highs.clearSolver()
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ProtectionFailed("solver", fields={"status": str(status)})
        found = self._whole(self._answer())
        for _ in range(OTHER_CORNERS if found is None else 0):
            found = self._another_corner()
            if found is not None:
                break
        return self._solve_whole() if found is None and self.thorough else found

    def _another_corner(self) -> Ints | None:
        """The solution under slightly other prices: most corners are whole."""
        highs = self._highs
        noise = 1 + NOISE * self._random.random(len(self._used))
        self._charge(self._cost * noise)
        highs.run()
        return self._whole(self._answer())

    def _whole(self, solution: Floats) -> Ints | None:
        """The change by cell when the solution is whole and keeps every row exactly."""
        change = self._change(solution)
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
        highs, columns = self._highs, len(self._used)
        kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
        highs.changeColsIntegrality(columns, self._every, np.full(columns, kinds[0]))
        highs.run()
        solution = answer(highs)
        known = highs.getInfo().primal_solution_status
        highs.changeColsIntegrality(columns, self._every, np.full(columns, kinds[1]))
        return self._whole(solution) if known == FITS and solution is not None else None


def found_in(
    among: Ints, wanted: NDArray[np.integer[Any]]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where wanted numbers stand among ascending ones, and which of them do."""
    places = np.searchsorted(among, wanted)
    known = places < len(among)
    known[known] = among[places[known]] == wanted[known]
    return places, known


def _ends(least: Ints, most: Ints) -> tuple[Floats, Floats]:
    infinite = highspy.kHighsInf
    return (
        np.where(least <= -UNBOUNDED, -infinite, least).astype(float),
        np.where(most >= UNBOUNDED, infinite, most).astype(float),
    )
