"""Distributions as stacked bars, drawn once at build time from exact figures.

Each function takes the words already in the reader's language and returns a wide and a narrow SVG
(see `site.svg`). The table of the same figures stands beside it on the page. A figure that is
withheld is hatched where its size is known from the published total, and named where it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

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
    rect,
    text,
    width_of,
)

PATTERNED = {"jenjang-4", "jenjang-5", PROTECTED}
BAR = 30  # px


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: its class (`jenjang-1` best … `jenjang-5`, `dilindungi`), share, label.

    short: what stands in it where the label has no room; nothing where that has none either.
    """

    kind: str
    share: Fraction  # of the bar, 0..1
    label: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
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


def _segments(bar: Bar, x: Px, y: Px, width: int, withheld: str) -> Markup:
    segments = bar.segments
    if segments is None:
        segments = (Segment(PROTECTED, Fraction(1), withheld),)
    start, parts = x, [rect("jalur", x, y, width, BAR)] if not segments else []
    for segment in segments:
        length = segment.share * width
        if length > 0:
            parts.append(_segment(segment, start, y, length))
        start += length
    return joined(parts)


def _segment(segment: Segment, x: Px, y: Px, length: Fraction) -> Markup:
    gap = 2 if length >= 8 else length / 4  # a paper-coloured seam between neighbours
    parts = [rect(f"isi {segment.kind}", x, y, length - gap, BAR)]
    if segment.kind in PATTERNED:
        parts.append(rect("pola", x, y, length - gap, BAR, fill=f"url(#pola-{segment.kind})"))
    fitting = [label for label in (segment.label, segment.short) if width_of(label) + 6 <= length]
    if fitting and fitting[0]:
        middle, wide = x + (length - gap) / 2, width_of(fitting[0]) + 6
        if segment.kind in PATTERNED:  # words stay readable on a pattern
            parts.append(
                rect(f"isi {segment.kind} alas", middle - half(wide), y + 6, wide, BAR - 12)
            )
        parts.append(text(f"tulisan-{segment.kind} tengah", middle, y + 20, fitting[0]))
    return joined(parts)
