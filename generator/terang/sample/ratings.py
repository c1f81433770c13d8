"""Synthetic ratings: what each source says of a person, as the scheme in force asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from random import Random

from terang.core.dates import in_force
from terang.core.model import (
    Indicator,
    IndicatorKind,
    LowerIsBetter,
    PiecewiseLinear,
)
from terang.core.program import YES, InputSpec, Program
from terang.sample.people import Person

MISSING = 0.012  # chance that a required source says nothing
NEW_IDEA = 0.2  # chance of "yes" on a condition, at ordinary quality
UNDISTURBED = 0.97  # chance that a discipline or document record is the best one

# how each source sees the same work: shift of the score in points, spread in points
VIEWS = {"diri": (4, 8), "atasan": (0, 7), "rekan": (2, 9), "bawahan": (2, 9)}
RECORDED = (0, 10)


@dataclass(frozen=True, slots=True)
class Rating:
    """A row of penilaian.csv without the person."""

    indicator: str
    source: str
    rater: str
    value: str
    target: str


def ratings(
    person: Person,
    program: Program,
    indicators: Mapping[str, Indicator],
    colleagues: tuple[str, ...],
    random: Random,
) -> Iterator[Rating]:
    """Every rating of one person, in the order of the program's inputs."""
    for spec in program.inputs:
        indicator = indicators[spec.indicator]
        if not spec.optional and random.random() < MISSING:
            continue
        for rater in _raters(person, spec, colleagues, random):
            value, target = _answer(person, spec, indicator, program, random)
            yield Rating(spec.indicator, spec.source, rater, value, target)


def _raters(
    person: Person, spec: InputSpec, colleagues: tuple[str, ...], random: Random
) -> list[str]:
    if spec.source == "diri":
        return [person.id]
    if not spec.many or spec.source in ("sistem", "dokumen"):
        return [f"R-{spec.source}-{person.unit}"]
    wanted = spec.minimum + (random.random() < 0.3 if spec.minimum > 1 else 0)
    if spec.minimum > 1 and random.random() < 4 * MISSING:
        wanted = 0  # nobody answered
    others = [colleague for colleague in colleagues if colleague != person.id]
    if spec.source in ("rekan", "bawahan") and len(others) >= wanted:
        return sorted(random.sample(others, wanted))
    return [f"R-{spec.source}-{person.unit}-{number}" for number in range(1, wanted + 1)]


def _answer(
    person: Person, spec: InputSpec, indicator: Indicator, program: Program, random: Random
) -> tuple[str, str]:
    shift, spread = VIEWS.get(spec.source, RECORDED)
    noise = (random.random() + random.random() - 1) * spread
    level = person.quality * 14 + shift + noise  # points above or below the ordinary
    match spec.kind:
        case "ya_tidak":
            chance = NEW_IDEA + person.quality / 5
            return (YES if random.random() < chance else "tidak"), ""
        case "pilihan" if indicator.kind in (IndicatorKind.DISCIPLINE, IndicatorKind.CONDITION):
            return _record(spec, random), ""
        case "pilihan" | "skala":
            return _choice(spec, level), ""
        case "rasio":
            target = 20 * random.randrange(5, 30)
            return str(max(0, round(target * (100 + level) / 100))), str(target)
        case "angka":
            return _number(indicator, program, 97 + level), ""


def _record(spec: InputSpec, random: Random) -> str:
    """Mostly the best record; each worse one rarer."""
    ranked = sorted(spec.choices, key=lambda choice: -choice.score)
    for choice in ranked[:-1]:
        if random.random() < UNDISTURBED:
            return choice.code
    return ranked[-1].code


def _choice(spec: InputSpec, level: float) -> str:
    """The answer nearest to three quarters up the scale, moved by `level` points."""
    if spec.kind == "skala":
        assert spec.low is not None
        assert spec.high is not None
        low, high = int(spec.low), int(spec.high)
        wanted = low + (high - low) * (0.74 + level / 90)
        return str(min(high, max(low, round(wanted))))
    ranked = sorted(spec.choices, key=lambda choice: choice.score)
    share = 0.55 + level / 50 if len(ranked) == 3 else 0.74 + level / 90
    place = round((len(ranked) - 1) * share)
    return ranked[min(len(ranked) - 1, max(0, place))].code


def _number(indicator: Indicator, program: Program, score: float) -> str:
    """A raw value that scores about `score` points under the function in force."""
    function = in_force(indicator.functions, program.on)
    assert function is not None
    match function.value:
        case LowerIsBetter():
            standard = in_force(indicator.standards, program.on)
            assert standard is not None
            days = float(standard.value) * (200 - score) / 100
            return str(max(Decimal(0), Decimal(round(days * 10)).scaleb(-1)))
        case PiecewiseLinear(points=points):
            return _inverse(points, score)
        case _:
            return str(round(max(0.0, score)))


def _inverse(points: tuple[tuple[Decimal, Decimal], ...], score: float) -> str:
    """The value whose score is nearest: walked along the lines in forty steps each."""
    best, nearest = float(points[0][0]), abs(float(points[0][1]) - score)
    for (x0, y0), (x1, y1) in pairwise(points):
        for step in range(1, 41):
            x = float(x0) + float(x1 - x0) * step / 40
            y = float(y0) + float(y1 - y0) * step / 40
            if abs(y - score) < nearest:
                best, nearest = x, abs(y - score)
    return str(Decimal(round(best * 10)).scaleb(-1))
