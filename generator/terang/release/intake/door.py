"""The door for the tables that grow with a nation: people and ratings are checked in SQL.

Texts arrive by column (`release/source`) and leave as whole numbers: each text of a part is looked
up once, and what a row may not say is decided by DuckDB for all rows together. A row that comes
after another depends on it (who is there twice, what was rated twice), so these are asked when all
rows have been read, in the order of files and rows, whatever order they were stored in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from terang.release.intake.inputs.folder import Source
from terang.release.intake.inputs.layout import MARK
from terang.release.intake.names import Names, Places
from terang.release.intake.source import Part

UNKNOWN = -1
PLACES = 2**16  # answers of a form in one row
REASONS = (
    *("columns", "empty", "unknown_unit", "unknown_group", "person_twice", "person_in_two_units"),
    *("unknown_person", "group_without_scheme", "no_answer", "not_in_scheme", "rater_is_self"),
    *("self_by_other", "rating_twice", "record_twice", "target_where_none", "target_missing"),
    *("unknown_code", "not_a_number", "out_of_range", "not_whole", "target_not_positive"),
)


def because(reason: str) -> str:
    """A reason as SQL has it: a small number."""
    return f"{REASONS.index(reason)}::UTINYINT"


@dataclass(slots=True)
class Read:
    """What was read of the sources of a table: rows by file, columns of forms, marks."""

    files: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: dict[tuple[int, int], str] = field(default_factory=dict)  # (file, place of an answer)
    marks: dict[str, int] = field(default_factory=dict)  # of the column `sintetis`, numbered

    def mark(self, word: str) -> int:
        return self.marks.setdefault(word, len(self.marks))


Columns: TypeAlias = "Mapping[str, npt.NDArray[Any]]"
Rows: TypeAlias = "Callable[[Part, Mapping[str, Places]], Columns]"


class Gathered:
    """Rows of one table in DuckDB, each with its file, its place and why it is refused, if it is.

    The table has the columns berkas, urut, tanda, alasan and those of `columns`.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: str, columns: str, names: Names
    ) -> None:
        self.connection, self.table, self.names = connection, table, names
        self.read = Read()
        connection.execute(
            f"CREATE OR REPLACE TABLE {table} "
            f"(berkas INTEGER, urut BIGINT, tanda INTEGER, alasan UTINYINT, {columns})"
        )

    def gather(self, source: Source, parts: Iterator[Part], rows: Rows, checked: str) -> None:
        """Store the rows of a source. rows: columns of a part as numbers, those of whole rows.

        checked: the query over `isi` (urut, tanda and these columns) that gives a row of the table
        for each, by name.
        """
        file = len(self.read.files)
        self.read.files.append(source.name)
        self.read.rows.append(0)
        for part in parts:
            self.read.rows[file] += len(part.numbers) + len(part.ragged)
            if part.column:
                self.read.columns[file, part.place] = part.column
            self._store(file, part, rows(part, self.names.columns(part, source.name)), checked)

    def _store(self, file: int, part: Part, columns: Columns, checked: str) -> None:
        marks = part.columns.get(MARK)
        empty = np.full(len(part.numbers), self.read.mark("") if marks is None else 0, np.int32)
        told = empty if marks is None else looked_up(part, MARK, self.read.mark)
        isi = pa.table({"urut": part.numbers * PLACES + part.place, "tanda": told, **columns})
        self.connection.register("isi", isi)
        into = f"INSERT INTO {self.table} BY NAME SELECT {file} AS berkas"
        self.connection.execute(f"{into}, * FROM ({checked})")
        if part.ragged:
            self.connection.register("isi", pa.table({"urut": np.array(part.ragged) * PLACES}))
            self.connection.execute(f"{into}, urut, {because('columns')} AS alasan FROM isi")

    def counts(self) -> Iterator[tuple[str, int, int, int]]:
        """Each file with the rows that were read, accepted and refused."""
        found = self.connection.execute(
            f"SELECT berkas, count(*) FILTER (alasan IS NULL), count(alasan) FROM {self.table} "
            "GROUP BY berkas"
        ).fetchall()
        counts = {file: (accepted, refused) for file, accepted, refused in found}
        for file, (name, read) in enumerate(zip(self.read.files, self.read.rows, strict=True)):
            yield name, read, *counts.get(file, (0, 0))

    def refused(self) -> Iterator[tuple[str, int, str, str]]:
        """File, row, reason and column of every refused row, in the order of files and rows."""
        found = self.connection.execute(
            f"SELECT berkas, urut // {PLACES}, urut % {PLACES}, alasan FROM {self.table} "
            "WHERE alasan IS NOT NULL ORDER BY berkas, urut"
        ).fetchall()
        for file, row, place, reason in found:
            column = self.read.columns.get((file, place), "")
            yield self.read.files[file], row, REASONS[reason], column

    def marks(self) -> set[str]:
        """What accepted rows say in the column `sintetis`; "" where there is none."""
        found = self.connection.execute(
            f"SELECT DISTINCT tanda FROM {self.table} WHERE alasan IS NULL"
        ).fetchall()
        words = list(self.read.marks)
        return {words[mark] for (mark,) in found}


def looked_up(part: Part, column: str, number: Callable[[str], int]) -> Places:
    """A number for each text of a column, looked up once a text."""
    own = part.columns[column]
    numbers = np.array([number(word) for word in own.dictionary.to_pylist()], np.int32)
    found: Places = numbers[own.indices.to_numpy()]
    return found
