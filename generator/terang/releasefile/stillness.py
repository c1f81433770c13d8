"""Means of one unit in two periods, where its ratings say that hardly anybody came, left or moved.

Scores are given anew each period, so that no relation ties two sums. But a reader who sees that the
ratings of most people stand still may suppose that their scores do too; then the two sums leave the
scores of those few over who came or left, and they are known in an office. So such a unit shows its
means in one of the periods only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from terang.releasefile.lineage import in_terms_of, units_of
from terang.releasefile.model import (
    PROTECTED,
    WITHHELD,
    Release,
    Shown,
    Table,
)
from terang.releasefile.relations import (
    GROUPS_OF,
    MEAN_TABLES,
    TOTAL,
    children,
    count_id,
    counts_of,
)

Place = tuple[str, str]  # scheme, unit


def shown_means(tables: Sequence[Table]) -> frozenset[Place]:
    """Schemes and units of which some mean is shown, or follows from those of all their parts."""
    means = [table for table in tables if table.id in MEAN_TABLES]
    shown: set[Place] = set()
    some: set[Place] = set()  # with people beneath, as far as the files say
    for row in (row for table in means for row in table.rows):
        place = (row.coords[1].partition(".")[0], row.coords[0])
        if any(isinstance(cell, Shown) for cell in row.cells):
            shown.add(place)
        if PROTECTED in row.cells or place in shown:
            some.add(place)
    below = children(means[0].dims[0]) if means else {}
    for scheme in {scheme for scheme, _ in some}:
        shown |= {(scheme, u) for u in below if _adds_up((scheme, u), below, shown, some)}
    return frozenset(shown)


def _adds_up(
    place: Place,
    below: Mapping[str, Sequence[str]],
    shown: Collection[Place],
    some: Collection[Place],
) -> bool:
    """Whether a unit's sum is shown, or follows from its parts."""
    scheme, unit = place
    parts = [(scheme, part) for part in below.get(unit, ()) if (scheme, part) in some]
    return place in shown or (
        bool(parts) and all(_adds_up(part, below, shown, some) for part in parts)
    )


def compared(release: Release, other: Release) -> frozenset[Place]:
    """Schemes and units whose means both periods show."""
    same = in_terms_of(other, release.policy, units_of(release.tables))
    return shown_means(release.tables) & shown_means(same.tables)


def told_together(release: Release, other: Release, threshold: int) -> frozenset[Place]:
    """Those of `compared` of whose people fewer than the threshold can have changed."""
    if not release.certificate.method == other.certificate.method == WITHHELD:
        return frozenset()
    same = in_terms_of(other, release.policy, units_of(release.tables))
    still = standing_still(release.tables, same.tables, release.policy, threshold)
    return still & shown_means(release.tables) & shown_means(same.tables)


def standing_still(
    tables: Sequence[Table], others: Sequence[Table], policy: Mapping[str, str], threshold: int
) -> frozenset[Place]:
    """Schemes and units whose shown ratings, in both tables, fewer than the threshold explain.

    At least half of the people must be in ratings that both show; the withheld ones are read as
    one, whose number follows from the total.
    """
    before, after = counts_of(others), counts_of(tables)
    table = next((table for table in tables if table.id == "predikat"), None)
    if table is None:
        return frozenset()
    ratings = [code.id for code in table.dims[2].codes if code.id != TOTAL]
    return frozenset(
        (key.removeprefix(GROUPS_OF), unit.id)
        for key, groups in policy.items()
        if key.startswith(GROUPS_OF)
        for unit in table.dims[0].codes
        if _is_still(
            [
                [
                    count_id("predikat", "jumlah", (unit.id, group, code))
                    for code in (TOTAL, *ratings)
                ]
                for group in groups.split()
            ],
            before,
            after,
            threshold,
        )
    )


def _is_still(
    groups: Sequence[Sequence[str]],
    before: Mapping[str, int | None],
    after: Mapping[str, int | None],
    threshold: int,
) -> bool:
    """groups: of each the id of its total, then those of its ratings."""
    more = fewer = seen = people = 0
    for whole, *ratings in groups:
        then, now = before.get(whole), after.get(whole)
        if then is None or now is None:
            return False
        people += then
        for rating in ratings:
            was, is_ = before.get(rating), after.get(rating)
            if was is not None and is_ is not None:
                more, fewer = more + max(0, is_ - was), fewer + max(0, was - is_)
                seen, then, now = seen + was, then - was, now - is_
        more, fewer = more + max(0, now - then), fewer + max(0, then - now)
    return people > 0 and max(more, fewer) < threshold and 2 * seen >= people
