"""Variants of the published cases, against enumeration of every whole table.

Each builder gives a case of one kind with few withheld counts; every combination of their values
is written down and those that break a relation are struck out.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

from terang.disclosure import attack, case_system, whole_ends

Case = dict[str, Any]
CAP = 12


def sums(case: Case, total: str, parts: list[str], tol: float = 0) -> None:
    case["relations"].append({"coef": {**dict.fromkeys(parts, 1), total: -1}, "tol": tol})


def rectangle(random: np.random.Generator, *, units: str = "uvw", high: int = 5) -> Case:
    """Three units by three ratings with margins, a rectangle of four withheld."""
    case: Case = {"cells": {}, "relations": []}
    counts = {(u, r): int(random.integers(0, high)) for u in units for r in "xyz"}
    hidden = set(product("uv", "xy"))
    for (u, r), n in counts.items():
        case["cells"][f"{u}.{r}"] = {"value": n, "published": (u, r) not in hidden}
    for u in units:
        total(case, f"{u}.T", [f"{u}.{r}" for r in "xyz"])
    for r in "xyz":
        total(case, f"T.{r}", [f"{u}.{r}" for u in units])
    return case


def total(case: Case, name: str, parts: list[str]) -> None:
    value = sum(case["cells"][part]["value"] for part in parts)
    case["cells"][name] = {"value": value, "published": True}
    sums(case, name, parts)


def linked(random: np.random.Generator) -> Case:
    """A second table by sex shares the unit's rating counts; one of its cells is withheld."""
    case = rectangle(random)
    for r in "xy":
        women = int(random.integers(0, case["cells"][f"u.{r}"]["value"] + 1))
        men = case["cells"][f"u.{r}"]["value"] - women
        case["cells"][f"women.u.{r}"] = {"value": women, "published": True}
        case["cells"][f"men.u.{r}"] = {"value": men, "published": r == "y"}
        sums(case, f"u.{r}", [f"women.u.{r}", f"men.u.{r}"])
    return case


def zero_trap(random: np.random.Generator) -> Case:
    """Two of the four withheld cells are zero."""
    case = rectangle(random)
    for cell, other in (("u.x", "u.z"), ("v.y", "v.z")):
        case["cells"][other]["value"] += case["cells"][cell]["value"]
        case["cells"][cell]["value"] = 0
    for line in case["relations"]:
        parts = [name for name, coef in line["coef"].items() if coef == 1]
        (sum_cell,) = [name for name, coef in line["coef"].items() if coef == -1]
        case["cells"][sum_cell]["value"] = sum(case["cells"][part]["value"] for part in parts)
    return case


def rounded_totals(random: np.random.Generator) -> Case:
    """The totals of the ratings are published rounded to fives."""
    case = rectangle(random)
    for line in case["relations"]:
        for name in line["coef"]:
            if name.startswith("T."):
                cell = case["cells"][name]
                cell["value"] = (2 * cell["value"] + 5) // 10 * 5
                line["tol"] = 2
    return case


def two_releases(random: np.random.Generator) -> Case:
    """A later release shows u and v together by rating, for the same people."""
    case = rectangle(random)
    total(case, "y2.u+v.x", ["u.x", "v.x"])
    total(case, "y2.u+v.T", ["u.T", "v.T"])
    case["cells"]["y2.rest.x"] = {"value": case["cells"]["u.x"]["value"], "published": False}
    case["cells"]["y2.z.x"] = {"value": 3, "published": True}
    case["cells"]["y2.both"] = {"value": case["cells"]["u.x"]["value"] + 3, "published": True}
    sums(case, "y2.both", ["y2.rest.x", "y2.z.x"], tol=1)
    case["relations"].append({"coef": {"y2.rest.x": 1, "u.x": -1}})
    return case


def mean_of_unit(random: np.random.Generator) -> Case:
    """The mean score of a unit (5, 4, 3 by rating) is published to one decimal."""
    case = rectangle(random)
    scores = dict(zip("xyz", (5, 4, 3), strict=True))
    people = max(case["cells"]["u.T"]["value"], 1)
    points = sum(score * case["cells"][f"u.{r}"]["value"] for r, score in scores.items())
    mean = (20 * points + people) // (2 * people) / 10
    case["cells"]["one"] = {"value": 1, "published": True}
    coef = {f"u.{r}": score for r, score in scores.items()}
    case["relations"].append(
        {"coef": {**coef, "one": -round(mean * people, 6)}, "tol": round(people * 0.05, 6)}
    )
    return case


def enumerated(case: Case) -> dict[str, tuple[int, int]]:
    """Least and greatest value of each withheld count over all whole tables that fit."""
    hidden = [name for name, cell in case["cells"].items() if not cell["published"]]
    grids = np.meshgrid(*[np.arange(CAP + 1)] * len(hidden), indexing="ij")
    values = {name: grid.ravel() for name, grid in zip(hidden, grids, strict=True)}
    fits = np.ones((CAP + 1) ** len(hidden), dtype=bool)
    for line in case["relations"]:
        left = np.zeros(len(fits))
        for name, coef in line["coef"].items():
            left = left + coef * values.get(name, case["cells"][name]["value"])
        fits &= np.abs(left) <= line.get("tol", 0) + 1e-9
    return {name: (int(v[fits].min()), int(v[fits].max())) for name, v in values.items()}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "build",
    [rectangle, linked, zero_trap, rounded_totals, two_releases, mean_of_unit],
    ids=lambda build: build.__name__,
)
def test_whole_intervals_are_those_of_every_table(
    build: Callable[[np.random.Generator], Case], seed: int
) -> None:
    case = build(np.random.default_rng(seed))
    system = case_system(case)

    sharp = whole_ends(system, attack(system))

    found = {name: (i.lower, i.upper) for name, i in sharp.intervals.items()}
    assert 0 == sharp.unsettled
    assert enumerated(case) == found


@pytest.mark.parametrize("build", [rectangle, zero_trap], ids=lambda b: b.__name__)
def test_a_width_that_is_enough_never_calls_a_narrow_cell_wide(
    build: Callable[[np.random.Generator], Case],
) -> None:
    wrong = []
    for seed in range(15):
        case = build(np.random.default_rng(seed))
        quick = attack(case_system(case), need=4)
        true = {name: high - low < 4 for name, (low, high) in enumerated(case).items()}
        wrong += [(seed, name) for name in true if quick[name].narrower_than(4) != true[name]]

    assert [] == wrong


@pytest.mark.parametrize("seed", range(6))
def test_a_single_person_learns_what_enumeration_with_that_count_says(seed: int) -> None:
    case = rectangle(np.random.default_rng(seed))
    case["cells"]["u.x"]["value"], moved = 1, case["cells"]["u.x"]["value"] - 1
    for name in ("u.T", "T.x"):
        case["cells"][name]["value"] -= moved
    alone = [n for n, cell in case["cells"].items() if not cell["published"] and cell["value"] == 1]
    expected = {}
    for insider in alone:
        told = {"cells": {**case["cells"], insider: {"value": 1, "published": True}}}
        for name, (low, high) in enumerated({**case, **told}).items():
            expected[name] = min(expected.get(name, CAP), high - low)

    found = attack(case_system(case), insiders=True)

    outside = {name: high - low for name, (low, high) in enumerated(case).items()}
    widths = {name: min(outside[name], expected.get(name, CAP)) for name in outside}
    assert widths == {name: interval.width for name, interval in found.items()}
