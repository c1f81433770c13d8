"""What shown means leave of withheld counts, worked out by hand.

Scores go from 0 to 100: `baik` from 70, `kurang` up to 40 (the rule knows nothing between).
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from terang.core.model import Text
from terang.core.program import MeasureSpec
from terang.disclosure import System, attack
from terang.release.counting.counts import CountSystem, count_table
from terang.release.counting.figures import Mean, Need, SchemeFigures, View
from terang.release.counting.units import Tree
from terang.release.protection.sums import bounds

UNITS = {"kota": None, "a": "kota", "a1": "a", "a2": "a", "b": "kota"}
LEAVES = ("a1", "a2", "b")
RANGES = {"baik": (7000, 10000), "kurang": (0, 4000)}
Pairs = Mapping[str, tuple[int, int]]


def tree() -> Tree:
    return Tree(UNITS, {code: Text(code) for code in UNITS})


def scored(
    people: Pairs, averaged: Pairs, *, table: str = "predikat", kind: str = "ukuran"
) -> SchemeFigures:
    """people: baik and kurang by leaf. averaged: sum of scores (points) and n by leaf."""
    headline = MeasureSpec(
        "m", Text("m"), "utama", False, "n.m", None, "s.m", (), None, None, (), ()
    )
    found = SchemeFigures("s", Text("s"), ("g",), headline, True)
    mean = Mean("x", kind, Text("x"), 0, 10000)
    need = Need("x", Text("x"))
    for leaf, counts in people.items():
        for category, level, count in zip(RANGES, ("memenuhi", "di_bawah"), counts, strict=True):
            found.assessed[leaf, "g", category] = count
            need.counts[leaf, level] = count
        mean.sums[leaf], mean.n[leaf] = 100 * averaged[leaf][0], averaged[leaf][1]
    found.means, found.needs = [mean], [need]
    levels = {"memenuhi": RANGES["baik"], "di_bawah": RANGES["kurang"]}
    found.views = [View("x", RANGES if table == "predikat" else levels, table)]
    return found


def counts_of(found: SchemeFigures) -> CountSystem:
    axis = {"T": None, "baik": "T", "kurang": "T"}
    groups = {"T": None, "g": "T"}
    levels = {"T": None, "di_bawah": "T", "memenuhi": "T"}
    people = count_table(
        "predikat", ("unit", "kelompok", "kategori"), (UNITS, groups, axis), found.assessed
    )
    (need,) = found.needs
    rated = count_table("kebutuhan.s.x", ("unit", "tingkat"), (UNITS, levels), need.counts)
    return CountSystem((people, rated), ())


def left(
    found: SchemeFigures, shown: tuple[str, ...], cell: str, *known: str
) -> tuple[int, int | None]:
    """Least and greatest of a count when all of its table but totals of units are withheld."""
    counts = counts_of(found)
    told = bounds([found], tree(), {"s": frozenset(shown)})
    system = System.from_tables(
        counts.tables,
        extra_cells=[bound.cell for bound in told],
        extra_relations=[relation for bound in told for relation in bound.relations],
    )
    kept = {*(f"predikat|{unit}|{g}|T" for unit in UNITS for g in "Tg"), *known}
    tables = [c for c in system.ids if c.startswith(("predikat|", "kebutuhan.")) and c not in kept]
    end = attack(system.withholding(tables), cells=[cell])[cell].whole()
    return int(end.lower), None if end.upper is None else int(end.upper)


def alone(baik: int, kurang: int, points: int, n: int, table: str = "predikat") -> SchemeFigures:
    """Only unit b is asked about; the others are large."""
    people = {"a1": (20, 20), "a2": (20, 20), "b": (baik, kurang)}
    averaged = {"a1": (2000, 40), "a2": (2000, 40), "b": (points, n)}
    return scored(people, averaged, table=table)


@pytest.mark.parametrize(
    ("points", "n", "ends"),
    [
        (760, 10, (6, 10)),  # 100 x baik + 40 x the others >= 760
        (761, 10, (7, 10)),
        (210, 10, (0, 3)),  # 70 x baik <= 210
        (209, 10, (0, 2)),
        (670, 8, (6, 10)),  # two more, not averaged, may have 40 each: >= 670 + 80
        (70, 8, (0, 3)),  # ... or 70: 70 x baik <= 70 + 140
        (69, 8, (0, 2)),
    ],
)
@pytest.mark.parametrize(
    ("table", "cell"),
    [("predikat", "predikat|b|T|baik"), ("kebutuhan.s.x", "kebutuhan.s.x|b|memenuhi")],
)
def test_a_sum_bounds_how_many_have_a_rating(
    table: str, cell: str, points: int, n: int, ends: tuple[int, int]
) -> None:
    found = alone(ends[0], 10 - ends[0], points, n, table)

    assert ends == left(found, ("b",), cell, "kebutuhan.s.x|b|T")
    assert (0, 10) == left(found, (), cell, "kebutuhan.s.x|b|T")


def test_what_is_left_of_a_sum_bounds_what_is_left_of_the_counts() -> None:
    """The means of the whole and of a are shown: what they leave is of b."""
    found = alone(6, 4, 760, 10)
    known = ("predikat|a|T|baik", "predikat|a|g|baik")

    assert (46, 50) == left(found, ("kota", "a"), "predikat|kota|T|baik", *known)
    assert (6, 10) == left(found, ("kota", "a"), "predikat|b|T|baik")
    assert (0, 10) == left(found, ("kota",), "predikat|b|T|baik", *known)


def test_all_views_of_a_mean_bound_counts() -> None:
    found = alone(6, 4, 760, 10)
    found.views = [*scored({}, {}, table="kebutuhan.s.x").views, *found.views]
    known = "kebutuhan.s.x|b|T"

    assert (6, 10) == left(found, ("b",), "predikat|b|T|baik", known)
    assert (6, 10) == left(found, ("b",), "kebutuhan.s.x|b|memenuhi", known)


@pytest.mark.parametrize(("kind", "least"), [("ukuran", 10), ("indikator", 10), ("sumbu", 0)])
def test_the_people_beneath_a_mean_are_rated_in_what_is_averaged(kind: str, least: int) -> None:
    """The mean of an axis is never published, and is over no single competence."""
    people: Pairs = {"a1": (20, 20), "a2": (20, 20), "b": (6, 6)}
    averaged: Pairs = {"a1": (2000, 40), "a2": (2000, 40), "b": (500, 10)}
    found = scored(people, averaged, kind=kind)
    found.views = []

    assert (least, None) == left(found, ("b",), "kebutuhan.s.x|b|T")
    assert (0, None) == left(found, ("a",), "kebutuhan.s.x|b|T")


def test_without_means_nothing_is_told_of_who_is_rated() -> None:
    found = alone(6, 4, 760, 10)
    found.means, found.views = [], []

    assert () == bounds([found], tree(), {"s": frozenset({"b"})})
