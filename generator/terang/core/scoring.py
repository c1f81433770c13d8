"""One appraisal scored: values, categories, why something is pending, and every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from terang.core.bands import looked_up, within
from terang.core.evaluate import Ratings, run
from terang.core.expr import Scalar
from terang.core.inputs import Inputs, InvalidInputs, read_inputs
from terang.core.lowering import SCORE_PLACES
from terang.core.model import Text
from terang.core.numbers import round_half_up
from terang.core.program import (
    PENDING,
    AxisSpec,
    CategorySpec,
    Cut,
    GapSpec,
    GateSpec,
    MatrixSpec,
    MeasureSpec,
    Program,
    Scale,
    Sum,
)
from terang.core.steps import (
    AnswerStep,
    BandStep,
    CellStep,
    GapStep,
    GateStep,
    MeasureOutcome,
    Reason,
    ResultStep,
    SourceStep,
    Step,
    SumStep,
    Term,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """values: every binding; indicators: scores by id, rounded to 2 places, None when missing."""

    values: Mapping[str, Scalar]
    indicators: Mapping[str, Decimal | None]
    measures: Mapping[str, MeasureOutcome]
    steps: tuple[Step, ...]


def score(program: Program, inputs: Inputs) -> Outcome:
    """One appraisal under a program. Raises `InvalidInputs` listing every unusable rating."""
    ratings, faults = read_inputs(program, inputs)
    if faults:
        raise InvalidInputs(faults)
    values = run(program, ratings)
    known = _Known(program, ratings, values)
    measures = {spec.id: known.measure(spec) for spec in program.measures}
    indicators = {
        spec.binding.removeprefix("i."): _rounded(values[spec.binding])
        for spec in program.indicators
    }
    return Outcome(values, indicators, measures, known.steps(measures))


def _rounded(value: Scalar) -> Decimal | None:
    return round_half_up(value, SCORE_PLACES) if isinstance(value, Fraction) else None


class _Known:
    """A program with its ratings and values: reads reasons and steps off them."""

    def __init__(self, program: Program, ratings: Ratings, values: Mapping[str, Scalar]) -> None:
        self.program = program
        self.ratings = ratings
        self.values = values
        self.sums = {item.binding: item for item in program.sums}
        self.sources = {f"i.{spec.id}": spec for spec in program.inputs}

    def number(self, binding: str) -> Fraction | None:
        value = self.values[binding]
        return value if isinstance(value, Fraction) else None

    # --- outcomes ----------------------------------------------------------------------------

    def measure(self, spec: MeasureSpec) -> MeasureOutcome:
        status = str(self.values[spec.status])
        if status == PENDING:
            return MeasureOutcome(spec.id, None, None, status, self.reasons(spec))
        category = None if spec.category is None else str(self.values[spec.category])
        value = None if spec.value is None else _rounded(self.values[spec.value])
        return MeasureOutcome(spec.id, value, category, status, ())

    def reasons(self, spec: MeasureSpec) -> tuple[Reason, ...]:
        found: list[Reason] = []
        if spec.matrix is not None:
            for axis in (spec.matrix.row, spec.matrix.column):
                found += self.axis_reasons(axis)
        elif spec.value is not None:
            found += self.missing(spec.value)
            if spec.scale is not None:
                found += self.outside(spec.scale, spec.name)
        for gate in spec.gates:
            applies = self.values[gate.binding]
            if gate.effect == "tunda" and applies is True:
                found.append(Reason("gerbang_menahan", gate.name))
            elif gate.effect != "catat" and applies is None:
                found.append(Reason("gerbang_tanpa_catatan", gate.name))
        return tuple(dict.fromkeys(found))

    def axis_reasons(self, axis: AxisSpec) -> list[Reason]:
        if axis.scale is not None:
            return [*self.missing(axis.scale.value), *self.outside(axis.scale, axis.name)]
        return [self.lacking(f"i.{axis.input}")] if self.values[axis.category] is None else []

    def outside(self, scale: Scale, name: Text) -> list[Reason]:
        reached = self.values[scale.value] is not None
        return [Reason("di_luar_skala", name)] if reached and self.band(scale) is None else []

    def missing(self, binding: str) -> list[Reason]:
        """The ratings whose absence leaves a binding without a value."""
        if self.values[binding] is not None:
            return []
        if binding in self.sources:
            return [self.lacking(binding)]
        parts = self.sums[binding].parts
        needed = [p for p in parts if p.actual is None or self.values[p.actual] != 0]
        return [reason for part in needed or parts for reason in self.missing(part.binding)]

    def lacking(self, binding: str) -> Reason:
        spec = self.sources[binding]
        given = len(self.ratings.get(spec.id, ()))
        return Reason("penilaian_kurang", spec.label, spec.source_label, given, spec.minimum)

    # --- steps -------------------------------------------------------------------------------

    def steps(self, outcomes: Mapping[str, MeasureOutcome]) -> tuple[Step, ...]:
        """One step for every binding worth telling, in the order of the bindings."""
        told: dict[str, Step] = {}
        for binding, spec in self.sources.items():
            if binding in self.values:
                given = tuple(self.ratings.get(spec.id, ()))
                told[binding] = SourceStep(binding, spec, given, self.number(binding))
        names = {spec.binding: spec.name for spec in self.program.indicators}
        for item in self.program.sums:
            told[item.binding] = self.sum_step(item, names)
        for measure in self.program.measures:
            for step in self.measure_steps(measure, outcomes[measure.id]):
                told[step.binding] = step
        return tuple(told[name] for name, _ in self.program.bindings if name in told)

    def sum_step(self, item: Sum, indicators: Mapping[str, Text]) -> SumStep:
        terms = tuple(
            Term(
                name=part.label,
                declared=part.weight,
                counted=part.weight if part.actual is None else self.number(part.actual),
                value=self.number(part.binding),
            )
            for part in item.parts
        )
        value = self.number(item.binding)
        if item.binding in indicators:
            name = indicators[item.binding]
            return SumStep(item.binding, "indikator", name, terms, value, SCORE_PLACES)
        kind: Literal["kelompok", "nilai"] = (
            "kelompok" if item.binding.startswith("k.") else "nilai"
        )
        return SumStep(item.binding, kind, self.name_of(item.binding), terms, value, None)

    def name_of(self, binding: str) -> Text:
        """The name of a group, a measure or an axis, by the binding of its sum."""
        for item in self.program.sums:
            for part in item.parts:
                if part.binding == binding:
                    return part.label
        for measure in self.program.measures:
            if measure.value == binding:
                return measure.name
            for axis in _axes(measure.matrix):
                if axis.scale is not None and axis.scale.value == binding:
                    return axis.name
        raise KeyError(binding)

    def measure_steps(self, measure: MeasureSpec, outcome: MeasureOutcome) -> list[Step]:
        found: list[Step] = []
        if measure.scale is not None:
            found.append(self.band_step(measure.scale, measure.name))
        if measure.matrix is not None:
            found += [self.axis_step(axis, measure.matrix) for axis in _axes(measure.matrix)]
            found.append(self.cell_step(measure, measure.matrix))
        found += [self.gate_step(gate, measure) for gate in measure.gates]
        found += [self.gap_step(gap) for gap in measure.gaps]
        category = _category(measure.categories, outcome.category)
        return [*found, ResultStep(measure.status, measure.name, category, outcome)]

    def band(self, scale: Scale) -> Cut | None:
        """The first cut that holds the value and whose condition holds."""
        return next((cut for cut in self.holding(scale) if self.holds(cut)), None)

    def holding(self, scale: Scale) -> list[Cut]:
        value = self.number(scale.value)
        if value is None:
            return []
        seen = looked_up(value, scale.places)
        return [cut for cut in scale.cuts if within(cut, seen)]

    def holds(self, cut: Cut) -> bool:
        if cut.condition is None:
            return True
        return cut.condition_binding is not None and self.values[cut.condition_binding] == 100

    def band_step(self, scale: Scale, name: Text) -> BandStep:
        cut = self.band(scale)
        better = self.holding(scale)
        missed = better[0] if better and better[0] != cut else None
        return BandStep(
            binding=scale.category,
            name=name,
            value=self.number(scale.value),
            places=scale.places,
            category=_category(scale.categories, None if cut is None else cut.category),
            cut=cut,
            missed=missed,
            missed_category=_category(
                scale.categories, None if missed is None else missed.category
            ),
        )

    def axis_step(self, axis: AxisSpec, matrix: MatrixSpec) -> Step:
        if axis.scale is not None:
            return self.band_step(axis.scale, axis.name)
        category = _category(matrix.ratings, self.values[axis.category])
        return AnswerStep(axis.category, axis.name, category)

    def cell_step(self, measure: MeasureSpec, matrix: MatrixSpec) -> CellStep:
        row, column = (_category(matrix.ratings, self.values[a.category]) for a in _axes(matrix))
        binding = f"c.{measure.id}.dasar"
        if binding not in self.values:
            binding = f"c.{measure.id}"
        category = _category(measure.categories, self.values[binding])
        names = (matrix.row.name, row), (matrix.column.name, column)
        return CellStep(binding, measure.name, *names, category)

    def gate_step(self, gate: GateSpec, measure: MeasureSpec) -> GateStep:
        applies = self.values[gate.binding]
        limit = _category(measure.categories, gate.category)
        return GateStep(gate.binding, gate, None if applies is None else applies is True, limit)

    def gap_step(self, gap: GapSpec) -> GapStep:
        one, other = (f"i.{gap.indicator}.{s}" for s in (gap.minuend, gap.subtrahend))
        return GapStep(
            binding=gap.binding,
            gap=gap,
            minuend_name=self.sources[one].source_label,
            subtrahend_name=self.sources[other].source_label,
            minuend=self.number(one),
            subtrahend=self.number(other),
            difference=self.number(gap.binding),
        )


def _axes(matrix: MatrixSpec | None) -> tuple[AxisSpec, ...]:
    return () if matrix is None else (matrix.row, matrix.column)


def _category(categories: tuple[CategorySpec, ...], found: Scalar) -> CategorySpec | None:
    return next((category for category in categories if category.id == found), None)
