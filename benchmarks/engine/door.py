"""`python -m benchmarks.engine.door --employees 12000 400000`: from raw files to leaf cells.

Agencies of at most 50,000 people hand in `pegawai` and `penilaian` as text, one after the other, in
files that are made before the clock runs and removed after it. One process checks every row,
scores and adds up, and keeps the leaf cells; its CPU seconds and its peak memory are told. The
cells of the first agency must be those of the same ratings stored as whole numbers.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.engine.data import UNIT_SIZE, ratings_query
from benchmarks.engine.raw import FORMS, spans, write_agency
from benchmarks.engine.runs import AGENCY, GROUP, PERIOD, ROOT, scheme_plan
from terang.criteria.load import load_valid
from terang.release.intake.contract import Microdata, accept
from terang.release.intake.schemes import programs
from terang.release.scoring.cells import Plan
from terang.release.scoring.leaves import Cell, leaf_cells
from terang.release.scoring.ratings import Ratings
from terang.release.scoring.workplace import Workplace, working


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.engine.door")
    parser.add_argument("--employees", type=int, nargs="+", default=[12_000, 400_000])
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS)
    parser.add_argument("--memory", default="1GB", help="DuckDB's limit")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        _work(options.worker, options.memory)
        return
    print("| employees | ratings | door | CPU s | million rows/s | peak MB | CPU s of the door |")
    print("|---:|---:|---|---:|---:|---:|---:|")
    for employees in options.employees:
        for form in options.forms:
            found = _measured(employees, form, options.memory)
            rows, cpu = int(found["rows"]), found["cpu"]
            print(
                f"| {employees:,} | {rows:,} | {form} | {cpu:.2f} | {rows / cpu / 1e6:.2f} | "
                f"{found['peak']:.0f} | {found['door']:.2f} |",
                flush=True,
            )


def _measured(employees: int, form: str, memory: str) -> dict[str, float]:
    """What one process needed for all agencies, files made one at a time."""
    plan, criteria = scheme_plan(), load_valid(ROOT / "criteria")
    inner = {unit.parent for unit in criteria.agencies[AGENCY].agency.units}
    units = tuple(u.id for u in criteria.agencies[AGENCY].agency.units if u.id not in inner)
    with tempfile.TemporaryDirectory(prefix="terang-benchmark-") as place:
        home = Path(place)
        command = [sys.executable, "-m", "benchmarks.engine.door", "--worker", str(home / "sel")]
        worker = subprocess.Popen(
            [*command, "--memory", memory],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert worker.stdin is not None and worker.stdout is not None
        for first, last in spans(employees):
            folder = home / str(first) / PERIOD
            write_agency(plan, units, first, last, folder, form)
            worker.stdin.write(f"{folder}\n")
            worker.stdin.flush()
            told = json.loads(worker.stdout.readline())
            shutil.rmtree(folder.parent)
            if first == 0 and told["cells"] != _expected(plan, units, first, last):
                sys.exit("the cells are not those of the same ratings")
        worker.stdin.close()
        found: dict[str, float] = json.loads(worker.stdout.readline())
        assert worker.wait() == 0
    return found


def _expected(plan: Plan, units: tuple[str, ...], first: int, last: int) -> list[Cell]:
    people = [(i, units[(i // UNIT_SIZE) % len(units)], GROUP) for i in range(first, last)]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE asal AS {ratings_query(plan, first, last)}")
        ratings = Ratings(connection, "FROM asal", plan.layout)
        found = leaf_cells(plan, people, ratings, Workplace())
    return [dict(cell) for cell in found]


def _work(kept: Path, memory: str) -> None:
    """Reads folders from standard input; tells the cells of each, at last what it used."""
    criteria, plan = load_valid(ROOT / "criteria"), scheme_plan()
    agency = criteria.agencies[AGENCY]
    judges = programs(agency, criteria, PERIOD)
    rows, door, before = 0, 0.0, _cpu()
    for line in sys.stdin:
        folder = Path(line.strip())
        place = Workplace(kept / folder.parent.name, memory=memory)
        with working(place):
            start = _cpu()
            data = accept(folder, agency, criteria, judges)
            door += _cpu() - start
            people = [(person.number, person.unit, person.group) for person in data.people]
            cells = leaf_cells(plan, people, data.ratings[plan.program.scheme], place)
        rows += sum(_accepted(data))
        print(json.dumps({"cells": [dict(cell) for cell in cells]}), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": _cpu() - before, "door": door, "rows": rows, "peak": peak}))


def _accepted(data: Microdata) -> Iterator[int]:
    """Ratings accepted by file; anything refused would be a fault of the benchmark."""
    for count in data.counts:
        assert count.refused == 0
        if count.file.startswith("penilaian"):
            yield count.accepted


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
