"""What SQL reads of the ratings of one person: counts, mapped scores, single records."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from sqlglot import exp

from terang.core import expr
from terang.release import rational
from terang.release.rational import Sql, wide

SCALE = 10**6  # stored numbers are whole millionths


def mapped(rating_map: expr.RatingMap) -> tuple[Sql, int]:
    """A rating's score as whole numerator over a static denominator."""
    number = wide(exp.column("angka"))
    match rating_map:
        case expr.Identity():
            return number, SCALE
        case expr.Affine(multiply=multiply, add=add):
            bottom = lcm(multiply.denominator * SCALE, add.denominator)
            slope = multiply * bottom / SCALE
            return (
                rational.plus(
                    rational.times(number, int(slope)), rational.number(int(add * bottom))
                ),
                bottom,
            )
        case expr.Lookup(scores=scores):
            bottom = lcm(*(score.denominator for _, score in scores))
            return _look_up(scores, bottom), bottom


def _look_up(scores: Sequence[tuple[str, Fraction]], bottom: int) -> Sql:
    return exp.Case(
        ifs=[
            exp.If(
                this=exp.EQ(this=exp.column("kode"), expression=exp.Literal.string(code)),
                true=rational.number(int(score * bottom)),
            )
            for code, score in scores
        ]
    )


def is_input(input_id: str) -> Sql:
    return exp.EQ(this=exp.column("masukan"), expression=exp.Literal.string(input_id))


def count_of(input_id: str) -> Sql:
    matching = exp.Case(ifs=[exp.If(this=is_input(input_id), true=rational.number(1))])
    return exp.Count(this=matching)


def single(input_id: str, column: str) -> Sql:
    value = exp.Case(ifs=[exp.If(this=is_input(input_id), true=exp.column(column))])
    return exp.Max(this=value)
