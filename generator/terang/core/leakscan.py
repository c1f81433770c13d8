"""Finds what must not leave: personal numbers, and names or marks known from the microdata.

Pure and the same for every kind of text (HTML, search index, feed, SVG, JSON, CSV, a log line).
A find names file, line and kind, never the value: reports of leaks must not leak.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from terang.core.identifiers import identifiers

SECRET = "rahasia"  # noqa: S105 - the kind of a find that is a value of the microdata
SHORTEST = 5  # characters; shorter values would be found by chance
LONGEST = 8  # words of a value that are compared; a comment is known by its beginning

# the made-up number that the error page of K038 shows
MADE_UP = frozenset({"198702282015011987"})

_RUN = re.compile("[0-9][0-9 .\u00a0-]{7,}")
_DIGITS = bytes(48 if 48 <= byte < 58 else 120 for byte in range(256))  # every digit as a 0
_BEFORE = 40  # characters before a number that may say what it is
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True, slots=True)
class Leak:
    """A find: kind is an identifier's kind or SECRET; line counts from 1."""

    file: str
    line: int
    kind: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """Values that must not appear, as words in lower case, by their first word."""

    by_first: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


def secrets(values: Iterable[str]) -> Secrets:
    """What the values are known by. Too short ones and small numbers are left out.

    >>> sorted(secrets(["Siti Aminah", "P000123", "4", "120"]).by_first)
    ['p000123', 'siti']
    """
    by_first: dict[str, set[tuple[str, ...]]] = {}
    for value in values:
        words = tuple(_words(value))[:LONGEST]
        if _is_telling(words):
            by_first.setdefault(words[0], set()).add(words)
    return Secrets({first: tuple(sorted(found)) for first, found in by_first.items()})


def _is_telling(words: Collection[str]) -> bool:
    joined = "".join(words)
    enough = 9 if joined.isdigit() else SHORTEST
    return len(joined) >= enough


def leaks(
    files: Iterable[tuple[str, str]],
    known: Secrets | None = None,
    examples: Collection[str] = (),
) -> Iterator[Leak]:
    """Every find in (name, text) pairs, in their order, each line and kind once.

    examples: made-up numbers that may be shown, digits only.
    """
    for name, raw in files:
        text = _readable(raw)
        found = {(_line(text, at), kind) for at, kind in _numbers(text, examples)}
        if known is not None and known.by_first:
            for form in (text, _readable(_TAG.sub(_same_lines, raw))):
                found |= {(_line(form, at), SECRET) for at in _matches(form, known)}
        yield from (Leak(name, line, kind) for line, kind in sorted(found))


def redacted(text: str) -> str:
    """The text with the digits of every personal number hidden; as long as before.

    >>> redacted("NIP 19870228 201501 1 999 ditolak")
    'NIP ######## ###### # ### ditolak'
    """
    for found in identifiers(text):
        hidden = re.sub("[0-9]", "#", text[found.start : found.end])
        text = text[: found.start] + hidden + text[found.end :]
    return text


def _readable(raw: str) -> str:
    """Escapes of HTML, XML and JSON undone, so that one name has one form."""
    text = unescape(raw) if "&" in raw else raw
    if "\\u" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def _numbers(text: str, examples: Collection[str]) -> Iterator[tuple[int, str]]:
    """Position and kind of personal numbers; only long runs of digits are looked at."""
    if not _has_long_run(text):
        return
    for run in _RUN.finditer(text):
        if sum(map(str.isdigit, run[0])) < 9:
            continue
        start = max(0, run.start() - _BEFORE)
        for found in identifiers(text[start : run.end() + 1]):
            digits = re.sub("[^0-9]", "", text[start + found.start : start + found.end])
            if start + found.end > run.start() and digits not in examples:
                yield start + found.start, found.kind


def _has_long_run(text: str) -> bool:
    """Whether nine digits stand together, or sixteen once all that may part them is taken out:
    quick to tell, and true wherever there is a personal number."""
    plain = text.encode("utf-8", "replace")
    together = b"0" * 9 in plain.translate(_DIGITS)
    return together or b"0" * 16 in plain.translate(_DIGITS, b" .-\xc2\xa0")


def _matches(text: str, known: Secrets) -> Iterator[int]:
    """Positions where all words of a secret stand one after the other."""
    places = [(match.start(), match[0].casefold()) for match in _WORD.finditer(text)]
    for i, (at, word) in enumerate(places):
        for secret in known.by_first.get(word, ()):
            if secret == tuple(other for _, other in places[i : i + len(secret)]):
                yield at


def _words(text: str) -> Iterator[str]:
    return (match[0].casefold() for match in _WORD.finditer(text))


def _same_lines(tag: re.Match[str]) -> str:
    return " " + "\n" * tag[0].count("\n")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
