"""The glossary: terms with their meaning and where it was taken from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from terang.core.model import CriteriaSet, Text
from terang.messages import LOADER
from terang.site.page import Page
from terang.site.render import Place, render

FILE = Path(__file__).parent / "glossary.yml"
_TAG = re.compile("<[^>]+>")
EXPLAINED_ON = frozenset(
    {"skema", "indikator", "instansi", "hasil-periode", "layanan-laporan", "sertifikat", "profil"}
)  # page kinds


@dataclass(frozen=True, slots=True)
class Term:
    """A term; `source` is the id of a regulation, where one gives the meaning."""

    id: str
    name: Text
    meaning: Text
    source: str | None


@cache
def terms() -> tuple[Term, ...]:
    """Every term, sorted by its Indonesian name."""
    content = yaml.load(FILE.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - the safe one
    found = (
        Term(
            ident,
            Text(entry["istilah"]["id"], entry["istilah"]["en"]),
            Text(entry["arti"]["id"], entry["arti"]["en"]),
            entry.get("sumber"),
        )
        for ident, entry in content.items()
    )
    return tuple(sorted(found, key=lambda term: term.name.id.casefold()))


def page(criteria: CriteriaSet, lang: str) -> Page:
    """glosarium/, in the order of the reader's language."""
    place = Place(lang, "glosarium/")
    ordered = sorted(terms(), key=lambda term: place.plain(term.name).casefold())
    html = render("glossary.html", place, terms=ordered, regulations=criteria.regulations)
    return Page(
        path=place.path,
        lang=lang,
        title=place.t("glossary_title"),
        summary=place.t("glossary_lead"),
        kind="glosarium",
        html=html,
        search_text=" ".join(place.plain(term.name) for term in ordered),
    )


def explained(page: Page) -> Page:
    """The page with the terms that occur in it explained at its end, where it is of such a kind."""
    if page.kind not in EXPLAINED_ON or page.bare:
        return page
    words = _words(page.html)
    place = Place(page.lang, page.path)
    folded = words.casefold()
    met = [term for term in terms() if _occurs(place.plain(term.name), words, folded)]
    if not met:
        return page
    ordered = sorted(met, key=lambda term: place.plain(term.name).casefold())
    return replace(page, html=page.html + render("terms.html", place, terms=ordered))


def _words(html: str) -> str:
    """The text of a page, without that of scripts and drawings."""
    for name in ("script", "style", "svg"):
        first, *rest = html.split(f"<{name}")
        html = " ".join([first, *(part.partition(f"</{name}>")[2] for part in rest)])
    return _TAG.sub(" ", html)


def _occurs(name: str, words: str, folded: str) -> bool:
    """Whether a term stands in a text; folded: the same text, casefolded.

    A name in capitals stands in capitals only; PDF stands in "(PDF)", not in "PDFs".
    """
    text = words if name.isupper() else folded
    return any(_stands(form, text) for form in _forms(name))


def _stands(form: str, text: str) -> bool:
    """Whether whole words are in a text."""
    start = text.find(form)
    while start >= 0:
        around = text[max(0, start - 1) : start] + text[start + len(form) : start + len(form) + 1]
        if not any(char.isalnum() or char == "_" for char in around):
            return True
        start = text.find(form, start + 1)
    return False


@cache
def _forms(name: str) -> tuple[str, ...]:
    """A name as running text writes it: "Performance rating (predikat)" stands as either."""
    forms = (form.strip(" )") for form in name.split("("))
    return tuple(form if name.isupper() else form.casefold() for form in forms)
