"""Worked examples: there is one for everything, and each computes to what it says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from terang.core.inputs import InputFault, InvalidInputs
from terang.core.lowering import CannotLower
from terang.core.model import AgencyCriteria, WorkedExample
from terang.core.program import Program
from terang.core.rules import lower, lower_indicator
from terang.core.scoring import Outcome, score
from terang.criteria.draft import CriteriaFile, Draft
from terang.problems import Problem


def one_subject(draft: Draft) -> Iterator[Problem]:
    """K070: an example shows a scheme or an indicator, one of them."""
    for file, example in draft.values(WorkedExample):
        if example.scheme is not None and example.indicator is not None:
            place = file.key_of(example, "indicator")
            yield file.problem("K070", place, first="skema", second="indikator")
        elif example.scheme is None and example.indicator is None:
            yield file.problem("K062", file.of(example), key="skema", where="@in_file")


def every_scheme(draft: Draft) -> Iterator[Problem]:
    """K036: every scheme has a worked example."""
    for agency in draft.agencies.values():
        shown = {example.scheme for example in agency.examples.values()}
        if not any(kind == "contoh" for kind, _ in agency.broken):
            for scheme in agency.schemes.values():
                if scheme.id not in shown:
                    file = draft.by_path[scheme.file]
                    yield file.problem("K036", file.of(scheme, "id"), name=scheme.id)


def every_indicator(draft: Draft) -> Iterator[Problem]:
    """K037: every indicator has a worked example of its own, or stands in one of a scheme."""
    for agency in draft.agencies.values():
        examples = agency.examples.values()
        shown = {example.indicator for example in examples}
        shown |= {name for example in examples for name in example.inputs}
        if not any(kind == "contoh" for kind, _ in agency.broken):
            for indicator in agency.indicators.values():
                if indicator.id not in shown:
                    file = draft.by_path[indicator.file]
                    yield file.problem("K037", file.of(indicator, "id"), name=indicator.id)


def recomputed(draft: Draft, agency: AgencyCriteria) -> Iterator[Problem]:
    """K034 results that differ, K035 examples that cannot be computed, of one agency.

    Only for agencies without other errors, so that one mistake is told once.
    """
    programs: dict[tuple[object, ...], Program] = {}
    for example in agency.examples.values():
        file = draft.by_path[example.file]
        try:
            outcome = score(_program(draft, agency, example, programs), example.inputs)
        except InvalidInputs as invalid:
            yield from (_input_fault(file, example, fault) for fault in invalid.faults)
        except CannotLower as fault:
            place = file.of(example, "on")
            why = f"@lower.{fault.key}"
            yield file.problem("K035", place, why=why, **fault.fields)
        else:
            yield from _differences(file, example, outcome)


def _program(
    draft: Draft,
    agency: AgencyCriteria,
    example: WorkedExample,
    programs: dict[tuple[object, ...], Program],
) -> Program:
    """The program of an example, lowered once for each scheme and date."""
    if example.scheme is None:
        name = example.indicator or ""
        sources = list(example.inputs.get(name, {})) or ["sistem"]
        return lower_indicator(agency, name, sources[0], example.on)
    key = (example.scheme, example.on)
    if key not in programs:
        programs[key] = lower(agency, draft.profiles, example.scheme, example.on)
    return programs[key]


def _input_fault(file: CriteriaFile, example: WorkedExample, fault: InputFault) -> Problem:
    path = ("inputs", fault.indicator, fault.source)
    is_key = fault.key in ("sumber_asing", "indikator_asing")
    steps = path[:2] if fault.key == "indikator_asing" else path
    place = file.key_of(example, *steps) if is_key else file.of(example, *steps)
    return file.problem("K035", place, why=f"@input.{fault.key}", **fault.fields)


def _differences(file: CriteriaFile, example: WorkedExample, outcome: Outcome) -> Iterator[Problem]:
    for name, expected in example.indicator_scores.items():
        found = outcome.indicators.get(name)
        yield from _different(file, example, f"indikator.{name}", expected, found)
    measures = outcome.measures
    wanted: list[tuple[str, str, Decimal | str]] = [
        *((name, "nilai", value) for name, value in example.measure_values.items()),
        *((name, "kategori", code) for name, code in example.measure_categories.items()),
        *((name, "status", status) for name, status in example.measure_status.items()),
    ]
    for name, key, expected_result in wanted:
        result = measures.get(name)
        got = None
        if result is not None:
            got = {"nilai": result.value, "kategori": result.category, "status": result.status}[key]
        yield from _different(file, example, f"ukuran.{name}.{key}", expected_result, got)


def _different(
    file: CriteriaFile,
    example: WorkedExample,
    key: str,
    expected: Decimal | str,
    found: Decimal | str | None,
) -> Iterator[Problem]:
    if expected != found:
        mark = example.marks[key]
        told = "@none" if found is None else str(found)
        fields = {"key": key, "expected": expected, "found": told}
        yield file.problem("K034", (mark.line, mark.column), **fields)
