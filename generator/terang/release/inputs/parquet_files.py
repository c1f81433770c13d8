"""Parquet files through DuckDB: typed values become text, in the order of the file.

Nothing is guessed and nothing is fetched: extensions are neither installed nor loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from terang.release.inputs.values import texts
from terang.release.source import Grid, MicrodataError, Record

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
}
AT_ONCE = 10_000


def read_parquet(path: Path) -> Grid:
    """Columns and rows of one file; the first row has number 1, for there is no head."""
    connection = duckdb.connect(":memory:", config=SETTINGS)
    try:
        found = connection.execute(
            "SELECT * FROM read_parquet(?, hive_partitioning = false)", [str(path)]
        )
        head = tuple(str(column[0]).strip() for column in found.description or ())
    except duckdb.Error as error:
        raise _broken(path, error) from error
    return Grid(head, _records(found, head, path))


def _records(found: Any, head: Sequence[str], path: Path) -> Iterator[Record]:  # noqa: ANN401
    number = 0
    while batch := _batch(found, path):
        for record in batch:
            number += 1
            yield number, texts(record, head, number, path.name)


def _batch(found: Any, path: Path) -> list[tuple[object, ...]]:  # noqa: ANN401
    try:
        rows: list[tuple[object, ...]] = found.fetchmany(AT_ONCE)
    except duckdb.Error as error:
        raise _broken(path, error) from error
    return rows


def _broken(path: Path, error: duckdb.Error) -> MicrodataError:
    return MicrodataError("file_broken_form", file=path.name, fault=type(error).__name__)
