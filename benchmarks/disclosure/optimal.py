"""The least that any safe pattern of a small table hides, solved to the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from terang.disclosure import Policy, System
from terang.disclosure.plan import Aim, planned
from terang.disclosure.primary import targets
from terang.disclosure.regions import Regions
from terang.disclosure.search import floors, prices

PROGRAMS = 50_000
NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Optimum:
    """price: the cheapest pattern found. bound: none is cheaper. cells, people: complementary."""

    price: float
    bound: float
    cells: int
    people: int


def optimum(system: System, policy: Policy, *, zeros: bool) -> Optimum | None:
    """For single counts without groups and insiders; None where the table is too large.

    zeros: cells of 0 may be withheld too.
    """
    price = prices(system, policy)
    if not zeros:
        price[system.value == 0] = np.inf
    regions = Regions(system, np.isfinite(price), floors(system, policy))
    if regions.whole is None:
        return None
    program = regions.program(regions.whole)
    wanted = [program.place(target.name) for target in targets(system, policy)]
    cost = price[program.cells]
    cost[wanted] = 0
    plan = planned(program, [Aim(at, policy.need, NOBODY) for at in wanted], cost, PROGRAMS)
    others = program.cells[np.setdiff1d(plan.cells, wanted)]
    return Optimum(plan.cost, plan.bound, len(others), int(system.value[others].sum()))
