"""Exact rationals as pairs of SQL expressions: whole numerator over a positive denominator.

A denominator is a Python int where it is known when compiling, otherwise SQL. The value is null
exactly when the numerator is. Nothing here is ever a binary float, no engine rounding is used, and
an operation with a null operand is null.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from sqlglot import exp

Sql = exp.Expression


@dataclass(frozen=True, slots=True)
class Rational:
    """numerator / denominator; denominator > 0."""

    numerator: Sql
    denominator: int | Sql


Combine = Callable[[Rational, Rational], Rational]


def number(value: int) -> Sql:
    """A whole literal."""
    literal: Sql = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal


def wide(sql: exp.Expr) -> Sql:
    """The value as a whole number of 128 bits, wide enough for any exact product here."""
    if isinstance(sql, exp.Column | exp.Cast):
        return sql  # a column of ours is wide already
    return exp.cast(sql, exp.DataType.build("INT128"))


def known(sql: Sql) -> int | None:
    """The value of a whole literal, with or without its cast; None for anything else."""
    match sql:
        case exp.Cast(this=inner) | exp.Paren(this=inner):
            return known(inner)
        case exp.Neg(this=inner):
            value = known(inner)
            return None if value is None else -value
        case exp.Literal(is_string=False, this=digits):
            return int(digits)
        case _:
            return None


def constant(value: Fraction) -> Rational:
    return Rational(wide(number(value.numerator)), value.denominator)


def times(left: Sql, right: Sql | int) -> Sql:
    """left x right; literals are multiplied at once and a factor of one disappears."""
    right = number(right) if isinstance(right, int) else right
    a, b = known(left), known(right)
    if a is not None and b is not None:
        return wide(number(a * b))
    if b == 1:
        return left
    if a == 1:
        return right
    return exp.Mul(this=_in_brackets(left), expression=_in_brackets(right))


def plus(left: Sql, right: Sql) -> Sql:
    if known(right) == 0:
        return left
    return exp.Add(this=_in_brackets(left), expression=_in_brackets(right))


def minus(left: Sql, right: Sql) -> Sql:
    return exp.Sub(this=_in_brackets(left), expression=_in_brackets(right))


def divided(left: Sql, right: Sql) -> Sql:
    """Whole division of whole numbers; both sides are never negative where it is used."""
    return exp.IntDiv(this=_in_brackets(left), expression=_in_brackets(right))


def as_sql(denominator: int | Sql) -> Sql:
    return number(denominator) if isinstance(denominator, int) else denominator


def aligned(left: Rational, right: Rational) -> tuple[Sql, Sql, int | Sql]:
    """Both numerators over one denominator."""
    a, b = left.denominator, right.denominator
    if isinstance(a, int) and isinstance(b, int):
        common = lcm(a, b)
        return times(left.numerator, common // a), times(right.numerator, common // b), common
    if not isinstance(a, int) and a == b:
        return left.numerator, right.numerator, a
    return (
        times(left.numerator, b),
        times(right.numerator, a),
        times(as_sql(a), b),
    )


def add(left: Rational, right: Rational) -> Rational:
    a, b, common = aligned(left, right)
    return Rational(plus(a, b), common)


def subtract(left: Rational, right: Rational) -> Rational:
    a, b, common = aligned(left, right)
    return Rational(minus(a, b), common)


def multiply(left: Rational, right: Rational) -> Rational:
    a, b = left.denominator, right.denominator
    if isinstance(a, int) and isinstance(b, int):
        denominator: int | Sql = a * b
    else:
        denominator = times(as_sql(a), b)
    return Rational(times(left.numerator, right.numerator), denominator)


def divide(left: Rational, right: Rational) -> Rational:
    """left / right; null when right is zero. The sign moves to the numerator."""
    over, under = left.denominator, right.denominator
    if isinstance(over, int) and isinstance(under, int):
        shared = gcd(over, under)
        over, under = over // shared, under // shared
    elif over == under:
        over, under = 1, 1
    top = times(left.numerator, under)
    bottom = times(as_sql(over), right.numerator)
    zero = number(0)
    signed = exp.Case(
        ifs=[
            exp.If(this=exp.GT(this=right.numerator, expression=zero), true=top),
            exp.If(
                this=exp.LT(this=right.numerator, expression=zero),
                true=exp.Neg(this=_in_brackets(top)),
            ),
        ]
    )
    return Rational(signed, exp.Abs(this=bottom))


def rounded(value: Rational, places: int) -> Rational:
    """Half away from zero to `places` decimals: (2n+d)//(2d) on the magnitude."""
    scale = 10**places
    denominator = value.denominator
    if isinstance(denominator, int):
        shared = gcd(scale, denominator)
        scale, denominator = scale // shared, denominator // shared
    top = times(value.numerator, scale)
    if denominator == 1:
        return Rational(top, 10**places)
    double = times(as_sql(denominator), 2)
    magnitude = divided(
        plus(times(exp.Abs(this=top), 2), as_sql(denominator)),
        double,
    )
    negative = exp.LT(this=_in_brackets(top), expression=number(0))
    signed = exp.Case(
        ifs=[exp.If(this=negative, true=exp.Neg(this=_in_brackets(magnitude)))], default=magnitude
    )
    return Rational(signed, 10**places)


def less(left: Rational, right: Rational, or_equal: bool) -> Sql:
    """left < right, or <=; null when either is."""
    a, b, _ = aligned(left, right)
    kind = exp.LTE if or_equal else exp.LT
    return kind(this=_in_brackets(a), expression=_in_brackets(b))


def equal(left: Rational, right: Rational) -> Sql:
    a, b, _ = aligned(left, right)
    return exp.EQ(this=_in_brackets(a), expression=_in_brackets(b))


def chosen(condition: Sql, then: Rational, otherwise: Rational) -> Rational:
    """`then` where the condition is true, `otherwise` where false, null where it is null."""
    a, b = then, otherwise
    if isinstance(a.denominator, int) and isinstance(b.denominator, int):
        top_a, top_b, common = aligned(a, b)
        return Rational(either(condition, top_a, top_b), common)
    return Rational(
        either(condition, a.numerator, b.numerator),
        either(condition, as_sql(a.denominator), as_sql(b.denominator)),
    )


def either(condition: Sql, then: Sql, otherwise: Sql) -> Sql:
    """CASE that is null for a null condition; a null test is never null itself."""
    if isinstance(condition, exp.Is):
        return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)
    return exp.Case(
        ifs=[
            exp.If(this=condition, true=then),
            exp.If(this=exp.Not(this=_in_brackets(condition)), true=otherwise),
        ]
    )


def _in_brackets(sql: Sql) -> Sql:
    return (
        sql
        if isinstance(sql, exp.Literal | exp.Column | exp.Case | exp.Cast | exp.Paren)
        else exp.Paren(this=sql)
    )
