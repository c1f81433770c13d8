"""Proof reading: is a protection what it claims to be? Whole-number arithmetic only.

Nothing here searches or solves. For every sensitive thing the protection carries moves: other
tables with the same published figures. This module checks, one by one, that each is such a table
and that it lies far enough away. A stranger needs to trust these few lines and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from terang.disclosure.model import Move, Policy, Protection
from terang.disclosure.primary import Target, sensitive, singleton_classes, targets
from terang.disclosure.system import System

Ints = NDArray[np.int64]
TOGETHER = 10_000  # moves in one matrix, to spare memory


def verify(system: System, protection: Protection) -> list[str]:
    """Everything wrong with a protection, in words for a log; empty when it holds.

    system: the true cells and their relations. Reads the withheld cells, moves and proof only.
    """
    policy, ids = protection.policy, system.ids
    hidden = system.marked(protection.withheld)
    public = np.flatnonzero(hidden & ~system.hideable).tolist()
    small = sensitive(system, policy)
    faults = [f"relation {row} does not hold" for row in system.broken()]
    faults += [f"public already: {ids[i]}" for i in public]
    faults += [f"shown: {ids[i]}" for i in small[~hidden[small]].tolist()]
    faults += [f"undecided: {name}" for name in sorted(protection.undecided)]
    faults += _wrong_moves(system, protection.moves, hidden | ~system.published, policy)
    owner = singleton_classes(system, policy)
    for target in targets(system, policy):
        numbers = protection.proof.get(proof_key(system, target), ())
        moves = [protection.moves[number] for number in numbers]
        faults += [f"{ids[target.name]}: {fault}" for fault in _doubts(target, moves, owner)]
        if system.hideable[target.name] and not hidden[target.name]:
            faults.append(f"shown: {ids[target.name]}")
    return faults


def proof_key(system: System, target: Target) -> str:
    """The name under which a target's proof is kept: its cell, or its group."""
    if target.reason in ("threshold", "magnitude"):
        return system.ids[target.name]
    return f"{target.reason}:{system.ids[target.name]}:" + "+".join(
        system.ids[i] for i in _cells(target)
    )


def proves(target: Target, move: Move) -> bool:
    """The move makes all changes of one of the target's options."""
    return any(all(_reaches(move, *change) for change in option) for option in target.options)


def _reaches(move: Move, cell: int, least: int) -> bool:
    change = move.change(cell)
    return change >= least if least > 0 else change <= least


def _cells(target: Target) -> list[int]:
    return sorted({target.name} | {cell for option in target.options for cell, _ in option})


def _wrong_moves(
    system: System, moves: Sequence[Move], free: NDArray[np.bool_], policy: Policy
) -> list[str]:
    """Moves d for which x + d is not a table with the same published figures.

    Many moves together, as the columns of one sparse matrix D: every relation must have
    least <= A(x + d) <= most, every cell must stay in its bounds, every shown cell as it is.
    A cell whose members know that they are in it does not fall below their number.
    """
    found: list[int] = []
    for start in range(0, len(moves), TOGETHER):
        wrong = _wrong_among(system, moves[start : start + TOGETHER], free, policy)
        found += [start + number for number in wrong]
    return [f"move {number} is not a table with the same published figures" for number in found]


def _wrong_among(
    system: System, moves: Sequence[Move], free: NDArray[np.bool_], policy: Policy
) -> list[int]:
    lengths = [len(move.cells) for move in moves]
    cells = np.concatenate([move.cells for move in moves])
    changes = np.concatenate([move.changes for move in moves])
    which = np.repeat(np.arange(len(moves)), lengths)
    after = system.value[cells] + changes
    members = np.minimum(system.value[cells], policy.coalition if policy.insiders else 0)
    least = np.where(changes < 0, np.maximum(system.lower[cells], members), system.lower[cells])
    wrong = ~free[cells] | (after < least) | (after > system.upper[cells])
    together = sp.csc_matrix((changes, (cells, which)), shape=(system.size, len(moves)))
    effect = (system.matrix @ together).tocoo()
    sums = (system.matrix @ system.value)[effect.row] + effect.data
    broken = (sums < system.least[effect.row]) | (sums > system.most[effect.row])
    return sorted({*which[wrong].tolist(), *effect.col[broken].tolist()})


def _doubts(target: Target, moves: list[Move], owner: Ints) -> list[str]:
    """Why the moves would not protect the target against outsiders and each insider."""
    if not moves:
        return ["no proof"]
    if not all(proves(target, move) for move in moves):
        return ["a move does not reach the width"]
    touched = [np.unique(owner[move.cells]) for move in moves]
    needed = set.intersection(*(set(c[target.threatening(c)].tolist()) for c in touched))
    return ["a singleton is needed by every move"] if needed else []
