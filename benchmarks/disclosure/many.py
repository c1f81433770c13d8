"""Protect many tables of all shapes and policies: none may be refused, none left narrow.

python -m benchmarks.disclosure.many [--tables N] [--from SEED] [--small]
Tables of 500 to 9,000 cells, most of them cut in several regions; --small draws smaller ones and
cuts them in as many regions as a large table has. Every proof is read, every fourth table attacked.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from benchmarks.disclosure.sample_tables import Shape, drawn
from terang.disclosure import Policy, System, attack, protect_system, regions
from terang.disclosure.errors import DisclosureError

LEVELS = (
    (60,),
    (150,),
    (8, 60),
    (10, 100),
    (45, 200),
    (4, 20, 120),
    (3, 9, 40, 120),
    (2, 3, 5, 90),
)
SMALL = ((12,), (3, 9), (2, 8, 24), (3, 12, 40), (2, 6, 18, 40))
ATTACKED = 4  # one table in so many


def shape(draw: random.Random, small: bool) -> Shape:
    levels = draw.choice(SMALL if small else LEVELS)
    people = levels[-1] * draw.choice((3, 8, 20, 60))
    spread, present = draw.choice((0.4, 1.0, 1.8)), draw.choice((0.4, 0.7, 0.9))
    return Shape(levels, draw.randint(1, 5), people, spread, present, 0)


def policy(draw: random.Random) -> Policy:
    return Policy(
        seconds=0,
        threshold=draw.choice((5, 5, 5, 3, 10)),
        homogeneity=draw.random() < 0.8,
        insiders=draw.random() < 0.8,
        coalition=draw.choice((1, 1, 2)),
        zeros=draw.choice(("may_hide", "may_hide", "show")),
        cost=draw.choice(("size", "root", "unit")),
    )


def fault(seed: int, small: bool) -> str:
    """What is wrong with the pattern for the table of a seed; empty when nothing is."""
    draw = random.Random(seed)
    some, rules = shape(draw, small), policy(draw)
    system = System.from_tables([drawn(some, seed)])
    named = f"{seed}: {some.levels}, {system.size} cells, {rules}"
    try:
        found = protect_system(system, rules)
        if seed % ATTACKED:
            return ""
        ends = attack(system.withholding(found.withheld), need=rules.need)
    except DisclosureError as error:
        return f"{named}: {error!r}"
    narrow = [name for name in found.primary if ends[name].narrower_than(rules.need)]
    return f"{named}: narrow {narrow[:3]}" if narrow else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=40)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--small", action="store_true")
    args = parser.parse_args()
    if args.small:
        regions.MOST_CELLS = 100
    start, faults = time.process_time(), 0
    for seed in range(args.first, args.first + args.tables):
        told = fault(seed, args.small)
        if told:
            faults += 1
            print(told, flush=True)
    print(f"{args.tables} tables, {faults} faults, {time.process_time() - start:.0f} CPU s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
