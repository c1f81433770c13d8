"""A scheme on a day as things to show: weights in order, scales in words, quadrants in cells.

Views hold model texts and exact numbers; templates turn them into the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from terang.core.dates import in_force
from terang.core.model import (
    Axis,
    Band,
    BandProfile,
    BandSet,
    Category,
    CategoryAxis,
    Dated,
    GroupComponent,
    IndicatorComponent,
    Matrix,
    MatrixProfile,
    MeasureRule,
    MissingPolicy,
    Nature,
    Profile,
    Provenance,
    RaterSet,
    Scheme,
    Text,
    WeightedSum,
)

STEPS = {1: (1,), 2: (1, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


@dataclass(frozen=True, slots=True)
class RaterShare:
    """A source and its weight in percent within a rater set."""

    source: str
    name: Text
    weight: Decimal
    minimum: int


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A line of the weight list: an indicator, or a group with its own lines.

    weight: percent within its parent; share: percent of the whole measure.
    """

    name: Text
    weight: Decimal
    share: Fraction
    indicator: str | None
    raters: tuple[RaterShare, ...]
    provenance: Provenance
    rows: tuple[WeightRow, ...] = ()

    @property
    def shared_raters(self) -> tuple[RaterShare, ...]:
        """Who rates all parts alike; empty when they differ."""
        first = self.rows[0].raters if self.rows else ()
        return first if all(row.raters == first for row in self.rows) else ()


@dataclass(frozen=True, slots=True)
class BandRow:
    """A category with the range that earns it; `step` 1 (best) to 5 picks its colour."""

    name: Text
    step: int
    band: Band
    condition: Text | None


@dataclass(frozen=True, slots=True)
class ScaleView:
    minimum: Decimal
    maximum: Decimal
    places: int | None
    rows: tuple[BandRow, ...]
    profile: Profile | None
    provenance: Provenance | None  # of own bands


@dataclass(frozen=True, slots=True)
class SumView:
    rows: tuple[WeightRow, ...]
    missing: MissingPolicy
    scale: ScaleView | None
    conditions: tuple[tuple[Text, str], ...]  # name, indicator


@dataclass(frozen=True, slots=True)
class AxisView:
    """One side of a quadrant: rated directly (`indicator`, `raters`) or computed (`sum`)."""

    name: Text
    indicator: str | None
    raters: tuple[RaterShare, ...]
    sum: SumView | None


@dataclass(frozen=True, slots=True)
class CellView:
    name: Text
    step: int


@dataclass(frozen=True, slots=True)
class QuadrantView:
    """Rows best first, columns worst first: the best outcome stands top right."""

    profile: Profile
    row_name: Text
    column_name: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, tuple[CellView, ...]], ...]
    axes: tuple[AxisView, ...]


@dataclass(frozen=True, slots=True)
class MeasureView:
    rule: MeasureRule
    sum: SumView | None
    quadrant: QuadrantView | None


def step_of(place: int, count: int) -> int:
    """The colour step of the category at a place (0 best) among `count`.

    >>> [step_of(i, 3) for i in range(3)], step_of(6, 9)
    ([1, 3, 5], 4)
    """
    if count in STEPS:
        return STEPS[count][place]
    return 1 + place * 4 // (count - 1) if count > 1 else 1


def measure_view(
    rule: MeasureRule,
    scheme: Scheme,
    names: Mapping[str, Text],
    profiles: Mapping[str, Profile],
    on: date,
) -> MeasureView:
    """A measure as it stands on a day. names: the indicators' names by id."""
    sight = _Sight(scheme, names, profiles, on)
    match rule.rule:
        case WeightedSum() as weighted:
            return MeasureView(rule, sight.sum(weighted), None)
        case Matrix() as matrix:
            return MeasureView(rule, None, sight.quadrant(matrix))


@dataclass(frozen=True, slots=True)
class _Sight:
    scheme: Scheme
    names: Mapping[str, Text]
    profiles: Mapping[str, Profile]
    on: date

    def sum(self, rule: WeightedSum) -> SumView:
        rows = tuple(
            row for part in rule.components if (row := self._row(part, Fraction(1))) is not None
        )
        scale = self._scale(rule)
        conditions = tuple(
            (self._condition(rule.profile, condition), indicator)
            for condition, indicator in rule.conditions.items()
        )
        return SumView(rows, rule.missing, scale, conditions)

    def _row(self, part: GroupComponent | IndicatorComponent, share: Fraction) -> WeightRow | None:
        dated = in_force(part.weights, self.on)
        if dated is None:
            return None
        own = share * Fraction(dated.value) / 100
        match part:
            case IndicatorComponent():
                return WeightRow(
                    self.names[part.indicator],
                    dated.value,
                    own * 100,
                    part.indicator,
                    raters(self.scheme, part.raters, self.on),
                    dated.provenance,
                )
            case GroupComponent():
                rows = tuple(r for p in part.components if (r := self._row(p, own)) is not None)
                return WeightRow(
                    part.name, dated.value, own * 100, None, (), dated.provenance, rows
                )

    def _scale(self, rule: WeightedSum) -> ScaleView | None:
        profile = self.profiles.get(rule.profile) if rule.profile else None
        if profile is not None and isinstance(profile.body, BandProfile):
            names = {c.id: c.name for c in profile.body.conditions}
            return scale_view(profile.body.bands, names, profile, None)
        own: Dated[BandSet] | None = in_force(rule.bands, self.on)
        return scale_view(own.value, {}, None, own.provenance) if own else None

    def _condition(self, profile: str | None, condition: str) -> Text:
        body = self.profiles[profile].body if profile is not None else None
        if isinstance(body, BandProfile):
            for known in body.conditions:
                if known.id == condition:
                    return known.name
        return Text(condition)

    def quadrant(self, rule: Matrix) -> QuadrantView:
        profile = self.profiles[rule.profile]
        body = profile.body
        assert isinstance(body, MatrixProfile)  # checked at load
        axes = (self._axis(body.row_name, rule.row), self._axis(body.column_name, rule.column))
        return quadrant_view(profile, body, axes)

    def _axis(self, name: Text, axis: Axis) -> AxisView:
        match axis:
            case CategoryAxis():
                who = raters(self.scheme, axis.raters, self.on)
                return AxisView(name, axis.indicator, who, None)
            case WeightedSum():
                return AxisView(name, None, (), self.sum(axis))


def scale_view(
    bands: BandSet,
    conditions: Mapping[str, Text],
    profile: Profile | None,
    provenance: Provenance | None,
) -> ScaleView:
    """A band set as rows, best first, every category with its colour step."""
    order = {category.id: place for place, category in enumerate(bands.categories)}
    names = {category.id: category.name for category in bands.categories}
    rows = tuple(
        BandRow(
            names[band.category],
            step_of(order[band.category], len(order)),
            band,
            conditions.get(band.condition, Text(band.condition)) if band.condition else None,
        )
        for band in bands.bands
    )
    return ScaleView(bands.minimum, bands.maximum, bands.round_places, rows, profile, provenance)


def quadrant_view(
    profile: Profile, body: MatrixProfile, axes: tuple[AxisView, ...] = ()
) -> QuadrantView:
    """A matrix with the best rows on top and the best column on the right."""
    order: dict[str, Category] = {category.id: category for category in body.categories}
    place = {ident: at for at, ident in enumerate(order)}
    columns = tuple(reversed(body.ratings))

    def cell(row: str, column: str) -> CellView:
        category = order[body.cells[row, column]]
        return CellView(category.name, step_of(place[category.id], len(order)))

    rows = tuple(
        (row.name, tuple(cell(row.id, column.id) for column in columns)) for row in body.ratings
    )
    names = tuple(column.name for column in columns)
    return QuadrantView(profile, body.row_name, body.column_name, names, rows, axes)


def raters(scheme: Scheme, ident: str, on: date) -> tuple[RaterShare, ...]:
    """Who rates: the sources of a rater set with their weights, or a source alone with 100."""
    sources = {source.id: source for source in scheme.sources}
    if ident in sources:
        source = sources[ident]
        return (RaterShare(ident, source.name, Decimal(100), source.minimum),)
    chosen = rater_set(scheme, ident)
    dated = in_force(chosen.weights, on) if chosen else None
    if dated is None:
        return ()
    return tuple(
        RaterShare(source, sources[source].name, weight, sources[source].minimum)
        for source, weight in dated.value.items()
    )


def rater_set(scheme: Scheme, ident: str) -> RaterSet | None:
    """The rater set of that id, or None."""
    return next((found for found in scheme.rater_sets if found.id == ident), None)


def is_example(provenance: Provenance | None) -> bool:
    """Whether a value is an illustration and must carry its badge."""
    return provenance is not None and provenance.nature is Nature.EXAMPLE
