"""What the source text says of process, uses, challenges and promises, and all of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from terang.core.model import AgencyCriteria, CriteriaSet, Statement, StatementKind, Text
from terang.messages import LOADER
from terang.site.page import Crumb, Page
from terang.site.pages.agency import of_kind
from terang.site.render import Place, render
from terang.site.source_rows import source_rows
from terang.site.toc import headings

REMEDIES = Path(__file__).parent.parent / "remedies.yml"


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    statements: tuple[Statement, ...]
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """What this site answers a challenge with."""

    rows: frozenset[str]
    words: Text
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    challenges: tuple[Statement, ...]
    remedy: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RowView:
    id: str
    statements: tuple[Statement, ...]
    kinds: str
    uses: tuple[tuple[str, str], ...]


@cache
def remedies() -> tuple[Remedy, ...]:
    """The remedies of remedies.yml, in order."""
    content = yaml.load(REMEDIES.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - the safe one
    return tuple(
        Remedy(
            frozenset(r["baris"]), Text(r["jawaban"]["id"], r["jawaban"]["en"]), tuple(r["tautan"])
        )
        for r in content.values()
    )


def pages(own: AgencyCriteria, criteria: CriteriaSet, lang: str) -> tuple[Page, ...]:
    """Process, uses, challenges and sources of an agency."""
    return (
        _process(own, criteria, lang),
        _uses(own, criteria, lang),
        _challenges(own, criteria, lang),
        _sources(own, criteria, lang),
    )


def _made(own: AgencyCriteria, place: Place, key: str, html: str) -> Page:
    agency = own.agency
    return Page(
        path=place.path,
        lang=place.lang,
        title=f"{place.t(f'{key}_name')} · {place.plain(agency.name)}",
        summary=place.t(f"{key}_lead"),
        kind=key,
        html=html,
        crumbs=(Crumb(place.plain(agency.name), f"{agency.id}/"),),
        toc=headings(html),
        source=agency.file,
        agency=agency.id,
    )


def _process(own: AgencyCriteria, criteria: CriteriaSet, lang: str) -> Page:
    place = Place(lang, f"{own.agency.id}/proses/")
    raters = own.agency.id + "/skema/"
    schemes = tuple((place.plain(s.name), f"{raters}{s.id}/#penilai") for s in own.schemes.values())
    sections = [
        Section("langkah", place.t("process_steps"), of_kind(own, StatementKind.PROCESS)),
        Section("penilai", place.t("process_raters"), of_kind(own, StatementKind.SOURCE), schemes),
    ]
    return _made(own, place, "process", _statements(own, criteria, place, "process", sections))


def _uses(own: AgencyCriteria, criteria: CriteriaSet, lang: str) -> Page:
    place = Place(lang, f"{own.agency.id}/penggunaan/")
    results = ((place.t("see_results"), f"{own.agency.id}/hasil/"),)
    sections = [
        Section("penggunaan", place.t("uses_results"), of_kind(own, StatementKind.USE), results),
        Section("ilustrasi", place.t("uses_stories"), of_kind(own, StatementKind.ILLUSTRATION)),
    ]
    return _made(own, place, "uses", _statements(own, criteria, place, "uses", sections))


def _statements(
    own: AgencyCriteria, criteria: CriteriaSet, place: Place, key: str, sections: Iterable[Section]
) -> str:
    return render(
        "statements.html",
        place,
        agency=own.agency,
        regulations=criteria.regulations,
        title=place.t(f"{key}_title"),
        lead=place.t(f"{key}_lead"),
        sections=sections,
    )


def _challenges(own: AgencyCriteria, criteria: CriteriaSet, lang: str) -> Page:
    place = Place(lang, f"{own.agency.id}/tantangan/")
    html = render(
        "challenges.html",
        place,
        agency=own.agency,
        regulations=criteria.regulations,
        pairs=_pairs(own, place),
        promises=of_kind(own, StatementKind.PROMISE),
    )
    return _made(own, place, "challenges", html)


def _pairs(own: AgencyCriteria, place: Place) -> list[Pair]:
    """The challenges in order; those with the same remedy stand together."""
    grouped: dict[Remedy | None, list[Statement]] = {}
    for challenge in of_kind(own, StatementKind.CHALLENGE):
        found = next((r for r in remedies() if r.rows & set(challenge.rows)), None)
        grouped.setdefault(found, []).append(challenge)
    return [_pair(own, tuple(group), found, place) for found, group in grouped.items()]


def _pair(
    own: AgencyCriteria, challenges: tuple[Statement, ...], found: Remedy | None, place: Place
) -> Pair:
    if found is None:
        return Pair(challenges, place.t("remedy_none"), ())
    links = tuple(_link(own, target, place) for target in found.links)
    return Pair(challenges, place.plain(found.words), links)


def _link(own: AgencyCriteria, target: str, place: Place) -> tuple[str, str]:
    path = target[1:] if target.startswith("/") else f"{own.agency.id}/{target}"
    name = target.strip("/#")
    return place.t(f"link_{name}"), path


def _sources(own: AgencyCriteria, criteria: CriteriaSet, lang: str) -> Page:
    place = Place(lang, f"{own.agency.id}/sumber/")
    rows = [
        RowView(
            row.id,
            row.statements,
            ", ".join(
                dict.fromkeys(place.t(f"row_{k.value}") for s in row.statements for k in s.kinds)
            ),
            tuple((place.plain(use.title), use.path) for use in row.uses),
        )
        for row in source_rows(own)
    ]
    html = render(
        "sources.html", place, agency=own.agency, regulations=criteria.regulations, rows=rows
    )
    return _made(own, place, "sources", html)
