"""A table of the microdata as text, whatever holds it: a head and rows, and faults of whole files.

Every reader in `release/inputs/` gives a Grid; from there on every row is counted and none is
dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from terang.messages import text

Record: TypeAlias = "tuple[int, Sequence[str] | None]"  # row number, fields; None where ragged


class MicrodataError(ValueError):
    """A whole file cannot be used; `code` and `fields` give the message."""

    def __init__(self, code: str, **fields: str) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields

    def told(self, lang: str) -> str:
        """The message in words; names files and columns, never what a row says."""
        return text("release", self.code, lang, **self.fields)


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row as text: number (the head is 1) and fields by column; None where it is ragged.

    column: the one of the file that this answer stands in, where a row of a form holds several.
    """

    number: int
    fields: Mapping[str, str] | None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The names of the columns as they stand in the file, and the rows beneath, read once."""

    head: tuple[str, ...]
    records: Iterator[Record]
