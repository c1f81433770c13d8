"""What is said about an input must be fit for people and for their terminals."""

from __future__ import annotations

from terang.core.identifiers import identifiers
from terang.core.visible import HIDDEN, visible
from terang.messages import LANGUAGES, text
from terang.problems import Problem

ACCEPTED = "accepted"


def printable(told: str) -> None:
    """What the console makes of it holds nothing to obey and no personal number."""
    shown = visible(told)
    assert not HIDDEN.search(shown), ascii(shown)[:200]
    assert next(identifiers(shown), None) is None, "personal number"
    shown.encode()


def release_told(problem: Problem) -> str:
    """The code of a problem of release files, after it was told in both languages."""
    assert problem.line >= 0 <= problem.column
    for lang in LANGUAGES:
        for part in ("message", "fix"):
            printable(text("release", f"{problem.code}.{part}", lang, **problem.fields))
    return problem.code
