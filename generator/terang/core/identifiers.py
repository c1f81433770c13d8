"""Finds numbers that identify a person: NIP, NI PPPK and NIK, by shape and plausibility.

Shapes: NIP is birth date YYYYMMDD, first appointment YYYYMM, sex 1 or 2, sequence of three; NI PPPK
has two digits from 21 up where a NIP has the month (recalled, not confirmed); NIK is an area code
of six digits, birth date DDMMYY with 40 added to the day of women, sequence of four from 0001.
Written plain or in groups with a space, full stop or hyphen. Longer tokens are left alone.
Source: Perka BKN 22/2007 and 43/2007; UU 23/2006 article 13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["nip", "nip_pppk", "nip_lama", "nik"]

YOUNGEST_APPOINTMENT_YEARS = 15  # nobody is appointed younger; tells a NIP from chance digits
PPPK_FROM = 21

_GAP = "[ .\u00a0-]?"
_START = r"(?:(?<![0-9A-Za-z])|(?<=NIP)|(?<=NIK))"
_END = r"(?![0-9A-Za-z])"
_NIP = re.compile(rf"{_START}([0-9]{{8}}){_GAP}([0-9]{{6}}){_GAP}([12]){_GAP}([0-9]{{3}}){_END}")
_NIK = re.compile(
    rf"{_START}(?:([0-9]{{6}}){_GAP}([0-9]{{6}}){_GAP}([0-9]{{4}})"
    rf"|([0-9]{{4}})[ .-]([0-9]{{4}})[ .-]([0-9]{{4}})[ .-]([0-9]{{4}})){_END}"
)
_OLD_NIP = re.compile(rf"\bNIP\b[\s.:]*([0-9]{{9}}){_END}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A likely personal number at text[start:end]."""

    kind: Kind
    start: int
    end: int


def identifiers(text: str) -> Iterator[Identifier]:
    """Every likely personal number in a text, by kind and then position."""
    for match in _NIP.finditer(text):
        kind = _nip_kind(match[1], match[2])
        if kind is not None:
            yield Identifier(kind, match.start(), match.end())
    for match in _NIK.finditer(text):
        if _is_nik("".join(part for part in match.groups() if part)):
            yield Identifier("nik", match.start(), match.end())
    for match in _OLD_NIP.finditer(text):
        yield Identifier("nip_lama", match.start(), match.end())


def _nip_kind(birth: str, appointment: str) -> Kind | None:
    year, month = int(appointment[:4]), int(appointment[4:])
    if not _is_day(int(birth[:4]), int(birth[4:6]), int(birth[6:])):
        return None
    if year - int(birth[:4]) < YOUNGEST_APPOINTMENT_YEARS:
        return None
    if 1 <= month <= 12:
        return "nip"
    return "nip_pppk" if month >= PPPK_FROM else None


def _is_nik(digits: str) -> bool:
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    area_is_real = digits[0] != "0" and digits[12:] != "0000"
    return area_is_real and _is_day(2000 + year, month, day - 40 if day > 40 else day)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
