"""The expression form as SQL, so that an engine scores millions exactly as the page explains one.

Input: a table of accepted ratings, one row a rating, stored as `release/readings` says, and a table
of people. Output: the columns of the people with those of every binding. Bindings become layers of
sub-queries: each layer reads columns of earlier ones only.

Whole numbers are as wide as the engine is told: 128 bits always suffice, 64 bits are quicker and an
engine refuses what does not fit, so that a narrow result is never wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import assert_never

from sqlglot import exp

from terang.core import expr
from terang.core.expr import Expr
from terang.core.program import Program
from terang.release import rational
from terang.release.rational import Rational, Sql, wide
from terang.release.readings import Layout, Readings

WIDE, NARROW = "INT128", "BIGINT"
WHOLE_OF = {"spark": "DECIMAL(38, 0)"}  # the widest whole number of other dialects


@dataclass(frozen=True, slots=True)
class Word:
    """A text or truth value; null where it has none. sure: it never is null."""

    sql: Sql
    sure: bool = False


Compiled = Rational | Word | None  # None is the literal null, which takes any kind


@dataclass(frozen=True, slots=True)
class Output:
    """Where a binding's value stands: its column, and its denominator if it is a number."""

    column: str
    denominator: int | str | None  # int static, str a column, None for words


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled program: the statement and its columns by binding name."""

    statement: exp.Select
    outputs: dict[str, Output]
    layout: Layout

    def sql(self, dialect: str = "duckdb", whole: str = WIDE) -> str:
        """The statement in a dialect; whole: WIDE or NARROW, the type of whole numbers."""
        type_ = exp.DataType.build(WHOLE_OF.get(dialect, whole), dialect=dialect)
        statement = self.statement.copy()
        for cast in statement.find_all(exp.Cast):
            if cast.to.this == exp.DataType.Type.INT128:
                cast.set("to", type_.copy())
        return statement.sql(dialect=dialect, copy=False)


def compile_program(program: Program) -> Query:
    """One SELECT giving the people of `orang` with the value of every binding."""
    build = _Build(program)
    for name, node in program.bindings:
        build.bind(name, build.compile(node))
    return Query(build.statement(), build.outputs, build.readings.layout)


class _Build:
    """Collects what is read from ratings and where each binding went."""

    def __init__(self, program: Program) -> None:
        self.readings = Readings(program)
        self.outputs: dict[str, Output] = {}
        self._values: dict[str, Compiled] = {}
        self._stored: dict[str, str] = {}  # SQL text -> column
        self._layers: list[list[exp.Expr]] = []  # each reads columns of earlier ones
        self._level: dict[str, int] = {}  # column -> its layer

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

    def statement(self) -> exp.Select:
        """Sub-queries, innermost the gathered ratings, each layer adding its columns."""
        query = self.readings.statement()
        for number, layer in enumerate(self._layers):
            inner = query.subquery(f"lapis{number}", copy=False)
            query = exp.select(exp.Star(), *layer).from_(inner, copy=False)
        return query

    def _store(self, sql: Sql) -> str:
        """The column that holds an expression; the same expression is computed once."""
        if isinstance(sql, exp.Column):
            return sql.name
        text = sql.sql(dialect="duckdb")
        if text not in self._stored:
            column = f"b{len(self._stored)}"
            read = [self._level.get(part.name, -1) for part in sql.find_all(exp.Column)]
            level = max(read, default=-1) + 1
            while len(self._layers) <= level:
                self._layers.append([])
            self._layers[level].append(exp.alias_(sql, column, quoted=True))
            self._stored[text], self._level[column] = column, level
        return self._stored[text]

    def compile(self, node: Expr) -> Compiled:
        """A node as columns or literals, so that what reads it twice repeats only names."""
        match self._compile(node):
            case Rational(numerator=numerator, denominator=denominator):
                if rational.known(numerator) is None:
                    numerator = _column(self._store(wide(numerator)))
                if not isinstance(denominator, int):
                    denominator = _column(self._store(wide(denominator)))
                return Rational(numerator, denominator)
            case Word(sql=sql, sure=sure) if not isinstance(sql, exp.Literal | exp.Boolean):
                return Word(_column(self._store(sql)), sure)
            case value:
                return value

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
            case expr.Round():
                value = self.compile(node.value)
                return None if value is None else rational.rounded(_number(value), node.places)
            case expr.Lt() | expr.Le() | expr.Eq():
                return self._compare(node)
            case expr.And() | expr.Or():
                return self._all_or_any(node)
            case expr.Not():
                value = self.compile(node.value)
                return None if value is None else Word(exp.Not(this=exp.Paren(this=_word(value))))
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
            return Word(exp.EQ(this=left.sql, expression=_word(right)))
        if isinstance(node, expr.Eq):
            return Word(rational.equal(left, _number(right)))
        return Word(rational.less(left, _number(right), isinstance(node, expr.Le)))

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

    def _if(self, node: expr.If) -> Compiled:
        condition = self.compile(node.condition)
        then, otherwise = self.compile(node.then), self.compile(node.otherwise)
        if condition is None:
            return None
        test = _word(condition)
        if then is None and otherwise is None:
            return None
        if isinstance(then, Word) or isinstance(otherwise, Word):
            return Word(rational.either(test, _word(then), _word(otherwise)))
        return rational.chosen(test, _number(then), _number(otherwise))

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
    return rational.chosen(rational.less(left, right, or_equal=True), left, right)


def _greater(left: Rational, right: Rational) -> Rational:
    return rational.chosen(rational.less(left, right, or_equal=True), right, left)


def _first_known(left: Compiled, right: Compiled) -> Compiled:
    if left is None or right is None:
        return right if left is None else left
    if isinstance(left, Word):
        return Word(exp.Coalesce(this=left.sql, expressions=[_word(right)]))
    known = exp.Not(this=exp.Is(this=left.numerator, expression=exp.Null()))
    return rational.chosen(exp.Paren(this=known), left, _number(right))


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


def _column(name: str) -> Sql:
    return exp.column(name, quoted=True)
