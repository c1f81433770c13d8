"""Dates: lists in order, ends after starts, a value in force from the first day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from terang.core.dates import in_force, indicators_of, sums_of
from terang.core.model import (
    ComplaintClass,
    Dated,
    GroupComponent,
    Indicator,
    IndicatorComponent,
    Profile,
    PublicationPolicy,
    RaterSet,
    Regulation,
    Scheme,
    WeightedSum,
)
from terang.criteria.draft import CriteriaFile, Draft
from terang.problems import Problem


def dated_lists(draft: Draft) -> Iterator[Problem]:
    """K017: the values of every dated list start one after the other."""
    for file in draft.files:
        for values in _lists(file):
            for before, after in pairwise(values):
                if after.start <= before.start:
                    place = file.of(after, "start")
                    yield file.problem("K017", place, date=after.start, before=before.start)


def _lists(file: CriteriaFile) -> Iterator[Sequence[Dated[Any]]]:
    for indicator in file.all(Indicator):
        yield from (indicator.functions, indicator.standards)
    for component in file.all(IndicatorComponent):
        yield component.weights
    for group in file.all(GroupComponent):
        yield group.weights
    for rater_set in file.all(RaterSet):
        yield rater_set.weights
    for rule in file.all(WeightedSum):
        yield rule.bands
    for complaint_class in file.all(ComplaintClass):
        yield complaint_class.days


def periods(draft: Draft) -> Iterator[Problem]:
    """K049: what ends, ends after it starts."""
    for file in draft.files:
        for scheme in file.all(Scheme):
            yield from _ends_after(file, scheme, scheme.start, scheme.end)
        for profile in file.all(Profile):
            yield from _ends_after(file, profile, profile.start, profile.end)
        for regulation in file.all(Regulation):
            yield from _ends_after(file, regulation, regulation.start, regulation.end)


def _ends_after(
    file: CriteriaFile, owner: object, start: date | None, end: date | None
) -> Iterator[Problem]:
    if start is not None and end is not None and end <= start:
        yield file.problem("K049", file.of(owner, "end"), start=start, end=end)


def values_from_the_start(draft: Draft) -> Iterator[Problem]:
    """K078: bands and score functions are there on the first day of the scheme that uses them."""
    for file, scheme in draft.values(Scheme):
        for measure in scheme.measures:
            for rule in sums_of(measure):
                if rule.bands and in_force(rule.bands, scheme.start) is None:
                    fields = {"what": "@what.bands", "name": measure.id, "date": scheme.start}
                    yield file.problem("K078", file.of(rule.bands[0], "start"), **fields)
        known = draft.agencies[file.folder].indicators
        for name in indicators_of(scheme):
            if name in known and in_force(known[name].functions, scheme.start) is None:
                own = draft.by_path[known[name].file]
                fields = {"what": "@what.function", "name": scheme.id, "date": scheme.start}
                yield own.problem("K078", own.of(known[name].functions[0], "start"), **fields)


def calendar(draft: Draft) -> Iterator[Problem]:
    """K051: periods are published in order, and after they are over."""
    for file, policy in draft.values(PublicationPolicy):
        last: tuple[str, date] | None = None
        for entry in policy.calendar:
            over = date(int(entry.period[:4]) + 1, 1, 1)
            is_yearly = len(entry.period) == 4
            out_of_order = last is not None and (entry.period, entry.on) <= last
            if out_of_order or (is_yearly and entry.on < over):
                place = file.of(entry, "terbit")
                yield file.problem("K051", place, period=entry.period, date=entry.on)
            last = (entry.period, entry.on)
