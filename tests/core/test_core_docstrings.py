"""Worked numbers in the docstrings of the core are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest
from core_samples import ROOT

MODULES = sorted((ROOT / "generator" / "terang" / "core").glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_worked_numbers_in_docstrings(path: Path) -> None:
    module = importlib.import_module(f"terang.core.{path.stem}".removesuffix(".__init__"))

    assert 0 == doctest.testmod(module).failed
