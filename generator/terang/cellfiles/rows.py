"""Rows of cells in CSV files, plain or gzipped, read with their line numbers, written whole."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from _csv import Reader

MAX_BYTES = 1024**3  # of a file, unpacked; ten million cells are a third of it
MAX_DIGITS = 15  # of a count


class FileRefused(Exception):
    """A file that can't be used: a code of the catalogue, its fields, and the rows concerned."""

    def __init__(self, code: str, fields: Mapping[str, str], rows: Iterable[str] = ()) -> None:
        super().__init__(code)
        self.code, self.fields, self.rows = code, fields, tuple(rows)


@dataclass(frozen=True)
class CellRows:
    """dims: names; coords and values by row (None: withheld); lines: line numbers, from 1."""

    dims: tuple[str, ...]
    coords: list[tuple[str, ...]]
    values: list[int | None]
    lines: Sequence[int]

    def named(self, place: int) -> str:
        """A row for a message: its line and its codes."""
        return f"{self.lines[place]}: {' × '.join(self.coords[place])}"


def read_rows(path: Path, dims: Sequence[str], count: str) -> CellRows:
    """The cells of a file. An empty count, or status `withheld`, is a withheld cell."""
    coords: list[tuple[str, ...]] = []
    values: list[int | None] = []
    lines = array("L")
    wrong: list[str] = []
    large: list[str] = []
    codes: dict[str, str] = {}  # each code is kept once, not once a row
    reader, header = _opened(path)
    places = [_column(header, name, path) for name in dims]
    number = _column(header, count, path)
    named = [name.strip() for name in header]
    status = named.index("status") if "status" in named else None
    for cut in _whole(reader, path):
        if not cut:
            continue
        row = cut + [""] * (len(header) - len(cut))
        given = row[number].strip()
        hidden = not given or (status is not None and row[status].strip() == "withheld")
        given_codes = (row[place].strip() for place in places)
        coords.append(tuple(codes.setdefault(code, code) for code in given_codes))
        lines.append(reader.line_num)
        if hidden:
            values.append(None)
        elif given.isascii() and given.isdigit() and len(given.lstrip("0")) <= MAX_DIGITS:
            values.append(int(given))
        else:
            values.append(None)
            fault = large if given.isascii() and given.isdigit() else wrong
            fault.append(f"{reader.line_num}: {' × '.join(coords[-1])}: {given[:60]}")
    if wrong or large:
        code = "not_whole" if wrong else "too_large"
        raise FileRefused(code, {"digits": str(MAX_DIGITS)}, wrong or large)
    return CellRows(tuple(dims), coords, values, lines)


def read_tree(path: Path) -> dict[str, str | None]:
    """Code -> code above it (None: root) from columns node and parent."""
    reader, header = _opened(path)
    node, parent = _column(header, "node", path), _column(header, "parent", path)
    found: dict[str, str | None] = {}
    for row in _whole(reader, path):
        code = row[node].strip() if len(row) > node else ""
        if not any(row):
            continue
        if code in found:
            raise FileRefused("tree", {"file": str(path)}, [f"{reader.line_num}: {code}"])
        found[code] = (row[parent].strip() if len(row) > parent else "") or None
    return found


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Renamed, merged and split units from columns old and new."""
    reader, header = _opened(path)
    old, new = _column(header, "old", path), _column(header, "new", path)
    rows = _whole(reader, path)
    return [(row[old].strip(), row[new].strip()) for row in rows if len(row) > max(old, new)]


def header_of(path: Path) -> set[str]:
    """The names of a file's columns."""
    return {name.strip() for name in _opened(path)[1]}


def check_places(written: Sequence[Path | None], read: Iterable[Path | None]) -> None:
    """Refuse before any work what could not be written, or would replace what was read."""
    places = [path for path in written if path is not None]
    taken = {path.resolve() for path in read if path is not None}
    for path in places:
        if path.resolve() in taken:
            raise FileRefused("same_file", {"file": str(path)})
        taken.add(path.resolve())
        if path.is_dir() or not path.resolve().parent.is_dir():
            raise FileRefused("no_place", {"file": str(path)})


def write_files(files: Mapping[Path, tuple[Sequence[str], Iterable[Sequence[str]]]]) -> None:
    """Write CSV files (gzipped when so named) beside their places, then rename all of them.

    files: header and rows by path. Nothing is at any place before all are whole.
    """
    beside = {path: path.with_name(f".{path.name}.part") for path in files}
    try:
        for path, (header, rows) in files.items():
            _write(beside[path], header, rows, packed=path.suffix == ".gz")
        for path, part in beside.items():
            part.replace(path)
    except OSError as fault:
        fields = {"file": str(fault.filename or next(iter(files))), "detail": str(fault.strerror)}
        raise FileRefused("not_written", fields) from fault
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)


def _write(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, packed: bool
) -> None:
    """One file, row by row: a nation's cells are not gathered in memory first."""
    with path.open("wb") as whole, ExitStack() as opened:
        bare: IO[bytes] = whole
        if packed:
            stream = gzip.GzipFile(filename="", mode="wb", fileobj=whole, mtime=0)
            bare = cast("IO[bytes]", opened.enter_context(stream))
        out = opened.enter_context(io.TextIOWrapper(bare, encoding="utf-8", newline=""))
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _opened(path: Path) -> tuple[Reader, list[str]]:
    """A reader behind the header, and the header. Semicolons where the header has no comma."""
    text = _text(path)
    head = text[: text.find("\n") + 1] or text
    between = ";" if ";" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    return reader, next(_whole(reader, path), [])


def _whole(reader: Reader, path: Path) -> Iterator[list[str]]:
    """The rows; a file that is no CSV is refused where that shows."""
    try:
        yield from reader
    except csv.Error as fault:
        raise FileRefused("bad_file", {"file": str(path), "detail": str(fault)}) from fault


def _text(path: Path) -> str:
    """The text of a file, unpacked where it is gzipped; never more than MAX_BYTES of it."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as source:
            content = source.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise OSError(f"> {MAX_BYTES} B")
        return content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as fault:
        raise FileRefused("bad_file", {"file": str(path), "detail": str(fault)}) from fault


def _column(header: Sequence[str], name: str, path: Path) -> int:
    names = [column.strip() for column in header]
    if name not in names:
        fields = {"column": name, "file": str(path), "columns": ", ".join(names)}
        raise FileRefused("column_missing", fields)
    return names.index(name)
