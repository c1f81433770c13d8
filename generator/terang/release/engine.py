"""DuckDB, embedded: scores the people of one scheme with the compiled program.

Accepted rows arrive as typed Arrow tables; results leave as whole numbers. One connection a run,
in memory, no extension is ever installed or loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa

from terang.core.expr import Scalar
from terang.core.program import Program
from terang.release.compile import PEOPLE, RATINGS, Query, compile_program
from terang.release.readings import SCALE

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "threads": "1",
}
RATING_SCHEMA = pa.schema(
    [
        ("pegawai", pa.string()),
        ("masukan", pa.string()),
        ("angka", pa.int64()),
        ("target", pa.int64()),
        ("kode", pa.string()),
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
    with duckdb.connect(":memory:", config=SETTINGS) as connection:
        connection.register(PEOPLE, pa.table({"pegawai": pa.array(people, pa.string())}))
        connection.register(RATINGS, _rating_table(ratings))
        rows = connection.execute(_selected(query, bindings)).fetchall()
    found = {row[0]: row[1:] for row in rows}
    ordered = [found[person] for person in people]
    values: dict[str, tuple[Scalar, ...]] = {}
    for place, name in enumerate(bindings):
        denominator = query.outputs[name].denominator
        values[name] = tuple(
            _value(row[2 * place], row[2 * place + 1], denominator is not None) for row in ordered
        )
    return Scored(tuple(people), values)


def _rating_table(ratings: Iterable[RatingRow]) -> pa.Table:
    rows = list(ratings)
    return pa.table(
        {
            "pegawai": [row.person for row in rows],
            "masukan": [row.input for row in rows],
            "angka": [_scaled(row.number) for row in rows],
            "target": [_scaled(row.target) for row in rows],
            "kode": [row.code for row in rows],
        },
        schema=RATING_SCHEMA,
    )


def _scaled(value: Decimal | None) -> int | None:
    return None if value is None else int(value * SCALE)


def _selected(query: Query, bindings: Sequence[str]) -> str:
    """The compiled statement, keeping per binding its value and its denominator."""
    columns = ['"pegawai"']
    for name in bindings:
        output = query.outputs[name]
        columns.append(f'"{output.column}"')
        if isinstance(output.denominator, str):
            columns.append(f'"{output.denominator}"')
        else:
            columns.append("NULL" if output.denominator is None else str(output.denominator))
    return f"SELECT {', '.join(columns)} FROM ({query.sql()}) AS hasil"  # noqa: S608  our own text


def _value(numerator: Any, denominator: Any, is_number: bool) -> Scalar:  # noqa: ANN401  a row
    if numerator is None:
        return None
    return Fraction(numerator, denominator) if is_number else numerator
