"""Leaf cells of the accepted rows of one agency and period, kept so that a second run reads them.

A file of kept cells is named after its rules, what was read and who is counted where: anything
else makes another file, and an interrupted run finds what was finished. It counts people and names
none, but holds small counts, so it stays in the private zone. Rows of a database are always read
anew, and counted anew where they differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from terang.release.scoring.cells import Plan, computed
from terang.release.scoring.ratings import Ratings, scoring
from terang.release.scoring.spark import cells
from terang.release.scoring.storage import PEOPLE, PERSON, RATINGS
from terang.release.scoring.workplace import Workplace

Cell = Mapping[str, Any]  # a leaf cell's dimensions and figures by column


def leaf_cells(
    plan: Plan, people: Sequence[tuple[int, str, str]], ratings: Ratings, place: Workplace
) -> list[Cell]:
    """The leaf cells of people (number, unit, position group) in order of their dimensions."""
    table = pa.table(
        {
            PERSON: pa.array([number for number, _, _ in people], pa.int32()),
            "unit": pa.array([unit for _, unit, _ in people], pa.string()),
            "kelompok": pa.array([group for _, _, group in people], pa.string()),
        }
    )
    with scoring(ratings.connection):
        if place.folder is None or ratings.digest is None:
            return _cells(_computed(table, ratings, plan, place))
        place.folder.mkdir(parents=True, exist_ok=True)
        rows = f"{ratings.digest}.{_digest(table)}"
        kept = place.folder / f"{plan.program.scheme}.{plan.rules}.{rows}.parquet"
        if not kept.exists():
            _keep(_computed(table, ratings, plan, place), plan.program.scheme, kept)
    return _cells(pq.read_table(kept))


def _cells(table: pa.Table) -> list[Cell]:
    found: list[Cell] = table.to_pylist()
    return found


BY_DIMENSIONS = ", ".join(
    f"{name} NULLS LAST" for name in ("unit", "kelompok", "kategori", "status")
)


def _computed(people: pa.Table, ratings: Ratings, plan: Plan, place: Workplace) -> pa.Table:
    """The leaf cells in order."""
    connection = ratings.connection
    if place.spark is not None:
        tables = {PEOPLE: people, RATINGS: ratings.table()}
        connection.register("sel", cells(place.spark, plan, tables))
        return _ordered(connection, "FROM sel")
    source = ratings.source(people.column(PERSON))
    connection.register("sel", computed(lambda: connection, plan, people, source))
    return _ordered(connection, "FROM sel")


def _ordered(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return connection.sql(f"FROM ({query}) AS sel ORDER BY {BY_DIMENSIONS}").to_arrow_table()


def _keep(found: pa.Table, scheme: str, kept: Path) -> None:
    """The file appears whole or not at all; those of other rows or rules go."""
    part = kept.with_suffix(".part")
    pq.write_table(found, part)
    for old in kept.parent.glob(f"{scheme}.*.parquet"):
        old.unlink()
    part.rename(kept)


def _digest(people: pa.Table) -> str:
    """Of who is counted where."""
    found = hashlib.sha256(f"{people.num_rows} {people.schema}".encode())
    for column in people.columns:
        for buffer in column.combine_chunks().buffers():
            found.update(b"-" if buffer is None else buffer)
    return found.hexdigest()[:16]
