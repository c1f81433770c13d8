"""How the attacker proves many cells wide: bundles drawn around cells, values just far enough."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.disclosure.sample_tables import tree, with_totals

from terang.disclosure import Cell, CountTable, Hierarchy, Relation, System, attack
from terang.disclosure.attacker import Attacker
from terang.disclosure.blocks import Blocks
from terang.disclosure.certify import certify, held_still, set_loose
from terang.disclosure.reach import Reach

PARENT = np.array([-1, 0, 0, 1, 1, 1, 2, 2, 3, 3, 6, 6, -1, 12, 12], dtype=np.int32)
LEAVES = np.array([4, 5, 7, 8, 9, 10, 11, 13, 14])


def blocks() -> Blocks:
    """Two trees with two unknowns in each node, and one unknown outside the trees."""
    node = np.append(np.repeat(np.arange(len(PARENT)), 2), -1).astype(np.int32)
    return Blocks(PARENT, node)


@pytest.mark.parametrize("together", [1, 2, 4, 100])
def test_every_unknown_in_a_tree_is_the_aim_of_one_bundle_that_holds_its_path(
    together: int,
) -> None:
    trees = blocks()
    asked = np.append(2 * LEAVES, len(trees.node) - 1)

    found = list(trees.aimed(asked, 1, together, np.random.default_rng(1)))

    assert -(-len(LEAVES) // together) == len(found)
    assert (2 * LEAVES).tolist() == sorted(np.concatenate([b.aims for b in found]).tolist())
    for block in found:
        nodes = set(trees.node[block.places].tolist())
        path = set(trees.node[block.aims].tolist())
        while path:
            assert path <= nodes
            path = {int(PARENT[node]) for node in path if PARENT[node] >= 0}


def test_nodes_near_each_other_share_a_bundle() -> None:
    trees = blocks()

    first, second = trees.aimed(np.array([26, 16, 28, 18]), 1, 2, np.random.default_rng(1))

    assert ({8, 9}, {13, 14}) == tuple(set(trees.node[b.aims].tolist()) for b in (first, second))
    assert 0 not in trees.node[second.places]


def test_the_width_of_a_bundle_bounds_what_no_unknown_asks_for() -> None:
    trees = Blocks(np.array([-1] + [0] * 40, dtype=np.int32), np.arange(41, dtype=np.int32))

    (block,) = trees.aimed(np.arange(1, 21), 4, 50, np.random.default_rng(1))

    assert list(range(21)) == block.places.tolist()


def three_to(total: int) -> System:
    cells = [Cell(name, total // 3, published=False) for name in "xyz"]
    sum_ = Relation({"x": 1, "y": 1, "z": 1, "sum": -1})
    return System.from_tables([], [*cells, Cell("sum", total)], [sum_])


def test_a_value_is_sought_no_further_than_enough_and_its_end_is_found_afterwards() -> None:
    system = three_to(30)
    program = Attacker(system, np.flatnonzero(~system.published)).program

    up, down = program.towards(0, -1.0, 17.0), program.towards(0, 1.0, 4.0)

    assert up is not None and down is not None
    assert [17.0, 4.0] == [pytest.approx(up[0]), pytest.approx(down[0])]
    assert [30.0, 30.0] == [pytest.approx(up.sum()), pytest.approx(down.sum())]
    greatest, least = program.end(0, -1.0), program.end(0, 1.0)
    assert greatest is not None and least is not None
    assert [30.0, 0.0] == [pytest.approx(greatest[0]), pytest.approx(least[0])]


def test_an_end_is_the_unknowns_own_after_other_objectives() -> None:
    system = three_to(30)
    program = Attacker(system, np.flatnonzero(~system.published)).program
    assert program.least(np.array([0.0, -9.0, 0.0])) is not None

    greatest = program.end(0, -1.0)

    assert greatest is not None
    assert [30.0, 30.0] == [pytest.approx(greatest[0]), pytest.approx(greatest[1][0])]


def test_enough_beyond_the_end_gives_the_end() -> None:
    system = three_to(30)
    program = Attacker(system, np.flatnonzero(~system.published)).program

    up = program.towards(1, -1.0, 99.0)

    assert up is not None and pytest.approx(30.0) == up[1]


@pytest.mark.parametrize(("low", "high"), [(2.0, 3.0), (2.4, 3.6), (1.9999999, 3.0000001)])
@pytest.mark.parametrize("scale", [1.0, 0.01])
def test_what_is_enough_makes_a_cell_wide_and_less_does_not(
    low: float, high: float, scale: float
) -> None:
    for sign in (-1.0, 1.0):
        for short, narrow in ((0.0, False), (0.001, True)):
            ends = np.array([low]) / scale, np.array([high]) / scale
            far = np.array([-1e6]), np.array([1e6])
            reach = Reach(*ends, *far, np.array([scale]), ends[0], np.zeros(0))
            reach.add(slice(None), np.array([reach.enough(0, sign, 5) + sign * short / scale]))
            assert [narrow] == reach.narrow(slice(None), 5).tolist()


def deep_table() -> CountTable:
    """Three levels of units, two groups, three ratings; every leaf's counts are even enough."""
    random = np.random.default_rng(3)
    hierarchy, layers = tree((6, 24, 96), random)
    inner = np.zeros((len(hierarchy.codes), 2, 3), dtype=np.int64)
    inner[layers[-1]] = random.poisson(4, (len(layers[-1]), 2, 3))
    for layer in reversed(layers[1:]):
        np.add.at(inner, np.array(hierarchy.parent)[layer], inner[layer])
    ratings = ("rating", Hierarchy.flat("xyz"))
    dims = (("unit", hierarchy), ("group", Hierarchy.flat("pq")), ratings)
    return CountTable("t", dims, with_totals(inner), group_dim=2)


def test_bundles_around_cells_decide_what_families_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    system = System.from_tables([deep_table()])
    out = (np.random.default_rng(5).random(system.size) < 0.45) & (system.value < 40)
    seen = system.withholding([system.ids[i] for i in np.flatnonzero(out).tolist()])
    where = "terang.disclosure.certify"
    monkeypatch.setattr(f"{where}.WIDTHS", ())
    monkeypatch.setattr(f"{where}.WHOLE", 0)

    left = {}
    for name, widths in (("families", ()), ("bundles", (6, 8))):
        monkeypatch.setattr(f"{where}.AIMED", widths)
        attacker = Attacker(seen, np.flatnonzero(~seen.published))
        reach = Reach.of(attacker)
        narrow = certify(attacker, reach, np.ones(len(attacker.unknown), dtype=bool), 5)
        left[name] = narrow & ~reach.bounded(slice(None), 5)

    exact = list(attack(seen).values())
    assert left["bundles"].sum() < left["families"].sum() / 2
    wide = {k for k, interval in enumerate(exact) if not interval.narrower_than(5)}
    assert set(np.flatnonzero(~narrow).tolist()) <= wide


def test_a_table_of_the_solver_fits_although_its_sums_are_off_by_a_rounding() -> None:
    """a + b = 10 and a + c = 7 with b and c a little off: a alone would have no value at all."""
    cells = [Cell("a", 4), Cell("b", 6), Cell("c", 3), Cell("d", 10), Cell("e", 7)]
    ties = [Relation({"a": 1, "b": 1, "d": -1}), Relation({"a": 1, "c": 1, "e": -1})]
    system = System.from_tables([], cells, ties).withholding("abc")
    attacker = Attacker(system, system.indices("abc"))
    reach = Reach.of(attacker)
    reach.base[:] = (4, 6 + 4e-7, 3 - 4e-7)
    reach.sums[:] = attacker.matrix @ reach.base
    only = np.array([0])

    still, loose = held_still(attacker, reach, only), set_loose(attacker, reach, only)

    assert pytest.approx([4]) == still.least(np.ones(1))
    assert pytest.approx([0]) == loose.least(np.ones(1))
