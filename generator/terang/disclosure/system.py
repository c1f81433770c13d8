"""Cells and relations as one sparse system: the common language of protector and attacker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from terang.disclosure.assemble import UNBOUNDED, assembled
from terang.disclosure.errors import InvalidTable
from terang.disclosure.model import Cell, Coords, CountTable, Move, Relation
from terang.disclosure.tables import table_part

__all__ = ["UNBOUNDED", "System", "mean_relation", "plain_id"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
CellId = Callable[[str, Coords], str]


def plain_id(table: str, coords: Coords) -> str:
    """The usual id of a table cell: table|code|code…, with a bar inside a code written \\|."""
    name = "|".join((table, *coords))
    if name.count("|") == len(coords):
        return name
    parts = (part.replace("\\", "\\\\").replace("|", "\\|") for part in (table, *coords))
    return "|".join(parts)


@dataclass(frozen=True, eq=False)
class System:
    """All cells (columns) and relations (rows) that are known about one set of people.

    value: true values in units of `unit` (1 unless a cell holds fractions); an attack reads the
    published ones only. Row by row least <= matrix·value <= most. hideable: may be withheld
    (False: already public). group: cell numbers of the cells that share everything but the
    attribute, one group a line, padded with -1; grouped: cells of tables that have groups. need:
    own protection width of magnitude cells, -1 where a cell is never sensitive, else 0. node:
    place of a cell in the tree along which the search is split (-1: none); node_parent: that
    tree. tables: name and cell numbers, for the loss report.
    """

    ids: Sequence[str]
    value: Ints
    matrix: sp.csr_matrix
    least: Ints
    most: Ints
    lower: Ints
    upper: Ints
    integer: Bools
    published: Bools
    hideable: Bools
    factor: NDArray[np.float64]
    need: Ints
    group: NDArray[np.int32]
    grouped: Bools
    node: NDArray[np.int32]
    node_parent: NDArray[np.int32]
    tables: tuple[tuple[str, Ints], ...]
    unit: Mapping[int, Fraction] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.value)

    @cached_property
    def columns(self) -> sp.csc_matrix:
        return self.matrix.tocsc()

    @cached_property
    def slack(self) -> tuple[Ints, Ints]:
        """By relation how much its sum may change from the true one, least and most."""
        sums = np.asarray(self.matrix @ self.value)
        least = np.where(self.least <= -UNBOUNDED, -UNBOUNDED, self.least - sums)
        return least, np.where(self.most >= UNBOUNDED, UNBOUNDED, self.most - sums)

    @cached_property
    def sums(self) -> Ints:
        """Numbers of the relations that are a total, once, less all its parts, nothing to spare."""
        falls = np.asarray((self.matrix < 0).sum(axis=1)).ravel()
        largest = np.asarray(abs(self.matrix).max(axis=1).todense()).ravel()
        exact = (self.least == 0) & (self.most == 0)
        return np.flatnonzero((falls == 1) & (largest == 1) & exact)

    def rows_of(self, cells: NDArray[np.int32]) -> NDArray[np.int32]:
        """Numbers of the relations of some cells, once per cell and relation."""
        start, rows = self.columns.indptr, self.columns.indices
        return np.concatenate([rows[start[c] : start[c + 1]] for c in cells.tolist()])

    def effects_of(self, move: Move) -> Ints:
        """What a move adds to each relation of its cells, in the order of `rows_of`."""
        start, entries = self.columns.indptr, self.columns.data
        parts = zip(move.cells.tolist(), move.changes.tolist(), strict=True)
        return np.concatenate([entries[start[c] : start[c + 1]] * change for c, change in parts])

    @cached_property
    def places(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.ids)}

    def index(self, name: str) -> int:
        return self.places[name]

    def indices(self, names: Iterable[str]) -> Ints:
        return np.flatnonzero(self.marked(names))

    def marked(self, names: Iterable[str]) -> Bools:
        """By cell whether it is among the names. Raises KeyError for a name that no cell has.

        Needs no dictionary of all cells, which a nation's memory would feel.
        """
        wanted = frozenset(names)
        found = np.fromiter(map(wanted.__contains__, self.ids), dtype=bool, count=self.size)
        if found.sum() < len(wanted):
            raise KeyError(min(wanted.difference(self.ids)))
        return found

    def broken(self) -> Ints:
        """Numbers of the relations that the true values do not keep."""
        sums = np.asarray(self.matrix @ self.value)
        return np.flatnonzero((sums < self.least) | (sums > self.most))

    def withholding(self, names: Iterable[str]) -> System:
        """The same system as an attacker sees it when these cells are withheld too."""
        return replace(self, published=self.published & ~self.marked(names))

    @classmethod
    def from_tables(  # noqa: PLR0917 - all but the first are used by name
        cls,
        tables: Sequence[CountTable],
        extra_cells: Sequence[Cell] = (),
        extra_relations: Sequence[Relation] = (),
        shared: Mapping[tuple[str, Coords], str] | None = None,
        cell_id: CellId = plain_id,
        known: frozenset[str] = frozenset(),
        check: bool = True,
    ) -> System:
        """Tables as one system; cells with equal ids are one cell (values must agree).

        shared: (table, coordinates) -> common id. known: ids that are already public.
        check: totals must add up (not for published tables, whose withheld values are unknown).
        Raises InvalidTable for missing cells, totals that do not add up, ids that disagree.
        """
        common = shared or {}

        def name(table: str, coords: Coords) -> str:
            return common.get((table, coords)) or cell_id(table, coords)

        tree = tree_dimension(tables)
        parts = [table_part(table, tree, name) for table in tables]
        system = cls(**assembled(parts, extra_cells, extra_relations))
        unknown = sorted(name for name in known if name not in system.places)
        if unknown:
            raise InvalidTable("known_unknown", unknown)
        system.hideable[system.indices(known)] = False
        wrong = system.broken() if check else ()
        if len(wrong):
            first = system.matrix[wrong[:20]]
            raise InvalidTable("totals", [system.ids[i] for i in np.unique(first.indices)])
        return system


def tree_dimension(tables: Sequence[CountTable]) -> str | None:
    """The name of the dimension with most codes: the tree along which the search is split."""
    sizes: dict[str, int] = {}
    for table in tables:
        for name, hierarchy in table.dims:
            sizes[name] = max(sizes.get(name, 0), len(hierarchy.codes))
    return max(sizes, key=lambda name: (sizes[name], name), default=None)


def mean_relation(
    scores: Mapping[str, int | Fraction], n: str, mean: Fraction, places: int
) -> tuple[Relation, Relation]:
    """What a published mean says: (mean - h)·n <= sum of score × cell <= (mean + h)·n.

    scores: score by cell id for counts by rating, or {sum_cell: 1}. n: id of the number beneath
    the mean, published or not. h: half a unit of the last of `places` decimals.
    """
    half = Fraction(1, 2 * 10**places)
    exact: dict[str, int | Fraction] = {name: Fraction(score) for name, score in scores.items()}
    return (
        Relation({**exact, n: exact.get(n, 0) - (mean - half)}, side="least"),
        Relation({**exact, n: exact.get(n, 0) - (mean + half)}, side="most"),
    )
