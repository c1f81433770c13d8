"""The expression form as SQL, so that an engine scores millions exactly as the page explains one.

Input: a table of accepted ratings, one row a rating, stored as `scoring/readings` says, and a table
of people. Output: columns of the people with those of the bindings asked for. Bindings become
layers of sub-queries: each layer reads columns of earlier ones only.

Whole numbers are as wide as the engine is told: 128 bits always suffice, 64 bits are quicker and an
engine refuses what does not fit, so that a narrow result is never wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import assert_never

from sqlglot import exp

from terang.core import expr
from terang.core.expr import Expr
from terang.core.program import Program
from terang.release.scoring import rational
from terang.release.scoring.query import Output, Query, column_of
from terang.release.scoring.rational import Rational, Sql, wide
from terang.release.scoring.readings import Readings

NOTHING = expr.Num(Fraction(0))


@dataclass(frozen=True, slots=True)
class Word:
    """A text or truth value; null where it has none. sure: it never is null."""

    sql: Sql
    sure: bool = False


Compiled = Rational | Word | None  # None is the literal null, which takes any kind


def compile_program(program: Program) -> Query:
    """The people of `orang` with the value of every binding."""
    build = _Build(program)
    for name, node in program.bindings:
        build.bind(name, build.compile(node))
    return Query(build.readings, build.columns, build.outputs)


class _Build:
    """Collects what is read from ratings and where each binding went."""

    def __init__(self, program: Program) -> None:
        self.readings = Readings(program, self._kept)
        self.outputs: dict[str, Output] = {}
        self.columns: dict[str, Sql] = {}
        self._values: dict[str, Compiled] = {}
        self._exprs = {binding.name: binding.expr for binding in program.bindings}
        self._stored: dict[str, str] = {}  # SQL text -> column

    def bind(self, name: str, value: Compiled) -> None:
        """Remember the binding's columns, so that later expressions refer to them."""
        self._values[name] = value
        match value:
            case Rational(numerator=numerator, denominator=denominator):
                bottom = denominator if isinstance(denominator, int) else self._store(denominator)
                self.outputs[name] = Output(self._store(wide(numerator)), bottom)
            case Word(sql=sql):
                self.outputs[name] = Output(self._store(sql), None)
            case None:
                self.outputs[name] = Output(self._store(exp.Null()), None)

    def _store(self, sql: Sql) -> str:
        """The column that holds an expression; the same expression is computed once."""
        if isinstance(sql, exp.Column):
            return sql.name
        text = sql.sql(dialect="duckdb")
        if text not in self._stored:
            column = f"b{len(self._stored)}"
            self._stored[text], self.columns[column] = column, sql
        return self._stored[text]

    def _kept(self, sql: Sql) -> Sql:
        return column_of(self._store(sql))

    def compile(self, node: Expr) -> Compiled:
        """A node as columns or literals, so that what reads it twice repeats only names."""
        value = self._compile(node)
        match value:
            case Rational(numerator=numerator):
                if rational.known(numerator) is None:
                    numerator = self._kept(wide(numerator))
                return self._divisible(replace(value, numerator=numerator))
            case Word(sql=sql, sure=sure) if not isinstance(sql, exp.Literal | exp.Boolean):
                return Word(self._kept(sql), sure)
            case _:
                return value

    def _divisible(self, value: Rational) -> Rational:
        """The value with its denominator as a column, for rounding reads it twice."""
        if isinstance(value.denominator, int):
            return value
        return replace(value, denominator=self._kept(wide(value.denominator)))

    def _compile(self, node: Expr) -> Compiled:  # noqa: PLR0911, PLR0912  one case a node
        match node:
            case expr.Num():
                return rational.constant(node.value)
            case expr.Text():
                return Word(exp.Literal.string(node.value), sure=True)
            case expr.Bool():
                return Word(exp.Boolean(this=node.value), sure=True)
            case expr.Null():
                return None
            case expr.Ref():
                return self._values[node.name]
            case expr.Mean():
                return self.readings.mean(node)
            case expr.Count():
                return self.readings.count(node.input)
            case expr.Value():
                return self.readings.value(node.input)
            case expr.Target():
                return self.readings.target(node.input)
            case expr.Code():
                return Word(self.readings.code(node.input))
            case expr.Add():
                return self._fold(node.parts, rational.add)
            case expr.Mul():
                return self._fold(node.parts, rational.multiply)
            case expr.Min():
                return self._fold(node.parts, _smaller)
            case expr.Max():
                return self._fold(node.parts, _greater)
            case expr.Sub():
                return self._fold((node.left, node.right), rational.subtract)
            case expr.Div():
                return self._fold((node.left, node.right), rational.divide)
            case expr.Round(value=expr.Div() as ratio):
                parts = self.compile(ratio.left), self.compile(ratio.right)
                if None in parts:
                    return None
                left, right = (_number(part) for part in parts)
                return rational.rounded(self._divisible(rational.ratio(left, right)), node.places)
            case expr.Round():
                value = self.compile(node.value)
                return None if value is None else rational.rounded(_number(value), node.places)
            case expr.Lt() | expr.Le() | expr.Eq():
                return self._compare(node)
            case expr.And() | expr.Or():
                return self._all_or_any(node)
            case expr.Not():
                value = self.compile(node.value)
                return None if value is None else _not(value)
            case expr.IsNull():
                return Word(_is_null(self.compile(node.value)), sure=True)
            case expr.If():
                return self._if(node)
            case expr.Coalesce():
                return reduce(_first_known, (self.compile(part) for part in node.parts))
            case expr.PickBand():
                return self._pick_band(node)
            case expr.PickCell():
                return self._pick_cell(node)
            case expr.Worst():
                return self._worst(node)
            case _:
                assert_never(node)

    def _fold(
        self,
        parts: Sequence[Expr],
        combine: rational.Combine,
    ) -> Compiled:
        """Numbers combined two by two; null as soon as one is the literal null."""
        values = [self.compile(part) for part in parts]
        numbers = [_number(value) for value in values if value is not None]
        return reduce(combine, numbers) if len(numbers) == len(values) else None

    def _compare(self, node: expr.Lt | expr.Le | expr.Eq) -> Compiled:
        left, right = self.compile(node.left), self.compile(node.right)
        if left is None or right is None:
            return None
        if isinstance(left, Word):
            return Word(exp.EQ(this=left.sql, expression=_word(right)), left.sure and _sure(right))
        other, sure = _number(right), left.sure and _sure(right)
        if isinstance(node, expr.Eq):
            return Word(rational.equal(left, other), sure)
        return Word(rational.less(left, other, isinstance(node, expr.Le)), sure)

    def _all_or_any(self, node: expr.And | expr.Or) -> Compiled:
        values = [self.compile(part) for part in node.parts]
        if None in values:
            return None
        words = [exp.Paren(this=_word(value)) for value in values if value is not None]
        join = exp.and_ if isinstance(node, expr.And) else exp.or_
        unsure = [
            word
            for word, value in zip(words, values, strict=True)
            if not (isinstance(value, Word) and value.sure)
        ]
        if not unsure:
            return Word(exp.Paren(this=join(*words)), sure=True)
        unknown = exp.or_(*[exp.Is(this=word, expression=exp.Null()) for word in unsure])
        return Word(exp.Case(ifs=[exp.If(this=unknown, true=exp.Null())], default=join(*words)))

    def _if(self, node: expr.If) -> Compiled:  # noqa: PLR0911  one return a shape
        share = self._share(node)
        if share is not None:
            return share
        condition = self.compile(node.condition)
        then, otherwise = self.compile(node.then), self.compile(node.otherwise)
        if condition is None:
            return None
        test, sure = _word(condition), _sure(condition)
        if then is None and otherwise is None:
            return None
        if isinstance(then, Word) or isinstance(otherwise, Word):
            known = sure and _sure(then) and _sure(otherwise)
            return Word(rational.either(test, _word(then), _word(otherwise), sure), known)
        if then is None:
            return rational.only_if(exp.Not(this=exp.Paren(this=test)), _number(otherwise))
        if otherwise is None:
            return rational.only_if(test, _number(then))
        return rational.chosen(test, _number(then), _number(otherwise), sure)

    def _share(self, node: expr.If) -> Compiled:
        """A weighted part, zero where its score is missing: weight x score, or else zero.

        The weight itself is zero where the score is missing and never null, so asking whether it
        is zero comes to the same.
        """
        match node.condition, node.otherwise:
            case expr.Eq(left=expr.Ref(name=weight), right=zero), expr.Mul(
                parts=(expr.Ref(name=factor), expr.Ref(name=score))
            ) if weight == factor and zero == node.then == NOTHING:
                pass
            case _:
                return None
        match self._exprs.get(weight):
            case expr.If(condition=expr.IsNull(value=expr.Ref(name=missing)), then=then) if (
                missing == score and then == NOTHING and _sure(self._values[weight])
            ):
                parts = self._values[weight], self._values[score]
                return rational.or_zero(rational.multiply(*(_number(part) for part in parts)))
        return None

    def _pick_band(self, node: expr.PickBand) -> Compiled:
        compiled = self.compile(node.value)
        if compiled is None:
            return None
        value = _number(compiled)
        if node.places is not None:
            value = rational.rounded(value, node.places)
        ifs = []
        for band in node.bands:
            tests = [
                rational.less(rational.constant(band.low), value, or_equal=True),
                rational.less(value, rational.constant(band.high), or_equal=band.inclusive),
            ]
            if band.condition is not None:
                condition = self.compile(band.condition)
                tests.append(exp.Boolean(this=False) if condition is None else _word(condition))
            ifs.append(exp.If(this=exp.and_(*tests), true=exp.Literal.string(band.category)))
        return Word(exp.Case(ifs=ifs))

    def _pick_cell(self, node: expr.PickCell) -> Compiled:
        row, column = self.compile(node.row), self.compile(node.column)
        if row is None or column is None:
            return None
        ifs = [
            exp.If(
                this=exp.and_(
                    exp.EQ(this=_word(row), expression=exp.Literal.string(r)),
                    exp.EQ(this=_word(column), expression=exp.Literal.string(c)),
                ),
                true=exp.Literal.string(category),
            )
            for r, c, category in node.cells
        ]
        return Word(exp.Case(ifs=ifs))

    def _worst(self, node: expr.Worst) -> Compiled:
        left, right = self.compile(node.left), self.compile(node.right)
        if left is None or right is None:
            return None

        def place(word: Sql) -> Sql:
            return exp.Case(
                ifs=[
                    exp.If(
                        this=exp.EQ(this=word, expression=exp.Literal.string(category)),
                        true=rational.number(number),
                    )
                    for number, category in enumerate(node.order)
                ]
            )

        later = exp.GTE(this=place(_word(left)), expression=place(_word(right)))
        return Word(rational.either(later, _word(left), _word(right)))


def _smaller(left: Rational, right: Rational) -> Rational:
    sure = left.sure and right.sure
    return rational.chosen(rational.less(left, right, or_equal=True), left, right, sure)


def _greater(left: Rational, right: Rational) -> Rational:
    sure = left.sure and right.sure
    found = rational.chosen(rational.less(left, right, or_equal=True), right, left, sure)
    return replace(found, natural=left.natural or right.natural)


def _first_known(left: Compiled, right: Compiled) -> Compiled:
    if left is None or right is None:
        return right if left is None else left
    if isinstance(left, Word):
        either_sure = left.sure or _sure(right)
        return Word(exp.Coalesce(this=left.sql, expressions=[_word(right)]), either_sure)
    other = _number(right)
    known = exp.Not(this=exp.Is(this=left.numerator, expression=exp.Null()))
    found = rational.chosen(exp.Paren(this=known), left, other, sure=True)
    return replace(found, sure=left.sure or other.sure)


def _not(value: Compiled) -> Word:
    return Word(exp.Not(this=exp.Paren(this=_word(value))), _sure(value))


def _sure(value: Compiled) -> bool:
    return value is not None and value.sure


def _number(value: Compiled) -> Rational:
    if value is None:
        return Rational(wide(exp.Null()), 1)
    if isinstance(value, Word):
        raise TypeError("a number was expected, not a word")
    return value


def _word(value: Compiled) -> Sql:
    if value is None:
        return exp.Null()
    if isinstance(value, Rational):
        raise TypeError("a word was expected, not a number")
    return value.sql


def _is_null(value: Compiled) -> Sql:
    match value:
        case None:
            return exp.Boolean(this=True)
        case Word(sql=sql):
            return exp.Is(this=exp.Paren(this=sql), expression=exp.Null())
        case Rational(numerator=numerator):
            return exp.Is(this=exp.Paren(this=numerator), expression=exp.Null())
