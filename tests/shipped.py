"""The shipped criteria, read once for all tests of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from terang.core.model import CriteriaSet
from terang.criteria.load import load_valid

ROOT = Path(__file__).parents[1]


@cache
def criteria() -> CriteriaSet:
    """Do not change it."""
    return load_valid(ROOT / "criteria")
