"""One small fault in small criteria: golden cases, and that nothing at all breaks the check."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from error_pages import BASE, ROOT, put
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terang import report
from terang.criteria.load import load
from terang.criteria.source import Value, read

CASES = sorted((ROOT / "tests/kasus/criteria/bentuk-dan-makna").glob("*.yml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_fault_is_told_once_at_its_place(path: Path, tmp_path: Path) -> None:
    case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    root = tmp_path / "criteria"
    shutil.copytree(BASE, root)
    put(root / case["file"], case["right"].rstrip("\n"), case["wrong"].rstrip("\n"))
    problems = load(root).problems

    assert case["expected"] == [f"{p.file}:{p.line}:{p.column} {p.code}" for p in problems]
    for lang in ("id", "en"):
        assert "{" not in report.as_text(problems, lambda _: (), lang)


def trees() -> dict[str, Value]:
    """Every file of the small criteria as plain values."""
    found: dict[str, Value] = {}
    for path in sorted(BASE.rglob("*.yml")):
        node, _ = read(path.read_bytes(), path.name)
        assert node is not None
        found[path.relative_to(BASE).as_posix()] = node.value
    return found


TREES = trees()


def paths(value: Value) -> Iterator[tuple[str | int, ...]]:
    """The path of every value below a value."""
    steps: Iterator[tuple[str | int, Value]] = iter(())
    if isinstance(value, dict):
        steps = iter(value.items())
    elif isinstance(value, list):
        steps = iter(enumerate(value))
    for step, below in steps:
        yield (step,)
        yield from ((step, *deeper) for deeper in paths(below))


def changed(value: Value, path: tuple[str | int, ...], new: object) -> Any:
    """A copy of a value with something else at a path; a missing one when new is `...`."""
    step, *rest = path
    whole: Any = dict(value) if isinstance(value, dict) else list(value)  # type: ignore[arg-type]
    if rest:
        whole[step] = changed(whole[step], tuple(rest), new)
    elif new is ...:
        del whole[step]
    else:
        whole[step] = new
    return whole


def written(value: object) -> str:
    return json.dumps(value, default=lambda number: float(Decimal(number)))


PLACES = [(file, path) for file, value in TREES.items() for path in paths(value)]
OTHERS = [..., None, "", "x", "pelaksana", "2026-01-01", 0, -1, 1.5, 10**6, True, [], {}, ["x"]]
OTHERS += [{"a": 1}, [[1, 2], [1, 2]], [{"berlaku": "2024-01-01"}]]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.sampled_from(PLACES), new=st.sampled_from(OTHERS))
def test_any_changed_value_gives_problems_and_never_an_exception(
    place: tuple[str, tuple[str | int, ...]], new: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file, path = place
    root = tmp_path_factory.mktemp("ubah") / "criteria"
    shutil.copytree(BASE, root)
    (root / file).write_text(written(changed(TREES[file], path, new)), encoding="utf-8")
    loaded = load(root)

    assert isinstance(report.as_text(loaded.problems, lambda _: (), "en"), str)
    assert list(loaded.problems) == sorted(loaded.problems, key=lambda problem: problem.place)
