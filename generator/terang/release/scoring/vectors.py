"""A compiled program over whole columns: the same expressions as SQL runs, in 64 bits, by numpy.

Every number carries bounds within which it provably lies. Where a result could leave 64 bits the
bounds are taken anew from the values, and if it still could, nothing is computed: the statement
over the rows does it in 128 bits. So a number here is never wrong. Null is as in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import add, eq, ge, gt, itemgetter, le, lt, mul, sub
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlglot import exp

from terang.release.scoring.query import Query
from terang.release.scoring.rational import Sql

LIMIT = 2**63 - 1
AT_ONCE = 2**16  # people
# scalars stand for a constant column
Values: TypeAlias = "npt.NDArray[Any] | int"
Known: TypeAlias = "npt.NDArray[np.bool_] | bool"


class Unfit(Exception):
    """Ratings or numbers that this way cannot hold; the statement over the rows can."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A column: numbers, truth values, or places of words in the list of words.

    known: where it is not null; anything may stand in `values` elsewhere.
    low, high: bounds of the numbers that are known.
    """

    values: Values
    known: Known = True
    low: int = 0
    high: int = 1

    @classmethod
    def of(cls, values: npt.NDArray[np.int64], known: Known) -> Vector:
        """Numbers with their own bounds."""
        return _tight(cls(values, known))

    def spread(self, many: int) -> Vector:
        """The same with an entry for each of `many` people."""
        values, known = np.broadcast_to(self.values, many), np.broadcast_to(self.known, many)
        return replace(self, values=values, known=known)


NULL = Vector(False, False, 0, 0)
Ready: TypeAlias = Callable[[Mapping[str, Vector]], Vector]


class Columns:
    """The columns of some bindings of a compiled program, ready to be computed again and again."""

    def __init__(self, query: Query, wanted: Sequence[str]) -> None:
        steps, self._asked = query.steps(wanted)
        reader = _Reader()
        self._steps = [(name, reader.ready(sql), finished) for name, sql, finished in steps]
        self._words = tuple(reader.words)

    def of(self, gathered: Mapping[str, Vector], many: int) -> Evaluated:
        """For as many people, of whose ratings `gathered` was read, by column. Raises Unfit."""
        parts: dict[str, list[Vector]] = {name: [] for name in self._asked}
        for first in range(0, many, AT_ONCE):
            last = min(first + AT_ONCE, many)
            here = {name: _cut(vector, first, last) for name, vector in gathered.items()}
            for name, compute, finished in self._steps:
                here[name] = compute(here)
                for gone in finished:
                    del here[gone]
            for name, own in parts.items():
                own.append(here[name].spread(last - first))
        return Evaluated({name: _joined(own) for name, own in parts.items()}, self._words)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Columns by name; values of words are places in `words`."""

    columns: Mapping[str, Vector]
    words: tuple[str, ...]


def _cut(vector: Vector, first: int, last: int) -> Vector:
    assert not isinstance(vector.values, int)
    known = vector.known if isinstance(vector.known, bool) else vector.known[first:last]
    return replace(vector, values=vector.values[first:last], known=known)


def _joined(parts: Sequence[Vector]) -> Vector:
    if not parts:
        return Vector(np.zeros(0, np.int64), np.zeros(0, np.bool_), 0, 0)
    values = np.concatenate([np.asarray(part.values) for part in parts])
    known = np.concatenate([np.asarray(part.known) for part in parts])
    return Vector(values, known, min(p.low for p in parts), max(p.high for p in parts))


class _Reader:
    """Makes expressions ready to be computed of columns; keeps the words it has met."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self._pairs: dict[type[exp.Expr], Callable[[Vector, Vector], Vector]] = {
            **{exp.Add: _add, exp.Sub: _subtract, exp.Mul: _multiply, exp.IntDiv: _divide},
            **{exp.And: _and, exp.Or: _or, exp.Nullif: _unless},
            **{kind: _comparison(test) for kind, test in COMPARISONS.items()},
        }

    def ready(self, node: Sql) -> Ready:  # noqa: PLR0911  one return a kind
        """Computes the expression of columns by name."""
        match node:
            case exp.Column():
                return itemgetter(node.name)
            case exp.Cast() | exp.Paren():
                return self.ready(node.this)
            case exp.Literal() | exp.Boolean() | exp.Null():
                constant = self._constant(node)
                return lambda _: constant
            case exp.Case():
                return self._case(node)
            case exp.Coalesce():
                return self._coalesce(node)
            case exp.Not() | exp.Neg() | exp.Abs():
                alone, inner = ALONE[type(node)], self.ready(node.this)
                return lambda here: alone(inner(here))
            case exp.Is():
                asked = self.ready(node.this)
                return lambda here: Vector(_negated(asked(here).known))
            case _:
                pair, left = self._pairs[type(node)], self.ready(node.this)
                right = self.ready(node.expression)
                return lambda here: pair(left(here), right(here))

    def _constant(self, node: exp.Literal | exp.Boolean | exp.Null) -> Vector:
        match node:
            case exp.Null():
                return NULL
            case exp.Boolean():
                return Vector(bool(node.this))
            case exp.Literal(is_string=True):
                return Vector(self.words.setdefault(node.this, len(self.words)))
            case _:
                value = int(node.this)
                return Vector(value, True, value, value)

    def _case(self, node: exp.Case) -> Ready:
        default = node.args.get("default")
        last = self.ready(exp.Null() if default is None else default)
        branches = [
            (self.ready(if_.this), self.ready(if_.args["true"])) for if_ in node.args["ifs"]
        ]

        def computed(here: Mapping[str, Vector]) -> Vector:
            found = last(here)
            for test, then in reversed(branches):
                found = _chosen(_true(test(here)), then(here), found)
            return found

        return computed

    def _coalesce(self, node: exp.Coalesce) -> Ready:
        *before, last = [self.ready(part) for part in (node.this, *node.expressions)]

        def computed(here: Mapping[str, Vector]) -> Vector:
            found = last(here)
            for part in reversed(before):
                value = part(here)
                found = _chosen(value.known, value, found)
            return found

        return computed


def _not(value: Vector) -> Vector:
    return replace(value, values=_negated(value.values))


def _negative(value: Vector) -> Vector:
    return Vector(-1 * value.values, value.known, -value.high, -value.low)


def _magnitude(value: Vector) -> Vector:
    if value.low >= 0:
        return value
    low = 0 if value.high >= 0 else -value.high
    return Vector(np.abs(value.values), value.known, low, max(-value.low, value.high))


ALONE: Mapping[type[exp.Expr], Callable[[Vector], Vector]] = {
    **{exp.Not: _not, exp.Neg: _negative, exp.Abs: _magnitude}
}


def _unless(value: Vector, other: Vector) -> Vector:
    """The value, null where it is the other."""
    if value.low > other.high or value.high < other.low:
        return value
    same = _true(_comparison(eq)(value, other))
    low = value.low + (value.low == other.low == other.high)
    return Vector(value.values, value.known & _negated(same), low, max(low, value.high))


def _tight(value: Vector) -> Vector:
    """The same with bounds out of its values."""
    if isinstance(value.values, int):
        return value
    if isinstance(value.known, bool):
        own = value.values if value.known else value.values[:0]
    else:
        own = value.values[value.known]
    low, high = (int(own.min()), int(own.max())) if own.size else (0, 0)
    return replace(value, low=low, high=high)


Bounds: TypeAlias = tuple[int, int]


def _exact(
    bounds: Callable[[Vector, Vector], Bounds], compute: Callable[[Any, Any], Any]
) -> Callable[[Vector, Vector], Vector]:
    """An operation on numbers; bounds: of its result."""

    def combined(left: Vector, right: Vector) -> Vector:
        low, high = bounds(left, right)
        if low < -LIMIT or high > LIMIT:
            left, right = _tight(left), _tight(right)
            low, high = bounds(left, right)
            if low < -LIMIT or high > LIMIT:
                raise Unfit
        return Vector(compute(left.values, right.values), left.known & right.known, low, high)

    return combined


def _product(left: Vector, right: Vector) -> Bounds:
    ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return min(ends), max(ends)


_add = _exact(lambda a, b: (a.low + b.low, a.high + b.high), add)
_subtract = _exact(lambda a, b: (a.low - b.high, a.high - b.low), sub)
_multiply = _exact(_product, mul)


def _divide(top: Vector, bottom: Vector) -> Vector:
    """Whole division; neither side is negative where it is known, null by zero."""
    if isinstance(bottom.values, int) and bottom.values == 0:
        return NULL
    known = top.known & bottom.known
    if bottom.low <= 0:
        known = known & (bottom.values != 0)
    with np.errstate(divide="ignore"):
        found = top.values // bottom.values
    return Vector(found, known, 0, max(top.high, 0) // max(bottom.low, 1))


COMPARISONS: Mapping[type[exp.Expr], Callable[[Any, Any], Any]] = {
    **{exp.LT: lt, exp.LTE: le, exp.GT: gt, exp.GTE: ge, exp.EQ: eq}
}


def _comparison(test: Callable[[Any, Any], Any]) -> Callable[[Vector, Vector], Vector]:
    return lambda a, b: Vector(test(a.values, b.values), a.known & b.known)


def _and(left: Vector, right: Vector) -> Vector:
    if left.known is True and right.known is True:
        return Vector(left.values & right.values)
    both = left.known & right.known
    return Vector(_true(left) & _true(right), both | _false(left) | _false(right))


def _or(left: Vector, right: Vector) -> Vector:
    if left.known is True and right.known is True:
        return Vector(left.values | right.values)
    both = left.known & right.known
    return Vector(_true(left) | _true(right), both | _true(left) | _true(right))


def _true(value: Vector) -> Known:
    found: Known = value.values if value.known is True else value.known & value.values  # type: ignore[assignment]
    return found


def _false(value: Vector) -> Known:
    found: Known = value.known & _negated(value.values)
    return found


def _negated(values: Any) -> Any:  # noqa: ANN401  a truth value or a column of them
    return not values if isinstance(values, bool) else ~values


def _chosen(test: Known, then: Vector, otherwise: Vector) -> Vector:
    """`then` where the test holds."""
    if isinstance(test, bool):
        return then if test else otherwise
    if then.known is False:
        return replace(otherwise, known=otherwise.known & ~test)
    if otherwise.known is False:
        return replace(then, known=test & then.known)
    known = then.known
    if known is not otherwise.known:
        known = np.where(test, then.known, otherwise.known)
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    return Vector(np.where(test, then.values, otherwise.values), known, low, high)


def words_of(found: Evaluated, column: str) -> Iterator[str | bool | None]:
    """A column of words or truth values, person by person."""
    vector = found.columns[column]
    values = np.asarray(vector.values)
    is_truth = values.dtype == np.bool_
    for value, known in zip(values.tolist(), np.asarray(vector.known).tolist(), strict=True):
        yield (value if is_truth else found.words[value]) if known else None
