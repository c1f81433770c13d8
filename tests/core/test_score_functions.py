"""Score functions of indicators: worked numbers, edges, and what must hold for any value."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from core_samples import criteria, dated, indicator, leaf, measure, program, rated, scored, weighted
from hypothesis import given
from hypothesis import strategies as st

from terang.core.evaluate import Rating, evaluate
from terang.core.functions import score_expr
from terang.core.lowering import CannotLower
from terang.core.model import (
    AchievementRatio,
    Level,
    Levels,
    Likert,
    LowerIsBetter,
    PiecewiseLinear,
    ScoreFunction,
    Text,
    YesNo,
)
from terang.core.numbers import round_half_up

D = Decimal
LINE = PiecewiseLinear(((D(0), D(0)), (D(60), D(50)), (D(100), D(120))))
FASTER = LowerIsBetter(D(120))
RATIO = AchievementRatio(D(120))


def exact(function: ScoreFunction, *ratings: Rating, standard: Decimal | None = None) -> Any:
    return evaluate(score_expr(function, "a", standard), {}, {"a": ratings})


def number(value: object) -> Rating:
    return Rating(Fraction(str(value)))


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        (LINE, -5, 0),
        (LINE, 0, 0),
        (LINE, 30, 25),
        (LINE, 60, 50),
        (LINE, 80, 85),
        (LINE, 100, 120),
        (LINE, 300, 120),
        (FASTER, 5, 100),
        (FASTER, 0, 120),
        (FASTER, 4, 120),
        (FASTER, "4.5", 110),
        (FASTER, 10, 0),
        (FASTER, 40, 0),
        (Likert(1, 5, D(20), D(100)), 4, 80),
        (Likert(1, 4, D(0), D(100)), 2, Fraction(100, 3)),
        (Likert(1, 10, D(10), D(100)), 7, 70),
    ],
)
def test_worked_scores(function: ScoreFunction, value: object, expected: object) -> None:
    assert expected == exact(function, number(value), standard=D(5))


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [(480, 400, 120), (300, 400, 75), (0, 400, 0), (1, 3, Fraction(100, 3))],
)
def test_achievement_ratio(value: int, target: int, expected: object) -> None:
    assert expected == exact(RATIO, Rating(Fraction(value), Fraction(target)))


def test_discrete_functions_score_each_rater_and_then_average() -> None:
    levels = Levels((Level("1", D(20), Text("")), Level("2", D(90), Text(""))))
    answers = YesNo(D(100), D(0))

    assert 55 == exact(levels, Rating("1"), Rating("2"))
    assert Fraction(200, 3) == exact(answers, Rating("ya"), Rating("ya"), Rating("tidak"))


@pytest.mark.parametrize("function", [LINE, FASTER, RATIO, Likert(1, 5, D(20), D(100))])
def test_no_rating_gives_no_score(function: ScoreFunction) -> None:
    assert exact(function, standard=D(5)) is None


AMOUNTS = st.decimals(0, 500, places=2)


@given(AMOUNTS, AMOUNTS)
def test_scores_never_turn_back(one: Decimal, other: Decimal) -> None:
    """More achieved never scores less; a longer response never scores more."""
    low, high = sorted((one, other))

    assert exact(LINE, number(low)) <= exact(LINE, number(high))
    assert exact(FASTER, number(low), standard=D(7)) >= exact(FASTER, number(high), standard=D(7))
    of_seven = [exact(RATIO, Rating(Fraction(v), Fraction(7))) for v in (low, high)]
    assert of_seven == sorted(of_seven)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_order_of_raters_never_matters(answers: list[int], random: Any) -> None:
    function = Likert(1, 5, D(20), D(100))
    shuffled = random.sample(answers, len(answers))

    assert exact(function, *map(number, answers)) == exact(function, *map(number, shuffled))


@given(st.decimals(-10_000, 10_000, places=6), st.integers(0, 6))
def test_rounding_agrees_with_the_decimal_module(value: Decimal, places: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

    assert expected == round_half_up(value, places)


def test_twelve_thousand_ties_all_round_up() -> None:
    """x.xx5 for x from 0 to 119.99: binary floats miss hundreds of these."""
    wrong = [n for n in range(12_000) if round_half_up(Fraction(2 * n + 1, 200), 2) * 100 != n + 1]

    assert [] == wrong


def test_standard_and_function_in_force_on_the_day_are_used() -> None:
    later = date(2027, 1, 1)
    own = criteria(
        [
            indicator(
                "tanggap",
                FASTER,
                dated(LowerIsBetter(D(110)), later),
                standards=[dated(D(5)), dated(D(4), later)],
            )
        ],
        measure(weighted(leaf("tanggap"))),
    )
    ratings = {"tanggap": {"sistem": [2]}}

    assert D("120.00") == scored(own, ratings).indicators["tanggap"]
    assert D("110.00") == scored(own, ratings, later).indicators["tanggap"]
    assert (("batas", 110), ("standar", 4)) == program(own, later).inputs[0].parameters


@pytest.mark.parametrize(
    ("own", "key"),
    [
        (criteria([indicator("a", FASTER)], measure(weighted(leaf("a")))), "standar_tidak_ada"),
        (
            criteria([indicator("a", dated(LINE, date(2030, 1, 1)))], measure(weighted(leaf("a")))),
            "fungsi_belum_berlaku",
        ),
        (criteria([rated("b", x=1)], measure(weighted(leaf("a")))), "indikator_tidak_ada"),
        (
            criteria([indicator("a", LINE)], measure(weighted(leaf("a", raters="siapa")))),
            "sumber_tidak_ada",
        ),
        (
            criteria([indicator("a", LINE)], measure(weighted(leaf("a"), profile="tak-ada"))),
            "profil_tidak_ada",
        ),
        (
            criteria([indicator("a", LINE)], measure(weighted(leaf("a"), profile="skm-2017"))),
            "profil_salah_jenis",
        ),
        (criteria([indicator("a", LINE)], measure(weighted(leaf("a", 0)))), "tanpa_komponen"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_computed_says_why(own: Any, key: str) -> None:
    with pytest.raises(CannotLower) as refused:
        program(own)

    assert key == refused.value.key
