"""The CSV form of a table: for spreadsheets and data portals, safe to open in either."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from terang.releasefile.model import Cell, Precision, Shown, ShownText, Table, Withheld

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: Table, synthetic: bool) -> bytes:
    """UTF-8, comma, line feed. Per measure: value, `_n` where any cell has one, `_status`.

    `_status` is `tampil` (or `dibulatkan`, `berderau`), or why the cell is withheld; a withheld
    value is empty, never zero. Texts that a spreadsheet would run as a formula get an apostrophe
    in front.
    """
    with_n = tuple(
        any(isinstance(row.cells[i], Shown) and row.cells[i].n is not None for row in table.rows)  # type: ignore[union-attr]
        for i in range(len(table.measures))
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_head(table, with_n))
    labels = [{code.id: code.label.id for code in dim.codes} for dim in table.dims]
    for row in table.rows:
        record = []
        for place, known in zip(row.coords, labels, strict=True):
            record += [safe(place), safe(known[place])]
        for cell, has_n in zip(row.cells, with_n, strict=True):
            record += _cell_fields(cell, has_n)
        writer.writerow([*record, "ya" if synthetic else "tidak"])
    return out.getvalue().encode()


def safe(text: str) -> str:
    """The text, unable to start a formula in a spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _head(table: Table, with_n: tuple[bool, ...]) -> Iterator[str]:
    for dim in table.dims:
        yield from (dim.id, f"{dim.id}_nama")
    for measure, has_n in zip(table.measures, with_n, strict=True):
        yield measure.id
        if has_n:
            yield f"{measure.id}_n"
        yield f"{measure.id}_status"
    yield "sintetis"


def _cell_fields(cell: Cell, has_n: bool) -> list[str]:
    match cell:
        case Shown(value=value, n=n, precision=precision):
            value_text, n_text, status = f"{value:f}", "" if n is None else str(n), precision.value
        case ShownText(text=text):
            value_text, n_text, status = safe(text), "", Precision.EXACT.value
        case Withheld(reason=reason):
            value_text, n_text, status = "", "", reason.value
    return [value_text, n_text, status] if has_n else [value_text, status]
