"""The attacker on small tables: the ends, what insiders learn, and widths that are enough."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from terang.disclosure import (
    Cell,
    CountTable,
    Hierarchy,
    Interval,
    Relation,
    System,
    attack,
    whole_ends,
)
from terang.disclosure.attacker import Attacker

RATINGS = ("x", "y", "z")


def tree_table(seed: int, offices: int, units: int, groups: int = 3) -> CountTable:
    """A tree of offices and units by group by rating with margins, many counts small."""
    random = np.random.default_rng(seed)
    parents: dict[str, str | None] = {"all": None}
    for office in range(offices):
        parents[f"o{office}"] = "all"
        for unit in range(int(random.integers(2, units + 1))):
            parents[f"o{office}u{unit}"] = f"o{office}"
    tree = Hierarchy.from_parents(parents)
    inner = np.zeros((len(tree.codes), groups, 3), dtype=np.int64)
    for leaf in tree.leaves:
        inner[leaf] = random.poisson(random.choice([0.5, 4, 12], (groups, 3)))
    for node in range(len(tree.codes) - 1, 0, -1):
        inner[tree.parent[node]] += inner[node]
    whole = np.concatenate([inner.sum(axis=1, keepdims=True), inner], axis=1)
    whole = np.concatenate([whole.sum(axis=2, keepdims=True), whole], axis=2)
    flat = Hierarchy.flat([f"g{group}" for group in range(groups)])
    return CountTable("t", (("n", tree), ("g", flat), ("r", Hierarchy.flat(RATINGS))), whole)


def withheld(system: System, seed: int, share: float) -> System:
    """All counts of 1 to 4 and a random share of the others withheld."""
    random = np.random.default_rng(seed)
    small = (system.value > 0) & (system.value < 5)
    out = small | (random.random(system.size) < share)
    return system.withholding([system.ids[i] for i in np.flatnonzero(out).tolist()])


def one_by_one(system: System) -> dict[str, Interval]:
    """Two programs a cell over the whole table and nothing else."""
    unknown = np.flatnonzero(~system.published)
    attacker = Attacker(system, unknown)
    found = {}
    for place, cell in enumerate(unknown.tolist()):
        lower, upper = attacker.program.end(place, 1.0), attacker.program.end(place, -1.0)
        assert lower is not None
        top = None if upper is None else attacker.exactly(place, upper[0])
        found[system.ids[cell]] = Interval(attacker.exactly(place, lower[0]), top)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_ends_found_by_families_are_the_ends_of_the_whole_table(seed: int) -> None:
    system = withheld(System.from_tables([tree_table(seed, 8, 7)]), seed, 0.5)
    assert (~system.published).sum() > 300  # families are tried first

    assert one_by_one(system) == attack(system)


@pytest.mark.parametrize("seed", range(2))
def test_a_width_that_is_enough_gives_the_same_verdicts(seed: int) -> None:
    system = withheld(System.from_tables([tree_table(seed, 8, 7)]), seed, 0.5)

    exact, quick = attack(system), attack(system, need=5)

    verdicts = {name: interval.narrower_than(5) for name, interval in exact.items()}
    assert {True, False} == set(verdicts.values())
    assert verdicts == {name: interval.narrower_than(5) for name, interval in quick.items()}
    assert [] == [name for name, i in quick.items() if i.solved and i != exact[name]]


def two_by_two(a: int, b: int, c: int, d: int) -> System:
    flat = Hierarchy.flat(["u", "v"])
    inner = np.array([[a, b], [c, d]])
    rows = np.concatenate([inner.sum(axis=0, keepdims=True), inner])
    whole = np.concatenate([rows.sum(axis=1, keepdims=True), rows], axis=1)
    table = CountTable("t", (("r", flat), ("c", Hierarchy.flat(["x", "y"]))), whole)
    return System.from_tables([table]).withholding(["t|u|x", "t|u|y", "t|v|x", "t|v|y"])


def test_a_singleton_in_a_rectangle_reads_the_three_others() -> None:
    system = two_by_two(1, 9, 8, 3)

    outside, inside = attack(system), attack(system, insiders=True)

    assert {Fraction(9)} == {interval.width for interval in outside.values()}
    others = {name: i.width for name, i in inside.items() if name != "t|u|x"}
    assert {"t|u|y": 0, "t|v|x": 0, "t|v|y": 0} == others
    assert Fraction(9) == inside["t|u|x"].width


def test_members_of_two_pool_what_they_know_only_as_a_coalition() -> None:
    system = two_by_two(2, 9, 8, 3)

    alone, pooled = attack(system, insiders=True), attack(system, insiders=True, coalition=2)

    assert attack(system) == alone
    assert [Fraction(0)] * 3 == [i.width for name, i in pooled.items() if name != "t|u|x"]


def test_counts_of_the_same_single_person_are_not_learned_by_that_person() -> None:
    """A unit with one child that holds the same person: to know one is to know both."""
    tree = Hierarchy.from_parents({"T": None, "a": "T", "a1": "a", "b": "T", "c": "T"})
    rows = {"a1": (1, 9), "a": (1, 9), "b": (30, 8), "c": (7, 6)}
    rows["T"] = (38, 23)
    values = {(unit, r): n for unit, row in rows.items() for r, n in zip("xy", row, strict=True)}
    values |= {(unit, "T"): sum(row) for unit, row in rows.items()}
    table = CountTable("t", (("n", tree), ("r", Hierarchy.flat(["x", "y"]))), values)
    hidden = [f"t|{unit}|{r}" for unit in ("a", "a1", "b", "c") for r in "xy"]

    found = attack(System.from_tables([table]).withholding(hidden), insiders=True)

    assert {"t|a|x", "t|a1|x"}.isdisjoint(name for name, i in found.items() if i.exact)
    assert Fraction(10) == found["t|a|x"].width == found["t|a1|x"].width


def test_ends_that_only_half_people_reach_are_moved_to_whole_tables() -> None:
    """2 x + 3 y = 7: half people reach 3.5 and 2 1/3, whole people only 2 and 1."""
    cells = [Cell("x", 2, published=False), Cell("y", 1, published=False), Cell("c", 7)]
    system = System.from_tables([], cells, [Relation({"x": 2, "y": 3, "c": -1})])

    found = attack(system)

    assert Interval(Fraction(0), Fraction(7, 2)) == found["x"]
    sharp = whole_ends(system, found)
    assert 0 == sharp.unsettled
    assert {"x": (2, 2), "y": (1, 1)} == {n: (i.lower, i.upper) for n, i in sharp.intervals.items()}


def test_without_time_ends_are_rounded_inwards_and_counted() -> None:
    cells = [Cell("x", 2, published=False), Cell("y", 1, published=False), Cell("c", 7)]
    system = System.from_tables([], cells, [Relation({"x": 2, "y": 3, "c": -1})])

    sharp = whole_ends(system, attack(system), seconds=0.0)

    assert (4, (0, 3)) == (
        sharp.unsettled,
        (sharp.intervals["x"].lower, sharp.intervals["x"].upper),
    )
