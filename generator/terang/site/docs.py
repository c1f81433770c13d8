"""Hand-written Markdown pages, once rendered, in the shape of all others."""

from __future__ import annotations

import itertools
import re
from html import unescape

from markupsafe import escape

from terang.site.page import LANGUAGES, Page
from terang.site.texts import say
from terang.site.toc import headings

TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
H1 = re.compile(r"<h1[ >]")
HEADING = re.compile(r"<h[1-6][^>]*>(.*?)</h[1-6]>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def from_markdown(url: str, title: str, description: str, html: str) -> Page:
    """A page from its address, its title and its HTML; tables get their scrolling region."""
    lang, path = split(url)
    framed = _with_named_tables(html, title, lang).replace("<th>", '<th scope="col">')
    framed = framed.replace("<pre>", '<pre tabindex="0">')  # long lines scroll by keyboard
    if not H1.search(framed):
        framed = f"<h1>{escape(title)}</h1>\n{framed}"
    return Page(
        path=path,
        lang=lang,
        title=title,
        summary=description or title,
        kind="tulisan",
        html=framed,
        toc=headings(framed),
    )


def _with_named_tables(html: str, title: str, lang: str) -> str:
    """Every table in a region that scrolls by keyboard, named after the heading above it."""
    places = itertools.count(1)

    def named(table: re.Match[str]) -> str:
        above = HEADING.findall(html, 0, table.start())
        name = unescape(TAG.sub("", above[-1])) if above else title
        id_ = f"tabel-{next(places)}"
        return (
            f'<div class="gulir" role="region" tabindex="0" aria-labelledby="{id_}"><table>'
            f'<caption id="{id_}">{escape(say("table_region", lang, title=name))}</caption>'
            f"{table[1]}</table></div>"
        )

    return TABLE.sub(named, html)


def split(url: str) -> tuple[str, str]:
    """Language and path of an address from the root.

    >>> split("en/metode/"), split("metode/")
    (('en', 'metode/'), ('id', 'metode/'))
    """
    for lang in LANGUAGES[1:]:
        if url.startswith(f"{lang}/"):
            return lang, url.removeprefix(f"{lang}/")
    return LANGUAGES[0], url
