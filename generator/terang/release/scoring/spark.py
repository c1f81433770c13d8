"""Leaf cells computed on an Apache Spark cluster by the same plan, where the extra is installed."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from terang.release.scoring.cells import Plan
from terang.release.scoring.query import NARROW, WIDE

LOCAL = "local[*]"
LOG = "spark.log"
# what Spark generates of a scheme is longer than Java compiles by itself; interpreted it is slower
LONG_METHODS = "-XX:-DontCompileHugeMethods"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.ansi.enabled": "true",  # what does not fit is an error, never a null
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.extraJavaOptions": LONG_METHODS,
    "spark.executor.extraJavaOptions": LONG_METHODS,
}
HERE = {  # one process, few rows
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.extraJavaOptions": f"{LONG_METHODS} -XX:+UseSerialGC",
}
MASTER = re.compile(r"local(\[(\*|[0-9]+)(,[0-9]+)?\])?|yarn|k8s://.+|spark://[^/\s]+")
PATIENCE = 5  # seconds until a cluster must have answered
Found = TypeVar("Found")


class NoSpark(Exception):
    """Spark cannot do it. reason: `pyspark`, `java`, `cluster`, `start` or `stopped`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def lacking() -> str | None:
    """What Spark lacks here: the package (`pyspark`), Java (`java`), or nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark"
    home = os.environ.get("JAVA_HOME")
    return None if home or shutil.which("java") else "java"


@contextmanager
def session(master: str, log: Path | None = None) -> Iterator[Any]:
    """A session on a cluster; `local[N]` runs N threads here. Raises NoSpark.

    log: the file that takes what Spark says while it starts and runs; None: standard error.
    """
    if (missing := lacking()) is not None:
        raise NoSpark(missing)
    _reachable(master)
    with _speaking_into(log):
        found = _started(master)
    try:
        yield found
    finally:
        _attempt(found.stop)


def cells(spark: Any, plan: Plan, tables: Mapping[str, pa.Table]) -> pa.Table:  # noqa: ANN401  no types
    """The leaf cells of the tables `orang` and `penilaian`. Raises NoSpark (`stopped`)."""
    from py4j.protocol import Py4JError  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415  an extra

    try:
        for name, table in tables.items():
            spark.createDataFrame(table).createOrReplaceTempView(name)
        return narrow_first(lambda whole: spark.sql(plan.cells("spark", whole)).toArrow())
    except (PySparkException, Py4JError, OSError) as failed:
        raise NoSpark("stopped") from failed


def narrow_first(run: Callable[[str], Found]) -> Found:
    """The result in 64 bits, or in 128 where Spark says that a number does not fit."""
    from pyspark.errors import PySparkException  # noqa: PLC0415  an extra

    try:
        return run(NARROW)
    except PySparkException as failed:
        if "OVERFLOW" not in str(failed):
            raise
        return run(WIDE)


def _reachable(master: str) -> None:
    """A standalone cluster must answer at one of its addresses; Spark itself asks others."""
    if not master.startswith("spark://"):
        return
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), PATIENCE):
                return
        except (OSError, ValueError, OverflowError):
            continue
    raise NoSpark("cluster")


def _started(master: str) -> Any:  # noqa: ANN401
    from py4j.protocol import Py4JError  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415  an extra

    builder = SparkSession.builder.appName("terang").master(master)
    for key, value in (SETTINGS | (HERE if master.startswith("local") else {})).items():
        builder = builder.config(key, value)
    try:
        found = builder.getOrCreate()
        found.sparkContext.setLogLevel("ERROR")
    except (PySparkException, Py4JError, OSError) as failed:
        raise NoSpark("start") from failed
    return found


@contextmanager
def _speaking_into(log: Path | None) -> Iterator[None]:
    """What the Java process says from its start on goes to a file."""
    if log is None:
        yield
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    before = os.dup(2)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)


def _attempt(action: Callable[[], object]) -> None:
    """A session whose process is gone cannot be stopped, and need not be."""
    from py4j.protocol import Py4JError  # noqa: PLC0415

    try:
        action()
    except (Py4JError, OSError):
        return
