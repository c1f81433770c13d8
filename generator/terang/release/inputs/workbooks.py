"""Sheets of XLSX workbooks through calamine. What a cell shows is what is read, exactly."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine as calamine

from terang.release.inputs.values import texts
from terang.release.source import Grid, MicrodataError, Record

MAX_UNPACKED = 2 * 1024**3  # bytes; a workbook that unpacks to more is not opened


def read_sheet(path: Path, sheet: str | None = None, head_row: int = 1) -> Grid:
    """A sheet (the first when not named) whose columns stand in row `head_row`, from 1."""
    book = _opened(path)
    name = book.sheet_names[0] if sheet is None else sheet
    if name not in book.sheet_names:
        raise MicrodataError("sheet_missing", file=path.name, sheet=name)
    rows = iter(book.get_sheet_by_name(name).to_python(skip_empty_area=False)[head_row - 1 :])
    head = tuple(str(name).strip() for name in next(rows, []))
    while head and not head[-1]:
        head = head[:-1]
    return Grid(head, _records(rows, head, head_row, f"{path.name}[{name}]"))


def sheets(path: Path) -> tuple[str, ...]:
    """The names of the sheets of a workbook."""
    return tuple(_opened(path).sheet_names)


def _opened(path: Path) -> calamine.CalamineWorkbook:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise MicrodataError("file_too_large", file=path.name)
        return calamine.load_workbook(path)
    except (calamine.CalamineError, zipfile.BadZipFile, OSError) as error:
        raise MicrodataError(
            "file_broken_form", file=path.name, fault=type(error).__name__
        ) from error


def _records(
    rows: Iterator[Sequence[object]], head: tuple[str, ...], head_row: int, name: str
) -> Iterator[Record]:
    for number, row in enumerate(rows, start=head_row + 1):
        beyond = any(value != "" for value in row[len(head) :])
        record = tuple(row[: len(head)])
        if beyond:
            yield number, None
        elif any(value != "" for value in record):  # an empty row is no row
            yield number, texts(record, head, number, name)
