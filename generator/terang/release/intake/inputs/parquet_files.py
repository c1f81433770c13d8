"""Parquet files: typed values become text, in the order of the file.

Texts, numbers, truth values and days are read by column, each value of a part once; a file with
columns of other types row by row, through DuckDB. Nothing is guessed and nothing is fetched:
extensions are neither installed nor loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from terang.release.intake.inputs.records import AT_ONCE, MAX_FIELD, part, parts, trimmed
from terang.release.intake.inputs.values import LongNumber, UnknownType, as_text, texts, values
from terang.release.intake.source import MicrodataError, Part, Record, Sheet

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
}
ROWS = 250_000  # of a part read by column
_BROKEN = (pa.ArrowException, OSError, UnicodeDecodeError)


def read_parquet(path: Path) -> Sheet:
    """Columns and rows of one file; the first row has number 1, for there is no head."""
    try:
        schema = pq.read_schema(path)
    except _BROKEN as error:
        raise _broken(path, error) from error
    if not all(_is_plain(field.type) for field in schema):
        return _by_row(path)
    head = tuple(name.strip() for name in schema.names)
    return Sheet(head, _by_column(path, schema, head))


def _is_plain(kind: pa.DataType) -> bool:
    """Whether values of the type mean the same to Arrow and to DuckDB."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_null)
    more = (pa.types.is_boolean, pa.types.is_decimal128, pa.types.is_date32)
    numbers = (pa.types.is_float32, pa.types.is_float64)
    return any(test(kind) for test in (*tests, *more, *numbers))


def _by_column(path: Path, schema: pa.Schema, head: Sequence[str]) -> Iterator[Part]:
    words = [field.name for field in schema if pa.types.is_string(field.type)]
    first = 1
    try:
        with pq.ParquetFile(path, read_dictionary=words) as source:
            for batch in source.iter_batches(ROWS, use_threads=False):
                yield _part(batch, head, first, path.name)
                first += batch.num_rows
    except _BROKEN as error:
        raise _broken(path, error) from error


def _part(batch: pa.RecordBatch, head: Sequence[str], first: int, file: str) -> Part:
    try:
        columns = [_texts(column) for column in batch.columns]
    except (LongNumber, UnknownType):
        rows = zip(*(values(column) for column in batch.columns), strict=True)
        for number, row in enumerate(rows, start=first):
            texts(row, head, number, file)  # tells the row
        raise
    longest = max(map(_longest, columns), default=0)
    numbers = range(first, first + batch.num_rows)
    if longest > MAX_FIELD:
        decoded = (column.dictionary_decode().to_pylist() for column in columns)
        return part(list(zip(numbers, zip(*decoded, strict=True), strict=True)), len(head))
    named = {str(place): trimmed(column) for place, column in enumerate(columns)}
    return Part(np.arange(numbers.start, numbers.stop), named)


def _texts(column: pa.Array) -> pa.DictionaryArray:
    """One text a value, those of nothing empty; raises LongNumber or UnknownType."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    column.dictionary.validate(full=True)
    words = column.dictionary
    if not (pa.types.is_string(words.type) and words.null_count == 0):
        words = pa.array([as_text(value) for value in values(words)], pa.string())
    found = pc.fill_null(column.indices.cast(pa.int32()), len(words))
    return pa.DictionaryArray.from_arrays(found, pa.concat_arrays([words, pa.array([""])]))


def _longest(column: pa.DictionaryArray) -> int:
    return pc.max(pc.utf8_length(column.dictionary)).as_py() or 0


def _by_row(path: Path) -> Sheet:
    connection = duckdb.connect(":memory:", config=SETTINGS)
    try:
        found = connection.execute(
            "SELECT * FROM read_parquet(?, hive_partitioning = false)", [str(path)]
        )
    except duckdb.Error as error:
        raise _broken(path, error) from error
    head = tuple(str(column[0]).strip() for column in found.description or ())
    return Sheet(head, parts(_records(found, head, path), len(head)))


def _records(found: Any, head: Sequence[str], path: Path) -> Iterator[Record]:  # noqa: ANN401
    batches = iter(lambda: _batch(found, path), [])
    for number, record in enumerate(chain.from_iterable(batches), start=1):
        yield number, texts(record, head, number, path.name)


def _batch(found: Any, path: Path) -> list[tuple[object, ...]]:  # noqa: ANN401
    try:
        rows: list[tuple[object, ...]] = found.fetchmany(AT_ONCE)
    except duckdb.Error as error:
        raise _broken(path, error) from error
    return rows


def _broken(path: Path, error: Exception) -> MicrodataError:
    return MicrodataError("file_broken_form", file=path.name, fault=type(error).__name__)
