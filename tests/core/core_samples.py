"""Small real criteria built in Python, the shipped national profiles, and the vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tests.shipped import criteria as shipped

from terang.core.model import (
    Agency,
    AgencyCriteria,
    Axis,
    Categorical,
    CategoryAxis,
    Component,
    Dated,
    Gap,
    Gate,
    GroupComponent,
    Indicator,
    IndicatorComponent,
    IndicatorKind,
    Level,
    Mark,
    Matrix,
    MeasureRule,
    MissingPolicy,
    Nature,
    Objection,
    PiecewiseLinear,
    Profile,
    Provenance,
    PublicationPolicy,
    RaterAlternative,
    RaterSet,
    RaterSource,
    RatingInput,
    Rule,
    Scheme,
    ScoreFunction,
    Text,
    WeightedSum,
)
from terang.core.program import Program
from terang.core.rules import lower
from terang.core.scoring import Outcome, score

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"
START = date(2024, 1, 1)
ON = date(2025, 6, 30)
PROVENANCE = Provenance(Nature.EXAMPLE)
MARK = Mark("contoh.yml", 1, 1)


def profiles() -> Mapping[str, Profile]:
    return shipped().profiles


def body(profile_id: str) -> Any:
    return profiles()[profile_id].body


@cache
def vector(name: str) -> Any:
    return yaml.safe_load((VECTORS / f"{name}.yaml").read_text(encoding="utf-8"))


def dated(value: Any, start: date = START) -> Dated[Any]:
    return Dated(start, value, PROVENANCE)


def indicator(
    indicator_id: str,
    *functions: ScoreFunction | Dated[ScoreFunction],
    standards: Sequence[Dated[Decimal]] = (),
) -> Indicator:
    return Indicator(
        id=indicator_id,
        name=Text(indicator_id),
        kind=IndicatorKind.RESULT,
        meaning=Text("arti"),
        measurement=Text("cara"),
        unit=Text("nilai"),
        evidence=None,
        functions=tuple(f if isinstance(f, Dated) else dated(f) for f in functions),
        standards=tuple(standards),
        reference=None,
        provenance=PROVENANCE,
        mark=MARK,
        file=MARK.file,
    )


def as_is(indicator_id: str, top: int = 120) -> Indicator:
    """An indicator whose score is its value, from 0 to top."""
    ends = ((Decimal(0), Decimal(0)), (Decimal(top), Decimal(top)))
    return indicator(indicator_id, PiecewiseLinear(ends))


def rated(indicator_id: str, **scores: int) -> Indicator:
    """A categorical indicator with these codes and scores."""
    levels = tuple(Level(code, Decimal(value), Text(code)) for code, value in scores.items())
    return indicator(indicator_id, Categorical(levels))


def leaf(indicator_id: str, weight: object = 100, raters: str = "sistem") -> IndicatorComponent:
    weights = weight if isinstance(weight, tuple) else (dated(Decimal(str(weight))),)
    return IndicatorComponent(indicator_id, weights, raters, MARK)


def group(group_id: str, weight: object, *parts: IndicatorComponent) -> GroupComponent:
    weights = (dated(Decimal(str(weight))),)
    return GroupComponent(group_id, Text(group_id), weights, parts, PROVENANCE, MARK)


def weighted(
    *components: Component,
    missing: MissingPolicy = MissingPolicy.PENDING,
    bands: Any = None,
    profile: str | None = None,
    conditions: Mapping[str, str] | None = None,
) -> WeightedSum:
    own = () if bands is None else (dated(bands),)
    return WeightedSum(components, missing, own, profile, conditions or {})


def matrix(row: Axis | str, column: Axis | str) -> Matrix:
    axes = [CategoryAxis(a, "atasan") if isinstance(a, str) else a for a in (row, column)]
    return Matrix("permenpanrb-6-2022", *axes)


def measure(
    rule: Rule, *gates: Gate, measure_id: str = "predikat", gap: Gap | None = None
) -> MeasureRule:
    name = Text(measure_id)
    return MeasureRule(measure_id, name, "utama", False, rule, gates, gap, PROVENANCE, MARK)


def gate(indicator_id: str, codes: Sequence[str], effect: Any, category: str | None = None) -> Gate:
    return Gate(
        id="disiplin",
        name=Text("disiplin"),
        indicator=indicator_id,
        raters="sistem",
        codes=tuple(codes),
        effect=effect,
        category=category,
        provenance=PROVENANCE,
        mark=MARK,
    )


def source(source_id: str, minimum: int = 1) -> RaterSource:
    return RaterSource(source_id, Text(source_id), minimum, PROVENANCE)


SOURCES = tuple(source(s) for s in ("atasan", "diri", "bawahan", "dokumen", "sistem"))


def rater_set(
    set_id: str,
    weights: Mapping[str, object],
    missing: MissingPolicy = MissingPolicy.PENDING,
    *alternatives: tuple[Sequence[str], Mapping[str, object]],
) -> RaterSet:
    return RaterSet(
        id=set_id,
        weights=(dated(_decimals(weights)),),
        missing=missing,
        alternatives=tuple(
            RaterAlternative(frozenset(without), _decimals(instead))
            for without, instead in alternatives
        ),
    )


def _decimals(weights: Mapping[str, object]) -> dict[str, Decimal]:
    return {name: Decimal(str(weight)) for name, weight in weights.items()}


def criteria(
    indicators: Sequence[Indicator],
    *measures: MeasureRule,
    sources: Sequence[RaterSource] = (*SOURCES, source("rekan", 3)),
    rater_sets: Sequence[RaterSet] = (),
    start: date = START,
    end: date | None = None,
) -> AgencyCriteria:
    """An agency with one scheme, `skema`."""
    text = Text("teks")
    scheme = Scheme(
        id="skema",
        name=text,
        summary=text,
        position_groups=(),
        start=start,
        end=end,
        cycle=None,
        cycle_provenance=None,
        sources=tuple(sources),
        rater_sets=tuple(rater_sets),
        measures=measures,
        basis=(),
        provenance=PROVENANCE,
        mark=MARK,
        file=MARK.file,
    )
    objection = Objection(False, text, text, (), PROVENANCE)
    agency = Agency(
        "contoh", text, text, None, None, text, (), (), (), (), objection, MARK, MARK.file
    )
    policy = PublicationPolicy((), 5, 30, 10, 2, 1, (), PROVENANCE, MARK, MARK.file)
    by_id = {item.id: item for item in indicators}
    return AgencyCriteria(agency, by_id, {"skema": scheme}, {}, {}, policy)


def program(own: AgencyCriteria, on: date = ON) -> Program:
    return lower(own, profiles(), "skema", on)


def inputs(
    given: Mapping[str, Mapping[str, Sequence[object]]],
) -> dict[str, dict[str, tuple[RatingInput, ...]]]:
    """Plain ratings: numbers, codes, truth values, or (value, target) pairs."""
    return {
        name: {
            source_id: tuple(_rating(value) for value in values) for source_id, values in by.items()
        }
        for name, by in given.items()
    }


def _rating(value: object) -> RatingInput:
    if isinstance(value, tuple):
        return RatingInput(Decimal(str(value[0])), Decimal(str(value[1])))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return RatingInput(Decimal(value))
    assert isinstance(value, str | bool)
    return RatingInput(value)


def scored(
    own: AgencyCriteria, given: Mapping[str, Mapping[str, Sequence[object]]], on: date = ON
) -> Outcome:
    return score(program(own, on), inputs(given))
