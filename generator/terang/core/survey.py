"""Satisfaction survey (SKM) to index (IKM): exact, one rounding, convention stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.core.bands import category
from terang.core.model import SurveyProfile, Text
from terang.core.numbers import Exact, round_half_up

NRR_PLACES = 4
IKM_PLACES = 2

Answers = Mapping[str, int | None]  # by element code; None or absent: not answered


class UnusableSurvey(ValueError):
    """Answers from which no index follows: `key` and `fields` make the message."""

    def __init__(self, key: str, **fields: str) -> None:
        super().__init__(f"{key}: {fields}")
        self.key = key
        self.fields = fields


@dataclass(frozen=True, slots=True)
class ElementResult:
    """One unsur: n answers, how many are missing, their sum, mean (NRR), and grade.

    nrr is exact; nrr_text has 4 places; converted is NRR x factor with 2 places.
    """

    code: str
    name: Text
    n: int
    missing: int
    total: int
    nrr: Fraction
    nrr_text: Decimal
    converted: Decimal
    grade: str | None


@dataclass(frozen=True, slots=True)
class IndexResult:
    """Index (4 places), IKM (2 places) and grade under one convention of weights.

    grade is None where the IKM lies outside the scale.
    """

    index: Decimal
    ikm: Decimal
    grade: str | None


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """A survey under a stated convention, and what the other conventions would give.

    grade_depends: the conventions do not all give the same grade. weakest and strongest: element
    codes with the lowest and highest NRR, ties together, in the order of the profile.
    """

    n: int
    elements: Mapping[str, ElementResult]
    convention: str
    index: Decimal
    ikm: Decimal
    grade: str | None
    by_convention: Mapping[str, IndexResult]
    grade_depends: bool
    weakest: tuple[str, ...]
    strongest: tuple[str, ...]


def survey(
    answers: Sequence[Answers], profile: SurveyProfile, convention: str | None = None
) -> SurveyResult:
    """The result of answer rows, one for each respondent.

    NRR of an element = sum of its answers / answers given to it. Raises `UnusableSurvey` when
    there are no respondents, an element nobody answered, an answer outside the range, an unknown
    element or convention.
    """
    chosen = profile.default_convention if convention is None else convention
    if chosen not in profile.conventions:
        known = ", ".join(profile.conventions)
        raise UnusableSurvey("konvensi_tidak_ada", nilai=chosen, pilihan=known)
    if not answers:
        raise UnusableSurvey("tanpa_responden")
    _check(answers, profile)
    elements = {
        element.code: _element(element.code, element.name, answers, profile)
        for element in profile.elements
    }
    nrr = [element.nrr for element in elements.values()]
    results = {name: index(nrr, profile, name) for name in profile.conventions}
    low, high = min(nrr), max(nrr)
    return SurveyResult(
        n=len(answers),
        elements=elements,
        convention=chosen,
        index=results[chosen].index,
        ikm=results[chosen].ikm,
        grade=results[chosen].grade,
        by_convention=results,
        grade_depends=len({result.grade for result in results.values()}) > 1,
        weakest=tuple(code for code, element in elements.items() if element.nrr == low),
        strongest=tuple(code for code, element in elements.items() if element.nrr == high),
    )


def index(nrr: Sequence[Exact], profile: SurveyProfile, convention: str) -> IndexResult:
    """Index and IKM of element means: sum of NRR x weight, x factor; each rounded once, half up.

    The weight of a convention is what it prints (0.111), or exactly 1/n.
    """
    printed = profile.conventions[convention]
    weight = Fraction(1, len(nrr)) if printed is None else Fraction(printed)
    exact = sum((Fraction(value) for value in nrr), Fraction(0)) * weight
    ikm = exact * Fraction(profile.factor)
    return IndexResult(
        index=round_half_up(exact, NRR_PLACES),
        ikm=round_half_up(ikm, IKM_PLACES),
        grade=category(profile.bands, ikm),
    )


def _check(answers: Sequence[Answers], profile: SurveyProfile) -> None:
    codes = {element.code for element in profile.elements}
    for row, answer in enumerate(answers, 1):
        for code, value in answer.items():
            if code not in codes:
                raise UnusableSurvey("unsur_asing", nilai=code)
            if value is not None and not profile.answer_low <= value <= profile.answer_high:
                raise UnusableSurvey(
                    "jawaban_di_luar_rentang", nilai=str(value), unsur=code, baris=str(row)
                )


def _element(
    code: str, name: Text, answers: Sequence[Answers], profile: SurveyProfile
) -> ElementResult:
    given = [value for answer in answers if (value := answer.get(code)) is not None]
    if not given:
        raise UnusableSurvey("unsur_tanpa_jawaban", unsur=code)
    nrr = Fraction(sum(given), len(given))
    converted = nrr * Fraction(profile.factor)
    return ElementResult(
        code=code,
        name=name,
        n=len(given),
        missing=len(answers) - len(given),
        total=sum(given),
        nrr=nrr,
        nrr_text=round_half_up(nrr, NRR_PLACES),
        converted=round_half_up(converted, IKM_PLACES),
        grade=category(profile.bands, converted),
    )
