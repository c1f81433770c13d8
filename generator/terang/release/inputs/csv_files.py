"""CSV files, plain or gzipped: one fixed dialect, strict, every field text."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from terang.release.source import Grid, MicrodataError, Record

ZIPPED = ".gz"
LONGEST = 1024 * 1024  # characters of a line; a packed file without line ends would fill the memory


def read_csv(path: Path, delimiter: str = ",", head_row: int = 1) -> Grid:
    """A UTF-8 file with double quotes. head_row: the line of the head, from 1."""
    lines = _lines(path, delimiter)
    for _ in range(head_row - 1):
        next(lines, None)
    head = tuple(name.strip() for name in next(lines, []))
    return Grid(head, _records(lines, len(head), head_row))


def _lines(path: Path, delimiter: str) -> Iterator[list[str]]:
    opened = gzip.open if path.name.endswith(ZIPPED) else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as source:
            lines = iter(partial(source.readline, LONGEST), "")
            yield from csv.reader(lines, delimiter=delimiter, strict=True)
    except UnicodeDecodeError as error:
        raise MicrodataError("file_encoding", file=path.name) from error
    except (csv.Error, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise MicrodataError("file_broken", file=path.name, fault=str(error)) from error


def _records(lines: Iterator[list[str]], width: int, head_row: int) -> Iterator[Record]:
    for number, record in enumerate(lines, start=head_row + 1):
        if record:  # a blank line is no row
            yield number, record if len(record) == width else None
