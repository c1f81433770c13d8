"""Downloads: the catalogue of all agencies, and every table of one agency with its metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from terang.core.model import AgencyCriteria, CriteriaSet
from terang.releasefile.model import Release, Table
from terang.site.exhibits import (
    STYLES,
    Link,
    Source,
    certificate_path,
    downloads_of,
    is_draft,
    result_path,
    source,
)
from terang.site.exports import dataset_markup
from terang.site.page import Crumb, Heading, Page
from terang.site.render import Place, render


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table on offer: words, columns, metadata and files."""

    id: str
    title: str
    description: str
    columns: tuple[tuple[str, str], ...]  # column name, meaning
    metadata: tuple[tuple[str, str], ...]
    rows: int
    files: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A release on offer."""

    period: str
    path: str
    certificate: str
    package: str
    synthetic: bool
    draft: bool
    published_on: date | None
    tables: tuple[TableEntry, ...]


def pages(  # noqa: PLR0917 - the same for every module of pages
    agency: AgencyCriteria,
    releases: Sequence[Release],
    criteria: CriteriaSet,
    on: date,
    lang: str,
    address: str = "",
) -> tuple[Page, ...]:
    """The data page of one agency."""
    own = source(agency, releases, criteria, on, lang, address=address)
    path = f"{own.id}/data/"
    place = own.place(path)
    name = own.words(agency.agency.name)
    offers = [_offer(release, place) for release in reversed(own.releases)]
    html = render("data_agency.html", place, agency=agency.agency, offers=offers, certificate="")
    summary = place.t("data.pembuka_instansi", instansi=name)
    page = Page(
        path=path,
        lang=lang,
        title=place.t("data.judul_instansi", instansi=name),
        summary=summary,
        kind="data",
        html=html,
        crumbs=(Crumb(name, f"{own.id}/"),),
        toc=tuple(Heading(f"p{offer.period}", offer.period) for offer in offers),
        search_text=summary,
        agency=own.id,
        head="".join(dataset_markup(criteria, r, lang, address) for r in own.releases),
        stylesheets=STYLES,
    )
    return (page,)


def catalogue(
    releases: Sequence[Release], criteria: CriteriaSet, on: date, lang: str, address: str = ""
) -> Page:
    """The data page of the whole site."""
    path = "data/"
    place = Place(lang, path)
    sources = [
        source(agency, releases, criteria, on, lang, address=address)
        for agency in criteria.agencies.values()
    ]
    html = render("data_index.html", place, rows=[(s, _periods(s)) for s in sources])
    summary = place.t("data.pembuka")
    return Page(
        path=path,
        lang=lang,
        title=place.t("data.judul"),
        summary=summary,
        kind="data-daftar",
        html=html,
        search_text=summary,
        head=f'<link rel="alternate" type="application/atom+xml" href="{place.href("umpan.xml")}">',
        stylesheets=STYLES,
    )


def _periods(own: Source) -> list[tuple[Link, str]]:
    return [
        (
            Link(release.period, result_path(own.id, release.period)),
            f"rilis/{own.id}/{release.period}/datapackage.json",
        )
        for release in reversed(own.releases)
    ]


def _offer(release: Release, place: Place) -> Offer:
    return Offer(
        release.period,
        result_path(release.agency, release.period),
        certificate_path(release.agency, release.period),
        f"rilis/{release.agency}/{release.period}/datapackage.json",
        release.synthetic,
        is_draft(release),
        release.published_on,
        tuple(_entry(release, table, place) for table in release.tables),
    )


def _entry(release: Release, table: Table, place: Place) -> TableEntry:
    columns = [(dim.id, place.plain(dim.name)) for dim in table.dims]
    columns += [(m.id, f"{place.plain(m.name)} ({place.plain(m.unit)})") for m in table.measures]
    return TableEntry(
        table.id,
        place.plain(table.title),
        place.plain(table.description),
        tuple(columns),
        tuple((key, place.plain(text)) for key, text in sorted(table.metadata.items())),
        len(table.rows),
        downloads_of(release, table),
    )
