"""What a change does to the worked examples: each computed under the old and the new criteria."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from terang.core.dates import change_dates
from terang.core.inputs import InvalidInputs
from terang.core.lowering import CannotLower
from terang.core.model import AgencyCriteria, CriteriaSet, Text, WorkedExample
from terang.core.renames import shifted, shifts
from terang.core.rules import lower
from terang.core.scoring import score
from terang.core.steps import MeasureOutcome


@dataclass(frozen=True, slots=True)
class Result:
    """One measure of one example under one criteria set; value and category None while pending."""

    value: Decimal | None
    category: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Effect:
    """A worked example whose measure comes out differently on a day.

    old, new: None where the example cannot be computed at all (scheme not in force, input gone).
    """

    agency: str
    example: WorkedExample
    measure: str
    name: Text
    on: date
    old: Result | None
    new: Result | None


@dataclass(frozen=True, slots=True)
class Replay:
    """effects: what comes out differently; computed: how many results were compared."""

    effects: tuple[Effect, ...]
    computed: int


def replay(old: CriteriaSet, new: CriteriaSet) -> Replay:
    """Every worked example of a scheme, on its own day and on each later day that changes values.

    The inputs are those of the new criteria, or of the old ones for an example that went. An
    announced change shows on the day it starts. What was only renamed counts as the same.
    """
    for shift in shifts(old, new):
        old = shifted(old, shift)
    effects: list[Effect] = []
    computed = 0
    for agency, example in _examples(old, new):
        for on in _days(agency, example, old, new):
            before, after = (_results(criteria, agency, example, on) for criteria in (old, new))
            measures = {**before, **after}
            computed += len(measures)
            for measure, (name, _) in measures.items():
                was = before[measure][1] if measure in before else None
                now = after[measure][1] if measure in after else None
                if was != now:
                    effects.append(Effect(agency, example, measure, name, on, was, now))
    return Replay(tuple(effects), computed)


def _examples(old: CriteriaSet, new: CriteriaSet) -> Iterator[tuple[str, WorkedExample]]:
    for agency in sorted({*old.agencies, *new.agencies}):
        found: dict[str, WorkedExample] = {}
        for criteria in (old, new):
            if agency in criteria.agencies:
                found |= criteria.agencies[agency].examples
        yield from ((agency, found[key]) for key in sorted(found) if found[key].scheme is not None)


def _days(
    agency: str, example: WorkedExample, old: CriteriaSet, new: CriteriaSet
) -> tuple[date, ...]:
    days = {example.on}
    for criteria in (old, new):
        home = criteria.agencies.get(agency)
        scheme = home.schemes.get(example.scheme or "") if home is not None else None
        if home is not None and scheme is not None:
            days |= {day for day in change_dates(scheme, home.indicators) if day > example.on}
    return tuple(sorted(days))


def _results(
    criteria: CriteriaSet, agency: str, example: WorkedExample, on: date
) -> dict[str, tuple[Text, Result]]:
    """Measure id -> its name and result; empty when the example cannot be computed."""
    home: AgencyCriteria | None = criteria.agencies.get(agency)
    if home is None or example.scheme is None:
        return {}
    try:
        program = lower(home, criteria.profiles, example.scheme, on)
        outcome = score(program, example.inputs)
    except (CannotLower, InvalidInputs):
        return {}
    names = {spec.id: spec.name for spec in program.measures}
    return {key: (names[key], _result(found)) for key, found in outcome.measures.items()}


def _result(found: MeasureOutcome) -> Result:
    return Result(found.value, found.category, found.status)
