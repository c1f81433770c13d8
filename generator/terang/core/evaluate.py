"""The Python evaluator: exact rationals, strict null. The meaning of nodes is in `expr.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from terang.core import expr
from terang.core.bands import looked_up, within
from terang.core.expr import Expr, Scalar
from terang.core.numbers import round_half_up
from terang.core.program import Program


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating as expressions see it: a number or a code, and a target where there is one."""

    value: Fraction | str
    target: Fraction | None = None


Ratings = Mapping[str, Sequence[Rating]]  # by input id; an input without ratings may be left out


def run(program: Program, ratings: Ratings) -> dict[str, Scalar]:
    """The value of every binding of a program, in order."""
    values: dict[str, Scalar] = {}
    for name, node in program.bindings:
        values[name] = evaluate(node, values, ratings)
    return values


def evaluate(  # noqa: PLR0911, PLR0912 - one case for each kind of node
    node: Expr, values: Mapping[str, Scalar], ratings: Ratings
) -> Scalar:
    """The value of one expression; KeyError for an unknown binding, TypeError for wrong kinds."""

    def of(part: Expr) -> Scalar:
        return evaluate(part, values, ratings)

    match node:
        case expr.Num() | expr.Text() | expr.Bool():
            return node.value
        case expr.Null():
            return None
        case expr.Ref():
            return values[node.name]
        case expr.Mean() | expr.Count() | expr.Value() | expr.Target() | expr.Code():
            return _read(node, ratings.get(node.input, ()))
        case expr.IsNull():
            return of(node.value) is None
        case expr.Coalesce():
            return next((value for value in map(of, node.parts) if value is not None), None)
        case expr.If():
            condition = of(node.condition)
            if condition is None:
                return None
            return of(node.then) if _truth(condition) else of(node.otherwise)
        case expr.PickBand():
            return _pick_band(node, of)
        case expr.Add() | expr.Mul() | expr.Min() | expr.Max() | expr.And() | expr.Or():
            operands = [of(part) for part in node.parts]
        case expr.Sub() | expr.Div() | expr.Lt() | expr.Le() | expr.Eq() | expr.Worst():
            operands = [of(node.left), of(node.right)]
        case expr.PickCell():
            operands = [of(node.row), of(node.column)]
        case expr.Round() | expr.Not():
            operands = [of(node.value)]
        case _:
            assert_never(node)
    return None if None in operands else _apply(node, operands)


_Leaf = expr.Mean | expr.Count | expr.Value | expr.Target | expr.Code
_Many = expr.Add | expr.Mul | expr.Min | expr.Max | expr.And | expr.Or
_Strict = (
    _Many
    | expr.Sub
    | expr.Div
    | expr.Lt
    | expr.Le
    | expr.Eq
    | expr.Worst
    | expr.PickCell
    | expr.Round
    | expr.Not
)


def _read(node: _Leaf, ratings: Sequence[Rating]) -> Scalar:
    match node:
        case expr.Count():
            return Fraction(len(ratings))
        case expr.Mean():
            scores = [_score(node.map, rating.value) for rating in ratings]
            return sum(scores, Fraction(0)) / len(scores) if scores else None
    if len(ratings) > 1:
        raise ValueError(f"{node.input}: one record expected, {len(ratings)} given")
    if not ratings:
        return None
    match node:
        case expr.Value():
            return _number(ratings[0].value)
        case expr.Target():
            return ratings[0].target
        case expr.Code():
            return _word(ratings[0].value)


def _score(mapping: expr.RatingMap, value: Fraction | str) -> Fraction:
    match mapping:
        case expr.Identity():
            return _number(value)
        case expr.Affine():
            return _number(value) * mapping.multiply + mapping.add
        case expr.Lookup():
            return dict(mapping.scores)[_word(value)]


def _apply(node: _Strict, operands: Sequence[Scalar]) -> Scalar:  # noqa: PLR0911 - as above
    """The result of an operation none of whose operands is null."""
    match node:
        case expr.And():
            return all(_truth(value) for value in operands)
        case expr.Or():
            return any(_truth(value) for value in operands)
        case expr.Not():
            return not _truth(operands[0])
        case expr.Eq():
            left, right = operands
            if type(left) is not type(right):
                raise TypeError(f"cannot compare {left!r} with {right!r}")
            return left == right
        case expr.PickCell():
            return _pick_cell(node, operands)
        case expr.Worst():
            return max([_word(value) for value in operands], key=node.order.index)
        case _:
            return _compute(node, [_number(value) for value in operands])


_Numeric = (
    expr.Add | expr.Sub | expr.Mul | expr.Div | expr.Min | expr.Max | expr.Round | expr.Lt | expr.Le
)


def _compute(node: _Numeric, numbers: Sequence[Fraction]) -> Scalar:  # noqa: PLR0911 - as above
    match node:
        case expr.Add():
            return sum(numbers, Fraction(0))
        case expr.Sub():
            return numbers[0] - numbers[1]
        case expr.Mul():
            product = Fraction(1)
            for number in numbers:
                product *= number
            return product
        case expr.Div():
            return None if numbers[1] == 0 else numbers[0] / numbers[1]
        case expr.Min():
            return min(numbers)
        case expr.Max():
            return max(numbers)
        case expr.Round():
            return Fraction(round_half_up(numbers[0], node.places))
        case expr.Lt():
            return numbers[0] < numbers[1]
        case expr.Le():
            return numbers[0] <= numbers[1]


def _pick_cell(node: expr.PickCell, place: Sequence[Scalar]) -> str | None:
    for row, column, category in node.cells:
        if [row, column] == list(place):
            return category
    return None


def _pick_band(node: expr.PickBand, of: Callable[[Expr], Scalar]) -> str | None:
    found = of(node.value)
    if found is None:
        return None
    value = looked_up(_number(found), node.places)
    for band in node.bands:
        if within(band, value) and (band.condition is None or of(band.condition) is True):
            return band.category
    return None


def _number(value: Scalar) -> Fraction:
    if not isinstance(value, Fraction):
        raise TypeError(f"not a number: {value!r}")
    return value


def _word(value: Scalar) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    return value


def _truth(value: Scalar) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"not a truth value: {value!r}")
    return value
