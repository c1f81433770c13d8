"""Counts as they may be told, whatever the method: shown, withheld, or something in their place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terang.release.counting.counts import CountSystem, cell_id
from terang.releasefile.model import PROTECTED, Cell, Precision, Shown


@dataclass(frozen=True, slots=True)
class Published:
    """Counts with the ids of those withheld, or what is told of each instead of the truth."""

    counts: CountSystem
    withheld: Collection[str] = ()
    told: Mapping[str, int] | None = None
    precision: Precision = Precision.EXACT

    def cell(self, table: str, *coords: str) -> Cell:
        """The count as it may be shown."""
        if cell_id(table, coords) in self.withheld:
            return PROTECTED
        return Shown(Decimal(self.value(table, *coords)), precision=self.precision)

    def is_shown(self, table: str, *coords: str) -> bool:
        return cell_id(table, coords) not in self.withheld

    def value(self, table: str, *coords: str) -> int:
        """What is told of a count: the truth, or what stands in its place."""
        cell = cell_id(table, coords)
        return self.counts.value(cell) if self.told is None else self.told[cell]
