"""Means of two periods beside ratings that stand still, or do not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from archive_samples import HIDDEN, rated

from terang.core.model import Text
from terang.releasefile.gate import check
from terang.releasefile.lineage import in_terms_of
from terang.releasefile.model import (
    ROUNDED,
    Code,
    Dimension,
    Measure,
    Release,
    Row,
    Shown,
    Table,
    Withheld,
    WithheldReason,
)
from terang.releasefile.stillness import compared, shown_means, told_together

TREE = {"a": None}
PARTS = {"a": None, "b": "a", "c": "a", "d": "a"}
BEFORE = {"a": (20, 20, 10)}


def by_unit(release: Release, means: dict[str, tuple[str, int] | None]) -> Release:
    """The release with other rows of means; None: withheld."""
    cells = {unit: HIDDEN if told is None else told_as(*told) for unit, told in means.items()}
    rows = tuple(Row((unit, "s.x"), (cell,)) for unit, cell in cells.items())
    changed = (replace(t, rows=rows) if t.id == "rerata" else t for t in release.tables)
    return replace(release, tables=tuple(changed))


def told_as(mean: str, n: int) -> Shown:
    return Shown(Decimal(mean), n)


def averaged(counts: dict[str, tuple[int | None, ...]], mean: str, period: str, n: int) -> Release:
    """A release of one unit with its ratings and one mean."""
    parents = TREE if set(counts) == {"a"} else PARTS
    release = rated(counts, parents, period=period, totals={"a": n} if parents is TREE else None)
    units = release.tables[0].dims[0]
    scores = Dimension(
        "ukuran", Text("ukuran"), (Code("s", Text("s")), Code("s.x", Text("x"), "s"))
    )
    table = Table(
        id="rerata",
        title=Text("rerata"),
        description=Text("rerata"),
        dims=(units, scores),
        measures=(Measure("rerata", Text("rerata"), "mean", Text("nilai"), 2),),
        rows=(Row(("a", "s.x"), (Shown(Decimal(mean), n),)),),
        metadata={},
    )
    policy = {**release.policy, "kelompok.s": "T"}
    return replace(release, tables=(*release.tables, table), policy=policy)


@pytest.mark.parametrize(
    ("now", "n", "told"),
    [
        ((20, 20, 11), 51, True),  # one came, rated kurang
        ((20, 20, 10), 50, True),  # nothing changed, or one for another
        ((24, 16, 10), 50, True),  # four rose
        ((25, 15, 10), 50, False),  # five changed: as many as the threshold
        ((26, 20, 10), 56, False),
        ((20, None, None), 51, False),  # what both show is less than half
        ((20, 20, None), 51, True),
        ((20, 20, None), 56, False),  # the withheld one rose by six: the total says so
    ],
)
def test_means_of_two_periods_tell_of_few_people_only_where_ratings_stand_still(
    now: tuple[int | None, ...], n: int, told: bool
) -> None:
    earlier = averaged(BEFORE, "80.00", "2024", 50)
    later = averaged({"a": now}, "80.25", "2025", n)

    assert {("s", "a")} == compared(later, earlier)
    assert told == bool(told_together(later, earlier, 5))
    assert told == ("R063" in {problem.code for problem in check(later, [earlier])})


def test_a_mean_that_one_period_withholds_is_not_compared() -> None:
    earlier = averaged(BEFORE, "80.00", "2024", 50)
    later = rated({"a": (20, 20, 11)}, TREE)
    later = replace(later, policy=earlier.policy)

    assert frozenset() == told_together(later, earlier, 5)
    assert frozenset() == told_together(earlier, later, 5)


def test_a_mean_beside_a_withheld_one_is_shown() -> None:
    """Of three means of a gap one is enough."""
    release = averaged(BEFORE, "80.00", "2024", 50)
    own = release.tables[-1]
    told = (replace(own.rows[0], cells=(HIDDEN, *own.rows[0].cells)),)
    gap = replace(own, id="kesenjangan", measures=own.measures * 2, rows=told)

    assert {("s", "a")} == shown_means([gap])


@pytest.mark.parametrize("place", [0, 1])
def test_only_exact_counts_tell_that_ratings_stand_still(place: int) -> None:
    both = [averaged(BEFORE, "80.00", year, 50) for year in ("2024", "2025")]
    rounded = replace(both[place].certificate, method=ROUNDED)
    changed = [replace(each, certificate=rounded) if each is both[place] else each for each in both]

    assert {("s", "a")} == told_together(both[1], both[0], 5)
    assert frozenset() == told_together(changed[1], changed[0], 5)


def test_a_unit_with_another_name_stands_still_as_well() -> None:
    earlier = averaged(BEFORE, "80.00", "2024", 50)
    later = averaged({"a": (20, 20, 11)}, "80.25", "2025", 51)
    renamed = in_terms_of(later, {"dahulu.b": "a"}, {"b"})
    stated = replace(renamed, policy={**renamed.policy, "dahulu.b": "a"})

    assert frozenset() == told_together(renamed, earlier, 5)
    assert {("s", "b")} == told_together(stated, earlier, 5)


@pytest.mark.parametrize(("c", "told"), [(("79.00", 20), True), (None, False)])
def test_a_mean_that_follows_from_its_parts_is_as_good_as_shown(
    c: tuple[str, int] | None, told: bool
) -> None:
    """d has nobody, so that b and c make a up; ratings of a stand still."""
    before = {"a": (20, 20, 10), "b": (18, 8, 4), "c": (2, 12, 6), "d": (0, 0, 0)}
    now = {"a": (20, 20, 11), "b": (8, 13, 10), "c": (12, 7, 1), "d": (0, 0, 0)}
    nobody = Withheld(WithheldReason.NOT_APPLICABLE)
    shown = {"a": ("80.00", 50), "b": ("80.00", 30), "c": ("80.00", 20)}
    earlier = by_unit(averaged(before, "80.00", "2024", 50), shown)
    later = by_unit(
        averaged(now, "80.00", "2025", 51), {"a": None, "b": ("81.00", 31), "c": c, "d": None}
    )
    rerata = later.tables[-1]
    rows = tuple(replace(r, cells=(nobody,)) if r.coords[0] == "d" else r for r in rerata.rows)
    later = replace(later, tables=(*later.tables[:-1], replace(rerata, rows=rows)))

    assert told == (("s", "a") in told_together(later, earlier, 5))


@pytest.mark.parametrize(("most", "told"), [(25, True), (24, False)])
@pytest.mark.parametrize("shown", [0, 1, 2])
def test_half_of_the_people_in_ratings_that_both_show_is_enough(
    shown: int, most: int, told: bool
) -> None:
    before, now = [25, 25, 25], [None, None, None]
    before[shown - 1], before[shown - 2], before[shown], now[shown] = 10, 40 - most, most, most
    earlier = averaged({"a": tuple(before)}, "80.00", "2024", 50)
    later = averaged({"a": tuple(now)}, "80.25", "2025", 51)

    assert told == bool(told_together(later, earlier, 5))


def test_a_withheld_total_is_not_read_as_one_that_stands_still() -> None:
    earlier = averaged(BEFORE, "80.00", "2024", 50)
    later = averaged({"a": (20, 20, None)}, "80.25", "2025", 51)
    first, *rest = later.tables
    rows = tuple(
        replace(row, cells=(HIDDEN,)) if row.coords[2] == "T" else row for row in first.rows
    )
    later = replace(later, tables=(replace(first, rows=rows), *rest))

    assert frozenset() == told_together(later, earlier, 5)


@pytest.mark.parametrize(
    ("second", "whole", "told"),
    [
        ((20, 20, 11), 51, True),
        ((24, 16, 10), 50, True),  # four changed
        ((25, 15, 10), 50, False),  # five
        ((20, 20, 10), None, False),  # how many there are is not known
    ],
)
def test_all_groups_of_a_scheme_must_stand_still(
    second: tuple[int, ...], whole: int | None, told: bool
) -> None:
    def grouped(release: Release, counts: tuple[int, ...], total: int | None) -> Release:
        """With a group g like all, and h beside it with other counts."""
        first, *rest = release.tables
        same = tuple(replace(row, coords=("a", "g", row.coords[2])) for row in first.rows)
        ratings = [row.coords[2] for row in first.rows]
        cells = [HIDDEN if n is None else Shown(Decimal(n)) for n in (total, *counts)]
        beside = tuple(
            Row(("a", "h", rating), (cell,)) for rating, cell in zip(ratings, cells, strict=True)
        )
        tables = (replace(first, rows=(*same, *beside)), *rest)
        return replace(release, tables=tables, policy={**release.policy, "kelompok.s": "g h"})

    earlier = grouped(averaged(BEFORE, "80.00", "2024", 50), BEFORE["a"], 50)
    later = grouped(averaged(BEFORE, "80.25", "2025", 50), second, whole)

    assert told == bool(told_together(later, earlier, 5))
