"""A worked example as a stepped account: ratings, scores, weights, sums, outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from terang.core.evaluate import Rating
from terang.core.model import AgencyCriteria, CriteriaSet, Scheme, Text, WorkedExample
from terang.core.program import YES, CategorySpec, InputSpec, MeasureSpec, Program
from terang.core.rules import lower_indicator
from terang.core.scoring import Outcome, score
from terang.core.steps import (
    AnswerStep,
    BandStep,
    CellStep,
    GapStep,
    GateStep,
    Reason,
    ResultStep,
    SourceStep,
    Step,
    SumStep,
)
from terang.site.programs import programs
from terang.site.render import Place, render
from terang.site.rule_view import step_of


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """An indicator: what each source gave, and the score it comes to."""

    name: Text
    given: tuple[str, ...]
    score: str


@dataclass(frozen=True, slots=True)
class TermRow:
    name: Text
    value: str
    weight: str
    product: str
    moved_from: str | None  # the declared weight, where another one counted


@dataclass(frozen=True, slots=True)
class Account:
    """One numbered step: `title`, and rows of scores, rows of terms, or sentences."""

    title: str
    scores: tuple[ScoreRow, ...] = ()
    terms: tuple[TermRow, ...] = ()
    total: str = ""
    sentences: tuple[str, ...] = ()
    is_companion: bool = False  # belongs to a measure beside the headline


@dataclass(frozen=True, slots=True)
class Result:
    """The end of one measure: its value and category, or why it waits."""

    name: Text
    value: str | None
    category: Text | None
    step: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    ident: str
    title: Text
    on: date
    told: str


def worked_examples(
    own: AgencyCriteria, scheme: Scheme, criteria: CriteriaSet, place: Place
) -> tuple[Worked, ...]:
    """The worked examples of a scheme told step by step, the plainest complete one first."""
    found = [example for example in own.examples.values() if example.scheme == scheme.id]
    told = []
    for example in found:
        known = programs(criteria)
        program = known.of(own, scheme.id, example.on)
        outcome = known.outcome(own, example)
        told.append(
            (_plainest_first(example, outcome), _worked(example, program, outcome, place, {}))
        )
    return tuple(worked for _, worked in sorted(told, key=lambda pair: pair[0]))


def _plainest_first(example: WorkedExample, outcome: Outcome) -> tuple[bool, int, int, int, str]:
    """Complete, without exceptions, with most ratings, latest."""
    pending = any(measure.reasons for measure in outcome.measures.values())
    exceptions = sum(_is_exception(step) for step in outcome.steps)
    ratings = sum(len(sources) for sources in example.inputs.values())
    return (pending, exceptions, -ratings, -example.on.toordinal(), example.id)


def _is_exception(step: Step) -> bool:
    match step:
        case GateStep(applies=applies):
            return applies is True
        case BandStep(missed=missed):
            return missed is not None
        case SumStep(terms=terms):
            return any(term.counted != term.declared for term in terms)
        case _:
            return False


def worked_indicator(own: AgencyCriteria, example: WorkedExample, place: Place) -> Worked:
    """The worked example of a single indicator."""
    assert example.indicator is not None
    source = next(iter(example.inputs[example.indicator]))
    program = lower_indicator(own, example.indicator, source, example.on)
    names = {s.id: place.plain(s.name) for scheme in own.schemes.values() for s in scheme.sources}
    return _worked(example, program, score(program, example.inputs), place, names)


def _worked(
    example: WorkedExample,
    program: Program,
    outcome: Outcome,
    place: Place,
    sources: Mapping[str, str],
) -> Worked:
    teller = _Teller(program, outcome, place, sources)
    html = render(
        "worked.html",
        place,
        name=place.plain(example.title),
        accounts=teller.accounts(),
        results=[teller.result(spec) for spec in program.measures],
    )
    return Worked(example.id, example.title, example.on, html)


@dataclass(frozen=True, slots=True)
class _Teller:
    program: Program
    outcome: Outcome
    place: Place
    sources: Mapping[str, str]  # names by id, where the program only knows the id

    def number(self, value: Fraction | None) -> str:
        return self.place.t("no_value") if value is None else self.place.num(value, 2)

    def _percent(self, weight: Fraction) -> str:
        return f"{self.place.num(weight, 0 if weight.denominator == 1 else 2)}%"

    def accounts(self) -> tuple[Account, ...]:
        steps = self.outcome.steps
        companions = {m.id for m in self.program.measures if m.role == "pendamping"}
        made = [Account(self.place.t("step_scores"), scores=tuple(self._scores(steps)))]
        for step in steps:
            account = self._account(step)
            if account is not None:
                made.append(replace(account, is_companion=self._of(step) in companions))
        return tuple(made)

    @staticmethod
    def _of(step: Step) -> str:
        """The measure a step belongs to: bindings read kind.measure.rest."""
        return step.binding.split(".")[1]

    def _scores(self, steps: Sequence[Step]) -> Iterable[ScoreRow]:
        given: dict[str, list[str]] = {}
        for step in steps:
            if isinstance(step, SourceStep):
                given.setdefault(step.input.indicator, []).append(self._given(step))
        for spec in self.program.indicators:
            ident = spec.binding.removeprefix("i.").partition("@")[0]
            value = self.outcome.indicators.get(spec.binding.removeprefix("i."))
            shown = self.place.t("no_value") if value is None else self.place.num(value, 2)
            yield ScoreRow(spec.name, tuple(given.get(ident, ())), shown)

    def _given(self, step: SourceStep) -> str:
        answers = "; ".join(self._rating(step.input, rating) for rating in step.ratings)
        return self.place.t(
            "step_given",
            source=self.sources.get(step.input.source) or self.place.plain(step.input.source_label),
            answers=answers or self.place.t("no_rating"),
        )

    def _rating(self, spec: InputSpec, rating: Rating) -> str:
        place = self.place
        if isinstance(rating.value, str):
            if spec.kind == "ya_tidak":
                return place.t("yes" if rating.value == YES else "no")
            if rating.value.isdigit():
                return rating.value
            label = next((c.label for c in spec.choices if c.code == rating.value), None)
            return place.plain(label) if label else rating.value
        if rating.target is not None:
            return place.t(
                "step_target",
                value=_shown(rating.value, place),
                target=_shown(rating.target, place),
            )
        return _shown(rating.value, place)

    def _account(self, step: Step) -> Account | None:  # noqa: PLR0911 - one case a step
        match step:
            case SourceStep() | ResultStep():
                return None
            case SumStep() if step.kind == "indikator":
                return None
            case SumStep():
                return self._sum(step)
            case BandStep():
                return self._told(step.name, self._band(step))
            case AnswerStep():
                category = self._category(step.category)
                return self._told(step.name, [self.place.t("step_answer", category=category)])
            case CellStep():
                return self._told(step.name, [self._cell(step)])
            case GateStep():
                return self._told(step.gate.name, [self._gate(step)])
            case GapStep():
                return None
            case _:
                assert_never(step)

    def _told(self, name: Text, sentences: list[str]) -> Account:
        return Account(self.place.plain(name), sentences=tuple(sentences))

    def _sum(self, step: SumStep) -> Account:
        rows = tuple(
            TermRow(
                term.name,
                self.number(term.value),
                self._percent(term.declared if term.counted is None else term.counted),
                self.number(
                    None
                    if term.value is None or term.counted is None
                    else term.value * term.counted / 100
                ),
                None
                if term.counted is None or term.counted == term.declared
                else self._percent(term.declared),
            )
            for term in step.terms
        )
        title = self.place.t("step_sum", name=self.place.plain(step.name))
        return Account(title, terms=rows, total=self.number(step.value))

    def _category(self, category: CategorySpec | None) -> str:
        return self.place.plain(category.name) if category else self.place.t("no_value")

    def _band(self, step: BandStep) -> list[str]:
        place = self.place
        if step.category is None:
            return [place.t("step_band_none")]
        told = [
            place.t(
                "step_band", value=self.number(step.value), category=self._category(step.category)
            )
        ]
        if step.missed is not None and step.missed.condition is not None:
            told.append(place.t("step_missed", condition=place.plain(step.missed.condition)))
        return told

    def _cell(self, step: CellStep) -> str:
        (row_name, row), (column_name, column) = step.row, step.column
        return self.place.t(
            "step_cell",
            row=self.place.plain(row_name),
            row_rating=self._category(row),
            column=self.place.plain(column_name),
            column_rating=self._category(column),
            category=self._category(step.category),
        )

    def _gate(self, step: GateStep) -> str:
        if step.applies is None:
            return self.place.t("step_gate_missing")
        if not step.applies:
            return self.place.t("step_gate_open")
        return self.place.t(f"step_gate_{step.gate.effect}", category=self._category(step.category))

    def result(self, spec: MeasureSpec) -> Result:
        """How a measure ends."""
        outcome = self.outcome.measures[spec.id]
        places = [c.id for c in spec.categories]
        at = places.index(outcome.category) if outcome.category in places else 0
        category = spec.categories[at].name if outcome.category in places else None
        return Result(
            spec.name,
            None if outcome.value is None else self.place.num(outcome.value, 2),
            category,
            step_of(at, len(places)) if places else 0,
            tuple(self._reason(reason) for reason in outcome.reasons),
        )

    def _reason(self, reason: Reason) -> str:
        return self.place.t(
            f"reason_{reason.key}",
            name=self.place.plain(reason.name),
            source=self.place.plain(reason.source) if reason.source else "",
            given=reason.given,
            needed=reason.needed,
        )


def _shown(value: Fraction, place: Place) -> str:
    """An input as it was typed: inputs are finite decimals."""
    return place.short(Decimal(value.numerator) / Decimal(value.denominator))
