"""The count tables of a release as the disclosure engine sees them, tied together by relations.

Cell ids are `<table>|<code>|<code>...`. All tables about employees form one system: the total of
`predikat` is the assessed column of `status-penilaian`; the people under a mean and under a
training need are cells or sums of cells of `predikat`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from terang.core.model import Text
from terang.disclosure import Cell, CountTable, Hierarchy, Relation
from terang.release.counting.figures import BELOW, MEETS, Need, SchemeFigures, need_table
from terang.release.counting.units import TOTAL, Tree, flat, leaf_of
from terang.release.intake.contract import Microdata

TOTAL_FACTOR = 4.0
ASSESSED, PENDING = "dinilai", "tertunda"


@dataclass(frozen=True, slots=True)
class CountSystem:
    """Count tables with the relations between them, and what earlier releases oblige them to.

    cells: guards of counts, `history`. known: ids already public. must_withhold: ids withheld
    before. width: how far a guard must be able to move.
    """

    tables: tuple[CountTable, ...]
    relations: tuple[Relation, ...]
    cells: tuple[Cell, ...] = ()
    known: frozenset[str] = frozenset()
    must_withhold: frozenset[str] = frozenset()
    width: int = 5

    def value(self, cell: str) -> int:
        """The true count of a cell by id."""
        name, *coords = cell.split("|")
        table = next(table for table in self.tables if table.name == name)
        assert isinstance(table.values, Mapping)
        return table.values[tuple(coords)]


def cell_id(table: str, coords: Iterable[str]) -> str:
    """The id of a count cell."""
    return "|".join((table, *coords))


def categories_of(schemes: Sequence[SchemeFigures]) -> dict[str, Text]:
    """Categories of all headlines, best first, in the order they are first met."""
    return {
        category.id: category.name
        for figures in schemes
        for category in figures.headline.categories
    }


def employee_counts(
    schemes: Sequence[SchemeFigures], groups: Sequence[str], data: Microdata, tree: Tree
) -> CountSystem:
    """Every count of employees that a release may publish."""
    predikat = _predikat(schemes, groups, tree)
    assert isinstance(predikat.values, Mapping)
    tables = [predikat, _status(schemes, predikat.values, tree)]
    relations = [
        _same(cell_id("predikat", (unit, TOTAL, TOTAL)), cell_id("status", (unit, ASSESSED)))
        for unit in tree.codes
    ]
    for figures in schemes:
        for need in figures.needs:
            name = need_table(figures, need)
            tables.append(_need(name, need, tree))
            side: Literal["both", "most"] = "most" if any(need.missing.values()) else "both"
            for unit in tree.codes:
                parts = {cell_id(name, (unit, TOTAL)): 1}
                parts |= dict.fromkeys(population_cells(figures, unit), -1)
                relations.append(Relation(parts, side=side))
    tables += _trainings(data, tree)
    return CountSystem(tuple(tables), tuple(relations))


def population_cells(figures: SchemeFigures, unit: str) -> tuple[str, ...]:
    """The cells of `predikat` that add up to a scheme's assessed people in a unit."""
    return tuple(cell_id("predikat", (unit, group, TOTAL)) for group in figures.count_groups)


def training_table(training: str) -> str:
    """The name of the count table of a training."""
    return f"pelatihan.{training}"


def _same(one: str, other: str) -> Relation:
    return Relation({one: 1, other: -1})


def _predikat(schemes: Sequence[SchemeFigures], groups: Sequence[str], tree: Tree) -> CountTable:
    leaves: Counter[tuple[str, ...]] = Counter()
    for figures in schemes:
        leaves.update(figures.assessed)
    dims = (tree.parents, flat(groups), flat(categories_of(schemes)))
    return count_table("predikat", ("unit", "kelompok", "kategori"), dims, leaves, group_dim=2)


def _status(
    schemes: Sequence[SchemeFigures], assessed: Mapping[tuple[str, ...], int], tree: Tree
) -> CountTable:
    leaves: Counter[tuple[str, ...]] = Counter()
    for leaf in tree.leaves(tree.root):
        leaves[leaf, ASSESSED] = assessed[leaf, TOTAL, TOTAL]
        leaves[leaf, PENDING] = sum(figures.pending[leaf] for figures in schemes)
    return count_table(
        "status", ("unit", "status"), (tree.parents, flat((ASSESSED, PENDING))), leaves
    )


def _need(name: str, need: Need, tree: Tree) -> CountTable:
    leaves: dict[tuple[str, ...], int] = dict(need.counts.items())
    dims = (tree.parents, flat((BELOW, MEETS)))
    return count_table(name, ("unit", "tingkat"), dims, leaves, group_dim=1)


def _trainings(data: Microdata, tree: Tree) -> list[CountTable]:
    unit_of = {person.id: leaf_of(person.unit, tree) for person in data.people}
    names = sorted({row.training for row in data.trainings})
    return [
        count_table(
            training_table(name),
            ("unit",),
            (tree.parents,),
            Counter((unit_of[row.person],) for row in data.trainings if row.training == name),
        )
        for name in names
    ]


def count_table(
    name: str,
    names: Sequence[str],
    dims: Sequence[Mapping[str, str | None]],
    leaves: Mapping[tuple[str, ...], int],
    group_dim: int | None = None,
) -> CountTable:
    """The full cross product with all totals, from counts of leaf coordinates."""
    above = [_with_ancestors(dim) for dim in dims]
    values: Counter[tuple[str, ...]] = Counter(dict.fromkeys(_product(dims), 0))
    for coords, count in leaves.items():
        for place in _product([above[i][code] for i, code in enumerate(coords)]):
            values[place] += count
    hierarchies = tuple(
        (dim_name, Hierarchy.from_parents(dim)) for dim_name, dim in zip(names, dims, strict=True)
    )
    return CountTable(name, hierarchies, dict(values), group_dim, importance=_importance(dims))


def _importance(dims: Sequence[Mapping[str, str | None]]) -> dict[tuple[str, ...], float]:
    """Totals serve most readers: withholding one costs as often more as dimensions are summed."""
    roots = [{code for code, parent in dim.items() if parent is None} for dim in dims]
    return {
        place: TOTAL_FACTOR**summed
        for place in _product(dims)
        if (summed := sum(code in root for code, root in zip(place, roots, strict=True)))
    }


def _with_ancestors(parents: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, parent in parents.items():
        found[code] = (code,) if parent is None else (code, *found[parent])
    return found


def _product(dims: Sequence[Iterable[str]]) -> list[tuple[str, ...]]:
    places: list[tuple[str, ...]] = [()]
    for dim in dims:
        places = [(*place, code) for place in places for code in dim]
    return places
