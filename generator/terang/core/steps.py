"""The steps of a scored appraisal, as values that can be told in words (`core/explain.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from terang.core.evaluate import Rating
from terang.core.model import Text
from terang.core.program import CategorySpec, Cut, GapSpec, GateSpec, InputSpec

ReasonKey = Literal["penilaian_kurang", "gerbang_menahan", "gerbang_tanpa_catatan", "di_luar_skala"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a measure is pending. given and needed count ratings of `source`; 0 where unused."""

    key: ReasonKey
    name: Text  # indicator, gate or measure
    source: Text | None = None
    given: int = 0
    needed: int = 0


# --- steps: a closed union, in the order of computing ----------------------------------------


@dataclass(frozen=True, slots=True)
class SourceStep:
    """Ratings of one source become its exact mean score; None when there are too few."""

    binding: str
    input: InputSpec
    ratings: tuple[Rating, ...]
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sum: weight as declared, weight as counted (percent), value."""

    name: Text
    declared: Fraction
    counted: Fraction | None
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class SumStep:
    """A weighted sum; `places` says where it is rounded, None keeps it exact."""

    binding: str
    kind: Literal["indikator", "kelompok", "nilai"]
    name: Text
    terms: tuple[Term, ...]
    value: Fraction | None
    places: int | None


@dataclass(frozen=True, slots=True)
class BandStep:
    """A value looked up in bands.

    missed: a better band that holds the value too, and that only its condition closed.
    """

    binding: str
    name: Text
    value: Fraction | None
    places: int | None
    category: CategorySpec | None
    cut: Cut | None
    missed: Cut | None
    missed_category: CategorySpec | None


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """An axis of a matrix that a source rated directly."""

    binding: str
    name: Text
    category: CategorySpec | None


@dataclass(frozen=True, slots=True)
class CellStep:
    """The category where row and column of a matrix meet."""

    binding: str
    name: Text
    row: tuple[Text, CategorySpec | None]
    column: tuple[Text, CategorySpec | None]
    category: CategorySpec | None


@dataclass(frozen=True, slots=True)
class GateStep:
    """A declared gate; applies is None when its record is missing."""

    binding: str
    gate: GateSpec
    applies: bool | None
    category: CategorySpec | None


@dataclass(frozen=True, slots=True)
class GapStep:
    """Difference of two sources on one indicator, rounded; shown, never scored."""

    binding: str
    gap: GapSpec
    minuend_name: Text
    subtrahend_name: Text
    minuend: Fraction | None
    subtrahend: Fraction | None
    difference: Fraction | None


@dataclass(frozen=True, slots=True)
class MeasureOutcome:
    """What a measure comes to; value and category are None while it is pending."""

    id: str
    value: Decimal | None
    category: str | None
    status: str  # "lengkap" | "belum_lengkap"
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ResultStep:
    """The outcome of a measure, last of its steps."""

    binding: str
    name: Text
    category: CategorySpec | None
    outcome: MeasureOutcome


Step = SourceStep | SumStep | BandStep | AnswerStep | CellStep | GateStep | GapStep | ResultStep
