"""A pattern in the making: withheld cells, the moves that use them, the targets they prove."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.model import Move
from terang.disclosure.primary import Target
from terang.disclosure.verify import proves

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FREE = 1e-4  # price of moving a cell that is withheld anyway: small, so that moves stay short


@dataclass
class Trial:
    """What a change of the pattern did, so that it can be undone."""

    dropped: dict[int, tuple[Move, list[int]]] = field(default_factory=dict)
    proofs: dict[int, tuple[int, ...]] = field(default_factory=dict)
    added: list[int] = field(default_factory=list)


class Spread:
    """The greatest rise and fall of cells in some moves."""

    def __init__(self, size: int) -> None:
        self.rise, self.fall = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)

    def add(self, move: Move) -> None:
        self.rise[move.cells] = np.maximum(self.rise[move.cells], move.changes)
        self.fall[move.cells] = np.minimum(self.fall[move.cells], move.changes)

    def of(self, cell: int) -> int:
        return int(self.rise[cell] - self.fall[cell])

    def narrow(self, need: int, pattern: Pattern) -> list[int]:
        """The complementary cells of a pattern that are not taken over the width."""
        short = self.rise - self.fall < need
        return np.flatnonzero(pattern.hidden & ~pattern.fixed & short).tolist()


class Pattern:
    """Which cells are withheld: those fixed from the start and those that a kept move touches.

    price: cost of withholding by cell; factor: of it, for the next moves. owner: singleton class
    by cell. proof: for each target the numbers of its moves. A cell is shown again when its last
    move is dropped.
    """

    def __init__(
        self, fixed: NDArray[np.bool_], price: Floats, owner: Ints, targets: Sequence[Target]
    ) -> None:
        self.fixed, self.price, self.owner, self.targets = fixed, price, owner, targets
        self.factor = np.ones(len(fixed))
        self.hidden = fixed.copy()
        self.uses = np.zeros(len(fixed), dtype=np.int32)
        self.moves: dict[int, Move] = {}
        self.serves: dict[int, list[int]] = {}
        self.proof: list[tuple[int, ...]] = [()] * len(targets)
        self.total = 0.0
        self._next = 0
        self._users: dict[int, set[int]] | None = None
        self._trial: Trial | None = None
        self._simple = np.full(len(fixed), -1, dtype=np.int64)  # by cell its threshold target
        self._rise = np.full(len(fixed), np.iinfo(np.int64).max)  # and what it must rise by
        for number, target in enumerate(targets):
            if target.reason == "threshold":
                ((_, least),) = target.options[0]
                self._simple[target.name], self._rise[target.name] = number, least

    def cost(self, cells: Ints) -> Floats:
        """What a move pays for each unit by which it changes some cells."""
        return np.where(self.hidden[cells], FREE, self.price[cells] * self.factor[cells])

    def add(self, move: Move, number: int | None) -> None:
        """Keep a move as proof of a target (or of none) and of others it happens to prove."""
        key, self._next = self._next, self._next + 1
        self._keep(key, move)
        if self._trial is not None:
            self._trial.added.append(key)
        if number is not None:
            self._credit(key, number)
        reached = self._simple[move.cells[move.changes >= self._rise[move.cells]]]
        for other in reached.tolist():
            if not self.proof[other] and self._safe_from_insiders(move, other):
                self._credit(key, other)

    def _alone_proves(self, move: Move, number: int) -> bool:
        """The move proves the target without help against insiders."""
        return proves(self.targets[number], move) and self._safe_from_insiders(move, number)

    def _safe_from_insiders(self, move: Move, number: int) -> bool:
        return not self.targets[number].threatening(self.owner[move.cells]).any()

    def _credit(self, key: int, number: int) -> None:
        self.proof[number] = (*self.proof[number], key)
        self.serves[key].append(number)

    def _keep(self, key: int, move: Move) -> None:
        fresh = move.cells[~self.hidden[move.cells]]
        self.hidden[fresh] = True
        self.total += float(self.price[fresh].sum())
        self.uses[move.cells] += 1
        self.moves[key], self.serves[key] = move, []
        if self._users is not None:
            for cell in move.cells.tolist():
                self._users.setdefault(cell, set()).add(key)

    def _forget(self, key: int) -> tuple[Move, list[int]]:
        move, served = self.moves.pop(key), self.serves.pop(key)
        self.uses[move.cells] -= 1
        free = move.cells[(self.uses[move.cells] == 0) & ~self.fixed[move.cells]]
        self.hidden[free] = False
        self.total -= float(self.price[free].sum())
        if self._users is not None:
            for cell in move.cells.tolist():
                self._users[cell].discard(key)
        return move, served

    def users(self, cell: int) -> list[int]:
        """The moves that touch a cell, oldest first."""
        if self._users is None:
            self._users = {}
            for key, move in self.moves.items():
                for touched in move.cells.tolist():
                    self._users.setdefault(touched, set()).add(key)
        return sorted(self._users.get(cell, ()))

    def spread(self) -> Spread:
        """How far the kept moves take the complementary cells."""
        found = Spread(len(self.fixed))
        for move in self.moves.values():
            found.add(move)
        return found

    def begin(self, keys: Iterable[int]) -> list[int]:
        """Drop moves on trial; the targets left without proof."""
        trial = self._trial = Trial()
        waiting, lost = list(keys), []
        while waiting:
            key = waiting.pop()
            if key in trial.dropped:
                continue
            trial.dropped[key] = self._forget(key)
            for number in trial.dropped[key][1]:
                if number in trial.proofs:
                    continue
                trial.proofs[number] = self.proof[number]
                lost.append(number)
                waiting += [other for other in self.proof[number] if len(self.proof[number]) > 1]
                self.proof[number] = ()
        return lost

    def adopt(self, number: int) -> bool:
        """Let a move that is kept anyway prove a target, if one does."""
        cells = {cell for option in self.targets[number].options for cell, _ in option}
        for cell in sorted(cells):
            for key in self.users(cell):
                if self._alone_proves(self.moves[key], number):
                    self._credit(key, number)
                    return True
        return False

    def accept(self) -> None:
        self._trial = None

    def undo(self) -> None:
        """Back to where the trial began."""
        trial, self._trial = self._trial, None
        assert trial is not None
        for number in trial.proofs:
            for key in self.proof[number]:
                self.serves[key].remove(number)
        for key in trial.added:
            self._forget(key)
        for key, (move, served) in trial.dropped.items():
            self._keep(key, move)
            self.serves[key] = served
        for number, keys in trial.proofs.items():
            self.proof[number] = keys
