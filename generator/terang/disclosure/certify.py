"""Is every withheld cell wide enough? Many at once, without looking for the ends of each.

Tables that fit, far apart, are found with random objectives: first over small blocks of the tree
with all other cells held still, then over the whole. Every table found widens what is known to be
possible for all its cells, and a width found so is proved, because the table fits all published
figures. A cell is proved narrow by a relation or by its own family alone, with everything outside
the family as loose as its bounds. What is neither is left to single programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.attacker import FAR, Attacker, Program
from terang.disclosure.blocks import Block, Blocks
from terang.disclosure.reach import Reach

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[str, int, int], None]
ROUNDS = 8  # of random objectives in one block, while they still help
SMALL = 300  # unknowns up to which the whole table is as quick as its blocks
FEW = 6  # with so few cells left, each gets an objective of its own
WIDTHS = (6, 6, 6, 8, 8)  # of bundles, one after another
AIMED = (7, 7, 7, 8, 8, 8, 9, 9, 10, 10, 10, 10)  # of bundles drawn around the last few
TOGETHER = 24  # nodes around which one of these is drawn: further cells cost little once it is set
MANY = 0.05  # share still left of a table that nobody protected: most of these are narrow
HELPS = 0.1  # share of the cells left that a round must prove to be followed by another
WHOLE = 20_000  # unknowns up to which random objectives over the whole table are worth their time


def certify(
    attacker: Attacker, reach: Reach, wanted: Bools, need: int, progress: Progress | None = None
) -> Bools:
    """Stretch `reach` until the wanted cells are `need` wide, or nothing helps; who is not yet.

    The cells that stay are narrow for certain (`reach.bounded`) or undecided.
    """
    blocks = attacker.blocks()
    random = np.random.default_rng(1)

    def left() -> Bools:
        return wanted & reach.narrow(slice(None), need) & ~reach.bounded(slice(None), need)

    def told() -> None:
        if progress is not None:
            progress("intervals", int(wanted.sum()) - int(left().sum()), int(wanted.sum()))

    stretch = _Stretch(attacker, reach, wanted, need, random)
    if len(wanted) > SMALL:
        stretch.over(blocks.families(), ROUNDS)
        told()
        for width in WIDTHS:
            stretch.over(blocks.bundles(width, random), 2)
            told()
        if left().sum() > MANY * len(wanted):
            _narrow_for_certain(attacker, reach, left(), blocks)
        stretch.over(blocks.trees(WHOLE), ROUNDS, alone=True)
        told()
        _narrow_for_certain(attacker, reach, left(), blocks)
        for width in AIMED:
            around = blocks.aimed(np.flatnonzero(left()), width, TOGETHER, random)
            stretch.over(around, ROUNDS, alone=True)
            told()
    if len(wanted) <= WHOLE:
        everything = np.arange(len(wanted))
        stretch.over([Block(everything, everything)], ROUNDS)
    return wanted & reach.narrow(slice(None), need)


class _Stretch:
    """Random objectives over blocks, all other cells as in the base table."""

    def __init__(
        self,
        attacker: Attacker,
        reach: Reach,
        wanted: Bools,
        need: int,
        random: np.random.Generator,
    ) -> None:
        self.attacker, self.reach, self.wanted = attacker, reach, wanted
        self.need, self.random = need, random

    def over(self, blocks: Iterable[Block], rounds: int, *, alone: bool = False) -> None:
        """Up to so many rounds in each block; alone: then each cell left by itself."""
        for block in blocks:
            if self._left(block.aims).any():
                self._block(block, rounds, alone)

    def _left(self, places: Ints) -> Bools:
        narrow = self.reach.narrow(places, self.need) & ~self.reach.bounded(places, self.need)
        return np.asarray(self.wanted[places] & narrow)

    def _block(self, block: Block, rounds: int, alone: bool) -> None:
        places = block.places
        program = held_still(self.attacker, self.reach, places)
        for _ in range(rounds):
            left = self._left(places)
            before = int(left.sum())
            if before <= FEW:
                break
            signs = np.where(left, self.random.choice([-1.0, 1.0], len(left)), 0.0)
            for objective in (signs, -signs):
                values = program.least(objective)
                if values is not None:
                    self.reach.add(places, values)
            if before - int(self._left(places).sum()) < HELPS * before:
                break
        left = self._left(places)
        if alone or int(left.sum()) <= FEW:
            self._each(program, places, np.flatnonzero(left))

    def _each(self, program: Program, places: Ints, within: Ints) -> None:
        """An objective of its own for each cell that is still left."""
        for at in within.tolist():
            for sign in (-1.0, 1.0):
                if self._left(places[at : at + 1]).any():
                    enough = self.reach.enough(int(places[at]), sign, self.need)
                    found = program.towards(at, sign, enough)
                    if found is not None:
                        self.reach.add(places, found)


def held_still(attacker: Attacker, reach: Reach, places: Ints) -> Program:
    """The program over some unknowns when all others stay as in the base table.

    The base table itself always fits: a solver's table keeps relations within its tolerance only,
    and a block with nothing to spare would have no other.
    """
    part, rows = attacker.part(places)
    sums, base = reach.sums[rows], reach.base[places]
    others = sums - part @ base
    lower, upper = (ends[places] for ends in attacker.bounds())
    between = np.minimum(lower, base), np.maximum(np.minimum(upper, base + FAR), base)
    least, most = attacker.least[rows], attacker.most[rows]
    exact = least == most  # stays so: a range of a rounding would cost the solver steps
    least, most = np.minimum(least, sums), np.maximum(most, sums)
    least[exact] = most[exact] = sums[exact]
    return Program(part, (least - others, most - others), between)


def set_loose(attacker: Attacker, reach: Reach, places: Ints) -> Program:
    """The program over some unknowns when all others are anywhere in their bounds.

    The base table always fits, as in `held_still`.
    """
    part, rows = attacker.part(places)
    whole, sums = attacker.matrix[rows], reach.sums[rows]
    most, least = np.maximum(reach.most, reach.base), np.minimum(reach.least, reach.base)
    between = least[places], most[places]
    most[places] = least[places] = 0.0
    rise = whole.maximum(0), whole.minimum(0)
    highest = rise[0] @ most + rise[1] @ least
    lowest = rise[0] @ least + rise[1] @ most
    ends = (
        np.minimum(attacker.least[rows], sums) - highest,
        np.maximum(attacker.most[rows], sums) - lowest,
    )
    return Program(part, ends, between)


def _narrow_for_certain(attacker: Attacker, reach: Reach, undecided: Bools, blocks: Blocks) -> None:
    """Bounds from without for cells that stayed narrow, from their own families alone."""
    for block in blocks.kin(np.flatnonzero(undecided)):
        program = set_loose(attacker, reach, block.places)
        for place in block.aims.tolist():
            within = int(np.searchsorted(block.places, place))
            lowest, highest = program.end(within, 1.0), program.end(within, -1.0)
            if lowest is not None:
                reach.least[place] = max(reach.least[place], lowest[0])
            if highest is not None:
                reach.most[place] = min(reach.most[place], highest[0])
