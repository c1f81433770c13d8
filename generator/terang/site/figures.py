"""Reading a release table by the names of its dimensions, and what can be said of shown cells.

Nothing here ever fills in a withheld figure: what is not shown stays `Withheld` or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.releasefile.model import (
    Cell,
    Code,
    Dimension,
    Release,
    Shown,
    ShownText,
    Table,
    Withheld,
    WithheldReason,
)
from terang.site.once import Once


@dataclass(frozen=True, slots=True)
class Figures:
    """A table that answers by dimension names; a dimension not named means its total."""

    table: Table
    cells: Mapping[tuple[str, ...], tuple[Cell, ...]]
    totals: Mapping[str, str | None]  # dimension -> the code that stands for all
    columns: Mapping[str, int]  # measure -> its place in a row

    @classmethod
    def of(cls, release: Release, table_id: str) -> Figures | None:
        """The table of that id, or None when the release does not hold it."""
        for table in release.tables:
            if table.id == table_id:
                return _read(table)
        return None

    def dimension(self, dim: str) -> Dimension | None:
        return next((d for d in self.table.dims if d.id == dim), None)

    def codes(self, dim: str) -> tuple[Code, ...]:
        """The codes of a dimension without its flat totals, in display order."""
        found = self.dimension(dim)
        return tuple(c for c in found.codes if not c.is_total) if found else ()

    def grouped(self, dim: str) -> tuple[tuple[Code | None, tuple[Code, ...]], ...]:
        """Codes under the code they belong to (a scheme), or all of a flat list under None."""
        codes = self.codes(dim)
        parents = [c for c in codes if any(other.parent == c.id for other in codes)]
        if not parents:
            return ((None, codes),)
        return tuple((parent, children(codes, parent.id)) for parent in parents)

    def total(self, dim: str) -> str | None:
        """The code that stands for all: the marked total, or the only root of a tree."""
        return self.totals.get(dim)

    def cell(self, measure: str, /, **coords: str) -> Cell | None:
        """The cell of a measure at a place; None when the table has no such cell."""
        at = tuple([coords.get(dim) or total or "" for dim, total in self.totals.items()])
        row = self.cells.get(at)
        column = self.columns.get(measure)
        return None if row is None or column is None else row[column]

    def number(self, measure: str, /, **coords: str) -> Decimal | None:
        """The shown number at a place, or None when it is withheld or absent."""
        found = self.cell(measure, **coords)
        return found.value if isinstance(found, Shown) else None

    def word(self, measure: str, /, **coords: str) -> str | None:
        """The shown word at a place, or None."""
        found = self.cell(measure, **coords)
        return found.text if isinstance(found, ShownText) else None

    def places(self, measure: str) -> int:
        """Decimals a measure is shown with."""
        return next((m.places for m in self.table.measures if m.id == measure), 0)

    def has(self, measure: str) -> bool:
        return any(m.id == measure for m in self.table.measures)

    def withheld_count(self) -> int:
        """How many cells of the table show no number because they are protected."""
        return sum(isinstance(cell, Withheld) for cells in self.cells.values() for cell in cells)


def _figures(table: Table) -> Figures:
    return Figures(
        table=table,
        cells={row.coords: row.cells for row in table.rows},
        totals={dim.id: _total(dim) for dim in table.dims},
        columns={measure.id: i for i, measure in enumerate(table.measures)},
    )


_read = Once(_figures, most=64)  # every page of a release asks for the same ones


def _total(dimension: Dimension) -> str | None:
    marked = next((code.id for code in dimension.codes if code.is_total), None)
    return marked or root_of(dimension.codes)


def is_told(cell: Cell | None) -> bool:
    """Whether there is a figure at all: shown, or protected."""
    match cell:
        case Withheld(reason):
            return reason == WithheldReason.PROTECTED
        case None:
            return False
        case Shown() | ShownText():
            return True


def root_of(codes: tuple[Code, ...]) -> str | None:
    """The single code without parent in a tree; None in a flat list."""
    roots = [c.id for c in codes if c.parent is None]
    return roots[0] if len(roots) == 1 and len(codes) > 1 else None


def children(codes: tuple[Code, ...], parent: str) -> tuple[Code, ...]:
    """The codes directly under one, in display order."""
    return tuple(c for c in codes if c.parent == parent)


def path_to(codes: tuple[Code, ...], code: str) -> tuple[Code, ...]:
    """From the root down to a code, both included."""
    by_id = {c.id: c for c in codes}
    steps: list[Code] = []
    here = by_id.get(code)
    while here is not None and here not in steps:
        steps.append(here)
        here = by_id.get(here.parent) if here.parent else None
    return tuple(reversed(steps))


# --- distributions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One category of a distribution: its count, None when withheld."""

    code: Code
    count: int | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """Counts by category (best first) and their total, as far as published."""

    parts: tuple[Part, ...]
    total: int | None

    @property
    def has_withheld(self) -> bool:
        return self.total is None or any(part.count is None for part in self.parts)

    @property
    def hidden(self) -> int | None:
        """People in withheld categories together (published total less shown counts)."""
        if self.total is None:
            return None
        return self.total - sum(part.count or 0 for part in self.parts)

    def share(self, part: Part) -> Fraction | None:
        """A shown count as a share of the shown total."""
        if part.count is None or not self.total:
            return None
        return Fraction(part.count, self.total)

    def leading(self) -> Part | None:
        """The largest category, only where the shown figures alone prove that it is.

        A shown count leads when it exceeds every other shown count and all withheld ones together.
        """
        shown = [part for part in self.parts if part.count is not None]
        if not shown or self.hidden is None:
            return None
        first, *others = sorted(shown, key=lambda part: -(part.count or 0))
        rival = max([self.hidden, *(part.count or 0 for part in others)])
        return first if (first.count or 0) > rival else None


def distribution(figures: Figures, unit: str, group: str | None = None) -> Distribution:
    """The rating distribution of a unit, over all position groups or in one."""
    known = _distributions(figures)
    if (unit, group) not in known:
        known[unit, group] = _distribution(figures, unit, group)
    return known[unit, group]


def _distribution(figures: Figures, unit: str, group: str | None) -> Distribution:
    coords = {"unit": unit} | ({"kelompok": group} if group else {})

    def count(**more: str) -> int | None:
        number = figures.number("jumlah", **coords, **more)
        return None if number is None else int(number)

    parts = tuple(Part(c, count(kategori=c.id)) for c in figures.codes("kategori"))
    return Distribution(parts, count())


def _none_yet(_: Figures) -> dict[tuple[str, str | None], Distribution]:
    return {}


_distributions = Once(_none_yet, most=64)  # a unit stands on its own page and those around it
