"""`pemetaan.yml`: how to read exports of existing systems, checked before anything is read.

Form is checked by the JSON Schema `pemetaan`, meaning here; every fault is a located problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from terang import report
from terang.criteria import form
from terang.criteria.draft import CriteriaFile
from terang.criteria.nearest import nearest
from terang.criteria.source import Node, read
from terang.problems import Problem
from terang.release.intake.inputs.layout import FORM, MARK, TABLES, Answer, Column, Layout
from terang.release.intake.source import MicrodataError

NAME = "pemetaan.yml"
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "libur": ("nama",),
    "cuti-bersama": ("nama", "berlaku"),
}
DELIMITERS = {"koma": ",", "titik_koma": ";", "tab": "\t"}
_ELEMENT = re.compile(r"U[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table comes from: files of the data folder (patterns), or a query."""

    files: tuple[str, ...]
    query: str | None
    sheet: str | None
    head_row: int
    delimiter: str
    layout: Layout


@dataclass(frozen=True, slots=True)
class ExportMap:
    """database: the environment variable with the address, where there are queries."""

    database: str | None
    tables: Mapping[str, Origin]


class MappingError(MicrodataError):
    """The mapping file has problems; nothing was read."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        super().__init__("mapping_broken", file=path.name, count=str(len(problems)))
        self.path, self.problems = path, problems

    def told(self, lang: str) -> str:
        def lines(_: str) -> list[str]:
            return self.path.read_text("utf-8", errors="replace").split("\n")

        return f"{MicrodataError.told(self, lang)}\n{report.as_text(self.problems, lines, lang)}"


def read_mapping(path: Path) -> ExportMap:
    """The mapping in a file. Raises MappingError with all its problems in file order."""
    file = CriteriaFile(path.name, "", "pemetaan", "")
    node, problems = read(path.read_bytes(), path.name)
    if node is not None and not problems:
        problems = form.problems(file, node) or list(_meaning(file, node))
    if node is None or problems:
        raise MappingError(path, sorted(problems, key=lambda problem: problem.place))
    database = node.find("postgresql")
    return ExportMap(
        None if database is None else database.string,
        {table: _origin(table, entry) for table, entry in node.pairs("tabel")},
    )


def _meaning(file: CriteriaFile, root: Node) -> Iterator[Problem]:
    for table, entry in root.pairs("tabel"):
        place, named = entry.line_column, {"table": table}
        origins = [key for key in ("berkas", "kueri") if key in entry.members]
        if len(origins) != 1:
            yield file.problem("K095", place, **named)
        if origins == ["kueri"] and root.find("postgresql") is None:
            yield file.problem("K097", entry.at("kueri").line_column, **named)
        if (table == FORM) != ("jawaban" in entry.members):
            yield file.problem("K098", place, **named)
        yield from _columns(file, table, entry.at("kolom"))


def _columns(file: CriteriaFile, table: str, columns: Node) -> Iterator[Problem]:
    """Every column that the table needs, no other, and one origin for each."""
    needed = TABLES[table]
    known = [*needed, *OPTIONAL.get(table, ()), MARK]
    for name in needed:
        if name not in columns.members:
            yield file.problem("K096", columns.line_column, table=table, column=name)
    for name, origin in columns.members.items():
        if name not in known and not (table == "survei" and _ELEMENT.fullmatch(name)):
            spare = [column for column in known if column not in columns.members]
            fields = {"key": name, "choices": ", ".join(known), **nearest(name, spare)}
            yield file.problem("K061", columns.keys[name], **fields)
        if isinstance(origin.value, dict) and len({"kolom", "tetap"} & set(origin.members)) != 1:
            yield file.problem("K099", origin.line_column, column=name)


def _origin(table: str, entry: Node) -> Origin:
    query, sheet, head = entry.find("kueri"), entry.find("lembar"), entry.find("baris_kepala")
    files = tuple(item.string for item in entry.each("berkas"))
    return Origin(
        files=files,
        query=None if query is None else query.string.strip().rstrip(";"),
        sheet=None if sheet is None else sheet.string,
        head_row=1 if head is None else head.whole,
        delimiter=DELIMITERS[_word(entry, "pemisah", "koma")],
        layout=Layout(
            columns={name: _column(node) for name, node in entry.pairs("kolom")},
            answers=tuple(_answer(node) for node in entry.each("jawaban")) or None,
            is_form=table == FORM,
            has_comma=_word(entry, "desimal", "titik") == "koma",
            reads_comma=any(name.endswith(".xlsx") for name in files),
            is_day_first=_word(entry, "tanggal", "TTTT-BB-HH") == "HH/BB/TTTT",
        ),
    )


def _word(entry: Node, key: str, default: str) -> str:
    node = entry.find(key)
    return default if node is None else node.string


def _column(node: Node) -> Column:
    if isinstance(node.value, str):
        return Column(node.value)
    source, fixed = node.find("kolom"), node.find("tetap")
    return Column(
        None if source is None else source.string,
        "" if fixed is None else fixed.string,
        {key: meaning.string for key, meaning in node.pairs("ganti")},
    )


def _answer(node: Node) -> Answer:
    target = node.find("target")
    return Answer(
        node.at("indikator").string,
        node.at("nilai").string,
        None if target is None else target.string,
    )
