"""Margins rolled up from leaf cells: every combination of dimensions and their totals.

Each combination is added up from the smallest one that holds it, not from the cells. The unit has
by far the most values, so cells are taken in ranges of units, which bounds the memory needed
whatever the number of employees. Rows come in one order: those of units by unit, then the totals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UNIT = "unit"
OTHERS = ("kelompok", "kategori", "status")  # from the most values to the least
DIMENSIONS = (UNIT, *OTHERS)
LEVEL = "tingkat"  # as GROUPING(unit, kelompok, kategori, status): a bit where summed
RANGE = 200_000  # cells taken at once


def statement(table: str, figures: Sequence[str]) -> str:
    """All margins of a table of cells in one statement, for any engine."""
    level = " + ".join(f"{_bit(name)} * GROUPING({name})" for name in DIMENSIONS)
    dims = ", ".join(DIMENSIONS)
    return (
        f"SELECT CAST({level} AS INTEGER) AS {LEVEL}, {dims}, {_sums(figures)} FROM {table} "  # noqa: S608
        f"GROUP BY CUBE ({dims})"
    )


def stream(
    connection: duckdb.DuckDBPyConnection, cells: str, figures: Sequence[str]
) -> Iterator[pa.Table]:
    """The margins of `cells` (a table expression), in order, in tables of bounded size."""
    schema = None
    part = f"SELECT {', '.join(OTHERS)}, {_sums(figures)} FROM margin_0 GROUP BY ALL"  # noqa: S608
    within = f"(FROM {cells} WHERE unit BETWEEN ? AND ?)"
    for limits in _ranges(connection, cells):
        found = _rolled_up(connection, within, DIMENSIONS, figures, fixed=1, limits=limits)
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS jumlahan AS FROM ({part}) LIMIT 0")
        connection.execute(f"INSERT INTO jumlahan {part}")
        schema = found.schema
        yield found
    if schema is not None:
        totals = _rolled_up(connection, "jumlahan", OTHERS, figures, fixed=0)
        yield totals.cast(schema)


def digest(tables: Iterable[pa.Table]) -> str:
    """SHA-256 of margins in their order, however they are cut into tables."""
    parts: dict[tuple[str, int], hashlib._Hash] = {}
    for table in tables:
        for name, column in zip(table.schema.names, table.columns, strict=True):
            for chunk in column.chunks:
                for place, piece in enumerate(_bytes(chunk)):
                    parts.setdefault((name, place), hashlib.sha256()).update(piece)
    told = "".join(f"{name} {place} {part.hexdigest()}" for (name, place), part in parts.items())
    return hashlib.sha256(told.encode()).hexdigest()


def in_order(table: pa.Table) -> pa.Table:
    """Margins of another engine in the order and the types of `stream`."""
    with duckdb.connect() as connection:
        connection.register("margin", table)
        return connection.sql(f"FROM margin ORDER BY {ORDER}").to_arrow_table()


ORDER = "unit NULLS LAST, tingkat, kelompok NULLS LAST, kategori NULLS LAST, status NULLS LAST"


def _ranges(connection: duckdb.DuckDBPyConnection, cells: str) -> Iterator[tuple[object, object]]:
    """First and last unit of each range, in order."""
    found = connection.execute(
        f"SELECT min(unit), max(unit) FROM (SELECT unit, "  # noqa: S608
        f"(sum(n) OVER (ORDER BY unit) - 1) // {RANGE} AS bagian FROM "
        f"(SELECT unit, count(*) AS n FROM {cells} GROUP BY unit)) GROUP BY bagian ORDER BY 1"
    ).fetchall()
    yield from found


def _rolled_up(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    dimensions: Sequence[str],
    figures: Sequence[str],
    *,
    fixed: int,
    limits: Sequence[object] = (),
) -> pa.Table:
    """Margins over all but the first `fixed` dimensions; limits: parameters within `table`."""
    names: list[str] = []
    for name, query in _steps(table, dimensions, figures, fixed):
        given = [] if names else list(limits)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}", given)
        names.append(name)
    return connection.sql(f"{_union(names, figures)} ORDER BY {ORDER}").to_arrow_table()


def _steps(
    table: str, dimensions: Sequence[str], figures: Sequence[str], fixed: int = 0
) -> Iterator[tuple[str, str]]:
    """Name and query of each combination, after the one it is added up from."""
    sums, free = _sums(figures), dimensions[fixed:]
    for size in range(len(free), -1, -1):
        for kept in combinations(free, size):
            dims = (*dimensions[:fixed], *kept)
            level = _level(dims)
            parent = [d for d in free if d not in kept]
            source = f"margin_{level - _bit(parent[-1])}" if parent else table
            columns = "".join(f"{d}, " for d in dims)
            by = f" GROUP BY {', '.join(dims)}" if dims else ""
            yield f"margin_{level}", f"SELECT {columns}{sums} FROM {source}{by}"  # noqa: S608


def _union(names: Sequence[str], figures: Sequence[str]) -> str:
    parts = []
    for name in names:
        level = int(name.rpartition("_")[2])
        dims = [d if not level & _bit(d) else f"NULL AS {d}" for d in DIMENSIONS]
        parts.append(f"SELECT {level} AS {LEVEL}, {', '.join([*dims, *figures])} FROM {name}")  # noqa: S608
    return " UNION ALL ".join(parts)


def _sums(figures: Sequence[str]) -> str:
    return ", ".join(f"CAST(SUM({name}) AS BIGINT) AS {name}" for name in figures)


def _bit(dimension: str) -> int:
    return 8 >> DIMENSIONS.index(dimension)


def _level(kept: Sequence[str]) -> int:
    return sum(_bit(dimension) for dimension in DIMENSIONS if dimension not in kept)


def _bytes(values: pa.Array) -> Iterator[bytes]:
    """What tells the values apart: where nulls are (or how long texts are), and the values."""
    if pa.types.is_integer(values.type):
        yield values.is_null().cast(pa.uint8()).to_numpy(zero_copy_only=False).tobytes()
        yield values.cast(pa.int64()).fill_null(0).to_numpy().tobytes()
    else:
        texts = pc.fill_null(values.cast(pa.large_string()), "")
        lengths = pc.if_else(values.is_null(), -1, pc.binary_length(texts))
        yield lengths.cast(pa.int64()).to_numpy(zero_copy_only=False).tobytes()
        _, offsets, letters = texts.buffers()
        ends = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
        yield letters.slice(ends[0], ends[-1] - ends[0]).to_pybytes() if ends[-1] else b""
