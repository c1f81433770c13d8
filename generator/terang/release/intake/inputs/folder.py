"""Finds the microdata of one agency and period: which files hold which table, and their layout.

A folder holds each table once, in one form: `pegawai.csv`, `pegawai.csv.gz`, `pegawai.parquet`,
`pegawai.xlsx`, a folder `pegawai/` of such files (names like `bulan=01` are columns), or a sheet
`pegawai` of the workbook `mikrodata.xlsx`. A mapping file says otherwise for exports of existing
systems.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from terang.release.intake.inputs.csv_files import read_csv
from terang.release.intake.inputs.layout import FORM, TABLES, Layout, laid_out, ratings
from terang.release.intake.inputs.mapping import NAME, Origin, read_mapping
from terang.release.intake.source import MicrodataError, Part, Sheet

WORKBOOK = "mikrodata.xlsx"
REJECTS = "ditolak.csv"  # written by us, beside the data
SLUG = re.compile(r"[a-z0-9-]+")
ENDINGS = (".csv", ".csv.gz", ".parquet", ".xlsx")


@dataclass(frozen=True, slots=True)
class Source:
    """One file, sheet or query that holds rows of a table. name: how messages call it.

    path: of the file; None for a query.
    """

    table: str
    name: str
    open: Callable[[], Sheet]
    layout: Layout
    path: Path | None

    def parts(self) -> Iterator[Part]:
        """Every row as it stands in the file, each time from the start; raises MicrodataError."""
        return laid_out(self.open(), self.layout, self.name, TABLES[self.table])

    def ratings(self) -> Iterator[Part]:
        """The same, the answers of a form as rows of their own; see Part.place for their order."""
        read = ratings if self.layout.is_form else laid_out
        return read(self.open(), self.layout, self.name, TABLES[self.table])

    def heard(self, digest: hashlib._Hash) -> Source:
        """The same source; what it gives goes into the digest while it is read."""
        return replace(self, open=lambda: _heard(self.open(), digest))


def _heard(sheet: Sheet, digest: hashlib._Hash) -> Sheet:
    def parts() -> Iterator[Part]:
        digest.update(json.dumps(sheet.head).encode())
        for part in sheet.parts:
            for column in part.columns.values():
                digest.update(json.dumps(column.dictionary.to_pylist()).encode())
                digest.update(column.indices.to_numpy().tobytes())
            yield part

    return Sheet(sheet.head, parts())


@dataclass(frozen=True, slots=True)
class Inputs:
    """All sources of one agency and period, in the order of the tables and then by name.

    mapping: the file that says where some of them are, if there is one.
    """

    folder: Path
    sources: tuple[Source, ...]
    mapping: Path | None = None

    def of(self, *tables: str) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.table in tables)

    def digest(self, asked: str) -> str:
        """SHA-256 of what the files hold and how they are read. asked: of what queries gave."""
        found = hashlib.sha256()
        for source in self.sources:
            read = asked if source.path is None else content_digest(source.path)
            found.update(f"{source.table} {source.name} {source.layout} {read}\n".encode())
        return found.hexdigest()


def content_digest(path: Path) -> str:
    """SHA-256 of a file, in hex; read once a run as long as nobody writes to it."""
    now = path.stat()
    return _content_digest(path, now.st_size, now.st_mtime_ns)


@lru_cache(maxsize=4096)
def _content_digest(path: Path, _size: int, _written: int) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def opened(path: Path, sheet: str | None, delimiter: str, head_row: int) -> Sheet:
    """A file by the ending of its name."""
    if path.suffix == ".parquet":
        from terang.release.intake.inputs.parquet_files import read_parquet  # noqa: PLC0415 - heavy

        return read_parquet(path)
    if path.suffix == ".xlsx":
        from terang.release.intake.inputs.workbooks import read_sheet  # noqa: PLC0415 - heavy

        return read_sheet(path, sheet, head_row)
    return read_csv(path, delimiter, head_row)


def open_inputs(folder: Path) -> Inputs:
    """The sources of an agency and period; raises MicrodataError.

    The nearest mapping file counts: in the folder, in the agency's, or in the root of the data.
    """
    homes = (folder, folder.parent, folder.parent.parent)
    path = next((home / NAME for home in homes if (home / NAME).is_file()), None)
    export = None if path is None else read_mapping(path)
    shelf = _workbook(folder)
    found: list[Source] = []
    for table in TABLES:
        if export is not None and table in export.tables:
            found += _mapped(folder, table, export.tables[table], export.database)
            continue
        forms = list(_forms(folder, table, shelf))
        if len(forms) > 1:
            names = ", ".join(sources[0].name for sources in forms if sources)
            raise MicrodataError("table_twice", table=table, files=names)
        found += [source for sources in forms for source in sources]
    return Inputs(folder, tuple(found), path)


def _mapped(folder: Path, table: str, origin: Origin, database: str | None) -> Iterator[Source]:
    """The sources that a mapping names for a table; none of its files may be missing."""
    if origin.query is not None:
        assert database is not None, "the mapping was checked"
        name = f"postgresql:{table}"
        opener = partial(_queried, database, _placed(origin.query, folder), name)
        yield Source(table, name, opener, origin.layout, None)
    for pattern in origin.files:
        wanted = _placed(pattern, folder)
        paths = sorted(path for path in folder.glob(wanted) if path.is_file())
        if not paths:
            raise MicrodataError("file_missing", file=wanted)
        for path in paths:
            name = path.relative_to(folder).as_posix()
            opener = partial(opened, path, origin.sheet, origin.delimiter, origin.head_row)
            yield Source(table, name, opener, origin.layout, path)


def _placed(told: str, folder: Path) -> str:
    """A pattern or query with {instansi} and {periode} filled in from the folder."""
    agency, period = folder.resolve().parts[-2:]
    if not (SLUG.fullmatch(agency) and SLUG.fullmatch(period)):
        return told  # a name that could be more than a name is never put into a query
    return told.replace("{instansi}", agency).replace("{periode}", period)


def _queried(variable: str, query: str, name: str) -> Sheet:
    from terang.release.intake.inputs.database import read_query  # noqa: PLC0415 - heavy

    return read_query(variable, query, name)


def _workbook(folder: Path) -> Sequence[str]:
    path = folder / WORKBOOK
    if not path.is_file():
        return ()
    from terang.release.intake.inputs.workbooks import sheets  # noqa: PLC0415 - heavy

    return sheets(path)


def _forms(folder: Path, table: str, shelf: Sequence[str]) -> Iterator[list[Source]]:
    """Every form in which the folder holds a table."""
    for ending in ENDINGS:
        path = folder / f"{table}{ending}"
        if path.is_file():
            yield [_file(table, path, path.name, {})]
    if (folder / table).is_dir():
        parts = _parts(folder / table, table)
        if not parts:
            raise MicrodataError("file_missing", file=f"{table}/*")
        yield parts
    if table in shelf:
        yield [_file(table, folder / WORKBOOK, f"{WORKBOOK}[{table}]", {}, table)]


def _parts(home: Path, table: str) -> list[Source]:
    """The files of a partitioned table, by path; `name=value` folders are columns."""
    paths = sorted(
        path
        for path in home.rglob("*")
        if path.is_file() and path.name.endswith(ENDINGS) and not path.name.startswith((".", "_"))
    )
    sources = []
    for path in paths:
        inside = path.relative_to(home)
        pairs = [part.partition("=") for part in inside.parts[:-1]]
        partitions = {name: value for name, sign, value in pairs if sign}
        sources.append(_file(table, path, f"{table}/{inside.as_posix()}", partitions))
    return sources


def _file(
    table: str,
    path: Path,
    name: str,
    partitions: Mapping[str, str],
    sheet: str | None = None,
) -> Source:
    layout = Layout(
        is_form=table == FORM, reads_comma=path.suffix == ".xlsx", partitions=partitions
    )
    return Source(table, name, partial(opened, path, sheet, ",", 1), layout, path)
