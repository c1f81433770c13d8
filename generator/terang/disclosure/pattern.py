"""A pattern in the making: withheld cells, the moves that use them, the targets they prove."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.model import Move
from terang.disclosure.primary import Target
from terang.disclosure.verify import proves

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Pattern:
    """Which cells are withheld: those fixed from the start and those that a kept move touches.

    price: cost of withholding by cell. owner: singleton class by cell. proof: for each target the
    numbers of its moves. A cell is shown again when its last move is dropped.
    """

    def __init__(
        self, fixed: NDArray[np.bool_], price: Floats, owner: Ints, targets: Sequence[Target]
    ) -> None:
        self.fixed, self.price, self.owner, self.targets = fixed, price, owner, targets
        self.hidden = fixed.copy()
        self.uses = np.zeros(len(fixed), dtype=np.int32)
        self.moves: dict[int, Move] = {}
        self.serves: dict[int, list[int]] = {}
        self.proof: list[tuple[int, ...]] = [()] * len(targets)
        self._next = 0
        self._simple = np.full(len(fixed), -1, dtype=np.int64)
        for number, target in enumerate(targets):
            if len(target.options) == 1 and len(target.options[0]) == 1:
                self._simple[target.name] = number

    def add(self, move: Move, number: int) -> float:
        """Keep a move as proof of a target and of others it happens to prove; its new price."""
        key, self._next = self._next, self._next + 1
        fresh = move.cells[~self.hidden[move.cells]]
        self.hidden[fresh] = True
        self.uses[move.cells] += 1
        self.moves[key], self.serves[key] = move, []
        self._credit(key, number)
        reached = self._simple[move.cells[move.changes > 0]]
        for other in reached[reached >= 0].tolist():
            if not self.proof[other] and self.alone_proves(move, other):
                self._credit(key, other)
        return float(self.price[fresh].sum())

    def alone_proves(self, move: Move, number: int) -> bool:
        """The move proves the target without help against insiders."""
        target = self.targets[number]
        if not proves(target, move):
            return False
        return not target.threatening(self.owner[move.cells]).any()

    def _credit(self, key: int, number: int) -> None:
        self.proof[number] = (*self.proof[number], key)
        self.serves[key].append(number)

    def drop(self, key: int) -> tuple[Move, list[int], float]:
        """Forget a move: it, the targets left without proof, and the price of cells shown again."""
        move, served = self.moves.pop(key), self.serves.pop(key)
        self.uses[move.cells] -= 1
        free = move.cells[(self.uses[move.cells] == 0) & ~self.fixed[move.cells]]
        self.hidden[free] = False
        for number in served:
            for other in self.proof[number]:
                if other != key:
                    self.serves[other].remove(number)
            self.proof[number] = ()
        return move, served, float(self.price[free].sum())

    @property
    def total(self) -> float:
        """Price of all complementary cells."""
        return float(self.price[self.hidden & ~self.fixed].sum())
