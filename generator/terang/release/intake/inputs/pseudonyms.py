"""Numbers of persons leave at the door: from here on a person is a keyed hash.

The same key gives the same person in every file and period; without the key nobody gets back to
the number, nor can try numbers out. Where the data hold personal numbers and there is no key,
nothing is read.
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Mapping
from pathlib import Path

from terang.core.identifiers import identifiers
from terang.release.intake.source import MicrodataError

KEY, KEY_FILE = "TERANG_KUNCI", "TERANG_KUNCI_BERKAS"  # environment: the key, or its file
FILE = "kunci-nip.txt"  # in the root of the data, when the environment names none
SHORTEST_KEY = 32  # characters
PERSONS = ("pegawai", "penilai", "responden", "aduan")
LENGTH = 32  # hexadecimal digits: 128 bits, so that two people never meet by chance

_GAPS = re.compile("[ .\u00a0-]")
_MANY_DIGITS = re.compile(r"(?:[^0-9]*[0-9]){9}")  # no personal number has fewer
_LONG = re.compile(r"[0-9]{16}|[0-9]{18}")


class Pseudonyms:
    """Replaces the person columns of rows; `key` is None where the data need none."""

    def __init__(self, key: bytes | None) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "Pseudonyms()"  # the key and the people never reach a log

    def replaced(self, fields: Mapping[str, str], file: str) -> Mapping[str, str]:
        """The row without personal numbers. Raises MicrodataError when a key is needed."""
        own = {}
        for name in PERSONS:
            person = fields.get(name)
            if person:
                own[name] = self.of(person, file)
        return fields if self._key is None else {**fields, **own}

    def of(self, person: str, file: str) -> str:
        """The person without personal number; see `replaced`."""
        if self._key is None and not _MANY_DIGITS.match(person):
            return person
        plain = _GAPS.sub("", person)
        if self._key is None:
            if _LONG.fullmatch(plain) or any(identifiers(person)):
                raise MicrodataError("key_missing", file=file, variable=KEY_FILE, home=FILE)
            return person
        number = plain if plain.isdigit() else person
        return hmac.digest(self._key, number.encode(), "sha256").hex()[:LENGTH]


def pseudonyms(folder: Path) -> Pseudonyms:
    """With the key of the environment, or of the root of the data (above agency and period)."""
    key = os.environ.get(KEY)
    if key is None:
        named = os.environ.get(KEY_FILE)
        path = folder.parent.parent / FILE if named is None else Path(named)
        if named is None and not path.is_file():
            return Pseudonyms(None)
        try:
            key = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise MicrodataError("key_unreadable", file=path.name) from error
    key = key.strip()
    if len(key) < SHORTEST_KEY:
        raise MicrodataError("key_short", least=str(SHORTEST_KEY))
    return Pseudonyms(key.encode())
