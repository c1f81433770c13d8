"""Proof reading: is a protection what it claims to be? Whole-number arithmetic only.

Nothing here searches or solves. For every sensitive thing the protection carries moves: other
tables with the same published figures. This module checks, one by one, that each is such a table
and that it lies far enough away. A stranger needs to trust these few lines and nothing else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.model import Move, Policy, Protection
from terang.disclosure.primary import Target, sensitive, singleton_classes, targets
from terang.disclosure.system import System

Ints = NDArray[np.int64]


def verify(system: System, protection: Protection) -> list[str]:
    """Everything wrong with a protection, in words for a log; empty when it holds.

    system: the true cells and their relations. Reads the withheld cells, moves and proof only.
    """
    policy = protection.policy
    hidden = np.zeros(system.size, dtype=bool)
    hidden[system.indices(protection.withheld)] = True
    faults = [f"relation {row} does not hold" for row in system.broken()]
    faults += [
        f"public already: {system.ids[i]}" for i in np.flatnonzero(hidden & ~system.hideable)
    ]
    faults += [f"shown: {system.ids[i]}" for i in sensitive(system, policy) if not hidden[i]]
    faults += [f"undecided: {name}" for name in sorted(protection.undecided)]
    owner = singleton_classes(system, policy)
    free = hidden | ~system.published
    for number, move in enumerate(protection.moves):
        faults += [f"move {number}: {fault}" for fault in _faults(system, move, free, policy)]
    for target in targets(system, policy):
        numbers = protection.proof.get(proof_key(system, target), ())
        moves = [protection.moves[number] for number in numbers]
        faults += [f"{system.ids[target.name]}: {fault}" for fault in _doubts(target, moves, owner)]
    return faults


def proof_key(system: System, target: Target) -> str:
    """The name under which a target's proof is kept: its cell, or its group."""
    if target.reason in ("threshold", "magnitude"):
        return system.ids[target.name]
    return f"{target.reason}:{system.ids[target.name]}:" + "+".join(system.ids[i] for i in _cells(target))


def proves(target: Target, move: Move) -> bool:
    """The move makes all changes of one of the target's options."""
    return any(all(_reaches(move, *change) for change in option) for option in target.options)


def _reaches(move: Move, cell: int, least: int) -> bool:
    change = move.change(cell)
    return change >= least if least > 0 else change <= least


def _cells(target: Target) -> list[int]:
    return sorted({target.name} | {cell for option in target.options for cell, _ in option})


def _faults(system: System, move: Move, free: NDArray[np.bool_], policy: Policy) -> list[str]:
    """Why x + d would not be a table with the same published figures."""
    cells, changes = move.cells, move.changes
    found = []
    if not free[cells].all():
        found.append("changes a shown cell")
    after = system.value[cells] + changes
    known = np.minimum(system.value[cells], policy.coalition if policy.insiders else 0)
    least = np.where(changes < 0, np.maximum(system.lower[cells], known), system.lower[cells])
    if (after < least).any() or (after > system.upper[cells]).any():
        found.append("leaves the bounds")
    rows = system.columns[:, cells]
    touched = np.unique(rows.indices)
    part = system.matrix[touched]
    sums = part @ system.value + rows.tocsr()[touched] @ changes
    if (sums < system.least[touched]).any() or (sums > system.most[touched]).any():
        found.append("breaks a relation")
    return found


def _doubts(target: Target, moves: list[Move], owner: Ints) -> list[str]:
    """Why the moves would not protect the target against outsiders and each insider."""
    if not moves:
        return ["no proof"]
    if not all(proves(target, move) for move in moves):
        return ["a move does not reach the width"]
    touched = [np.unique(owner[move.cells]) for move in moves]
    needed = set.intersection(*(set(c[target.threatening(c)].tolist()) for c in touched))
    return ["a singleton is needed by every move"] if needed else []
