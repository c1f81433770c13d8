"""Spark runs the same plan and gives the same margins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import scheme_plan

from terang.release.cells import TABLES, compute, margins
from terang.release.margins import digest, in_order
from terang.release.query import WIDE


@pytest.mark.slow
def test_spark_gives_the_same_margins(tmp_path: Path) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="the extra spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    plan = scheme_plan()
    (batch,) = write_batches(plan, 200, tmp_path / "data")
    expected = margins(plan, compute(plan, [batch], tmp_path / "cells"))
    builder = sql.SparkSession.builder.master("local[2]")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.warehouse.dir": str(tmp_path / "warehouse"),
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        for table in TABLES:
            session.read.parquet(str(batch / f"{table}.parquet")).createOrReplaceTempView(table)
        session.sql(plan.cells("spark", WIDE)).createOrReplaceTempView("sel")
        found = session.sql(plan.margins("sel")).toArrow()
    finally:
        session.stop()

    assert digest(expected) == digest([in_order(found)])
