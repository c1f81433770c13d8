"""How the columns of a file become the columns we know: renamed, fixed, translated, unfolded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from terang.release.source import Grid, MicrodataError, TextRow

MAX_FIELD = 1000
TABLES: Mapping[str, tuple[str, ...]] = {
    "pegawai": ("pegawai", "unit", "kelompok"),
    "penilaian": ("pegawai", "indikator", "sumber", "penilai", "nilai", "target"),
    "formulir": ("pegawai", "sumber", "penilai"),  # and a column for each indicator
    "pelatihan": ("pegawai", "pelatihan", "kompetensi", "selesai"),
    "populasi": ("layanan", "populasi"),
    "survei": ("layanan", "responden"),  # and a column for each element
    "libur": ("tanggal",),
    "cuti-bersama": ("tanggal",),
    "aduan": ("layanan", "aduan", "kelas", "diterima", "selesai"),
    "volume": ("layanan", "bulan", "jumlah"),
}
FORM = "formulir"
MARK = "sintetis"
TARGET = ".target"  # ends the name of the column with an indicator's target
NUMBERS = re.compile(r"nilai|target|populasi|jumlah|U[0-9]{1,2}")
DAYS = frozenset({"diterima", "selesai", "tanggal"})

_NAME = re.compile(r"[a-z_]{1,30}|U[0-9]{1,2}")  # what a column may be called in a message
_COMMA = re.compile(r"[0-9]+,[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column of ours comes from: a column of the file, or the same text in every row.

    replace: texts of the file and what they mean; others stay as they are.
    """

    source: str | None
    fixed: str = ""
    replace: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of a form that hold an indicator's value and, for ratios, its target."""

    indicator: str
    value: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file's columns mean. columns and answers are None where they bear our names."""

    columns: Mapping[str, Column] | None = None
    answers: Sequence[Answer] | None = None
    is_form: bool = False
    has_comma: bool = False  # 3,5 and 1.234,5 are numbers
    reads_comma: bool = False  # 3,5 is a number beside 3.5 (cells of workbooks)
    is_day_first: bool = False  # 31/12/2025 is a day
    partitions: Mapping[str, str] = field(default_factory=dict)  # from the names of folders


def rows(grid: Grid, layout: Layout, name: str, required: Sequence[str]) -> Iterator[TextRow]:
    """The rows of a grid under our names. name: of the file, for messages.

    A form gives one row for each answer filled in. Raises MicrodataError when columns are missing.
    """
    _check_head(grid.head, layout, name, required)
    is_plain = layout == Layout()
    for number, record in grid.records:
        if record is None or max(map(len, record), default=0) > MAX_FIELD:
            yield TextRow(number, None)
            continue
        fields = dict(zip(grid.head, map(str.strip, record), strict=True))
        if is_plain:
            yield TextRow(number, fields)
        elif layout.is_form:
            yield from _unfolded(number, fields, layout)
        else:
            yield TextRow(number, _renamed(fields, layout))


def _check_head(head: Sequence[str], layout: Layout, name: str, required: Sequence[str]) -> None:
    wanted = list(_wanted(layout, required))
    names = [*head, *layout.partitions]
    if len(set(names)) == len(names) and set(wanted) <= set(names):
        return
    # a file without a head shows its first person here: only plain names are repeated
    found = ", ".join(name if _NAME.fullmatch(name) else "?" for name in head)[:200]
    raise MicrodataError("file_header", file=name, expected=", ".join(wanted), found=found)


def _wanted(layout: Layout, required: Sequence[str]) -> Iterator[str]:
    """The columns that the file must have, as it calls them."""
    if layout.columns is None:
        yield from required
    else:
        yield from (c.source for c in layout.columns.values() if c.source is not None)
    for answer in layout.answers or ():
        yield answer.value
        if answer.target is not None:
            yield answer.target


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
    return {name: _spelt(name, value, layout) for name, value in fields.items()}


def _spelt(name: str, value: str, layout: Layout) -> str:
    if NUMBERS.fullmatch(name):
        if layout.has_comma and _GROUPED.fullmatch(value):
            return value.replace(".", "").replace(",", ".")
        if layout.reads_comma and _COMMA.fullmatch(value):
            return value.replace(",", ".")
    if layout.is_day_first and name in DAYS and (parts := _DAY_FIRST.fullmatch(value)):
        day, month, year = parts.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return value
