"""What the criteria files say, as frozen values.

Every class mirrors one thing an HR officer writes in YAML; the Indonesian key stands in the
docstring where the English name differs. `criteria/structure.py` is the only place that maps
keys to these fields. Nothing here reads files, the clock or the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Text:
    """A text people read: Indonesian always, English where it has been written."""

    id: str
    en: str | None = None

    def in_language(self, lang: str) -> str:
        """The text in `lang`, or the Indonesian one where no English was written."""
        return self.en if lang == "en" and self.en is not None else self.id


class Nature(StrEnum):
    """`sifat`: where a number or statement comes from."""

    SOURCE = "sumber"  # a source text or regulation says so
    DECREE = "ketetapan"  # the agency itself has decided so
    EXAMPLE = "contoh"  # an illustration; marked on every page


class Certainty(StrEnum):
    """`kepastian`: V read in the source, V2 read in a secondary source, R recalled only."""

    VERIFIED = "V"
    SECONDARY = "V2"
    RECALLED = "R"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file: path relative to the criteria root, line and column from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """`dasar`: a regulation of the register and where in it."""

    regulation: str  # peraturan: id in nasional/peraturan.yml
    article: str | None = None  # pasal
    certainty: Certainty = Certainty.VERIFIED
    note: Text | None = None  # catatan


@dataclass(frozen=True, slots=True)
class Provenance:
    """What stands behind a value: `sifat`, `sumber` (seed rows), `dasar`, `catatan`."""

    nature: Nature
    rows: tuple[str, ...] = ()
    basis: tuple[LegalBasis, ...] = ()
    note: Text | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value in force from `start` (`berlaku`) until the next one starts."""

    start: date
    value: T
    provenance: Provenance


# --- regulations and national profiles -------------------------------------------------------


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


# --- score functions of an indicator ----------------------------------------------------------


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


# --- schemes ----------------------------------------------------------------------------------


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


# --- agency, services, examples, publication ---------------------------------------------------


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
    threshold: int  # ambang; floor 3, default 5
    minimum_respondents: int
    minimum_mean_n: int
    mean_places: int
    share_places: int
    calendar: tuple[PublicationDate, ...]
    provenance: Provenance
    mark: Mark
    file: str


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
