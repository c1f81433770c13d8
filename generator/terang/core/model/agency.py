"""Agencies, their services, worked examples and publication policy; the whole set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from terang.core.model.indicator import Indicator
from terang.core.model.national import Profile, Regulation
from terang.core.model.protection import ProtectionRules
from terang.core.model.scheme import Scheme
from terang.core.model.shared import Dated, Mark, Nature, Provenance, Text


class StatementKind(StrEnum):
    """`jenis` of a statement; the letters are those of the seed rows."""

    ASPECT = "aspek"  # K
    INDICATOR = "indikator"  # I
    SOURCE = "sumber-penilaian"  # S
    PROCESS = "proses"  # P
    USE = "penggunaan"  # U
    CHALLENGE = "tantangan"  # T
    PROMISE = "janji"  # J
    GOAL = "tujuan"  # O
    RULE = "dasar"  # D
    ILLUSTRATION = "ilustrasi"  # E
    NOTE = "catatan"


@dataclass(frozen=True, slots=True)
class Statement:
    """`pernyataan`: one statement of the source text (in our own words), with its row ids."""

    kinds: tuple[StatementKind, ...]
    text: Text
    rows: tuple[str, ...]
    mark: Mark
    nature: Nature = Nature.SOURCE  # sifat


@dataclass(frozen=True, slots=True)
class SourceText:
    """`sumber`: a source text of an agency; `prefix` (KOT) owns the row ids KOT-01 ..."""

    prefix: str
    title: Text
    note: Text | None


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    name: Text
    parent: str | None
    provenance: Provenance
    mark: Mark
    former: tuple[str, ...] = ()  # dahulu: ids under which these people were counted before


@dataclass(frozen=True, slots=True)
class PositionGroup:
    id: str
    name: Text
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Objection:
    """`keberatan`: how to object. Not stated by the source means the steps are an example."""

    stated: bool  # disebutkan
    to_whom: Text
    deadline: Text
    steps: tuple[Text, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Agency:
    id: str
    name: Text
    place: Text
    region_code: str | None
    place_note: Text | None
    summary: Text
    sources: tuple[SourceText, ...]
    units: tuple[Unit, ...]  # parents before children; exactly one root
    position_groups: tuple[PositionGroup, ...]
    statements: tuple[Statement, ...]
    objection: Objection
    mark: Mark
    file: str


@dataclass(frozen=True, slots=True)
class ComplaintClass:
    id: str
    name: Text
    days: tuple[Dated[Decimal], ...]  # standar_hari
    day_kind: Literal["kerja", "kalender"]


@dataclass(frozen=True, slots=True)
class Service:
    id: str
    name: Text
    summary: Text
    unit: str
    indicators: tuple[str, ...]
    survey_profile: str
    survey_convention: str  # "1/n" | "0.111" | "0.11"
    complaint_classes: tuple[ComplaintClass, ...]
    volume_unit: Text  # satuan_volume
    follow_up: tuple[Statement, ...]  # tindak_lanjut
    provenance: Provenance
    mark: Mark
    file: str


@dataclass(frozen=True, slots=True)
class RatingInput:
    """One rating in an example or in microdata: a number or code; a target for ratios."""

    value: Decimal | str | bool
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """`contoh`: inputs and the results `terang check` must recompute.

    Either `scheme` or `indicator` is set. inputs: indicator id -> source id -> ratings.
    """

    id: str
    title: Text
    scheme: str | None
    indicator: str | None
    on: date
    inputs: Mapping[str, Mapping[str, tuple[RatingInput, ...]]]
    indicator_scores: Mapping[str, Decimal]
    measure_values: Mapping[str, Decimal]
    measure_categories: Mapping[str, str]
    measure_status: Mapping[str, str]  # "lengkap" | "belum_lengkap"
    mark: Mark
    file: str
    marks: Mapping[str, Mark] = field(default_factory=dict)  # expected values -> place


@dataclass(frozen=True, slots=True)
class PublicationDate:
    period: str  # "2025"
    on: date


@dataclass(frozen=True, slots=True)
class PublicationPolicy:
    """`terbitan`: what is published, how protected, when."""

    tables: tuple[str, ...]
    threshold: int  # ambang; limits of all options: core/model/protection.py
    minimum_respondents: int
    minimum_mean_n: int
    mean_places: int
    share_places: int
    calendar: tuple[PublicationDate, ...]
    provenance: Provenance
    mark: Mark
    file: str
    protection: ProtectionRules = field(default_factory=ProtectionRules)  # perlindungan
    refused_percent: Decimal = Decimal(0)  # batas_ditolak: above it --strict refuses the load

    @property
    def width(self) -> int:
        """How far a withheld count must be able to move."""
        given = self.protection.width
        return self.threshold if given is None else given

    @property
    def minimum_share_n(self) -> int:
        """Fewest people beneath a published share."""
        given = self.protection.minimum_share_n
        return self.threshold if given is None else given


@dataclass(frozen=True, slots=True)
class AgencyCriteria:
    """Everything in one agency's folder."""

    agency: Agency
    indicators: Mapping[str, Indicator]
    schemes: Mapping[str, Scheme]
    services: Mapping[str, Service]
    examples: Mapping[str, WorkedExample]
    publication: PublicationPolicy


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """The whole of criteria/, with a digest of its bytes (path order, SHA-256 hex)."""

    regulations: Mapping[str, Regulation]
    profiles: Mapping[str, Profile]
    agencies: Mapping[str, AgencyCriteria]
    digest: str
    examples: Mapping[str, WorkedExample] = field(default_factory=dict)  # of nasional/
