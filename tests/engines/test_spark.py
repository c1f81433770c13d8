"""Spark runs the same plan and gives the same margins, in any order of rows and any files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import scheme_plan

from terang.release.scoring import spark
from terang.release.scoring.cells import TABLES, Plan, compute, margins
from terang.release.scoring.margins import digest, in_order
from terang.release.scoring.query import NARROW

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    if (missing := spark.lacking()) is not None:
        pytest.skip(f"{missing} is not there")
    with spark.session("local[2]") as found:
        yield found


@pytest.fixture(scope="module")
def plan() -> Plan:
    return scheme_plan()


@pytest.fixture(scope="module")
def batch(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (found,) = write_batches(plan, 200, tmp_path_factory.mktemp("data"))
    return found


def rolled_up(session: Any, plan: Plan, cells: pa.Table) -> str:
    session.createDataFrame(cells).createOrReplaceTempView("sel")
    return digest([in_order(session.sql(plan.margins("sel")).toArrow())])


def test_spark_gives_the_same_margins(
    session: Any, plan: Plan, batch: Path, tmp_path: Path
) -> None:
    expected = digest(margins(plan, compute(plan, [batch], tmp_path)))
    two_threads = digest(margins(plan, compute(plan, [batch], tmp_path / "two", threads=2)))
    tables = {
        name: duckdb.sql(f"FROM '{batch / name}.parquet'").to_arrow_table() for name in TABLES
    }

    assert expected == two_threads
    assert expected == rolled_up(session, plan, spark.cells(session, plan, tables))


def test_order_of_rows_and_number_of_files_do_not_matter_to_spark(
    session: Any, plan: Plan, batch: Path, tmp_path: Path
) -> None:
    expected = digest(margins(plan, compute(plan, [batch], tmp_path / "cells")))
    for name in TABLES:
        (tmp_path / name).mkdir()
        for part in range(3):
            duckdb.sql(
                f"COPY (SELECT * FROM '{batch / name}.parquet' "
                f"WHERE hash(pegawai) % 3 = {part} "
                f"ORDER BY random()) TO '{tmp_path / name / str(part)}.parquet' (FORMAT parquet)"
            )
        rows = session.read.parquet(str(tmp_path / name)).repartition(5)
        rows.createOrReplaceTempView(name)

    cells = session.sql(plan.cells("spark", NARROW)).toArrow()

    assert expected == rolled_up(session, plan, cells)
