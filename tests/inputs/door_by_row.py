"""The door as it was before it was written in SQL: row by row, in Python.

It is slow and holds everything, but each rule is a line, so it tells what the door must do. Reads
CSV files, plain or gzipped; the product reads none of this.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeAlias

from terang.core.model import AgencyCriteria
from terang.core.program import NO, YES, InputSpec, Program
from terang.release.intake.contract import FileCount, Refusal
from terang.release.intake.fields import Refuse, filled, known, number
from terang.release.intake.inputs.folder import open_inputs
from terang.release.intake.inputs.layout import (
    FORM,
    MARK,
    TABLES,
    TARGET,
    Answer,
    Layout,
    _check_head,
    _spelt,
)
from terang.release.intake.inputs.pseudonyms import pseudonyms
from terang.release.intake.source import MicrodataError, Record, TextRow

MAX_FIELD = 1000
ZIPPED = ".gz"
LONGEST = 1024 * 1024
MEASURED = frozenset({"angka", "rasio"})
Reading: TypeAlias = tuple[Decimal | None, Decimal | None, str | None]  # number, target, code


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    unit: str
    group: str


@dataclass(frozen=True, slots=True)
class Rated:
    """An accepted rating of a scheme."""

    scheme: str
    person: str
    input: str
    rater: str
    number: Decimal | None
    target: Decimal | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What came of the two tables."""

    people: tuple[Person, ...]
    ratings: tuple[Rated, ...]
    refusals: tuple[Refusal, ...]
    counts: tuple[FileCount, ...]
    marks: frozenset[str]


def by_row(folder: Path, agency: AgencyCriteria, programs: Mapping[str, Program]) -> Found:
    """People and ratings of a folder; raises MicrodataError."""
    account = _Account(folder)
    people = _People(agency)
    account.read(people.check, "pegawai")
    ratings = _Ratings(people.rows, programs)
    account.read(ratings.check, "penilaian", "formulir")
    return Found(
        tuple(people.rows.values()),
        tuple(ratings.accepted),
        tuple(account.refusals),
        tuple(account.counts),
        frozenset(account.marks),
    )


class _Account:
    def __init__(self, folder: Path) -> None:
        self.inputs = open_inputs(folder)
        self.pseudonyms = pseudonyms(folder)
        self.refusals: list[Refusal] = []
        self.counts: list[FileCount] = []
        self.marks: set[str] = set()

    def read(self, check: Callable[[Mapping[str, str]], None], *tables: str) -> None:
        for source in self.inputs.of(*tables):
            read, accepted, before = 0, 0, len(self.refusals)
            assert source.path is not None
            own = source.open
            delimiter, head_row = own.args[-2:]
            lines = read_csv(source.path, delimiter, head_row)
            for row in rows(lines, source.layout, source.name, TABLES[source.table]):
                read += 1
                reason = self._reason(row, check, source.name)
                if reason is None:
                    accepted += 1
                else:
                    self.refusals.append(Refusal(source.name, row.number, reason, row.column))
            refused = len(self.refusals) - before
            self.counts.append(FileCount(source.name, read, accepted, refused))

    def _reason(
        self, row: TextRow, check: Callable[[Mapping[str, str]], None], file: str
    ) -> str | None:
        if row.fields is None:
            return "columns"
        try:
            check(self.pseudonyms.replaced(row.fields, file))
        except Refuse as refused:
            return str(refused)
        self.marks.add(row.fields.get(MARK, ""))
        return None


class _People:
    def __init__(self, agency: AgencyCriteria) -> None:
        self.units = {unit.id for unit in agency.agency.units}
        self.groups = {group.id for group in agency.agency.position_groups}
        self.rows: dict[str, Person] = {}

    def check(self, row: Mapping[str, str]) -> None:
        person = Person(filled(row["pegawai"]), row["unit"], row["kelompok"])
        known(person.unit, self.units, "unknown_unit")
        known(person.group, self.groups, "unknown_group")
        before = self.rows.get(person.id)
        if before is not None:
            raise Refuse("person_twice" if before.unit == person.unit else "person_in_two_units")
        self.rows[person.id] = person


class _Ratings:
    def __init__(self, people: Mapping[str, Person], programs: Mapping[str, Program]) -> None:
        self.people, self.programs = people, programs
        self.inputs = {
            group: {(spec.indicator, spec.source): spec for spec in program.inputs}
            for group, program in programs.items()
        }
        self.read: dict[tuple[str, str, str], Reading] = {}  # by input, value and target
        self.accepted: list[Rated] = []
        self.seen: set[tuple[str, str, str]] = set()  # person, input, rater; where many may rate
        self.recorded: dict[tuple[str, str], str] = {}  # person, input -> rater; where one may

    def check(self, row: Mapping[str, str]) -> None:
        person = self.people.get(row["pegawai"])
        if person is None:
            raise Refuse("unknown_person")
        program = self.programs.get(person.group)
        if program is None:
            raise Refuse("group_without_scheme")
        if not (row["indikator"] or row["nilai"] or row["target"]):
            raise Refuse("no_answer")
        spec = self.inputs[person.group].get((row["indikator"], row["sumber"]))
        if spec is None:
            raise Refuse("not_in_scheme")
        rater = filled(row["penilai"])
        if (rater == person.id) != (spec.source == "diri") and spec.source != "dokumen":
            raise Refuse("rater_is_self" if rater == person.id else "self_by_other")
        self._check_repeated(person.id, spec, rater)
        reading = self._reading(program, spec, row)
        if spec.many:
            self.seen.add((person.id, spec.id, rater))
        else:
            self.recorded[person.id, spec.id] = rater
        self.accepted.append(Rated(program.scheme, person.id, spec.id, rater, *reading))

    def _check_repeated(self, person: str, spec: InputSpec, rater: str) -> None:
        before = self.recorded.get((person, spec.id))
        if before == rater or (person, spec.id, rater) in self.seen:
            raise Refuse("rating_twice")
        if before is not None:
            raise Refuse("record_twice")

    def _reading(self, program: Program, spec: InputSpec, row: Mapping[str, str]) -> Reading:
        """What a rating says; the few answers of scales and choices are read once."""
        value, target = row["nilai"], row["target"]
        if spec.kind in MEASURED:
            return _reading(spec, value, target)
        key = (f"{program.scheme}.{spec.id}", value, target)
        if key not in self.read:
            self.read[key] = _reading(spec, value, target)
        return self.read[key]


def _reading(spec: InputSpec, value: str, target: str) -> Reading:
    """A rating of the kind its input asks for, or a refusal."""
    if (target != "") != (spec.kind == "rasio"):
        raise Refuse("target_where_none" if target else "target_missing")
    match spec.kind:
        case "pilihan":
            known(value, {choice.code for choice in spec.choices}, "unknown_code")
            return None, None, value
        case "ya_tidak":
            known(value, {YES, NO}, "unknown_code")
            return None, None, value
        case "skala":
            score = number(value)
            low, high = spec.low, spec.high
            if score != score.to_integral_value() or low is None or high is None:
                raise Refuse("not_whole")
            if not low <= score <= high:
                raise Refuse("out_of_range")
            return score, None, None
        case "angka":
            return number(value), None, None
        case "rasio":
            goal = number(target)
            if goal <= 0:
                raise Refuse("target_not_positive")
            return number(value), goal, None


# --- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grid:
    head: tuple[str, ...]
    records: Iterator[Record]


def read_csv(path: Path, delimiter: str = ",", head_row: int = 1) -> Grid:
    """A UTF-8 file with double quotes. head_row: the line of the head, from 1."""
    lines = _lines(path, delimiter)
    for _ in range(head_row - 1):
        next(lines, None)
    head = tuple(name.strip() for name in next(lines, []))
    return Grid(head, _records(lines, len(head), head_row))


def _lines(path: Path, delimiter: str) -> Iterator[list[str]]:
    opened = gzip.open if path.name.endswith(ZIPPED) else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as source:
            lines = iter(partial(source.readline, LONGEST), "")
            yield from csv.reader(lines, delimiter=delimiter, strict=True)
    except UnicodeDecodeError as error:
        raise MicrodataError("file_encoding", file=path.name) from error
    except (csv.Error, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise MicrodataError("file_broken", file=path.name, fault=str(error)) from error


def _records(lines: Iterator[list[str]], width: int, head_row: int) -> Iterator[Record]:
    for place, record in enumerate(lines, start=head_row + 1):
        if record:  # a blank line is no row
            yield place, record if len(record) == width else None


def rows(grid: Grid, layout: Layout, name: str, required: Sequence[str]) -> Iterator[TextRow]:
    """The rows of a grid under our names. name: of the file, for messages.

    A form gives one row for each answer filled in. Raises MicrodataError when columns are missing.
    """
    _check_head(grid.head, layout, name, required)
    is_plain = layout == Layout()
    for place, record in grid.records:
        if record is None or max(map(len, record), default=0) > MAX_FIELD:
            yield TextRow(place, None)
            continue
        fields = dict(zip(grid.head, map(str.strip, record), strict=True))
        if is_plain:
            yield TextRow(place, fields)
        elif layout.is_form:
            yield from _unfolded(place, fields, layout)
        else:
            yield TextRow(place, _renamed(fields, layout))


def _unfolded(number: int, record: Mapping[str, str], layout: Layout) -> Iterator[TextRow]:
    """A rating for each answer that is filled in; the whole row when there is none."""
    common = _renamed(record, layout)
    found = False
    for answer in layout.answers if layout.answers is not None else _answers(record):
        value = record[answer.value]
        target = record[answer.target] if answer.target is not None else ""
        if value or target:
            found = True
            rating = _read(layout, {"nilai": value, "target": target})
            yield TextRow(number, common | rating | {"indikator": answer.indicator}, answer.value)
    if not found:
        yield TextRow(number, common | {"indikator": "", "nilai": "", "target": ""})


def _answers(head: Collection[str]) -> Iterator[Answer]:
    """Every column that is not about the form itself is an indicator's, under its id."""
    for name in head:
        is_target = name.endswith(TARGET) and name.removesuffix(TARGET) in head
        if name not in TABLES[FORM] and name != MARK and not is_target:
            target = name + TARGET
            yield Answer(name, name, target if target in head else None)


def _renamed(record: Mapping[str, str], layout: Layout) -> dict[str, str]:
    """The fields under our names; columns that nobody asked for keep their own."""
    fields = dict(layout.partitions)
    if layout.columns is None:
        return _read(layout, fields | dict(record))
    used = {column.source for column in layout.columns.values()}
    fields |= {name: value for name, value in record.items() if name not in used}
    for name, column in layout.columns.items():
        value = column.fixed if column.source is None else record[column.source]
        fields[name] = column.replace.get(value, value)
    return _read(layout, fields)


def _read(layout: Layout, fields: dict[str, str]) -> dict[str, str]:
    """Numbers and days in the spelling of the file become 3.5 and 2025-12-31."""
    if not (layout.has_comma or layout.reads_comma or layout.is_day_first):
        return fields
    return {name: _spelt(layout, name, value) for name, value in fields.items()}
