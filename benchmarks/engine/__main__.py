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
from typing import TypeAlias

from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import RUNS, scheme_plan
from benchmarks.engine.texts import write_texts

ROOT = Path(__file__).parents[2]
BARE = ("scan", "group-by")
RIVALS = ["polars", "pandas", "polars-codes", "pandas-codes"]
DEFAULT = ["terang", *BARE, "by-hand", *RIVALS]
EXTRAS = {name: name.partition("-")[0] for name in RIVALS} | {"spark": "pyspark"}
ONLY = {  # run -> form it reads
    **{"polars-codes": "text", "pandas-codes": "text"},
    **{"spark": "stored", "terang-streamed": "stored"},
}
FORMS = ["stored", "text"]
Used: TypeAlias = "dict[tuple[str, str], list[tuple[int, int, float]]]"


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
    used: Used = {}
    print("| form | employees | ratings | run | CPU s | million rows/s | peak MB | x terang |")
    print("|---|---:|---:|---|---:|---:|---:|---:|")
    for employees in options.employees:
        with tempfile.TemporaryDirectory(prefix="terang-benchmark-") as place:
            folder = Path(place)
            stored = write_batches(plan, employees, folder / "stored" / "batches")
            if "text" in options.forms:
                write_texts(plan, stored, folder / "text" / "batches")
            for form in options.forms:
                _compare(folder / form, form, employees, options, used)
    _growth(used)


def _growth(used: Used) -> None:
    """What ours grows by from size to size, and what each row more costs every engine."""
    for (form, run), sizes in used.items():
        for (n, rows, cpu), (m, more, later) in itertools.pairwise(sizes):
            each = (later - cpu) / (more - rows) * 1e6
            told = f"{form}, {run}, {n:,} to {m:,}: {each:.3f} CPU s for each million rows more"
            if run.startswith("terang"):
                told += f", growth exponent {math.log(later / cpu) / math.log(m / n):.2f}"
            print(told)


def _compare(
    folder: Path,
    form: str,
    employees: int,
    options: argparse.Namespace,
    used: Used,
) -> None:
    """One line a run; ends the benchmark when margins differ."""
    own, digests = math.nan, set()
    for run in options.runs:
        if run in EXTRAS and importlib.util.find_spec(EXTRAS[run]) is None:
            continue
        if ONLY.get(run, form) != form:
            continue
        found = measured(run, folder, options)
        cpu, rows = float(found["cpu"]), int(found["rows"])
        used.setdefault((form, run), []).append((employees, rows, cpu))
        if run.startswith("terang"):
            own = cpu
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
