"""`python -m benchmarks.engine --employees 1000 12000 400000`: one table, all in the same run."""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import RUNS, scheme_plan
from benchmarks.engine.texts import write_texts

ROOT = Path(__file__).parents[2]
BARE = ("scan", "group-by")
DEFAULT = ["terang", *BARE, "by-hand", "polars", "pandas"]
EXTRAS = {"polars": "polars", "pandas": "pandas", "spark": "pyspark"}
FORMS = ["stored", "text"]


def measured(run: str, folder: Path, options: argparse.Namespace) -> dict[str, float | str]:
    """One run in its own process: CPU seconds (start-up of Python excluded), peak MB, digest."""
    command = [sys.executable, "-m", "benchmarks.engine.runs", run, str(folder)]
    command += ["--threads", str(options.threads)]
    if options.memory:
        command += ["--memory", options.memory]
    limited = os.environ | {"POLARS_MAX_THREADS": str(options.threads)}
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=limited
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.engine")
    parser.add_argument("--employees", type=int, nargs="+", default=[1_000, 12_000, 400_000])
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=DEFAULT)
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--memory", help="DuckDB's limit, such as 1GB")
    options = parser.parse_args()
    plan = scheme_plan()
    ours: list[tuple[str, int, float]] = []
    print("| form | employees | ratings | run | CPU s | million rows/s | peak MB | x terang |")
    print("|---|---:|---:|---|---:|---:|---:|---:|")
    for employees in options.employees:
        with tempfile.TemporaryDirectory(prefix="terang-benchmark-") as place:
            folder = Path(place)
            stored = write_batches(plan, employees, folder / "stored" / "batches")
            if "text" in options.forms:
                write_texts(plan, stored, folder / "text" / "batches")
            for form in options.forms:
                _compare(folder / form, form, employees, options, ours)
    for form in options.forms:
        sizes = [(n, cpu) for f, n, cpu in ours if f == form]
        for (n, a), (m, b) in itertools.pairwise(sizes):
            grown = math.log(b / a) / math.log(m / n)
            print(f"{form}: growth exponent {n:,} to {m:,}: {grown:.2f}")


def _compare(
    folder: Path,
    form: str,
    employees: int,
    options: argparse.Namespace,
    ours: list[tuple[str, int, float]],
) -> None:
    """One line a run; ends the benchmark when margins differ."""
    own, digests = math.nan, set()
    for run in options.runs:
        if run in EXTRAS and importlib.util.find_spec(EXTRAS[run]) is None:
            continue
        found = measured(run, folder, options)
        cpu, rows = float(found["cpu"]), int(found["rows"])
        if run.startswith("terang"):
            own = cpu
            ours.append((form, employees, cpu))
        if run not in BARE:
            digests.add(found["result"])
        print(
            f"| {form} | {employees:,} | {rows:,} | {run} | {cpu:.2f} | {rows / cpu / 1e6:.1f} | "
            f"{found['peak']:.0f} | {cpu / own:.2f} |",
            flush=True,
        )
    if len(digests) > 1:
        sys.exit(f"{employees:,} employees, {form}: margins differ")


if __name__ == "__main__":
    main()
