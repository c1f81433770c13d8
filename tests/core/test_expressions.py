"""The meaning of expression nodes, and their JSON form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core import expr
from terang.core.evaluate import Rating, evaluate
from terang.core.expr_json import from_json, to_json

ONE, TWO, NULL = expr.Num(Fraction(1)), expr.Num(Fraction(2)), expr.Null()
YES, NO = expr.Bool(True), expr.Bool(False)
WORD = expr.Text("baik")


def value(node: expr.Expr, **ratings: list[Rating]) -> Any:
    return evaluate(node, {"x": Fraction(7)}, ratings)


def band(low: int, high: int, category: str, condition: Any = None) -> expr.BandCut:
    return expr.BandCut(category, Fraction(low), Fraction(high), False, condition)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (expr.Add((ONE, TWO, TWO)), 5),
        (expr.Sub(ONE, TWO), -1),
        (expr.Mul((TWO, TWO)), 4),
        (expr.Div(ONE, TWO), Fraction(1, 2)),
        (expr.Div(ONE, expr.Num(Fraction(0))), None),
        (expr.Min((TWO, ONE)), 1),
        (expr.Max((TWO, ONE)), 2),
        (expr.Round(expr.Num(Fraction("88.305")), 2), Fraction("88.31")),
        (expr.Round(expr.Num(Fraction("-0.005")), 2), Fraction("-0.01")),
        (expr.Lt(ONE, ONE), False),
        (expr.Le(ONE, ONE), True),
        (expr.Eq(WORD, WORD), True),
        (expr.And((YES, NO)), False),
        (expr.Or((NO, YES)), True),
        (expr.Not(NO), True),
        (expr.IsNull(NULL), True),
        (expr.IsNull(ONE), False),
        (expr.Coalesce((NULL, TWO, ONE)), 2),
        (expr.Coalesce((NULL, NULL)), None),
        (expr.If(YES, ONE, TWO), 1),
        (expr.If(NO, ONE, TWO), 2),
        (expr.If(NULL, ONE, TWO), None),
        (expr.Ref("x"), 7),
        (expr.PickBand(TWO, None, (band(2, 3, "a"), band(0, 2, "b"))), "a"),
        (expr.PickBand(TWO, None, (band(2, 3, "a", NO), band(0, 3, "b"))), "b"),
        (expr.PickBand(TWO, None, (band(2, 3, "a", NULL), band(0, 3, "b"))), "b"),
        (expr.PickBand(TWO, None, (band(0, 2, "a"),)), None),
        (expr.PickCell(WORD, WORD, (("baik", "baik", "c"),)), "c"),
        (expr.PickCell(WORD, expr.Text("lain"), (("baik", "baik", "c"),)), None),
        (expr.Worst(WORD, expr.Text("kurang"), ("baik", "kurang")), "kurang"),
    ],
)
def test_each_node_has_one_meaning(node: expr.Expr, expected: object) -> None:
    assert expected == value(node)


@pytest.mark.parametrize(
    "node",
    [
        expr.Add((ONE, NULL)),
        expr.Sub(NULL, ONE),
        expr.Mul((NULL, expr.Num(Fraction(0)))),
        expr.Div(NULL, ONE),
        expr.Min((expr.Num(Fraction(120)), NULL)),
        expr.Max((NULL, ONE)),
        expr.Round(NULL, 2),
        expr.Lt(NULL, ONE),
        expr.Le(ONE, NULL),
        expr.Eq(NULL, NULL),
        expr.And((NO, NULL)),
        expr.Or((YES, NULL)),
        expr.Not(NULL),
        expr.PickBand(NULL, None, (band(0, 9, "a"),)),
        expr.PickCell(NULL, WORD, (("baik", "baik", "c"),)),
        expr.Worst(NULL, WORD, ("baik",)),
    ],
    ids=lambda node: type(node).__name__,
)
def test_null_is_strict(node: expr.Expr) -> None:
    """A missing rating never becomes the cap, the floor, or the other branch."""
    assert value(node) is None


def test_inputs_are_read_as_mean_count_value_target_and_code() -> None:
    several = [Rating(Fraction(4)), Rating(Fraction(3))]
    single = [Rating(Fraction(480), Fraction(400))]
    coded = [Rating("ya")]
    scores = expr.Lookup((("ya", Fraction(100)), ("tidak", Fraction(0))))

    assert Fraction(7, 2) == value(expr.Mean("a", expr.Identity()), a=several)
    assert 60 == value(expr.Mean("a", expr.Affine(Fraction(20), Fraction(-10))), a=several)
    assert 100 == value(expr.Mean("a", scores), a=coded)
    assert 2 == value(expr.Count("a"), a=several)
    assert (480, 400) == (value(expr.Value("a"), a=single), value(expr.Target("a"), a=single))
    assert "ya" == value(expr.Code("a"), a=coded)
    assert 0 == value(expr.Count("a"))
    assert [None] * 4 == [
        value(node)
        for node in (
            expr.Mean("a", expr.Identity()),
            expr.Value("a"),
            expr.Target("a"),
            expr.Code("a"),
        )
    ]


@pytest.mark.parametrize(
    "node", [expr.Add((ONE, WORD)), expr.Not(ONE), expr.Eq(ONE, WORD), expr.Lt(YES, ONE)]
)
def test_mixing_kinds_is_a_mistake_of_ours(node: expr.Expr) -> None:
    with pytest.raises(TypeError):
        value(node)


NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=999)
NAMES = st.text("abc-.", min_size=1, max_size=4)
MAPS = st.one_of(
    st.just(expr.Identity()),
    st.builds(expr.Affine, NUMBERS, NUMBERS),
    st.builds(expr.Lookup, st.lists(st.tuples(NAMES, NUMBERS), max_size=3).map(tuple)),
)
LEAVES = st.one_of(
    st.builds(expr.Num, NUMBERS),
    st.builds(expr.Text, NAMES),
    st.builds(expr.Bool, st.booleans()),
    st.just(NULL),
    st.builds(expr.Ref, NAMES),
    st.builds(expr.Mean, NAMES, MAPS),
    *(st.builds(leaf, NAMES) for leaf in (expr.Count, expr.Value, expr.Target, expr.Code)),
)
PLACES = st.none() | st.integers(0, 6)


def deeper(parts: st.SearchStrategy[expr.Expr]) -> st.SearchStrategy[expr.Expr]:
    many = st.lists(parts, min_size=1, max_size=3).map(tuple)
    cut = st.builds(expr.BandCut, NAMES, NUMBERS, NUMBERS, st.booleans(), st.none() | parts)
    cells = st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=3).map(tuple)
    names = st.lists(NAMES, max_size=3).map(tuple)
    grouped = (expr.Add, expr.Mul, expr.Min, expr.Max, expr.And, expr.Or, expr.Coalesce)
    paired = (expr.Sub, expr.Div, expr.Lt, expr.Le, expr.Eq)
    return st.one_of(
        *(st.builds(node, many) for node in grouped),
        *(st.builds(node, parts, parts) for node in paired),
        st.builds(expr.Round, parts, st.integers(0, 6)),
        st.builds(expr.Not, parts),
        st.builds(expr.IsNull, parts),
        st.builds(expr.If, parts, parts, parts),
        st.builds(expr.PickBand, parts, PLACES, st.lists(cut, max_size=2).map(tuple)),
        st.builds(expr.PickCell, parts, parts, cells),
        st.builds(expr.Worst, parts, parts, names),
    )


@given(st.recursive(LEAVES, deeper, max_leaves=12))
def test_json_gives_the_same_expression_back(node: expr.Expr) -> None:
    assert node == from_json(to_json(node))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"op": "pow"},
        {"op": "num"},
        {"op": "num", "value": 1},
        {"op": "num", "value": "1", "more": 1},
        {"op": "bool", "value": 1},
        {"op": "round", "value": {"op": "null"}, "places": True},
        {"op": "add", "parts": {"op": "null"}},
        {"op": "mean", "input": "a", "map": {"map": "log"}},
    ],
)
def test_json_that_is_no_expression_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(data)
