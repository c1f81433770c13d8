"""Protect and attack a table of one size; print what it costs and what it hides.

python -m benchmarks.disclosure --size S|M|province|nation [--seconds N] [--cost size|root|unit]
CPU seconds are user + system of this process and its children. With --peers another tool is asked
for the same table, where it is installed (see peers.py).
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.disclosure.optimal import optimum
from benchmarks.disclosure.peers import peers
from benchmarks.disclosure.sample_tables import SHAPES, sample_table
from terang.disclosure import CountTable, Policy, System, attack, protect_system, verify


def cpu() -> float:
    """CPU seconds so far, children included."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def peak() -> int:
    """The most memory this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SHAPES, default="S")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--cost", choices=("size", "root", "unit"), default="size")
    parser.add_argument("--zeros", choices=("may_hide", "show"), default="may_hide")
    parser.add_argument("--full", action="store_true", help="homogeneity and insiders too")
    parser.add_argument("--peers", action="store_true", help="other tools too, where installed")
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
    system = System.from_tables([table])
    found = protect_system(system, policy)
    spent = cpu() - before
    loss = found.loss
    print(f"size {args.size}: {loss.cells} cells, sensitive {loss.primary}")
    print(f"protect: {spent:.1f} CPU s, {time.monotonic() - wall:.1f} s wall")
    print(
        f"complementary {loss.secondary} ({loss.secondary / max(1, loss.primary):.3f} each), "
        f"people hidden by them {loss.people_secondary}"
    )
    if not args.full:
        compare(system, policy, loss.people_secondary)
    before = cpu()
    print(f"proofs read: {len(verify(system, found))} faults, {cpu() - before:.1f} CPU s")
    print(f"most memory until then: {peak()} MB")
    withheld = found.withheld
    del found  # as an attacker who is another program and never had the proofs
    audit(system, withheld, policy.need)
    print(f"most memory: {peak()} MB; CPU from start: {cpu():.1f} s")
    if args.peers:
        for name, pattern in peers():
            beside(name, pattern, table, system, policy.need)


def compare(system: System, policy: Policy, people: int) -> None:
    """How far above the least possible a pattern lies, where that can be solved."""
    by_size = replace(policy, cost="size")
    for zeros, told in ((True, "zeros may be withheld"), (False, "zeros shown")):
        best = optimum(system, by_size, zeros=zeros)
        if best is not None:
            above = 100 * (people / max(1, best.people) - 1)
            print(
                f"optimum by people, {told}: complementary {best.cells}, people {best.people} "
                f"(price {best.price:.0f}, none below {best.bound:.0f}); ours {above:+.1f} %"
            )


def audit(system: System, withheld: frozenset[str], need: int) -> None:
    """Attack a pattern without its witnesses: is every withheld cell wide enough?

    None stays undecided: a cell that is neither proved wide nor narrow is solved to its ends.
    """
    before = cpu()
    seen = attack(system.withholding(withheld), need=need)
    sensitive = system.marked(withheld) & (system.value > 0) & (system.value < need)
    small = [system.ids[i] for i in np.flatnonzero(sensitive).tolist()]
    narrow = [name for name in seen if seen[name].narrower_than(need)]
    exact = sum(seen[name].exact for name in small)
    told = f"{len(seen)} withheld, {len(narrow)} narrow"
    told += f" ({len(set(narrow) & set(small))} of {len(small)} sensitive, {exact} exact)"
    print(f"attack: {told}, all decided, {cpu() - before:.1f} CPU s")


def beside(
    name: str,
    pattern: Callable[[CountTable], frozenset[str]] | None,
    table: CountTable,
    system: System,
    need: int,
) -> None:
    """What another tool withholds on the same table, and what the same attack finds there."""
    if pattern is None:
        print(f"peer {name}: not installed, left out")
        return
    before = cpu()
    try:
        withheld = pattern(table)
    except Exception as failure:  # whatever another tool raises, the next one is asked
        print(f"peer {name}: failed after {cpu() - before:.1f} CPU s: {failure!r:.200}")
        return
    spent = cpu() - before
    values = [int(system.value[system.index(cell)]) for cell in withheld]
    others = [value for value in values if value == 0 or value >= need]
    print(f"peer {name}: {spent:.1f} CPU s, complementary {len(others)}, people {sum(others)}")
    audit(system, withheld, need)


if __name__ == "__main__":
    main()
