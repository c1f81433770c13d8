"""Rows that a reader gives one by one, gathered into parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from terang.release.intake.source import Part, Record

AT_ONCE = 50_000  # rows of a part
MAX_FIELD = 1000  # characters
SPACE = "".join(character for character in map(chr, range(0x3001)) if character.isspace())


def parts(records: Iterable[Record], width: int) -> Iterator[Part]:
    """Parts of at most AT_ONCE rows. width: the number of columns, named "0", "1", ... here."""
    left = iter(records)
    while some := list(islice(left, AT_ONCE)):
        yield part(some, width)


def part(records: Sequence[Record], width: int) -> Part:
    """One part; a row without fields, or with one that is too long, is ragged."""
    whole = [
        (number, fields)
        for number, fields in records
        if fields is not None and max(map(len, fields), default=0) <= MAX_FIELD
    ]
    numbers = np.array([number for number, _ in whole], np.int64)
    kept = set(numbers.tolist())
    columns = {
        str(place): pa.array([fields[place].strip() for _, fields in whole], pa.string())
        for place in range(width)
    }
    return Part(
        numbers,
        {name: column.dictionary_encode() for name, column in columns.items()},
        tuple(number for number, _ in records if number not in kept),
    )


def trimmed(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Without white space around the texts, as `str.strip` has it."""
    words = pc.utf8_trim(column.dictionary, SPACE)
    return pa.DictionaryArray.from_arrays(column.indices, words)
