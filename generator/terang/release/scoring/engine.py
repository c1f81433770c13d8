"""Scores the people of one scheme with the compiled program, in columns or by SQL in DuckDB.

Ratings are read where the door left them; results leave as whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from terang.core.expr import Scalar
from terang.core.program import Program
from terang.release.scoring.compile import compile_program
from terang.release.scoring.gather import Counters, gathered
from terang.release.scoring.query import WIDE, Query
from terang.release.scoring.ratings import Ratings, scoring
from terang.release.scoring.storage import PEOPLE, PERSON, RATINGS
from terang.release.scoring.vectors import Columns, Evaluated, Unfit, words_of

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
    try:
        return by_columns(program, people, ratings, bindings)
    except Unfit:
        return by_rows(program, people, ratings, bindings)


def by_columns(
    program: Program, people: Mapping[str, int], ratings: Ratings, bindings: Sequence[str]
) -> Scored:
    """As `score`, by `scoring/vectors` in 64 bits. Raises Unfit."""
    query = compile_program(program)
    counters = Counters(query.reads(bindings), query.layout, program.inputs)
    source = ratings.source(pa.chunked_array([pa.array(people.values(), pa.int32())]))
    with scoring(ratings.connection):
        read = gathered(counters, len(people), source)
    found = Columns(query, bindings).of(read, len(people))
    values: dict[str, tuple[Scalar, ...]] = {}
    for name in bindings:
        output = query.outputs[name]
        if output.denominator is None:
            values[name] = tuple(words_of(found, output.column))
            continue
        known = np.asarray(found.columns[output.column].known).tolist()
        tops, bottoms = (
            [column] * len(people) if not isinstance(column, str) else _numbers(found, column)
            for column in (output.column, output.denominator)
        )
        triples = zip(tops, bottoms, known, strict=True)
        values[name] = tuple(Fraction(a, b) if is_known else None for a, b, is_known in triples)
    return Scored(tuple(people), values)


def _numbers(found: Evaluated, column: str) -> list[int]:
    numbers: list[int] = np.asarray(found.columns[column].values).tolist()
    return numbers


def by_rows(
    program: Program, people: Mapping[str, int], ratings: Ratings, bindings: Sequence[str]
) -> Scored:
    """As `score`, by SQL over the rows in 128 bits, as Spark runs it."""
    query = compile_program(program)
    connection = ratings.connection
    places = pa.array(range(len(people)), pa.int32())
    everybody = pa.table({PERSON: pa.array(people.values(), pa.int32()), PLACE: places})
    with scoring(connection):
        connection.register(PEOPLE, everybody)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {RATINGS} AS {ratings.query}")
        rows: list[tuple[Any, ...]] = connection.execute(_selected(query, bindings)).fetchall()
    values: dict[str, tuple[Scalar, ...]] = {}
    for place, name in enumerate(bindings):
        denominator = query.outputs[name].denominator  # a number in both forms, or in neither
        values[name] = tuple(
            _value(row[2 * place], row[2 * place + 1], denominator is not None) for row in rows
        )
    return Scored(tuple(people), values)


def _selected(query: Query, bindings: Sequence[str]) -> str:
    """The compiled statement, keeping per binding its value and its denominator."""
    columns = []
    for name in bindings:
        output = query.outputs[name]
        columns.append(f'"{output.column}"')
        if isinstance(output.denominator, str):
            columns.append(f'"{output.denominator}"')
        else:
            columns.append("NULL" if output.denominator is None else str(output.denominator))
    scored = query.sql(whole=WIDE, wanted=bindings, people=(PERSON, PLACE))
    return f"SELECT {', '.join(columns)} FROM ({scored}) AS hasil ORDER BY {PLACE}"  # noqa: S608


def _value(numerator: Any, denominator: Any, is_number: bool) -> Scalar:  # noqa: ANN401  a row
    if numerator is None:
        return None
    return Fraction(numerator, denominator) if is_number else numerator
