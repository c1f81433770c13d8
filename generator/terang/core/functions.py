"""Score functions of an indicator as expressions, and the question each asks of a rater."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from terang.core import expr
from terang.core.expr import Expr, Num
from terang.core.model import (
    AchievementRatio,
    Categorical,
    Level,
    Levels,
    Likert,
    LowerIsBetter,
    PiecewiseLinear,
    ScoreFunction,
    Text,
    YesNo,
)
from terang.core.program import NO, YES, Choice, InputKind

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Question:
    """What a score function asks: kind of answer, bounds, choices; its key and parameters."""

    function: str  # key of the criteria file, e.g. rasio_capaian
    kind: InputKind
    parameters: tuple[tuple[str, Fraction], ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    choices: tuple[Choice, ...] = ()


def score_expr(function: ScoreFunction, input_id: str, standard: Decimal | None) -> Expr:
    """The score of an input's ratings under a function; null when there are none.

    standard: of the indicator, in the unit of the raw value; only `LowerIsBetter` needs it, > 0
    (ValueError otherwise).
    """
    match function:
        case AchievementRatio():
            share = expr.Div(expr.Value(input_id), expr.Target(input_id))
            return expr.Min((Num(Fraction(function.cap)), expr.Mul((share, Num(HUNDRED)))))
        case LowerIsBetter():
            return _lower_is_better(function, input_id, standard)
        case PiecewiseLinear():
            return _piecewise(function, expr.Value(input_id))
        case Likert():
            step = _likert_step(function)
            start = Fraction(function.score_low) - step * function.low
            return expr.Mean(input_id, expr.Affine(step, start))
        case Levels() | Categorical():
            scores = tuple((level.code, Fraction(level.score)) for level in function.levels)
            return expr.Mean(input_id, expr.Lookup(scores))
        case YesNo():
            scores = ((YES, Fraction(function.yes)), (NO, Fraction(function.no)))
            return expr.Mean(input_id, expr.Lookup(scores))


def question(  # noqa: PLR0911 - one case for each function
    function: ScoreFunction, standard: Decimal | None
) -> Question:
    """What a function asks of a rater or a record."""
    match function:
        case AchievementRatio(cap=cap):
            return Question("rasio_capaian", "rasio", (("batas", Fraction(cap)),), low=Fraction(0))
        case LowerIsBetter(cap=cap):
            limits = (("batas", Fraction(cap)), ("standar", Fraction(standard or 0)))
            return Question("makin_kecil_makin_baik", "angka", limits, low=Fraction(0))
        case PiecewiseLinear():
            return Question("garis_patah", "angka")
        case Likert():
            low, high = Fraction(function.low), Fraction(function.high)
            spread = (
                ("nilai_terendah", Fraction(function.score_low)),
                ("nilai_tertinggi", Fraction(function.score_high)),
            )
            return Question("likert", "skala", spread, low, high)
        case Levels(levels=levels):
            return Question("jenjang", "pilihan", choices=_choices(levels))
        case Categorical(levels=levels):
            return Question("kategori", "pilihan", choices=_choices(levels))
        case YesNo():
            answers = (
                Choice(YES, Text("Ya", "Yes"), Fraction(function.yes)),
                Choice(NO, Text("Tidak", "No"), Fraction(function.no)),
            )
            return Question("ya_tidak", "ya_tidak", choices=answers)


def _choices(levels: Sequence[Level]) -> tuple[Choice, ...]:
    return tuple(Choice(level.code, level.description, Fraction(level.score)) for level in levels)


def _likert_step(function: Likert) -> Fraction:
    return Fraction(function.score_high - function.score_low) / (function.high - function.low)


def _lower_is_better(function: LowerIsBetter, input_id: str, standard: Decimal | None) -> Expr:
    """(2 x standard - value) / standard x 100 = 200 - value x 100 / standard, within [0, cap]."""
    if standard is None or standard <= 0:
        raise ValueError("a standard above zero is needed")
    fall = expr.Mul((expr.Value(input_id), Num(HUNDRED / Fraction(standard))))
    score = expr.Sub(Num(2 * HUNDRED), fall)
    return expr.Max((Num(Fraction(0)), expr.Min((Num(Fraction(function.cap)), score))))


def _piecewise(function: PiecewiseLinear, value: Expr) -> Expr:
    """Flat left of the first point and right of the last, straight between neighbours."""
    points = [(Fraction(x), Fraction(y)) for x, y in function.points]
    line: Expr = Num(points[-1][1])
    for (x0, y0), (x1, y1) in reversed(list(pairwise(points))):
        slope = (y1 - y0) / (x1 - x0)
        between = expr.Add((Num(y0 - slope * x0), expr.Mul((value, Num(slope)))))
        line = expr.If(expr.Le(value, Num(x1)), between, line)
    return expr.If(expr.Le(value, Num(points[0][0])), Num(points[0][1]), line)
