"""Leaf cells of the accepted rows of one agency and period, kept so that a second run reads them.

A file of kept cells is named after its rules and its rows: other rules or other rows make another
file, and an interrupted run finds what was finished. It counts people and names none, but holds
small counts, so it stays in the private zone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from terang.release.cells import Plan, computed, connect, literal
from terang.release.engine import RatingRow, rating_table
from terang.release.gather import StoredRatings
from terang.release.spark import cells
from terang.release.storage import PEOPLE, PERSON, RATINGS

Found = TypeVar("Found")
Cell = Mapping[str, Any]  # a leaf cell's dimensions and figures by column


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where and how leaf cells are computed. folder: keeps them; None: nothing is kept.

    memory: DuckDB's limit, such as "1GB". spark: a session that computes them instead of DuckDB.
    """

    folder: Path | None = None
    threads: int = 1
    memory: str | None = None
    spark: Any = None

    def within(self, *names: str) -> Workplace:
        """The same for a part: its files lie in a folder of their own."""
        folder = None if self.folder is None else self.folder.joinpath(*names)
        return replace(self, folder=folder)

    def on(self, session: Any) -> Workplace:  # noqa: ANN401  Spark has no types
        """The same with a Spark session that computes."""
        return replace(self, spark=session)


_current: ContextVar[Workplace | None] = ContextVar("workplace", default=None)


@contextmanager
def working(place: Workplace) -> Iterator[None]:
    """Leaf cells are computed in this place until the block ends; in memory otherwise."""
    before = _current.set(place)
    try:
        yield
    finally:
        _current.reset(before)


def workplace() -> Workplace:
    return _current.get() or Workplace()


def leaf_cells(
    plan: Plan,
    people: Sequence[tuple[str, str, str]],
    ratings: Sequence[RatingRow],
    place: Workplace,
) -> list[Cell]:
    """The leaf cells of people (id, unit, position group) in order of their dimensions."""
    numbers = {person: number for number, (person, _, _) in enumerate(people)}
    tables = {
        PEOPLE: pa.table(
            {
                PERSON: pa.array(range(len(people)), pa.int32()),
                "unit": pa.array([unit for _, unit, _ in people], pa.string()),
                "kelompok": pa.array([group for _, _, group in people], pa.string()),
            }
        ),
        RATINGS: rating_table(ratings, numbers, plan.layout),
    }
    if place.folder is None:
        with connect([], place.threads, place.memory) as connection:
            return _computed(connection, plan, tables, place, _rows)
    place.folder.mkdir(parents=True, exist_ok=True)
    kept = place.folder / f"{plan.program.scheme}.{plan.rules}.{_digest(tables)}.parquet"
    with connect([place.folder], place.threads, place.memory) as connection:
        if not kept.exists():
            _keep(connection, plan, tables, place, kept)
        return _rows(connection, f"FROM read_parquet({literal(kept)})")


BY_DIMENSIONS = ", ".join(
    f"{name} NULLS LAST" for name in ("unit", "kelompok", "kategori", "status")
)


def _computed(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    tables: Mapping[str, pa.Table],
    place: Workplace,
    use: Callable[[duckdb.DuckDBPyConnection, str], Found],
) -> Found:
    """What `use` makes of the query that gives the leaf cells."""
    if place.spark is not None:
        connection.register("sel", cells(place.spark, plan, tables))
        return use(connection, "FROM sel")
    people = tables[PEOPLE]
    source = StoredRatings(people.column(PERSON), tables[RATINGS].to_batches)
    return computed(connection, plan, people, source, partial(use, connection))


def _keep(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    tables: Mapping[str, pa.Table],
    place: Workplace,
    kept: Path,
) -> None:
    """The file appears whole or not at all; those of other rows or rules go."""
    part = kept.with_suffix(".part")

    def write(connection: duckdb.DuckDBPyConnection, query: str) -> None:
        connection.execute(f"COPY ({query}) TO {literal(part)} (FORMAT parquet)")

    _computed(connection, plan, tables, place, write)
    for old in kept.parent.glob(f"{plan.program.scheme}.*.parquet"):
        old.unlink()
    part.rename(kept)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Cell]:
    found = connection.execute(f"FROM ({query}) AS sel ORDER BY {BY_DIMENSIONS}")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _digest(tables: Mapping[str, pa.Table]) -> str:
    found = hashlib.sha256()
    for name, table in sorted(tables.items()):
        found.update(f"{name} {table.num_rows} {table.schema}".encode())
        for column in table.columns:
            for buffer in column.combine_chunks().buffers():
                found.update(b"-" if buffer is None else buffer)
    return found.hexdigest()[:16]
