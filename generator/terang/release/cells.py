"""Additive leaf cells of a scheme, kept as Parquet, and the margins rolled up from them.

A leaf cell is one combination of unit, position group, category and status with whole-number
figures: people, and per score its sum in hundredths and the number of people who have it. Cells of
different batches (agencies, parts of a nation) simply add up.

A batch is a folder with `orang.parquet` (pegawai, unit, kelompok) and `penilaian.parquet` (a row a
rating, stored as `release/readings` says). A finished batch is kept: after an interruption the next
run computes only what is missing. The name of a cells file carries the digest of the rules.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from terang.core.program import Program, program_json
from terang.release.compile import Query, compile_program
from terang.release.engine import PASSES_LEFT_OUT, narrow_first
from terang.release.readings import PEOPLE, RATINGS

DIMENSIONS = ("unit", "kelompok", "kategori", "status")
TABLES = (PEOPLE, RATINGS)


@dataclass(frozen=True, slots=True)
class Plan:
    """A scheme's way from ratings to margins, the same on every engine."""

    program: Program
    query: Query
    scores: tuple[str, ...]  # bindings in hundredths

    @property
    def rules(self) -> str:
        """Digest of the rules: cells of other rules are never mixed in."""
        form = json.dumps(program_json(self.program), sort_keys=True)
        return hashlib.sha256(form.encode()).hexdigest()[:16]

    def cells(self, dialect: str, whole: str) -> str:
        """The statement that gives the leaf cells of the tables `orang` and `penilaian`."""
        headline = next(m for m in self.program.measures if m.role == "utama")
        outputs, quote = self.query.outputs, _quotes(dialect)
        category = quote(outputs[headline.category or headline.status].column)
        status = quote(outputs[headline.status].column)
        figures = ["COUNT(*) AS jumlah"]
        for place, name in enumerate(self.scores):
            column = quote(outputs[name].column)
            figures.append(f"COALESCE(SUM({column}), 0) AS s{place}, COUNT({column}) AS n{place}")
        return (
            f"SELECT unit, kelompok, {category} AS kategori, {status} AS status, "  # noqa: S608
            f"{', '.join(figures)} FROM ({self.query.sql(dialect, whole)}) AS hasil "
            f"GROUP BY unit, kelompok, {category}, {status}"
        )

    def margins(self, table: str) -> str:
        """The statement that adds cells up to every combination of the dimensions' totals."""
        figures = ["jumlah", *(f"{k}{i}" for i in range(len(self.scores)) for k in "sn")]
        sums = ", ".join(f"CAST(SUM({name}) AS BIGINT) AS {name}" for name in figures)
        level = " + ".join(
            f"{2**i} * GROUPING({name})" for i, name in enumerate(reversed(DIMENSIONS))
        )
        dims = ", ".join(DIMENSIONS)
        return f"SELECT {level} AS tingkat, {dims}, {sums} FROM {table} GROUP BY CUBE ({dims})"  # noqa: S608


def plan(program: Program) -> Plan:
    """The plan of a program: every indicator and every measure with a value is summed."""
    scores = [spec.binding for spec in program.indicators]
    scores += [f"v.{measure.id}" for measure in program.measures if measure.value is not None]
    return Plan(program, compile_program(program), tuple(scores))


def compute(
    plan: Plan,
    batches: Iterable[Path],
    out: Path,
    *,
    threads: int = 1,
    memory: str | None = None,
    done: Callable[[Path], None] = lambda _: None,
) -> list[Path]:
    """Compute the leaf cells of every batch not yet computed; returns the cells files in order.

    memory: DuckDB's limit, such as "1GB". done: told of each finished batch. A batch's file
    appears whole or not at all.
    """
    out.mkdir(parents=True, exist_ok=True)
    found = []
    for batch in batches:
        target = out / f"{batch.name}.{plan.rules}.parquet"
        if not target.exists():
            _compute_one(plan, batch, target, threads, memory)
        found.append(target)
        done(batch)
    return found


def _compute_one(plan: Plan, batch: Path, target: Path, threads: int, memory: str | None) -> None:
    part = target.with_suffix(".part")
    with connect([batch, target.parent], threads, memory) as connection:
        for table in TABLES:
            path = _literal(batch / f"{table}.parquet")
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet({path})")
        narrow_first(
            lambda whole: connection.execute(
                f"COPY ({plan.cells('duckdb', whole)}) TO {_literal(part)} (FORMAT parquet)"
            )
        )
    part.rename(target)


def margins(plan: Plan, cells: Sequence[Path]) -> list[tuple[object, ...]]:
    """Every margin of the cells, in a fixed order: level, codes (None where summed), figures."""
    with connect([path.parent for path in cells], 1, None) as connection:
        files = f"[{', '.join(_literal(path) for path in cells)}]"
        rows = connection.execute(plan.margins(f"read_parquet({files})")).fetchall()
    return ordered(rows)


def ordered(rows: Iterable[Sequence[object]]) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in rows), key=str)


def digest(rows: Sequence[Sequence[object]]) -> str:
    """SHA-256 of margins in their fixed order."""
    found = hashlib.sha256()
    for row in rows:
        found.update(
            ("\t".join("" if value is None else str(value) for value in row) + "\n").encode()
        )
    return found.hexdigest()


def connect(folders: Sequence[Path], threads: int, memory: str | None) -> duckdb.DuckDBPyConnection:
    """DuckDB that reads and writes in these folders only and never fetches an extension."""
    connection = duckdb.connect(":memory:", config={"threads": str(threads)})
    try:
        allowed = ", ".join(sorted({_literal(folder) for folder in folders}))
        if memory is not None:
            connection.execute("SET memory_limit = ?", [memory])
        for setting in (
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "preserve_insertion_order = false",
            f"disabled_optimizers = '{PASSES_LEFT_OUT}'",
            f"temp_directory = {_literal(folders[-1])}",
            f"allowed_directories = [{allowed}]",
            "enable_external_access = false",
        ):
            connection.execute(f"SET {setting}")
    except duckdb.Error:
        connection.close()
        raise
    return connection


def _quotes(dialect: str) -> Callable[[str], str]:
    mark = "`" if dialect == "spark" else '"'
    return lambda name: f"{mark}{name}{mark}"


def _literal(path: Path) -> str:
    return "'" + str(path.resolve()).replace("'", "''") + "'"
