"""Score functions make sense, and fit the way they are used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from terang.core.dates import in_force, indicators_of
from terang.core.model import (
    DISCRETE,
    AchievementRatio,
    Categorical,
    Indicator,
    IndicatorComponent,
    Level,
    Levels,
    Likert,
    LowerIsBetter,
    PiecewiseLinear,
    Scheme,
    ScoreFunction,
    YesNo,
)
from terang.criteria.draft import CriteriaFile, Draft
from terang.problems import Problem


def function_parameters(draft: Draft) -> Iterator[Problem]:
    """K042: points increase, a range has two ends."""
    for file, indicator in draft.values(Indicator):
        for dated in indicator.functions:
            match dated.value:
                case PiecewiseLinear(points):
                    for position, ((before, _), (after, _)) in enumerate(pairwise(points), 1):
                        if after <= before:
                            place = file.of(dated, "points", position)
                            fields = {"found": after, "before": before}
                            yield file.problem("K042", place, **fields, what="@function.points")
                case Likert(low, high) if high <= low:
                    place = file.of(dated, "tertinggi")
                    what = "@function.range"
                    yield file.problem("K042", place, found=high, before=low, what=what)
                case _:
                    pass


def standards(draft: Draft) -> Iterator[Problem]:
    """K041: lower-is-better needs a standard above zero on every date it holds.

    K056: any other standard is a score the function can reach.
    """
    for file, indicator in draft.values(Indicator):
        for dated in indicator.functions:
            standard = in_force(indicator.standards, dated.start)
            if isinstance(dated.value, LowerIsBetter) and (standard is None or standard.value <= 0):
                yield file.problem("K041", file.of(dated, "jenis"), date=dated.start)
        for standard in indicator.standards:
            function = in_force(indicator.functions, standard.start)
            if function is not None and not isinstance(function.value, LowerIsBetter):
                yield from _reachable(file, standard.value, function.value, standard)


def _reachable(
    file: CriteriaFile, standard: Decimal, function: ScoreFunction, owner: object
) -> Iterator[Problem]:
    low, high = min(_scores(function)), max(_scores(function))
    if not low <= standard <= high:
        fields = {"found": standard, "low": low, "high": high}
        yield file.problem("K056", file.of(owner, "value"), **fields)


def _scores(function: ScoreFunction) -> list[Decimal]:
    """Scores at the ends of what a function can give."""
    match function:
        case AchievementRatio(cap) | LowerIsBetter(cap):
            return [Decimal(0), cap]
        case PiecewiseLinear(points):
            return [score for _, score in points]
        case Likert():
            return [function.score_low, function.score_high]
        case Levels(levels) | Categorical(levels):
            return [level.score for level in levels]
        case YesNo(yes, no):
            return [yes, no]


def continuous_ratings(draft: Draft) -> Iterator[Problem]:
    """K040: a measured value is one record, so no source of it may ask for several raters."""
    for file, scheme in draft.values(Scheme):
        minimum = {source.id: source.minimum for source in scheme.sources}
        sets = {own.id: {s for day in own.weights for s in day.value} for own in scheme.rater_sets}
        known = draft.agencies[file.folder].indicators
        for component in file.all(IndicatorComponent):
            indicator = known.get(component.indicator)
            if indicator is None or all(isinstance(f.value, DISCRETE) for f in indicator.functions):
                continue
            for source in sorted(sets.get(component.raters, {component.raters})):
                if minimum.get(source, 1) > 1:
                    place = file.of(component, "raters")
                    fields = {"indicator": indicator.id, "source": source}
                    yield file.problem("K040", place, **fields, minimum=minimum[source])


def level_codes(draft: Draft) -> Iterator[Problem]:
    """K045: every level of a function has its own code."""
    for file, indicator in draft.values(Indicator):
        for dated in indicator.functions:
            if isinstance(dated.value, Levels | Categorical):
                yield from _repeated(file, dated.value.levels)


def _repeated(file: CriteriaFile, levels: tuple[Level, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for level in levels:
        if level.code in seen:
            yield file.problem("K045", file.of(level, "kode"), name=level.code)
        seen.add(level.code)


def unused(draft: Draft) -> Iterator[Problem]:
    """K057, a warning: no scheme and no service uses the indicator."""
    for file, indicator in draft.values(Indicator):
        agency = draft.agencies[file.folder]
        used = {name for scheme in agency.schemes.values() for name in indicators_of(scheme)}
        used |= {name for service in agency.services.values() for name in service.indicators}
        is_known = not any(kind in ("skema", "layanan") for kind, _ in agency.broken)
        if is_known and indicator.id not in used:
            yield file.warning("K057", file.of(indicator, "id"), name=indicator.id)
