"""What an agency may choose: which totals stay shown, and how many insiders pool what they know."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from benchmarks.stranger.attacker import Known, sums_of
from benchmarks.stranger.shapes import totalled

from terang.disclosure import CountTable, Hierarchy, Policy, plain_id, protect

Coords = tuple[str, ...]
TREES = (
    {"all": None, "a": "all", "b": "all", "c": "all"},
    {"T": None, "x": "T", "y": "T", "z": "T"},
)


def table(seed: int, high: int) -> CountTable:
    rng = np.random.default_rng(seed)
    leaves = {leaf: int(rng.integers(1, high)) for leaf in product("abc", "xyz")}
    dims = (("unit", TREES[0]), ("service", TREES[1]))
    trees = tuple((name, Hierarchy.from_parents(tree)) for name, tree in dims)
    return CountTable("t", trees, totalled(leaves, TREES))


def undone_by_two(
    some: CountTable, trees: tuple[dict, ...], same: Callable[[Coords, Coords], bool]
) -> list[tuple[Coords, Coords]]:
    """Sensitive counts that two in a withheld count of one or two know, but those of the same."""
    found = protect([some], Policy(coalition=2, seconds=0))
    shown = {
        coords: None if plain_id("t", coords) in found.withheld else count
        for coords, count in some.values.items()
    }
    undone = []
    for own, count in some.values.items():
        if not 0 < count <= 2 or shown[own] is not None:
            continue
        inside = Known({**shown, own: count}, sums_of(trees))
        undone += [
            (own, cell)
            for cell, n in some.values.items()
            if 0 < n < 5 and not same(own, cell) and inside.highest(cell) < n + 5
        ]
    return undone


def test_totals_that_the_policy_holds_dear_stay_shown() -> None:
    """Without it, a total is withheld in some tables; with it, in none."""
    dear = {f"t|all|{service}": 1000.0 for service in ("x", "y", "z", "T")}
    plain, kept = set(), set()
    for seed in range(12):
        some = table(seed, 12)
        plain |= dear.keys() & protect([some], Policy(insiders=False, cost="unit")).withheld
        policy = Policy(insiders=False, cost="unit", importance=dear)
        kept |= dear.keys() & protect([some], policy).withheld

    assert plain
    assert not kept


@pytest.mark.parametrize("seed", range(12))
def test_two_members_of_a_cell_do_not_undo_others(seed: int) -> None:
    """With a coalition of two, whoever knows a cell of one or two leaves the others wide."""
    some = table(seed, 8)

    assert [] == undone_by_two(some, TREES, lambda own, cell: cell == own)


@pytest.mark.parametrize("seed", range(8))
def test_two_who_are_a_whole_sum_learn_nothing_of_others(seed: int) -> None:
    """A count of two may be a sum of counts of one: those two know both, and nobody else's."""
    rng = np.random.default_rng(seed)
    units = {"all": None, "a": "all", "b": "all", "a1": "a", "a2": "a", "b1": "b", "b2": "b"}
    trees = (units, TREES[1])
    leaves = {
        leaf: int(rng.choice([0, 1, 1, 2, 4, 9]))
        for leaf in product(("a1", "a2", "b1", "b2"), "xyz")
    }
    dims = (("unit", Hierarchy.from_parents(units)), ("service", Hierarchy.from_parents(TREES[1])))
    some = CountTable("t", dims, totalled(leaves, trees))

    def themselves(own: Coords, cell: Coords) -> bool:
        return _people(cell, leaves, trees) <= _people(own, leaves, trees)

    assert [] == undone_by_two(some, trees, themselves)


def _people(cell: Coords, leaves: dict[Coords, int], trees: tuple[dict, ...]) -> set[Coords]:
    """The leaves with somebody in them that a cell is the sum of."""

    def beneath(code: str | None, top: str, tree: dict) -> bool:
        return code == top or (code is not None and beneath(tree[code], top, tree))

    return {
        leaf
        for leaf, count in leaves.items()
        if count
        and all(beneath(*ends, tree) for *ends, tree in zip(leaf, cell, trees, strict=True))
    }
