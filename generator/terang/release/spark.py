"""Leaf cells computed on an Apache Spark cluster by the same plan, where the extra is installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from terang.release.cells import Plan
from terang.release.query import WIDE

LOCAL = "local[*]"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.ansi.enabled": "true",  # what does not fit is an error, never a null
    "spark.sql.session.timeZone": "UTC",
}


def lacking() -> str | None:
    """What Spark lacks here: the package (`pyspark`), Java (`java`), or nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark"
    home = os.environ.get("JAVA_HOME")
    return None if home or shutil.which("java") else "java"


@contextmanager
def session(master: str) -> Iterator[Any]:
    """A session on a cluster; `local[N]` runs N threads here."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  an extra

    builder = SparkSession.builder.appName("terang").master(master)
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", "2")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    try:
        yield found
    finally:
        found.stop()


def cells(spark: Any, plan: Plan, tables: Mapping[str, pa.Table]) -> pa.Table:  # noqa: ANN401  no types
    """The leaf cells of the tables `orang` and `penilaian`."""
    for name, table in tables.items():
        spark.createDataFrame(table).createOrReplaceTempView(name)
    found: pa.Table = spark.sql(plan.cells("spark", WIDE)).toArrow()
    return found
