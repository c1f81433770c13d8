"""Schemes: who rates what, with which weight, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from terang.core.model.national import BandSet
from terang.core.model.shared import Dated, LegalBasis, Mark, Provenance, Text


class MissingPolicy(StrEnum):
    """`jika_kurang`: what happens when a source or component has no value."""

    PENDING = "tunda"
    REDISTRIBUTE = "bagi_ulang"


@dataclass(frozen=True, slots=True)
class RaterSource:
    """One of `sumber_penilaian`: atasan, diri, rekan, bawahan, dokumen, sistem ..."""

    id: str
    name: Text
    minimum: int  # fewer raters than this counts as missing
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class RaterAlternative:
    """`pengganti`: weights to use when the named sources have no rating at all."""

    without: frozenset[str]
    weights: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class RaterSet:
    """`susunan_penilai`: weights of the sources, summing to 100 on every date."""

    id: str
    weights: tuple[Dated[Mapping[str, Decimal]], ...]
    missing: MissingPolicy
    alternatives: tuple[RaterAlternative, ...]


@dataclass(frozen=True, slots=True)
class IndicatorComponent:
    """A leaf of a weighted sum: an indicator, its weight and who rates it."""

    indicator: str
    weights: tuple[Dated[Decimal], ...]
    raters: str  # id of a RaterSet, or of a RaterSource (weight 100)
    mark: Mark


@dataclass(frozen=True, slots=True)
class GroupComponent:
    """`kelompok`: an aspect, itself a weighted sum of its parts."""

    id: str
    name: Text
    weights: tuple[Dated[Decimal], ...]
    components: tuple[IndicatorComponent, ...]
    provenance: Provenance
    mark: Mark


Component = IndicatorComponent | GroupComponent


@dataclass(frozen=True, slots=True)
class WeightedSum:
    """`jumlah_berbobot`: weights (percent) x component scores; optionally cut into bands.

    bands: dated own bands, or the id of a national band profile.
    conditions: syarat id -> indicator id that shows whether it holds (score 100 = holds).
    """

    components: tuple[Component, ...]
    missing: MissingPolicy
    bands: tuple[Dated[BandSet], ...]
    profile: str | None
    conditions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CategoryAxis:
    """A matrix axis rated directly: the code of a categorical indicator by one source."""

    indicator: str
    raters: str


Axis = CategoryAxis | WeightedSum  # a weighted sum must have bands giving the profile's ratings


@dataclass(frozen=True, slots=True)
class Matrix:
    """`matriks`: rows x columns of a national matrix profile."""

    profile: str
    row: Axis
    column: Axis


Rule = WeightedSum | Matrix


@dataclass(frozen=True, slots=True)
class Gate:
    """`gerbang`: declared, with basis. When the indicator's code is in `codes`, the effect applies.

    effect: `paling_tinggi` (category at most `category`), `tunda` (pending), `catat` (shown only).
    """

    id: str
    name: Text
    indicator: str
    raters: str
    codes: tuple[str, ...]
    effect: Literal["paling_tinggi", "tunda", "catat"]
    category: str | None
    provenance: Provenance
    mark: Mark


@dataclass(frozen=True, slots=True)
class Gap:
    """`kesenjangan`: difference of two sources on the same indicators, shown, never scored."""

    minuend: str  # dari, e.g. diri
    subtrahend: str  # terhadap, e.g. atasan
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """`ukuran`: one outcome of a scheme. The first with role `utama` is the headline."""

    id: str
    name: Text
    role: Literal["utama", "pendamping"]
    is_national: bool  # predikat_nasional: the category is the national predikat
    rule: Rule
    gates: tuple[Gate, ...]
    gap: Gap | None
    provenance: Provenance
    mark: Mark


@dataclass(frozen=True, slots=True)
class Scheme:
    id: str
    name: Text
    summary: Text
    position_groups: tuple[str, ...]
    start: date
    end: date | None
    cycle: str | None  # siklus: "tahunan" ...; None: not stated in the source
    cycle_provenance: Provenance | None
    sources: tuple[RaterSource, ...]
    rater_sets: tuple[RaterSet, ...]
    measures: tuple[MeasureRule, ...]
    basis: tuple[LegalBasis, ...]
    provenance: Provenance
    mark: Mark
    file: str
