"""The search for moves: one target after the other, cheapest first, each move kept as proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.errors import ProtectionFailed
from terang.disclosure.model import Move, Policy
from terang.disclosure.primary import Target, singleton_classes
from terang.disclosure.program import Program
from terang.disclosure.system import System
from terang.disclosure.verify import proves

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
FREE = 1e-4  # price of moving a cell that is withheld anyway: small, so that moves stay short
LAST_RESORT = 1e4  # price factor of a zero that policy would rather show


@dataclass(eq=False)
class Pattern:
    """A pattern in the making: what is withheld, and by which moves each target is proved."""

    hidden: NDArray[np.bool_]
    targets: Sequence[Target]
    moves: list[Move]
    proof: list[tuple[int, ...]]
    stats: dict[str, float] = field(default_factory=dict)


def found_pattern(
    system: System,
    policy: Policy,
    wanted: Sequence[Target],
    forced: Ints,
    progress: Progress | None,
) -> Pattern:
    """A pattern in which every target is proved, or ProtectionFailed."""
    hidden = ~system.published
    hidden[forced] = True
    for target in wanted:
        if system.hideable[target.name]:
            hidden[target.name] = True
    pattern = Pattern(hidden, wanted, [], [()] * len(wanted))
    owner = singleton_classes(system, policy)
    price = prices(system, policy)
    free = np.flatnonzero(system.hideable & np.isfinite(price))
    program = Program(system, free, floors(system, policy))
    for number, target in enumerate(wanted):
        moves = _moves_for(program, target, pattern.hidden, price, owner)
        if not moves:
            raise ProtectionFailed("infeasible", [system.ids[target.name]])
        for move in moves:
            pattern.hidden[move.cells] = True
        pattern.proof[number] = tuple(range(len(pattern.moves), len(pattern.moves) + len(moves)))
        pattern.moves += moves
        if progress is not None:
            progress("moves", number + 1, len(wanted))
    return pattern


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
    zero = system.value == 0
    if system.group.size:
        exists = system.group >= 0
        peopled = np.where(exists, system.value[system.group], 0).sum(axis=1) > 0
        useful = np.zeros(system.size, dtype=bool)
        useful[system.group[peopled][exists[peopled]]] = True
        grouped = np.zeros(system.size, dtype=bool)
        for _, cells in system.tables:
            if np.isin(cells, system.group).any():
                grouped[cells] = True
        base[zero & grouped & ~useful] = np.inf
    if policy.zeros == "show":
        base[zero] *= LAST_RESORT
    base[~system.hideable] = np.inf
    return base


def floors(system: System, policy: Policy) -> Ints:
    """The least each cell may fall to: with insiders, its members know that they are in it."""
    known = policy.coalition if policy.insiders else 0
    return np.maximum(system.lower, np.minimum(system.value, known))


def _moves_for(
    program: Program, target: Target, hidden: NDArray[np.bool_], price: Floats, owner: Ints
) -> list[Move]:
    """Moves that prove a target; several when every move needs some singleton."""
    local = program.cells
    cost = np.where(hidden[local], FREE, price[local])
    owners = owner[local]
    others = np.flatnonzero((owners >= 0) & (owners != target.owner))
    best = _cheapest(program, target, cost, others)
    if best is not None:
        return [best]
    best = _cheapest(program, target, cost, others[:0])
    if best is None:
        return []
    moves = [best]
    for singleton in sorted({int(c) for c in owner[best.cells]} - {-1, target.owner}):
        another = _cheapest(program, target, cost, np.flatnonzero(owners == singleton))
        if another is None:
            return []
        moves.append(another)
    return moves


def _cheapest(program: Program, target: Target, cost: Floats, still: Ints) -> Move | None:
    found = None
    for cell in target.rise:
        forced = [(cell, target.need)]
        if target.fall >= 0:
            forced.append((target.fall, -target.need))
        tried = program.cheapest(forced, cost, still)
        if tried is not None and (found is None or tried[0] < found[0]):
            found = tried
    assert found is None or proves(target, found[1])
    return None if found is None else found[1]
