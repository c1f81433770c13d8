"""Which kind of change an edit is, and whether it touches scores, duties or only wording."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from terang.core import model as m
from terang.core.edits import Key, Path, at


class Level(StrEnum):
    """What a change can do: other scores, other duties, or only other words."""

    SCORES = "nilai"
    DUTIES = "kewajiban"
    WORDING = "redaksi"


class Kind(StrEnum):
    """What a change is about, in the words of the files."""

    WEIGHT = "bobot"
    RATER_WEIGHTS = "bobot_penilai"
    RATERS = "penilai"
    SOURCE = "sumber_penilaian"
    MISSING = "jika_kurang"
    COMPONENT = "komponen"
    MEASURE = "ukuran"
    GATE = "gerbang"
    GAP = "kesenjangan"
    BANDS = "pita"
    CONDITION = "syarat"
    CELL = "sel"
    FUNCTION = "fungsi_nilai"
    STANDARD = "standar"
    INDICATOR = "indikator"
    SCHEME = "skema"
    AUDIENCE = "kelompok_jabatan"
    UNIT = "unit"
    AGENCY = "instansi"
    OBJECTION = "keberatan"
    SERVICE = "layanan"
    COMPLAINT = "aduan"
    SURVEY = "survei"
    PUBLICATION = "terbitan"
    EXAMPLE = "contoh"
    REGULATION = "peraturan"
    PROFILE = "profil"
    CREDIT = "angka_kredit"
    DISTRIBUTION = "distribusi"
    VALUES = "nilai_dasar"
    BASIS = "dasar"
    NATURE = "sifat"
    TEXT = "teks"
    ID = "id"


SCORES, DUTIES, WORDING = Level.SCORES, Level.DUTIES, Level.WORDING

# the class that holds the changed field -> (kind, level) unless the field says otherwise below
_CLASSES: dict[type, tuple[Kind, Level]] = {
    m.IndicatorComponent: (Kind.COMPONENT, SCORES),
    m.GroupComponent: (Kind.COMPONENT, SCORES),
    m.WeightedSum: (Kind.COMPONENT, SCORES),
    m.CategoryAxis: (Kind.COMPONENT, SCORES),
    m.Matrix: (Kind.MEASURE, SCORES),
    m.MeasureRule: (Kind.MEASURE, SCORES),
    m.Gate: (Kind.GATE, SCORES),
    m.Gap: (Kind.GAP, DUTIES),
    m.RaterSource: (Kind.SOURCE, SCORES),
    m.RaterSet: (Kind.RATERS, SCORES),
    m.RaterAlternative: (Kind.MISSING, SCORES),
    m.Scheme: (Kind.SCHEME, SCORES),
    m.Band: (Kind.BANDS, SCORES),
    m.BandSet: (Kind.BANDS, SCORES),
    m.AchievementRatio: (Kind.FUNCTION, SCORES),
    m.LowerIsBetter: (Kind.FUNCTION, SCORES),
    m.PiecewiseLinear: (Kind.FUNCTION, SCORES),
    m.Likert: (Kind.FUNCTION, SCORES),
    m.Levels: (Kind.FUNCTION, SCORES),
    m.Categorical: (Kind.FUNCTION, SCORES),
    m.Level: (Kind.FUNCTION, SCORES),
    m.YesNo: (Kind.FUNCTION, SCORES),
    m.Indicator: (Kind.INDICATOR, DUTIES),
    m.AgencyCriteria: (Kind.AGENCY, DUTIES),
    m.Agency: (Kind.AGENCY, WORDING),
    m.Unit: (Kind.UNIT, DUTIES),
    m.PositionGroup: (Kind.AUDIENCE, DUTIES),
    m.Objection: (Kind.OBJECTION, DUTIES),
    m.Service: (Kind.SERVICE, DUTIES),
    m.ComplaintClass: (Kind.COMPLAINT, DUTIES),
    m.PublicationPolicy: (Kind.PUBLICATION, DUTIES),
    m.PublicationDate: (Kind.PUBLICATION, DUTIES),
    m.ProtectionRules: (Kind.PUBLICATION, DUTIES),
    m.WorkedExample: (Kind.EXAMPLE, WORDING),
    m.RatingInput: (Kind.EXAMPLE, WORDING),
    m.Regulation: (Kind.REGULATION, DUTIES),
    m.Profile: (Kind.PROFILE, SCORES),
    m.MatrixProfile: (Kind.CELL, SCORES),
    m.BandProfile: (Kind.BANDS, SCORES),
    m.WeightVariant: (Kind.WEIGHT, SCORES),
    m.SurveyProfile: (Kind.SURVEY, SCORES),
    m.SurveyElement: (Kind.SURVEY, WORDING),
    m.ConversionProfile: (Kind.CREDIT, SCORES),
    m.DistributionProfile: (Kind.DISTRIBUTION, DUTIES),
    m.DistributionRule: (Kind.DISTRIBUTION, DUTIES),
    m.ValuesProfile: (Kind.VALUES, DUTIES),
    m.ValueGuide: (Kind.VALUES, DUTIES),
    m.Provenance: (Kind.NATURE, DUTIES),
    m.Category: (Kind.TEXT, WORDING),
    m.Statement: (Kind.TEXT, WORDING),
    m.SourceText: (Kind.TEXT, WORDING),
    m.CriteriaSet: (Kind.AGENCY, DUTIES),
}

_FIELDS: dict[tuple[type, str], tuple[Kind, Level]] = {
    (m.IndicatorComponent, "weights"): (Kind.WEIGHT, SCORES),
    (m.IndicatorComponent, "raters"): (Kind.RATERS, SCORES),
    (m.GroupComponent, "weights"): (Kind.WEIGHT, SCORES),
    (m.WeightedSum, "missing"): (Kind.MISSING, SCORES),
    (m.WeightedSum, "bands"): (Kind.BANDS, SCORES),
    (m.WeightedSum, "profile"): (Kind.BANDS, SCORES),
    (m.WeightedSum, "conditions"): (Kind.CONDITION, SCORES),
    (m.CategoryAxis, "raters"): (Kind.RATERS, SCORES),
    (m.MeasureRule, "gates"): (Kind.GATE, SCORES),
    (m.MeasureRule, "gap"): (Kind.GAP, DUTIES),
    (m.MeasureRule, "role"): (Kind.MEASURE, DUTIES),
    (m.MeasureRule, "is_national"): (Kind.MEASURE, DUTIES),
    (m.RaterSet, "weights"): (Kind.RATER_WEIGHTS, SCORES),
    (m.RaterSet, "missing"): (Kind.MISSING, SCORES),
    (m.RaterSet, "alternatives"): (Kind.MISSING, SCORES),
    (m.Scheme, "position_groups"): (Kind.AUDIENCE, SCORES),
    (m.Scheme, "sources"): (Kind.SOURCE, SCORES),
    (m.Scheme, "rater_sets"): (Kind.RATERS, SCORES),
    (m.Scheme, "measures"): (Kind.MEASURE, SCORES),
    (m.Scheme, "cycle"): (Kind.SCHEME, DUTIES),
    (m.Scheme, "cycle_provenance"): (Kind.NATURE, DUTIES),
    (m.Level, "description"): (Kind.FUNCTION, DUTIES),
    (m.Indicator, "functions"): (Kind.FUNCTION, SCORES),
    (m.Indicator, "reference"): (Kind.INDICATOR, WORDING),
    (m.Agency, "units"): (Kind.UNIT, DUTIES),
    (m.Agency, "position_groups"): (Kind.AUDIENCE, DUTIES),
    (m.AgencyCriteria, "indicators"): (Kind.INDICATOR, DUTIES),
    (m.AgencyCriteria, "schemes"): (Kind.SCHEME, SCORES),
    (m.AgencyCriteria, "services"): (Kind.SERVICE, DUTIES),
    (m.AgencyCriteria, "examples"): (Kind.EXAMPLE, WORDING),
    (m.Service, "survey_profile"): (Kind.SURVEY, SCORES),
    (m.Service, "survey_convention"): (Kind.SURVEY, SCORES),
    (m.Service, "complaint_classes"): (Kind.COMPLAINT, DUTIES),
    (m.Service, "follow_up"): (Kind.SERVICE, WORDING),
    (m.Service, "volume_unit"): (Kind.SERVICE, WORDING),
    (m.CriteriaSet, "regulations"): (Kind.REGULATION, DUTIES),
    (m.CriteriaSet, "profiles"): (Kind.PROFILE, SCORES),
    (m.CriteriaSet, "examples"): (Kind.EXAMPLE, WORDING),
    (m.Regulation, "sources"): (Kind.REGULATION, WORDING),
    (m.Regulation, "certainty"): (Kind.REGULATION, WORDING),
    (m.Regulation, "subject"): (Kind.REGULATION, WORDING),
    (m.Regulation, "name"): (Kind.REGULATION, WORDING),
    (m.BandProfile, "variants"): (Kind.WEIGHT, SCORES),
    (m.WeightVariant, "when"): (Kind.WEIGHT, DUTIES),
    (m.SurveyProfile, "elements"): (Kind.SURVEY, SCORES),
    (m.Band, "certainty"): (Kind.BANDS, WORDING),
    (m.ValueGuide, "certainty"): (Kind.VALUES, WORDING),
    (m.Provenance, "basis"): (Kind.BASIS, DUTIES),
    (m.Provenance, "rows"): (Kind.NATURE, WORDING),
    (m.Provenance, "note"): (Kind.TEXT, WORDING),
    (m.Scheme, "basis"): (Kind.BASIS, DUTIES),
    (m.Profile, "basis"): (Kind.BASIS, DUTIES),
    (m.WeightVariant, "basis"): (Kind.BASIS, DUTIES),
}
_WORDING_FIELDS = frozenset({"name", "summary", "title", "row_name", "column_name"})


def owners(path: Path, criteria: m.CriteriaSet) -> Iterator[tuple[object, str]]:
    """(value, its field) for every field step of the path; dated values are looked through."""
    for node, step in zip(at(criteria, path), path, strict=False):
        is_own_field = isinstance(step, str) and not isinstance(node, m.Dated)
        if is_own_field or step == "provenance":
            yield node, str(step)


def classify(
    path: Path, before: object, after: object, old: m.CriteriaSet, new: m.CriteriaSet
) -> tuple[Kind, Level]:
    """Kind and level of the change at `path`."""
    deepest = max((tuple(owners(path, criteria)) for criteria in (old, new)), key=len, default=())
    owner, name = deepest[-1]
    is_whole = isinstance(path[-1], Key)  # a thing in a list came or went
    if name == "provenance":
        return Kind.NATURE, DUTIES
    if name in _WORDING_FIELDS and not is_whole:
        return Kind.TEXT, WORDING
    if isinstance(owner, m.Indicator) and name == "standards":
        return Kind.STANDARD, SCORES if _scores_by_standard(owner) else DUTIES
    if isinstance(owner, m.Regulation) and is_whole:
        return Kind.REGULATION, DUTIES
    found = _FIELDS.get((type(owner), name), _CLASSES[type(owner)])
    if isinstance(before, m.Band) and isinstance(after, m.Band):
        return Kind.BANDS, SCORES
    return found


def _scores_by_standard(indicator: m.Indicator) -> bool:
    """The standard enters the score; otherwise it is the level people are asked to reach."""
    return any(isinstance(item.value, m.LowerIsBetter) for item in indicator.functions)
