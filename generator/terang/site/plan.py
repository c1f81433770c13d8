"""The whole site as pages and files, from criteria and releases alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from terang.core.model import CriteriaSet, Text
from terang.releasefile.model import Release
from terang.releasefile.withdraw import Withdrawal
from terang.site import exports, glossary
from terang.site.editing import scripts as editing_scripts
from terang.site.page import LANGUAGES, Page
from terang.site.pages import (
    agency,
    certificate,
    compare,
    data,
    directory,
    editing,
    home,
    indicator,
    national,
    process,
    results,
    scheme,
    services,
    withdrawn,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the owner of a site decides.

    address: where it will be served, with a final "/", or "" when unknown.
    edit_address: where a criteria file is edited, with `{path}` for its place, or "".
    on: the day the site speaks of; announced values start after it.
    sources: texts of the criteria files by path, for the editing form; none, no form.
    withdrawn: notices of releases that are gone; their addresses tell the reason.
    """

    on: date
    address: str = ""
    edit_address: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    withdrawn: tuple[Withdrawal, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """pages: sorted by language and path. files: path from the root of the site -> text."""

    pages: tuple[Page, ...]
    files: Mapping[str, str]
    digest: str
    names: Mapping[str, Text]  # agency ids -> names
    has_services: frozenset[str]


def plan(criteria: CriteriaSet, releases: Sequence[Release], settings: Settings) -> Plan:
    """Every generated page in every language, and the files beside them."""
    pages = tuple(
        sorted(
            (
                glossary.explained(page)
                for lang in LANGUAGES
                for page in withdrawn.with_notices(
                    tuple(_pages(criteria, tuple(releases), settings, lang)),
                    settings.withdrawn,
                    criteria,
                    lang,
                )
            ),
            key=lambda page: (LANGUAGES.index(page.lang), page.path),
        )
    )
    gone = settings.withdrawn
    files = dict(exports.files(criteria, releases, settings.on, settings.address, gone))
    if settings.sources:
        files |= editing_scripts()
    return Plan(
        pages=pages,
        files=files,
        digest=criteria.digest,
        names={ident: own.agency.name for ident, own in criteria.agencies.items()},
        has_services=frozenset(i for i, own in criteria.agencies.items() if own.services),
    )


def _pages(
    criteria: CriteriaSet, releases: tuple[Release, ...], settings: Settings, lang: str
) -> Iterator[Page]:
    on, address = settings.on, settings.address
    yield home.page(criteria, releases, on, lang)
    yield from directory.pages(criteria, releases, on, lang)
    yield from national.pages(criteria, on, lang)
    yield glossary.page(criteria, lang)
    yield data.catalogue(releases, criteria, on, lang, address)
    yield from editing.pages(settings.sources, criteria, on, lang, settings.edit_address)
    for own in criteria.agencies.values():
        yield agency.page(own, criteria, on, lang)
        yield from scheme.pages(own, criteria, on, lang)
        yield from indicator.pages(own, criteria, on, lang)
        yield compare.page(own, criteria, on, lang)
        yield from process.pages(own, criteria, lang)
        for part in (results, services, certificate, data):
            yield from part.pages(own, releases, criteria, on, lang, address)
