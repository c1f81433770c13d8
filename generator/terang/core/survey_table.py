"""From the text of a survey's CSV to answers, saying how every column was read.

Tolerant of what spreadsheets do (delimiter, quotes, blank lines, spaces, 4.0 for 4), strict about
answers: one outside the range refuses the whole file, with every bad row listed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terang.core.model import SurveyElement, SurveyProfile
from terang.core.survey import Answers
from terang.core.survey_columns import Column, Columns, read_columns

DELIMITERS = ",;\t|"
MAX_COLUMNS = 500  # forms with more are no survey; reading their headers would take minutes
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?")  # 4, 4.0 and 4,00 are the same answer

Row = tuple[int, list[str]]  # line of the file where it starts, from 1; cells


@dataclass(frozen=True, slots=True)
class TableFault:
    """Why a file is refused; row is the line of the file, 0 means the whole of it."""

    row: int
    key: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Answers by respondent, in file order; none when there are faults.

    ignored: headers that are no element. blank: lines with nothing in them. silent: rows that
    answer no element though something stands in them; they are no respondents.
    """

    answers: tuple[Answers, ...] = ()
    columns: tuple[Column, ...] = ()
    ignored: tuple[str, ...] = ()
    blank: int = 0
    silent: int = 0
    faults: tuple[TableFault, ...] = ()


def read_answers(text: str, profile: SurveyProfile) -> AnswerTable:
    """The answers in a CSV text, with the delimiter under which most columns are elements."""
    try:
        tables = [] if "\x00" in text else [_rows(text, delimiter) for delimiter in DELIMITERS]
    except csv.Error:
        tables = []
    if not tables:
        return AnswerTable(faults=(TableFault(0, "bukan_csv", {}),))
    filled = [[row for row in table if any(row[1])] for table in tables]
    if not all(filled):
        return AnswerTable(faults=(TableFault(0, "berkas_kosong", {}),))
    narrow = [rows for rows in filled if len(rows[0][1]) <= MAX_COLUMNS]
    if not narrow:
        too_many = TableFault(0, "kolom_terlalu_banyak", {"terbanyak": str(MAX_COLUMNS)})
        return AnswerTable(faults=(too_many,))
    read = [(read_columns(rows[0][1], profile.elements), rows) for rows in narrow]
    columns, rows = max(read, key=lambda item: (len(item[0].found), len(item[1][0][1])))
    faults = _header_faults(columns, profile.elements)
    if faults:
        return AnswerTable(faults=faults)
    return _table(columns, rows, len(tables[0]) - len(rows), profile)


def _rows(text: str, delimiter: str) -> list[Row]:
    """Every row with its line; the line `sep=;` that spreadsheets write is left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    start = 1
    for cells in reader:
        rows.append((start, [cell.strip() for cell in cells]))
        start = reader.line_num + 1
    if rows and re.match(r"sep=", "".join(rows[0][1]), re.IGNORECASE):
        return rows[1:]
    return rows


def _header_faults(columns: Columns, elements: Sequence[SurveyElement]) -> tuple[TableFault, ...]:
    names = {element.code: f"{element.code} {element.name.id}" for element in elements}
    found = [
        TableFault(
            0, "kolom_bertentangan", {"kolom": c.header, "kode": c.code, "unsur": names[c.named]}
        )
        for c in columns.contradictions
    ]
    if found:
        return tuple(found)  # the rest would only follow from them
    for code in columns.repeated:
        headers = ", ".join(c.header for c in columns.found if c.code == code)
        found.append(TableFault(0, "kolom_ganda", {"unsur": names[code], "kolom": headers}))
    if columns.missing:
        missing = ", ".join(names[code] for code in columns.missing)
        found.append(TableFault(0, "kolom_tidak_ada", {"unsur": missing}))
    return tuple(found)


def _table(
    columns: Columns, rows: Sequence[Row], blank: int, profile: SurveyProfile
) -> AnswerTable:
    headers = rows[0][1]
    faults: list[TableFault] = []
    answers: list[Answers] = []
    for line, cells in rows[1:]:
        if any(cells[len(headers) :]):
            faults.append(TableFault(line, "sel_berlebih", {"jumlah": str(len(headers))}))
            continue
        read = {column: _answer(cells, column.place) for column in columns.found}
        faults += [
            _bad(line, column, cells, profile)
            for column, value in read.items()
            if value is not None and not profile.answer_low <= value <= profile.answer_high
        ]
        answers.append({column.code: value for column, value in read.items()})
    given = tuple(a for a in answers if any(value is not None for value in a.values()))
    if not given and not faults:
        faults.append(TableFault(0, "tanpa_responden", {}))
    used = {column.place for column in columns.found}
    return AnswerTable(
        answers=() if faults else given,
        columns=columns.found,
        ignored=tuple(h for place, h in enumerate(headers) if place not in used and h),
        blank=blank,
        silent=len(answers) - len(given),
        faults=tuple(faults),
    )


def _answer(cells: Sequence[str], place: int) -> int | None:
    """The whole number in a cell, None when empty, and -1 (never an answer) for anything else."""
    text = cells[place] if place < len(cells) else ""
    if not text:
        return None
    whole = _WHOLE.fullmatch(text)
    return int(whole[1]) if whole else -1


def _bad(line: int, column: Column, cells: Sequence[str], profile: SurveyProfile) -> TableFault:
    return TableFault(
        line,
        "bukan_jawaban",
        {
            "kolom": column.header,
            "nilai": cells[column.place],
            "terendah": str(profile.answer_low),
            "tertinggi": str(profile.answer_high),
        },
    )
