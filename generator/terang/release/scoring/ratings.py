"""Accepted ratings of one scheme, as numbers in DuckDB; they never pass through Python by row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

import duckdb
import pyarrow as pa

from terang.release.scoring.gather import AT_ONCE, StoredRatings
from terang.release.scoring.storage import CODE, INPUT, NUMBER, PERSON, TARGET, Layout

RATER = "penilai"
ROWS = 10_000  # fetched at once
# a compiled program is already in its shortest form; rewriting hundreds of small layers again
# takes these passes longer than scoring
PASSES_LEFT_OUT = (
    "expression_rewriter,filter_pullup,filter_pushdown,join_order,statistics_propagation,"
    "common_subexpressions,column_lifetime,projection_pullup,projection_placement,"
    "partial_aggregate_pushdown,compressed_materialization,late_materialization,"
    "aggregate_function_rewriter,build_side_probe_side"
)


@dataclass(frozen=True, slots=True)
class Ratings:
    """query: over tables of the connection; the columns of a stored rating, and the rater's number.

    layout: the numbers of inputs and codes, and the scales of values. digest: of what was
    read, None where nothing is kept.
    """

    connection: duckdb.DuckDBPyConnection
    query: str
    layout: Layout
    digest: str | None = None

    def table(self) -> pa.Table:
        """The ratings in no particular order: pegawai, masukan, angka, target, kode, penilai."""
        return self.connection.sql(self.query).to_arrow_table()

    def source(self, people: pa.ChunkedArray) -> StoredRatings:
        """The ratings of people with these numbers, some at a time."""
        return StoredRatings(people, self._parts)

    def _parts(self) -> Iterator[pa.RecordBatch]:
        yield from self.connection.sql(self.query).to_arrow_reader(AT_ONCE)

    def of_people(self, input_id: str) -> dict[int, int]:
        """How many ratings of an input people have who have some, by number."""
        found = self.connection.execute(
            f"SELECT {PERSON}, count(*) FROM ({self.query}) WHERE {INPUT} = ? GROUP BY {PERSON}",
            [self.layout.inputs[input_id]],
        ).fetchall()
        return dict(found)

    def of_raters(self, inputs: Collection[str]) -> Iterator[tuple[int, str, int, Fraction]]:
        """Rater, input, number and sum of the ratings, for each rater and input."""
        names = {self.layout.inputs[input_id]: input_id for input_id in inputs}
        found = self.connection.execute(
            f"SELECT {RATER}, {INPUT}, count(*), CAST(sum({NUMBER}) AS BIGINT) "
            f"FROM ({self.query}) WHERE {INPUT} IN (SELECT unnest(?)) GROUP BY ALL",
            [list(names)],
        )
        while rows := found.fetchmany(ROWS):
            for rater, place, count, total in rows:
                input_id = names[place]
                yield rater, input_id, count, Fraction(total, self.layout.scales[input_id])

    def rated_by(self, inputs: Collection[str]) -> dict[int, int]:
        """How many people each rater has rated in some of the inputs."""
        places = [self.layout.inputs[input_id] for input_id in inputs]
        found = self.connection.execute(
            f"SELECT {RATER}, count(DISTINCT {PERSON}) FROM ({self.query}) "
            f"WHERE {INPUT} IN (SELECT unnest(?)) GROUP BY {RATER}",
            [places],
        ).fetchall()
        return dict(found)


def select(table: str, scheme: int) -> str:
    """The accepted ratings of a scheme among those at the door."""
    columns = ", ".join((PERSON, INPUT, NUMBER, TARGET, CODE, RATER))
    return f"SELECT {columns} FROM {table} WHERE alasan IS NULL AND skema = {scheme}"


@contextmanager
def scoring(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Compiled programs run as they are written, until the block ends."""
    connection.execute(f"SET disabled_optimizers = '{PASSES_LEFT_OUT}'")
    try:
        yield
    finally:
        connection.execute("SET disabled_optimizers = ''")
