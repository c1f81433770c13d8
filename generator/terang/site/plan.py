"""The whole site as pages and files, from criteria and releases alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from terang.core.model import CriteriaSet, Text
from terang.criteria.draft import NATIONAL
from terang.releasefile.model import Release
from terang.releasefile.withdraw import Withdrawal
from terang.site import exports, glossary
from terang.site.editing import EditableFile, editable
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
class Slice:
    """A part of the site that can be made by itself.

    pages: every language, sorted as in `Plan`. files: path from the root of the site -> text.
    forms: how many criteria files of the folder have an editing form.
    """

    pages: tuple[Page, ...]
    files: Mapping[str, str]
    forms: int = 0


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
    made: list[Slice] = []
    forms: dict[str, int] = {}
    for ident in criteria.agencies:
        own = alone(criteria, ident)
        made.append(rules_slice(own, settings))
        forms[ident] = made[-1].forms
        made.append(figures_slice(own, releases, settings))
    made.append(common_slice(criteria, releases, settings, forms))
    return Plan(
        pages=_in_order(page for part in made for page in part.pages),
        files={path: text for part in made for path, text in part.files.items()},
        digest=criteria.digest,
        names={ident: own.agency.name for ident, own in criteria.agencies.items()},
        has_services=frozenset(i for i, own in criteria.agencies.items() if own.services),
    )


def alone(criteria: CriteriaSet, ident: str) -> CriteriaSet:
    """The criteria with one agency only: what its pages may speak of."""
    return replace(criteria, agencies={ident: criteria.agencies[ident]})


def for_figures(criteria: CriteriaSet) -> CriteriaSet:
    """What the pages of figures know of the criteria: names, services, units, never a rule or what
    explains it.

    So a changed weight, or a better sentence, leaves them as they are.
    """
    none = Text("")
    agencies = {
        ident: replace(
            own,
            examples={},
            schemes={
                key: replace(scheme, summary=none, measures=(), sources=(), rater_sets=(), basis=())
                for key, scheme in own.schemes.items()
            },
            indicators={
                key: replace(
                    indicator,
                    meaning=none,
                    measurement=none,
                    evidence=None,
                    functions=(),
                    standards=(),
                )
                for key, indicator in own.indicators.items()
            },
        )
        for ident, own in criteria.agencies.items()
    }
    return replace(criteria, agencies=agencies)


def rules_slice(criteria: CriteriaSet, settings: Settings) -> Slice:
    """How one agency assesses: its rules, their explanations, and the forms to change them.

    criteria: as `alone` gives them.
    """
    (own,) = criteria.agencies.values()
    files = _editable(settings, own.agency.id)
    pages: list[Page] = []
    for lang in LANGUAGES:
        made = [
            agency.page(own, criteria, settings.on, lang),
            *scheme.pages(own, criteria, settings.on, lang),
            *indicator.pages(own, criteria, settings.on, lang),
            compare.page(own, criteria, settings.on, lang),
            *process.pages(own, criteria, lang),
            *editing.folder_pages(
                own.agency.id, files, criteria, settings.on, lang, settings.edit_address
            ),
        ]
        pages += _only_noted(made, settings, criteria, lang)
    return Slice(_in_order(map(glossary.explained, pages)), {}, len(files))


def figures_slice(criteria: CriteriaSet, releases: Sequence[Release], settings: Settings) -> Slice:
    """What came of it in one agency: results, services, certificates, data.

    criteria: as `alone` gives them. releases: those of other agencies are left out.
    """
    known = for_figures(criteria)
    (own,) = known.agencies.values()
    on, address = settings.on, settings.address
    mine = [release for release in releases if release.agency == own.agency.id]
    pages: list[Page] = []
    for lang in LANGUAGES:
        made: list[Page] = []
        for part in (results, services, certificate, data):
            made += part.pages(own, mine, known, on, lang, address)
        gone = _gone(settings, own.agency.id)
        pages += withdrawn.with_notices(made, gone, known, lang)
    digests = {release.period: release.criteria_digest for release in mine}
    told = (_with_digest(page, digests) for page in map(glossary.explained, pages))
    return Slice(_in_order(told), exports.packages(known, mine, address))


def common_slice(
    criteria: CriteriaSet,
    releases: Sequence[Release],
    settings: Settings,
    forms: Mapping[str, int],
) -> Slice:
    """What speaks of all agencies, and the national rules.

    releases: their tables are not looked at. forms: the number of forms of every agency.
    """
    on, address = settings.on, settings.address
    files = _editable(settings, NATIONAL)
    counts = {**forms, NATIONAL: len(files)}
    pages: list[Page] = []
    for lang in LANGUAGES:
        made = [
            home.page(criteria, releases, on, lang),
            *directory.pages(criteria, releases, on, lang),
            *national.pages(criteria, on, lang),
            glossary.page(criteria, lang),
            data.catalogue(releases, criteria, on, lang, address),
            *editing.home_pages(counts, criteria, lang),
            *editing.folder_pages(NATIONAL, files, criteria, on, lang, settings.edit_address),
        ]
        pages += _only_noted(made, settings, criteria, lang)
    gone = settings.withdrawn
    texts = dict(exports.feeds(criteria, releases, on, address, gone))
    if settings.sources:
        texts |= editing_scripts()
    return Slice(_in_order(map(glossary.explained, pages)), texts, len(files))


def _editable(settings: Settings, folder: str) -> tuple[EditableFile, ...]:
    found = (
        editable(path, content)
        for path, content in sorted(settings.sources.items())
        if path.startswith(f"{folder}/")
    )
    return tuple(file for file in found if file is not None)


def _gone(settings: Settings, ident: str) -> tuple[Withdrawal, ...]:
    return tuple(one for one in settings.withdrawn if one.agency == ident)


def _only_noted(
    pages: Sequence[Page], settings: Settings, criteria: CriteriaSet, lang: str
) -> Iterator[Page]:
    """The pages with notices of withdrawn releases; addresses that are gone stand elsewhere."""
    own = {page.path for page in pages}
    noted = withdrawn.with_notices(pages, settings.withdrawn, criteria, lang)
    return (page for page in noted if page.path in own)


def _with_digest(page: Page, digests: Mapping[str, str]) -> Page:
    """The page with the fingerprint of the criteria its figures rest on: that of its period, else
    that of the latest one."""
    if not digests:
        return page
    period = next((part for part in page.path.split("/") if part in digests), max(digests))
    return replace(page, digest=digests[period])


def _in_order(pages: Iterable[Page]) -> tuple[Page, ...]:
    return tuple(sorted(pages, key=lambda page: (LANGUAGES.index(page.lang), page.path)))
