"""The headings of a page, read back from its own HTML."""

from __future__ import annotations

import re
from html import unescape

from terang.site.page import Heading

H2 = re.compile(r'<h2 id="([^"]+)"(?: data-isi="([^"]*)")?[^>]*>(.*?)</h2>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def headings(html: str) -> tuple[Heading, ...]:
    """Every <h2> that carries an id, in order; `data-isi` gives a shorter name for the list."""
    return tuple(
        Heading(anchor, " ".join(unescape(TAG.sub("", short or inner)).split()))
        for anchor, short, inner in H2.findall(html)
    )
