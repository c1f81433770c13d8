"""National rules under a name: regulations, matrices, bands, surveys, conversions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from terang.core.model.shared import Certainty, LegalBasis, Mark, Text


@dataclass(frozen=True, slots=True)
class Regulation:
    """One row of nasional/peraturan.yml."""

    id: str
    name: str
    subject: Text
    in_force: bool  # status: berlaku | dicabut
    start: date | None
    end: date | None
    replaced_by: str | None
    certainty: Certainty
    sources: tuple[str, ...]  # addresses


@dataclass(frozen=True, slots=True)
class Category:
    """One outcome word of a scale (predikat, mutu, local category), best first in its scale."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Band:
    """`pita`: from `low` inclusive; up to `high`, inclusive or not; None is unbounded."""

    category: str
    low: Decimal | None
    high: Decimal | None
    high_inclusive: bool
    condition: str | None = None  # syarat: id of a condition that must hold as well
    certainty: Certainty = Certainty.VERIFIED


@dataclass(frozen=True, slots=True)
class BandSet:
    """A scale cut into categories.

    round_places: round half up to this many places before looking up (SKM), or None to look up
    the exact value (PP 30/2019: 89.995 is below 90).
    """

    categories: tuple[Category, ...]  # best first
    bands: tuple[Band, ...]  # best first
    minimum: Decimal
    maximum: Decimal
    round_places: int | None


@dataclass(frozen=True, slots=True)
class MatrixProfile:
    """PermenPANRB 6/2022: ratings of both axes, categories, and every cell."""

    ratings: tuple[Category, ...]  # best first
    categories: tuple[Category, ...]  # best first
    cells: Mapping[tuple[str, str], str]  # (row rating, column rating) -> category
    row_name: Text  # hasil kerja
    column_name: Text  # perilaku kerja


@dataclass(frozen=True, slots=True)
class WeightVariant:
    """PP 30/2019: 70/30 and 60/40 and when each applies."""

    id: str
    when: Text
    weights: Mapping[str, Decimal]
    basis: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True)
class BandProfile:
    """PP 30/2019: weight variants, cap on achievement, bands, conditions."""

    variants: tuple[WeightVariant, ...]
    cap: Decimal | None
    bands: BandSet
    conditions: tuple[Category, ...]  # syarat: id and name


@dataclass(frozen=True, slots=True)
class SurveyElement:
    """One unsur of a satisfaction survey; `aliases` are other codes official texts give it."""

    code: str
    name: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyProfile:
    """`profil-skm`: elements by name, cut points, weight conventions, answer range."""

    elements: tuple[SurveyElement, ...]
    bands: BandSet
    conventions: Mapping[str, Decimal | None]  # name -> weight per element; None is exactly 1/n
    default_convention: str
    answer_low: int
    answer_high: int
    factor: Decimal  # index to IKM: 25


@dataclass(frozen=True, slots=True)
class ValueGuide:
    """One BerAKHLAK value with its guides."""

    id: str
    name: Text
    guides: tuple[Text, ...]
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class ConversionProfile:
    """Credit points: months/12 x share x coefficient, two places half up."""

    shares: Mapping[str, Decimal]  # predikat id -> share (1.50)
    coefficients: Mapping[str, Decimal]  # jenjang -> yearly coefficient
    not_applicable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DistributionRule:
    """SE 3/2023, one pattern: bounds in percent of the appraised, by category or group of them.

    at_least / at_most / more_than: tuples of (category ids whose shares are added, percent).
    some_of: at least one employee in these categories together.
    """

    organisation: str
    name: Text
    more_than: tuple[tuple[tuple[str, ...], Decimal], ...] = ()
    at_least: tuple[tuple[tuple[str, ...], Decimal], ...] = ()
    at_most: tuple[tuple[tuple[str, ...], Decimal], ...] = ()
    some_of: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DistributionProfile:
    categories: tuple[Category, ...]
    rules: tuple[DistributionRule, ...]


@dataclass(frozen=True, slots=True)
class ValuesProfile:
    values: tuple[ValueGuide, ...]


ProfileBody = (
    MatrixProfile
    | BandProfile
    | SurveyProfile
    | ValuesProfile
    | ConversionProfile
    | DistributionProfile
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One file of criteria/nasional: a national rule under a name."""

    id: str
    name: Text
    summary: Text
    body: ProfileBody
    basis: tuple[LegalBasis, ...]
    start: date | None
    end: date | None
    mark: Mark
    file: str
