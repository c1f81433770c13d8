"""National vectors and schemes made by chance score alike in Python, DuckDB and Spark."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from benchmarks.agreement.__main__ import Given, differing, drawn, profiles, rows_of
from tests.release.rating_rows import RatingRow, stored

from terang.core import expr, scoring
from terang.core.evaluate import run
from terang.core.expr import Scalar
from terang.core.model import Profile, Text
from terang.core.numbers import round_half_up
from terang.core.program import Binding, Program
from terang.release.intake.schemes import period_end
from terang.release.scoring import spark
from terang.release.scoring.compile import compile_program
from terang.release.scoring.query import NARROW, WIDE, Query

sys.path.insert(0, str(Path(__file__).parents[1] / "core"))  # the national vectors

SCHEMES = 60


@pytest.fixture(scope="module")
def known() -> Mapping[str, Profile]:
    return profiles()


@pytest.mark.parametrize("seed", range(SCHEMES))
def test_a_scheme_made_by_chance_agrees(seed: int, known: Mapping[str, Profile]) -> None:
    program, given = drawn(seed, known, 10)

    assert [] == list(differing(program, given))


@cache
def vectors() -> dict[Program, list[Given]]:
    """Every appraisal that the tests of the national vectors score, by program."""
    import test_national_vectors as told

    found: dict[Program, list[Given]] = {}

    def kept(program: Program, given: Given) -> Mapping[str, Scalar]:
        found.setdefault(program, []).append(given)
        return run(program, given)

    before, scoring.run = scoring.run, kept  # type: ignore[assignment]
    try:
        for name, test in vars(told).items():
            takes = signature(test).parameters if name.startswith("test_") else {}
            if list(takes) == ["case"]:
                (mark,) = test.pytestmark
                for case in mark.args[1]:
                    test(*case.values)
    finally:
        scoring.run = before
    return found


def test_every_scored_national_vector_agrees() -> None:
    cases = vectors()

    assert sum(map(len, cases.values())) >= 38
    for program, given in cases.items():
        assert [] == list(differing(program, given))


def on_spark(
    session: Any, program: Program, rows: list[RatingRow], people: list[str], whole: str
) -> list[dict[str, Scalar]]:
    """The value of every binding of every person, in order."""
    numbers = {person: place for place, person in enumerate(people)}
    schema = "pegawai INT"
    session.createDataFrame([(n,) for n in numbers.values()], schema).createOrReplaceTempView(
        "orang"
    )
    query, table = compile_program(program), stored(rows, numbers, program).table()
    session.createDataFrame(table).createOrReplaceTempView("penilaian")
    found = session.sql(query.sql("spark", whole)).toArrow().sort_by("pegawai").to_pylist()
    return [{name: value_of(query, name, row) for name in query.outputs} for row in found]


def value_of(query: Query, name: str, row: Mapping[str, Any]) -> Scalar:
    output = query.outputs[name]
    value, bottom = row[output.column], output.denominator
    if value is None or bottom is None:
        return value
    return Fraction(int(value), int(row[bottom] if isinstance(bottom, str) else bottom))


@pytest.fixture(scope="module")
def session() -> Any:
    if (missing := spark.lacking()) is not None:
        pytest.skip(f"{missing} is not there")
    with spark.session("local[2]") as found:
        yield found


def one_rule(name: str, node: expr.Expr) -> Program:
    made = (Binding(name, node),)
    return Program("a", "s", Text("s"), period_end("2025"), (), made, (), (), ())


@pytest.mark.slow
def test_twelve_thousand_ties_round_half_up_on_spark(session: Any) -> None:
    people = [f"P{i}" for i in range(12_000)]
    rows = [
        RatingRow(person, "x.sistem", Decimal(10 * i + 5).scaleb(-3), None, None)
        for i, person in enumerate(people)
    ]
    program = one_rule("r", expr.Round(expr.Value("x.sistem"), 2))
    wanted = [{"r": Fraction(round_half_up(row.number or 0, 2))} for row in rows]

    for whole in (NARROW, WIDE):
        assert wanted == on_spark(session, program, rows, people, whole)


@pytest.mark.slow
def test_national_vectors_and_a_few_schemes_agree_on_spark(
    session: Any, known: Mapping[str, Profile]
) -> None:
    cases = vectors() | dict(drawn(seed, known, 10) for seed in range(5))
    for program, given in cases.items():
        people = [f"P{number}" for number in range(len(given))]
        pairs = zip(people, given, strict=True)
        rows = [row for person, own in pairs for row in rows_of(person, own)]

        found = spark.narrow_first(
            lambda whole, program=program, rows=rows, people=people: on_spark(
                session, program, rows, people, whole
            )
        )

        assert [run(program, own) for own in given] == found


@pytest.mark.slow
def test_what_does_not_fit_in_64_bits_is_computed_in_128_on_spark(session: Any) -> None:
    big = expr.Mul((expr.Value("x.sistem"),) * 3)
    program = one_rule("b", big)
    rows = [RatingRow("P", "x.sistem", Decimal(900_000), None, None)]
    tried = []

    def scored(whole: str) -> list[dict[str, Scalar]]:
        tried.append(whole)
        return on_spark(session, program, rows, ["P"], whole)

    assert [{"b": Fraction(900_000) ** 3}] == spark.narrow_first(scored)
    assert [NARROW, WIDE] == tried
