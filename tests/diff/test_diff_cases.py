"""Every golden case: the sentences in both languages, the level, and what is called out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cases import BASE, case, edited, names

from terang.core.diff import diff
from terang.core.model import CriteriaSet
from terang.criteria.change_words import Teller
from terang.criteria.load import load

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def old() -> CriteriaSet:
    criteria = load(BASE).criteria
    assert criteria is not None
    return criteria


@pytest.mark.parametrize("name", names())
def test_a_change_is_told_as_the_case_says(name: str, old: CriteriaSet, tmp_path: Path) -> None:
    expected = case(name)
    new = load(edited(expected["ubah"], tmp_path / "baru")).criteria
    assert new is not None

    changes = diff(old, new, TODAY)

    for lang in ("id", "en"):
        teller = Teller(old, new, changes, lang)
        assert expected[lang] == [teller.sentence(change) for change in changes]
    assert expected["tingkat"] == [change.level for change in changes]
    assert expected["surut"] == [list(change.retroactive) for change in changes]
    assert expected["tanpa_dasar"] == [change.without_basis for change in changes]


def test_there_are_at_least_forty_cases() -> None:
    assert len(names()) >= 40
