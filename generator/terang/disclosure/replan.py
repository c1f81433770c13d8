"""Plans put to use: what a region would best withhold guides the search for its moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.plan import Aim, planned
from terang.disclosure.regions import Region
from terang.disclosure.search import Search

Bools = NDArray[np.bool_]
SUGGESTED = 1e-3  # price factor of a cell that a plan would withhold
MOST_AIMS = 200  # beyond, a plan takes longer than it is worth


def suggest(
    search: Search, region: Region, numbers: Iterable[int], kept: Bools, most: int
) -> float | None:
    """Mark the cells of the cheapest plan for some targets of a region, for about `most` programs.

    kept: cells withheld whatever the plan. Returns what these targets cost at least; None when
    there is nothing to plan for.
    """
    program = search.regions.program(region)
    aims = _aims(search, region, numbers)
    if not 0 < len(aims) <= MOST_AIMS or most <= 0:
        return None
    cells = program.cells
    cost = np.where(kept[cells], 0.0, search.pattern.price[cells])
    plan = planned(program, aims, cost, most)
    search.regions.solved += plan.solved
    search.pattern.factor[cells[plan.cells]] = SUGGESTED
    return plan.bound


def _aims(search: Search, region: Region, numbers: Iterable[int]) -> Sequence[Aim]:
    """Targets that one rising cell proves; other kinds are proved along the plan of these."""
    program, pattern = search.regions.program(region), search.pattern
    owner = pattern.owner[program.cells]
    found = []
    for number in numbers:
        target = pattern.targets[number]
        changes = [change for option in target.options for change in option]
        if len(changes) != 1 or changes[0][1] < 0:
            continue
        (cell, need), still = changes[0], np.flatnonzero(target.threatening(owner))
        at = program.place(cell)
        if at >= 0:
            found.append(Aim(at, need, still[still != at]))
    return found
