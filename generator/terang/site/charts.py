"""Distributions as stacked bars, drawn once at build time from exact figures.

Each function takes the words already in the reader's language and returns a wide and a narrow SVG
(see `site.svg`). The table of the same figures stands beside it on the page. A figure that is
withheld is hatched where its size is known from the published total, and named where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from markupsafe import Markup

from terang.site.svg import (
    LINE,
    PROTECTED,
    Canvas,
    Frame,
    Px,
    both,
    half,
    joined,
    lines_of,
    paragraph,
    patterned,
    ratio,
    rect,
    text,
    width_of,
)

PATTERNED = {"jenjang-4", "jenjang-5", PROTECTED}
BAR = 30  # px


class Segment(NamedTuple):
    """A part of a bar: its class (`jenjang-1` best … `jenjang-5`, `dilindungi`), share, label.

    short: what stands in it where the label has no room; nothing where that has none either.
    """

    kind: str
    share: Fraction  # of the bar, 0..1
    label: str
    short: str = ""


class Bar(NamedTuple):
    """One bar of small multiples: `level` indents it, `figure` stands at its end (n = 812)."""

    label: str
    figure: str
    segments: tuple[Segment, ...] | None  # sums to 1; () is nobody, None is withheld
    level: int = 0


def stacked(frame: Frame, bars: Sequence[Bar], withheld_label: str) -> Markup | None:
    """Bars of 100 percent under each other, in the order given.

    None where no bar shows anything: hatching alone says less than the table.
    """
    if not any(bar.segments for bar in bars):
        return None

    def draw(canvas: Canvas) -> tuple[Px, Markup]:
        y, parts = 0, []
        for bar in bars:
            height, part = (_narrow_bar if canvas.is_narrow else _wide_bar)(
                canvas, bar, y, withheld_label
            )
            parts.append(part)
            y += height
        return y, joined(parts)

    return both(frame, draw)


def _wide_bar(canvas: Canvas, bar: Bar, y: int, withheld: str) -> tuple[int, Markup]:
    left, right = 232, 92
    indent = 14 * bar.level
    lines = lines_of(bar.label, left - indent - 12)
    height = max(BAR + 12, len(lines) * LINE + 12)
    middle = y + half(height)
    first = middle + 5 - half((len(lines) - 1) * LINE)
    weight = "bagan-label" if bar.level else "bagan-label tebal"
    return height, joined(
        [
            paragraph(weight, indent, first, lines),
            _segments(bar, left, middle - BAR // 2, canvas.width - left - right, withheld),
            text("bagan-angka akhir", canvas.width, middle + 5, bar.figure),
        ]
    )


def _narrow_bar(canvas: Canvas, bar: Bar, y: int, withheld: str) -> tuple[int, Markup]:
    indent = 8 * bar.level
    lines = lines_of(bar.label, canvas.width - indent - width_of(bar.figure) - 8)
    top = len(lines) * LINE + 6
    weight = "bagan-label" if bar.level else "bagan-label tebal"
    return top + BAR + 16, joined(
        [
            paragraph(weight, indent, y + 14, lines),
            text("bagan-angka akhir", canvas.width, y + 14, bar.figure),
            _segments(bar, indent, y + top, canvas.width - indent, withheld),
        ]
    )


def _segments(bar: Bar, x: int, y: Px, width: int, withheld: str) -> Markup:
    """The parts of a bar. Lengths are whole numbers of 1/`unit` px, in which every share, and a
    quarter of it, is whole."""
    segments = bar.segments
    if segments is None:
        segments = (Segment(PROTECTED, Fraction(1), withheld),)
    if not segments:
        return rect("jalur", x, y, width, BAR)
    unit = 8 * lcm(*(segment.share.denominator for segment in segments))
    parts: list[Markup] = []
    start = x * unit
    for segment in segments:
        numerator, denominator = segment.share.as_integer_ratio()
        length = numerator * width * (unit // denominator)
        if length > 0:
            parts += _segment(segment, start, y, length, unit)
        start += length
    return joined(parts)


def _segment(segment: Segment, start: int, y: Px, length: int, unit: int) -> Iterator[Markup]:
    gap = 2 * unit if length >= 8 * unit else length // 4  # a seam of paper between neighbours
    kind, inner = segment.kind, length - gap
    place = (ratio(start, unit), y, ratio(inner, unit), BAR)
    yield rect(f"isi {kind}", *place)
    if kind in PATTERNED:
        yield patterned(kind, *place)
    label = next((w for w in (segment.label, segment.short) if _needs(w) * unit <= length), "")
    if label:
        middle = start + inner // 2
        if kind in PATTERNED:  # words stay readable on a pattern
            wide = _needs(label)
            left = ratio(middle - wide * unit // 2, unit)
            yield rect(f"isi {kind} alas", left, y + 6, wide, BAR - 12)
        yield text(f"tulisan-{kind} tengah", ratio(middle, unit), y + 20, label)


def _needs(label: str) -> int:
    """The px a label takes in a bar."""
    return width_of(label) + 6
