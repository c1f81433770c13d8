"""Two releases about the same people, subtracted."""

from __future__ import annotations

from terang.disclosure import already_public, revealing_changes

FIRST = {"a": 20, "b": 6, "c": None, "d": 40}


def test_a_correction_of_one_person_reveals_that_person() -> None:
    found = revealing_changes(FIRST, {"a": 20, "b": 7, "c": None, "d": 41}, 5)

    assert [("b", "small_change", 1), ("d", "small_change", 1)] == [
        (f.cell, f.kind, f.difference) for f in found
    ]


def test_large_changes_and_equal_figures_reveal_nobody() -> None:
    assert () == revealing_changes(FIRST, {"a": 26, "b": 6, "c": 9, "d": 31}, 5)


def test_hiding_what_was_shown_hides_nothing() -> None:
    assert ["opened"] == [f.kind for f in revealing_changes(FIRST, {"a": None, "b": 6}, 5)]
    assert frozenset({"a", "b"}) == already_public(FIRST, {"a": 20, "b": 6, "c": 3, "d": 41})
