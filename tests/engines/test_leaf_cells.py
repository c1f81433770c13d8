"""Margins are the same however rows are ordered and cut into batches, and whatever ran before."""

from __future__ import annotations

import shutil
from fractions import Fraction
from functools import cache
from pathlib import Path

import duckdb
import pytest
from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import scheme_plan

from terang.core.evaluate import Rating, run
from terang.release.scoring import cells
from terang.release.scoring import margins as rolled_up
from terang.release.scoring.cells import TABLES, Plan, compute, margins
from terang.release.scoring.margins import digest, in_order
from terang.release.scoring.query import NARROW, WIDE

PEOPLE = 600


@cache
def scheme() -> Plan:
    return scheme_plan()


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_batches(scheme(), PEOPLE, tmp_path_factory.mktemp("data"))[0]


@pytest.fixture(scope="module")
def expected(batch: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    cells = compute(scheme(), [batch], tmp_path_factory.mktemp("cells"))
    return digest(margins(scheme(), cells))


def copied(source: Path, target: Path, order: str, where: str = "true") -> Path:
    target.mkdir(parents=True)
    for path in source.glob("*.parquet"):
        duckdb.sql(
            f"COPY (FROM '{path}' WHERE {where} ORDER BY {order}) "
            f"TO '{target / path.name}' (FORMAT parquet)"
        )
    return target


def test_two_threads_give_the_same(batch: Path, expected: str, tmp_path: Path) -> None:
    cells = compute(scheme(), [batch], tmp_path, threads=2, memory="1GB")
    assert expected == digest(margins(scheme(), cells))


def test_order_of_rows_and_number_of_batches_do_not_matter(
    batch: Path, expected: str, tmp_path: Path
) -> None:
    order = "hash(pegawai), random()"
    parts = [copied(batch, tmp_path / f"part{i}", order, f"pegawai % 3 = {i}") for i in range(3)]
    cells = compute(scheme(), parts, tmp_path / "cells")
    assert expected == digest(margins(scheme(), cells))


def test_one_statement_gives_the_same_as_the_stepwise_roll_up(
    batch: Path, expected: str, tmp_path: Path
) -> None:
    (cells,) = compute(scheme(), [batch], tmp_path)
    at_once = duckdb.sql(scheme().margins(f"read_parquet('{cells}')")).to_arrow_table()

    assert expected == digest([in_order(at_once)])


def test_cells_taken_in_ranges_of_units_give_the_same(
    batch: Path, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [
        copied(batch, tmp_path / f"part{i}", "pegawai", f"pegawai % 2 = {i}") for i in range(2)
    ]
    files = compute(scheme(), parts, tmp_path / "cells")
    at_once = len(list(margins(scheme(), files)))
    for module in (cells, rolled_up):
        monkeypatch.setattr(module, "RANGE", 100)

    found = list(margins(scheme(), files))

    assert (2, True) == (at_once, len(found) > 2)
    assert expected == digest(found)


def test_an_interrupted_run_keeps_what_is_finished(
    batch: Path, expected: str, tmp_path: Path
) -> None:
    parts = [
        copied(batch, tmp_path / f"part{i}", "pegawai", f"pegawai % 2 = {i}") for i in range(2)
    ]

    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compute(scheme(), parts, tmp_path / "cells", done=stop)
    shutil.rmtree(parts[0])  # finished: not read again
    cells = compute(scheme(), parts, tmp_path / "cells")

    assert expected == digest(margins(scheme(), cells))


def evaluated(plan: Plan, batch: Path) -> list[int]:
    """People, and sum and number of each score, by the Python evaluator."""
    layout = plan.layout
    inputs = {number: name for name, number in layout.inputs.items()}
    codes = {number: code for (_, code), number in layout.codes.items()}
    people = duckdb.sql(f"SELECT pegawai FROM '{batch / 'orang.parquet'}'").fetchall()
    given: dict[int, dict[str, list[Rating]]] = {person: {} for (person,) in people}
    for person, place, number, target, code in duckdb.sql(
        f"FROM '{batch / 'penilaian.parquet'}'"
    ).fetchall():
        name = inputs[place]
        scale = layout.scales[name]
        value = codes[code] if number is None else Fraction(number, scale)
        goal = None if target is None else Fraction(target, scale)
        given[person].setdefault(name, []).append(Rating(value, goal))
    results = [run(plan.program, ratings) for ratings in given.values()]
    wanted = [len(people)]
    for name in plan.scores:
        values = [found[name] for found in results if found[name] is not None]
        wanted += [int(sum(value * 100 for value in values)), len(values)]
    return wanted


def grand_total(plan: Plan, cells: list[Path]) -> list[int]:
    *_, totals = margins(plan, cells)
    (total,) = [row for row in totals.to_pylist() if row["tingkat"] == 15]
    return [total[name] for name in plan.figures]


def test_grand_total_equals_the_python_evaluator(batch: Path, tmp_path: Path) -> None:
    cells = compute(scheme(), [batch], tmp_path)

    assert evaluated(scheme(), batch) == grand_total(scheme(), cells)


def test_a_person_with_thousands_of_ratings_is_scored_all_the_same(
    batch: Path, tmp_path: Path
) -> None:
    plan = scheme()
    crowd = copied(batch, tmp_path / "crowd", "pegawai", "pegawai < 3")
    peers = plan.layout.inputs["komitmen.rekan"]
    duckdb.sql(
        f"CREATE OR REPLACE TEMP TABLE crowded AS FROM '{crowd / 'penilaian.parquet'}' UNION ALL "
        f"SELECT 1, {peers}, 1 + i % 4, NULL, NULL FROM range(4001) t(i)"
    )
    duckdb.sql(f"COPY crowded TO '{crowd / 'penilaian.parquet'}' (FORMAT parquet)")

    cells = compute(plan, [crowd], tmp_path / "cells")

    assert evaluated(plan, crowd) == grand_total(plan, cells)


def test_sql_over_the_rows_gives_the_same_as_the_gathering_pass(batch: Path, expected: str) -> None:
    """Both with 64 and with 128 bits; Spark runs the one over the rows."""
    for whole in (NARROW, WIDE):
        with duckdb.connect() as connection:
            for table in TABLES:
                connection.execute(f"CREATE VIEW {table} AS FROM '{batch / table}.parquet'")
            connection.execute(f"CREATE TABLE sel AS {scheme().cells('duckdb', whole)}")
            found = connection.sql(scheme().margins("sel")).to_arrow_table()
        assert expected == digest([in_order(found)])


@pytest.mark.parametrize("number", [9, -1, None])
def test_a_rating_beyond_its_scale_is_left_to_sql(
    number: int | None, batch: Path, tmp_path: Path
) -> None:
    """The contract refuses it; here it may only not be lost or counted as another."""
    plan = scheme()
    strange = copied(batch, tmp_path / "strange", "pegawai", "pegawai < 50")
    peers = plan.layout.inputs["komitmen.rekan"]
    value = "NULL" if number is None else number
    duckdb.sql(
        f"CREATE OR REPLACE TEMP TABLE odd AS FROM '{strange / 'penilaian.parquet'}' UNION ALL "
        f"SELECT 7, {peers}, {value}, NULL, NULL"
    )
    duckdb.sql(f"COPY odd TO '{strange / 'penilaian.parquet'}' (FORMAT parquet)")
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.execute(f"CREATE VIEW {table} AS FROM '{strange / table}.parquet'")
        connection.execute(f"CREATE TABLE sel AS {plan.cells('duckdb', WIDE)}")
        wanted = connection.sql(plan.margins("sel")).to_arrow_table()

    cells = compute(plan, [strange], tmp_path / "cells")

    assert digest([in_order(wanted)]) == digest(margins(plan, cells))


def test_people_without_an_order_and_ratings_of_nobody_change_nothing(
    batch: Path, expected: str, tmp_path: Path
) -> None:
    mixed = copied(batch, tmp_path / "mixed", "hash(pegawai)")
    duckdb.sql(
        f"CREATE OR REPLACE TEMP TABLE more AS FROM '{mixed / 'penilaian.parquet'}' UNION ALL "
        f"SELECT {PEOPLE} + i, 4, 1 + i % 4, NULL, NULL FROM range(90) t(i)"
    )
    duckdb.sql(f"COPY more TO '{mixed / 'penilaian.parquet'}' (FORMAT parquet)")
    cells = compute(scheme(), [mixed], tmp_path / "cells")

    assert expected == digest(margins(scheme(), cells))
