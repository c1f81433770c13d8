"""`python -m benchmarks.stranger [--tables N] [--foreign N] [--cases N] [--trees N]
[--units N] [--agencies N] [--from SEED]`.

Draws tables, patterns and cases, runs them through `terang protect` and `terang attack`, and tells
every answer that is not the stranger's own. Exit code 1 when there is one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.stranger.agencies import one_agency
from benchmarks.stranger.cases import one_case
from benchmarks.stranger.runs import Found, foreign, one
from benchmarks.stranger.shapes import drawn
from benchmarks.stranger.units import one_history

MANY = 260  # cells at most of a table of many trees


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.stranger")
    parser.add_argument("--tables", type=int, default=200, help="protected, then attacked")
    parser.add_argument("--trees", type=int, default=0, help="of 2, 3 or 5 dimensions, all trees")
    parser.add_argument("--foreign", type=int, default=200, help="with anything withheld, attacked")
    parser.add_argument("--cases", type=int, default=400, help="of cells and relations as JSON")
    parser.add_argument("--units", type=int, default=60, help="histories of merged, split units")
    parser.add_argument("--agencies", type=int, default=0, help="small, built and attacked")
    parser.add_argument("--from", type=int, default=0, dest="first", help="first seed")
    args = parser.parse_args()
    found = Found()
    start = time.process_time()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(args.first, args.first + args.tables):
            one(seed, folder, found, minimal=True)
        for seed in range(args.first, args.first + args.trees):
            one(seed, folder, found, table=drawn(seed, MANY, (2, 3, 5)[seed % 3]))
        for seed in range(args.first, args.first + args.foreign):
            foreign(seed, folder, found)
        for seed in range(args.first, args.first + args.cases):
            found.faults += [f"case {seed}: {fault}" for fault in one_case(seed, folder)]
        for seed in range(args.first, args.first + args.units):
            found.faults += [f"units {fault}" for fault in one_history(seed, folder, found)]
        for seed in range(args.first, args.first + args.agencies):
            found.faults += one_agency(seed, folder / "agency", found)
    for what, count in sorted(found.seen.items()):
        sys.stdout.write(f"{what:>16} {count:>9,}\n")
    sys.stdout.write(f"{'CPU s':>16} {time.process_time() - start:>9.1f}\n")
    sys.stdout.write("".join(f"{fault}\n" for fault in found.faults))
    sys.stdout.write(f"{len(found.faults)} faults\n")
    return int(bool(found.faults))


if __name__ == "__main__":
    sys.exit(main())
