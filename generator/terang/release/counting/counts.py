"""The count tables of a release as the disclosure engine sees them, tied together by relations.

Cell ids are `<table>|<code>|<code>...`. All tables about employees form one system: the total of
`predikat` is the assessed column of `status-penilaian`; the people under a mean and under a
training need are cells or sums of cells of `predikat`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from terang.core.model import Text
from terang.disclosure import Cell, CountTable, Hierarchy, Relation
from terang.release.counting.figures import BELOW, MEETS, Need, SchemeFigures, need_table
from terang.release.counting.units import TOTAL, Tree, flat, leaf_of
from terang.release.intake.contract import Microdata

TOTAL_FACTOR = 4.0
ASSESSED, PENDING = "dinilai", "tertunda"
REST = "sisa"  # people of a whole who are not in its part: no file holds them


@dataclass(frozen=True, slots=True)
class CountSystem:
    """Count tables with the relations between them, and what earlier releases oblige them to.

    cells: guards of counts (`history`), and counts that no file holds. known: ids already public.
    must_withhold: ids withheld before. impossible: counts that are 0 by the published rules.
    between: withheld counts of which no file says whether they are; only small ones are secret.
    width: how far a guard must be able to move.
    """

    tables: tuple[CountTable, ...]
    relations: tuple[Relation, ...]
    cells: tuple[Cell, ...] = ()
    impossible: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    must_withhold: frozenset[str] = frozenset()
    width: int = 5

    @property
    def public(self) -> frozenset[str]:
        """Ids that everybody knows whatever is withheld."""
        return (self.known | self.impossible) - self.must_withhold

    @property
    def unseen(self) -> frozenset[str]:
        """Ids of counts that no file holds."""
        return frozenset(cell.id for cell in self.cells if not cell.published)

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
    status = _status(schemes, predikat.values, tree)
    tables, ties = [predikat, status], _Ties()
    for unit in tree.codes:
        assessed = cell_id("status", (unit, ASSESSED))
        ties.relations.append(
            Relation({cell_id("predikat", (unit, TOTAL, TOTAL)): 1, assessed: -1})
        )
    for figures in schemes:
        for need in figures.needs:
            tables.append(_need(need_table(figures, need), need, tree))
            ties.rated(figures, need, tree)
    trainings = _trainings(data, tree)
    judged = {group for figures in schemes for group in figures.groups}
    for table in trainings if all(person.group in judged for person in data.people) else ():
        ties.attended(table, status, tree)
    never = frozenset(_impossible(schemes, tree))
    return CountSystem((*tables, *trainings), tuple(ties.relations), tuple(ties.cells), never)


@dataclass(slots=True)
class _Ties:
    """How counts of employees depend on each other, with counts that no file holds."""

    cells: list[Cell] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def rated(self, figures: SchemeFigures, need: Need, tree: Tree) -> None:
        """Who is rated in a competence is assessed: all of them, or all but a few."""
        missing = tree.rolled_up(need.missing)
        for unit in tree.codes:
            part = cell_id(need_table(figures, need), (unit, TOTAL))
            rest = missing[unit] if any(missing.values()) else None
            self._at_most(part, population_cells(figures, unit), rest)

    def attended(self, table: CountTable, status: CountTable, tree: Tree) -> None:
        """Who was trained works in the unit."""
        assert isinstance(table.values, Mapping)
        assert isinstance(status.values, Mapping)
        for unit in tree.codes:
            rest = status.values[unit, TOTAL] - table.values[unit,]
            self._at_most(cell_id(table.name, (unit,)), (cell_id("status", (unit, TOTAL)),), rest)

    def _at_most(self, part: str, wholes: Iterable[str], rest: int | None) -> None:
        """part + rest = wholes; rest None: nobody, and everybody knows."""
        terms = {part: 1} | dict.fromkeys(wholes, -1)
        if rest is not None:
            name = f"{REST}|{part}"
            self.cells.append(Cell(name, rest, published=False, sensitive_width=0))
            terms[name] = 1
        self.relations.append(Relation(terms))


def _impossible(schemes: Sequence[SchemeFigures], tree: Tree) -> Iterator[str]:
    """Counts of a rating in groups whose scheme does not know that rating."""
    every = categories_of(schemes)
    for figures in schemes:
        own = categories_of([figures])
        for unit in tree.codes:
            for group in figures.groups:
                yield from (
                    cell_id("predikat", (unit, group, code)) for code in every if code not in own
                )


def population_cells(figures: SchemeFigures, unit: str) -> tuple[str, ...]:
    """The cells of `predikat` that add up to a scheme's assessed people in a unit."""
    return tuple(cell_id("predikat", (unit, group, TOTAL)) for group in figures.count_groups)


def training_table(training: str) -> str:
    """The name of the count table of a training."""
    return f"pelatihan.{training}"


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
