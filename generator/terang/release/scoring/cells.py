"""Additive leaf cells of a scheme, kept as Parquet, and the margins rolled up from them.

A leaf cell is one combination of unit, position group, category and status with whole-number
figures: people, and per score its sum in hundredths and the number of people who have it. Cells of
different batches (agencies, parts of a nation) simply add up.

A batch is a folder with `orang.parquet` (pegawai, unit, kelompok) and `penilaian.parquet` (a row a
rating, stored as `scoring/storage` says). A finished batch is kept: after an interruption the next
run computes only what is missing. The name of a cells file carries the digest of the rules.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from terang.core import expr
from terang.core.program import Binding, Program, program_json
from terang.release.scoring.blocks import DIMENSIONS, Block, ranked, ranked_words
from terang.release.scoring.compile import compile_program
from terang.release.scoring.gather import Counters, StoredRatings, gathered, rating_parts
from terang.release.scoring.margins import RANGE, in_ranges, statement, stream
from terang.release.scoring.query import WIDE, Query
from terang.release.scoring.ratings import PASSES_LEFT_OUT
from terang.release.scoring.storage import PEOPLE, PERSON, RATINGS, Layout, layout
from terang.release.scoring.vectors import Columns, Unfit, Vector

TABLES = (PEOPLE, RATINGS)
WHOLE_PEOPLE = "lengkap"  # the column of people who have all scores
HUNDREDTHS = "h."  # before the name of a binding: the same rounded to two places


@dataclass(frozen=True)  # no slots: what it was compiled to stays with it
class Plan:
    """A scheme's way from ratings to margins, the same on every engine.

    together: sums are over the people who have all scores, counted as `lengkap`; otherwise each
    over the people who have that score.
    """

    program: Program
    scores: tuple[str, ...]  # bindings summed in hundredths, rounded half up for each person
    flags: tuple[str, ...] = ()  # bindings, true or false, that are counted where they hold
    together: bool = False

    @cached_property
    def rules(self) -> str:
        """Digest of the rules: cells of other rules are never mixed in."""
        form = json.dumps([program_json(self.program), self.scores, self.flags], sort_keys=True)
        form += "lengkap" if self.together else ""
        return hashlib.sha256(form.encode()).hexdigest()[:16]

    @cached_property
    def layout(self) -> Layout:
        """How ratings are stored for this plan."""
        return layout(self.program)

    @cached_property
    def counters(self) -> Counters:
        """What is read of ratings, and where these are counted."""
        query, wanted = self._compiled
        return Counters(query.reads(wanted), query.layout, self.program.inputs)

    def cells(self, dialect: str, whole: str) -> str:
        """The statement that gives the leaf cells of the tables `orang` and `penilaian`."""
        query, wanted = self._compiled
        outputs, quote = query.outputs, _quotes(dialect)
        category, status = (quote(outputs[name].column) for name in wanted[:2])
        scores = wanted[2 : 2 + len(self.scores)]
        columns = [quote(outputs[name].column) for name in scores]
        every = " AND ".join(f"{column} IS NOT NULL" for column in columns) or "TRUE"
        figures = ["COUNT(*) AS jumlah"]
        if self.together:
            figures.append(f"COUNT(CASE WHEN {every} THEN 1 END) AS {WHOLE_PEOPLE}")
        for place, column in enumerate(columns):
            summed = f"CASE WHEN {every} THEN {column} END" if self.together else column
            total = f"CAST(COALESCE(SUM({summed}), 0) AS BIGINT)"  # 128 bits have no Parquet type
            figures.append(f"{total} AS s{place}, COUNT({column}) AS n{place}")
        for place, name in enumerate(self.flags):
            column = quote(outputs[name].column)
            held = f"COUNT(CASE WHEN {column} THEN 1 END)"
            figures.append(f"{held} AS b{place}, COUNT({column}) AS k{place}")
        scored = query.sql(dialect, whole, wanted, ("unit", "kelompok"))
        return (
            f"SELECT unit, kelompok, {category} AS kategori, {status} AS status, "  # noqa: S608
            f"{', '.join(figures)} FROM ({scored}) AS hasil "
            f"GROUP BY unit, kelompok, {category}, {status}"
        )

    def summed(self, people: pa.Table, source: StoredRatings) -> pa.Table:
        """The leaf cells of people (pegawai, unit, kelompok), in order. Raises Unfit."""
        query, wanted = self._compiled
        read = gathered(self.counters, people.num_rows, source)
        found = self._columns.of(read, people.num_rows)
        columns = [found.columns[query.outputs[name].column] for name in wanted]
        (category, status), scores = columns[:2], columns[2 : 2 + len(self.scores)]
        ranks = [
            *(ranked(people.column(name)) for name in DIMENSIONS[:2]),
            *(ranked_words(word.values, word.known, found.words) for word in (category, status)),
        ]
        ones = np.ones(people.num_rows, np.int64)
        figures = [ones]
        if self.together:
            every = np.logical_and.reduce(
                [ones > 0, *(np.asarray(score.known) for score in scores)]
            )
            figures.append(every.astype(np.int64))
            scores = [replace(score, known=every) for score in scores]
        for score in scores:
            figures += _sum_and_number(score)
        for flag in columns[2 + len(self.scores) :]:
            figures += _sum_and_number(flag)
        block = Block.ranked(dict(zip(DIMENSIONS, ranks, strict=True)), figures)
        return block.kept(DIMENSIONS).table(self.figures)

    @property
    def figures(self) -> tuple[str, ...]:
        """The additive columns of a cell: people, sum and number of each score, and of each flag
        how many it holds for and how many it is known of."""
        sums = (f"{kind}{i}" for i in range(len(self.scores)) for kind in "sn")
        counts = (f"{kind}{i}" for i in range(len(self.flags)) for kind in "bk")
        whole = (WHOLE_PEOPLE,) if self.together else ()
        return ("jumlah", *whole, *sums, *counts)

    def margins(self, table: str) -> str:
        """The statement that adds cells up to every combination of the dimensions' totals."""
        return statement(table, self.figures)

    @cached_property
    def _columns(self) -> Columns:
        return Columns(*self._compiled)

    @cached_property
    def _compiled(self) -> tuple[Query, tuple[str, ...]]:
        """The program with every score rounded to two places as columns, and the bindings that
        cells need: category, status, scores, flags."""
        headline = next(m for m in self.program.measures if m.role == "utama")
        scores = {f"{HUNDREDTHS}{name}": expr.Round(expr.Ref(name), 2) for name in self.scores}
        rounded = (Binding(name, node) for name, node in scores.items())
        program = replace(self.program, bindings=(*self.program.bindings, *rounded))
        category = headline.category or headline.status
        return compile_program(program), (category, headline.status, *scores, *self.flags)


def plan(program: Program) -> Plan:
    """The plan of a program: every indicator and every measure with a value is summed."""
    scores = [spec.binding for spec in program.indicators]
    scores += [f"v.{measure.id}" for measure in program.measures if measure.value is not None]
    return Plan(program, tuple(scores))


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

    threads, memory: of DuckDB where numbers need 128 bits; its limit such as "1GB". done: told of
    each finished batch. A batch's file appears whole or not at all.
    """
    out.mkdir(parents=True, exist_ok=True)
    wanted = [(batch, out / f"{batch.name}.{plan.rules}.parquet") for batch in batches]
    missing = [batch for batch, target in wanted if not target.exists()]
    part = out / f"{plan.rules}.part"
    with ExitStack() as opened:

        @cache
        def connection() -> duckdb.DuckDBPyConnection:
            return opened.enter_context(connect([*missing, out], threads, memory))

        for batch, target in wanted:
            if batch in missing:
                people = pq.read_table(batch / f"{PEOPLE}.parquet", use_threads=False)
                parts = partial(rating_parts, batch / f"{RATINGS}.parquet")
                source = StoredRatings(people.column(PERSON), parts)
                pq.write_table(computed(connection, plan, people, source), part)
                part.rename(target)
            done(batch)
    return [target for _, target in wanted]


def computed(
    connection: Callable[[], duckdb.DuckDBPyConnection],
    plan: Plan,
    people: pa.Table,
    source: StoredRatings,
) -> pa.Table:
    """The leaf cells of people and their ratings; by SQL in 128 bits where 64 may not do."""
    try:
        return plan.summed(people, source)
    except (Unfit, OverflowError):
        opened = connection()
        opened.register(PEOPLE, people)
        opened.register(RATINGS, pa.Table.from_batches(source.stored()))
        return opened.sql(plan.cells("duckdb", WIDE)).to_arrow_table()


def _sum_and_number(score: Vector) -> list[npt.NDArray[np.int64]]:
    """For each person the value, zero where it is null, and one where it is known."""
    values, known = np.asarray(score.values), np.asarray(score.known)
    return [np.where(known, values, 0).astype(np.int64, copy=False), known.astype(np.int64)]


def margins(plan: Plan, cells: Sequence[Path], memory: str | None = None) -> Iterator[pa.Table]:
    """Every margin of the cells in a fixed order, in tables of bounded size."""
    many = sum(pq.read_metadata(path).num_rows for path in cells)
    if 0 < many <= RANGE:
        tables = [pq.read_table(path, use_threads=False) for path in cells]
        yield from stream([pa.concat_tables(tables)], plan.figures)
        return
    folders = sorted({path.parent for path in cells})
    with connect(folders, 1, memory, passes_left_out="") as connection:
        files = f"[{', '.join(literal(path) for path in cells)}]"
        parts = in_ranges(connection, f"read_parquet({files})", plan.figures)
        yield from stream(parts, plan.figures)


def connect(
    folders: Sequence[Path],
    threads: int,
    memory: str | None,
    passes_left_out: str = PASSES_LEFT_OUT,
) -> duckdb.DuckDBPyConnection:
    """DuckDB that reads and writes in these folders only and never fetches an extension."""
    connection = duckdb.connect(":memory:", config={"threads": str(threads)})
    try:
        allowed = ", ".join(sorted({literal(folder) for folder in folders}))
        if memory is not None:
            connection.execute("SET memory_limit = ?", [memory])
        for setting in (
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "preserve_insertion_order = false",
            "enable_progress_bar = false",  # it would write to standard output
            f"disabled_optimizers = '{passes_left_out}'",
            *([f"temp_directory = {literal(folders[-1])}"] if folders else []),
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


def literal(path: Path) -> str:
    return "'" + str(path.resolve()).replace("'", "''") + "'"
