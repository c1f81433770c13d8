"""The attacker's linear program over withheld cells, solved for one objective after another."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from terang.disclosure.blocks import Blocks
from terang.disclosure.errors import AttackFailed
from terang.disclosure.solver import Ends, Options, answer, by_column, solver
from terang.disclosure.system import UNBOUNDED, System

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
DENOMINATOR = 10**6
FAR = 1e4  # how far from a known table one objective may look, so that it always has an end
LARGE = 1000  # unknowns from which a first table is found from within, not along corners
INTERIOR: Options = {"solver": "ipm", "run_crossover": "off"}
PRIMAL = 4  # HiGHS' number of the simplex method that starts from the last table found


class Program:
    """least <= matrix·x <= most, lower <= x <= upper; keeps its last table to start from."""

    def __init__(
        self, matrix: sp.csr_matrix, rows: tuple[Floats, Floats], bounds: tuple[Floats, Floats]
    ) -> None:
        self.size = matrix.shape[1]
        self._every = np.arange(self.size, dtype=np.int32)
        self._lower, self._upper = bounds[0].copy(), bounds[1].copy()
        highs = solver(by_column(matrix.tocsc()), Ends(*rows), Ends(*bounds), {"presolve": "off"})
        if highs is None:
            raise AttackFailed("solver")
        self._highs = highs
        self._priced = False
        self._started = False

    def bound(self, place: int, lower: float, upper: float) -> None:
        self._lower[place], self._upper[place] = lower, upper
        self._highs.changeColBounds(place, lower, upper)

    def any(self) -> Floats:
        """A table that fits. Raises AttackFailed when there is none."""
        self._run()
        return self._table()

    def least(self, objective: Floats) -> Floats | None:
        """The table with the least objective; None when there is no least."""
        self._price(objective)
        self._priced = True
        return self._table() if self._run() else None

    def towards(self, place: int, sign: float, enough: float) -> Floats | None:
        """The table of the least (sign 1) or greatest (sign -1) value of an unknown, or None.

        It is not sought further than `enough`, which must not exclude every table.
        """
        lower, upper = self._lower[place], self._upper[place]
        near = (max(lower, enough), upper) if sign > 0 else (lower, min(upper, enough))
        self._highs.changeColBounds(place, *near)
        found = self.end(place, sign)
        self._highs.changeColBounds(place, lower, upper)
        return None if found is None else found[1]

    def end(self, place: int, sign: float) -> tuple[float, Floats] | None:
        """Least (sign 1) or greatest (sign -1) value of an unknown with its table, or None."""
        if self._priced:
            self._price(np.zeros(self.size))
            self._priced = False
        self._highs.changeColCost(place, sign)
        ended = self._run()
        value = self._highs.getInfo().objective_function_value * sign
        self._highs.changeColCost(place, 0.0)
        return (value, self._table()) if ended else None

    def _price(self, objective: Floats) -> None:
        self._highs.changeColsCost(self.size, self._every, objective)

    def _table(self) -> Floats:
        table = answer(self._highs)
        if table is None:
            raise AttackFailed("solver")
        return table

    def _run(self) -> bool:
        """Solve; False when the objective has no end. AttackFailed when there is no table.

        The first time by the dual method, which needs no table to start from; then by the primal.
        """
        self._highs.run()
        status = self._highs.getModelStatus()
        if not self._started:
            self._highs.setOptionValue("simplex_strategy", PRIMAL)
            self._started = True
        if status == highspy.HighsModelStatus.kOptimal:
            return True
        if status == highspy.HighsModelStatus.kUnbounded:
            return False
        if status == highspy.HighsModelStatus.kInfeasible:
            raise AttackFailed("contradiction")
        raise AttackFailed("solver", fields={"status": str(status)})


class Attacker:
    """Everything published, as a linear program whose unknowns are the withheld cells.

    The values of withheld cells are read by nothing here; `know` is told what insiders know.
    """

    def __init__(self, system: System, unknown: Ints) -> None:
        self.system, self.unknown = system, unknown
        part = system.columns[:, unknown].tocsr()
        self.rows = np.flatnonzero(np.diff(part.indptr))
        self.matrix = part[self.rows]
        self.columns = self.matrix.tocsc()
        sums = np.asarray(system.matrix[self.rows] @ np.where(system.published, system.value, 0))
        low, high = system.least[self.rows], system.most[self.rows]
        self.least = np.where(low <= -UNBOUNDED, -highspy.kHighsInf, low - sums)
        self.most = np.where(high >= UNBOUNDED, highspy.kHighsInf, high - sums)
        self._lower = system.lower[unknown].astype(float)
        top = system.upper[unknown]
        self._upper = np.where(top >= UNBOUNDED, highspy.kHighsInf, top).astype(float)
        self.scale = np.array([float(system.unit.get(int(cell), 1)) for cell in unknown])
        self._known: dict[int, int] = {}

    @cached_property
    def program(self) -> Program:
        """All relations over all unknowns; for a nation built only where nothing less will do."""
        return Program(self.matrix, (self.least, self.most), self.bounds())

    def place(self, cell: int) -> int:
        """The place of a cell among the unknowns."""
        return int(np.searchsorted(self.unknown, cell))

    def know(self, values: Iterable[tuple[int, int]]) -> None:
        """Hold cells at values that somebody knows."""
        for cell, value in values:
            at = self.place(cell)
            self._known[at] = value
            self.program.bound(at, value, value)

    def forget(self) -> None:
        for at in self._known:
            self.program.bound(at, self._lower[at], self._upper[at])
        self._known.clear()

    def bounds(self) -> tuple[Floats, Floats]:
        """Least and greatest value of each unknown known beforehand, insiders' cells included."""
        lower, upper = self._lower, self._upper
        if self._known:
            lower, upper = lower.copy(), upper.copy()
            at = list(self._known)
            lower[at] = upper[at] = list(self._known.values())
        return lower, upper

    def first_table(self) -> Floats:
        """Some table that fits; for many unknowns one that keeps off the bounds."""
        inner = self._inner() if len(self.unknown) >= LARGE else None
        return self.program.any() if inner is None else inner

    def _inner(self) -> Floats | None:
        """A table that fits and keeps off the bounds where it can, from an interior method."""
        rows, columns = Ends(self.least, self.most), Ends(*self.bounds())
        highs = solver(by_column(self.columns), rows, columns, INTERIOR)
        if highs is None:
            return None
        highs.run()
        optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return answer(highs) if optimal else None

    def part(self, places: Ints) -> tuple[sp.csr_matrix, Ints]:
        """The relations of some unknowns, restricted to these, and the relations' numbers."""
        columns = self.columns[:, places]
        rows, within = np.unique(columns.indices, return_inverse=True)
        shape = (len(rows), len(places))
        return sp.csc_matrix((columns.data, within, columns.indptr), shape=shape).tocsr(), rows

    def blocks(self) -> Blocks:
        return Blocks(self.system.node_parent, self.system.node[self.unknown])

    def exactly(self, place: int, value: float) -> Fraction:
        """A solver's answer for an unknown as the fraction it stands for, in the cell's unit."""
        whole = round(value)
        near = abs(value - whole) < 1 / (2 * DENOMINATOR)  # what limit_denominator makes of it
        found = Fraction(whole) if near else Fraction(value).limit_denominator(DENOMINATOR)
        unit = self.system.unit.get(int(self.unknown[place]))
        return found if unit is None else found * unit
