"""Accepted ratings as an office delivers them, rows of text, without turning each into numbers.

A text stands in thousands of rows: each is read once, and the rows take over what it means. Only
ratings that have no counter (`scoring/gather`) are turned into stored ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from terang.core.program import InputSpec
from terang.release.scoring.gather import IGNORED, NONE, Counters, Gathering, Whole, with_nulls
from terang.release.scoring.storage import CODE, INPUT, NUMBER, PERSON, SCALE, TARGET, Layout

TEXTS = ("pegawai", "indikator", "sumber", "nilai", "target")


class Coding:
    """What the texts of a program's ratings mean. counters: where ratings are counted.

    Rows are taken as accepted by the contract: numbers have six places at most.
    """

    def __init__(self, layout: Layout, specs: Sequence[InputSpec], counters: Counters) -> None:
        self._counters = counters
        self.words = _Words()
        indicators = _numbered(spec.indicator for spec in specs)
        sources = _numbered(spec.source for spec in specs)
        self._choices = _numbered(code for _, code in layout.codes)
        self._indicators = _Reading(self.words, lambda word: indicators.get(word, 0))
        self._sources = _Reading(self.words, lambda word: sources.get(word, 0))
        self._codes = _Reading(self.words, lambda word: self._choices.get(word, 0))
        self._numbers = _Reading(self.words, _millionths)
        self._meanings = _Reading(self.words, self._meaning)
        many = 1 + max(layout.inputs.values(), default=0)
        self._input = np.zeros((len(indicators) + 1, len(sources) + 1), np.int64)
        self._part = np.ones(many, np.int64)  # millionths in one of the storage
        self._code = np.zeros((many, len(self._choices) + 1), np.int64)
        for (owner, code), number in layout.codes.items():
            self._code[layout.inputs[owner], self._choices[code]] = number
        shape = (*self._input.shape, self._code.shape[1], counters.keys)
        table = np.full(shape, IGNORED, np.int64)  # by texts of indicator, source and value
        coded = {owner for owner, _ in layout.codes}
        for spec in specs:
            number = layout.inputs[spec.id]
            at = indicators[spec.indicator], sources[spec.source]
            self._input[at] = number
            self._part[number] = SCALE // layout.scales[spec.id]
            row = counters.of_input(number)  # by code and key of the number
            table[at] = row[self._code[number], 0][:, None] if spec.id in coded else row[0]
        self._table, self._steps = (
            table.reshape(-1),
            (shape[1] * table[0, 0].size, table[0, 0].size),
        )

    def which(self, part: Part) -> Whole:
        """The counter of each row."""
        places = part.taken("indikator", self._indicators, self._steps[0])
        places += part.taken("sumber", self._sources, self._steps[1])
        places += part.taken("nilai", self._meanings)
        found: Whole = self._table.take(places)
        return found

    def coded(self, part: Part, persons: Whole, rows: Whole) -> pa.RecordBatch:
        """Rows as stored ratings of these persons; NONE and code 0 stand for null."""
        pairs = part.taken("indikator", self._indicators, self._input.shape[1], rows)
        pairs += part.taken("sumber", self._sources, 1, rows)
        inputs = self._input.reshape(-1).take(pairs)
        codes = self._code[inputs, part.taken("nilai", self._codes, 1, rows)]
        values = part.taken("nilai", self._numbers, 1, rows)
        targets = part.taken("target", self._numbers, 1, rows)
        parts = self._part[inputs]
        columns = [
            persons,
            inputs,
            np.where((values == NONE) | (codes > 0), NONE, values // parts),
            np.where(targets == NONE, NONE, targets // parts),
            codes,
        ]
        return pa.RecordBatch.from_arrays(
            [pa.array(column) for column in columns], names=[PERSON, INPUT, NUMBER, TARGET, CODE]
        )

    def _meaning(self, word: str) -> int:
        """What of a value's text decides on the counter."""
        number = _millionths(word)
        step = NONE if number == NONE or number % SCALE else number // SCALE
        return self._choices.get(word, 0) * self._counters.keys + self._counters.key(step)


class TextRatings:
    """The ratings of a Parquet file with the columns TEXTS: a source of `scoring/gather`.

    people: their ids; a person's number is the place among them. Ratings of others are left out.
    """

    def __init__(self, path: Path, coding: Coding, people: Sequence[str]) -> None:
        self._path, self._coding = path, coding
        self._people = {person: place for place, person in enumerate(people)}

    def fill(self, gathering: Gathering) -> None:
        """Add all ratings."""
        for part, persons, rows in self._parts():
            which = self._coding.which(part)
            some = partial(self._some, part, persons, rows)
            gathering.add(persons, which if len(which) == len(rows) else which[rows], some)

    def stored(self) -> Iterator[pa.RecordBatch]:
        """All ratings as rows for SQL."""
        for part, persons, rows in self._parts():
            yield with_nulls(self._coding.coded(part, persons, rows))

    def _some(self, part: Part, persons: Whole, rows: Whole, chosen: Whole) -> pa.RecordBatch:
        return self._coding.coded(part, persons[chosen], rows[chosen])

    def _parts(self) -> Iterator[tuple[Part, Whole, Whole]]:
        """Parts of the file with the persons who are ours, and the rows about them."""
        with pq.ParquetFile(self._path, read_dictionary=list(TEXTS)) as file:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group, columns=list(TEXTS), use_threads=False)
                part = Part(table, self._coding.words)
                persons = _places(table.column("pegawai"), self._people, -1)
                rows = np.flatnonzero(persons >= 0)
                yield part, persons if len(rows) == len(persons) else persons[rows], rows


class Part:
    """Some rows by column: the number of each row's text among all words met; null is ""."""

    def __init__(self, table: pa.Table, words: _Words) -> None:
        self._columns = {name: _coded(table.column(name)) for name in TEXTS[1:]}
        self._words = {
            name: np.array([words[text] for text in texts], np.int64)
            for name, (texts, _) in self._columns.items()
        }

    def taken(
        self, name: str, reading: _Reading, times: int = 1, rows: Whole | None = None
    ) -> Whole:
        """What the text of each row (or of some) says, multiplied."""
        found = reading.numbers().take(self._words[name]) * times
        _, places = self._columns[name]
        taken: Whole = found.take(places if rows is None else places[rows])
        return taken


class _Words(dict[str, int]):
    """Every word met, numbered from 0."""

    def __missing__(self, word: str) -> int:
        found = self[word] = len(self)
        return found


class _Reading:
    """What words say, each read once. read: the number of a word."""

    def __init__(self, words: _Words, read: Callable[[str], int]) -> None:
        self._words, self._read = words, read
        self._numbers: Whole = np.zeros(0, np.int64)

    def numbers(self) -> Whole:
        """By number of the word."""
        if len(self._numbers) < len(self._words):
            fresh = islice(self._words, len(self._numbers), None)
            found = np.array([self._read(word) for word in fresh], np.int64)
            self._numbers = np.concatenate((self._numbers, found))
        return self._numbers


def _coded(column: pa.ChunkedArray) -> tuple[list[str], Whole]:
    """The texts of a column, each once, and the place of each row's."""
    words = pc.dictionary_encode(column).combine_chunks()
    texts = [word or "" for word in words.dictionary.to_pylist()]
    places = words.indices.fill_null(len(texts)).to_numpy()
    return [*texts, ""], places.astype(np.int64)


def _places(column: pa.ChunkedArray, known: Mapping[str, int], other: int) -> Whole:
    texts, places = _coded(column)
    found: Whole = np.array([known.get(text, other) for text in texts], np.int64).take(places)
    return found


def _numbered(words: Iterable[str]) -> dict[str, int]:
    """Words numbered from 1."""
    return {word: place for place, word in enumerate(dict.fromkeys(words), start=1)}


def _millionths(word: str) -> int:
    """A decimal in millionths, NONE for what is none.

    >>> _millionths("96.53"), _millionths("ya") == NONE
    (96530000, True)
    """
    try:
        return int(Decimal(word) * SCALE)
    except (InvalidOperation, ValueError, OverflowError):
        return NONE
