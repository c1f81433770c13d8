"""What the commands on cell files refuse: in words, with the place, and without a file left."""

from __future__ import annotations

import io
from itertools import count
from pathlib import Path

import highspy
import numpy as np
import pytest

import terang.cellfiles.rows as rows_module
from terang.cellfiles import run_protect
from terang.cli import main
from terang.disclosure import ProtectionFailed
from terang.disclosure.program import Program

CELLS = (
    "node,rating,n\na,x,3\na,y,20\na,T,23\nb,x,20\nb,y,30\nb,T,50\nall,x,23\nall,y,50\nall,T,73\n"
)
TREE = "node,parent,level\nall,,0\na,all,1\nb,all,1\n"
DIMS = ["--dim", "node=hier.csv", "--dim", "rating", "--lang", "en"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cells.csv").write_text(CELLS, encoding="utf-8")
    (tmp_path / "hier.csv").write_text(TREE, encoding="utf-8")
    return tmp_path


def left() -> set[str]:
    return {path.name for path in Path().iterdir()} - {"cells.csv", "hier.csv", "archive"}


def protect(*options: str, dims: list[str] = DIMS) -> int:
    return main(["protect", "cells.csv", *dims, *options])


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--out", "no/out.csv", "--explain", "own.csv"], "no/out.csv"),
        (["--out", "out.csv", "--explain", "no/own.csv"], "no/own.csv"),
        (["--out", "cells.csv"], "cells.csv"),
        (["--out", "hier.csv"], "hier.csv"),
        (["--out", "out.csv", "--explain", "out.csv"], "out.csv"),
        (["--out", "out.csv", "--archive", "nowhere"], "nowhere"),
        (["--out", "out.csv", "--mapping", "changes.csv"], "changes.csv"),
        (["--out", "out.csv", "--group", "jf"], "jf"),
        (["--out", "out.csv", "--threshold", "1"], "floor of 3"),
        (["--out", "out.csv", "--width", "2"], "floor of 3"),
    ],
)
def test_options_that_can_not_be_served_leave_nothing(
    options: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == protect(*options)

    said = capsys.readouterr().err
    assert named in said
    assert "Fix: " in said
    assert (set(), CELLS, TREE) == (
        left(),
        Path("cells.csv").read_text(),
        Path("hier.csv").read_text(),
    )


@pytest.mark.parametrize("given", [["--seconds", "nan"], ["--seconds", "-1"], ["--width", "0"]])
def test_numbers_that_are_none_are_wrong_usage(given: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        protect("--out", "out.csv", *given)

    assert (2, set()) == (stop.value.code, left())


def test_without_a_dimension_it_is_wrong_usage() -> None:
    assert (2, set()) == (protect("--out", "out.csv", dims=["--lang", "en"]), left())


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ("node,rating,n\n", "not one cell"),
        ("", "node"),
        (CELLS.replace("a,T,23", "a,T,99999999999999999"), "4: a × T: 99999999999999999"),
        (CELLS.replace("a,T,23", "a,T,1.000"), "4: a × T: 1.000"),
        (CELLS.replace("a,T,23", "a,T,"), "4: a × T"),
        (CELLS.replace("a,T,23\n", ""), "1 cells are missing"),
    ],
)
def test_cells_that_can_not_be_used_are_named(
    cells: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("cells.csv").write_text(cells, encoding="utf-8")

    assert 1 == protect("--out", "out.csv")
    assert named in capsys.readouterr().err
    assert set() == left()


def test_one_person_among_totals_that_must_stay_is_refused_with_the_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An earlier file shows the totals; the one person can't be anywhere else."""
    Path("cells.csv").write_text("node,rating,n\na,x,1\na,T,1\nall,x,1\nall,T,1\n")
    Path("hier.csv").write_text("node,parent\nall,\na,all\n")
    Path("archive").mkdir()
    Path("archive/old.csv").write_text("node,rating,n\nall,T,1\n")

    assert 1 == protect("--out", "out.csv", "--archive", "archive")
    assert "3: a × T" in capsys.readouterr().err
    assert set() == left()


def test_a_total_that_nobody_named_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Taken as three units side by side, a would follow from all less b."""
    flat = ["--dim", "node", "--dim", "rating", "--lang", "en"]

    assert 1 == protect("--out", "out.csv", dims=flat)
    assert "--total all" in capsys.readouterr().err
    assert set() == left()


def test_semicolons_and_marks_of_order_are_read_like_commas() -> None:
    assert 0 == protect("--out", "out.csv")
    plain = Path("out.csv").read_bytes()
    content = "\ufeff" + CELLS.replace(",", ";").replace("\n", "\r\n")
    Path("cells.csv").write_bytes(content.encode())

    assert 0 == protect("--out", "out.csv")
    assert plain == Path("out.csv").read_bytes()


def test_a_code_with_a_bar_is_not_taken_for_two() -> None:
    """`p|q` of x and `p` of `q|x` would have one name."""
    lines = ["a,b,n"]
    counts = {("p|q", "x"): 4, ("p|q", "q|x"): 20, ("p", "x"): 20, ("p", "q|x"): 4}
    for one in ("p|q", "p"):
        lines += [f"{one},{two},{counts[one, two]}" for two in ("x", "q|x")] + [f"{one},T,24"]
    lines += ["T,x,24", "T,q|x,24", "T,T,48"]
    Path("cells.csv").write_text("\n".join(lines))
    dims = ["--dim", "a", "--dim", "b"]

    assert 0 == protect("--out", "out.csv", dims=dims)
    assert 0 == main(["attack", "out.csv", *dims, "--out", "found.csv"])
    assert 5 == len(Path("found.csv").read_text().splitlines())


def test_a_status_behind_a_blank_is_read() -> None:
    lines = CELLS.replace("node,rating,n", "node,rating,n, status").replace("\n", ",shown\n")
    lines = lines.replace(" status,shown", " status").replace("a,x,3,shown", "a,x,3,withheld")
    Path("out.csv").write_text(lines)

    assert 1 == main(["attack", "out.csv", *DIMS, "--out", "found.csv"])
    assert "a,x,3,3,yes" in Path("found.csv").read_text()


def test_figures_shown_that_contradict_each_other_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("out.csv").write_text(CELLS.replace("all,T,73", "all,T,74"))

    assert 1 == main(["attack", "out.csv", *DIMS, "--out", "found.csv"])
    assert "10: all × T" in capsys.readouterr().err
    assert not Path("found.csv").exists()


def test_attack_tells_groups_known_to_share_one_rating(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out.csv").write_text(
        CELLS.replace("a,x,3", "a,x,0").replace("23", "20").replace("73", "70")
    )
    given = ["attack", "out.csv", *DIMS, "--out", "found.csv"]

    assert (0, 1) == (main(given), main([*given, "--group", "rating"]))
    assert "a × y" in capsys.readouterr().out


def test_a_group_is_told_though_its_size_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever knows somebody in a knows the rating: nobody there is x."""
    cells = CELLS.replace("a,x,3", "a,x,0").replace("23", "20").replace("73", "70")
    hidden = [line for line in cells.splitlines() if line.startswith(("a,y", "a,T", "b,y", "b,T"))]
    for line in hidden:
        cells = cells.replace(line, line.rpartition(",")[0] + ",")
    Path("out.csv").write_text(cells)
    given = ["attack", "out.csv", *DIMS, "--out", "found.csv"]

    assert (0, 1) == (main(given), main([*given, "--group", "rating"]))
    assert "a × y" in capsys.readouterr().out


def test_an_earlier_sum_that_opens_a_count_stops_the_new_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Earlier a and b's y stood under one unit of their own beside the withheld ones."""
    Path("archive").mkdir()
    Path("archive/old.node.csv").write_text("node,parent\nall,\nm,all\nb,all\na1,m\na2,m\n")
    Path("archive/old.csv").write_text("node,rating,n\na1,x,3\na2,x,0\n")
    Path("archive/changes.csv").write_text("old,new\na1,a\na2,a\n")

    assert 1 == protect("--out", "out.csv", "--archive", "archive")
    assert "2: a × x" in capsys.readouterr().err
    assert set() == left()


def test_an_earlier_file_that_differs_by_few_people_stops_the_new_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("archive").mkdir()
    Path("archive/old.csv").write_text("node,rating,n\nall,y,49\n")

    assert 1 == protect("--out", "out.csv", "--archive", "archive")
    assert "9: all × y" in capsys.readouterr().err
    assert set() == left()


def test_a_disk_that_fills_leaves_neither_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Full(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    usual = Path.open

    def opened(self: Path, *how: str, **named: str) -> object:
        beside = self.name == ".out.csv.part" and usual(self, "wb").close() is None
        return Full() if beside else usual(self, *how, **named)

    monkeypatch.setattr(rows_module.Path, "open", opened)

    assert 1 == protect("--out", "out.csv", "--explain", "own.csv")
    assert "No space left" in capsys.readouterr().err
    assert set() == left()


@pytest.mark.parametrize("code", ["solver", "time", "unverified", "infeasible"])
def test_a_search_that_fails_writes_nothing_and_says_what_to_do(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ProtectionFailed(code, ["t|a|x"])

    monkeypatch.setattr("terang.cellfiles.beside.protect", fails)

    assert 1 == protect("--out", "out.csv", "--explain", "own.csv")
    said = capsys.readouterr().err
    assert "2: a × x" in said
    assert "Fix: " in said
    assert set() == left()


STATUS = highspy.HighsModelStatus


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("first", [0, 4], ids=["at once", "later"])
@pytest.mark.parametrize(
    "status", [STATUS.kSolveError, STATUS.kTimeLimit, STATUS.kMemoryLimit, STATUS.kInfeasible]
)
def test_a_solver_that_gives_up_writes_nothing(
    status: object,
    first: int,
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The solver's own answer, not ours, is the wrong one: at once, or after some programs."""
    answers = count()
    true = highspy.Highs.getModelStatus

    def gives_up(self: highspy.Highs) -> object:
        return status if next(answers) >= first else true(self)

    monkeypatch.setattr(highspy.Highs, "getModelStatus", gives_up)

    assert 1 == protect("--out", "out.csv", "--explain", "own.csv", "--lang", lang)
    assert {"id": "Perbaiki: ", "en": "Fix: "}[lang] in capsys.readouterr().err
    assert set() == left()


def test_a_solver_that_is_done_without_an_answer_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(highspy.Highs, "getSolution", lambda _: highspy.HighsSolution())

    assert 1 == protect("--out", "out.csv", "--explain", "own.csv", "--lang", "en")
    assert "Fix: " in capsys.readouterr().err
    assert set() == left()


def test_wrong_answers_of_the_solver_do_not_pass_the_second_reading(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Moves that are ten times too long leave the bounds of other tables."""
    true = Program._whole

    def longer(self: Program, solution: np.ndarray) -> np.ndarray | None:
        move = true(self, solution)
        return None if move is None else move * 10

    monkeypatch.setattr(Program, "_whole", longer)

    assert 1 == protect("--out", "out.csv", "--explain", "own.csv")
    assert "second reading" in capsys.readouterr().err
    assert set() == left()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_too_little_memory_is_told_and_writes_nothing(
    lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    Path("out.csv").write_text("old")
    monkeypatch.setattr(highspy.Highs, "run", full)

    assert 1 == protect("--out", "out.csv", "--explain", "own.csv", "--lang", lang)
    said = capsys.readouterr().err
    assert {"id": "Perbaiki: ", "en": "Fix: "}[lang] in said
    assert "Traceback" not in said
    assert ({"out.csv"}, "old") == (left(), Path("out.csv").read_text())


def test_time_that_runs_out_costs_people_and_no_proof() -> None:
    assert 0 == protect("--out", "out.csv", "--seconds", "0.01")
    assert 0 == main(["attack", "out.csv", *DIMS, "--out", "found.csv"])


def test_an_interrupt_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("terang.cellfiles.beside.protect", stopped)

    assert (130, set()) == (protect("--out", "out.csv", "--explain", "own.csv"), left())
    assert callable(run_protect)
