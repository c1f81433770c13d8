"""DuckDB, embedded: scores the people of one scheme with the compiled program.

Accepted rows arrive as typed Arrow tables; results leave as whole numbers. One connection a run,
in memory, no extension is ever installed or loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from terang.core.expr import Scalar
from terang.core.program import Program
from terang.release.compile import compile_program
from terang.release.gather import Counters, StoredRatings, Unfit, gathered
from terang.release.query import NARROW, WIDE, Query
from terang.release.readings import GATHERED
from terang.release.storage import CODE, INPUT, NUMBER, PEOPLE, PERSON, RATINGS, TARGET, Layout

# a compiled program is already in its shortest form; rewriting hundreds of small layers again
# takes these passes longer than scoring
PASSES_LEFT_OUT = (
    "expression_rewriter,filter_pullup,filter_pushdown,join_order,statistics_propagation,"
    "common_subexpressions,column_lifetime,projection_pullup,projection_placement,"
    "partial_aggregate_pushdown,compressed_materialization,late_materialization,"
    "aggregate_function_rewriter,build_side_probe_side"
)
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "threads": "1",
    "disabled_optimizers": PASSES_LEFT_OUT,
}
RATING_SCHEMA = pa.schema(
    [
        (PERSON, pa.int32()),
        (INPUT, pa.int16()),
        (NUMBER, pa.int64()),
        (TARGET, pa.int64()),
        (CODE, pa.int32()),
    ]
)


@dataclass(frozen=True, slots=True)
class RatingRow:
    """An accepted rating; number and target in exact decimals with at most six places."""

    person: str
    input: str
    number: Decimal | None
    target: Decimal | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Scored:
    """The results of one scheme: per person, the value of every binding asked for."""

    people: tuple[str, ...]
    values: Mapping[str, tuple[Scalar, ...]]  # binding -> one value a person, in order


def score(
    program: Program,
    people: Sequence[str],
    ratings: Iterable[RatingRow],
    bindings: Sequence[str],
) -> Scored:
    """Score `people` (ids, in the order wanted) and return the bindings asked for, exactly."""
    query = compile_program(program)
    numbers = {person: place for place, person in enumerate(people)}
    everybody = pa.table({PERSON: pa.array(range(len(people)), pa.int32())})
    rows = rating_table(ratings, numbers, query.layout)
    with duckdb.connect(":memory:", config=SETTINGS) as connection:

        def run(whole: str, is_gathered: bool = True) -> list[tuple[Any, ...]]:
            asked = _selected(query, bindings, whole, is_gathered)
            found: list[tuple[Any, ...]] = connection.execute(asked).fetchall()
            return found

        try:
            source = StoredRatings(everybody.column(PERSON), rows.to_batches)
            counters = Counters(query.reads(bindings), query.layout, program.inputs)
            table = gathered(counters, everybody, source)
        except Unfit:
            connection.register(PEOPLE, everybody)
            connection.register(RATINGS, rows)
            found = run(WIDE, is_gathered=False)
        else:
            connection.register(GATHERED, table)
            found = narrow_first(run)
    ordered = [row[1:] for row in found]
    values: dict[str, tuple[Scalar, ...]] = {}
    for place, name in enumerate(bindings):
        denominator = query.outputs[name].denominator  # a number in both forms, or in neither
        values[name] = tuple(
            _value(row[2 * place], row[2 * place + 1], denominator is not None) for row in ordered
        )
    return Scored(tuple(people), values)


Found = TypeVar("Found")


def narrow_first(run: Callable[[str], Found]) -> Found:
    """The result in 64 bits, or in 128 where a number does not fit; run: called with the type."""
    try:
        return run(NARROW)
    except (
        duckdb.OutOfRangeException,
        duckdb.ConversionException,
    ):
        return run(WIDE)


def rating_table(
    ratings: Iterable[RatingRow], numbers: Mapping[str, int], layout: Layout
) -> pa.Table:
    """Accepted ratings as whole numbers; those of other people and inputs are left out."""
    rows = [row for row in ratings if row.input in layout.inputs and row.person in numbers]
    scales = layout.scales
    return pa.table(
        {
            PERSON: [numbers[row.person] for row in rows],
            INPUT: [layout.inputs[row.input] for row in rows],
            NUMBER: [_scaled(row.number, scales[row.input]) for row in rows],
            TARGET: [_scaled(row.target, scales[row.input]) for row in rows],
            CODE: [None if row.code is None else layout.codes[row.input, row.code] for row in rows],
        },
        schema=RATING_SCHEMA,
    )


def _scaled(value: Decimal | None, scale: int) -> int | None:
    return None if value is None else int(value * scale)


def _selected(query: Query, bindings: Sequence[str], whole: str, is_gathered: bool) -> str:
    """The compiled statement, keeping per binding its value and its denominator."""
    columns = [PERSON]
    for name in bindings:
        output = query.outputs[name]
        columns.append(f'"{output.column}"')
        if isinstance(output.denominator, str):
            columns.append(f'"{output.denominator}"')
        else:
            columns.append("NULL" if output.denominator is None else str(output.denominator))
    scored = query.sql(whole=whole, wanted=bindings, gathered=is_gathered)
    return f"SELECT {', '.join(columns)} FROM ({scored}) AS hasil ORDER BY {PERSON}"  # noqa: S608


def _value(numerator: Any, denominator: Any, is_number: bool) -> Scalar:  # noqa: ANN401  a row
    if numerator is None:
        return None
    return Fraction(numerator, denominator) if is_number else numerator
