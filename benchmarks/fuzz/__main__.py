"""`python -m benchmarks.fuzz --inputs 1000000 [--seed N] [--target NAME] [--only NUMBER]`."""

from __future__ import annotations

import argparse
import faulthandler
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fuzz.runs import Tally, made, run, told
from benchmarks.fuzz.targets import Target, targets

MEMORY = 8 * 1024**3  # bytes of address space, much of it only reserved; more ends in MemoryError
HANG = 120  # seconds without a batch finished: the stack is shown and the run ends
BATCH = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", help="only this one; may be repeated")
    parser.add_argument("--only", type=int, help="show one input of the one target and run it")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="terang-fuzz-") as folder:
        chosen = [
            t for t in targets(Path(folder)) if not options.target or t.name in options.target
        ]
        if options.only is not None:
            (target,) = chosen
            raw = made(target, options.seed, options.only)
            print(repr(raw[:4000]), len(raw))
            print(target.run(raw))
            return 0
        return _all(chosen, options.inputs, options.seed)


def _all(chosen: list[Target], inputs: int, seed: int) -> int:
    _limit_memory()
    started = time.process_time()
    shares = sum(target.share for target in chosen)
    total = failures = 0
    for target in chosen:
        tally = Tally(target.name)
        count = -(-inputs * target.share // shares)
        for start in range(0, count, BATCH):
            faulthandler.dump_traceback_later(HANG, exit=True)
            print(f"\r{target.name} {start}/{count}", end="", file=sys.stderr, flush=True)
            _add(tally, run(target, seed, range(start, min(start + BATCH, count))))
        faulthandler.cancel_dump_traceback_later()
        print("\r", end="", file=sys.stderr)
        print("\n".join(told(tally)), flush=True)
        total, failures = total + tally.inputs, failures + len(tally.failures)
    print(f"{total} inputs, {failures} failures, {time.process_time() - started:.0f} CPU s")
    return 1 if failures else 0


def _add(tally: Tally, more: Tally) -> None:
    tally.outcomes += more.outcomes
    tally.failures += more.failures
    tally.cpu += more.cpu
    tally.size += more.size
    tally.slowest = max(tally.slowest, more.slowest)
    tally.peak = max(tally.peak, more.peak)


def _limit_memory() -> None:
    with Path("/proc/self/statm").open() as state:
        used = int(state.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, resource.RLIM_INFINITY))


if __name__ == "__main__":
    sys.exit(main())
