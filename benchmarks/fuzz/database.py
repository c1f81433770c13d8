"""What a PostgreSQL driver may hand over, from memory: the rows of a query in the driver's types.

Only the driver is stood in for; the query, the mapping and everything behind it are the real ones.
"""

from __future__ import annotations

import csv
import io
import sys
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any
from unittest import mock

import pyarrow as pa

from benchmarks.fuzz.binary import changed, odd_column
from benchmarks.fuzz.mutate import TOKENS

VARIABLE = "TERANG_UJI_POSTGRESQL"
NUMERIC = {b"ADBC:postgresql:typname": b"numeric"}
ODD = ("NaN", "Infinity", "-Infinity", "1E+131071", "0." + "0" * 16000 + "1", "-0", "1.50")


def mapping(table: str, text: str) -> str:
    """A mapping file that takes one table from a query, all its columns as they are."""
    head = next(csv.reader(io.StringIO(text)))
    columns = "".join(f"      {name}: {name}\n" for name in head)
    return (
        f"format: terang/1\njenis: pemetaan\npostgresql: {VARIABLE}\ntabel:\n  {table}:\n"
        f"    kueri: SELECT * FROM {table.replace('-', '_')}\n    kolom:\n{columns}"
    )


def rows(random: Random, text: str) -> pa.Table:
    """A table as the driver gives it; some of its columns in other types than text."""
    head, body = changed(random, text)
    columns, fields = [], []
    for at, name in enumerate(head):
        values = [row[at].encode("utf-8", "replace").decode() for row in body]
        column, metadata = _column(random, values)
        columns.append(column)
        safe = name.encode("utf-8", "replace").decode()
        fields.append(pa.field(safe, column.type, metadata=metadata))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _column(random: Random, values: list[str]) -> tuple[pa.Array, dict[bytes, bytes] | None]:
    how = random.random()
    if how < 0.85:
        return pa.array([value or None for value in values], pa.string()), None
    if how < 0.88:
        numbers = [random.choice((*ODD, *TOKENS[:12], "3", None)) for _ in values]
        return pa.array(numbers, pa.string()), NUMERIC
    return odd_column(random, len(values)), None


@contextmanager
def handed_over(found: pa.Table, at_once: int) -> Any:  # noqa: ANN401
    """While this holds, the driver answers every query with these rows, in batches."""
    driver, dbapi = ModuleType("adbc_driver_postgresql"), ModuleType("dbapi")
    dbapi.Error = type("Error", (Exception,), {})  # type: ignore[attr-defined]
    dbapi.connect = lambda _: _Connection(found, at_once)  # type: ignore[attr-defined]
    driver.dbapi = dbapi  # type: ignore[attr-defined]
    modules = {"adbc_driver_postgresql": driver, "adbc_driver_postgresql.dbapi": dbapi}
    with (
        mock.patch.dict(sys.modules, modules),
        mock.patch.dict("os.environ", {VARIABLE: "postgresql://uji"}),
    ):
        yield


class _Connection:
    def __init__(self, found: pa.Table, at_once: int) -> None:
        self.found, self.at_once = found, at_once
        self.description = [(name, None) for name in found.column_names]

    def cursor(self) -> _Connection:
        return self

    def commit(self) -> None: ...

    def close(self) -> None: ...

    def execute(self, query: str) -> None:
        assert query

    def fetchall(self) -> list[Any]:
        return []

    def fetch_record_batch(self) -> pa.RecordBatchReader:
        batches = self.found.to_batches(max_chunksize=self.at_once)
        return pa.RecordBatchReader.from_batches(self.found.schema, batches)


def place(folder: Path, files: dict[str, str], name: str) -> None:
    """Fill a folder with plain tables, one of them taken from the query."""
    folder.mkdir(parents=True, exist_ok=True)
    for own, text in files.items():
        (folder / own).write_text(text, "utf-8")
    (folder / name).unlink()
    (folder / "pemetaan.yml").write_text(mapping(Path(name).stem, files[name]), "utf-8")
