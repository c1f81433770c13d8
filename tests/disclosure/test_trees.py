"""Larger systems: trees of uneven depth, linked tables, means, and what the proofs guarantee."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from benchmarks.disclosure.sample_tables import with_totals

from terang.disclosure import (
    Cell,
    CountTable,
    Hierarchy,
    Policy,
    System,
    attack,
    mean_relation,
    protect,
    verify,
)


def uneven_table(seed: int, name: str = "t", offices: int = 6) -> CountTable:
    """A root, offices with none to four sub-units, two groups, three ratings."""
    rng = np.random.default_rng(seed)
    parents: dict[str, str | None] = {"all": None}
    for office in range(offices):
        parents[f"o{office}"] = "all"
        parents |= {f"o{office}s{k}": f"o{office}" for k in range(int(rng.integers(0, 5)))}
    tree = Hierarchy.from_parents(parents)
    inner = np.zeros((len(tree.codes), 2, 3), dtype=np.int64)
    for leaf in tree.leaves:
        inner[leaf] = rng.poisson([[9, 14, 3], [4, 6, 1]])
    for node in sorted(range(1, len(tree.codes)), key=lambda n: -tree.depths[n]):
        inner[tree.parent[node]] += inner[node]
    dims = (("unit", tree), ("group", Hierarchy.flat("pq")), ("rating", Hierarchy.flat("xyz")))
    return CountTable(name, dims, with_totals(inner), group_dim=2)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("cells", [1500, 60], ids=["one region", "many regions"])
def test_the_attacker_finds_no_narrow_cell_in_trees(
    seed: int, cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terang.disclosure.regions.MOST_CELLS", cells)
    table = uneven_table(seed)
    protection = protect([table], Policy(seconds=0))
    system = System.from_tables([table])

    found = attack(system.withholding(protection.withheld), cells=protection.primary)

    assert [] == verify(system, protection)
    assert [] == [name for name, interval in found.items() if interval.narrower_than(5)]


def test_tables_that_share_cells_are_protected_together() -> None:
    table = uneven_table(5)
    units = table.dims[0][1]
    totals = table.values[:, 0, 0]
    pending = np.random.default_rng(2).integers(0, 9, len(units.codes))
    pending[[i for i in range(len(units.codes)) if i not in units.leaves]] = 0
    for node in sorted(range(1, len(units.codes)), key=lambda n: -units.depths[n]):
        pending[units.parent[node]] += pending[node]
    status = CountTable(
        "status",
        (("unit", units), ("state", Hierarchy.flat(["done", "waiting"]))),
        np.stack([totals + pending, totals, pending], axis=1),
    )
    shared = {("status", (code, "done")): f"t|{code}|T|T" for code in units.codes}
    protection = protect([table, status], Policy(seconds=0), shared=shared)
    system = System.from_tables([table, status], shared=shared).withholding(protection.withheld)

    found = attack(system, cells=protection.primary)

    assert len(units.codes) * (3 * 4 + 2) == system.size
    assert [] == [name for name, interval in found.items() if interval.narrower_than(5)]


def test_a_published_mean_is_one_more_thing_the_attacker_knows() -> None:
    dims = (("rating", Hierarchy.flat(["SB", "B", "BP"])),)
    table = CountTable("u", dims, {("T",): 60, ("SB",): 14, ("B",): 42, ("BP",): 4})
    mean = Fraction(417, 100)
    scores = {"u|SB": 5, "u|B": 4, "u|BP": 3}
    relations = mean_relation(scores, "u|T", mean, 2)
    system = System.from_tables([table], (), relations)

    found = attack(system.withholding(["u|SB", "u|B", "u|BP"]))

    assert (Fraction(99, 10), Fraction(141, 4)) == (found["u|SB"].lower, found["u|SB"].upper)
    protection = protect([table], Policy(seconds=0), extra_relations=relations)
    assert [] == verify(system, protection)


def test_a_sum_behind_a_mean_keeps_the_width_asked_for() -> None:
    dims = (("unit", Hierarchy.flat(["a", "b", "c"])),)
    table = CountTable("n", dims, {("T",): 60, ("a",): 20, ("b",): 20, ("c",): 20})
    cells = [
        Cell("s|T", 240, sensitive_width=None),
        Cell("s|a", 80, sensitive_width=30),
        Cell("s|b", 90),
        Cell("s|c", 70),
    ]
    from terang.disclosure import Relation

    total = Relation({"s|a": 1, "s|b": 1, "s|c": 1, "s|T": -1})
    protection = protect([table], Policy(seconds=0), extra_cells=cells, extra_relations=[total])

    assert "s|a" in protection.withheld
    assert "magnitude" == protection.reasons["s|a"]


def test_order_of_codes_never_changes_what_is_safe() -> None:
    table = uneven_table(3)
    units = table.dims[0][1]
    order = [0, *range(len(units.codes) - 1, 0, -1)]
    parents = {
        units.codes[i]: None if units.parent[i] < 0 else units.codes[units.parent[i]] for i in order
    }
    turned = CountTable(
        "t", (("unit", Hierarchy.from_parents(parents)), *table.dims[1:]), table.values[order], 2
    )
    protection = protect([turned], Policy(seconds=0))

    assert [] == verify(System.from_tables([table]), protect([table], Policy(seconds=0)))
    assert [] == verify(System.from_tables([turned]), protection)
