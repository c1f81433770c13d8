"""The site's own words, from every catalogue whose area starts with "site"."""

from __future__ import annotations

from functools import cache

from terang.core.model import Text
from terang.messages import areas, catalogue


@cache
def words(lang: str) -> dict[str, str]:
    """All texts of the site in one language; a key stands in one catalogue only."""
    merged: dict[str, str] = {}
    for area in areas():
        if area == "site" or area.startswith("site_"):
            part = catalogue(area, lang)
            twice = merged.keys() & part.keys()
            if twice:
                raise ValueError(f"site texts defined twice: {sorted(twice)}")
            merged.update(part)
    return merged


def say(key: str, lang: str, **fields: object) -> str:
    """The text of a key, its places filled; KeyError when missing."""
    found = words(lang)[key]
    return found.format(**fields) if fields else found


def both(key: str, **fields: object) -> Text:
    """The text of a key in both languages."""
    return Text(say(key, "id", **fields), say(key, "en", **fields))
