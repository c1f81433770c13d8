"""What shown means tell of withheld counts, as relations for the attacker.

A mean with its n is a sum of scores; a category allows only some scores. So the people of each
category, times the lowest (highest) score it allows, add up to at most (at least) that sum. The sum
is taken as known exactly, which is more than its rounded mean tells. People who are counted but not
in the mean, because a score of theirs is missing, are taken out; how many is taken as known. Who is
in the mean has every score that is averaged, so that in these competences at least n are rated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from terang.disclosure import Cell, Relation
from terang.release.counting.counts import cell_id
from terang.release.counting.figures import HUNDRED, SCORES, SchemeFigures, View, need_table
from terang.release.counting.units import TOTAL, Tree
from terang.release.protection.means import atoms


@dataclass(frozen=True, slots=True)
class Bound:
    """One derivable sum, or n, and the relations it puts on counts of a scheme below a unit."""

    scheme: str
    unit: str
    cell: Cell
    relations: tuple[Relation, ...]


def bounds(
    schemes: Sequence[SchemeFigures], tree: Tree, shown: Mapping[str, frozenset[str]]
) -> tuple[Bound, ...]:
    """Every bound that the shown means put on counts."""
    found: list[Bound] = []
    for figures in schemes:
        for unit, leaves in atoms(tree, shown[figures.scheme]):
            found += [_bound(figures, view, tree, unit, leaves) for view in figures.views]
            found += _rated(figures, tree, unit, leaves)
    return tuple(found)


def _rated(
    figures: SchemeFigures, tree: Tree, unit: str, leaves: tuple[str, ...]
) -> Iterator[Bound]:
    """The people beneath the means are rated in every competence that is averaged."""
    averaged = {mean.id for mean in figures.means if mean.kind != "sumbu"}
    needs = [need_table(figures, need) for need in figures.needs if need.indicator in averaged]
    if not figures.means or not needs:
        return
    n = sum(figures.means[0].n[leaf] for leaf in leaves)
    name = f"n.{figures.scheme}|{unit}"
    parts = list(_parts(tree, unit, leaves))
    rated = [{cell_id(need, (part, TOTAL)): sign for part, sign in parts} for need in needs]
    relations = tuple(Relation({**terms, name: -1}, side="least") for terms in rated)
    yield Bound(figures.scheme, unit, Cell(name, n), relations)


def _bound(
    figures: SchemeFigures, view: View, tree: Tree, unit: str, leaves: tuple[str, ...]
) -> Bound:
    mean = next(m for m in figures.means if m.id == view.mean and m.kind in SCORES)
    total = Fraction(sum(mean.sums[leaf] for leaf in leaves), HUNDRED)
    name = f"nilai.{figures.scheme}.{view.mean}.{view.table}|{unit}"
    apart = _counted(figures, view, leaves) - sum(mean.n[leaf] for leaf in leaves)
    ends = [Fraction(end, HUNDRED) for least, most in view.ranges.values() for end in (least, most)]
    greatest, least_top = max(ends[::2]), min(ends[1::2])
    low: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for category, (least, most) in view.ranges.items():
        for part, sign in _parts(tree, unit, leaves):
            for cell in _cells(figures, view, part, category):
                low[cell] += sign * least
                high[cell] += sign * most
    return Bound(
        figures.scheme,
        unit,
        Cell(name, total, integer=False),
        (
            Relation({**_points(low), name: -1}, apart * greatest, side="most"),
            Relation({**_points(high), name: -1}, -apart * least_top, side="least"),
        ),
    )


def _counted(figures: SchemeFigures, view: View, leaves: tuple[str, ...]) -> int:
    """The people whom the categories of a view count."""
    if view.table == "predikat":
        return sum(n for (leaf, _, _), n in figures.assessed.items() if leaf in leaves)
    need = next(n for n in figures.needs if need_table(figures, n) == view.table)
    return sum(need.counts[leaf, category] for leaf in leaves for category in view.ranges)


def _parts(tree: Tree, unit: str, leaves: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The unit and the largest shown parts of it that are subtracted to get at the leaves."""
    apart = set(tree.leaves(unit)) - set(leaves)

    def is_apart(code: str | None) -> bool:
        return code is not None and set(tree.leaves(code)) <= apart

    yield unit, 1
    yield from ((c, -1) for c in tree.codes if is_apart(c) and not is_apart(tree.parents[c]))


def _cells(figures: SchemeFigures, view: View, unit: str, category: str) -> tuple[str, ...]:
    """The cells that add up to the scheme's people of a category in a unit."""
    if view.table != "predikat":
        return (cell_id(view.table, (unit, category)),)
    return tuple(cell_id("predikat", (unit, group, category)) for group in figures.count_groups)


def _points(coefficients: Mapping[str, int]) -> dict[str, int | Fraction]:
    return {cell: Fraction(value, HUNDRED) for cell, value in coefficients.items()}
