"""A slice of `python -m benchmarks.fuzz`: readers accept or refuse in words, whatever comes.

The same inputs in every run, fewest where one costs most; the benchmark draws others, and more.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from benchmarks.fuzz.runs import Tally, made, run, told
from benchmarks.fuzz.targets import ACCEPTED, Target, targets

SEED = 20261122
SLICE = {
    **{"yaml": 700, "lint": 60, "release": 600, "survey": 300, "cells": 400},
    **{"microdata": 30, "workbook": 30, "parquet": 30, "postgresql": 30},
    **{"mapping": 200, "case": 100, "fmt": 80, "migrate": 60, "scan": 100, "folder": 20},
    **{"ledger": 200},
}
COMMANDS = ("case", "fmt", "migrate", "scan", "ledger")  # told by their exit code alone


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("acak")


@pytest.mark.parametrize("name", SLICE)
def test_every_input_is_accepted_or_refused_in_words(scratch: Path, name: str) -> None:
    target = next(target for target in targets(scratch) if target.name == name)
    tally = run(target, SEED, range(SLICE[name]))

    assert [] == tally.failures, "\n".join(told(tally))
    assert SLICE[name] == tally.inputs
    few = 2 if name in COMMANDS else 5
    assert len(tally.outcomes) >= few  # the inputs reach different places
    assert 0 < tally.outcomes[ACCEPTED] < SLICE[name]


def test_an_input_has_a_name_for_good(scratch: Path) -> None:
    for target in targets(scratch):
        assert made(target, 1, 7) == made(target, 1, 7)
        assert 10 == len({made(target, 1, number) for number in range(10)})


def test_a_failing_or_slow_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(raw: bytes) -> str:
        raise KeyError(raw.decode())

    def digit(random: Random) -> bytes:
        return str(random.randrange(10)).encode()

    broken: Tally = run(Target("x", 1, digit, fails), 1, range(3))
    assert [0, 1, 2] == [number for number, _ in broken.failures]
    assert {"FAILED KeyError": 3} == dict(broken.outcomes)
    assert "3 failures" in next(told(broken))

    monkeypatch.setattr("benchmarks.fuzz.runs.SLOW", -1.0)
    slow = run(Target("x", 1, digit, lambda _: ACCEPTED), 1, range(2))
    assert ["FAILED slow"] == list(slow.outcomes)
