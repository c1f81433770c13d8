"""What all criteria values share: texts, places in files, where a value comes from, dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Text:
    """A text people read: Indonesian always, English where it has been written."""

    id: str
    en: str | None = None

    def in_language(self, lang: str) -> str:
        """The text in `lang`, or the Indonesian one where no English was written."""
        return self.en if lang == "en" and self.en is not None else self.id


class Nature(StrEnum):
    """`sifat`: where a number or statement comes from."""

    SOURCE = "sumber"  # a source text or regulation says so
    DECREE = "ketetapan"  # the agency itself has decided so
    EXAMPLE = "contoh"  # an illustration; marked on every page


class Certainty(StrEnum):
    """`kepastian`: V read in the source, V2 read in a secondary source, R recalled only."""

    VERIFIED = "V"
    SECONDARY = "V2"
    RECALLED = "R"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file: path relative to the criteria root, line and column from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """`dasar`: a regulation of the register and where in it."""

    regulation: str  # peraturan: id in nasional/peraturan.yml
    article: str | None = None  # pasal
    certainty: Certainty = Certainty.VERIFIED
    note: Text | None = None  # catatan


@dataclass(frozen=True, slots=True)
class Provenance:
    """What stands behind a value: `sifat`, `sumber` (seed rows), `dasar`, `catatan`."""

    nature: Nature
    rows: tuple[str, ...] = ()
    basis: tuple[LegalBasis, ...] = ()
    note: Text | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value in force from `start` (`berlaku`) until the next one starts."""

    start: date
    value: T
    provenance: Provenance
