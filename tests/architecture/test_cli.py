"""The command's outside: help, unknown verbs, catalogues of both languages."""

from __future__ import annotations

import string

import pytest

from terang.cli import VERBS, main
from terang.messages import areas, catalogue


def test_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0

    shown = capsys.readouterr().out
    assert [verb for verb in VERBS if f"  {verb} " not in shown] == []


def test_unknown_verb_is_a_usage_error_without_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["terbang"]) == 2

    assert "terbang" in capsys.readouterr().err


def test_every_verb_answers_help() -> None:
    for verb in VERBS:
        with pytest.raises(SystemExit) as stop:
            main([verb, "--help"])
        assert stop.value.code == 0


@pytest.mark.parametrize("area", areas())
def test_both_languages_hold_the_same_texts_with_the_same_places(area: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    indonesian, english = catalogue(area, "id"), catalogue(area, "en")

    assert indonesian.keys() == english.keys()
    assert {k for k in indonesian if places(indonesian[k]) != places(english[k])} == set()
