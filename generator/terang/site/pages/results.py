"""Results of an agency: the periods, and every unit of every period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from terang.core.model import AgencyCriteria, CriteriaSet, StatementKind
from terang.releasefile.model import Code, Release
from terang.site.exhibits import (
    STYLES,
    Exhibit,
    Link,
    Source,
    certificate_path,
    is_draft,
    result_path,
    source,
)
from terang.site.figures import Figures, children, distribution, path_to, root_of
from terang.site.page import Crumb, Heading, Page
from terang.site.render import Place, render
from terang.site.result_distributions import (
    by_group,
    by_unit,
    finding,
    over_periods,
    sentence,
    status,
    unit_path,
    units_of,
)
from terang.site.result_scores import gaps, means, needs, training
from terang.site.svg import patterns

BUILDERS = (by_unit, by_group, status, means, gaps, needs, training, over_periods)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its words on the page, maybe leading on."""

    name: str
    words: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodCard:
    period: str
    path: str
    finding: str
    sentence: str


def pages(  # noqa: PLR0917 - the same for every module of pages
    agency: AgencyCriteria,
    releases: Sequence[Release],
    criteria: CriteriaSet,
    on: date,
    lang: str,
    address: str = "",
) -> tuple[Page, ...]:
    """The results pages of an agency: index, every period, every unit below the root."""
    own = source(agency, releases, criteria, on, lang, address=address)
    made = [_index(own)]
    for release in own.releases:
        codes = units_of(release)
        if not codes:
            made.append(_unit_page(own, release, None))
        made += [_unit_page(own, release, code) for code in codes]
    return tuple(made)


def _crumbs(own: Source, *more: Crumb) -> tuple[Crumb, ...]:
    place = own.place("")
    return (
        Crumb(own.words(own.agency.agency.name), f"{own.id}/"),
        Crumb(place.t("hasil.judul"), f"{own.id}/hasil/"),
        *more,
    )


def _index(own: Source) -> Page:
    path = f"{own.id}/hasil/"
    place = own.place(path)
    title = place.t("hasil.judul_situs", instansi=own.words(own.agency.agency.name))
    summary = place.t("hasil.pembuka")
    html = render(
        "result_index.html",
        place,
        agency=own.agency.agency,
        periods=[_card(own, release, place) for release in reversed(own.releases)],
        synthetic=any(release.synthetic for release in own.releases),
        draft=any(is_draft(release) for release in own.releases),
        calendar=own.agency.publication.calendar,
        policy=own.agency.publication,
        today=own.on,
        has_data=bool(own.releases),
        exhibits=_over_periods(own, place),
        patterns=patterns(),
        data_path=f"{own.id}/data/",
        certificate="",
    )
    return Page(
        path=path,
        lang=own.lang,
        title=title,
        summary=summary,
        kind="hasil",
        html=html,
        crumbs=_crumbs(own)[:1],
        search_text=summary,
        source=own.agency.publication.file,
        agency=own.id,
        stylesheets=STYLES,
    )


def _over_periods(own: Source, place: Place) -> tuple[Exhibit, ...]:
    """The whole agency over its periods."""
    if not own.releases:
        return ()
    latest = own.releases[-1]
    root = root_of(units_of(latest))
    return tuple(over_periods(own, latest, root, place)) if root else ()


def _card(own: Source, release: Release, place: Place) -> PeriodCard:
    root = root_of(units_of(release))
    heading, words = _headline(release, root, place)
    return PeriodCard(release.period, result_path(own.id, release.period), heading, words)


def _headline(release: Release, unit: str | None, place: Place) -> tuple[str, str]:
    """The finding of a unit and its sentence."""
    figures = Figures.of(release, "predikat")
    if figures is None or unit is None:
        return place.t("hasil.periode", periode=release.period), place.t("hasil.kosong")
    dist = distribution(figures, unit)
    name = next((place.plain(c.label) for c in units_of(release) if c.id == unit), unit)
    return finding(dist, figures, place), sentence(dist, name, place)


def _unit_page(own: Source, release: Release, unit: Code | None) -> Page:
    codes = units_of(release)
    here = unit.id if unit else None
    path = unit_path(own, release, unit) if unit else result_path(own.id, release.period)
    place = own.place(path)
    heading, words = _headline(release, here, place)
    exhibits = _exhibits(own, release, here, place)
    trail = [Link(place.plain(c.label), unit_path(own, release, c)) for c in _trail(codes, here)]
    title = place.t(
        "hasil.judul_unit",
        unit=place.plain(unit.label) if unit else own.words(own.agency.agency.name),
        periode=release.period,
    )
    html = render(
        "result_period.html",
        place,
        agency=own.agency.agency,
        release=release,
        draft=is_draft(release),
        patterns=patterns(),
        finding=heading,
        sentence=words,
        units=trail,
        periods=_periods(own, here),
        facts=_facts(own, release, place),
        below=_below(own, release, here, place),
        exhibits=exhibits,
        follow_up=_follow_up(own),
        sureness=_sureness(release, place),
        certificate=certificate_path(own.id, release.period),
        data_path=f"{own.id}/data/",
    )
    return Page(
        path=path,
        lang=own.lang,
        title=title,
        summary=f"{heading}. {words}",
        kind="hasil-periode",
        html=html,
        crumbs=_unit_crumbs(own, release, trail),
        toc=_toc(exhibits),
        search_text=" ".join((heading, *(e.heading for e in exhibits))),
        agency=own.id,
        stylesheets=STYLES,
    )


def _toc(exhibits: Sequence[Exhibit]) -> tuple[Heading, ...]:
    """The findings; one that is there for several schemes names its scheme."""
    headings = [e.heading for e in exhibits]
    return tuple(
        Heading(e.id, f"{e.heading} ({e.context})" if headings.count(e.heading) > 1 else e.heading)
        for e in exhibits
    )


def _exhibits(own: Source, release: Release, unit: str | None, place: Place) -> tuple[Exhibit, ...]:
    if unit is None:
        return ()
    return tuple(exhibit for build in BUILDERS for exhibit in build(own, release, unit, place))


def _trail(codes: tuple[Code, ...], unit: str | None) -> tuple[Code, ...]:
    return path_to(codes, unit) if unit else ()


def _unit_crumbs(own: Source, release: Release, trail: Sequence[Link]) -> tuple[Crumb, ...]:
    period = Crumb(release.period, result_path(own.id, release.period))
    above = [Crumb(link.title, link.path) for link in trail[1:-1]]
    return _crumbs(own, period, *above) if len(trail) > 1 else _crumbs(own)


def _below(own: Source, release: Release, unit: str | None, place: Place) -> list[Link]:
    if unit is None:
        return []
    return [
        Link(place.plain(code.label), unit_path(own, release, code))
        for code in children(units_of(release), unit)
    ]


def _periods(own: Source, unit: str | None) -> list[Link]:
    """The same unit in every period that has it."""
    found = []
    for release in own.releases:
        code = next((c for c in units_of(release) if c.id == unit), None)
        if code is not None:
            found.append(Link(release.period, unit_path(own, release, code)))
    return found


def _facts(own: Source, release: Release, place: Place) -> list[Fact]:
    facts = []
    if release.published_on is not None:
        facts.append(Fact(place.t("rilis.terbit"), place.day(release.published_on)))
    if release.next_on is not None:
        facts.append(Fact(place.t("rilis.berikutnya"), place.day(release.next_on)))
    certificate = certificate_path(own.id, release.period)
    facts.append(Fact(place.t("rilis.pemeriksaan"), place.t("asal.sertifikat"), certificate))
    if release.revision:
        facts.append(
            Fact(place.t("rilis.koreksi"), place.t("rilis.koreksi.ke", n=release.revision))
        )
    return facts


def _follow_up(own: Source) -> list[object]:
    """What the source texts say is done with results (uses)."""
    return [s for s in own.agency.agency.statements if StatementKind.USE in s.kinds]


def _sureness(release: Release, place: Place) -> list[str]:
    """How far the figures carry, in plain sentences."""
    certificate = release.certificate
    shown = sum(check.shown for check in certificate.tables)
    withheld = sum(check.withheld for check in certificate.tables)
    return [
        place.t("hasil.yakin.bukan_sampel"),
        place.t("hasil.yakin.tertunda"),
        place.t("hasil.yakin.rerata", n=release.policy.get("minimum_rerata", "10")),
        place.t("hasil.yakin.sel", tampil=place.num(shown), tertahan=place.num(withheld)),
        place.t("hasil.yakin.kecil"),
    ]
