"""The satisfaction survey of one service: IKM, elements by name, course over periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.core.model import Band, Service, SurveyProfile
from terang.releasefile.model import Code, Release
from terang.site.charts_scale import Dot, DotRow, Guide, Point, Scale, dots, trend
from terang.site.exhibits import Exhibit, Link, Source, downloads_of, service_path
from terang.site.figures import Figures
from terang.site.render import Place
from terang.site.svg import Frame
from terang.site.tables import (
    CellView,
    ColumnView,
    RowView,
    cell_view,
    headed,
    measured,
    table_view,
)


@dataclass(frozen=True, slots=True)
class Survey:
    """The survey of one service and period, as far as published."""

    ikm: Decimal | None
    shown: CellView  # the IKM in words, or why there is none
    grade: str | None
    respondents: int | None
    population: int | None
    minimum: int | None
    grade_depends: bool

    @property
    def is_enough(self) -> bool | None:
        """Whether the sample reaches the table's minimum; None where it cannot be told."""
        if self.respondents is None or self.minimum is None:
            return None
        return self.respondents >= self.minimum


def survey_of(release: Release, service: str, lang: str = "id") -> Survey | None:
    """The IKM row of a service, or None when the release has none."""
    figures = Figures.of(release, "ikm")
    if figures is None or not any(code.id == service for code in figures.codes("layanan")):
        return None

    def whole(measure: str) -> int | None:
        number = figures.number(measure, layanan=service)
        return None if number is None else int(number)

    return Survey(
        figures.number("ikm", layanan=service),
        cell_view(figures.cell("ikm", layanan=service), figures.places("ikm"), lang),
        figures.word("mutu", layanan=service),
        whole("n"),
        whole("populasi"),
        whole("sampel_minimum"),
        figures.word("mutu_bergantung_konvensi", layanan=service) == "ya",
    )


def profile_of(source: Source, service: Service) -> SurveyProfile:
    """The survey profile the service names."""
    body = source.criteria.profiles[service.survey_profile].body
    if not isinstance(body, SurveyProfile):
        raise TypeError(f"{service.survey_profile} is not a survey profile")
    return body


def grade_name(profile: SurveyProfile, grade: str | None, place: Place) -> str:
    """The words of a grade: "B (Baik)"; "" where the grade is withheld."""
    found = next((c for c in profile.bands.categories if c.id == grade), None)
    return place.plain(found.name) if found else (grade or "")


def weakest(figures: Figures, service: str) -> tuple[Code, ...]:
    """The elements with the lowest shown mean; none where any element is withheld."""
    codes = figures.codes("unsur")
    seen = [(figures.number("nrr", layanan=service, unsur=c.id), c) for c in codes]
    values = [value for value, _ in seen if value is not None]
    if not seen or len(values) < len(seen):
        return ()
    return tuple(code for value, code in seen if value == min(values))


def elements(source: Source, release: Release, service: Service, place: Place) -> Exhibit | None:
    """The elements of the survey by name, the weakest marked."""
    figures = Figures.of(release, "ikm-unsur")
    if figures is None:
        return None
    lowest = {code.id for code in weakest(figures, service.id)}
    measures = figures.table.measures
    rows, points = [], []
    for code in figures.codes("unsur"):
        at = {"layanan": service.id, "unsur": code.id}
        name = element_name(code, place)
        cells = tuple(measured(figures.cell(m.id, **at), m, place.lang) for m in measures)
        is_lowest = code.id in lowest
        note = place.t("layanan.unsur.terlemah") if is_lowest else ""
        rows.append(RowView(name, cells, is_marked=is_lowest, note=note))
        value = figures.number("nrr", **at)
        kind = "lemah" if is_lowest else "utama"
        marks = () if value is None else (Dot(kind, Fraction(value)),)
        figure = cells[0].text
        points.append(DotRow(name, marks, figure, is_lowest))
    names = [place.plain(c.label) for c in figures.codes("unsur") if c.id in lowest]
    heading = place.t("layanan.unsur.judul")
    if len(names) == 1:
        heading = place.t("layanan.unsur.temuan", unsur=names[0])
    lead = place.t("layanan.unsur.kalimat")
    profile = profile_of(source, service)
    low, high = profile.answer_low, profile.answer_high
    ticks = tuple((Fraction(v), place.num(v)) for v in range(low, high + 1))
    guides = [
        Guide(Fraction(b.low) / Fraction(profile.factor), b.category)
        for b in profile.bands.bands
        if b.low is not None and b.low > profile.bands.minimum
    ]
    return Exhibit(
        id="unsur",
        heading=heading,
        lead=lead,
        chart=dots(
            Frame("bagan-unsur", heading, lead),
            points,
            Scale(Fraction(low), Fraction(high), ticks),
            guides,
        ),
        table=table_view(
            "tabel-unsur",
            place.t("layanan.unsur.tabel", periode=release.period),
            headed(
                place.t("layanan.kolom.unsur"),
                [ColumnView(place.plain(m.name), m.kind != "word") for m in measures],
            ),
            rows,
            place.lang,
        ),
        notes=(place.t("layanan.unsur.catatan_nama"),),
        rules=survey_rules(source, service),
        downloads=downloads_of(release, figures.table),
    )


def element_name(code: Code, place: Place) -> str:
    """Name first, code after it: the order of codes differs between official texts."""
    name = place.plain(code.label)
    return name if code.id in name else f"{name} ({code.id})"


def survey_rules(source: Source, service: Service) -> tuple[Link, ...]:
    profile = source.criteria.profiles[service.survey_profile]
    return (Link(source.words(profile.name), f"nasional/{profile.id}/"),)


def over_periods(
    source: Source, release: Release, service: Service, place: Place
) -> Exhibit | None:
    """The IKM in every period with a release, with the cut points of the grades."""
    seen = [(r.period, survey_of(r, service.id, place.lang)) for r in source.releases]
    found = [(period, survey) for period, survey in seen if survey is not None]
    if len(found) < 2:
        return None
    points, rows = [], []
    for period, survey in found:
        value = None if survey.ikm is None else Fraction(survey.ikm)
        points.append(Point(period, value, survey.shown.text))
        grade = grade_name(profile_of(source, service), survey.grade, place)
        n = "" if survey.respondents is None else place.num(survey.respondents)
        rows.append(
            RowView(
                period,
                (survey.shown, CellView(grade, "kata"), CellView(n)),
                href=service_path(source.id, service.id, period),
            )
        )
    heading, lead = _trend_words(found, place)
    bands = profile_of(source, service).bands
    scale, guides = _trend_scale(points, bands.bands, place)
    return Exhibit(
        id="tren",
        heading=heading,
        lead=lead,
        chart=trend(Frame("bagan-tren-ikm", heading, lead), points, scale, guides),
        table=table_view(
            "tabel-tren-ikm",
            place.t("layanan.tren.tabel"),
            headed(
                place.t("hasil.kolom.periode"),
                [
                    ColumnView(place.t("layanan.ikm")),
                    ColumnView(place.t("layanan.mutu"), False),
                    ColumnView(place.t("layanan.responden")),
                ],
            ),
            rows,
            place.lang,
        ),
        rules=survey_rules(source, service),
    )


def _trend_words(found: Sequence[tuple[str, Survey]], place: Place) -> tuple[str, str]:
    (before, old), (after, new) = found[-2:]
    lead = place.t("layanan.tren.kalimat")
    if old.ikm is None or new.ikm is None:
        return place.t("layanan.tren.judul"), lead
    words = place.t(
        "layanan.tren.temuan",
        dari=before,
        ke=after,
        sebelum=place.num(old.ikm, 2),
        sesudah=place.num(new.ikm, 2),
    )
    return words, lead


def _trend_scale(
    points: Sequence[Point], bands: Sequence[Band], place: Place
) -> tuple[Scale, list[Guide]]:
    """A scale from 50, or the whole range where a value lies lower; guides at the cut points."""
    values = [p.value for p in points if p.value is not None]
    low = 50 if all(value >= 50 for value in values) else 25
    ticks = tuple((Fraction(v), place.num(v)) for v in range(low, 101, 25))
    guides = [
        Guide(Fraction(b.low), place.t("layanan.mutu_mulai", mutu=b.category))
        for b in bands
        if b.low is not None and b.low > low
    ]
    return Scale(Fraction(low), Fraction(100), ticks), guides
