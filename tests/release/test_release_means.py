"""Means by unit: an intruder who adds and subtracts everything shown learns nothing of small units.

The intruder here is independent: it solves for sums by linear algebra over the shown units.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from terang.core.model import Text
from terang.core.program import MeasureSpec
from terang.release.counting.figures import Mean, SchemeFigures
from terang.release.counting.units import Tree
from terang.release.protection.means import ROOM, MeanPolicy, atoms, shown_units

POLICY = MeanPolicy(minimum_n=10, threshold=5)
LOW, HIGH = 2000, 10000


def tree() -> Tree:
    parents: dict[str, str | None] = {"kota": None}
    for office in ("a", "b", "c"):
        parents[office] = "kota"
        parents |= {f"{office}{place}": office for place in (1, 2, 3)}
    return Tree(parents, {code: Text(code) for code in parents})


def figures(sizes: dict[str, int], chance: random.Random) -> SchemeFigures:
    headline = MeasureSpec(
        "m", Text("m"), "utama", False, "n.m", None, "s.m", (), None, None, (), ()
    )
    found = SchemeFigures("s", Text("s"), ("g",), headline, True)
    mean = Mean("i", "indikator", Text("i"), LOW, HIGH)
    for leaf, size in sizes.items():
        found.assessed[leaf, "g", "baik"] = size
        mean.sums[leaf] = sum(chance.randint(LOW, HIGH) for _ in range(size))
        mean.n[leaf] = size
    found.means = [mean]
    return found


def random_case(seed: int) -> tuple[SchemeFigures, Tree, frozenset[str]]:
    chance = random.Random(seed)
    units = tree()
    sizes = {leaf: chance.choice([0, 1, 2, 4, 7, 12, 20, 40]) for leaf in units.leaves("kota")}
    found = figures(sizes, chance)
    withheld = {
        f"predikat|{leaf}|T|T" for leaf, size in sizes.items() if size and chance.random() < 0.2
    }
    return found, units, shown_units(found, units, withheld, (), POLICY)


def derivable(units: Tree, shown: frozenset[str], code: str) -> bool:
    """Whether a unit's sum follows from shown sums by linear algebra alone."""
    leaves = units.leaves("kota")
    rows = [[leaf in units.leaves(unit) for leaf in leaves] for unit in sorted(shown)]
    wanted = [leaf in units.leaves(code) for leaf in leaves]
    matrix = np.array(rows or [[False] * len(leaves)], dtype=float)
    rank = np.linalg.matrix_rank
    return bool(rank(np.vstack([matrix, np.array(wanted, dtype=float)])) == rank(matrix))


@pytest.mark.parametrize("seed", range(150))
def test_no_small_unit_follows_from_shown_sums(seed: int) -> None:
    found, units, shown = random_case(seed)
    mean = found.means[0]
    for code in units.codes:
        n = sum(mean.n[leaf] for leaf in units.leaves(code))
        if 0 < n < POLICY.minimum_n:
            assert code not in shown
            others = [leaf for leaf in units.leaves("kota") if leaf not in units.leaves(code)]
            assert not derivable(units, shown, code) or not any(mean.n[leaf] for leaf in others)


@pytest.mark.parametrize("seed", range(150))
def test_every_derivable_group_rests_on_enough_people(seed: int) -> None:
    found, units, shown = random_case(seed)
    mean = found.means[0]
    for _, leaves in atoms(units, shown):
        n = sum(mean.n[leaf] for leaf in leaves)
        assert n == 0 or n >= POLICY.minimum_n


def test_something_is_shown_when_units_are_large() -> None:
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30)

    shown = shown_units(figures(sizes, random.Random(1)), units, (), (), POLICY)

    assert set(units.codes) == shown


def test_a_lone_small_unit_takes_a_neighbour_with_it() -> None:
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"a1": 3}

    shown = shown_units(figures(sizes, random.Random(1)), units, (), (), POLICY)

    assert {"a1", "a2"} == set(units.codes) - shown


def test_means_at_the_end_of_the_scale_are_hidden() -> None:
    units = tree()
    found = figures(dict.fromkeys(units.leaves("kota"), 30), random.Random(1))
    mean = found.means[0]
    mean.sums["b2"] = 30 * HIGH - (ROOM * (HIGH - LOW) - 1)

    assert "b2" not in shown_units(found, units, (), (), POLICY)


def test_means_are_hidden_where_their_n_is_a_withheld_count() -> None:
    units = tree()
    found = figures(dict.fromkeys(units.leaves("kota"), 30), random.Random(1))

    shown = shown_units(found, units, {"predikat|c|T|T"}, (), POLICY)

    assert "c" not in shown


def test_a_barred_unit_does_not_follow_from_its_parts() -> None:
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"a2": 20, "b1": 0, "b2": 0}

    shown = shown_units(figures(sizes, random.Random(1)), units, (), ("kota", "a"), POLICY)

    assert not derivable(units, shown, "a")
    assert not derivable(units, shown, "kota")
    assert {"kota", "a", "a2", "b1", "b2"} == set(units.codes) - shown


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize(("short", "shown"), [(0, True), (1, False)])
def test_a_mean_keeps_the_room_of_two_people_at_both_ends(
    end: str, short: int, shown: bool
) -> None:
    units = tree()
    found = figures(dict.fromkeys(units.leaves("kota"), 30), random.Random(1))
    room = ROOM * (HIGH - LOW) - short
    found.means[0].sums["b2"] = 30 * LOW + room if end == "low" else 30 * HIGH - room

    assert shown == ("b2" in shown_units(found, units, (), (), POLICY))


@pytest.mark.parametrize(("beside", "third"), [(4, False), (5, True)])
def test_a_hidden_unit_has_as_many_others_beside_it_as_the_threshold(
    beside: int, third: bool
) -> None:
    """a1 of six and a2 are hidden together; with few in a2, a3 must be hidden as well."""
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"a1": 6, "a2": beside}
    found = figures(sizes, random.Random(1))
    for leaf, size in sizes.items():
        found.means[0].sums[leaf] = size * (LOW + HIGH) // 2

    assert third == ("a3" in shown_units(found, units, (), (), POLICY))
