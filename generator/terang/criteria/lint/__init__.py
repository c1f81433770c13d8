"""Meaning checks: one rule a function from the draft to its problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from terang.criteria.draft import Draft
from terang.problems import Problem

Rule = Callable[[Draft], Iterator[Problem]]
RULES: tuple[Rule, ...] = ()


def problems(draft: Draft) -> list[Problem]:
    """What every rule finds, in no particular order."""
    return [problem for rule in RULES for problem in rule(draft)]
