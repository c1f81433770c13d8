"""What a results page is made of: a finding, its chart, its table, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from terang.core.model import AgencyCriteria, CriteriaSet, Text
from terang.releasefile.approval import is_approved
from terang.releasefile.model import Release, Table
from terang.site.figures import Figures
from terang.site.once import Once
from terang.site.render import Place
from terang.site.tables import TableView

STYLES = ("assets/terang/hasil.css",)


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A swatch and its words; `kind` as in the chart."""

    kind: str
    label: str
    shape: str = "bidang"  # bidang | titik


@dataclass(frozen=True, slots=True)
class Link:
    """A way onward; `path` as in Page.path, or a file of the site."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One finding: heading, sentence, chart with legend, table, and notes under them.

    context: whom it is about, above the heading. is_open: the table stands open; otherwise it is
    one key away.
    """

    id: str
    heading: str
    lead: str
    table: TableView
    chart: Markup | None = None
    legend: tuple[LegendItem, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[Link, ...] = ()
    downloads: tuple[Link, ...] = ()
    is_open: bool = False
    context: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What a page of one agency is built from, in one language.

    releases: those of the agency, oldest period first. address: the site's absolute address,
    ending in "/", or "" where it is not known.
    """

    agency: AgencyCriteria
    criteria: CriteriaSet
    releases: tuple[Release, ...]
    on: date
    lang: str
    address: str = ""

    @property
    def id(self) -> str:
        return self.agency.agency.id

    def place(self, path: str) -> Place:
        return Place(self.lang, path)

    def words(self, text: Text) -> str:
        return text.in_language(self.lang)

    def release(self, period: str) -> Release:
        return next(r for r in self.releases if r.period == period)


def source(
    agency: AgencyCriteria,
    releases: Sequence[Release],
    criteria: CriteriaSet,
    on: date,
    lang: str,
    *,
    address: str = "",
) -> Source:
    """The source of one agency's pages; releases of other agencies are left out."""
    own = sorted((r for r in releases if r.agency == agency.agency.id), key=lambda r: r.period)
    return Source(agency, criteria, tuple(own), on, lang, address)


def is_draft(release: Release) -> bool:
    """Fewer than two different roles have approved exactly this content."""
    return not _is_approved(release)


_is_approved = Once(is_approved, most=64)


def result_path(agency: str, period: str, unit: str | None = None) -> str:
    """The address of a results page; the root unit has the period's own."""
    base = f"{agency}/hasil/{period}/"
    return base if unit is None else f"{base}unit/{unit}/"


def certificate_path(agency: str, period: str) -> str:
    return f"{agency}/hasil/{period}/sertifikat/"


def service_path(agency: str, service: str, period: str | None = None) -> str:
    """The address of a service report; without period the latest."""
    return f"{agency}/layanan/{service}/" + (f"{period}/" if period else "")


def table_file(release: Release, table: str, suffix: str) -> str:
    """The address of a table's own file from the root of the site."""
    return f"rilis/{release.agency}/{release.period}/tabel/{table}.{suffix}"


def downloads_of(release: Release, table: Table) -> tuple[Link, ...]:
    return tuple(
        Link(suffix.upper(), table_file(release, table.id, suffix)) for suffix in ("csv", "json")
    )


def rules_of(source_: Source, figures: Figures) -> tuple[Link, ...]:
    """The schemes and services whose rules made a table's figures."""
    agency = source_.agency
    found = []
    for ref in figures.table.rule_refs:
        if ref in agency.schemes:
            scheme = agency.schemes[ref]
            found.append(Link(source_.words(scheme.name), f"{source_.id}/skema/{ref}/"))
        elif ref in agency.services:
            service = agency.services[ref]
            found.append(Link(source_.words(service.name), service_path(source_.id, ref)))
    return tuple(found)
