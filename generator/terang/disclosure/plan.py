"""A plan for one region: the cheapest set of cells with which all its targets can be protected.

Moves found one after the other are each cheap, together they need not be. A plan looks at all
targets at once: a pattern (1 = withheld) lets a target reach its width exactly when every price
vector of the attacker's linear program allows it, and each that does not is an inequality that
all safe patterns keep (Fischetti and Salazar-González). Inequalities are collected with patterns
in fractions first, then whole ones. A plan only suggests: what is withheld is decided by the
moves that the search proves along it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from terang.disclosure.errors import ProtectionFailed
from terang.disclosure.program import Program
from terang.disclosure.solver import Ends, answer, by_column, solver

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Cut = tuple[NDArray[np.int32], Floats]
SMALL = 1e-7
SHORT = 1e-4  # a target that misses its width by less than this has reached it
GAP = 0.005  # of the best plan, by which one may be dearer
MOST_NODES = 20  # of one whole-number master program
CELLS_A_PROGRAM = 300  # a whole-number master program of n cells counts as n²/300 programs
HALF = 0.5


@dataclass(frozen=True, eq=False)
class Aim:
    """A local cell that must be able to rise by `need` while the cells `still` stay as they are."""

    cell: int
    need: int
    still: Ints

    def outside(self) -> Aim:
        """The same against people who are in no cell."""
        return Aim(self.cell, self.need, self.still[:0])


@dataclass(frozen=True)
class Plan:
    """cells: local numbers suggested for withholding, those withheld anyway included.

    cost: of the others; bound: no safe pattern of this region costs less; sure: all aims are
    reached. solved: programs spent.
    """

    cells: Ints
    cost: float
    bound: float
    sure: bool
    solved: int


def planned(program: Program, aims: Sequence[Aim], cost: Floats, programs: int) -> Plan:
    """The cheapest pattern found with about so many programs; cost 0: withheld anyway.

    Aims that can't be reached even with every cell of the program withheld are left out.
    """
    attacks = _Attacks(program)
    every = np.ones(program.count)
    alone = [aim if attacks.cut(aim, every) is None else aim.outside() for aim in aims]
    aims = [aim for aim in alone if len(aim.still) or attacks.cut(aim, every) is None]
    master = _Master(cost)
    whole, doubted = False, list(aims)
    while attacks.solved + master.solved < programs:
        y = master.solve(whole)
        broken = attacks.broken(doubted, y)
        if not broken:
            others = [aim for aim in aims if aim not in doubted]
            broken = attacks.broken(others, y)
        if not broken and whole:
            return _plan(master, attacks, y, sure=True)
        whole |= not broken
        doubted = [aim for aim, _ in broken] or list(aims)
        master.add([cut for _, cut in broken])
    return _plan(master, attacks, master.solve(whole=True), sure=False)


def _plan(master: _Master, attacks: _Attacks, y: Floats, *, sure: bool) -> Plan:
    solved = attacks.solved + master.solved
    return Plan(np.flatnonzero(y > HALF), master.value, master.bound, sure, solved)


class _Attacks:
    """How far one cell can rise within a pattern, whole or in fractions."""

    def __init__(self, program: Program) -> None:
        count = program.count
        self.rise, self.fall = program.room[:count], program.room[count:]
        known = program.system.value[program.cells]
        self.far = np.minimum(self.rise, float(max(known.max(initial=0), 1)) * 2)
        self.every = np.arange(count, dtype=np.int32)
        self.highs = _program(program.matrix.tocsc(), *program.ends())
        self.solved = 0
        self._last: dict[int, Floats] = {}

    def broken(self, aims: Sequence[Aim], y: Floats) -> list[tuple[Aim, Cut]]:
        """Aims that a pattern does not reach, each with an inequality that says why."""
        found = [(aim, self.cut(aim, y)) for aim in aims]
        return [(aim, cut) for aim, cut in found if cut is not None]

    def cut(self, aim: Aim, y: Floats) -> Cut | None:
        """weights·y >= 1 holds for every pattern that reaches the aim, not for this one."""
        whole = bool(np.all((y < SMALL) | (y > 1 - SMALL)))
        need = float(aim.need)
        upper = (self.far if whole else np.minimum(self.far, need)) * y
        lower = -(self.fall if whole else np.minimum(self.fall, need)) * y
        upper[aim.still] = lower[aim.still] = 0
        upper[aim.cell] = need
        last = self._last.get(id(aim))
        if last is not None and bool(((last <= upper) & (last >= lower)).all()):
            return None
        self.highs.changeColsBounds(len(y), self.every, lower, upper)
        self.highs.changeColCost(aim.cell, -1.0)
        self.highs.run()
        self.solved += 1
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ProtectionFailed("solver", fields={"status": str(self.highs.getModelStatus())})
        reached = -self.highs.getInfo().objective_function_value
        self.highs.changeColCost(aim.cell, 0.0)
        table = answer(self.highs)
        if table is None:
            raise ProtectionFailed("solver")
        if reached > need - SHORT:
            self._last[id(aim)] = table
            return None
        gain = -np.asarray(self.highs.getSolution().col_dual)
        gain[np.abs(gain) < SMALL] = 0
        least = need * (1 - gain[aim.cell])
        gain[aim.cell] = 0
        gain[aim.still] = 0
        weight = np.minimum(np.where(gain > 0, gain * self.far, -gain * self.fall), least)
        cells = np.flatnonzero(weight > SMALL).astype(np.int32)
        return cells, weight[cells] / least


class _Master:
    """The cheapest pattern that keeps all inequalities so far."""

    def __init__(self, cost: Floats) -> None:
        self.count = len(cost)
        self.every = np.arange(self.count, dtype=np.int32)
        nothing = np.zeros(0)
        self.highs = _program(sp.csc_matrix((0, self.count)), nothing, nothing)
        for option, value in (
            ("mip_max_nodes", MOST_NODES),
            ("mip_rel_gap", GAP),
            ("presolve", "choose"),
        ):
            self.highs.setOptionValue(option, value)
        self.highs.changeColsCost(self.count, self.every, cost)
        lower = (cost <= 0).astype(float)
        self.highs.changeColsBounds(self.count, self.every, lower, np.ones(self.count))
        self.value = self.bound = 0.0
        self.solved = 0

    def add(self, cuts: Sequence[Cut]) -> None:
        for cells, weight in cuts:
            self.highs.addRow(1.0, highspy.kHighsInf, len(cells), cells, weight)

    def solve(self, whole: bool) -> Floats:
        """The cheapest pattern, in fractions or whole; sets its value and the bound."""
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        self.highs.changeColsIntegrality(self.count, self.every, np.full(self.count, kind))
        self.highs.run()
        self.solved += 1 + (self.count**2 // CELLS_A_PROGRAM if whole else 0)
        info = self.highs.getInfo()
        self.value = info.objective_function_value
        self.bound = max(self.bound, info.mip_dual_bound if whole else self.value)
        y = answer(self.highs)
        if y is None:
            raise ProtectionFailed("solver", fields={"status": str(self.highs.getModelStatus())})
        return np.asarray(np.rint(y) if whole else np.clip(y, 0, 1))


def _program(columns: sp.csc_matrix, least: Floats, most: Floats) -> highspy.Highs:
    count = columns.shape[1]
    between = Ends(np.zeros(count), np.ones(count))
    highs = solver(by_column(columns), Ends(least, most), between, {"presolve": "off"})
    if highs is None:
        raise ProtectionFailed("solver")
    return highs
