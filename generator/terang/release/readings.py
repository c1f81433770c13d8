"""What SQL reads of the ratings of one person.

One pass over the ratings gathers, per person and input, the sum of values and their count. In 64
bits the sums and counts of several inputs travel in one sum (`release/packing`); otherwise each in
its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from math import gcd, lcm

from sqlglot import exp

from terang.core import expr
from terang.core.program import InputSpec, Program
from terang.release import rational
from terang.release.packing import LIMIT, Field, Packing
from terang.release.rational import Rational, Sql, wide
from terang.release.storage import (
    CODE,
    INPUT,
    NUMBER,
    PEOPLE,
    PERSON,
    RATINGS,
    TARGET,
    is_whole,
    layout,
    leaves,
    looked_up,
)

ROWS = "m.baris"  # ratings of a person, all inputs together
TOO_MANY = "more ratings of one person than shared sums hold"


class Readings:
    """Collects what a program reads of ratings; then gives it as one row a person.

    store: keeps an expression as a column and returns that column.
    """

    def __init__(self, program: Program, packed: bool, store: Callable[[Sql], Sql]) -> None:
        self.layout = layout(program)
        self.aggregates: dict[str, exp.Expr] = {}  # column -> aggregate over ratings
        self._store = store
        self._specs = {spec.id: spec for spec in program.inputs}
        self._points: dict[str, expr.Lookup] = {}  # the look-up that the column `nilai` holds
        self._packing = Packing(self._fields(program) if packed else (), self.layout.inputs)

    def mean(self, node: expr.Mean) -> Rational:
        """Mean of the mapped ratings; null when there is none."""
        scale = self.layout.scales[node.input]
        match node.map:
            case expr.Identity():
                total, count, _ = self._sum_and_count(node.input)
                return Rational(self._where(count, total), rational.times(count, scale))
            case expr.Affine(multiply=multiply, add=add):
                total, count, natural = self._sum_and_count(node.input)
                bottom = lcm((multiply / scale).denominator, add.denominator)
                slope, shift = int(multiply * bottom / scale), int(add * bottom)
                shared = gcd(slope, shift, bottom)
                if slope == shift:
                    top = rational.times(rational.plus(total, count), slope // shared)
                else:
                    first = rational.times(total, slope // shared)
                    top = rational.plus(first, rational.times(count, shift // shared))
                natural = natural and slope >= 0 and shift >= 0
                return Rational(top, _static(count, bottom // shared), natural)
            case expr.Lookup():
                total, count, natural = self._sum_and_count(node.input, node.map)
                field = self._packing.field(node.input)
                unit = Fraction(1) if field is None else field.unit
                top = rational.times(self._where(count, total), unit.numerator)
                bottom = _bottom(node.map) if field is None else unit.denominator
                return Rational(top, _static(count, bottom), natural)

    def count(self, input_id: str) -> Rational:
        if self._packing.field(input_id) is not None:
            return Rational(_or_zero(self._packed(input_id)[1]), 1, natural=True, sure=True)
        spec = self._specs.get(input_id)
        if spec is not None and not spec.many:
            counted = self._aggregate(input_id, "any", rational.number(1), exp.Max)
        else:
            counted = self._counted(input_id)
        return Rational(_or_zero(counted), 1, natural=True, sure=True)

    def value(self, input_id: str) -> Rational:
        """The number of the single record."""
        single = self._aggregate(input_id, NUMBER, exp.column(NUMBER), exp.Max)
        return Rational(self._whole(single), self.layout.scales[input_id])

    def target(self, input_id: str) -> Rational:
        """The target of the single record; the data contract has it above zero."""
        single = self._aggregate(input_id, TARGET, exp.column(TARGET), exp.Max)
        return Rational(self._whole(single), self.layout.scales[input_id])

    def code(self, input_id: str) -> Sql:
        """The code of the single record, as text."""
        number = self._aggregate(input_id, CODE, exp.column(CODE), exp.Max)
        return exp.Case(
            ifs=[
                exp.If(
                    this=exp.EQ(this=number, expression=rational.number(place)),
                    true=exp.Literal.string(code),
                )
                for (owner, code), place in self.layout.codes.items()
                if owner == input_id
            ]
            or [exp.If(this=exp.Boolean(this=False), true=exp.Literal.string(""))]
        )

    def statement(self, people: Iterable[str], needed: Iterable[str]) -> exp.Select:
        """Columns `people` of every person with the aggregates `needed`."""
        wanted = {name: self.aggregates[name] for name in needed}
        columns: list[exp.Expr] = []
        columns += [exp.column(name) for name in (PERSON, INPUT, NUMBER, TARGET, CODE)]
        columns += [exp.alias_(value, name) for name, value in self._packing.columns(wanted)]
        if any(
            part.name == "nilai" for how in wanted.values() for part in how.find_all(exp.Column)
        ):
            columns.append(exp.alias_(self._value(), "nilai"))
        rated = exp.select(*columns).from_(RATINGS)
        gathered = (
            exp.select(PERSON, *_aliased(wanted))
            .from_(rated.subquery("terbaca", copy=False), copy=False)
            .group_by(PERSON)
        )
        return (
            exp.select(
                *(exp.column(name, PEOPLE) for name in people),
                *(exp.column(name, "terkumpul", quoted=True) for name in wanted),
            )
            .from_(PEOPLE)
            .join(
                gathered.subquery("terkumpul", copy=False),
                using=[PERSON],
                join_type="left",
                copy=False,
            )
        )

    def _fields(self, program: Program) -> Iterator[Field]:
        """Inputs whose ratings add small whole numbers, with these numbers."""
        points: dict[str, set[expr.Lookup]] = {}
        for binding in program.bindings:
            for node in leaves(binding.expr):
                if isinstance(node, expr.Mean) and isinstance(node.map, expr.Lookup):
                    points.setdefault(node.input, set()).add(node.map)
        for input_id, spec in self._specs.items():
            if input_id in points:
                (scores, *others) = points[input_id]
                if not others and all(score >= 0 for _, score in scores.scores):
                    places = {self.layout.codes[input_id, code]: s for code, s in scores.scores}
                    yield Field(input_id, places=places)
            elif _is_small(spec):
                yield Field(input_id, highest=int(spec.high or 0))

    def _sum_and_count(
        self, input_id: str, scores: expr.Lookup | None = None
    ) -> tuple[Sql, Sql, bool]:
        """Sum and count as columns, and that the sum is never negative; the count is the literal 1
        where one record is the most."""
        if self._packing.field(input_id) is not None:
            return (*self._packed(input_id), True)
        natural = scores is not None and all(score >= 0 for _, score in scores.scores)
        points = self._points_of(input_id, scores)
        spec = self._specs.get(input_id)
        if spec is not None and not spec.many:
            single = self._aggregate(input_id, f"satu.{_tag(scores)}", points, exp.Max)
            return self._whole(single), rational.number(1), natural
        total = self._aggregate(input_id, f"jumlah.{_tag(scores)}", points, exp.Sum)
        return self._whole(total), self._positive(self._counted(input_id)), natural

    def _packed(self, input_id: str) -> tuple[Sql, Sql]:
        """Sum (0 where there is none) and count (null where there is none) out of a shared sum."""
        name, total = self._packing.total(input_id)
        self.aggregates.setdefault(name, total)
        self.aggregates.setdefault(ROWS, exp.Count(this=exp.Star()))
        few = exp.LTE(this=exp.column(ROWS, quoted=True), expression=rational.number(LIMIT))
        whole = exp.cast(exp.column(name, quoted=True), exp.DataType.build("BIGINT"))
        refused = exp.cast(exp.func("error", exp.Literal.string(TOO_MANY)), "BIGINT")
        shared = self._store(exp.Case(ifs=[exp.If(this=few, true=whole)], default=refused))
        total, count = self._packing.parts(input_id, shared)
        return self._store(total), self._store(self._positive(count))

    def _where(self, count: Sql, total: Sql) -> Sql:
        """The total, null where nothing was counted."""
        if rational.known(count) is not None:
            return total
        counted = exp.Not(this=exp.Is(this=count, expression=exp.Null()))
        return self._store(exp.Case(ifs=[exp.If(this=exp.Paren(this=counted), true=total)]))

    def _whole(self, column: Sql) -> Sql:
        return self._store(exp.cast(column, exp.DataType.build("INT128")))

    def _counted(self, input_id: str) -> Sql:
        return self._aggregate(input_id, "banyak", rational.number(1), exp.Count)

    def _positive(self, count: Sql) -> Sql:
        return self._store(exp.Nullif(this=count, expression=rational.number(0)))

    def _points_of(self, input_id: str, scores: expr.Lookup | None) -> Sql:
        """What a rating of the input adds: its number, or the score of its code."""
        if scores is not None and self._points.setdefault(input_id, scores) != scores:
            return self._listed({input_id: scores})
        return exp.column(NUMBER if scores is None else "nilai")

    def _value(self) -> Sql:
        """The score of a rating's code out of one list for all inputs."""
        return self._listed(self._points)

    def _listed(self, points: Mapping[str, expr.Lookup]) -> Sql:
        places = {
            self.layout.codes[input_id, code]: int(score * _bottom(scores))
            for input_id, scores in points.items()
            for code, score in scores.scores
        }
        return looked_up(places, CODE)

    def _aggregate(self, input_id: str, kind: str, value: Sql, how: type[exp.AggFunc]) -> Sql:
        name = f"m.{input_id}.{kind}"
        if name not in self.aggregates:
            mine = exp.EQ(
                this=exp.column(INPUT), expression=rational.number(self.layout.inputs[input_id])
            )
            self.aggregates[name] = how(this=exp.Case(ifs=[exp.If(this=mine, true=value)]))
        return exp.column(name, quoted=True)


def _aliased(columns: Mapping[str, exp.Expr]) -> list[exp.Expr]:
    return [exp.alias_(value, name, quoted=True) for name, value in columns.items()]


def _is_small(spec: InputSpec) -> bool:
    """Its values are whole numbers between bounds, none below zero."""
    if not is_whole(spec) or spec.low is None or spec.high is None:
        return False
    return 0 <= spec.low <= spec.high


def _bottom(scores: expr.Lookup) -> int:
    return lcm(*(score.denominator for _, score in scores.scores))


def _static(count: Sql, bottom: int) -> int | Sql:
    return bottom if rational.known(count) == 1 else rational.times(count, bottom)


def _or_zero(count: Sql) -> Sql:
    return exp.Coalesce(this=wide(count), expressions=[rational.number(0)])


def _tag(scores: expr.Lookup | None) -> str:
    if scores is None:
        return "angka"
    return "/".join(str(Fraction(score)) for _, score in scores.scores)
