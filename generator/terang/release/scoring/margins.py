"""Margins rolled up from leaf cells: every combination of dimensions and their totals.

Each combination is added up from the smallest one that holds it, by sorted columns. The unit has
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

from terang.release.scoring.blocks import DIMENSIONS, OTHERS, UNIT, Block, bit_of

LEVEL = "tingkat"  # as GROUPING(unit, kelompok, kategori, status): a bit where summed
RANGE = 200_000  # cells taken at once


def statement(table: str, figures: Sequence[str]) -> str:
    """All margins of a table of cells in one statement, for any engine."""
    level = " + ".join(f"{bit_of(name)} * GROUPING({name})" for name in DIMENSIONS)
    dims = ", ".join(DIMENSIONS)
    return (
        f"SELECT CAST({level} AS INTEGER) AS {LEVEL}, {dims}, {_sums(figures)} FROM {table} "  # noqa: S608
        f"GROUP BY CUBE ({dims})"
    )


def stream(cells: Iterable[pa.Table], figures: Sequence[str]) -> Iterator[pa.Table]:
    """The margins of cells, in order, a table for each of theirs and one of the totals.

    cells: each table holds all cells of its units, in order of units. Raises OverflowError where a
    sum could exceed 64 bits.
    """
    parts: list[pa.Table] = []
    schema = None
    for table in cells:
        block = Block.of(table, figures)
        found = _rolled_up(block, (UNIT,), figures)
        schema = found.schema
        parts.append(block.kept(OTHERS).table(figures))
        yield found
    if schema is not None:
        totals = pa.concat_tables(part.cast(parts[0].schema) for part in parts)
        yield _rolled_up(Block.of(totals, figures), (), figures).cast(schema)


def in_ranges(
    connection: duckdb.DuckDBPyConnection, cells: str, figures: Sequence[str]
) -> Iterator[pa.Table]:
    """The `cells` (a table expression) of a range of units after the other."""
    columns = ", ".join((*DIMENSIONS, *figures))
    for limits in _ranges(connection, cells):
        within = f"SELECT {columns} FROM {cells} WHERE unit BETWEEN ? AND ?"  # noqa: S608
        yield connection.sql(within, params=list(limits)).to_arrow_table()


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


def _rolled_up(cells: Block, fixed: Sequence[str], figures: Sequence[str]) -> pa.Table:
    """Margins over every combination of OTHERS beside `fixed`, each added up from the smallest one
    that holds it; in order."""
    found: dict[tuple[str, ...], Block] = {}
    for size in range(len(OTHERS), -1, -1):
        for some in combinations(OTHERS, size):
            holding = [block for held, block in found.items() if set(some) < set(held)]
            source = min(holding, key=len, default=cells)
            found[some] = source.kept([*fixed, *some])
    return _together(list(found.values()), figures)


def _together(blocks: Sequence[Block], figures: Sequence[str]) -> pa.Table:
    """The rows of all blocks by unit, level and the other dimensions."""
    words = blocks[0].words
    level = np.concatenate([np.full(len(block), block.level) for block in blocks])
    ranks = {name: np.concatenate([b.ranks[name] for b in blocks]) for name in DIMENSIONS}
    keys = ranks[UNIT] * 2 ** len(DIMENSIONS) + level
    for name in OTHERS:
        keys = keys * len(words[name]) + ranks[name]
    order = np.argsort(keys, kind="stable")
    columns = zip(*(block.figures for block in blocks), strict=True)
    sums = [np.concatenate(column)[order] for column in columns]
    ordered = {name: found[order] for name, found in ranks.items()}
    table = Block(ordered, words, sums).table(figures)
    return table.add_column(0, LEVEL, pa.array(level[order].astype(np.int32)))


def _sums(figures: Sequence[str]) -> str:
    return ", ".join(f"CAST(SUM({name}) AS BIGINT) AS {name}" for name in figures)


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
