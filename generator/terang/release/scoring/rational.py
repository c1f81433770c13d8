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
    """numerator / denominator; denominator > 0 wherever the numerator is not null."""

    numerator: Sql
    denominator: int | Sql
    natural: bool = False  # known never to be negative
    sure: bool = False  # known never to be null

    @property
    def is_zero(self) -> bool:
        return known(self.numerator) == 0


Combine = Callable[[Rational, Rational], Rational]


def number(value: int) -> Sql:
    """A whole literal."""
    literal: Sql = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal


def wide(sql: exp.Expr) -> Sql:
    """The value as a whole number of 128 bits, wide enough for any exact product here."""
    if isinstance(sql, exp.Column | exp.Cast):
        return sql  # a column of ours is wide already
    return exp.Cast(this=sql, to=exp.DataType(this=exp.DataType.Type.INT128))  # nothing to parse


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
    top = wide(number(value.numerator))
    return Rational(top, value.denominator, natural=value >= 0, sure=True)


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
    if b is not None and isinstance(left, exp.Mul) and (c := known(left.expression)) is not None:
        return exp.Mul(this=left.this, expression=number(b * c))
    return exp.Mul(this=_in_brackets(left), expression=_in_brackets(right))


def plus(left: Sql, right: Sql) -> Sql:
    if known(right) == 0:
        return left
    if known(left) == 0:
        return right
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
    return Rational(plus(a, b), common, *_both(left, right))


def subtract(left: Rational, right: Rational) -> Rational:
    a, b, common = aligned(left, right)
    return Rational(minus(a, b), common, sure=left.sure and right.sure)


def multiply(left: Rational, right: Rational) -> Rational:
    a, b = left.denominator, right.denominator
    if isinstance(a, int) and isinstance(b, int):
        denominator: int | Sql = a * b
    else:
        denominator = times(as_sql(a), b)
    return Rational(times(left.numerator, right.numerator), denominator, *_both(left, right))


def divide(left: Rational, right: Rational) -> Rational:
    """left / right; null when right is zero. The sign moves to the numerator."""
    top, bottom = _ratio(left, right)
    divisor = known(right.numerator)
    if divisor is not None and divisor > 0:
        return Rational(top, _plain(bottom), left.natural, left.sure)
    zero = number(0)
    signed = [exp.If(this=exp.GT(this=right.numerator, expression=zero), true=top)]
    if not right.natural:
        below = exp.LT(this=right.numerator, expression=zero)
        signed.append(exp.If(this=below, true=exp.Neg(this=_in_brackets(top))))
        bottom = exp.Abs(this=bottom)
    never_zero = exp.Nullif(this=bottom, expression=zero)
    return Rational(exp.Case(ifs=signed), never_zero, left.natural and right.natural)


def ratio(left: Rational, right: Rational) -> Rational:
    """`divide` for what is rounded next: a denominator that is null makes it null too."""
    if not right.natural or known(right.numerator) is not None:
        return divide(left, right)
    top, bottom = _ratio(left, right)
    return Rational(top, exp.Nullif(this=bottom, expression=number(0)), left.natural)


def _ratio(left: Rational, right: Rational) -> tuple[Sql, Sql]:
    over, under = left.denominator, right.denominator
    if isinstance(over, int) and isinstance(under, int):
        shared = gcd(over, under)
        over, under = over // shared, under // shared
    elif over == under:
        over, under = 1, 1
    return times(left.numerator, under), times(as_sql(over), right.numerator)


def rounded(value: Rational, places: int) -> Rational:
    """Half away from zero to `places` decimals: (2n+d)//(2d) on the magnitude."""
    scale = 10**places
    denominator = value.denominator
    if isinstance(denominator, int):
        shared = gcd(scale, denominator)
        scale, denominator = scale // shared, denominator // shared
    top = times(value.numerator, scale)
    if denominator == 1:
        return Rational(top, 10**places, value.natural, value.sure)
    if value.natural:
        return Rational(_halved_up(top, denominator), 10**places, True, value.sure)
    magnitude = _halved_up(exp.Abs(this=top), denominator)
    negative = exp.LT(this=_in_brackets(top), expression=number(0))
    signed = exp.Case(
        ifs=[exp.If(this=negative, true=exp.Neg(this=_in_brackets(magnitude)))], default=magnitude
    )
    return Rational(signed, 10**places, sure=value.sure)


def _halved_up(top: Sql, denominator: int | Sql) -> Sql:
    """(2n+d)//(2d); of an even d, (n+d/2)//d."""
    if isinstance(denominator, int) and denominator % 2 == 0:
        return divided(plus(top, number(denominator // 2)), number(denominator))
    return divided(
        plus(times(top, 2), as_sql(denominator)),
        times(as_sql(denominator), 2),
    )


def less(left: Rational, right: Rational, or_equal: bool) -> Sql:
    """left < right, or <=; null when either is."""
    a, b, _ = aligned(left, right)
    kind = exp.LTE if or_equal else exp.LT
    return kind(this=_in_brackets(a), expression=_in_brackets(b))


def equal(left: Rational, right: Rational) -> Sql:
    a, b, _ = aligned(left, right)
    return exp.EQ(this=_in_brackets(a), expression=_in_brackets(b))


def chosen(condition: Sql, then: Rational, otherwise: Rational, sure: bool = False) -> Rational:
    """`then` where the condition is true, `otherwise` where false, null where it is null.

    sure: the condition never is null.
    """
    a, b = then, otherwise
    if isinstance(a.denominator, int) and isinstance(b.denominator, int):
        top_a, top_b, bottom = aligned(a, b)
    else:
        top_a, top_b = a.numerator, b.numerator
        if a.is_zero:
            bottom = _or_one(b.denominator)
        elif b.is_zero:
            bottom = _or_one(a.denominator)
        else:
            bottom = either(condition, as_sql(a.denominator), as_sql(b.denominator), sure)
    top = either(condition, top_a, top_b, sure)
    return Rational(top, bottom, a.natural and b.natural, sure and a.sure and b.sure)


def only_if(condition: Sql, value: Rational) -> Rational:
    """The value where the condition is true, null elsewhere."""
    top = exp.Case(ifs=[exp.If(this=condition, true=value.numerator)])
    return Rational(top, value.denominator, value.natural)


def either(condition: Sql, then: Sql, otherwise: Sql, sure: bool = False) -> Sql:
    """CASE that is null for a null condition; sure: the condition never is null."""
    if sure:
        return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)
    return exp.Case(
        ifs=[
            exp.If(this=condition, true=then),
            exp.If(this=exp.Not(this=_in_brackets(condition)), true=otherwise),
        ]
    )


def or_zero(value: Rational) -> Rational:
    """The value, or zero where it is null."""
    top = exp.Coalesce(this=value.numerator, expressions=[number(0)])
    return Rational(top, _or_one(value.denominator), value.natural, sure=True)


def _both(left: Rational, right: Rational) -> tuple[bool, bool]:
    """Natural and sure, of a sum or product."""
    return left.natural and right.natural, left.sure and right.sure


def _or_one(denominator: int | Sql) -> int | Sql:
    """Any denominator will do under a zero, but it must be there."""
    if isinstance(denominator, int):
        return denominator
    return exp.Coalesce(this=denominator, expressions=[number(1)])


def _plain(sql: Sql) -> int | Sql:
    value = known(sql)
    return sql if value is None else value


def _in_brackets(sql: Sql) -> Sql:
    return (
        sql
        if isinstance(sql, exp.Literal | exp.Column | exp.Case | exp.Cast | exp.Paren)
        else exp.Paren(this=sql)
    )
