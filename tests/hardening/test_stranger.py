"""A slice of `python -m benchmarks.stranger`: what is promised holds against other programs.

The stranger's own programs are checked first, against every whole table written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from benchmarks.stranger import runs
from benchmarks.stranger.attacker import Known, sums_of
from benchmarks.stranger.cases import one_case
from benchmarks.stranger.runs import Found, foreign, one
from benchmarks.stranger.shapes import drawn, totalled
from benchmarks.stranger.units import one_history

TREES = ({"all": None, "a": "all", "b": "all", "b1": "b"}, {"T": None, "x": "T", "y": "T"})
SOME = 27  # a seed whose table has counts of one and two
COUNTS = {("a", "x"): 1, ("a", "y"): 4, ("b1", "x"): 3, ("b1", "y"): 0}


@pytest.mark.parametrize("shown", [["all T"], ["all T", "b T"], ["all x", "all T", "a T"], []])
def test_the_stranger_finds_what_every_whole_table_says(shown: list[str]) -> None:
    counts = totalled(COUNTS, TREES)
    kept = {tuple(name.split()) for name in shown}
    known = Known({c: (n if c in kept else None) for c, n in counts.items()}, sums_of(TREES))
    if not kept:
        assert {known.interval(cell) for cell in known.hidden} == {(0, float("inf"))}
        return
    tables = list(known.tables(8))

    ends = {c: (min(t[c] for t in tables), max(t[c] for t in tables)) for c in known.hidden}
    assert ends == {cell: known.interval(cell) for cell in known.hidden}


@pytest.mark.parametrize("part", range(6))
def test_protected_tables_hold(part: int, tmp_path: Path) -> None:
    found = Found()
    for seed in range(10_000 + 10 * part, 10_010 + 10 * part):
        one(seed, tmp_path, found)

    assert [] == found.faults
    assert found.seen["sensitive"] > 0
    assert found.seen["refused"] < found.seen["tables"] / 2


@pytest.mark.parametrize("dims", [2, 3, 5])
def test_tables_of_several_trees_hold(dims: int, tmp_path: Path) -> None:
    """Each dimension with a file of its own, uneven and with single children."""
    found = Found()
    for seed in range(5200, 5204):
        one(seed, tmp_path, found, table=drawn(seed, 150, dims))

    assert [] == found.faults
    assert found.seen["sensitive"] > 0


def test_most_complementary_cells_are_needed_each_by_itself(tmp_path: Path) -> None:
    """Shown alone, most complementary cells open a sensitive one: few are in vain."""
    found = Found()
    for seed in range(20_000, 20_030):
        one(seed, tmp_path, found, minimal=True)

    assert found.seen["complementary"] > 50
    assert found.seen["needed"] > found.seen["complementary"] / 2


@pytest.mark.parametrize("part", range(4))
def test_the_attack_finds_the_true_ends_whatever_is_withheld(part: int, tmp_path: Path) -> None:
    found = Found()
    for seed in range(30_000 + 30 * part, 30_030 + 30 * part):
        foreign(seed, tmp_path, found)

    assert [] == found.faults
    assert found.seen["narrow sensitive"] > 0


@pytest.mark.parametrize("part", range(4))
def test_cases_of_any_relations_have_their_true_ends(part: int, tmp_path: Path) -> None:
    seeds = range(100 * part, 100 * part + 100)

    assert [] == [(seed, fault) for seed in seeds for fault in one_case(seed, tmp_path)]


@pytest.mark.parametrize("part", range(2))
def test_files_of_units_that_change_tell_nothing_together(part: int, tmp_path: Path) -> None:
    """Merged, split, renamed and moved units, each file protected beside those before it."""
    found = Found()
    seeds = range(40 * part, 40 * part + 40)

    assert [] == [fault for seed in seeds for fault in one_history(seed, tmp_path, found)]
    assert found.seen["sensitive in files"] > 100
    assert found.seen["refused"] < found.seen["histories"] / 10


@pytest.mark.parametrize("seed", [30, 341, 864, 1010, 1046, 1284, 4129])
def test_histories_that_were_open_or_refused_once_are_safe_now(seed: int, tmp_path: Path) -> None:
    """A group that an earlier file withholds was opened; the last was refused needlessly."""
    found = Found()

    assert [] == list(one_history(seed, tmp_path, found))
    assert found.seen["refused"] == 0


@pytest.mark.parametrize("seed", [33, 56, 320, 334, 412, 541])
def test_what_was_wrong_once_stays_right(seed: int, tmp_path: Path) -> None:
    """Another order of rows gave another pattern; sums of a part of the ratings could not move."""
    found = Found()
    one(seed, tmp_path, found)

    assert [] == found.faults


def test_a_cell_shown_again_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stranger is no toy: one withheld cell put back into the file is a fault."""
    whole, counts = runs.figures, runs.drawn(SOME).counts

    def careless(path: Path, names: tuple[str, ...]) -> Mapping[tuple[str, ...], int | None]:
        shown = dict(whole(path, names))
        withheld = [cell for cell, n in shown.items() if n is None and 0 < counts[cell] < 3]
        return {**shown, withheld[0]: counts[withheld[0]]}

    monkeypatch.setattr(runs, "figures", careless)
    found = Found()
    one(SOME, tmp_path, found)

    assert any("reaches only" in fault for fault in found.faults)
