"""SQL in DuckDB and the Python evaluator give the same value for every binding of every person."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from rating_rows import RatingRow, rows_of, stored
from release_samples import AGENCIES, criteria, microdata

from terang.core import expr
from terang.core.evaluate import Rating, run
from terang.core.expr import BandCut, Expr, Ref
from terang.core.model import Text
from terang.core.numbers import round_half_up
from terang.core.program import Binding, Program
from terang.release.intake.contract import accept
from terang.release.intake.schemes import period_end, programs
from terang.release.scoring import vectors
from terang.release.scoring.compile import compile_program
from terang.release.scoring.engine import Scored, by_columns, by_rows, score
from terang.release.scoring.vectors import Unfit


def ratings_of(rows: list[RatingRow]) -> dict[str, dict[str, list[Rating]]]:
    by_person: dict[str, dict[str, list[Rating]]] = {}
    for row in rows:
        value = row.code if row.number is None else Fraction(row.number)
        assert value is not None
        target = None if row.target is None else Fraction(row.target)
        by_person.setdefault(row.person, {}).setdefault(row.input, []).append(Rating(value, target))
    return by_person


@pytest.mark.parametrize("period", ["2024", "2025"])
@pytest.mark.parametrize("agency_id", AGENCIES)
def test_every_binding_of_every_sampled_person_agrees(agency_id: str, period: str) -> None:
    agency = criteria().agencies[agency_id]
    judges = programs(agency, criteria(), period)
    data = accept(microdata() / agency_id / period, agency, criteria(), judges)
    compared = 0
    for program in {p.scheme: p for p in judges.values()}.values():
        people = {p.id: p.number for p in data.people if judges[p.group].scheme == program.scheme}
        names = [binding.name for binding in program.bindings]
        rows = rows_of(data, program.scheme)
        scored = score(program, people, data.ratings[program.scheme], names)
        by_person = ratings_of(rows)
        for place, person in enumerate(people):
            expected = run(program, by_person.get(person, {}))
            found = {name: scored.values[name][place] for name in names}
            assert expected == found
            compared += 1
    assert 300 == compared


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_holes_in_the_ratings_agree_too(agency_id: str) -> None:
    """A fifth of all ratings is dropped: missing sources, components, gates and conditions."""
    chance = random.Random(agency_id)
    agency = criteria().agencies[agency_id]
    judges = programs(agency, criteria(), "2025")
    data = accept(microdata() / agency_id / "2025", agency, criteria(), judges)
    for program in {p.scheme: p for p in judges.values()}.values():
        people = {p.id: p.number for p in data.people if judges[p.group].scheme == program.scheme}
        rows = [row for row in rows_of(data, program.scheme) if chance.random() < 0.8]
        names = [binding.name for binding in program.bindings]
        scored = score(program, people, stored(rows, people, program), names)
        by_person = ratings_of(rows)
        pending = 0
        for place, person in enumerate(people):
            expected = run(program, by_person.get(person, {}))
            assert expected == {name: scored.values[name][place] for name in names}
            pending += None in expected.values()
        assert pending > len(people) // 10


def program_of(bindings: list[tuple[str, Expr]]) -> Program:
    made = tuple(Binding(name, node) for name, node in bindings)
    return Program("a", "s", Text("s"), period_end("2025"), (), made, (), (), ())


NUMBERS = [
    expr.Num(Fraction(n, d)) for n, d in [(0, 1), (1, 3), (-7, 2), (5, 2), (10**9, 7), (-1, 600)]
] + [expr.Null(), expr.Value("x.sistem"), expr.Mean("x.sistem", expr.Identity())]
TRUTHS = [expr.Bool(True), expr.Bool(False), expr.Null()]


def every_node() -> list[Expr]:
    """Each kind of node over every pair of awkward operands."""
    nodes: list[Expr] = []
    for a, b in itertools.product(NUMBERS, NUMBERS):
        nodes += [
            expr.Add((a, b)),
            expr.Sub(a, b),
            expr.Mul((a, b)),
            expr.Div(a, b),
            expr.Min((a, b)),
            expr.Max((a, b)),
            expr.Lt(a, b),
            expr.Le(a, b),
            expr.Eq(a, b),
            expr.Coalesce((a, b)),
            expr.If(expr.Lt(a, b), a, b),
            expr.PickBand(
                expr.Add((a, b)),
                1,
                (
                    BandCut("high", Fraction(5, 2), Fraction(10**10), True, expr.Le(b, a)),
                    BandCut("low", Fraction(-100), Fraction(5, 2), False),
                ),
            ),
        ]
    for a in NUMBERS:
        nodes += [expr.Round(a, places) for places in (0, 1, 2, 4)] + [expr.IsNull(a)]
        nodes.append(expr.Round(expr.Div(a, expr.Num(Fraction(-3))), 2))
    for a, b in itertools.product(TRUTHS, TRUTHS):
        nodes += [expr.And((a, b)), expr.Or((a, b)), expr.If(a, expr.Text("y"), expr.Text("n"))]
        nodes += [expr.Not(a), expr.Coalesce((a, b))]
    words: list[Expr] = [expr.Text("a"), expr.Text("b"), expr.Text("c"), expr.Null()]
    for a, b in itertools.product(words, words):
        nodes += [
            expr.Eq(a, b),
            expr.Worst(a, b, ("a", "b", "c")),
            expr.PickCell(a, b, (("a", "a", "x"), ("b", "a", "y"), ("a", "b", "z"))),
        ]
    nodes += [
        expr.Count("x.sistem"),
        expr.Mean("x.sistem", expr.Affine(Fraction(1, 3), Fraction(-2))),
    ]
    return nodes


@pytest.mark.parametrize("way", [by_rows, by_columns])
def test_every_kind_of_node_agrees_over_awkward_operands(way: Callable[..., Scored]) -> None:
    nodes = every_node()
    bindings = [(f"b{i}", node) for i, node in enumerate(nodes)]
    bindings += [(f"r{i}", Ref(f"b{i}")) for i in range(0, len(nodes), 7)]
    program = program_of(bindings)
    answers = {"none": [], "zero": ["0"], "one": ["2.5"], "three": ["0.1", "0.2", "0.4"]}
    rows = [
        RatingRow(person, "x.sistem", Decimal(value), None, None)
        for person, values in answers.items()
        for value in values
    ]

    people = {person: number for number, person in enumerate(answers)}
    given = stored(rows, people, program)

    scored = way(program, people, given, [name for name, _ in bindings])

    for place, (person, values) in enumerate(answers.items()):
        if len(values) > 1:  # an input with one record at most may not have three
            continue
        expected = run(program, {"x.sistem": [Rating(Fraction(value)) for value in values]})
        found = {name: scored.values[name][place] for name, _ in bindings}
        assert {k: v for k, v in expected.items() if found[k] != v} == {}, person


@pytest.mark.parametrize(
    ("value", "node"),
    [
        ("900000", expr.Mul((expr.Value("x.sistem"),) * 3)),
        ("-900000", expr.Mul((expr.Value("x.sistem"),) * 3)),
        ("9000000000000", expr.Add((expr.Value("x.sistem"), expr.Value("x.sistem")))),
        ("-9000000000000", expr.Sub(expr.Num(Fraction(10**12)), expr.Value("x.sistem"))),
        ("1", expr.Add((expr.Value("x.sistem"), expr.Num(Fraction(2**63))))),
    ],
)
def test_what_does_not_fit_in_64_bits_is_left_to_128(value: str, node: Expr) -> None:
    program, people = program_of([("b", node)]), {"P": 0}
    given = stored([RatingRow("P", "x.sistem", Decimal(value), None, None)], people, program)

    with pytest.raises(Unfit):
        by_columns(program, people, given, ["b"])
    expected = run(program, {"x.sistem": [Rating(Fraction(value))]})
    assert expected == {"b": score(program, people, given, ["b"]).values["b"][0]}


def test_numbers_that_fit_are_not_left_to_128_for_those_of_a_branch_not_taken() -> None:
    """What one branch could hold at most is far beyond 64 bits; no value is."""
    value = expr.Value("x.sistem")
    clamped = expr.If(expr.Lt(value, expr.Num(Fraction(1000))), value, expr.Num(Fraction(3)))
    program = program_of([("a", clamped), ("b", expr.Mul((Ref("a"),) * 2))])
    people = {"P": 0, "Q": 1}
    answers = {"P": "900000", "Q": "7"}
    rows = [RatingRow(p, "x.sistem", Decimal(v), None, None) for p, v in answers.items()]

    found = by_columns(program, people, stored(rows, people, program), ["b"])

    assert (Fraction(9), Fraction(49)) == found.values["b"]


def test_more_people_than_are_taken_at_once_keep_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vectors, "AT_ONCE", 7)
    people = {f"P{i}": i for i in range(50)}
    rows = [
        RatingRow(person, "x.sistem", Decimal(i), None, None)
        for person, i in people.items()
        if i % 3
    ]
    value = expr.Value("x.sistem")
    word = expr.If(expr.Lt(value, expr.Num(Fraction(20))), expr.Text("low"), expr.Text("high"))
    program = program_of([("v", value), ("w", word), ("t", expr.IsNull(value))])

    found = by_columns(program, people, stored(rows, people, program), ["v", "w", "t"])

    for person, i in people.items():
        given = {"x.sistem": [Rating(Fraction(i))]} if i % 3 else {}
        assert run(program, given) == {name: found.values[name][i] for name in "vwt"}, person


def test_twelve_thousand_ties_round_half_up() -> None:
    people = {f"P{i}": i for i in range(12_000)}
    rows = [
        RatingRow(person, "x.sistem", Decimal(10 * i + 5).scaleb(-3), None, None)
        for i, person in enumerate(people)
    ]
    program = program_of([("r", expr.Round(expr.Value("x.sistem"), 2))])

    scored = score(program, people, stored(rows, people, program), ["r"])

    expected = [Fraction(round_half_up(row.number or 0, 2)) for row in rows]
    assert expected == list(scored.values["r"])


def test_order_of_rows_does_not_matter() -> None:
    agency = criteria().agencies["rangkui"]
    judges = programs(agency, criteria(), "2025")
    data = accept(microdata() / "rangkui" / "2025", agency, criteria(), judges)
    program = judges["pelayanan-publik"]
    people = {p.id: p.number for p in data.people if p.group == "pelayanan-publik"}
    rows = rows_of(data, program.scheme)
    names = [binding.name for binding in program.bindings]
    shuffled = random.Random(3).sample(rows, len(rows))

    found = [score(program, people, stored(r, people, program), names) for r in (rows, shuffled)]
    assert found[0] == found[1]


def test_a_missing_rating_is_never_the_cap() -> None:
    program = program_of(
        [("m", expr.Min((expr.Num(Fraction(120)), expr.Mean("x.sistem", expr.Identity()))))]
    )

    assert (None,) == score(program, {"P1": 0}, stored([], {}, program), ["m"]).values["m"]


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_sql_holds_no_binary_float_and_no_engine_rounding(dialect: str) -> None:
    for agency in criteria().agencies.values():
        judges = programs(agency, criteria(), "2025").values()
        for program in {program.scheme: program for program in judges}.values():
            sql = compile_program(program).sql(dialect).upper()
            found = [w for w in ("ROUND(", "DOUBLE", "FLOAT", "LEAST(", "AVG(") if w in sql]
            assert [] == found
