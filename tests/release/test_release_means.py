"""Means by unit: an intruder who adds and subtracts everything shown learns nothing of small units.

The intruder here is independent: it solves for sums by linear algebra over the shown units.
"""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from terang.core.model import Text
from terang.core.program import MeasureSpec
from terang.disclosure import MagnitudeRules
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


def test_means_are_hidden_where_one_group_of_their_people_is_a_withheld_count() -> None:
    units = tree()
    found = figures(dict.fromkeys(units.leaves("kota"), 30), random.Random(1))
    found.covers_all, found.groups = False, ("g", "h")

    assert "c" in shown_units(found, units, (), (), POLICY)
    assert "c" not in shown_units(found, units, {"predikat|c|h|T"}, (), POLICY)


@pytest.mark.parametrize("second", ["sums", "n"])
def test_all_means_of_a_scheme_are_hidden_where_one_of_them_must_be(second: str) -> None:
    """One at the end of the scale, or over nine people."""
    units = tree()
    found = figures(dict.fromkeys(units.leaves("kota"), 30), random.Random(1))
    other = Mean("j", "indikator", Text("j"), LOW, HIGH)
    other.n.update(found.means[0].n)
    other.sums.update(found.means[0].sums)
    found.means.append(other)
    assert "b2" in shown_units(found, units, (), (), POLICY)
    other.n["b2"] = 9 if second == "n" else 30
    other.sums["b2"] = other.n["b2"] * (HIGH if second == "sums" else (LOW + HIGH) // 2)

    assert "b2" not in shown_units(found, units, (), (), POLICY)


@pytest.mark.parametrize(
    ("sizes", "short", "third"),
    [
        ({"a1": 6, "a2": 6}, 2 * ROOM, True),
        ({"a1": 6, "a2": 6}, ROOM, True),
        ({"a1": 6, "a2": 6}, ROOM - 1, False),  # nearly all twelve have the highest score
        ({"a1": 4, "a2": 3, "a3": 3}, 4, True),  # ten are left
        ({"a1": 3, "a2": 3, "a3": 3}, 4, False),
    ],
)
def test_hidden_units_that_are_left_over_must_be_fit_to_show_together(
    sizes: dict[str, int], short: int, third: bool
) -> None:
    """Each hidden unit has enough others beside it; it is their sum that tells."""
    units = tree()
    whole = dict.fromkeys(units.leaves("kota"), 30) | sizes
    found = figures(whole, random.Random(1))
    for leaf in sizes:
        found.means[0].sums[leaf] = whole[leaf] * HIGH
    found.means[0].sums["a1"] -= short * (HIGH - LOW)
    next_to_them = "a" if "a3" in sizes else "a3"

    assert third == (next_to_them in shown_units(found, units, (), (), POLICY))


@pytest.mark.parametrize(("size", "third"), [(8, False), (10, True)])
def test_hidden_units_that_are_left_over_are_enough_people_together(size: int, third: bool) -> None:
    """A mean needs twenty here; the two hidden units are sixteen, or twenty."""
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"a1": size, "a2": size}
    found = figures(sizes, random.Random(1))
    for leaf, each in sizes.items():
        found.means[0].sums[leaf] = each * (LOW + HIGH) // 2
    strict = replace(POLICY, minimum_n=20)

    assert third == ("a3" in shown_units(found, units, (), (), strict))


@pytest.mark.parametrize(("n", "shown"), [(10, True), (9, False)])
def test_a_mean_rests_on_the_minimum_of_people(n: int, shown: bool) -> None:
    units = tree()
    found = figures(dict.fromkeys(units.leaves("kota"), 30) | {"b2": n}, random.Random(1))
    found.means[0].sums["b2"] = n * (LOW + HIGH) // 2

    assert shown == ("b2" in shown_units(found, units, (), (), POLICY))


@pytest.mark.parametrize(("beside", "third"), [(4, False), (5, True)])
def test_a_hidden_inner_unit_has_others_beside_it_too(beside: int, third: bool) -> None:
    """All of a, nine in two parts, and b are left over when c is taken from the whole."""
    units = tree()
    nobody = dict.fromkeys(("a3", "b2", "b3"), 0)
    sizes = dict.fromkeys(units.leaves("kota"), 30) | nobody | {"a1": 4, "a2": 5, "b1": beside}
    found = figures(sizes, random.Random(1))
    for leaf, size in sizes.items():
        found.means[0].sums[leaf] = size * (LOW + HIGH) // 2

    assert third == ("c" in shown_units(found, units, (), (), POLICY))


@pytest.mark.parametrize(("beside", "third"), [(4, False), (5, True)])
def test_a_hidden_unit_keeps_the_room_of_a_large_coalition(beside: int, third: bool) -> None:
    """a1 of six, a2 beside it and their sum: four others leave four people's range open, not five.

    Half way up, the sum bounds a1 from both ends.
    """
    units = tree()
    policy = MeanPolicy(minimum_n=10, threshold=3, room=5)
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"a1": 6, "a2": beside}
    found = figures(sizes, random.Random(1))
    for leaf, size in sizes.items():
        found.means[0].sums[leaf] = size * (LOW + HIGH) // 2

    assert third == ("a3" in shown_units(found, units, (), (), policy))


def test_a_unit_of_one_person_needs_no_more_room_than_that_one_has() -> None:
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"a1": 1}
    found = figures(sizes, random.Random(1))

    assert {"a1", "a2"} == set(units.codes) - shown_units(found, units, (), (), POLICY)


def test_a_barred_unit_does_not_follow_from_its_parts() -> None:
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"a2": 20, "b1": 0, "b2": 0}

    shown = shown_units(figures(sizes, random.Random(1)), units, (), ("kota", "a"), POLICY)

    assert not derivable(units, shown, "a")
    assert not derivable(units, shown, "kota")
    assert {"kota", "a", "a2", "b1", "b2"} == set(units.codes) - shown


@pytest.mark.parametrize(
    ("rules", "tenths", "shown"),
    [
        ({"dominance_k": 80, "p": None}, 25, True),  # two of 2.5 ranges are 80 percent
        ({"dominance_k": 80, "p": None}, 24, False),
        ({"dominance_k": None, "p": 10}, 21, True),  # beside two a tenth of the largest is left
        ({"dominance_k": None, "p": 20}, 21, False),
        ({"dominance_k": None, "p": 10, "coalition": 2}, 31, True),
        ({"dominance_k": None, "p": 20, "coalition": 2}, 31, False),
    ],
)
def test_a_mean_that_few_might_make_up_is_hidden(
    rules: dict[str, int | None], tenths: int, shown: bool
) -> None:
    """Whoever scores highest may hold the whole range, as far as a reader knows."""
    units = tree()
    found = figures(dict.fromkeys(units.leaves("kota"), 30), random.Random(1))
    found.means[0].sums["b2"] = 30 * LOW + tenths * (HIGH - LOW) // 10
    strict = replace(POLICY, magnitude=MagnitudeRules(**rules))

    assert "b2" in shown_units(found, units, (), (), POLICY)
    assert shown == ("b2" in shown_units(found, units, (), (), strict))


def test_a_part_without_people_does_not_keep_a_barred_unit_from_following() -> None:
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"a2": 20, "a3": 0}

    shown = shown_units(figures(sizes, random.Random(1)), units, (), ("a",), POLICY)

    assert {"a", "a2", "a3"} == set(units.codes) - shown


def test_a_barred_unit_does_not_follow_from_the_parts_of_a_hidden_part() -> None:
    """The mean of b is hidden for its own reason, yet b1, b2 and b3 make it up."""
    units = tree()
    sizes = dict.fromkeys(units.leaves("kota"), 30) | {"b2": 20}
    hidden = {"predikat|b|T|T"}

    shown = shown_units(figures(sizes, random.Random(1)), units, hidden, ("kota",), POLICY)

    assert not derivable(units, shown, "kota")
    assert {"kota", "b", "b2"} == set(units.codes) - shown


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
