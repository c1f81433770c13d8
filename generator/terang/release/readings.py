"""What SQL reads of the ratings of one person, and how ratings are stored as whole numbers.

A stored rating has the number of its person, of its input and of its code, and its value and
target in the scale of the input: whole numbers as they are, others in millionths. One pass over
the ratings gathers, per person and input, the sum of values and their count; where values are
known to be small both travel in one sum.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeVar

from sqlglot import exp

from terang.core import expr
from terang.core.program import InputSpec, Program
from terang.release import rational
from terang.release.rational import Rational, Sql, wide

RATINGS, PEOPLE = "penilaian", "orang"
PERSON, INPUT, NUMBER, TARGET, CODE = "pegawai", "masukan", "angka", "target", "kode"
SCALE = 10**6  # values that need not be whole are stored in millionths
PACK = 2**20  # sum x PACK + count; no person has a million ratings of one input
PACKED_VALUE = 10**6  # the largest value that travels with its count


@dataclass(frozen=True, slots=True)
class Layout:
    """How the ratings of one program are stored: numbers of inputs and codes, scales of values."""

    inputs: Mapping[str, int]
    codes: Mapping[tuple[str, str], int]  # (input, code)
    scales: Mapping[str, int]


def layout(program: Program) -> Layout:
    """The storage of a program's ratings; depends on the program alone."""
    specs = {spec.id: spec for spec in program.inputs}
    codes = [(spec.id, choice.code) for spec in program.inputs for choice in spec.choices]
    inputs = list(specs)
    for binding in program.bindings:
        for node in _leaves(binding.expr):
            inputs.append(node.input)
            if isinstance(node, expr.Mean) and isinstance(node.map, expr.Lookup):
                codes += [(node.input, code) for code, _ in node.map.scores]
    scales = {name: 1 if _is_whole(specs.get(name)) else SCALE for name in inputs}
    return Layout(_numbered(inputs), _numbered(codes), scales)


class Readings:
    """Collects what a program reads; then gives it as one row a person."""

    def __init__(self, program: Program) -> None:
        self.layout = layout(program)
        self._specs = {spec.id: spec for spec in program.inputs}
        self._points: dict[str, expr.Lookup] = {}  # the look-up that the column `nilai` holds
        self._aggregates: dict[str, exp.Expr] = {}  # column -> aggregate over ratings
        self._derived: dict[str, Sql] = {}  # column -> expression over aggregates

    def mean(self, node: expr.Mean) -> Rational:
        """Mean of the mapped ratings; null when there is none."""
        scale = self.layout.scales[node.input]
        match node.map:
            case expr.Identity():
                total, count = self._sum_and_count(node.input)
                return Rational(total, rational.times(count, scale))
            case expr.Affine(multiply=multiply, add=add):
                total, count = self._sum_and_count(node.input)
                bottom = lcm((multiply / scale).denominator, add.denominator)
                slope = rational.times(total, int(multiply * bottom / scale))
                shift = rational.times(count, int(add * bottom))
                return Rational(rational.plus(slope, shift), _static(count, bottom))
            case expr.Lookup():
                total, count = self._sum_and_count(node.input, node.map)
                return Rational(total, _static(count, _bottom(node.map)))

    def count(self, input_id: str) -> Rational:
        spec = self._specs.get(input_id)
        if spec is not None and not spec.many:
            seen = self._aggregate(input_id, "any", rational.number(1), exp.Max)
            return Rational(_or_zero(seen), 1)
        if self._packs(input_id):
            return Rational(_or_zero(self._sum_and_count(input_id)[1]), 1)
        return Rational(_or_zero(self._counted(input_id)), 1)

    def value(self, input_id: str) -> Rational:
        """The number of the single record."""
        return Rational(self._total(input_id), self.layout.scales[input_id])

    def target(self, input_id: str) -> Rational:
        total = self._aggregate(input_id, TARGET, exp.column(TARGET), exp.Max)
        total = self._derive(total, "w", exp.cast(total, exp.DataType.build("INT128")))
        return Rational(total, self.layout.scales[input_id])

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

    def statement(self) -> exp.Select:
        """Every person of `orang` with all columns read of the ratings."""
        value = exp.alias_(self._value(), "nilai")
        columns = [exp.column(name) for name in (PERSON, INPUT, NUMBER, TARGET, CODE)]
        rated = exp.select(*columns, value).from_(RATINGS)
        gathered = (
            exp.select(PERSON, *_aliased(self._aggregates))
            .from_(rated.subquery("terbaca", copy=False), copy=False)
            .group_by(PERSON)
        )
        return (
            exp.select(
                exp.Column(this=exp.Star(), table=exp.to_identifier(PEOPLE)),
                *(exp.column(name, "terkumpul", quoted=True) for name in self._aggregates),
                *_aliased(self._derived),
            )
            .from_(PEOPLE)
            .join(
                gathered.subquery("terkumpul", copy=False),
                using=[PERSON],
                join_type="left",
                copy=False,
            )
        )

    def _sum_and_count(self, input_id: str, scores: expr.Lookup | None = None) -> tuple[Sql, Sql]:
        """Sum and count as columns; the count is the literal 1 where one record is the most."""
        spec = self._specs.get(input_id)
        if spec is not None and not spec.many:
            return self._total(input_id, scores), rational.number(1)
        if scores is None and not self._packs(input_id):
            return self._total(input_id), self._positive(self._counted(input_id))
        if scores is not None and any(score < 0 for _, score in scores.scores):
            return self._total(input_id, scores), self._positive(self._counted(input_id))
        packed = rational.plus(
            rational.times(self._points_of(input_id, scores), PACK), rational.number(1)
        )
        column = self._aggregate(input_id, f"padat.{_tag(scores)}", packed, exp.Sum)
        pack = rational.number(PACK)
        total = self._derive(column, "s", wide(rational.divided(column, pack)))
        count = self._derive(column, "n", wide(exp.Mod(this=column, expression=pack)))
        return total, count

    def _total(self, input_id: str, scores: expr.Lookup | None = None) -> Sql:
        points = self._points_of(input_id, scores)
        column = self._aggregate(input_id, f"jumlah.{_tag(scores)}", points, exp.Sum)
        return self._derive(column, "w", exp.cast(column, exp.DataType.build("INT128")))

    def _counted(self, input_id: str) -> Sql:
        return self._aggregate(input_id, "banyak", rational.number(1), exp.Count)

    def _positive(self, count: Sql) -> Sql:
        return exp.Nullif(this=count, expression=rational.number(0))

    def _packs(self, input_id: str) -> bool:
        spec = self._specs.get(input_id)
        return (
            spec is not None
            and _is_whole(spec)
            and spec.low is not None
            and spec.high is not None
            and 0 <= spec.low <= spec.high <= PACKED_VALUE
        )

    def _points_of(self, input_id: str, scores: expr.Lookup | None) -> Sql:
        """What a rating of the input adds: its number, or the score of its code."""
        if scores is not None and self._points.setdefault(input_id, scores) != scores:
            return self._listed({input_id: scores})
        return exp.column("nilai")

    def _value(self) -> Sql:
        """The number of a rating, or the score of its code out of one list for all inputs."""
        if not self._points:
            return exp.column(NUMBER)
        return exp.Coalesce(this=exp.column(NUMBER), expressions=[self._listed(self._points)])

    def _listed(self, points: Mapping[str, expr.Lookup]) -> Sql:
        places: list[Sql] = [rational.number(0)] * len(self.layout.codes)
        for input_id, scores in points.items():
            for code, score in scores.scores:
                place = self.layout.codes[input_id, code]
                places[place - 1] = rational.number(int(score * _bottom(scores)))
        wide_list = exp.cast(exp.Array(expressions=places), exp.DataType.build("ARRAY<BIGINT>"))
        return exp.Bracket(this=wide_list, expressions=[exp.column(CODE)], offset=1, safe=True)

    def _aggregate(self, input_id: str, kind: str, value: Sql, how: type[exp.AggFunc]) -> Sql:
        name = f"m.{input_id}.{kind}"
        if name not in self._aggregates:
            mine = exp.EQ(
                this=exp.column(INPUT), expression=rational.number(self.layout.inputs[input_id])
            )
            self._aggregates[name] = how(this=exp.Case(ifs=[exp.If(this=mine, true=value)]))
        return exp.column(name, quoted=True)

    def _derive(self, column: Sql, suffix: str, value: Sql) -> Sql:
        name = f"{column.name}.{suffix}"
        self._derived.setdefault(name, value)
        return exp.column(name, quoted=True)


def _aliased(columns: Mapping[str, exp.Expr]) -> list[exp.Expr]:
    return [exp.alias_(value, name, quoted=True) for name, value in columns.items()]


def _leaves(
    node: object,
) -> Iterator[expr.Mean | expr.Count | expr.Value | expr.Target | expr.Code]:
    """The parts of an expression that read ratings."""
    if isinstance(node, expr.Mean | expr.Count | expr.Value | expr.Target | expr.Code):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from _leaves(part)
    else:
        for slot in getattr(node, "__slots__", ()):
            yield from _leaves(getattr(node, slot))


Name = TypeVar("Name", bound=Hashable)


def _numbered(names: Iterable[Name]) -> dict[Name, int]:
    """Names numbered from 1, each once, in order."""
    return {name: place for place, name in enumerate(dict.fromkeys(names), start=1)}


def _is_whole(spec: InputSpec | None) -> bool:
    return spec is not None and spec.kind == "skala"


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
