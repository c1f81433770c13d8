"""`python -m benchmarks.killed --times 50`: kills site and release runs, counts where they died."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.killed.cells import cells_survive
from benchmarks.killed.runs import criteria_of_one, releases_survive, site_survives


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.killed", description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--what", choices=("site", "releases", "cells"), action="append")
    parser.add_argument("--seed", type=int, default=0, help="other moments, for runs in parts")
    options = parser.parse_args()
    for what in options.what or ("site", "releases", "cells"):
        with TemporaryDirectory(prefix="terang-kill-") as folder:
            home, times = Path(folder), (options.times, options.seed)
            if what == "cells":
                phases = cells_survive(home, *times)
            else:
                survives = site_survives if what == "site" else releases_survive
                phases = survives(home, criteria_of_one(home / "criteria"), *times)
        counts = ", ".join(f"{phase} {count}" for phase, count in phases.most_common())
        print(f"{what}: whole after {phases.total()} of {options.times} kills ({counts})")


if __name__ == "__main__":
    main()
