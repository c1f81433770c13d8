"""Service reports: the list, one report per service and period, and the poster for the counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import segno
from markupsafe import Markup

from terang.core.model import AgencyCriteria, CriteriaSet, Service, SurveyProfile
from terang.releasefile.model import Cell, Release, Shown
from terang.site.exhibits import (
    STYLES,
    Exhibit,
    Link,
    Source,
    certificate_path,
    is_draft,
    service_path,
    source,
)
from terang.site.figures import Figures
from terang.site.page import Crumb, Heading, Page, url_of
from terang.site.render import Place, render
from terang.site.service_complaints import complaints, volumes, waiting
from terang.site.service_survey import (
    Survey,
    element_name,
    elements,
    grade_name,
    over_periods,
    profile_of,
    survey_of,
    weakest,
)
from terang.site.svg import element, patterns, rect
from terang.site.tables import cell_view

BUILDERS = (elements, over_periods, complaints, waiting, volumes)


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """A service in the list: where it leads, its latest IKM in words or that there is none."""

    name: str
    path: str
    summary: str
    ikm: str
    grade: str
    period: str


@dataclass(frozen=True, slots=True)
class PosterElement:
    """An element on the poster: words, and a bar from the lowest to the highest answer."""

    name: str
    figure: str
    bar: Markup
    is_weakest: bool


def pages(  # noqa: PLR0917 - the same for every module of pages
    agency: AgencyCriteria,
    releases: Sequence[Release],
    criteria: CriteriaSet,
    on: date,
    lang: str,
    address: str = "",
) -> tuple[Page, ...]:
    """The service pages of an agency; the report without period shows the latest."""
    own = source(agency, releases, criteria, on, lang, address=address)
    made = [_index(own)]
    for service in agency.services.values():
        having = [r for r in own.releases if survey_of(r, service.id, own.lang) is not None]
        latest = having[-1] if having else None
        made.append(_report(own, service, latest, service_path(own.id, service.id)))
        made += [
            _report(own, service, release, service_path(own.id, service.id, release.period))
            for release in having
        ]
        if latest is not None:
            made.append(_poster(own, service, latest))
    return tuple(made)


def _crumbs(own: Source) -> tuple[Crumb, ...]:
    return (
        Crumb(own.words(own.agency.agency.name), f"{own.id}/"),
        Crumb(own.place("").t("layanan.judul"), f"{own.id}/layanan/"),
    )


def _index(own: Source) -> Page:
    path = f"{own.id}/layanan/"
    place = own.place(path)
    summary = place.t("layanan.pembuka")
    html = render(
        "service_index.html",
        place,
        agency=own.agency.agency,
        services=[_card(own, service, place) for service in own.agency.services.values()],
        synthetic=any(release.synthetic for release in own.releases),
        draft=any(is_draft(release) for release in own.releases),
        certificate="",
    )
    return Page(
        path=path,
        lang=own.lang,
        title=place.t("layanan.judul_situs", instansi=own.words(own.agency.agency.name)),
        summary=summary,
        kind="layanan",
        html=html,
        crumbs=_crumbs(own)[:1],
        search_text=" ".join(own.words(s.name) for s in own.agency.services.values()),
        agency=own.id,
        stylesheets=STYLES,
    )


def _card(own: Source, service: Service, place: Place) -> ServiceCard:
    having = [(r, s) for r in own.releases if (s := survey_of(r, service.id, own.lang)) is not None]
    release, survey = having[-1] if having else (None, None)
    return ServiceCard(
        name=own.words(service.name),
        path=service_path(own.id, service.id),
        summary=own.words(service.summary),
        ikm=survey.shown.text if survey else "",
        grade=grade_name(profile_of(own, service), survey.grade, place) if survey else "",
        period=release.period if release else "",
    )


def _report(own: Source, service: Service, release: Release | None, path: str) -> Page:
    place = own.place(path)
    survey = survey_of(release, service.id, own.lang) if release else None
    exhibits = _exhibits(own, release, service, place) if release else ()
    name = own.words(service.name)
    profile = profile_of(own, service)
    unit = next(u for u in own.agency.agency.units if u.id == service.unit)
    summary = own.words(service.summary)
    html = render(
        "service_report.html",
        place,
        agency=own.agency.agency,
        service=service,
        unit=unit,
        release=release,
        survey=survey,
        ikm=survey.shown.text if survey else "",
        grade=grade_name(profile, survey.grade, place) if survey else "",
        grade_step=grade_step(own, service, survey),
        sample=sample_words(survey, place) if survey else (),
        convention=convention_words(own, service, survey, place),
        draft=bool(release and is_draft(release)),
        patterns=patterns(),
        exhibits=exhibits,
        periods=[
            Link(r.period, service_path(own.id, service.id, r.period))
            for r in own.releases
            if survey_of(r, service.id, own.lang) is not None
        ],
        indicators=[
            Link(own.words(own.agency.indicators[i].name), f"{own.id}/indikator/{i}/")
            for i in service.indicators
        ],
        certificate=certificate_path(own.id, release.period) if release else "",
        poster=service_path(own.id, service.id) + "poster/",
        data_path=f"{own.id}/data/",
        next_on=_next_on(own, release),
    )
    return Page(
        path=path,
        lang=own.lang,
        title=f"{name}, {release.period}" if release else name,
        summary=summary,
        kind="layanan-laporan",
        html=html,
        crumbs=_crumbs(own),
        toc=tuple(Heading(e.id, e.heading) for e in exhibits),
        search_text=" ".join((name, summary, *(e.heading for e in exhibits))),
        source=service.file,
        agency=own.id,
        stylesheets=STYLES,
    )


def _exhibits(own: Source, release: Release, service: Service, place: Place) -> tuple[Exhibit, ...]:
    found = (build(own, release, service, place) for build in BUILDERS)
    return tuple(exhibit for exhibit in found if exhibit is not None)


def _next_on(own: Source, release: Release | None) -> date | None:
    """The next day a release is due: the release's own word, else the calendar's."""
    if release is not None and release.next_on is not None:
        return release.next_on
    later = [entry.on for entry in own.agency.publication.calendar if entry.on > own.on]
    return min(later) if later else None


def grade_step(own: Source, service: Service, survey: Survey | None) -> int:
    """The place of the grade on its scale, 1 best; 0 where there is none."""
    ids = [c.id for c in profile_of(own, service).bands.categories]
    return ids.index(survey.grade) + 1 if survey and survey.grade in ids else 0


def sample_words(survey: Survey, place: Place) -> tuple[str, ...]:
    """How many answered, of how many, and whether that is enough."""
    lines = []
    if survey.respondents is not None and survey.population is not None:
        counts = (place.num(survey.respondents), place.num(survey.population))
        lines.append(place.t("layanan.sampel.n", n=counts[0], populasi=counts[1]))
    elif survey.respondents is not None:
        lines.append(place.t("layanan.sampel.n_saja", n=place.num(survey.respondents)))
    if survey.is_enough is not None and survey.minimum is not None:
        key = "cukup" if survey.is_enough else "belum_cukup"
        lines.append(place.t(f"layanan.sampel.{key}", minimum=place.num(survey.minimum)))
    return tuple(lines)


def convention_words(
    own: Source, service: Service, survey: Survey | None, place: Place
) -> tuple[str, ...]:
    """The weight convention used, and a warning where the grade depends on it."""
    n = len(profile_of(own, service).elements)
    lines = [place.t("layanan.konvensi", konvensi=service.survey_convention, n=n)]
    if survey and survey.grade_depends:
        lines.append(place.t("layanan.konvensi.peringatan"))
    return tuple(lines)


# --- poster ---------------------------------------------------------------------------------------


def _poster(own: Source, service: Service, release: Release) -> Page:
    report = service_path(own.id, service.id)
    path = f"{report}poster/"
    place = own.place(path)
    survey = survey_of(release, service.id, own.lang)
    figures = Figures.of(release, "ikm-unsur")
    lowest = {c.id for c in weakest(figures, service.id)} if figures else set()
    shown = []
    for code in figures.codes("unsur") if figures else ():
        cell = figures.cell("nrr", layanan=service.id, unsur=code.id) if figures else None
        words = cell_view(cell, figures.places("nrr") if figures else 0, own.lang).text
        bar = _bar(cell, profile_of(own, service))
        shown.append(PosterElement(element_name(code, place), words, bar, code.id in lowest))
    permanent = url_of(service_path(own.id, service.id, release.period), own.lang)
    name = own.words(service.name)
    html = render(
        "service_poster.html",
        place,
        agency=own.agency.agency,
        service=service,
        release=release,
        survey=survey,
        ikm=survey.shown.text if survey else "",
        grade=grade_name(profile_of(own, service), survey.grade if survey else None, place),
        grade_step=grade_step(own, service, survey),
        sample=sample_words(survey, place) if survey else (),
        convention=convention_words(own, service, survey, place),
        elements=shown,
        draft=is_draft(release),
        report=report,
        target=own.address + permanent,
        qr=qr_code(own.address + permanent) if own.address else Markup(""),
        next_on=_next_on(own, release),
        certificate="",
    )
    return Page(
        path=path,
        lang=own.lang,
        title=place.t("layanan.poster.judul", layanan=name, periode=release.period),
        summary=place.t("layanan.poster.ringkas", layanan=name),
        kind="poster",
        html=html,
        agency=own.id,
        stylesheets=STYLES,
        bare=True,
    )


def _bar(cell: Cell | None, profile: SurveyProfile) -> Markup:
    """A mean between the lowest and the highest answer as a bar; nothing where it is withheld."""
    if not isinstance(cell, Shown):
        return Markup("")
    span = profile.answer_high - profile.answer_low
    length = (Fraction(cell.value) - profile.answer_low) / span * 100
    track, value = rect("jalur", 0, 0, 100, 10), rect("nilai", 0, 0, length, 10)
    return element(
        "svg", track, value, viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true"
    )


def qr_code(target: str) -> Markup:
    """The address as a QR code: one SVG path that takes the colour of the text."""
    code = segno.make(target, error="m", micro=False)
    rows = [
        f"M{x},{y}h1v1h-1z"
        for y, row in enumerate(code.matrix_iter(border=4))
        for x, dark in enumerate(row)
        if dark
    ]
    size = code.symbol_size(border=4)[0]
    return Markup(
        '<svg class="kode-qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path d="{2}"/></svg>'
    ).format(size, target, "".join(rows))
