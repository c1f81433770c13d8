"""Seeded inputs for a program: every kind of question, missing answers included."""

from __future__ import annotations

import random
from fractions import Fraction

from terang.core.evaluate import Rating
from terang.core.program import InputSpec, Program

MISSING = 0.06  # share of questions left without an answer


def ratings(program: Program, chance: random.Random) -> dict[str, tuple[Rating, ...]]:
    """One appraisal's worth of ratings."""
    return {
        spec.id: () if chance.random() < MISSING else _answers(spec, chance)
        for spec in program.inputs
    }


def as_json(given: dict[str, tuple[Rating, ...]]) -> dict[str, list[dict[str, str | None]]]:
    """The same ratings as the browser takes them: decimal texts and codes."""
    return {
        name: [
            {
                "value": _text(rating.value),
                "target": None if rating.target is None else _text(rating.target),
            }
            for rating in answers
        ]
        for name, answers in given.items()
    }


def _answers(spec: InputSpec, chance: random.Random) -> tuple[Rating, ...]:
    count = chance.randint(1, 5) if spec.many else 1
    return tuple(_answer(spec, chance) for _ in range(count))


def _answer(spec: InputSpec, chance: random.Random) -> Rating:
    match spec.kind:
        case "rasio":
            return Rating(_hundredths(chance, 0, 500), _hundredths(chance, 1, 400))
        case "angka":
            low = 0 if spec.low is None else int(spec.low)
            high = 100 if spec.high is None else int(spec.high)
            return Rating(_hundredths(chance, low, high))
        case "skala":
            assert spec.low is not None
            assert spec.high is not None
            return Rating(Fraction(chance.randint(int(spec.low), int(spec.high))))
        case "pilihan":
            return Rating(chance.choice(spec.choices).code)
        case "ya_tidak":
            return Rating(chance.choice(("ya", "tidak")))


def _hundredths(chance: random.Random, low: int, high: int) -> Fraction:
    return Fraction(chance.randint(low * 100, high * 100), 100)


def _text(value: Fraction | str) -> str:
    if isinstance(value, str):
        return value
    hundredths = value * 100
    return f"{hundredths.numerator // 100}.{hundredths.numerator % 100:02d}"
