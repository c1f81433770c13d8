"""How the columns of a file become the columns we know: renamed, fixed, translated, unfolded."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from terang.release.intake.source import Columns, MicrodataError, Part, Sheet, same

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


def laid_out(sheet: Sheet, layout: Layout, name: str, required: Sequence[str]) -> Iterator[Part]:
    """The rows of a sheet under our names, as they stand in the file. name: of it, for messages.

    Raises MicrodataError when columns are missing.
    """
    for part, own in _parts(sheet, layout, name, required):
        yield replace(part, columns=_renamed(own, layout, len(part.numbers)))


def ratings(sheet: Sheet, layout: Layout, name: str, required: Sequence[str]) -> Iterator[Part]:
    """The same of a form as ratings: the answers of one column after those of another.

    A row without any answer is one rating without indicator.
    """
    for part, own in _parts(sheet, layout, name, required):
        yield from _unfolded(part, own, layout)


def _parts(
    sheet: Sheet, layout: Layout, name: str, required: Sequence[str]
) -> Iterator[tuple[Part, Columns]]:
    _check_head(sheet.head, layout, name, required)
    for part in sheet.parts:
        yield part, {name: part.columns[str(place)] for place, name in enumerate(sheet.head)}


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


def _unfolded(part: Part, own: Columns, layout: Layout) -> Iterator[Part]:
    common = _renamed(own, layout, len(part.numbers))
    empty = np.ones(len(part.numbers), np.bool_)
    answers = layout.answers if layout.answers is not None else list(_answers(own))
    for place, answer in enumerate(answers, start=1):
        value = own[answer.value]
        target = same("", len(value)) if answer.target is None else own[answer.target]
        is_given = _is_filled(value) | _is_filled(target)
        empty &= ~is_given
        rating = _read(layout, {"nilai": value, "target": target})
        columns = {**common, **rating, "indikator": same(answer.indicator, len(value))}
        yield _chosen(Part(part.numbers, columns, (), place, answer.value), is_given)
    nothing = same("", len(part.numbers))
    columns = {**common, "indikator": nothing, "nilai": nothing, "target": nothing}
    yield replace(_chosen(Part(part.numbers, columns), empty), ragged=part.ragged)


def _is_filled(column: pa.DictionaryArray) -> npt.NDArray[np.bool_]:
    filled = np.array([word != "" for word in column.dictionary.to_pylist()], np.bool_)
    return filled[column.indices.to_numpy()] if len(filled) else np.zeros(len(column), np.bool_)


def _chosen(part: Part, rows: npt.NDArray[np.bool_]) -> Part:
    mask = pa.array(rows)
    columns = {name: column.filter(mask) for name, column in part.columns.items()}
    return replace(part, numbers=part.numbers[rows], columns=columns)


def _answers(head: Collection[str]) -> Iterator[Answer]:
    """Every column that is not about the form itself is an indicator's, under its id."""
    for name in head:
        is_target = name.endswith(TARGET) and name.removesuffix(TARGET) in head
        if name not in TABLES[FORM] and name != MARK and not is_target:
            target = name + TARGET
            yield Answer(name, name, target if target in head else None)


def _renamed(own: Columns, layout: Layout, rows: int) -> Columns:
    """The columns under our names; those that nobody asked for keep their own."""
    found = {name: same(word, rows) for name, word in layout.partitions.items()}
    if layout.columns is None:
        return _read(layout, {**found, **own})
    used = {column.source for column in layout.columns.values()}
    found |= {name: column for name, column in own.items() if name not in used}
    for name, origin in layout.columns.items():
        column = same(origin.fixed, rows) if origin.source is None else own[origin.source]
        found[name] = (
            _each(column, partial(_replaced, origin.replace)) if origin.replace else column
        )
    return _read(layout, found)


def _replaced(meanings: Mapping[str, str], word: str) -> str:
    return meanings.get(word, word)


def _each(column: pa.DictionaryArray, meaning: Callable[[str], str]) -> pa.DictionaryArray:
    """The column with another text for each of its texts."""
    words = pa.array([meaning(word) for word in column.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(column.indices, words)


def _read(layout: Layout, columns: Columns) -> Columns:
    """Numbers and days in the spelling of the file become 3.5 and 2025-12-31."""
    if not (layout.has_comma or layout.reads_comma or layout.is_day_first):
        return columns
    return {
        name: _each(column, partial(_spelt, layout, name))
        if NUMBERS.fullmatch(name) or name in DAYS
        else column
        for name, column in columns.items()
    }


def _spelt(layout: Layout, name: str, value: str) -> str:
    if NUMBERS.fullmatch(name):
        if layout.has_comma and _GROUPED.fullmatch(value):
            return value.replace(".", "").replace(",", ".")
        if layout.reads_comma and _COMMA.fullmatch(value):
            return value.replace(",", ".")
    if layout.is_day_first and name in DAYS and (parts := _DAY_FIRST.fullmatch(value)):
        day, month, year = parts.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return value
