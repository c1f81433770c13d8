"""Hand-written Markdown pages, once rendered, in the shape of all others."""

from __future__ import annotations

import re

from markupsafe import escape

from terang.site.page import LANGUAGES, Page
from terang.site.texts import say
from terang.site.toc import headings

TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
H1 = re.compile(r"<h1[ >]")


def from_markdown(url: str, title: str, description: str, html: str) -> Page:
    """A page from its address, its title and its HTML; tables get their scrolling region."""
    lang, path = split(url)
    label = escape(say("table_region", lang, title=title))
    opening = f'<div class="gulir" role="region" tabindex="0" aria-label="{label}">'
    framed = TABLE.sub(rf"{opening}<table>\1</table></div>", html).replace(
        "<th>", '<th scope="col">'
    )
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


def split(url: str) -> tuple[str, str]:
    """Language and path of an address from the root.

    >>> split("en/metode/"), split("metode/")
    (('en', 'metode/'), ('id', 'metode/'))
    """
    for lang in LANGUAGES[1:]:
        if url.startswith(f"{lang}/"):
            return lang, url.removeprefix(f"{lang}/")
    return LANGUAGES[0], url
