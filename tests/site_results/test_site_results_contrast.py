"""Words on every ground of results pages can be read, in both palettes."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

SHEET = (
    Path(__file__).parents[2] / "generator" / "terang" / "site" / "assets" / "terang.css"
).read_text(encoding="utf-8")
PAIRS = [
    *((f"di-atas-jenjang-{n}", f"jenjang-{n}") for n in range(1, 6)),
    ("tinta", "kertas"),
    ("tinta-2", "kertas"),
    ("tinta-2", "muka-2"),
    ("tindakan", "kertas"),
    ("tertahan", "tertahan-latar"),
    ("contoh", "contoh-latar"),
]


def palette(start: str) -> dict[str, str]:
    block = SHEET[SHEET.index(start) :].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


LIGHT = palette(":root {")
DARK = LIGHT | palette(':root[data-tema="gelap"]')


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(name: str, words: str, ground: str) -> None:
    colours = LIGHT if name == "light" else DARK

    assert contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_neighbouring_steps_differ_without_colour(name: str) -> None:
    """In grey: the seam between two steps is seen by lightness or by the pattern of 4 and 5."""
    colours = LIGHT if name == "light" else DARK
    steps = [colours[f"jenjang-{n}"] for n in (1, 2, 3)]

    assert all(contrast(a, b) >= 1.5 for a, b in pairwise(steps))
