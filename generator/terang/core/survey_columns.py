"""Which column of a survey table is which element: by code, by name, or by another code.

Official texts give U8 and U9 to different elements, so a name always decides over a code, and a
bare code is read in the order of the profile and reported as such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from terang.core.model import SurveyElement

Reading = Literal["kode", "nama", "kode_lain"]

# words that tell no element from another
# fmt: off
_FILLER = frozenset((
    "dan", "atau", "di", "pada", "untuk", "unsur", "nilai", "jenis", "pelayanan", "layanan",
    "and", "or", "of", "the", "to", "as", "with", "for",
))
# fmt: on
_CODE_FIRST = re.compile(r"^\W*u(?:nsur)?[\s._-]*0*(\d{1,2})(?!\d)(.*)$", re.IGNORECASE)
_CODE_LAST = re.compile(r"^(.*?)[\s(\[]+u0*(\d{1,2})\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column read as an element. place: position in the row, from 0.

    stated: the code in the header, which a name may overrule. is_ambiguous: the header is a bare
    code that official texts give to two elements.
    """

    place: int
    header: str
    code: str
    reading: Reading
    stated: str | None = None
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A header whose code and name belong to different elements."""

    header: str
    code: str
    named: str


@dataclass(frozen=True, slots=True)
class Columns:
    """found: one for each element read, duplicates too; missing: elements without a column."""

    found: tuple[Column, ...]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]


def read_columns(headers: Sequence[str], elements: Sequence[SurveyElement]) -> Columns:
    """The columns of a header row. Sure readings first, loose ones only for what is left."""
    found: list[Column] = []
    against: list[Contradiction] = []
    bare: list[tuple[int, str, str]] = []
    loose: list[tuple[int, str]] = []
    for place, header in enumerate(headers):
        code, words = _split(header)
        named = _by_name(words, elements)
        if code is not None and named is not None:
            if code not in (named.code, *named.aliases):
                against.append(Contradiction(header, code, named.code))
            found.append(Column(place, header, named.code, "nama", code))
        elif code is not None:
            bare.append((place, header, code))
        elif _exact(words, elements) is not None:
            found.append(Column(place, header, str(_exact(words, elements)), "nama"))
        elif words:
            loose.append((place, header))
    for place, header, code in bare:
        found += _by_code(place, header, code, elements, found)
    found += _by_loose_name(loose, elements, {column.code for column in found})
    codes = [column.code for column in found]
    return Columns(
        found=tuple(sorted(found, key=lambda column: column.place)),
        missing=tuple(element.code for element in elements if element.code not in codes),
        repeated=tuple(dict.fromkeys(code for code in codes if codes.count(code) > 1)),
        contradictions=tuple(against),
    )


def _split(header: str) -> tuple[str | None, frozenset[str]]:
    """The code a header starts or ends with, and the words of its name."""
    first = _CODE_FIRST.match(header.strip())
    if first:
        return f"U{first[1]}", _words(first[2])
    last = _CODE_LAST.match(header.strip())
    if last:
        return f"U{last[2]}", _words(last[1])
    return None, _words(header)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.casefold())) - _FILLER


def _names(element: SurveyElement) -> tuple[frozenset[str], ...]:
    return tuple({_words(element.name.id), _words(element.name.in_language("en"))})


def _exact(words: frozenset[str], elements: Sequence[SurveyElement]) -> str | None:
    return next((element.code for element in elements if words in _names(element)), None)


def _by_name(words: frozenset[str], elements: Sequence[SurveyElement]) -> SurveyElement | None:
    """The one element with this name, or whose name has these words, or is within them."""
    if not words:
        return None
    for fits in (frozenset.__eq__, frozenset.issuperset, frozenset.issubset):
        hits = [e for e in elements if any(fits(words, name) for name in _names(e))]
        if len(hits) == 1:
            return hits[0]
    return None


def _by_code(
    place: int,
    header: str,
    code: str,
    elements: Sequence[SurveyElement],
    found: Sequence[Column],
) -> list[Column]:
    """A bare code: the profile's element, or, where a name took that, the one also so called."""
    taken = {column.code for column in found if column.reading == "nama"}
    own = [element for element in elements if element.code == code]
    also = [element for element in elements if code in element.aliases]
    if own and (own[0].code not in taken or not also):
        return [Column(place, header, own[0].code, "kode", code, bool(also))]
    free = [element for element in also if element.code not in taken]
    return [Column(place, header, element.code, "kode_lain", code) for element in free[:1]]


def _by_loose_name(
    headers: Sequence[tuple[int, str]], elements: Sequence[SurveyElement], taken: set[str]
) -> list[Column]:
    """Longer or shorter wordings, only where one free element and one column fit each other."""
    free = [element for element in elements if element.code not in taken]
    hits = [(place, header, _by_name(_words(header), free)) for place, header in headers]
    claims = [element.code for _, _, element in hits if element is not None]
    return [
        Column(place, header, element.code, "nama")
        for place, header, element in hits
        if element is not None and claims.count(element.code) == 1
    ]
