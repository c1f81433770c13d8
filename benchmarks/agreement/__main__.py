"""`python -m benchmarks.agreement --schemes 1000 --people 10`: what agrees and what does not."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.release.rating_rows import RatingRow, stored

from benchmarks.agreement.answers import ratings
from benchmarks.agreement.schemes import ON, scheme
from terang.core.evaluate import Rating, run
from terang.core.expr import Scalar
from terang.core.model import Profile
from terang.core.program import Program
from terang.core.rules import lower
from terang.criteria.load import load_valid
from terang.release.scoring.engine import by_rows, score

ROOT = Path(__file__).parents[2]


def profiles() -> Mapping[str, Profile]:
    """The national profiles that the drawn schemes use."""
    return load_valid(ROOT / "criteria").profiles


def drawn(seed: int, known: Mapping[str, Profile], people: int) -> tuple[Program, list[Given]]:
    """A scheme and what its people were given."""
    chance = random.Random(seed)
    program = lower(scheme(chance), known, "skema", ON)
    return program, [ratings(program, chance) for _ in range(people)]


Given = Mapping[str, tuple[Rating, ...]]


def differing(program: Program, given: list[Given]) -> Iterator[tuple[int, str, Scalar, Scalar]]:
    """Person, binding, value of the evaluator and another one, wherever they differ: by SQL over
    the rows, and by columns where 64 bits do."""
    people = [f"P{number}" for number in range(len(given))]
    rows = [row for person, own in zip(people, given, strict=True) for row in rows_of(person, own)]
    names = [binding.name for binding in program.bindings]
    numbers = {person: place for place, person in enumerate(people)}
    expected = [run(program, own) for own in given]
    for way in (by_rows, score):
        found = way(program, numbers, stored(rows, numbers, program), names)
        for place, wanted in enumerate(expected):
            for name, value in wanted.items():
                if value != found.values[name][place]:
                    yield place, name, value, found.values[name][place]


def rows_of(person: str, given: Given) -> Iterator[RatingRow]:
    """The ratings of a person as the door passes them on."""
    for input_id, answers in given.items():
        for answer in answers:
            if isinstance(answer.value, str):
                yield RatingRow(person, input_id, None, None, answer.value)
            else:
                target = None if answer.target is None else decimal(answer.target)
                yield RatingRow(person, input_id, decimal(answer.value), target, None)


def decimal(value: Fraction) -> Decimal:
    """A number with six places at most, exactly."""
    return Decimal(int(value * 10**6)).scaleb(-6)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.agreement")
    parser.add_argument("--schemes", type=int, default=1000)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    known, counts = profiles(), Counter[str]()
    for seed in range(options.seed, options.seed + options.schemes):
        program, given = drawn(seed, known, options.people)
        faults = list(differing(program, given))
        for place, name, wanted, found in faults[:3]:
            print(f"scheme {seed}, person {place}, {name}: {wanted} and {found}")
        counts["schemes"] += 1
        counts["people"] += len(given)
        counts["values"] += len(given) * len(program.bindings)
        counts["pending"] += sum(None in run(program, own).values() for own in given)
        counts["values that differ"] += len(faults)
    print(", ".join(f"{counts[name]:,} {name}" for name in counts))
    sys.exit(counts["values that differ"] > 0)


if __name__ == "__main__":
    main()
