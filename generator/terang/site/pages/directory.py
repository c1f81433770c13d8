"""The three doors across agencies (criteria, results, services) and the list of all changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from terang.core.model import Agency, CriteriaSet, Scheme, Service
from terang.releasefile.model import Release
from terang.site.changes import all_changes
from terang.site.page import Page
from terang.site.render import Place, render
from terang.site.toc import headings


@dataclass(frozen=True, slots=True)
class AgencyRow:
    agency: Agency
    schemes: tuple[Scheme, ...]
    services: tuple[Service, ...]
    periods: tuple[str, ...]


def pages(
    criteria: CriteriaSet, releases: Sequence[Release], on: date, lang: str
) -> tuple[Page, ...]:
    """kriteria/, hasil/, layanan/ and perubahan/."""
    rows = [
        AgencyRow(
            own.agency,
            tuple(own.schemes.values()),
            tuple(own.services.values()),
            tuple(sorted({r.period for r in releases if r.agency == ident}, reverse=True)),
        )
        for ident, own in criteria.agencies.items()
    ]
    doors = tuple(
        _door(key, path, rows, lang)
        for key, path in (
            ("criteria", "kriteria/"),
            ("results", "hasil/"),
            ("services", "layanan/"),
        )
    )
    return (*doors, _changes(criteria, on, lang))


def _door(key: str, path: str, rows: list[AgencyRow], lang: str) -> Page:
    place = Place(lang, path)
    html = render(
        "door.html",
        place,
        key=key,
        title=place.t(f"door_{key}_title"),
        lead=place.t(f"door_{key}_lead"),
        rows=rows,
    )
    return Page(
        path=path,
        lang=lang,
        title=place.t(f"door_{key}_title"),
        summary=place.t(f"door_{key}_lead"),
        kind=path.strip("/"),
        html=html,
        search_text=" ".join(place.plain(row.agency.name) for row in rows),
    )


def _changes(criteria: CriteriaSet, on: date, lang: str) -> Page:
    place = Place(lang, "perubahan/")
    changes = all_changes(criteria)
    html = render(
        "changes.html",
        place,
        announced=sorted((c for c in changes if c.on > on), key=lambda c: (c.on, c.agency)),
        past=[c for c in changes if c.on <= on],
        agency_names={i: place.plain(a.agency.name) for i, a in criteria.agencies.items()},
        regulations=criteria.regulations,
        on=on,
    )
    return Page(
        path=place.path,
        lang=lang,
        title=place.t("changes_title"),
        summary=place.t("changes_lead"),
        kind="perubahan",
        html=html,
        toc=headings(html),
    )
