"""The runs that are compared. Each is one process that prints what it used as JSON."""

from __future__ import annotations

import argparse
import json
import resource
from collections.abc import Callable
from pathlib import Path

from terang.criteria.load import load_valid
from terang.release.cells import Plan, compute, connect, margins, plan
from terang.release.margins import digest
from terang.release.schemes import programs

ROOT = Path(__file__).parents[2]
AGENCY, GROUP, PERIOD = "kotabumi", "pelaksana", "2025"
KEYS = ["pegawai", "masukan"]


def scheme_plan() -> Plan:
    """The scheme with the most inputs of the shipped criteria."""
    criteria = load_valid(ROOT / "criteria")
    return plan(programs(criteria.agencies[AGENCY], criteria, PERIOD)[GROUP])


def batches_of(folder: Path) -> list[Path]:
    return sorted((folder / "batches").iterdir())


def _sql(folder: Path, options: argparse.Namespace, statement: str) -> str:
    total = 0
    for batch in batches_of(folder):
        with connect([batch], options.threads, options.memory) as connection:
            source = f"read_parquet('{batch / 'penilaian.parquet'}')"
            row = connection.execute(statement.format(source)).fetchone()
            total += sum(row or ())
    return str(total)


def scan(folder: Path, options: argparse.Namespace) -> str:
    """Every column is read once."""
    columns = "sum(pegawai), sum(masukan), sum(angka), coalesce(sum(target), 0), sum(kode)"
    return _sql(folder, options, f"SELECT {columns} FROM {{}}")


def group_by(folder: Path, options: argparse.Namespace) -> str:
    """The least that scoring needs: number and sum of ratings by person and input."""
    inner = (
        "SELECT count(*) AS n, sum(angka) AS s, sum(kode) AS k FROM {} GROUP BY pegawai, masukan"
    )
    return _sql(folder, options, f"SELECT sum(n), sum(s), sum(k) FROM ({inner})")


def terang(folder: Path, options: argparse.Namespace) -> str:
    """Full scoring, leaf cells as Parquet, all margins."""
    scheme = scheme_plan()
    cells = compute(
        scheme, batches_of(folder), folder / "cells", threads=options.threads, memory=options.memory
    )
    return digest(margins(scheme, cells, options.memory))


def polars(folder: Path, options: argparse.Namespace) -> str:
    """The group-by alone, in Polars."""
    import polars as pl  # noqa: PLC0415

    total = 0
    for batch in batches_of(folder):
        frame = (
            pl.scan_parquet(batch / "penilaian.parquet")
            .group_by(KEYS)
            .agg(pl.len(), pl.col("angka").sum(), pl.col("kode").sum())
            .select(pl.col("len").sum(), pl.col("angka").sum(), pl.col("kode").sum())
        )
        total += sum(frame.collect().row(0))
    return str(total)


def pandas(folder: Path, options: argparse.Namespace) -> str:
    """The group-by alone, in pandas."""
    import pandas as pd  # noqa: PLC0415

    total = 0
    for batch in batches_of(folder):
        frame = pd.read_parquet(batch / "penilaian.parquet")
        found = frame.groupby(KEYS, sort=False).agg(
            n=("masukan", "size"), s=("angka", "sum"), k=("kode", "sum")
        )
        total += int(found["n"].sum()) + int(found["s"].sum()) + int(found["k"].sum())
    return str(total)


RUNS: dict[str, Callable[[Path, argparse.Namespace], str]] = {
    "scan": scan,
    "group-by": group_by,
    "terang": terang,
    "polars": polars,
    "pandas": pandas,
}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("run", choices=RUNS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--memory")
    options = parser.parse_args()
    before = _cpu()
    result = RUNS[options.run](options.folder, options)
    cpu = _cpu() - before
    with connect([options.folder], 1, None) as connection:
        found = connection.execute(
            f"SELECT count(*) FROM read_parquet('{options.folder}/batches/*/penilaian.parquet')"
        ).fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "peak": peak, "rows": (found or (0,))[0], "result": result}))


if __name__ == "__main__":
    main()
