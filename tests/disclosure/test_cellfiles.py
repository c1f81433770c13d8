"""The commands on CSV files: what they write, what they refuse, and that refusals write nothing."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from terang.cli import main

CASES = Path(__file__).parents[1] / "vectors" / "sdc-cases"
DIMS = ["--dim", "node=hier.csv", "--dim", "rating"]
COUNTS = {"a": (12, 40, 3), "b": (9, 31, 8), "c": (14, 52, 7)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = {(u, r): n for u, row in COUNTS.items() for r, n in zip("xyz", row, strict=True)}
    for unit, row in COUNTS.items():
        rows[unit, "T"] = sum(row)
    for place, rating in enumerate("xyz"):
        rows["all", rating] = sum(row[place] for row in COUNTS.values())
    rows["all", "T"] = sum(map(sum, COUNTS.values()))
    write(tmp_path / "cells.csv", [("node", "rating", "n"), *((*k, v) for k, v in rows.items())])
    tree = [("node", "parent"), ("all", ""), *((unit, "all") for unit in COUNTS)]
    write(tmp_path / "hier.csv", tree)
    return tmp_path


def write(path: Path, rows: list) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_protect_withholds_a_rectangle_and_attack_finds_nothing(folder: Path) -> None:
    assert 0 == main(["protect", "cells.csv", *DIMS, "--out", "out.csv", "--explain", "own.csv"])
    assert 0 == main(["attack", "out.csv", *DIMS, "--out", "intervals.csv"])

    out, own = read(folder / "out.csv"), read(folder / "own.csv")
    withheld = [row for row in out if row["status"] == "withheld"]
    assert {"node": "a", "rating": "z", "n": "", "status": "withheld"} in withheld
    assert 4 == len(withheld) == len(read(folder / "intervals.csv"))
    assert ["primary"] == [row["kind"] for row in own if row["reason"] == "threshold"]
    assert 3 == sum(row["kind"] == "secondary" for row in own)
    assert {"no"} == {row["exact"] for row in read(folder / "intervals.csv")}


def test_attack_gives_a_lone_withheld_cell_back(folder: Path) -> None:
    rows = [(r["node"], r["rating"], r["n"]) for r in read(folder / "cells.csv")]
    lone = [(a, b, "" if (a, b) == ("a", "z") else n) for a, b, n in rows]
    write(folder / "out.csv", [("node", "rating", "n"), *lone])

    assert 1 == main(["attack", "out.csv", *DIMS, "--out", "intervals.csv"])
    assert [{"node": "a", "rating": "z", "lower": "3", "upper": "3", "exact": "yes"}] == read(
        folder / "intervals.csv"
    )


def test_an_earlier_file_that_shows_a_cell_opens_the_others(folder: Path) -> None:
    assert 0 == main(["protect", "cells.csv", *DIMS, "--out", "out.csv"])
    (folder / "archive").mkdir()
    withheld = [r for r in read(folder / "out.csv") if r["status"] == "withheld"]
    full = {(r["node"], r["rating"]): r["n"] for r in read(folder / "cells.csv")}
    key = next((r["node"], r["rating"]) for r in withheld if r["node"] != "a")
    write(folder / "archive" / "old.csv", [("node", "rating", "n"), (*key, full[key])])

    attack = ["attack", "out.csv", *DIMS, "--archive", "archive", "--out", "intervals.csv"]
    assert 1 == main(attack)
    assert {"yes"} == {row["exact"] for row in read(folder / "intervals.csv")}


def test_protect_adapts_to_what_an_earlier_file_shows(folder: Path) -> None:
    (folder / "archive").mkdir()
    write(
        folder / "archive" / "old.csv", [("node", "rating", "n"), ("b", "z", "8"), ("b", "x", "9")]
    )
    archive = ["--archive", "archive"]

    assert 0 == main(["protect", "cells.csv", *DIMS, *archive, "--out", "out.csv"])
    assert 0 == main(["attack", "out.csv", *DIMS, *archive, "--out", "intervals.csv"])


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda rows: rows[:-1], "all × T"),
        (lambda rows: [*rows[:-1], ("all", "T", 999)], "all × T"),
        (lambda rows: [*rows, rows[0]], "a × x"),
        (lambda rows: [*rows[:-1], ("all", "T", "1.5")], "all × T"),
        (lambda rows: [*rows, ("zz", "x", 1)], "zz × x"),
    ],
    ids=["missing", "totals", "twice", "fraction", "unknown code"],
)
def test_unfit_cells_are_refused_with_their_rows(
    folder: Path, capsys: pytest.CaptureFixture[str], change, named: str
) -> None:
    rows = [(r["node"], r["rating"], r["n"]) for r in read(folder / "cells.csv")]
    write(folder / "cells.csv", [("node", "rating", "n"), *change(rows)])

    assert 1 == main(["protect", "cells.csv", *DIMS, "--out", "out.csv"])
    assert named in capsys.readouterr().err
    assert not (folder / "out.csv").exists()


def test_zipped_files_are_read_and_written_with_the_same_bytes(folder: Path) -> None:
    (folder / "cells.csv.gz").write_bytes(gzip.compress((folder / "cells.csv").read_bytes()))

    assert 0 == main(["protect", "cells.csv.gz", *DIMS, "--out", "one.csv.gz"])
    assert 0 == main(["protect", "cells.csv", *DIMS, "--out", "two.csv.gz"])
    assert (folder / "one.csv.gz").read_bytes() == (folder / "two.csv.gz").read_bytes()


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda p: p.stem)
def test_cases_print_their_intervals(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))

    code = main(["attack", "--case", str(path)])

    assert case.get("expected_intervals", {}) == json.loads(capsys.readouterr().out)
    assert (case["verdict"] == "unsafe") == bool(code)
