"""What a program reads of ratings, gathered for each person in one pass over whole columns.

A rating with few possible values (a step of a scale, a code) adds one to a counter of its person,
input and value; sums, counts and highest values follow from the counters, exactly. Other numbers
are added up as they come. The result is the table that SQL over the rows would give, at a fraction
of its time, and it needs 4 bytes a person and possible value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from terang.core.program import InputSpec
from terang.release.scoring.readings import Reading
from terang.release.scoring.storage import CODE, INPUT, NUMBER, PERSON, TARGET, Layout, is_whole
from terang.release.scoring.vectors import Unfit, Vector

Whole: TypeAlias = "npt.NDArray[np.int64]"
NONE = np.iinfo(np.int64).min  # stands for null
WIDEST = 100  # the highest step of a scale that has counters
AT_ONCE = 2**16  # ratings
OTHER, IGNORED, UNFIT = range(3)  # counters of ratings that have none of their own


class Gathering:
    """Takes ratings in any order and in parts; then gives a column for each reading.

    people: how many there are.
    """

    def __init__(self, counters: Counters, people: int) -> None:
        self.counters, self._people = counters, people
        self._readings, self._inputs = counters.readings, counters.inputs
        self._counts = np.zeros((self.counters.many, people), np.int32)
        self._sums = {
            name: np.full(people, 0 if reading.kind in ("banyak", "jumlah") else NONE, np.int64)
            for name, reading in self._readings.items()
            if reading.input not in self.counters.of
        }
        self._largest: dict[str, int] = {}  # what no person's sum exceeds
        self._rated = {
            reading.input: np.zeros(people, np.int64)
            for name, reading in self._readings.items()
            if name in self._sums
        }

    def add(self, persons: Whole, which: Whole, stored: Callable[[Whole], pa.RecordBatch]) -> None:
        """Take ratings in. persons: their places among the people. which: their counters.

        stored: gives input, number and target of some of them, by place. Raises Unfit when a sum
        could grow beyond 64 bits.
        """
        if not len(persons):
            return
        first, last = int(persons.min()), int(persons.max())
        span = last - first + 1
        if span <= max(len(which) // 4, 64):  # people come one after the other
            places = which * span
            places += persons - first
            found = np.bincount(places, minlength=self.counters.many * span)
            self._counts[:, first : last + 1] += found.reshape(-1, span)
        else:
            np.add.at(self._counts.reshape(-1), which * self._people + persons, 1)
        if self._sums:
            others = np.flatnonzero(which == OTHER)
            if len(others):
                self._add_others(persons[others], stored(others))

    def columns(self) -> dict[str, Vector]:
        """Column -> values in order of people. Raises Unfit for values no input can have."""
        if self._counts[UNFIT].any():
            raise Unfit
        return {
            name: self._summed(name) if name in self._sums else self._counted(reading)
            for name, reading in self._readings.items()
        }

    def _add_others(self, persons: Whole, part: pa.RecordBatch) -> None:
        inputs, numbers = whole(part, INPUT, 0), whole(part, NUMBER, NONE)
        targets = whole(part, TARGET, NONE)
        for input_id, rated in self._rated.items():
            own = np.flatnonzero(inputs == self._inputs[input_id])
            chosen = persons[own]
            is_rising = bool((chosen[1:] > chosen[:-1]).all())  # so nobody is there twice
            _gather(np.add, rated, chosen, 1, is_rising)
            for name, reading in self._readings.items():
                if reading.input != input_id:
                    continue
                match reading.kind:
                    case "jumlah":
                        self._count_on(name, numbers[own])
                        _gather(np.add, self._sums[name], chosen, numbers[own], is_rising)
                    case "tertinggi":
                        _gather(np.maximum, self._sums[name], chosen, numbers[own], is_rising)
                    case "target":
                        _gather(np.maximum, self._sums[name], chosen, targets[own], is_rising)

    def _count_on(self, name: str, numbers: Whole) -> None:
        """Raises Unfit when a sum could leave 64 bits with these numbers."""
        if len(numbers):
            largest = max(abs(int(numbers.min())), abs(int(numbers.max())))
            self._largest[name] = self._largest.get(name, 0) + largest * len(numbers)
            if self._largest[name] >= 2**62:
                raise Unfit

    def _summed(self, name: str) -> Vector:
        reading, values = self._readings[name], self._sums[name]
        rated = self._rated[reading.input]
        match reading.kind:
            case "banyak":
                return Vector.of(rated, rated > 0)
            case "ada":
                return Vector.of(np.ones_like(rated), rated > 0)
            case "jumlah":
                return Vector.of(values, rated > 0)
            case _:
                return Vector.of(values, values != NONE)

    def _counted(self, reading: Reading) -> Vector:
        """A column out of counters."""
        places = self.counters.of[reading.input].values()
        counts = self._counts[min(places) : max(places) + 1]
        if reading.input not in self._rated:
            self._rated[reading.input] = counts.sum(axis=0, dtype=np.int64)
        rated = self._rated[reading.input]
        if reading.kind == "banyak":
            return Vector.of(rated, rated > 0)
        points = self.counters.points(reading)
        if points is None:
            return Vector.of(np.zeros(self._people, np.int64), np.zeros(self._people, np.bool_))
        if reading.kind == "jumlah":
            found = _weighted(points, counts, int(rated.max(initial=0)))
        else:
            found = np.zeros(self._people, np.int64)
            for point, count in sorted(zip(points, counts, strict=True), key=itemgetter(0)):
                found[count > 0] = point
        return Vector.of(found, rated > 0)


def _gather(how: np.ufunc, found: Whole, places: Whole, values: Whole | int, once: bool) -> None:
    """Combine values into the places found for them. once: no place is there twice."""
    if once:
        found[places] = how(found[places], values)
    else:
        how.at(found, places, values)


class Counters:
    """Which counter a rating adds to, and what each counter of an input stands for.

    of: input -> number of the step or code -> counter, for the inputs that have counters.
    keys: how many numbers are told apart, below zero and null as one.
    """

    def __init__(
        self, readings: Mapping[str, Reading], layout: Layout, specs: Sequence[InputSpec]
    ) -> None:
        self.readings, self._layout = readings, layout
        self.inputs = inputs = {r.input: layout.inputs[r.input] for r in readings.values()}
        self._scales = {s.id: s for s in specs if s.id in inputs and _has_steps(s)}
        self.of: dict[str, dict[int, int]] = {}
        self.many = UNFIT + 1
        for input_id in inputs:
            codes = [n for (owner, _), n in layout.codes.items() if owner == input_id]
            places = self._steps(input_id) or codes
            if places:
                self.of[input_id] = {place: self.many + i for i, place in enumerate(places)}
                self.many += len(places)
        highest = (self._steps(name)[-1] for name in self._scales)
        self.keys = max(highest, default=0) + 3
        self._width = self.keys * (1 + max(layout.codes.values(), default=0))
        self._table = self._listed(inputs)

    def which(self, part: pa.RecordBatch) -> Whole:
        """The counter of each stored rating."""
        small = whole(part, CODE, 0, np.int32) * np.int32(self.keys)
        small += whole(part, INPUT, 0, np.int32) * np.int32(self._width)
        keys = np.clip(whole(part, NUMBER, NONE), -1, self.keys - 2)
        keys += 1
        keys += small
        found: Whole = self._table.take(keys)
        return found

    def points(self, reading: Reading) -> list[int] | None:
        """What each counter of an input gives; None where its ratings have nothing of the kind."""
        is_scale = reading.input in self._scales
        places = list(self.of[reading.input])
        match reading.kind:
            case "ada":
                return [1] * len(places)
            case "kode":
                return None if is_scale else places
            case "target":
                return None
            case _ if reading.scores is None:
                return places if is_scale else None
            case _:
                listed = reading.points(self._layout)
                return None if is_scale else [listed.get(place, 0) for place in places]

    def _steps(self, input_id: str) -> range:
        spec = self._scales.get(input_id)
        return range(0) if spec is None else range(int(spec.low or 0), int(spec.high or 0) + 1)

    def _listed(self, inputs: Mapping[str, int]) -> Whole:
        """Counter by input, code (0 for none) and key of the number."""
        rows = 1 + max(self._layout.inputs.values(), default=0)
        table = np.full((rows, self._width), IGNORED, np.int64)
        for input_id, row in inputs.items():
            counters = self.of.get(input_id)
            table[row] = OTHER if counters is None else UNFIT
            for place, counter in (counters or {}).items():
                key = place + 1 if input_id in self._scales else place * self.keys
                table[row, key] = counter
        return table.reshape(-1)


def _weighted(points: Sequence[int], counts: npt.NDArray[np.int32], most: int) -> Whole:
    """Points times counts, added up. most: how many ratings any person has; decides how wide."""
    is_small = most * max(map(abs, points)) < 2**31
    width = np.int32 if is_small else np.int64
    weights = np.array(points, width)
    total = np.zeros(counts.shape[1], width)
    for weight, count in zip(weights, counts, strict=True):
        np.add(total, count * weight, out=total)
    return total.astype(np.int64)


def _has_steps(spec: InputSpec) -> bool:
    """Its values are the steps of a scale from zero or above, few enough for counters."""
    if not is_whole(spec) or spec.low is None or spec.high is None:
        return False
    return 0 <= spec.low <= spec.high <= WIDEST


class StoredRatings:
    """Stored ratings of people with these numbers; those of other people are left out.

    parts: gives them, some at a time.
    """

    def __init__(
        self, people: pa.ChunkedArray, parts: Callable[[], Iterable[pa.RecordBatch]]
    ) -> None:
        self._place_of, self._parts = _places(people), parts

    def fill(self, gathering: Gathering) -> None:
        """Add all ratings."""
        for part in self._parts():
            places = self._place_of(whole(part, PERSON, -1))
            if (places < 0).any():
                self._add(gathering, places[places >= 0], part.filter(pa.array(places >= 0)))
            else:
                self._add(gathering, places, part)

    def stored(self) -> Iterable[pa.RecordBatch]:
        """All ratings as they are."""
        return self._parts()

    def _add(self, gathering: Gathering, places: Whole, part: pa.RecordBatch) -> None:
        which, read = gathering.counters.which(part), part.select([INPUT, NUMBER, TARGET])
        gathering.add(places, which, lambda rows: read.take(pa.array(rows)))


def gathered(counters: Counters, people: int, source: StoredRatings) -> dict[str, Vector]:
    """A column for each reading, in order of the people. Raises Unfit."""
    found = Gathering(counters, people)
    source.fill(found)
    return found.columns()


def rating_parts(path: Path) -> Iterator[pa.RecordBatch]:
    """The stored ratings of a Parquet file, some at a time."""
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(AT_ONCE, columns=list(COLUMNS), use_threads=False)


COLUMNS = (PERSON, INPUT, NUMBER, TARGET, CODE)


def _places(people: pa.ChunkedArray) -> Callable[[Whole], Whole]:
    """Gives the place of each person's number, -1 for a number that nobody has."""
    numbers = people.to_numpy().astype(np.int64)
    if len(numbers) and (np.diff(numbers) == 1).all():
        first, many = numbers[0], len(numbers)

        def shifted(persons: Whole) -> Whole:
            places: Whole = persons - first
            if len(places) and (places.min() < 0 or places.max() >= many):
                places[(places < 0) | (places >= many)] = -1
            return places

        return shifted
    order = np.argsort(numbers)
    ordered = numbers[order]

    def searched(persons: Whole) -> Whole:
        if not len(ordered):
            return np.full(len(persons), -1)
        at = np.minimum(np.searchsorted(ordered, persons), len(ordered) - 1)
        places: Whole = np.where(ordered[at] == persons, order[at], -1)
        return places

    return searched


def whole(
    part: pa.RecordBatch, name: str, null: int, width: type[np.signedinteger[Any]] = np.int64
) -> Any:  # noqa: ANN401  whole numbers of that width
    """A column as whole numbers, `null` where it is null."""
    column = part.column(name)
    if column.null_count == len(column):
        return np.full(len(column), null, width)
    if column.null_count:
        column = column.fill_null(null)
    return column.to_numpy(zero_copy_only=False).astype(width, copy=False)
