"""The search index: one small script per language, with stems found at build time.

A script and not JSON, so that search works from a disk too. Indonesian words are stemmed with
Sastrawi's dictionary here; the browser knows the stems of this site and strips affixes itself
(`assets/terang.js`), so that "penilaian", "menilai" and "dinilai" find each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # type: ignore[import-untyped]

from terang.site.editing import HOME as EDITING
from terang.site.page import LANGUAGES, Page

# words the stemmer's dictionary takes for other ones ("berkeberatan" for "rat")
OWN_STEMS = {"keberatan": "keberatan", "berkeberatan": "keberatan"}
# what readers come for stands first among equally good finds; all other pages count 0
RANKS = {"skema": 6, "instansi": 5, "indikator": 4, "layanan": 4, "hasil": 4, "muka": 1}
WORD = re.compile(r"[^\W_]+")
Stem = Callable[[str], str]


class Row(NamedTuple):
    """What the index holds of a page; headings: their words that title and summary lack."""

    url: str
    title: str
    summary: str
    headings: str
    rank: int


def rows(pages: Iterable[Page]) -> dict[str, tuple[Row, ...]]:
    """The rows of those pages that can be searched for, by language."""
    found: dict[str, list[Row]] = {lang: [] for lang in LANGUAGES}
    for page in pages:
        if not page.bare and not page.path.startswith(EDITING):
            rank = RANKS.get(page.kind, 0)
            row = Row(page.url, page.title, page.summary, _headings(page), rank)
            found[page.lang].append(row)
    return {lang: tuple(own) for lang, own in found.items()}


def index_files(found: Mapping[str, Iterable[Row]]) -> dict[str, str]:
    """The index scripts by path from the root of the site."""
    return {
        f"assets/terang/cari.{lang}.js": index_script(sorted(found.get(lang, ())), lang)
        for lang in LANGUAGES
    }


def index_script(found: Sequence[Row], lang: str) -> str:
    """The index of one language: page rows and the stems of their words."""
    vocabulary = sorted({word for row in found for text in row[1:4] for word in words(text)})
    stem = stemmer(lang)
    roots = {word: root for word in vocabulary if (root := stem(word)) != word}
    content = json.dumps(
        {"akar": roots, "halaman": found}, ensure_ascii=False, separators=(",", ":")
    )
    return f"window.terangCari={content};\n"


def _headings(page: Page) -> str:
    """The words of headings that title and summary lack, each once: only found, never shown."""
    titles = " ".join(heading.title for heading in page.toc)
    told = {*words(page.title), *words(page.summary)}
    new = dict.fromkeys(words(f"{titles} {page.search_text}"))
    return " ".join(word for word in new if word not in told and len(word) > 1)


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return WORD.findall(text.lower())


@cache
def stemmer(lang: str) -> Stem:
    """A function from a word to its stem."""
    if lang == "id":
        made = StemmerFactory().create_stemmer()
        return cache(lambda word: OWN_STEMS.get(word) or str(made.stem(word)))
    return _english


def _english(word: str) -> str:
    """Plurals and verb endings off; enough for titles and summaries.

    >>> _english("services"), _english("ratings"), _english("is")
    ('service', 'rating', 'is')
    """
    for ending, least in (("ies", 5), ("s", 4)):
        if word.endswith(ending) and not word.endswith("ss") and len(word) >= least:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
