"""Indicators and the functions that turn a measurement into a score."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from terang.core.model.shared import Dated, Mark, Provenance, Text


@dataclass(frozen=True, slots=True)
class AchievementRatio:
    """`rasio_capaian`: realisation / target x 100, at most `cap`. Target > 0."""

    cap: Decimal


@dataclass(frozen=True, slots=True)
class LowerIsBetter:
    """`makin_kecil_makin_baik`: (2 x standard - value) / standard x 100, within [0, cap].

    Exactly 100 at the standard, more when below it. The standard is the indicator's own.
    """

    cap: Decimal


@dataclass(frozen=True, slots=True)
class PiecewiseLinear:
    """`garis_patah`: straight lines through points (value, score), flat outside them."""

    points: tuple[tuple[Decimal, Decimal], ...]  # strictly increasing in value


@dataclass(frozen=True, slots=True)
class Likert:
    """`likert`: whole numbers low..high, spread evenly over score_low..score_high."""

    low: int
    high: int
    score_low: Decimal
    score_high: Decimal


@dataclass(frozen=True, slots=True)
class Level:
    code: str
    score: Decimal
    description: Text


@dataclass(frozen=True, slots=True)
class Levels:
    """`jenjang`: level descriptors 1..n, each with a score."""

    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Categorical:
    """`kategori`: named answers, each with a score; codes may serve as a matrix axis."""

    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class YesNo:
    """`ya_tidak`."""

    yes: Decimal
    no: Decimal


ScoreFunction = (
    AchievementRatio | LowerIsBetter | PiecewiseLinear | Likert | Levels | Categorical | YesNo
)
DISCRETE = (Likert, Levels, Categorical, YesNo)  # scored per rater, then averaged


class IndicatorKind(StrEnum):
    """`golongan`."""

    RESULT = "hasil"
    COMPETENCE = "kompetensi"
    BEHAVIOUR = "perilaku"
    DISCIPLINE = "disiplin"
    SERVICE = "layanan"
    CONDITION = "syarat"


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    name: Text
    kind: IndicatorKind
    meaning: Text  # arti
    measurement: Text  # cara_ukur
    unit: Text  # satuan
    evidence: Text | None  # bukti
    functions: tuple[Dated[ScoreFunction], ...]  # fungsi_nilai
    standards: tuple[Dated[Decimal], ...]  # standar: expected score, level or days
    reference: str | None  # acuan: e.g. "berakhlak/kolaboratif"
    provenance: Provenance
    mark: Mark
    file: str
