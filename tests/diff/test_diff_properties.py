"""What holds for any two criteria sets, however odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from criteria_sets import criteria_set
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.diff import apply, diff
from terang.core.edits import PLACES, apply_edits, edits
from terang.core.model import CriteriaSet

TODAY = date(2026, 11, 22)
steadily = settings(max_examples=200, deadline=None, derandomize=True)
sets = st.integers(min_value=0, max_value=2**32).map(criteria_set)


def content(value: Any) -> Any:
    """A value without the places it stood in; independent of the code under test."""
    if isinstance(value, Mapping):
        return {key: content(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [content(item) for item in value]
    if is_dataclass(value):
        parts = {
            f.name: content(getattr(value, f.name)) for f in fields(value) if f.name not in PLACES
        }
        return (type(value).__name__, parts)
    return (type(value).__name__, value)


@steadily
@given(sets)
def test_nothing_differs_from_itself(criteria: CriteriaSet) -> None:
    assert diff(criteria, criteria, TODAY) == ()


@steadily
@given(sets, sets)
def test_applying_a_diff_gives_the_new_criteria(old: CriteriaSet, new: CriteriaSet) -> None:
    changes = diff(old, new, TODAY)

    assert content(new) == content(apply(old, changes))


@steadily
@given(sets, sets)
def test_edits_alone_give_the_new_criteria(old: CriteriaSet, new: CriteriaSet) -> None:
    assert content(new) == content(apply_edits(old, list(edits(old, new))))


@steadily
@given(sets, sets)
def test_every_change_carries_exactly_what_apply_needs(old: CriteriaSet, new: CriteriaSet) -> None:
    changes = diff(old, new, TODAY)

    assert [c for c in changes if bool(c.edits) == (c.shift is not None)] == []
