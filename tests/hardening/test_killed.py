"""A few of the kills of `python -m benchmarks.killed`: what was there stays whole."""

from __future__ import annotations

from pathlib import Path

from benchmarks.killed.cells import cells_survive
from benchmarks.killed.runs import criteria_of_one, site_survives


def test_a_site_survives_being_killed(tmp_path: Path) -> None:
    phases = site_survives(tmp_path, criteria_of_one(tmp_path / "criteria"), 3)

    assert 3 == phases.total()
    assert 0 < phases["writing"] + phases["before"]


def test_the_files_of_protect_survive_being_killed(tmp_path: Path) -> None:
    phases = cells_survive(tmp_path, 3)

    assert 3 == phases.total()
    assert 0 < phases["writing"] + phases["between"] + phases["before"]
