"""Every shipped scheme on every day it changes, and every shipped worked example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

import pytest
from core_samples import shipped

from terang.core import expr
from terang.core.dates import change_dates
from terang.core.explain import explain
from terang.core.expr_json import from_json
from terang.core.program import Program, program_json
from terang.core.rules import lower, lower_indicator
from terang.core.scoring import score
from terang.messages import text

PROGRAMS = [
    pytest.param(
        lower(agency, shipped().profiles, scheme.id, on), id=f"{agency.agency.id}-{scheme.id}-{on}"
    )
    for agency in shipped().agencies.values()
    for scheme in agency.schemes.values()
    for on in change_dates(scheme, agency.indicators)
]
EXAMPLES = [
    pytest.param(agency, example, id=f"{agency.agency.id}-{example.id}")
    for agency in shipped().agencies.values()
    for example in agency.examples.values()
]


def nodes(value: Any) -> Iterator[Any]:
    """Every node within an expression, itself first."""
    if isinstance(value, tuple):
        for item in value:
            yield from nodes(item)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from nodes(getattr(value, field.name))


@pytest.mark.parametrize("program", PROGRAMS)
def test_bindings_refer_only_to_earlier_ones_and_declared_inputs(program: Program) -> None:
    declared = {spec.id for spec in program.inputs}
    known: set[str] = set()
    for name, expression in program.bindings:
        assert name not in known
        for node in nodes(expression):
            if isinstance(node, expr.Ref):
                assert node.name in known
            elif hasattr(node, "input"):
                assert node.input in declared
        known.add(name)


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_json_holds_the_same_expressions(program: Program) -> None:
    told = json.loads(json.dumps(program_json(program)))

    assert "terang-program/1" == told["format"]
    assert list(program.bindings) == [
        (binding["name"], from_json(binding["expr"])) for binding in told["bindings"]
    ]
    assert [spec.id for spec in program.inputs] == [spec["id"] for spec in told["inputs"]]


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_empty_appraisal_is_pending_everywhere_and_says_why(program: Program) -> None:
    outcome = score(program, {})

    assert {"belum_lengkap"} == {measure.status for measure in outcome.measures.values()}
    assert all(measure.reasons for measure in outcome.measures.values())


def outcome_of(agency: Any, example: Any) -> Any:
    if example.scheme is not None:
        program = lower(agency, shipped().profiles, example.scheme, example.on)
    else:
        (source,) = {s for by_source in example.inputs.values() for s in by_source}
        program = lower_indicator(agency, example.indicator, source, example.on)
    return score(program, example.inputs)


@pytest.mark.parametrize(("agency", "example"), EXAMPLES)
def test_worked_example_comes_out_as_computed_by_hand(agency: Any, example: Any) -> None:
    found = outcome_of(agency, example)
    measures = found.measures

    assert example.indicator_scores == {k: found.indicators[k] for k in example.indicator_scores}
    assert example.measure_values == {k: measures[k].value for k in example.measure_values}
    assert example.measure_categories == {
        k: measures[k].category for k in example.measure_categories
    }
    assert example.measure_status == {k: measures[k].status for k in example.measure_status}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(("agency", "example"), EXAMPLES)
def test_every_example_can_be_told_in_words(agency: Any, example: Any, lang: str) -> None:
    steps = outcome_of(agency, example).steps
    told = explain(steps, lang, partial(_say, lang))

    assert told
    assert [] == [line for line in told if not line.endswith((".", "…")) or "None" in line]


def _say(lang: str, key: str, **values: str) -> str:
    return text("scoring", key, lang, **values)
