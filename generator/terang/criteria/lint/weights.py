"""Weights sum to 100 on every date on which any of them changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from terang.core.dates import in_force, sums_of
from terang.core.model import (
    BandProfile,
    Component,
    Dated,
    GroupComponent,
    Profile,
    RaterSet,
    Scheme,
)
from terang.criteria.draft import CriteriaFile, Draft
from terang.criteria.nearest import listed, nearest
from terang.problems import Problem

WHOLE = Decimal(100)


def component_weights(draft: Draft) -> Iterator[Problem]:
    """K014: the parts of every sum, and of every group in it."""
    for file, scheme in draft.values(Scheme):
        for measure in scheme.measures:
            for rule in sums_of(measure):
                yield from _parts(file, scheme, rule, rule.components)
                for group in rule.components:
                    if isinstance(group, GroupComponent):
                        yield from _parts(file, scheme, group, group.components)


def _parts(
    file: CriteriaFile, scheme: Scheme, owner: object, parts: Sequence[Component]
) -> Iterator[Problem]:
    values: list[Dated[Decimal]] = [value for part in parts for value in part.weights]
    for day in _days(scheme, values):
        held = [(part, in_force(part.weights, day)) for part in parts]
        terms = [(_name(part), value.value) for part, value in held if value is not None]
        if sum(weight for _, weight in terms) != WHOLE:
            changed = [value for _, value in held if value is not None and value.start == day]
            place = file.of(changed[0], "value") if changed else file.of(owner, "components")
            yield file.problem("K014", place, **_sum(day, terms))


def _name(part: Component) -> str:
    return part.id if isinstance(part, GroupComponent) else part.indicator


def _days(scheme: Scheme, values: Iterable[Dated[Any]]) -> list[date]:
    """The start of the scheme and every later day, before its end, on which a value starts."""
    starts = {value.start for value in values if value.start > scheme.start}
    return sorted({scheme.start, *(day for day in starts if not scheme.end or day < scheme.end)})


def _sum(day: date, terms: Sequence[tuple[str, Decimal]]) -> dict[str, str]:
    total = sum((weight for _, weight in terms), Decimal(0))
    change = WHOLE - total
    return {
        "date": day.isoformat(),
        "total": f"{total:f}",
        "terms": " + ".join(f"{name} {weight:f}" for name, weight in terms) or "0",
        "amount": f"{abs(change):f}",
        "verb": "@weights.add" if change > 0 else "@weights.take",
    }


def rater_weights(draft: Draft) -> Iterator[Problem]:
    """K015: the sources of every rater set. K016: of its alternatives."""
    for file, scheme in draft.values(Scheme):
        for rater_set in scheme.rater_sets:
            for day in _days(scheme, rater_set.weights):
                held = in_force(rater_set.weights, day)
                terms = list(held.value.items()) if held is not None else []
                if sum(weight for _, weight in terms) != WHOLE:
                    place = file.of(held, "value") if held else file.of(rater_set, "weights")
                    yield file.problem("K015", place, set=rater_set.id, **_sum(day, terms))
            yield from _alternatives(file, scheme, rater_set)


def _alternatives(file: CriteriaFile, scheme: Scheme, rater_set: RaterSet) -> Iterator[Problem]:
    for alternative in rater_set.alternatives:
        terms = list(alternative.weights.items())
        used = sorted(alternative.without & set(alternative.weights))
        if used or sum(weight for _, weight in terms) != WHOLE:
            place = file.of(alternative, "value")
            fields = _sum(scheme.start, terms) | {"set": rater_set.id}
            yield file.problem("K016", place, **fields, without=", ".join(alternative.without))


def rater_sources(draft: Draft) -> Iterator[Problem]:
    """K027: every source named in weights and alternatives is one of the scheme's."""
    for file, scheme in draft.values(Scheme):
        known = {source.id for source in scheme.sources}
        for rater_set in scheme.rater_sets:
            for dated in rater_set.weights:
                yield from _foreign(file, dated.value, known, dated, "value")
            for alternative in rater_set.alternatives:
                yield from _foreign(file, alternative.weights, known, alternative, "value")
                named = dict.fromkeys(alternative.without, WHOLE)
                yield from _foreign(file, named, known, alternative, "without")


def _foreign(
    file: CriteriaFile, weights: Mapping[str, Decimal], known: set[str], owner: object, field: str
) -> Iterator[Problem]:
    for name in sorted(set(weights) - known):
        place = file.key_of(owner, field, name)
        fields = {"name": name, "choices": listed(known), **nearest(name, known)}
        yield file.problem("K027", place, **fields)


def variant_weights(draft: Draft) -> Iterator[Problem]:
    """K014: the weight variants of a national profile."""
    for file, profile in draft.values(Profile):
        if isinstance(profile.body, BandProfile):
            for variant in profile.body.variants:
                terms = list(variant.weights.items())
                if sum(weight for _, weight in terms) != WHOLE:
                    fields = _sum(profile.start or date.min, terms) | {"date": variant.id}
                    yield file.problem("K014", file.of(variant, "weights"), **fields)
