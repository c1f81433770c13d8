"""The home page: what this is, "what am I judged by?", three doors, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from terang.core.model import CriteriaSet, Text
from terang.releasefile.model import Release
from terang.site.changes import all_changes
from terang.site.page import Page
from terang.site.render import Place, render
from terang.site.source_rows import source_rows

NEWEST = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer of the chooser: a position group of an agency and the page that tells it all."""

    agency: str
    agency_name: Text
    group: Text
    path: str


@dataclass(frozen=True, slots=True)
class ReleaseDay:
    """Releases that came out together; `on` is None while they are drafts."""

    on: date | None
    period: str
    agencies: tuple[str, ...]
    synthetic: bool


def page(criteria: CriteriaSet, releases: Sequence[Release], on: date, lang: str) -> Page:
    """The front page of the site."""
    place = Place(lang, "")
    changes = all_changes(criteria)
    ahead = [c for c in changes if c.on > on]
    html = render(
        "home.html",
        place,
        choices=choices(criteria),
        agencies=[own.agency for own in criteria.agencies.values()],
        announced=sorted(ahead, key=lambda c: (c.on, c.agency))[:NEWEST],
        recent=[c for c in changes if c.on <= on and c.kind != "mulai"][:NEWEST],
        releases=_releases(releases)[:NEWEST],
        figures=_figures(criteria),
        agency_names={i: place.plain(a.agency.name) for i, a in criteria.agencies.items()},
        next_release=_next_release(criteria, on),
        regulations=criteria.regulations,
        on=on,
        service_count=sum(len(own.services) for own in criteria.agencies.values()),
    )
    return Page(
        path="",
        lang=lang,
        title=place.t("home_title"),
        summary=place.t("home_summary"),
        kind="muka",
        html=html,
        search_text=place.t("home_summary"),
    )


def _releases(releases: Sequence[Release]) -> list[ReleaseDay]:
    """Releases of one day and period together, newest first."""
    days: dict[tuple[date, str], list[Release]] = {}
    for release in releases:
        days.setdefault((release.published_on or date.max, release.period), []).append(release)
    return [
        ReleaseDay(
            None if day == date.max else day,
            period,
            tuple(sorted(release.agency for release in found)),
            any(release.synthetic for release in found),
        )
        for (day, period), found in sorted(days.items(), reverse=True)
    ]


def _figures(criteria: CriteriaSet) -> tuple[tuple[str, int], ...]:
    """What the site holds: catalogue key and count."""
    agencies = criteria.agencies.values()
    return (
        ("count_schemes", sum(len(own.schemes) for own in agencies)),
        ("count_indicators", sum(len(own.indicators) for own in agencies)),
        ("count_examples", sum(len(own.examples) for own in agencies)),
        ("count_rows", sum(len(source_rows(own)) for own in agencies)),
        ("count_regulations", len(criteria.regulations)),
    )


def choices(criteria: CriteriaSet) -> tuple[Choice, ...]:
    """Every position group of every agency with the scheme that judges it."""
    return tuple(
        Choice(own.agency.id, own.agency.name, group.name, f"{own.agency.id}/skema/{scheme.id}/")
        for own in criteria.agencies.values()
        for group in own.agency.position_groups
        for scheme in own.schemes.values()
        if group.id in scheme.position_groups
    )


def _next_release(criteria: CriteriaSet, on: date) -> date | None:
    days = [
        planned.on
        for own in criteria.agencies.values()
        for planned in own.publication.calendar
        if planned.on > on
    ]
    return min(days, default=None)
