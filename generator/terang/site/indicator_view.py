"""An indicator on a day as things to show: its score in words, its curve, its standard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup

from terang.core.dates import announced, in_force
from terang.core.model import (
    AchievementRatio,
    Categorical,
    Indicator,
    Levels,
    Likert,
    LowerIsBetter,
    PiecewiseLinear,
    Provenance,
    ScoreFunction,
    Text,
    YesNo,
)
from terang.site.changes import standard_unit
from terang.site.charts_rules import curve_points, curve_words, has_curve, score_curve
from terang.site.render import Place
from terang.site.rule_view import RaterShare
from terang.site.texts import both


@dataclass(frozen=True, slots=True)
class LevelRow:
    """An answer and its score; `code` is shown where it is a level number."""

    code: str | None
    text: Text
    score: Decimal


@dataclass(frozen=True, slots=True)
class IndicatorView:
    ident: str
    indicator: Indicator
    role: str  # weight within the scheme, in words
    raters: tuple[RaterShare, ...]
    formula: str
    function_provenance: Provenance | None
    standard: str | None
    standard_provenance: Provenance | None
    next_standards: tuple[str, ...]
    next_functions: tuple[tuple[date, str], ...]
    curve: Markup
    curve_words: str
    curve_caption: str
    levels: tuple[LevelRow, ...]

    @property
    def likeness(self) -> tuple[object, ...]:
        """What two indicators share when one card can tell both."""
        own = self.indicator
        return (
            own.kind,
            own.measurement,
            own.evidence,
            own.unit,
            self.raters,
            self.formula,
            self.levels,
            self.curve_words,
            self.standard,
            self.next_standards,
        )


def families(views: Sequence[IndicatorView]) -> tuple[tuple[IndicatorView, ...], ...]:
    """Neighbours measured in just the same way, together."""
    return tuple(tuple(group) for _, group in groupby(views, key=lambda view: view.likeness))


def indicator_view(
    indicator: Indicator,
    place: Place,
    on: date,
    role: str = "",
    raters: tuple[RaterShare, ...] = (),
) -> IndicatorView:
    """An indicator as it stands on a day, in the place's language."""
    dated = in_force(indicator.functions, on) or indicator.functions[0]
    standard = in_force(indicator.standards, on)
    raw = standard.value if standard else None
    unit = place.plain(indicator.unit)
    axis = axis_unit(dated.value, unit, place)
    curve = score_curve(f"kurva-{indicator.id}", dated.value, raw, axis, place)
    points = curve_points(dated.value, raw)
    return IndicatorView(
        ident=f"tingkat-{indicator.id}",
        indicator=indicator,
        role=role,
        raters=raters,
        formula=formula(dated.value, raw, unit, place),
        function_provenance=dated.provenance,
        standard=standard_words(indicator, raw, place) if raw is not None else None,
        standard_provenance=standard.provenance if standard else None,
        next_standards=tuple(
            place.t(
                "from_day", day=place.day(n.start), what=standard_words(indicator, n.value, place)
            )
            for n in announced(indicator.standards, on)
        ),
        next_functions=tuple(
            (n.start, formula(n.value, raw, unit, place))
            for n in announced(indicator.functions, on)
        ),
        curve=curve,
        curve_words=curve_words(points, place),
        curve_caption=place.t("curve_caption", unit=axis) if points else "",
        levels=() if has_curve(dated.value) else levels(dated.value),
    )


def axis_unit(function: ScoreFunction, unit: str, place: Place) -> str:
    """What stands on the value axis: percent of the target for ratios, else the unit."""
    if isinstance(function, AchievementRatio):
        return place.t("percent_of_target")
    if isinstance(function, Likert):
        return place.t("answer_given")
    return unit


def standard_words(indicator: Indicator, value: Decimal, place: Place) -> str:
    """A standard with its unit: "5 hari kerja", or "nilai 80"."""
    unit = standard_unit(indicator)
    if unit is None:
        return place.t("score_of", value=place.short(value))
    return f"{place.short(value)} {place.plain(unit)}"


def formula(  # noqa: PLR0911 - one case a function
    function: ScoreFunction, standard: Decimal | None, unit: str, place: Place
) -> str:
    """How a value becomes a score, in one sentence."""
    short = place.short
    match function:
        case AchievementRatio(cap):
            return place.t("formula_rasio", cap=short(cap))
        case LowerIsBetter(cap):
            goal = f"{short(standard)} {unit}" if standard is not None else place.t("the_standard")
            return place.t("formula_kecil", cap=short(cap), standard=goal)
        case PiecewiseLinear(points):
            first, last = points[0], points[-1]
            return place.t(
                "formula_garis",
                low=short(first[0]),
                low_score=short(first[1]),
                high=short(last[0]),
                high_score=short(last[1]),
                unit=unit,
            )
        case Likert(low, high, score_low, score_high):
            return place.t(
                "formula_likert",
                low=low,
                high=high,
                low_score=short(score_low),
                high_score=short(score_high),
            )
        case Levels(rows):
            return place.t("formula_jenjang", n=len(rows))
        case Categorical(rows):
            return place.t("formula_kategori", n=len(rows))
        case YesNo(yes, no):
            return place.t("formula_ya", yes=short(yes), no=short(no))


def levels(function: ScoreFunction) -> tuple[LevelRow, ...]:
    """The answers of a discrete function, in its order."""
    match function:
        case Levels(rows):
            return tuple(LevelRow(row.code, row.description, row.score) for row in rows)
        case Categorical(rows):
            return tuple(LevelRow(None, row.description, row.score) for row in rows)
        case YesNo(yes, no):
            return (LevelRow(None, both("yes"), yes), LevelRow(None, both("no"), no))
        case _:
            return ()
