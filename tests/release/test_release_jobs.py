"""Agencies decided side by side give the releases that one after the other would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest
from release_samples import ROOT, criteria

from terang.cli import main
from terang.release.commands import release as commands
from terang.sample.files import write_sample

AGENCIES = ("kasemen", "rangkui")


def built(home: Path, *more: str) -> Mapping[str, bytes]:
    """Every file of the releases that a build writes."""
    named = [word for agency in AGENCIES for word in ("--agency", agency)]
    where = ["--data", str(home / "data"), "--criteria", str(ROOT / "criteria"), *named]
    out = home / f"rilis{len(more)}"
    assert 0 == main(["release", "build", *where, "--out", str(out), *more])
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dua")
    some = {name: criteria().agencies[name] for name in AGENCIES}
    for _ in write_sample(replace(criteria(), agencies=some), folder / "data", 40, 4):
        pass
    return folder


def test_side_by_side_is_the_same_and_is_decided_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decided: list[str] = []

    def counted(case: commands.Correction, *rest: object) -> object:
        decided.append(case.agency.agency.id)
        return own(case, *rest)

    own = commands._built
    monkeypatch.setattr(commands, "_built", counted)
    together = built(home, "--jobs", "2")
    told = capsys.readouterr().out

    assert [] == decided
    rmtree(home / "data" / ".sel")
    assert together == built(home)
    assert {*AGENCIES} == {*decided}
    assert told.replace("rilis2", "rilis0") == capsys.readouterr().out
    assert not list((home / "data" / ".sel").glob("sementara*"))
