"""CSV files, plain or gzipped: one fixed dialect, strict, every field text.

A file is read in blocks that end where a line does. A block in which no quote, line end or length
is out of the ordinary goes through Arrow's reader; any other, row by row, through Python's, which
tells what is wrong. Both give the same rows.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from terang.release.intake.inputs.records import MAX_FIELD, SPACE, parts, trimmed
from terang.release.intake.source import MicrodataError, Part, Record, Sheet

ZIPPED = ".gz"
LONGEST = 1024 * 1024  # characters of a line; a packed file without line ends would fill the memory
BLOCK = 8 * 1024**2  # bytes
ENDLESS = 16 * 1024**2  # bytes without a line end; they are refused piece by piece
BOM = b"\xef\xbb\xbf"
QUOTE = ord('"')
_SPACES = tuple(character.encode() for character in SPACE[:10] if character not in "\r\n")
_BLANK = (b"\n\n", b"\n\r\n")  # blank lines are counted and are no rows
_TEXT = pa.dictionary(pa.int32(), pa.string())


Found = TypeVar("Found")


class _Odd(Exception):
    """A block that only the careful reader may read."""


def read_csv(path: Path, delimiter: str = ",", head_row: int = 1) -> Sheet:
    """A UTF-8 file with double quotes. head_row: the line of the head, from 1."""
    found = _CsvFile(path, delimiter)
    return Sheet(found.head(head_row), found.parts())


class _CsvFile:
    """Reads one file from the start to the end; raises MicrodataError."""

    def __init__(self, path: Path, delimiter: str) -> None:
        self._path, self._delimiter = path, delimiter
        self._blocks = _blocks(path)
        self._lines = io.StringIO()  # of the block that is read with care
        self._end = 0
        self._records = csv.reader(self, delimiter=delimiter, strict=True)
        self._width = self._number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line; a record that began in one block may end in a later one."""
        if not (line := self._lines.readline(LONGEST)):
            self._put(next(self._blocks))
            line = self._lines.readline(LONGEST)
        return line

    def head(self, row: int) -> tuple[str, ...]:
        found: list[str] = []
        for _ in range(row):
            found = self._told(partial(next, self._records, []))
        self._width, self._number = len(found), row
        return tuple(name.strip() for name in found)

    def parts(self) -> Iterator[Part]:
        block = self._lines.read().encode()
        while block or (block := self._told(partial(next, self._blocks, b""))):
            try:
                yield self._quick(block)
            except _Odd:
                self._told(partial(self._put, block))
                yield from parts(self._careful(), self._width)
            block = b""

    def _put(self, block: bytes) -> None:
        text = block.decode()
        self._lines, self._end = io.StringIO(text, newline=""), len(text)

    def _careful(self) -> Iterator[Record]:
        """The records that begin in the lines of the present block."""
        while self._lines.tell() < self._end:
            record = self._told(partial(next, self._records))
            self._number += 1
            if record:  # a blank line is no row
                yield self._number, record if len(record) == self._width else None

    def _told(self, read: Callable[[], Found]) -> Found:
        try:
            return read()
        except UnicodeDecodeError as error:
            raise MicrodataError("file_encoding", file=self._path.name) from error
        except (csv.Error, gzip.BadGzipFile, EOFError, zlib.error) as error:
            name = self._path.name
            raise MicrodataError("file_broken", file=name, fault=str(error)) from error

    def _quick(self, block: bytes) -> Part:
        """All rows of a block by column; raises _Odd, and then nothing of it was used."""
        if not self._width or not _is_ordinary(block, self._delimiter):
            raise _Odd
        ragged: list[int] = []

        def is_ragged(row: arrow_csv.InvalidRow) -> str:
            if len(row.text) > MAX_FIELD:
                return "error"
            ragged.append(row.number)
            return "skip"

        names = [str(place) for place in range(self._width)]
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(block),
                arrow_csv.ReadOptions(
                    use_threads=False, block_size=len(block) + 1, column_names=names
                ),
                arrow_csv.ParseOptions(
                    delimiter=self._delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=is_ragged,
                ),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, _TEXT), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid as error:
            raise _Odd from error
        columns = {name: _one(table.column(name)) for name in names}
        if "" in columns["0"].dictionary.to_pylist() and _has_blank_lines(block):
            raise _Odd
        if not block.isascii() or any(space in block for space in _SPACES):
            columns = {name: trimmed(column) for name, column in columns.items()}
        count = table.num_rows + len(ragged)
        numbers = np.delete(np.arange(1, count + 1), np.array(ragged, np.int64) - 1)
        first, self._number = self._number, self._number + count
        return Part(numbers + first, columns, tuple(row + first for row in ragged))


def _blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces that end with a line, endless lines excepted."""
    is_packed = path.name.endswith(ZIPPED)
    with gzip.open(path, "rb") if is_packed else path.open("rb") as source:
        first = source.read(len(BOM))
        rest = b"" if first == BOM else first
        while read := source.read(BLOCK):
            rest += read
            end = rest.rfind(b"\n") + 1
            if end or len(rest) > ENDLESS:
                yield rest[: end or len(rest)]
                rest = rest[end or len(rest) :]
        if rest:
            yield rest


def _is_ordinary(block: bytes, delimiter: str) -> bool:
    """Whether every row is a line, or its quotes are where they belong."""
    if b"\0" in block or not _is_utf8(block):
        return False
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return False
    return b'"' not in block or _is_well_quoted(np.frombuffer(block, np.uint8), ord(delimiter))


def _is_utf8(block: bytes) -> bool:
    try:
        return block.isascii() or block.decode() is not None
    except UnicodeDecodeError:
        return False


def _has_blank_lines(block: bytes) -> bool:
    return block[:1] in (b"\n", b"\r") or any(blank in block for blank in _BLANK)


def _is_well_quoted(block: np.ndarray, delimiter: int) -> bool:
    """Quotes open after a delimiter or line end and close before one, in turn, none is doubled."""
    at = np.flatnonzero(block == QUOTE)
    edge = np.zeros(256, np.bool_)
    edge[[ord("\n"), ord("\r"), delimiter]] = True
    opens, closes = edge[block[at - 1]], edge[block[np.minimum(at + 1, len(block) - 1)]]
    if len(at) and at[0] == 0:
        opens[0] = True
    if len(at) and at[-1] == len(block) - 1:
        closes[-1] = True
    turn = np.arange(len(at)) % 2 == 0
    return bool(len(at) % 2 == 0 and (opens == turn).all() and (closes != turn).all())


def _one(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column in one piece; raises _Odd where a text is too long."""
    found = column.combine_chunks()
    if (pc.max(pc.utf8_length(found.dictionary)).as_py() or 0) > MAX_FIELD:
        raise _Odd
    return found
