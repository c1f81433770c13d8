"""Cases whose answers a person can check by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from terang.disclosure import attack, case_system, elimination

CASES = sorted((Path(__file__).parents[1] / "vectors" / "sdc-cases").glob("*.json"))


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_intervals_are_the_expected_ones(path: Path) -> None:
    case = load(path)

    found = attack(case_system(case))

    shown = {
        name: [float(i.lower), None if i.upper is None else float(i.upper)]
        for name, i in found.items()
    }
    assert case.get("expected_intervals", {}) == shown


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_exact_and_narrow_cells_are_found(path: Path) -> None:
    case = load(path)

    found = attack(case_system(case))

    exact = sorted(name for name, interval in found.items() if interval.exact)
    narrow = sorted(
        name
        for name in case.get("sensitive", [])
        if name in found and found[name].narrower_than(case["need_width"])
    )
    assert case.get("exactly_recoverable", []) == exact
    assert sorted(case.get("narrow_sensitive", [])) == narrow


def test_elimination_sees_two_releases_but_not_the_zero_trap() -> None:
    folder = CASES[0].parent
    two = case_system(load(folder / "5-two-releases.json"))
    trap = case_system(load(folder / "3-zero-trap.json"))

    assert Fraction(3) == elimination(two)["y1.u1.BP"]
    assert {} == elimination(trap)
