"""Numbers of people are found, other numbers are left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from terang.core.identifiers import identifiers

VECTORS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "vectors" / "identifiers.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", VECTORS["must_flag"], ids=lambda case: case["text"])
def test_a_personal_number_is_found_with_its_kind(case: dict[str, str]) -> None:
    assert [case["kind"]] == [found.kind for found in identifiers(case["text"])]


@pytest.mark.parametrize("case", VECTORS["must_not_flag"], ids=lambda case: case["why"])
def test_other_text_is_left_alone(case: dict[str, str]) -> None:
    assert [] == list(identifiers(case["text"]))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NIP 130987654", "nip_lama"),
        ("nip. 130987654", "nip_lama"),
        ("NIP198702282015011987", "nip"),
        ("pegawai (198702282015011987)", "nip"),
        ("3399-9912-1187-0991", "nik"),
    ],
)
def test_the_word_before_or_the_grouping_does_not_hide_a_number(text: str, kind: str) -> None:
    assert [kind] == [found.kind for found in identifiers(text)]


@pytest.mark.parametrize(
    "text", ["130987654", "2024-01-01 2025-01-01", "berlaku: 2026-01-01", "339999 121187 0000", ""]
)
def test_dates_and_short_numbers_are_left_alone(text: str) -> None:
    assert [] == list(identifiers(text))


def test_the_place_covers_the_number() -> None:
    text = "Ditetapkan oleh 19870228 201501 1 987 di kota"
    (found,) = identifiers(text)

    assert "19870228 201501 1 987" == text[found.start : found.end]
