"""DuckDB, embedded: scores the people of one scheme with the compiled program.

Ratings are read where the door left them; results leave as whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from terang.core.expr import Scalar
from terang.core.program import Program
from terang.release.scoring.compile import compile_program
from terang.release.scoring.gather import Counters, Unfit, gathered
from terang.release.scoring.query import NARROW, WIDE, Query
from terang.release.scoring.ratings import Ratings, scoring
from terang.release.scoring.readings import GATHERED
from terang.release.scoring.storage import PEOPLE, PERSON, RATINGS

PLACE = "tempat"  # of a person in the order wanted


@dataclass(frozen=True, slots=True)
class Scored:
    """The results of one scheme: per person, the value of every binding asked for."""

    people: tuple[str, ...]
    values: Mapping[str, tuple[Scalar, ...]]  # binding -> one value a person, in order


def score(
    program: Program, people: Mapping[str, int], ratings: Ratings, bindings: Sequence[str]
) -> Scored:
    """Score `people` (numbers by id, in the order wanted) and return the bindings asked for."""
    query = compile_program(program)
    connection = ratings.connection
    places = pa.array(range(len(people)), pa.int32())
    everybody = pa.table({PERSON: pa.array(people.values(), pa.int32()), PLACE: places})

    def run(whole: str, is_gathered: bool = True) -> list[tuple[Any, ...]]:
        asked = _selected(query, bindings, whole, is_gathered)
        rows: list[tuple[Any, ...]] = connection.execute(asked).fetchall()
        return rows

    with scoring(connection):
        try:
            counters = Counters(query.reads(bindings), query.layout, program.inputs)
            table = gathered(counters, everybody, ratings.source(everybody.column(PERSON)))
        except Unfit:
            connection.register(PEOPLE, everybody)
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {RATINGS} AS {ratings.query}")
            found = run(WIDE, is_gathered=False)
        else:
            connection.register(GATHERED, table)
            found = narrow_first(run)
    values: dict[str, tuple[Scalar, ...]] = {}
    for place, name in enumerate(bindings):
        denominator = query.outputs[name].denominator  # a number in both forms, or in neither
        values[name] = tuple(
            _value(row[2 * place], row[2 * place + 1], denominator is not None) for row in found
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


def _selected(query: Query, bindings: Sequence[str], whole: str, is_gathered: bool) -> str:
    """The compiled statement, keeping per binding its value and its denominator."""
    columns = []
    for name in bindings:
        output = query.outputs[name]
        columns.append(f'"{output.column}"')
        if isinstance(output.denominator, str):
            columns.append(f'"{output.denominator}"')
        else:
            columns.append("NULL" if output.denominator is None else str(output.denominator))
    people = (PERSON, PLACE)
    scored = query.sql(whole=whole, wanted=bindings, people=people, gathered=is_gathered)
    return f"SELECT {', '.join(columns)} FROM ({scored}) AS hasil ORDER BY {PLACE}"  # noqa: S608


def _value(numerator: Any, denominator: Any, is_number: bool) -> Scalar:  # noqa: ANN401  a row
    if numerator is None:
        return None
    return Fraction(numerator, denominator) if is_number else numerator
