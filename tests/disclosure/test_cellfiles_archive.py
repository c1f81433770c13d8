"""`terang attack` with earlier files of other unit trees, and with insiders."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from terang.cli import main

Row = tuple[str, str, object]
DIMS = ["--dim", "node=hier.csv", "--dim", "r"]
UNITS = {"a": (12, 3), "b": (9, 8), "c": (14, 7), "d": (10, 9)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the rectangle a, b withheld: safe alone, width 11."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive").mkdir()
    write("hier.csv", [("node", "parent"), ("all", ""), *((u, "all") for u in UNITS)])
    write("cells.csv", [("node", "r", "n"), *cells(UNITS)])
    write("out.csv", [("node", "r", "n"), *cells(UNITS, {"a", "b"})])
    return tmp_path


def cells(units: dict[str, tuple[int, int]], hidden: set[str] = frozenset()) -> list[Row]:
    rows: list[Row] = []
    for unit, (x, y) in units.items():
        shown = unit not in hidden
        rows += [(unit, "x", x if shown else ""), (unit, "y", y if shown else "")]
        rows.append((unit, "T", x + y))
    x, y = (sum(counts[k] for counts in units.values()) for k in (0, 1))
    return [*rows, ("all", "x", x), ("all", "y", y), ("all", "T", x + y)]


def write(path: str, rows: list[tuple[object, ...]]) -> None:
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def attacked(*options: str) -> tuple[int, dict[tuple[str, str], tuple[int, int]]]:
    code = main(["attack", "out.csv", *DIMS, *options, "--out", "intervals.csv"])
    with Path("intervals.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return code, {(r["node"], r["r"]): (int(r["lower"]), int(r["upper"])) for r in rows}


@pytest.mark.usefixtures("folder")
def test_alone_the_file_is_safe() -> None:
    code, found = attacked()

    assert 0 == code
    assert {("a", "x"): (4, 15), ("a", "y"): (0, 11), ("b", "x"): (6, 17), ("b", "y"): (0, 11)} == (
        found
    )


@pytest.mark.usefixtures("folder")
def test_a_unit_merged_with_another_is_subtracted() -> None:
    """Earlier b and c were one unit m, shown whole: c is shown now, so b follows, and then a."""
    merged = {"a": UNITS["a"], "m": (23, 15), "d": UNITS["d"]}
    write("archive/2023.csv", [("node", "r", "n"), *cells(merged, {"a"})])
    write("archive/changes.csv", [("old", "new"), ("m", "b"), ("m", "c")])

    code, found = attacked("--archive", "archive")

    assert 1 == code
    assert {("a", "x"): (12, 12), ("a", "y"): (3, 3), ("b", "x"): (9, 9), ("b", "y"): (8, 8)} == (
        found
    )


@pytest.mark.usefixtures("folder")
def test_a_renamed_unit_is_the_same_unit() -> None:
    write("archive/2023.csv", [("node", "r", "n"), ("old-b", "x", 9)])
    write("changes.csv", [("old", "new"), ("old-b", "b")])

    code, found = attacked("--archive", "archive", "--mapping", "changes.csv")

    assert (1, (12, 12)) == (code, found["a", "x"])


@pytest.mark.usefixtures("folder")
def test_a_unit_that_was_split_is_bounded_by_its_parts() -> None:
    """Earlier a1 and a2; a1 is withheld and a2 shows 10 of x."""
    write("archive/2023.csv", [("node", "r", "n"), ("a1", "x", ""), ("a2", "x", 10)])
    write("archive/changes.csv", [("old", "new"), ("a1", "a"), ("a2", "a")])

    assert (10, 15) == attacked("--archive", "archive")[1]["a", "x"]


@pytest.mark.usefixtures("folder")
def test_an_earlier_tree_of_its_own_is_read() -> None:
    """Earlier b and c stood under an office h whose total of x is shown."""
    tree = [("all", ""), ("a", "all"), ("h", "all"), ("b", "h"), ("c", "h"), ("d", "all")]
    write("archive/2023.node.csv", [("node", "parent"), *tree])
    write("archive/2023.csv", [("node", "r", "n"), ("h", "x", 23)])

    code, found = attacked("--archive", "archive")

    assert (1, (9, 9)) == (code, found["b", "x"])


@pytest.mark.usefixtures("folder")
def test_without_the_mapping_a_unit_of_unknown_name_tells_nothing() -> None:
    write("archive/2023.csv", [("node", "r", "n"), ("old-b", "x", 9)])

    assert attacked() == attacked("--archive", "archive")


@pytest.mark.usefixtures("folder")
def test_a_mapping_to_nowhere_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    write("archive/2023.csv", [("node", "r", "n"), ("m", "x", 23)])
    write("archive/changes.csv", [("old", "new"), ("m", "b"), ("m", "cc")])
    given = ["attack", "out.csv", *DIMS, "--archive", "archive", "--lang", "en"]

    assert 1 == main([*given, "--out", "intervals.csv"])
    assert "cc" in capsys.readouterr().err
    assert not Path("intervals.csv").exists()


@pytest.mark.usefixtures("folder")
def test_a_file_about_other_people_is_compared_not_believed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one_more = {**UNITS, "d": (11, 9)}
    write("archive/2023.csv", [("node", "r", "n"), *cells(one_more)])

    code, found = attacked("--archive", "archive", "--lang", "en")

    assert (1, (4, 15)) == (code, found["a", "x"])
    assert "d × x" in capsys.readouterr().out


def learned() -> set[tuple[str, str]]:
    with Path("intervals.csv").open(newline="", encoding="utf-8") as file:
        return {(r["node"], r["r"]) for r in csv.DictReader(file) if r["insiders"] == "yes"}


SINGLES = {"a": (1, 14), "b": (13, 1), "c": (14, 7), "d": (10, 9)}


@pytest.mark.usefixtures("folder")
def test_two_single_people_undo_each_other() -> None:
    write("out.csv", [("node", "r", "n"), *cells(SINGLES, {"a", "b"})])
    write("cells.csv", [("node", "r", "n"), *cells(SINGLES)])

    assert (0, 1) == (attacked()[0], attacked("--insiders")[0])
    assert {("a", "x"), ("b", "y")} <= learned()
    code, found = attacked("--insiders", "--truth", "cells.csv")
    assert (1, (1, 1), (1, 1)) == (code, found["a", "x"], found["b", "y"])


@pytest.mark.usefixtures("folder")
def test_who_learns_only_large_counts_learns_nothing_of_a_person() -> None:
    """Whoever is supposed alone in a rectangle of large rest learns 10 and more."""
    large = {**UNITS, "a": (12, 13), "b": (19, 18)}
    write("out.csv", [("node", "r", "n"), *cells(large, {"a", "b"})])

    assert attacked() == attacked("--insiders")


@pytest.mark.usefixtures("folder")
def test_true_counts_show_that_nobody_is_alone() -> None:
    assert attacked() == attacked("--insiders", "--truth", "cells.csv")


@pytest.mark.usefixtures("folder")
def test_enough_says_what_is_not_followed_to_its_end() -> None:
    code = main(["attack", "out.csv", *DIMS, "--ends", "enough", "--out", "intervals.csv"])

    with Path("intervals.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert 0 == code
    assert ["node", "r", "lower", "upper", "exact", "solved"] == list(rows[0])
    assert all(int(row["upper"]) - int(row["lower"]) >= 5 for row in rows)


# --- what earlier files withhold ------------------------------------------------------------------

BEFORE = {"a": (1, 20), "e": (21, 18), "b": (9, 8), "c": (14, 7), "d": (10, 9)}
AFTER = {"m": (22, 38), "b": (9, 8), "c": (14, 7), "d": (10, 9)}


def tree(units: dict[str, tuple[int, int]]) -> list[tuple[object, ...]]:
    return [("node", "parent"), ("all", ""), *((unit, "all") for unit in units)]


@pytest.fixture
def merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """a, one person of x, withheld with b beside it, and e shown; today a and e are one unit m."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive").mkdir()
    write("archive/2023.csv", [("node", "r", "n"), *cells(BEFORE, {"a", "b"})])
    write("archive/2023.node.csv", tree(BEFORE))
    write("archive/changes.csv", [("old", "new"), ("a", "m"), ("e", "m")])
    write("hier.csv", tree(AFTER))
    write("cells.csv", [("node", "r", "n"), *cells(AFTER)])
    return tmp_path


@pytest.mark.usefixtures("merged")
def test_an_earlier_count_that_today_opens_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """m shown less e shown is a: one person, though today withholds nothing that is narrow."""
    write("out.csv", [("node", "r", "n"), *cells(AFTER)])

    code, found = attacked("--archive", "archive", "--lang", "en")

    assert (1, {}) == (code, found)
    assert "2 cells that earlier files withhold are now guessed" in (
        said := capsys.readouterr().out
    )
    assert "2023.csv:2: a × x" in said


@pytest.mark.usefixtures("merged")
def test_a_merged_unit_is_withheld_where_it_would_tell_of_its_parts() -> None:
    given = ["protect", "cells.csv", *DIMS, "--archive", "archive"]

    assert 0 == main([*given, "--out", "out.csv", "--explain", "private.csv"])
    assert 0 == attacked("--archive", "archive")[0]
    with Path("private.csv").open(newline="", encoding="utf-8") as file:
        kinds = {(r["node"], r["r"]): r["kind"] for r in csv.DictReader(file)}
    assert kinds["m", "x"] == kinds["m", "y"] == "secondary"
    assert "" == kinds["all", "x"]


@pytest.mark.usefixtures("merged")
def test_a_group_of_one_rating_that_an_earlier_file_withholds_stays_unknown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All 20 of a are y; m shown less e shown would say that nobody of a is x."""
    write("archive/2023.csv", [("node", "r", "n"), *cells(BEFORE | {"a": (0, 20)}, {"a", "b"})])
    today = AFTER | {"m": (21, 38)}
    write("cells.csv", [("node", "r", "n"), *cells(today)])
    write("out.csv", [("node", "r", "n"), *cells(today)])
    group = ["--archive", "archive", "--group", "r", "--lang", "en"]

    assert 1 == attacked(*group)[0]
    assert "or all but one: 2023.csv:3: a × y.\n" in capsys.readouterr().out
    assert 0 == main(["protect", "cells.csv", *DIMS, *group, "--out", "out.csv"])
    assert 0 == attacked(*group)[0]


@pytest.mark.usefixtures("merged")
def test_what_earlier_files_open_among_themselves_is_not_laid_on_today() -> None:
    """2022 showed a: no pattern of today can take that back, and today is no reason to wait."""
    write("archive/2022.csv", [("node", "r", "n"), ("a", "x", 1), ("a", "y", 20)])
    write("archive/2022.node.csv", tree(BEFORE))
    protect = ["protect", "cells.csv", *DIMS, "--archive", "archive", "--out", "out.csv"]

    assert 0 == main(protect)
    assert 1 == attacked("--archive", "archive")[0]


def test_insiders_learn_nothing_through_a_unit_that_was_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 27 of x in p, now q and r: who is the one of q knows the 26 of r, and with its total y.

    That b and c are withheld beside them, which does for today alone, does not help: 2023 shows p.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive").mkdir()
    others = {"b": (2, 9), "c": (8, 3), "d": UNITS["d"]}
    today = {"q": (1, 29), "r": (26, 1), **others}
    write("archive/2023.csv", [("node", "r", "n"), *cells({"p": (27, 30), **others}, {"b", "c"})])
    write("archive/changes.csv", [("old", "new"), ("p", "q"), ("p", "r")])
    write("hier.csv", tree(today))
    write("cells.csv", [("node", "r", "n"), *cells(today)])
    given = ["protect", "cells.csv", *DIMS, "--archive", "archive", "--out", "out.csv"]
    inside = ["--archive", "archive", "--insiders", "--truth", "cells.csv"]

    assert 0 == main(given)
    assert (1, (1, 1)) == ((found := attacked(*inside))[0], found[1]["r", "y"])
    assert 0 == main([*given, "--insiders"])
    found = attacked(*inside)[1]
    assert all(high - low >= 5 for low, high in (found["q", "x"], found["r", "y"]))


@pytest.mark.usefixtures("folder")
def test_two_earlier_files_tell_of_each_other() -> None:
    """2022 shows old b, which 2023 withholds; in both old b and old c are today's b and c."""
    pairs = [("p", "b"), ("q", "b"), ("p", "c"), ("q", "c")]
    write("archive/changes.csv", [("old", "new"), *pairs])
    write("archive/2022.csv", [("node", "r", "n"), ("p", "x", 4)])
    write("archive/2023.csv", [("node", "r", "n"), ("p", "x", ""), ("q", "x", 19)])

    assert (9, 9) == attacked("--archive", "archive")[1]["b", "x"]


@pytest.mark.usefixtures("folder")
def test_changes_are_followed_through_all_years() -> None:
    """p and q became m, and m became b."""
    write("archive/changes.csv", [("old", "new"), ("p", "m"), ("q", "m"), ("m", "b")])
    write("archive/2022.csv", [("node", "r", "n"), ("p", "x", 4), ("q", "x", 5)])
    write("archive/2023.csv", [("node", "r", "n"), ("m", "y", 8)])

    code, found = attacked("--archive", "archive")

    assert (1, (9, 9), (8, 8)) == (code, found["b", "x"], found["b", "y"])


@pytest.mark.usefixtures("folder")
def test_whoever_joins_on_the_way_is_taken_back_to_the_time() -> None:
    """p became m, m and q became b; 2022 shows p and q."""
    write("archive/changes.csv", [("old", "new"), ("p", "m"), ("m", "b"), ("q", "b")])
    write("archive/2022.csv", [("node", "r", "n"), ("p", "x", 4), ("q", "x", 5)])

    assert (9, 9) == attacked("--archive", "archive")[1]["b", "x"]


def test_a_count_that_an_earlier_file_bounds_is_withheld_and_attacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Office h is known to have 7 of x: 4 of a can't rise by 5, but may be anything to 7."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive").mkdir()
    write("archive/2023.csv", [("node", "r", "n"), ("h", "x", 7)])
    below = [("h", "all"), ("a", "h"), ("b", "h"), ("c", "all"), ("d", "all")]
    write("hier.csv", [("node", "parent"), ("all", ""), *below])
    units = {"a": (4, 19), "b": (3, 18), "c": (14, 7), "d": (10, 9)}
    office = [("h", "x", 7), ("h", "y", 37), ("h", "T", 44)]
    write("cells.csv", [("node", "r", "n"), *cells(units), *office])
    given = ["protect", "cells.csv", *DIMS, "--archive", "archive", "--lang", "en"]

    assert 0 == main([*given, "--out", "out.csv", "--explain", "private.csv"])
    assert "2 sensitive cells can't rise by 5 beside the earlier files" in capsys.readouterr().out
    assert (0, (0, 7)) == ((found := attacked("--archive", "archive"))[0], found[1]["a", "x"])
    with Path("private.csv").open(newline="", encoding="utf-8") as file:
        assert ["threshold"] * 2 == [r["reason"] for r in csv.DictReader(file) if r["n"] in "43"]
