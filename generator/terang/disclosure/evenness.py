"""Complementary cells are made as uncertain as sensitive ones, so that none stands out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.pattern import Spread
from terang.disclosure.primary import Target
from terang.disclosure.regions import Region
from terang.disclosure.search import Search

Ints = NDArray[np.int64]


def even_out(search: Search) -> None:
    """Add moves until every complementary cell is taken over the width.

    Where no move allows it, the cell stays as it is: it is not sensitive.
    """
    need, pattern, spread = search.policy.need, search.pattern, search.pattern.spread()
    random = np.random.default_rng(1)
    for region in search.regions.bottom_up():
        if not search.regions.carried(region):
            _many(search, region, spread, random)
    given_up = set[int]()
    while waiting := [cell for cell in spread.narrow(need, pattern) if cell not in given_up]:
        for cell in waiting:
            given_up.add(cell)
            if spread.of(cell) >= need:
                continue
            for move in search.climbing(_rest(spread, cell, need))[0]:
                pattern.add(move, None)
                spread.add(move)


def _rest(spread: Spread, cell: int, need: int) -> Target:
    """What a cell lacks in width, upwards or downwards."""
    up, down = need + int(spread.fall[cell]), need - int(spread.rise[cell])
    return Target(cell, (((cell, up),), ((cell, -down),)), "none", (), "complement")


def _many(search: Search, region: Region, spread: Spread, random: np.random.Generator) -> None:
    """One move up and down by chance for all narrow cells of a family, and the opposite one."""
    program, pattern = search.regions.program(region), search.pattern
    cells = program.cells
    narrow = pattern.hidden[cells] & ~pattern.fixed[cells]
    narrow &= spread.rise[cells] - spread.fall[cells] < search.policy.need
    places = np.flatnonzero(narrow)
    if not len(places):
        return
    signs = random.choice([-1.0, 1.0], len(places))
    still = np.flatnonzero(~pattern.hidden[cells])
    for worth in (signs, -signs):
        search.regions.solved += 1
        wanted = dict(zip(places.tolist(), worth.tolist(), strict=True))
        move = program.together(wanted, still)
        if move is not None:
            pattern.add(move, None)
            spread.add(move)
