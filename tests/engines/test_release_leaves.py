"""Figures of a release come from leaf cells: kept, resumable, the same on every engine."""

from __future__ import annotations

import argparse
import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "release"))  # the shared samples
from release_samples import ROOT, criteria, microdata

from terang.cli import main
from terang.release.commands import plan as plan_commands
from terang.release.counting.figures import SchemeFigures, scheme_figures
from terang.release.counting.units import unit_tree
from terang.release.intake.contract import Microdata, accept
from terang.release.intake.schemes import programs
from terang.release.scoring import leaves, spark
from terang.release.scoring.workplace import Workplace, working

AGENCY, PERIOD = "kasemen", "2025"


@pytest.fixture(scope="module")
def data() -> Microdata:
    with TemporaryDirectory() as folder, working(Workplace(Path(folder))):
        return accepted()


def accepted() -> Microdata:
    agency = criteria().agencies[AGENCY]
    judges = programs(agency, criteria(), PERIOD)
    return accept(microdata() / AGENCY / PERIOD, agency, criteria(), judges)


def figures(data: Microdata) -> list[SchemeFigures]:
    agency = criteria().agencies[AGENCY]
    judges = programs(agency, criteria(), PERIOD)
    tree = unit_tree(agency.agency, {person.unit for person in data.people})
    schemes = {program.scheme: program for program in judges.values()}
    return [scheme_figures(program, agency, data, tree) for program in schemes.values()]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_kept_cells_are_read_and_not_computed_again(
    data: Microdata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = figures(data)
    with working(Workplace(tmp_path)):
        first = figures(data)
        monkeypatch.setattr(leaves, "_keep", lambda *_: pytest.fail("computed again"))
        second = figures(data)

    assert len(expected) == len(files(tmp_path))
    assert expected == first == second


def test_other_rows_make_other_cells_and_the_old_ones_go(data: Microdata, tmp_path: Path) -> None:
    fewer = replace(data, people=data.people[1:])
    with working(Workplace(tmp_path)):
        figures(data)
        before = files(tmp_path)
        found = figures(fewer)

    assert figures(fewer) == found
    assert len(before) == len(files(tmp_path))
    assert before != files(tmp_path)


@pytest.mark.parametrize("seed", range(6))
def test_a_run_interrupted_anywhere_resumes_to_the_same(
    data: Microdata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    expected, chance = figures(data), random.Random(seed)

    def interrupted(what: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object, **named: object) -> object:
            before = chance.random() < 0.5
            if before and chance.random() < 0.5:
                raise KeyboardInterrupt
            result = what(*given, **named)
            if not before and chance.random() < 0.5:
                raise KeyboardInterrupt
            return result

        return run

    for name in ("_keep", "_computed", "_ordered"):
        monkeypatch.setattr(leaves, name, interrupted(getattr(leaves, name)))
    monkeypatch.setattr(Path, "rename", interrupted(Path.rename))
    found = None
    with working(Workplace(tmp_path)):
        while found is None:
            try:
                found = figures(data)
            except KeyboardInterrupt:
                continue

    assert expected == found
    assert [] == [path for path in files(tmp_path) if path.suffix == ".part"]


def test_threads_and_a_memory_limit_change_nothing(data: Microdata, tmp_path: Path) -> None:
    with working(Workplace(tmp_path, threads=2, memory="200MB")):
        limited = figures(accepted())

    assert figures(data) == limited


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_the_plan_is_shown_for_each_engine(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--criteria", str(ROOT / "criteria"), "--agency", AGENCY, "--period", PERIOD]

    assert 0 == main(["release", "plan", "--engine", engine, *where])
    shown = capsys.readouterr().out.upper()
    assert "GROUP BY UNIT, KELOMPOK" in shown
    assert "GROUP BY CUBE (UNIT, KELOMPOK, KATEGORI, STATUS)" in shown
    assert [] == [word for word in ("DOUBLE", "FLOAT", "REAL", "ROUND(") if word in shown]


def test_spark_that_is_not_there_is_said_and_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(spark, "lacking", lambda: "java")
    given = ["--data", str(microdata()), "--out", str(tmp_path), "--engine", "spark"]

    assert 2 == main(["release", "build", *given, "--criteria", str(ROOT / "criteria")])
    assert "Java 17" in capsys.readouterr().err
    assert [] == files(tmp_path)


def test_a_cluster_that_does_not_answer_is_said_and_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port that was free a moment ago; the answer is the same with Spark and without."""
    monkeypatch.setattr(spark, "lacking", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{taken.getsockname()[1]},nowhere.invalid:7077"
    given = ["--data", str(microdata()), "--out", str(tmp_path), "--engine", "spark"]
    given += ["--master", master, "--criteria", str(ROOT / "criteria")]

    assert 2 == main(["release", "build", *given])
    said = capsys.readouterr().err
    assert master in said
    assert "Traceback" not in said
    assert [] == files(tmp_path)


@pytest.mark.parametrize("master", ["nonsense", "local[x]", "spark://", "http://127.0.0.1"])
def test_a_master_that_is_no_address_is_a_usage_error(
    master: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--data", str(microdata()), "--out", str(tmp_path), "--engine", "spark"]

    with pytest.raises(SystemExit) as ended:
        main(["release", "build", *given, "--master", master])
    assert 2 == ended.value.code
    assert "--master" in capsys.readouterr().err


@pytest.mark.slow
def test_java_that_cannot_start_is_said(tmp_path: Path) -> None:
    if (missing := spark.lacking()) is not None:
        pytest.skip(f"{missing} is not there")
    data = tmp_path / "data"
    (data / AGENCY).mkdir(parents=True)
    (data / AGENCY / PERIOD).symlink_to(microdata() / AGENCY / PERIOD)
    command = [sys.executable, "-c", "import sys, terang.cli; sys.exit(terang.cli.main())"]
    command += ["release", "build", "--data", str(data)]
    command += ["--out", str(tmp_path / "out"), "--criteria", str(ROOT / "criteria")]
    command += ["--engine", "spark", "--lang", "en"]
    broken = os.environ | {"JAVA_HOME": str(tmp_path)}

    done = subprocess.run(command, env=broken, capture_output=True, text=True, check=False)

    assert 2 == done.returncode
    assert "Spark could not be started" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_spark_gives_the_same_figures(data: Microdata, tmp_path: Path) -> None:
    if (missing := spark.lacking()) is not None:
        pytest.skip(f"{missing} is not there")
    expected = figures(data)
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    plan_commands.add_engine_options(parser)
    options = ["--data", str(tmp_path), "--engine", "spark", "--master", "local[2]"]
    with plan_commands.computing(parser.parse_args(options)):
        found = figures(data)

    assert expected == found
    assert len(expected) == len(list(tmp_path.rglob("*.parquet")))
