"""Rows of cells in CSV files, plain or gzipped, read with their line numbers, written whole."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


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
    lines: list[int]

    def named(self, place: int) -> str:
        """A row for a message: its line and its codes."""
        return f"{self.lines[place]}: {' × '.join(self.coords[place])}"


def read_rows(path: Path, dims: Sequence[str], count: str) -> CellRows:
    """The cells of a file. An empty count, or status `withheld`, is a withheld cell."""
    coords: list[tuple[str, ...]] = []
    values: list[int | None] = []
    lines: list[int] = []
    wrong: list[str] = []
    reader = csv.reader(io.StringIO(_text(path)))
    header = next(reader, [])
    places = [_column(header, name, path) for name in dims]
    number = _column(header, count, path)
    status = header.index("status") if "status" in header else None
    for cut in reader:
        if not cut:
            continue
        row = cut + [""] * (len(header) - len(cut))
        given = row[number].strip()
        hidden = not given or (status is not None and row[status].strip() == "withheld")
        coords.append(tuple(row[place].strip() for place in places))
        lines.append(reader.line_num)
        if hidden:
            values.append(None)
        elif given.isascii() and given.isdigit():
            values.append(int(given))
        else:
            values.append(None)
            wrong.append(f"{reader.line_num}: {' × '.join(coords[-1])}: {given}")
    if wrong:
        raise FileRefused("not_whole", {}, wrong)
    return CellRows(tuple(dims), coords, values, lines)


def read_tree(path: Path) -> dict[str, str | None]:
    """Code -> code above it (None: root) from columns node and parent."""
    reader = csv.reader(io.StringIO(_text(path)))
    header = next(reader, [])
    node, parent = _column(header, "node", path), _column(header, "parent", path)
    found: dict[str, str | None] = {}
    for row in reader:
        if not row:
            continue
        code = row[node].strip()
        if code in found:
            raise FileRefused("tree", {"file": str(path)}, [f"{reader.line_num}: {code}"])
        found[code] = (row[parent].strip() if len(row) > parent else "") or None
    return found


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file (gzipped when its name says so) beside the place, then rename it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    content = out.getvalue().encode()
    if path.suffix == ".gz":
        content = gzip.compress(content, mtime=0)
    try:
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as fault:
        raise FileRefused("bad_file", {"file": str(path), "detail": str(fault)}) from fault


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as fault:
        raise FileRefused("bad_file", {"file": str(path), "detail": str(fault)}) from fault


def _column(header: Sequence[str], name: str, path: Path) -> int:
    names = [column.strip() for column in header]
    if name not in names:
        fields = {"column": name, "file": str(path), "columns": ", ".join(names)}
        raise FileRefused("column_missing", fields)
    return names.index(name)
