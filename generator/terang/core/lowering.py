"""Lowering, lower half: inputs, source means, indicator scores and weighted sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from terang.core import expr
from terang.core.dates import in_force
from terang.core.expr import Expr, Num, Ref
from terang.core.functions import HUNDRED, question, score_expr
from terang.core.model import (
    DISCRETE,
    Indicator,
    LowerIsBetter,
    MissingPolicy,
    Profile,
    RaterAlternative,
    RaterSource,
    Scheme,
    ScoreFunction,
    Text,
)
from terang.core.program import (
    Binding,
    IndicatorSpec,
    InputSpec,
    MeasureSpec,
    Part,
    Program,
    Sum,
)

SCORE_PLACES = 2  # the named rounding point of indicator scores, displayed values and gaps
ZERO = Num(Fraction(0))


class CannotLower(ValueError):
    """A scheme that computes nothing on that date; `key` and `fields` make its message."""

    def __init__(self, key: str, **fields: str) -> None:
        super().__init__(f"{key}: {fields}")
        self.key = key
        self.fields = fields


@dataclass(slots=True)
class Lowering:
    """Collects inputs and bindings while walking one scheme; discarded when done."""

    indicators: Mapping[str, Indicator]
    profiles: Mapping[str, Profile]
    scheme: Scheme
    on: date
    inputs: dict[str, InputSpec] = field(default_factory=dict)
    bindings: dict[str, Expr] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    scored: dict[str, IndicatorSpec] = field(default_factory=dict)  # by binding
    rated: dict[str, str] = field(default_factory=dict)  # binding -> raters

    def program(
        self, agency: str, scheme: str, name: Text, measures: tuple[MeasureSpec, ...]
    ) -> Program:
        return Program(
            agency=agency,
            scheme=scheme,
            name=name,
            on=self.on,
            inputs=tuple(self.inputs.values()),
            bindings=tuple(Binding(*item) for item in self.bindings.items()),
            sums=tuple(self.sums),
            indicators=tuple(self.scored.values()),
            measures=measures,
        )

    # --- inputs and sources ------------------------------------------------------------------

    def known(self, indicator_id: str) -> Indicator:
        if indicator_id not in self.indicators:
            raise CannotLower("indikator_tidak_ada", indikator=indicator_id)
        return self.indicators[indicator_id]

    def function(self, indicator: Indicator) -> ScoreFunction:
        dated = in_force(indicator.functions, self.on)
        if dated is None:
            raise CannotLower("fungsi_belum_berlaku", indikator=indicator.id)
        return dated.value

    def standard(self, indicator: Indicator) -> Decimal | None:
        dated = in_force(indicator.standards, self.on)
        return None if dated is None else dated.value

    def source(self, source_id: str) -> RaterSource:
        for source in self.scheme.sources:
            if source.id == source_id:
                return source
        raise CannotLower("sumber_tidak_ada", sumber=source_id)

    def input(
        self, indicator_id: str, source_id: str, *, single: bool = False, optional: bool = False
    ) -> str:
        """Id of the input, declared on first use; a single, needed use decides over others."""
        input_id = f"{indicator_id}.{source_id}"
        if input_id not in self.inputs:
            self.inputs[input_id] = self.input_spec(indicator_id, source_id)
        else:
            optional = optional and self.inputs[input_id].optional
        spec = self.inputs[input_id]
        self.inputs[input_id] = replace(spec, many=spec.many and not single, optional=optional)
        return input_id

    def input_spec(self, indicator_id: str, source_id: str) -> InputSpec:
        indicator, source = self.known(indicator_id), self.source(source_id)
        function = self.function(indicator)
        asked = question(function, self.standard(indicator))
        return InputSpec(
            id=f"{indicator_id}.{source_id}",
            indicator=indicator_id,
            source=source_id,
            label=indicator.name,
            source_label=source.name,
            unit=indicator.unit,
            kind=asked.kind,
            function=asked.function,
            parameters=asked.parameters,
            many=isinstance(function, DISCRETE),
            minimum=max(source.minimum, 1),
            optional=False,
            low=asked.low,
            high=asked.high,
            choices=asked.choices,
        )

    def rater_weights(
        self, raters: str
    ) -> tuple[Mapping[str, Decimal], Sequence[RaterAlternative]]:
        """Weights of a rater set on the date and its alternatives; a source alone weighs 100."""
        for rater_set in self.scheme.rater_sets:
            if rater_set.id == raters:
                dated = in_force(rater_set.weights, self.on)
                if dated is None:
                    raise CannotLower("bobot_belum_berlaku", nama=raters)
                return dated.value, rater_set.alternatives
        return {self.source(raters).id: Decimal(100)}, ()

    def policy(self, raters: str) -> MissingPolicy:
        for rater_set in self.scheme.rater_sets:
            if rater_set.id == raters:
                return rater_set.missing
        return MissingPolicy.PENDING

    def sources_of(self, raters: str) -> tuple[str, ...]:
        weights, alternatives = self.rater_weights(raters)
        every = [weights, *(alternative.weights for alternative in alternatives)]
        return tuple(dict.fromkeys(s for w in every for s, weight in w.items() if weight != 0))

    # --- indicators --------------------------------------------------------------------------

    def source_score(self, indicator_id: str, source_id: str, *, optional: bool = False) -> str:
        """Binding of one source's exact mean score."""
        input_id = self.input(indicator_id, source_id, optional=optional)
        name = f"i.{input_id}"
        if name not in self.bindings:
            indicator = self.known(indicator_id)
            try:
                score = score_expr(self.function(indicator), input_id, self.standard(indicator))
            except ValueError as missing:
                raise CannotLower("standar_tidak_ada", indikator=indicator_id) from missing
            minimum = self.inputs[input_id].minimum
            if minimum > 1:
                enough = expr.Le(Num(Fraction(minimum)), expr.Count(input_id))
                score = expr.If(enough, score, expr.Null())
            self.bindings[name] = score
        return name

    def indicator(self, indicator_id: str, raters: str, *, optional: bool = False) -> str:
        """Binding of an indicator's score by its raters, rounded to 2 places."""
        name = f"i.{indicator_id}"
        if self.rated.get(name, raters) != raters:
            name = f"i.{indicator_id}@{raters}"
        if name in self.rated:
            return name
        self.rated[name] = raters
        weights, alternatives = self.rater_weights(raters)
        parts = tuple(
            Part(
                id=source_id,
                label=self.source(source_id).name,
                binding=self.source_score(indicator_id, source_id, optional=optional),
                weight=Fraction(weights.get(source_id, Decimal(0))),
                actual=None,
            )
            for source_id in self.sources_of(raters)
        )
        score = self.weighted(name, parts, self.policy(raters), alternatives)
        self.bindings[name] = expr.Round(score, SCORE_PLACES)
        self.scored[name] = self.indicator_spec(name, self.known(indicator_id))
        return name

    def indicator_spec(self, name: str, indicator: Indicator) -> IndicatorSpec:
        standard = self.standard(indicator)
        is_score = not isinstance(self.function(indicator), LowerIsBetter)
        return IndicatorSpec(
            id=indicator.id,
            name=indicator.name,
            kind=indicator.kind.value,
            binding=name,
            standard=Fraction(standard) if standard is not None and is_score else None,
        )

    # --- weighted sums -----------------------------------------------------------------------

    def weighted(
        self,
        name: str,
        parts: tuple[Part, ...],
        missing: MissingPolicy,
        alternatives: Sequence[RaterAlternative] = (),
    ) -> Expr:
        """Sum of weight x part / sum of weights; records how `name` is put together.

        Where a part may be left out or weights replaced, each part's weight becomes a binding
        `w.<name>.<part>`: its declared weight, or 0 when it is left out.
        """
        if not parts:
            raise CannotLower("tanpa_komponen", nama=name)
        if missing is MissingPolicy.PENDING and not alternatives:
            self.sums.append(Sum(name, parts))
            if len(parts) == 1 and parts[0].weight == HUNDRED:
                return Ref(parts[0].binding)
            return expr.Add(tuple(_term(Num(p.weight / HUNDRED), p) for p in parts))
        moving = tuple(replace(part, actual=f"w.{name}.{part.id}") for part in parts)
        for part in moving:
            weight = _declared(part, parts, alternatives)
            if missing is MissingPolicy.REDISTRIBUTE:
                weight = expr.If(expr.IsNull(Ref(part.binding)), ZERO, weight)
            self.bindings[str(part.actual)] = weight
        self.sums.append(Sum(name, moving))
        counted = tuple(Ref(str(part.actual)) for part in moving)
        terms: tuple[Expr, ...] = tuple(
            expr.If(expr.Eq(weight, ZERO), ZERO, _term(weight, part))
            for part, weight in zip(moving, counted, strict=True)
        )
        return expr.Div(expr.Add(terms), expr.Add(counted))


def _term(weight: Expr, part: Part) -> Expr:
    return expr.Mul((weight, Ref(part.binding)))


def _declared(part: Part, parts: Sequence[Part], alternatives: Sequence[RaterAlternative]) -> Expr:
    """The part's weight: of the alternative with most missing sources that applies, or the base."""
    inputs = {other.id: other.binding.removeprefix("i.") for other in parts}
    weight: Expr = Num(part.weight)
    for alternative in sorted(alternatives, key=lambda a: len(a.without)):
        if not alternative.without <= inputs.keys():
            raise CannotLower("pengganti_tanpa_sumber", sumber=", ".join(alternative.without))
        absent = tuple(
            expr.Eq(expr.Count(inputs[source]), ZERO) for source in sorted(alternative.without)
        )
        instead = Num(Fraction(alternative.weights.get(part.id, Decimal(0))))
        weight = expr.If(absent[0] if len(absent) == 1 else expr.And(absent), instead, weight)
    return weight
