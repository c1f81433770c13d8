"""Sheets of XLSX workbooks through calamine. What a cell shows is what is read, exactly."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import python_calamine as calamine

from terang.release.intake.inputs.records import parts
from terang.release.intake.inputs.values import texts
from terang.release.intake.source import MicrodataError, Record, Sheet

MAX_UNPACKED = 512 * 1024**2  # bytes; a workbook that unpacks to more is not opened
MAX_CELLS = 10_000_000  # the reader keeps every cell between the first and the last, empty or not
AT_ONCE = 1024**2
LONGEST_PLACE = 64  # bytes that a cell's place may take in the file
BROKEN = (
    *(calamine.CalamineError, zipfile.BadZipFile, zlib.error),
    *(OSError, EOFError, NotImplementedError, RuntimeError, IndexError),
    *(UnicodeError, OverflowError, struct.error),
)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]*)""")


def read_sheet(path: Path, sheet: str | None = None, head_row: int = 1) -> Sheet:
    """A sheet (the first when not named) whose columns stand in row `head_row`, from 1."""
    with _opened(path) as book:
        name = book.sheet_names[0] if sheet is None else sheet
        if name not in book.sheet_names:
            raise MicrodataError("sheet_missing", file=path.name, sheet=name)
        rows = iter(book.get_sheet_by_name(name).to_python(skip_empty_area=False)[head_row - 1 :])
    head = tuple(str(name).strip() for name in next(rows, []))
    while head and not head[-1]:
        head = head[:-1]
    records = _records(rows, head, head_row, f"{path.name}[{name}]")
    return Sheet(head, parts(records, len(head)))


def sheets(path: Path) -> tuple[str, ...]:
    """The names of the sheets of a workbook."""
    with _opened(path) as book:
        return tuple(book.sheet_names)


@contextmanager
def _opened(path: Path) -> Iterator[calamine.CalamineWorkbook]:
    """The workbook; whatever goes wrong with its bytes is a MicrodataError."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED or any(_cells(packed, part) > MAX_CELLS for part in parts):
                raise MicrodataError("file_too_large", file=path.name)
        yield calamine.load_workbook(path)
    except BROKEN as error:
        raise MicrodataError(
            "file_broken_form", file=path.name, fault=type(error).__name__
        ) from error


def _cells(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many cells a sheet spans up to its last one, from the places that cells and rows state.

    One cell in the last corner of a sheet of a few hundred bytes would make the reader ask for
    half a terabyte and end the process.
    """
    columns = rows = 1
    with packed.open(part) as source:
        rest = b""
        while chunk := source.read(AT_ONCE):
            text = rest + chunk
            for letters, digits in _PLACE.findall(text):
                if len(letters) > 3 or len(digits) > 7:  # no sheet has such a place
                    return MAX_CELLS + 1
                columns, rows = max(columns, _column(letters)), max(rows, int(digits or 0))
            rest = text[-LONGEST_PLACE:]
    return columns * rows


def _column(letters: bytes) -> int:
    """A is 1, Z 26, AA 27; 0 for none.

    >>> _column(b"A"), _column(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


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
