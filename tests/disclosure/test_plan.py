"""A plan is what the cheapest safe pattern would withhold, checked by trying all patterns."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from benchmarks.disclosure.sample_tables import sample_table
from tests.disclosure.test_protect import small_table

from terang.disclosure import Policy, System, attack, protect
from terang.disclosure.plan import Aim, planned
from terang.disclosure.primary import targets
from terang.disclosure.regions import Regions
from terang.disclosure.search import floors, prices

POLICY = Policy(homogeneity=False, insiders=False, cost="size")
NOBODY = np.zeros(0, dtype=np.int64)


def cheapest_safe_cost(system: System, price: np.ndarray) -> float:
    """The least price of complements, by attacking every pattern from the cheapest on."""
    names = [target.name for target in targets(system, POLICY)]
    others = [i for i in np.flatnonzero(np.isfinite(price)).tolist() if i not in names]
    patterns = [set_ for size in range(len(others) + 1) for set_ in combinations(others, size)]
    for pattern in sorted(patterns, key=lambda cells: price[list(cells)].sum()):
        withheld = [system.ids[i] for i in (*names, *pattern)]
        found = attack(system.withholding(withheld), cells=[system.ids[i] for i in names])
        ends = [(found[system.ids[i]].upper, system.value[i] + POLICY.need) for i in names]
        if all(upper is None or upper >= goal for upper, goal in ends):
            return float(price[list(pattern)].sum())
    raise AssertionError("no safe pattern")


@pytest.mark.parametrize("seed", [2, 3, 8, 11, 15])
def test_no_pattern_is_cheaper_than_the_plan(seed: int) -> None:
    system = System.from_tables([small_table(seed, most=14)])
    price = prices(system, POLICY)
    program = Regions(system, np.isfinite(price), floors(system, POLICY)).program((0,))
    wanted = [target.name for target in targets(system, POLICY)]
    cost = price[program.cells]
    cost[[program.place(cell) for cell in wanted]] = 0

    plan = planned(program, [Aim(program.place(c), 5, NOBODY) for c in wanted], cost, 5000)

    assert plan.sure
    assert cheapest_safe_cost(system, price) == pytest.approx(plan.cost, rel=0.006)


def test_a_table_of_twelve_units_loses_what_the_optimum_loses() -> None:
    """692 people: what an exact search over whole patterns proves to be the least."""
    found = protect([sample_table("S")], POLICY)

    assert (56, 692) == (found.loss.secondary, found.loss.people_secondary)
