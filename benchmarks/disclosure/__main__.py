"""Protect and attack a table of one size; print what it costs and what it hides.

python -m benchmarks.disclosure --size S|M|province|nation [--seconds N] [--cost size|root|unit]
CPU seconds are user + system of this process and its children. Peers (pytauargus, gconfid) are
not installed by Terang; where the package index has none that installs, they are said to be absent.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import time

from benchmarks.disclosure.sample_tables import SHAPES, sample_table
from terang.disclosure import Policy, System, attack, protect, verify

AUDITED = 20_000  # most withheld cells that the whole-table attacker is run against here
PEERS = ("pytauargus", "gconfid")


def cpu() -> float:
    """CPU seconds so far, children included."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SHAPES, default="S")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--cost", choices=("size", "root", "unit"), default="root")
    parser.add_argument("--zeros", choices=("may_hide", "show"), default="may_hide")
    parser.add_argument("--full", action="store_true", help="homogeneity and insiders too")
    args = parser.parse_args()
    policy = Policy(
        seconds=args.seconds,
        cost=args.cost,
        zeros=args.zeros,
        homogeneity=args.full,
        insiders=args.full,
    )
    table = sample_table(args.size, args.seed)
    before, wall = cpu(), time.monotonic()
    found = protect([table], policy)
    spent = cpu() - before
    loss = found.loss
    print(f"size {args.size}: {loss.cells} cells, sensitive {loss.primary}")
    print(f"protect: {spent:.1f} CPU s, {time.monotonic() - wall:.1f} s wall")
    print(
        f"complementary {loss.secondary} ({loss.secondary / max(1, loss.primary):.3f} each), "
        f"people hidden by them {loss.people_secondary}"
    )
    system = System.from_tables([table])
    before = cpu()
    print(f"proofs read: {len(verify(system, found))} faults, {cpu() - before:.1f} CPU s")
    if len(found.withheld) <= AUDITED:
        before = cpu()
        seen = attack(system.withholding(found.withheld), need=policy.need)
        narrow = sum(interval.narrower_than(policy.need) for interval in seen.values())
        exact = sum(interval.exact for interval in seen.values())
        found_so = f"{len(seen)} withheld, {narrow} narrow, {exact} exact"
        print(f"attack: {found_so}, {cpu() - before:.1f} CPU s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"most memory: {peak} MB; CPU from start: {cpu():.1f} s")
    for peer in PEERS:
        there = importlib.util.find_spec(peer) is not None
        print(f"peer {peer}: {'installed, not driven' if there else 'not installed'}")


if __name__ == "__main__":
    main()
