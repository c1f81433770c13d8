"""The valid word closest to what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(found: object, choices: Iterable[str]) -> dict[str, str]:
    """{near: the closest valid word} for a problem's fields, or nothing when none is close."""
    close = get_close_matches(str(found), sorted(choices), n=1, cutoff=0.6)
    return {"near": close[0]} if close else {}


def listed(choices: Iterable[str]) -> str:
    """The valid words in one line, for a fix; `@none` where there are none."""
    return ", ".join(sorted(choices)) or "@none"
