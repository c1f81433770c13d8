"""No change without words: every class and field of the model has its name in both languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import is_dataclass
from enum import Enum

import pytest
from criteria_sets import criteria_set
from test_diff_properties import TODAY

from terang.core import model
from terang.core.change_kinds import _CLASSES
from terang.core.diff import diff
from terang.core.edits import ATOMS, content_fields
from terang.criteria.change_report import FORMATS, render
from terang.criteria.change_words import Teller
from terang.messages import catalogue

CLASSES = [
    thing
    for thing in vars(model).values()
    if isinstance(thing, type)
    and is_dataclass(thing)
    and thing not in (*ATOMS, model.Mark, model.Dated)
]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_class_and_field_has_a_name(lang: str) -> None:
    known = catalogue("diff", lang)
    fields = {
        (thing.__name__, field)
        for thing in CLASSES
        for field in content_fields(thing)
        if field != "id"
    }

    assert [] == sorted(t.__name__ for t in CLASSES if f"benda.{t.__name__}" not in known)
    assert [] == sorted(
        (name, field)
        for name, field in fields
        if f"bidang.{field}" not in known and f"apa.{name}.{field}" not in known
    )


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_word_of_the_files_is_known(lang: str) -> None:
    enums = [t for t in vars(model).values() if isinstance(t, type) and issubclass(t, Enum)]
    words = {str(member.value) for enum in enums for member in enum}

    assert [] == sorted(word for word in words if f"kata.{word}" not in catalogue("diff", lang))


def test_every_class_has_a_kind_and_level() -> None:
    assert [] == sorted(thing.__name__ for thing in CLASSES if thing not in _CLASSES)


@pytest.mark.parametrize("seed", range(40))
def test_any_change_can_be_told_in_every_form(seed: int) -> None:
    old, new = criteria_set(seed), criteria_set(seed + 1000)
    changes = diff(old, new, TODAY)

    for lang in ("id", "en"):
        teller = Teller(old, new, changes, lang)
        for form in FORMATS:
            told = render(changes, teller, form, "criteria")
            assert "ABSENT" not in told
            assert "None" not in told


def test_the_drawn_sets_differ_in_many_kinds() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(40):
        kinds.update(c.kind for c in diff(criteria_set(seed), criteria_set(seed + 1000), TODAY))

    assert len(kinds) >= 15
