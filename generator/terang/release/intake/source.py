"""A table of the microdata as text, whatever holds it: a head and rows, and faults of whole files.

Every reader in `inputs/` gives a Sheet; from there on every row is counted and none is
dropped silently. Rows come in parts of bounded size and by column: a text that many rows repeat is
held, trimmed, translated and hashed once a part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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


Numbers: TypeAlias = "npt.NDArray[np.int64]"
Columns: TypeAlias = "Mapping[str, pa.DictionaryArray]"  # one text a row, trimmed, never null


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows in order: their numbers (the head is 1) and texts by column.

    ragged: numbers of rows among them that have too few or too many fields, or one too long; they
    have no texts. place, column: which answer of a form this is, and the column it stands in.
    """

    numbers: Numbers
    columns: Columns
    ragged: tuple[int, ...] = ()
    place: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names of the columns as they stand in the file, and the rows beneath, read once."""

    head: tuple[str, ...]
    parts: Iterator[Part]


def text_rows(part: Part) -> Iterator[TextRow]:
    """The rows of a part in order, one by one: for tables that are small."""
    names = list(part.columns)
    texts = [column.dictionary_decode().to_pylist() for column in part.columns.values()]
    found = [
        TextRow(number, dict(zip(names, fields, strict=True)), part.column)
        for number, fields in zip(part.numbers.tolist(), zip(*texts, strict=True), strict=True)
    ]
    found += [TextRow(number, None) for number in part.ragged]
    yield from sorted(found, key=lambda row: row.number)


def same(word: str, rows: int) -> pa.DictionaryArray:
    """A column that holds one text in every row."""
    return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), pa.array([word], pa.string()))
