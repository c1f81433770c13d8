"""What SQL reads of the ratings of one person.

Each thing read is a column of one row a person: the sum of an input's values, their count, a single
number. SQL over the ratings gives these columns, or `scoring/gather` does in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Literal

from sqlglot import exp

from terang.core import expr
from terang.core.program import InputSpec, Program
from terang.release.scoring import rational
from terang.release.scoring.rational import Rational, Sql, wide
from terang.release.scoring.storage import (
    CODE,
    INPUT,
    NUMBER,
    PEOPLE,
    PERSON,
    RATINGS,
    TARGET,
    Layout,
    is_whole,
    layout,
    looked_up,
)

GATHERED = "terkumpul"  # the sub-query with what is read of each person's ratings
Kind = Literal["ada", "banyak", "jumlah", "tertinggi", "target", "kode"]
HOW: Mapping[Kind, type[exp.AggFunc]] = {"banyak": exp.Count, "jumlah": exp.Sum}  # others: Max


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of a person's ratings of an input; null where there is none.

    kind: `ada` 1 where there is a rating, `banyak` how many there are, `jumlah` and `tertinggi` the
    sum and the highest of their points, `target` and `kode` the highest of these.
    scores: gives the points of a code, over the bottom of its scores; None: points are the numbers.
    """

    input: str
    kind: Kind
    scores: expr.Lookup | None = None

    def points(self, layout: Layout) -> dict[int, int]:
        """Number of a code -> its points; {} where points are the numbers."""
        if self.scores is None:
            return {}
        bottom = bottom_of(self.scores)
        found = ((self.input, code, score) for code, score in self.scores.scores)
        return {layout.codes[owner, code]: int(score * bottom) for owner, code, score in found}


class Readings:
    """Collects what a program reads of ratings; then gives it as one row a person.

    store: keeps an expression as a column and returns that column.
    """

    def __init__(self, program: Program, store: Callable[[Sql], Sql]) -> None:
        self.layout = layout(program)
        self.columns: dict[str, Reading] = {}
        self._store = store
        self._specs = {spec.id: spec for spec in program.inputs}
        self._points: dict[str, Reading] = {}  # the look-up that the column `nilai` holds

    def mean(self, node: expr.Mean) -> Rational:
        """Mean of the mapped ratings; null when there is none."""
        scale = self.layout.scales[node.input]
        match node.map:
            case expr.Identity():
                total, count, natural = self._sum_and_count(node.input)
                return Rational(total, rational.times(count, scale), natural)
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
                return Rational(total, _static(count, bottom_of(node.map)), natural)

    def count(self, input_id: str) -> Rational:
        counted = self._read(Reading(input_id, "ada" if self._is_single(input_id) else "banyak"))
        return Rational(_or_zero(counted), 1, natural=True, sure=True)

    def value(self, input_id: str) -> Rational:
        """The number of the single record."""
        return Rational(self._whole(Reading(input_id, "tertinggi")), self.layout.scales[input_id])

    def target(self, input_id: str) -> Rational:
        """The target of the single record; the data contract has it above zero."""
        return Rational(self._whole(Reading(input_id, "target")), self.layout.scales[input_id])

    def code(self, input_id: str) -> Sql:
        """The code of the single record, as text."""
        number = self._read(Reading(input_id, "kode"))
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
        """Columns `people` of every person with those `needed`, out of the rows of ratings."""
        wanted = {name: self._aggregate(self.columns[name]) for name in needed}
        columns: list[exp.Expr] = []
        columns += [exp.column(name) for name in (PERSON, INPUT, NUMBER, TARGET, CODE)]
        if any(
            part.name == "nilai" for how in wanted.values() for part in how.find_all(exp.Column)
        ):
            columns.append(exp.alias_(_listed(self._points.values(), self.layout), "nilai"))
        rated = exp.select(*columns).from_(RATINGS)
        gathered = (
            exp.select(PERSON, *_aliased(wanted))
            .from_(rated.subquery("terbaca", copy=False), copy=False)
            .group_by(PERSON)
        )
        return (
            exp.select(
                *(exp.column(name, PEOPLE) for name in people),
                *(exp.column(name, GATHERED, quoted=True) for name in wanted),
            )
            .from_(PEOPLE)
            .join(
                gathered.subquery(GATHERED, copy=False),
                using=[PERSON],
                join_type="left",
                copy=False,
            )
        )

    def _sum_and_count(
        self, input_id: str, scores: expr.Lookup | None = None
    ) -> tuple[Sql, Sql, bool]:
        """Sum and count as columns, and that the sum is never negative; the count is the literal 1
        where one record is the most."""
        if scores is None:
            natural = _is_small(self._specs.get(input_id))
        else:
            natural = all(score >= 0 for _, score in scores.scores)
            self._points.setdefault(input_id, Reading(input_id, "jumlah", scores))
        if self._is_single(input_id):
            highest = self._whole(Reading(input_id, "tertinggi", scores))
            return highest, rational.number(1), natural
        total = self._whole(Reading(input_id, "jumlah", scores))
        return total, self._read(Reading(input_id, "banyak")), natural

    def _is_single(self, input_id: str) -> bool:
        spec = self._specs.get(input_id)
        return spec is not None and not spec.many

    def _whole(self, reading: Reading) -> Sql:
        whole = exp.DataType(this=exp.DataType.Type.INT128)
        return self._store(exp.Cast(this=self._read(reading), to=whole))

    def _read(self, reading: Reading) -> Sql:
        """The column of a reading."""
        tag = "" if reading.scores is None else f".{_tag(reading.scores)}"
        name = f"m.{reading.input}.{reading.kind}{tag}"
        self.columns[name] = reading
        return exp.column(name, quoted=True)

    def _aggregate(self, reading: Reading) -> exp.Expr:
        """The aggregate over rows of ratings that gives a reading."""
        mine = exp.EQ(
            this=exp.column(INPUT), expression=rational.number(self.layout.inputs[reading.input])
        )
        value = exp.Case(ifs=[exp.If(this=mine, true=self._value(reading))])
        found: exp.Expr = HOW.get(reading.kind, exp.Max)(this=value)
        if reading.kind == "banyak":
            found = exp.Nullif(this=found, expression=rational.number(0))
        return found

    def _value(self, reading: Reading) -> Sql:
        """What one rating gives to a reading."""
        match reading.kind:
            case "ada" | "banyak":
                return rational.number(1)
            case "target":
                return exp.column(TARGET)
            case "kode":
                return exp.column(CODE)
            case _:
                if reading.scores is None:
                    return exp.column(NUMBER)
                if self._points[reading.input].scores == reading.scores:
                    return exp.column("nilai")
                return _listed([reading], self.layout)


def _aliased(columns: Mapping[str, exp.Expr]) -> list[exp.Expr]:
    return [exp.alias_(value, name, quoted=True) for name, value in columns.items()]


def _listed(readings: Iterable[Reading], layout: Layout) -> Sql:
    """The points of a rating's code out of one list for several inputs."""
    places: dict[int, int] = {}
    for reading in readings:
        places |= reading.points(layout)
    return looked_up(places, CODE)


def _is_small(spec: InputSpec | None) -> bool:
    """Its values are whole numbers between bounds, none below zero."""
    if spec is None or not is_whole(spec) or spec.low is None or spec.high is None:
        return False
    return 0 <= spec.low <= spec.high


def bottom_of(scores: expr.Lookup) -> int:
    """What points are over: the least whole number that makes every score whole."""
    return lcm(*(score.denominator for _, score in scores.scores))


def _static(count: Sql, bottom: int) -> int | Sql:
    return bottom if rational.known(count) == 1 else rational.times(count, bottom)


def _or_zero(count: Sql) -> Sql:
    return exp.Coalesce(this=wide(count), expressions=[rational.number(0)])


def _tag(scores: expr.Lookup) -> str:
    return "/".join(str(Fraction(score)) for _, score in scores.scores)
