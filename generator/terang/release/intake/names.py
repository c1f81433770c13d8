"""Persons of microdata as small whole numbers: whoever has one pseudonym has one number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terang.release.intake.inputs.pseudonyms import PERSONS, Pseudonyms
from terang.release.intake.source import Part

NOBODY = 0  # the number of an empty field
Places = npt.NDArray[np.int32]


class Names:
    """Numbers from 1 in the order in which persons are met."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._written: dict[str, int] = {"": NOBODY}  # as the files write them -> number
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = [""]

    def __len__(self) -> int:
        return len(self._ids)

    def __repr__(self) -> str:
        return "Names()"  # people never reach a log

    def id(self, number: int) -> str:
        """The pseudonym of a number."""
        return self._ids[number]

    def columns(self, part: Part, file: str) -> dict[str, Places]:
        """The persons in every column of a part that names some, by column.

        Raises MicrodataError where personal numbers need a key that is not there.
        """
        found = {}
        for name in PERSONS:
            if name in part.columns:
                words = part.columns[name].dictionary.to_pylist()
                numbers = np.array([self._number(word, file) for word in words], np.int32)
                found[name] = numbers[part.columns[name].indices.to_numpy()]
        return found

    def _number(self, written: str, file: str) -> int:
        number = self._written.get(written)
        if number is None:
            person = self._pseudonyms.of(written, file)
            number = self._numbers.setdefault(person, len(self._ids))
            if number == len(self._ids):
                self._ids.append(person)
            self._written[written] = number
        return number
