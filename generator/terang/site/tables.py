"""Tables people read: what stands in each cell, and why some show no number.

A `TableView` is the whole of a table in the reader's language; `result_table.html` draws it with
caption, scopes, a labelled region that can be scrolled by keyboard, and the reasons beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from terang.core.numbers import Exact, format_number, format_ratio
from terang.releasefile.model import Cell, Measure, Shown, ShownText, Withheld
from terang.site.texts import say


class CellView(NamedTuple):
    """One cell as words; `kind`: angka, kata, or the reason it shows no number."""

    text: str
    kind: str = "angka"
    note: str = ""  # smaller, under the figure: n


class ColumnView(NamedTuple):
    label: str
    is_number: bool = True


class RowView(NamedTuple):
    """A row; `level` indents its header, `href` leads on from it, `is_marked` sets it off."""

    header: str
    cells: tuple[CellView, ...]
    level: int = 0
    href: str | None = None
    is_marked: bool = False
    note: str = ""

    @property
    def step(self) -> int:
        """How far the stylesheet indents it."""
        return min(self.level, 4)


@dataclass(frozen=True, slots=True)
class TableView:
    """A table; columns start with that of row headers, `reasons` are sentences set beside it."""

    id: str
    caption: str
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    reasons: tuple[tuple[str, str], ...] = ()  # (kind, sentence)

    @property
    def is_nested(self) -> bool:
        return any(row.level for row in self.rows)


def cell_view(cell: Cell | None, places: int, lang: str) -> CellView:
    """A release cell in words; an absent one is not applicable."""
    match cell:
        case Shown(value):
            return CellView(format_number(value, places, lang))
        case ShownText(word):
            return CellView(word, "kata")
        case Withheld(reason):
            return CellView(say(f"sel.{reason.value}", lang), reason.value)
        case None:
            return CellView(say("sel.tidak_berlaku", lang), "tidak_berlaku")


def measured(cell: Cell | None, measure: Measure, lang: str) -> CellView:
    """A cell with the places of its measure; shares carry the percent sign."""
    if isinstance(cell, Shown) and measure.kind == "share":
        return CellView(percent(Fraction(cell.value) / 100, lang, measure.places))
    return cell_view(cell, measure.places, lang)


def number_view(value: Exact | None, places: int, lang: str) -> CellView:
    """A figure derived from shown figures, or a dash where they do not allow it."""
    if value is None:
        return CellView(say("sel.tidak_dihitung", lang), "tidak_dihitung")
    return CellView(format_number(value, places, lang))


def percent_view(share: Fraction | None, lang: str, places: int = 1) -> CellView:
    """A share as percent with the sign people write in that language."""
    view = number_view(None if share is None else share * 100, places, lang)
    return view if share is None else CellView(percent(share, lang, places))


def percent(share: Fraction, lang: str, places: int = 1) -> str:
    """`71,3 %` in Indonesian, `71.3%` in English."""
    return with_percent_sign(bare_percent(share, lang, places), lang)


def bare_percent(share: Fraction, lang: str, places: int = 1) -> str:
    """The number of a percentage without its sign, for tight places."""
    numerator, denominator = share.as_integer_ratio()
    return format_ratio(100 * numerator, denominator, places, lang)


def counted_percent(count: int, total: int, lang: str) -> str:
    """A count as `percent` of a total that is not 0."""
    return with_percent_sign(format_ratio(100 * count, total, 1, lang), lang)


def with_percent_sign(number: str, lang: str) -> str:
    """A percentage as people write it, from its number."""
    return say("persen", lang, angka=number)


def reasons_in(rows: Iterable[RowView], lang: str) -> tuple[tuple[str, str], ...]:
    """One sentence for every kind of missing figure in these rows, in fixed order."""
    kinds = {cell.kind for row in rows for cell in row.cells}
    return tuple(
        (kind, say(f"alasan.{kind}", lang))
        for kind in ("dilindungi", "tidak_dikumpulkan", "tidak_berlaku", "tidak_dihitung")
        if kind in kinds
    )


def headed(first: str, columns: Iterable[ColumnView]) -> tuple[ColumnView, ...]:
    """Columns with the one of row headers in front."""
    return (ColumnView(first, False), *columns)


def table_view(
    id_: str, caption: str, columns: Sequence[ColumnView], rows: Iterable[RowView], lang: str
) -> TableView:
    """A table with the reasons its cells call for; the first column heads the row headers."""
    kept = tuple(rows)
    return TableView(id_, caption, tuple(columns), kept, reasons_in(kept, lang))
