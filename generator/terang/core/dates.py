"""Dated values: half-open, the start of the next value ends the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from terang.core.model import (
    Component,
    Dated,
    GroupComponent,
    Indicator,
    IndicatorComponent,
    Matrix,
    MeasureRule,
    Scheme,
    WeightedSum,
)

T = TypeVar("T")

# fmt: off
MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
           "September", "Oktober", "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December"),
}
# fmt: on


def in_force(values: Sequence[Dated[T]], on: date) -> Dated[T] | None:
    """The value in force on a day, or None before the first one starts.

    values: sorted by start, strictly increasing (checked at load).
    """
    started = [value for value in values if value.start <= on]
    return started[-1] if started else None


def previous(values: Sequence[Dated[T]], on: date) -> Dated[T] | None:
    """The value that held just before the one in force on a day, or None."""
    started = [value for value in values if value.start <= on]
    return started[-2] if len(started) > 1 else None


def announced(values: Sequence[Dated[T]], on: date) -> tuple[Dated[T], ...]:
    """The values that start after a day, soonest first."""
    return tuple(value for value in values if value.start > on)


def format_date(day: date, lang: str = "id") -> str:
    """A date in words: 1 Januari 2027, 1 January 2027.

    >>> format_date(date(2027, 1, 1)), format_date(date(2026, 8, 17), "en")
    ('1 Januari 2027', '17 August 2026')
    """
    return f"{day.day} {MONTHS[lang][day.month - 1]} {day.year}"


def change_dates(scheme: Scheme, indicators: Mapping[str, Indicator]) -> tuple[date, ...]:
    """Every day on which something this scheme uses starts to hold, sorted; its start first.

    Covers weights, bands, rater weights, and the score functions and standards of its indicators,
    from the start of the scheme to before its end.
    """
    starts = {scheme.start}
    for value in _dated_values(scheme, indicators):
        if value.start > scheme.start and (scheme.end is None or value.start < scheme.end):
            starts.add(value.start)
    return tuple(sorted(starts))


def _dated_values(scheme: Scheme, indicators: Mapping[str, Indicator]) -> Iterable[Dated[Any]]:
    for rater_set in scheme.rater_sets:
        yield from rater_set.weights
    for measure in scheme.measures:
        for rule in sums_of(measure):
            yield from rule.bands
            for component in rule.components:
                yield from component.weights
                if isinstance(component, GroupComponent):
                    for part in component.components:
                        yield from part.weights
    for indicator_id in indicators_of(scheme):
        if indicator_id in indicators:
            yield from indicators[indicator_id].functions
            yield from indicators[indicator_id].standards


def sums_of(measure: MeasureRule) -> tuple[WeightedSum, ...]:
    """The weighted sums of a measure: its rule, or the computed axes of its matrix."""
    if isinstance(measure.rule, Matrix):
        axes = (measure.rule.row, measure.rule.column)
        return tuple(axis for axis in axes if isinstance(axis, WeightedSum))
    return (measure.rule,)


def leaves(components: Iterable[Component]) -> tuple[IndicatorComponent, ...]:
    """The indicator components of a sum, those inside groups too, in order."""
    found: list[IndicatorComponent] = []
    for component in components:
        match component:
            case IndicatorComponent():
                found.append(component)
            case GroupComponent():
                found.extend(component.components)
    return tuple(found)


def indicators_of(scheme: Scheme) -> tuple[str, ...]:
    """Ids of every indicator a scheme uses (components, axes, conditions, gates), in order."""
    found: dict[str, None] = {}
    for measure in scheme.measures:
        if isinstance(measure.rule, Matrix):
            for axis in (measure.rule.row, measure.rule.column):
                if not isinstance(axis, WeightedSum):
                    found[axis.indicator] = None
        for rule in sums_of(measure):
            found.update({leaf.indicator: None for leaf in leaves(rule.components)})
            found.update(dict.fromkeys(rule.conditions.values()))
        found.update({gate.indicator: None for gate in measure.gates})
    return tuple(found)
