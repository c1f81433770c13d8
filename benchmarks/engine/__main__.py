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

ROOT = Path(__file__).parents[2]
BARE = ("scan", "group-by")
DEFAULT = [*BARE, "terang", "by-hand", "polars", "pandas"]


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
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--memory", help="DuckDB's limit, such as 1GB")
    options = parser.parse_args()
    plan = scheme_plan()
    ours: list[tuple[int, float]] = []
    print("| employees | ratings | run | CPU s | million rows/s | peak MB | x group-by |")
    print("|---:|---:|---|---:|---:|---:|---:|")
    for employees in options.employees:
        with tempfile.TemporaryDirectory(prefix="terang-benchmark-") as place:
            folder = Path(place)
            write_batches(plan, employees, folder / "batches")
            bare, digests = math.nan, set()
            for run in options.runs:
                if run in ("polars", "pandas") and importlib.util.find_spec(run) is None:
                    continue
                found = measured(run, folder, options)
                cpu, rows = float(found["cpu"]), int(found["rows"])
                bare = cpu if run == "group-by" else bare
                if run.startswith("terang"):
                    ours.append((employees, cpu))
                if run not in BARE:
                    digests.add(found["result"])
                print(
                    f"| {employees:,} | {rows:,} | {run} | {cpu:.2f} | {rows / cpu / 1e6:.1f} | "
                    f"{found['peak']:.0f} | {cpu / bare:.2f} |",
                    flush=True,
                )
            if len(digests) > 1:
                sys.exit(f"{employees:,} employees: margins differ")
    for (n, a), (m, b) in itertools.pairwise(ours):
        print(f"growth exponent {n:,} to {m:,}: {math.log(b / a) / math.log(m / n):.2f}")


if __name__ == "__main__":
    main()
