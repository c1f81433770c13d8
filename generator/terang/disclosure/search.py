"""The search for moves: one target after the other, cheapest first, each move kept as proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.carry import Carrier, Still
from terang.disclosure.errors import ProtectionFailed
from terang.disclosure.model import Move, Policy
from terang.disclosure.pattern import Pattern
from terang.disclosure.primary import Target
from terang.disclosure.program import Program, Solution
from terang.disclosure.regions import Region, Regions
from terang.disclosure.system import System

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
NOTHING = 0.1  # a move cheaper than this withholds no further cell
LAST_RESORT = 1e4  # price factor of a zero that policy would rather show
DRAWS = 24  # of other prices, ever wilder, before a search in whole numbers
MOST_WHOLE = 6_000  # cells of a program that is searched in whole numbers
DEAD_ENDS = 8  # nodes whose children could not follow, before a region is given up


@dataclass(eq=False)
class Search:
    """Finds moves for targets of one system, given what is withheld so far."""

    system: System
    policy: Policy
    pattern: Pattern
    regions: Regions

    def __post_init__(self) -> None:
        self._carrier = Carrier(self.system, self.pattern, self.regions)
        self._dead = set[int]()  # nodes whose children could not follow lately

    def prove_all(self, progress: Progress | None = None) -> None:
        """A move for every target, families from the bottom up."""
        waiting = _by_home(self.regions, self.pattern.targets)
        done, total = 0, len(self.pattern.targets)
        for region in self.regions.bottom_up():
            numbers = waiting.pop(region, [])
            alone = self._without_move(region, numbers)
            for number in self._hardest_first(numbers, alone):
                if not self.pattern.proof[number]:
                    self.prove(number, at_home=number not in alone)
                done += 1
            if progress is not None:
                progress("moves", done, total)

    def _hardest_first(self, numbers: list[int], alone: set[int]) -> list[int]:
        """Targets without a move in the region come first, then those whose row holds least.

        What they need is withheld anyway, and then it helps the others.
        """
        targets, value = self.pattern.targets, self.system.value
        return sorted(
            numbers,
            key=lambda n: (n not in alone, -len(targets[n].options), value[targets[n].name], n),
        )

    def _without_move(self, region: Region, numbers: list[int]) -> set[int]:
        """Targets for which a relation alone says that a region has no move, whatever it hides."""
        if not numbers or self.regions.wider(region) is None:
            return set()
        program, targets = self.regions.program(region), self.pattern.targets
        options = {number: targets[number].options for number in numbers}
        return {n for n in numbers if not any(program.within_reach(o) for o in options[n])}

    def prove(self, number: int, *, at_home: bool = True) -> None:
        """Add the cheapest moves found that prove a target.

        at_home: False when its own region is known to have none.
        """
        for move in self.moves_for(self.pattern.targets[number], at_home=at_home):
            self.pattern.add(move, number)

    def prove_quickly(self, number: int) -> bool:
        """As `prove`, but without whole-number searches; False where it finds nothing."""
        moves = self.climbing(self.pattern.targets[number])[0]
        for move in moves:
            self.pattern.add(move, number)
        return bool(moves)

    def moves_for(self, target: Target, *, at_home: bool = True) -> list[Move]:
        """Moves that prove a target; several when each needs some singleton.

        Climbs to wider regions while there is none, to all cells at last; ProtectionFailed when
        there is none at all.
        """
        moves, tried = self.climbing(target, at_home=at_home)
        if moves:
            return moves
        moves, tried = self._growing(target, tried)
        if not moves and self.regions.everything is not None:
            moves = self._moves_in(self.regions.everything, target)
            tried.append(self.regions.everything)
        moves = moves or self._drawn(target) or self._thorough(target, tried)
        if not moves:
            told = {"reason": target.reason}
            raise ProtectionFailed("infeasible", [self.system.ids[target.name]], told)
        return moves

    def _growing(
        self, target: Target, regions: Sequence[Region]
    ) -> tuple[list[Move], list[Region]]:
        """Moves of regions joined by the children of nodes that could not take up a change.

        The regions as they are at last.
        """
        grown = []
        for region in regions:
            wider: Region | None = region
            while wider is not None:
                latest = wider
                self._dead.clear()
                moves = self._moves_in(latest, target)
                if moves:
                    return moves, []
                wider = self.regions.joined(latest, self._dead)
            grown.append(latest)
        return [], grown

    def _thorough(self, target: Target, regions: Sequence[Region]) -> list[Move]:
        """Moves by a search in whole numbers."""
        for region in regions:
            program = self.regions.program(region)
            if program.count > MOST_WHOLE:
                continue
            program.thorough = True
            moves = self._moves_in(region, target)
            program.thorough = False
            if moves:
                return moves
        return []

    def _drawn(self, target: Target) -> list[Move]:
        """Moves under other prices, where those of the true prices were not whole numbers."""
        usual = self.pattern.factor
        for draw in range(DRAWS):
            random = np.random.default_rng(draw)
            self.pattern.factor = usual * random.uniform(1.0, 4.0 + draw, len(usual))
            moves = self.climbing(target)[0]
            self.pattern.factor = usual
            if moves:
                return moves
        return []

    def climbing(self, target: Target, *, at_home: bool = True) -> tuple[list[Move], list[Region]]:
        """Moves of the narrowest region that has any, and the regions tried."""
        region: Region | None = self.regions.home(int(self.regions.node[target.name]))
        tried: list[Region] = []
        while region is not None:
            tried.append(region)
            moves = self._moves_in(region, target) if at_home or len(tried) > 1 else []
            if moves:
                return moves, tried
            region = self.regions.wider(region)
        return [], tried

    def _moves_in(self, region: Region, target: Target) -> list[Move]:
        owner = self.pattern.owner
        best = self.cheapest(region, target, target.threatening)
        if best is not None:
            return [best[1]]
        if not self.policy.insiders or target.insiders == "none":
            return []
        best = self.cheapest(region, target, lambda classes: classes < -1)
        if best is None:
            return []
        classes = np.unique(owner[best[1].cells])
        moves = [best[1]]
        for threat in classes[target.threatening(classes)].tolist():
            another = self.cheapest(region, target, _only(threat))
            if another is None:
                return []
            moves.append(another[1])
        return moves

    def cheapest(self, region: Region, target: Target, still: Still) -> Solution | None:
        """The cheapest whole move that starts in a region; still: classes that must not change."""
        program = self.regions.program(region)
        fixed = still(self.pattern.owner[program.cells])
        for _ in range(DEAD_ENDS):
            found = self._cheapest_option(program, target, np.flatnonzero(fixed))
            whole = None if found is None else self._carrier.carried(region, found, still)
            if not isinstance(whole, int):
                return whole
            self._dead.add(whole)
            fixed |= self.regions.node[program.cells] == whole
        return None

    def _cheapest_option(self, program: Program, target: Target, fixed: Ints) -> Solution | None:
        program.impose(None)
        found: Solution | None = None
        cost = self.pattern.cost(program.cells)
        for option in target.options:
            self.regions.solved += 1
            tried = program.cheapest(option, cost, fixed)
            if tried is not None and (found is None or tried[0] < found[0]):
                found = tried
            if found is not None and found[0] < NOTHING:
                break
        return found


def _only(threat: int) -> Callable[[Ints], NDArray[np.bool_]]:
    """Holds one singleton class still."""
    return lambda classes: np.asarray(classes == threat)


def _by_home(regions: Regions, targets: Sequence[Target]) -> dict[Region, list[int]]:
    found: dict[Region, list[int]] = {}
    for number, target in enumerate(targets):
        found.setdefault(regions.home(int(regions.node[target.name])), []).append(number)
    return found


def prices(system: System, policy: Policy) -> Floats:
    """What withholding each cell costs; infinite for what may not be withheld or can't move.

    A zero whose group has nobody in it is known to everybody and can't serve.
    """
    value = system.value.astype(float)
    size = np.where(value > 0, value, policy.zero_cost)
    base = {"size": size, "root": np.sqrt(size), "unit": np.ones(system.size)}[policy.cost]
    base = base * system.factor
    for name, weight in policy.importance.items():
        base[system.index(name)] *= weight
    base[(system.value == 0) & empty_groups(system)] = np.inf
    if policy.zeros == "show":
        base[system.value == 0] *= LAST_RESORT
    base[~system.hideable] = np.inf
    return base


def empty_groups(system: System) -> NDArray[np.bool_]:
    """Cells of tables with groups that belong to no group with people in it."""
    if not system.group.size:
        return np.zeros(system.size, dtype=bool)
    exists = system.group >= 0
    peopled = np.where(exists, system.value[system.group], 0).sum(axis=1) > 0
    empty = system.grouped.copy()
    inner = np.zeros(system.size, dtype=bool)
    inner[system.group[exists]] = True
    empty[system.group[peopled][exists[peopled]]] = False
    return _without_parts(system, empty, inner)


def _without_parts(
    system: System, empty: NDArray[np.bool_], inner: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Empty cells less the sums within a group: they have a part that is in a group with people."""
    sums = np.flatnonzero(empty & ~inner & (system.value == 0))
    totals = (system.columns[:, sums] < 0).astype(np.int64).tocoo()
    parts = (system.matrix[totals.row] > 0).astype(np.int64)
    while True:
        peopled = sums[totals.col[np.asarray(parts @ (~empty).astype(np.int64)) > 0]]
        if not empty[peopled].any():
            return empty
        empty[peopled] = False


def floors(system: System, policy: Policy) -> Ints:
    """The least each cell may fall to: with insiders, its members know that they are in it.

    A total can't fall below what is known of its parts.
    """
    known = policy.coalition if policy.insiders else 0
    floor = np.maximum(system.lower, np.minimum(system.value, known))
    sums = system.matrix[system.sums]
    falls, parts = (sums < 0).astype(np.int64), (sums > 0).astype(np.int64)
    while known:
        before = floor.copy()
        np.maximum.at(floor, falls.indices, np.asarray(parts @ floor))
        if (floor == before).all():
            break
    return floor
