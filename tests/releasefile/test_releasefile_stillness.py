"""Means of two periods beside ratings that stand still, or do not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from archive_samples import rated

from terang.core.model import Text
from terang.releasefile.gate import check
from terang.releasefile.model import Code, Dimension, Measure, Release, Row, Shown, Table
from terang.releasefile.stillness import compared, told_together

TREE = {"a": None}
BEFORE = {"a": (20, 20, 10)}


def averaged(counts: dict[str, tuple[int | None, ...]], mean: str, period: str, n: int) -> Release:
    """A release of one unit with its ratings and one mean."""
    release = rated(counts, TREE, period=period, totals={"a": n})
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

    assert frozenset() == told_together(later, earlier, 5)
