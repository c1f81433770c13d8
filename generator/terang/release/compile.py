"""The expression form as SQL, so that an engine scores millions exactly as the page explains one.

Input: a table of accepted ratings, one row a rating: `pegawai`, `masukan` (input id), `angka` and
`target` (whole numbers, millionths) and `kode`. Output: one row a person with the columns of every
binding. Bindings become layers of sub-queries: each layer reads columns of earlier ones only.
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
from terang.release.readings import SCALE, count_of, is_input, mapped, single

RATINGS, PEOPLE = "penilaian", "orang"


@dataclass(frozen=True, slots=True)
class Word:
    """A text or truth value; null where it has none."""

    sql: Sql


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

    def sql(self, dialect: str = "duckdb") -> str:
        return self.statement.sql(dialect=dialect, copy=False)


def compile_program(program: Program) -> Query:
    """One SELECT giving `pegawai` and the value of every binding, for the people of `orang`."""
    build = _Build()
    layers: list[list[tuple[str, Compiled]]] = []
    depth: dict[str, int] = {}
    for name, node in program.bindings:
        level = max((depth[ref] + 1 for ref in _references(node)), default=0)
        depth[name] = level
        while len(layers) <= level:
            layers.append([])
        layers[level].append((name, build.bind(name, build.compile(node))))
    return Query(_layered(build, layers), build.outputs)


def _layered(build: _Build, layers: Sequence[Sequence[tuple[str, Compiled]]]) -> exp.Select:
    """Sub-queries, innermost the aggregated ratings, each layer adding its bindings' columns."""
    query = build.gathered()
    for number, layer in enumerate(layers):
        columns: list[exp.Expr] = [exp.Star()]
        for name, value in layer:
            output = build.outputs[name]
            match value:
                case Rational(numerator=numerator, denominator=denominator):
                    columns.append(exp.alias_(wide(numerator), output.column, quoted=True))
                    if isinstance(output.denominator, str):
                        bottom = wide(rational.as_sql(denominator))
                        columns.append(exp.alias_(bottom, output.denominator, quoted=True))
                case Word(sql=sql):
                    columns.append(exp.alias_(sql, output.column, quoted=True))
                case None:
                    columns.append(exp.alias_(exp.Null(), output.column, quoted=True))
        query = exp.select(*columns).from_(query.subquery(f"lapis{number}", copy=False), copy=False)
    return query


class _Build:
    """Collects what is read from ratings and where each binding went."""

    def __init__(self) -> None:
        self.outputs: dict[str, Output] = {}
        self._values: dict[str, Compiled] = {}
        self._gathered: dict[str, tuple[Sql, str]] = {}  # aggregate's SQL text -> (SQL, column)

    def bind(self, name: str, value: Compiled) -> Compiled:
        """Remember the binding's columns, so that later expressions refer to them."""
        column = f"b{len(self.outputs)}"
        match value:
            case Rational(denominator=int(denominator)):
                self.outputs[name] = Output(column, denominator)
                self._values[name] = Rational(_column(column), denominator)
            case Rational():
                self.outputs[name] = Output(column, f"{column}_d")
                self._values[name] = Rational(_column(column), _column(f"{column}_d"))
            case Word():
                self.outputs[name] = Output(column, None)
                self._values[name] = Word(_column(column))
            case None:
                self.outputs[name] = Output(column, None)
                self._values[name] = None
        return value

    def gathered(self) -> exp.Select:
        """People with everything the program reads of their ratings, one row a person."""
        columns = [
            exp.alias_(aggregate, column, quoted=True)
            for aggregate, column in self._gathered.values()
        ]
        return (
            exp.select(exp.column("pegawai", PEOPLE), *columns)
            .from_(PEOPLE)
            .join(RATINGS, using=["pegawai"], join_type="left")
            .group_by(exp.column("pegawai", PEOPLE))
        )

    def _read(self, aggregate: Sql) -> Sql:
        text = aggregate.sql(dialect="duckdb")
        _, column = self._gathered.setdefault(text, (aggregate, f"m{len(self._gathered)}"))
        return _column(column)

    def compile(self, node: Expr) -> Compiled:  # noqa: PLR0911, PLR0912  one case a node
        match node:
            case expr.Num():
                return rational.constant(node.value)
            case expr.Text():
                return Word(exp.Literal.string(node.value))
            case expr.Bool():
                return Word(exp.Boolean(this=node.value))
            case expr.Null():
                return None
            case expr.Ref():
                return self._values[node.name]
            case expr.Mean():
                return self._mean(node)
            case expr.Count():
                return Rational(self._read(wide(count_of(node.input))), 1)
            case expr.Value():
                return Rational(self._read(wide(single(node.input, "angka"))), SCALE)
            case expr.Target():
                return Rational(self._read(wide(single(node.input, "target"))), SCALE)
            case expr.Code():
                return Word(self._read(single(node.input, "kode")))
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
                return Word(_is_null(self.compile(node.value)))
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

    def _mean(self, node: expr.Mean) -> Rational:
        value, denominator = mapped(node.map)
        total = exp.Sum(this=exp.Case(ifs=[exp.If(this=is_input(node.input), true=value)]))
        count = self._read(wide(count_of(node.input)))
        positive = exp.Nullif(this=count, expression=rational.number(0))
        return Rational(self._read(wide(total)), rational.times(positive, denominator))

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
        unknown = exp.or_(*[exp.Is(this=word, expression=exp.Null()) for word in words])
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


def _references(node: object) -> set[str]:
    """Names of the bindings an expression refers to."""
    if isinstance(node, expr.Ref):
        return {node.name}
    if isinstance(node, tuple):
        return set().union(*(_references(part) for part in node))
    slots = getattr(node, "__slots__", ())
    return set().union(*(_references(getattr(node, slot)) for slot in slots))
