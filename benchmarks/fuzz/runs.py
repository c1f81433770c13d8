"""Runs a target over many inputs and counts what came of each."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from benchmarks.fuzz.targets import Target

SLOW = 2.0  # CPU seconds an input may take
LARGE = 500.0  # megabytes an input may add to the memory the process really has
KEPT = 20  # failures told in full


@dataclass(slots=True)
class Tally:
    """outcomes: by word. failures: (number of the input, what happened). slowest: CPU seconds.
    peak: megabytes the whole process had at most."""

    target: str
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str]] = field(default_factory=list)
    cpu: float = 0.0
    slowest: float = 0.0
    size: int = 0
    peak: float = 0.0

    @property
    def inputs(self) -> int:
        return self.outcomes.total()


def made(target: Target, seed: int, number: int) -> bytes:
    """One input; the same for the same three, on any machine."""
    return target.make(Random(f"{target.name}/{seed}/{number}"))


def run(target: Target, seed: int, numbers: range) -> Tally:
    """Every input of these numbers; failures are collected, not raised."""
    tally = Tally(target.name)
    for number in numbers:
        raw = made(target, seed, number)
        tally.size += len(raw)
        started, before = time.process_time(), _peak()
        try:
            outcome = target.run(raw)
        except Exception as fault:
            outcome = f"FAILED {type(fault).__name__}"
            tally.failures.append((number, f"{type(fault).__name__}: {fault}"[:300]))
        spent = time.process_time() - started
        if spent > SLOW:
            outcome = "FAILED slow"
            tally.failures.append((number, f"{spent:.1f} CPU s"))
        if _peak() - before > LARGE:
            outcome = "FAILED large"
            tally.failures.append((number, f"{_peak() - before:.0f} MB"))
        tally.outcomes[outcome] += 1
        tally.cpu += spent
        tally.slowest = max(tally.slowest, spent)
    tally.peak = _peak()
    return tally


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def told(tally: Tally) -> Iterator[str]:
    """The tally in lines: figures, counts by outcome, failures with the number of their input."""
    yield (
        f"{tally.target}: {tally.inputs} inputs, {tally.size / 1e6:.1f} MB, {tally.cpu:.1f} CPU s, "
        f"slowest {tally.slowest:.3f} CPU s, peak {tally.peak:.0f} MB, "
        f"{len(tally.failures)} failures"
    )
    counts = (f"{outcome} {count}" for outcome, count in tally.outcomes.most_common())
    yield "  " + ", ".join(counts)
    for number, what in tally.failures[:KEPT]:
        yield f"  input {number}: {what}"
