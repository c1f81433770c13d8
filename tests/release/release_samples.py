"""Shipped criteria and a little synthetic microdata, made once for all tests."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from tests.made import made_once
from tests.shipped import criteria

from terang.cli import main
from terang.sample.files import write_sample

ROOT = Path(__file__).parents[2]
AGENCIES = ("binawidya", "kasemen", "kotabumi", "rangkui", "semarang")


@cache
def microdata(employees: int = 300, seed: int = 7) -> Path:
    """A folder with sample data of all agencies and periods; do not change it."""

    def make(folder: Path) -> None:
        for _ in write_sample(criteria(), folder, employees, seed):
            pass

    return made_once(f"contoh-{employees}-{seed}", make)


@cache
def releases() -> Path:
    """A folder with the releases of one agency, built by command once; do not change it."""
    data, criteria_folder = microdata(800), str(ROOT / "criteria")
    arguments = ["--agency", "rangkui", "--criteria", criteria_folder]

    def make(folder: Path) -> None:
        words = ["release", "build", "--data", str(data), *arguments, "--out", str(folder)]
        assert 0 == main(words)

    return made_once("rilis", make)


@cache
def approved() -> Path:
    """The same after two roles approved both periods; do not change it."""

    def make(folder: Path) -> None:
        shutil.copytree(releases(), folder)
        for period in ("2024", "2025"):
            for role in ("ppid", "pengelola-sdm"):
                one = str(folder / "rangkui" / period)
                assert 0 == main(["release", "approve", one, "--role", role, "--on", "2026-03-31"])

    return made_once("rilis-disetujui", make)
