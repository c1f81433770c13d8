"""Withdrawn releases: every address they had tells since when and why the figures are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from terang.core.model import CriteriaSet
from terang.releasefile.withdraw import Withdrawal
from terang.site.exhibits import certificate_path, result_path, service_path
from terang.site.page import Crumb, Page
from terang.site.render import Place, render

END_OF_HEADER = "</header>"


def with_notices(
    pages: Sequence[Page], gone: Sequence[Withdrawal], criteria: CriteriaSet, lang: str
) -> tuple[Page, ...]:
    """The pages, those that speak of a withdrawn release with its notice, and the addresses that
    only it had.

    pages: all of one language. Notices of agencies that the criteria do not know are left out.
    """
    known = [one for one in gone if one.agency in criteria.agencies]
    if not known:
        return tuple(pages)
    taken = {page.path for page in pages}
    noted = [_noted(page, known) for page in pages]
    lost: dict[str, Page] = {}
    for one in known:  # of two withdrawn revisions the later one speaks
        lost |= {page.path: page for page in _pages(one, criteria, lang) if page.path not in taken}
    return (*noted, *lost.values())


def _noted(page: Page, gone: Sequence[Withdrawal]) -> Page:
    """The page with a notice below its header, where a reader would look for the figures."""
    about = [one for one in gone if page.path in _spoken_of(one)]
    if not about:
        return page
    place = Place(page.lang, page.path)
    notice = render("withdrawn_notice.html", place, gone=about, result_path=result_path)
    head, end, rest = page.html.partition(END_OF_HEADER)
    rest = rest.replace(place.t("rilis.belum_ada"), place.t("ditarik.tidak_ada"))
    return replace(page, html=head + end + notice + rest)


def _spoken_of(one: Withdrawal) -> frozenset[str]:
    home = f"{one.agency}/"
    return frozenset({
        *(home, f"{home}hasil/", f"{home}data/", f"{home}layanan/", "data/"),
        result_path(one.agency, one.period),
        *(service_path(one.agency, service) for service in one.services),
    })  # fmt: skip


def _addresses(one: Withdrawal) -> Iterator[str]:
    yield result_path(one.agency, one.period)
    yield certificate_path(one.agency, one.period)
    for unit in one.units:
        yield result_path(one.agency, one.period, unit)
    for service in one.services:
        yield service_path(one.agency, service, one.period)


def _pages(one: Withdrawal, criteria: CriteriaSet, lang: str) -> Iterator[Page]:
    agency = criteria.agencies[one.agency].agency
    for path in _addresses(one):
        place = Place(lang, path)
        name = place.plain(agency.name)
        title = place.t("ditarik.judul", periode=one.period)
        yield Page(
            path=path,
            lang=lang,
            title=f"{title}, {name}",
            summary=place.t("ditarik.ringkas", tanggal=place.day(one.on)),
            kind="ditarik",
            html=render("withdrawn.html", place, agency=agency, gone=one, title=title),
            crumbs=(
                Crumb(name, f"{agency.id}/"),
                Crumb(place.t("hasil.judul"), f"{agency.id}/hasil/"),
            ),
            search_text=place.plain(one.reason),
            agency=agency.id,
        )
