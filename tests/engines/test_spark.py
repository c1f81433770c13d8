"""Spark runs the same plan and gives the same margins."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import scheme_plan

from terang.release import spark
from terang.release.cells import TABLES, compute, margins
from terang.release.margins import digest, in_order


@pytest.mark.slow
def test_spark_gives_the_same_margins(tmp_path: Path) -> None:
    if (missing := spark.lacking()) is not None:
        pytest.skip(f"{missing} is not there")
    plan = scheme_plan()
    (batch,) = write_batches(plan, 200, tmp_path / "data")
    expected = digest(margins(plan, compute(plan, [batch], tmp_path / "cells")))
    tables = {
        name: duckdb.sql(f"FROM '{batch / name}.parquet'").to_arrow_table() for name in TABLES
    }

    with spark.session("local[2]") as session:
        session.createDataFrame(spark.cells(session, plan, tables)).createOrReplaceTempView("sel")
        found = session.sql(plan.margins("sel")).toArrow()

    assert expected == digest([in_order(found)])
