"""Shipped criteria and a little synthetic microdata, made once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.shipped import criteria

from terang.cli import main
from terang.sample.files import write_sample

ROOT = Path(__file__).parents[2]
AGENCIES = ("binawidya", "kasemen", "kotabumi", "rangkui", "semarang")


@cache
def microdata(employees: int = 300, seed: int = 7) -> Path:
    """A folder with sample data of all agencies and periods; do not change it."""
    folder = Path(mkdtemp(prefix="terang-sample-"))
    for _ in write_sample(criteria(), folder, employees, seed):
        pass
    return folder


@cache
def releases() -> Path:
    """A folder with the releases of one agency, built by command once; do not change it."""
    folder = Path(mkdtemp(prefix="terang-rilis-"))
    data, criteria_folder = microdata(800), str(ROOT / "criteria")
    arguments = ["--agency", "rangkui", "--criteria", criteria_folder, "--out", str(folder)]
    assert 0 == main(["release", "build", "--data", str(data), *arguments])
    return folder
