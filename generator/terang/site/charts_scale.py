"""Values on a scale: rows of dots (elements, means, gaps) and a line over periods.

Shapes differ as well as colours. A withheld value is a hatched row or a gap in the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from terang.site.svg import (
    LINE,
    Canvas,
    Frame,
    Px,
    along,
    both,
    coordinate,
    element,
    half,
    hatched,
    joined,
    line,
    lines_of,
    paragraph,
    rect,
    text,
    width_of,
)


class Dot(NamedTuple):
    """A value on the scale; `kind` gives colour and shape (utama, diri, atasan, rekan, lemah)."""

    kind: str
    value: Fraction


class DotRow(NamedTuple):
    """One row: its label, its dots, the figure at the end; `is_marked` rows are set off."""

    label: str
    dots: tuple[Dot, ...]  # empty: withheld
    figure: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """A line across the plot: a cut point, a standard."""

    value: Fraction
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The measured range and its ticks (value, label)."""

    low: Fraction
    high: Fraction
    ticks: tuple[tuple[Fraction, str], ...]

    def at(self, value: Fraction, length: int) -> Fraction:
        """Distance of a value from the low end, within 0..length."""
        place = along(value, self.low, self.high, length)
        return place if 0 <= place <= length else Fraction(0 if place < 0 else length)


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a scale lies in a drawing: from `start`, `length` long, in px."""

    scale: Scale
    start: int
    length: int

    def at(self, value: Fraction) -> Fraction:
        return self.start + self.scale.at(value, self.length)


def dots(
    frame: Frame, rows: Sequence[DotRow], scale: Scale, guides: Sequence[Guide] = ()
) -> Markup | None:
    """Rows of dots on one scale, guides as vertical lines named above the plot.

    None where no row has a dot.
    """
    if not any(row.dots for row in rows):
        return None

    def draw(canvas: Canvas) -> tuple[Px, Markup]:
        left, right = (0, 0) if canvas.is_narrow else (252, 136)
        plot = Plot(scale, left + 10, canvas.width - left - right - 20)
        top = y = 26 if guides else 6
        parts = []
        for row in rows:
            height, part = (_narrow_row if canvas.is_narrow else _wide_row)(canvas, row, y, plot)
            parts.append(part)
            y += height
        return y + 26, joined([_axis(plot, guides, top, y), *parts])

    return both(frame, draw)


def _axis(plot: Plot, guides: Sequence[Guide], top: Px, bottom: Px) -> Markup:
    parts = []
    for value, label in plot.scale.ticks:
        at = coordinate(plot.at(value))
        parts.append(line("bagan-kisi", at, top, at, bottom))
        parts.append(text("bagan-sumbu tengah", at, bottom + 18, label))
    for guide in guides:
        at = coordinate(plot.at(guide.value))
        parts.append(line("bagan-batas", at, top - 6, at, bottom))
        parts.append(text("bagan-sumbu tengah", at, top - 11, guide.label))
    return joined(parts)


def _narrow_row(canvas: Canvas, row: DotRow, y: Px, plot: Plot) -> tuple[int, Markup]:
    bold = " tebal" if row.is_marked else ""
    lines = lines_of(row.label, canvas.width - width_of(row.figure) - 8)
    middle = y + len(lines) * LINE + 14
    words = [
        paragraph(f"bagan-label{bold}", 0, y + 14, lines),
        text(f"bagan-angka akhir{bold}", canvas.width, y + 14, row.figure),
    ]
    return len(lines) * LINE + 30, joined([_track(row, middle, plot), *words])


def _wide_row(canvas: Canvas, row: DotRow, y: Px, plot: Plot) -> tuple[int, Markup]:
    bold = " tebal" if row.is_marked else ""
    lines = lines_of(row.label, plot.start - 22)
    height = max(34, len(lines) * LINE + 10)
    middle = y + half(height)
    first = middle + 5 - half((len(lines) - 1) * LINE)
    words = [
        paragraph(f"bagan-label{bold}", 0, first, lines),
        text(f"bagan-angka akhir{bold}", canvas.width, middle + 5, row.figure),
    ]
    return height, joined([_track(row, middle, plot), *words])


def _track(row: DotRow, y: Px, plot: Plot) -> Markup:
    """The band of a row with its dots, joined by a line where there are several."""
    area: tuple[Px, Px, Px, Px] = (plot.start - 10, y - 12, plot.length + 20, 24)
    if not row.dots:
        return hatched(*area)
    parts = [rect("bagan-baris ditandai" if row.is_marked else "bagan-baris", *area)]
    places = [plot.at(dot.value) for dot in row.dots]
    if len(places) > 1:
        parts.append(line("bagan-rentang", min(places), y, max(places), y))
    parts += [mark(dot.kind, at, y) for dot, at in zip(row.dots, places, strict=True)]
    return joined(parts)


def mark(kind: str, x: Px, y: Px) -> Markup:
    """A shape per kind, so that colour is never the only difference."""
    if kind == "atasan":
        return rect(f"titik {kind}", x - 6, y - 6, 12, 12)
    if kind in ("rekan", "lemah"):
        diamond = " ".join(
            f"{coordinate(px)},{coordinate(py)}"
            for px, py in ((x, y - 9), (x + 9, y), (x, y + 9), (x - 9, y))
        )
        return element("polygon", class_=f"titik {kind}", points=diamond)
    return element("circle", class_=f"titik {kind}", cx=x, cy=y, r=7)


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its label, its value (None: withheld or no release), the figure as text."""

    label: str
    value: Fraction | None
    figure: str


def trend(
    frame: Frame, points: Sequence[Point], scale: Scale, guides: Sequence[Guide] = ()
) -> Markup:
    """A line over periods; a gap where a value is missing, every point labelled with its figure."""

    def draw(canvas: Canvas) -> tuple[Px, Markup]:
        height, left, right = 190, 44, 64 if canvas.is_narrow else 120
        end = canvas.width - right
        step = Fraction(end - left - 40, max(1, len(points) - 1))
        xs = [left + 20 + i * step for i in range(len(points))]
        ys = [None if p.value is None else _up(scale, p.value, height) for p in points]
        parts = [_lines(scale, guides, left, end, height)]
        for (x1, y1), (x2, y2) in pairwise(zip(xs, ys, strict=True)):
            if y1 is not None and y2 is not None:
                parts.append(line("bagan-tren", x1, y1, x2, y2))
        for point, x, y in zip(points, xs, ys, strict=True):
            parts.append(text("bagan-sumbu tengah", x, height + 20, point.label))
            parts.append(_point(point, x, y, height))
        return height + 30, joined(parts)

    return both(frame, draw)


def _up(scale: Scale, value: Fraction, height: int) -> Fraction:
    """The distance from the top; 24 px stay free above the scale."""
    return height - scale.at(value, height - 24)


def _point(point: Point, x: Fraction, y: Fraction | None, height: int) -> Markup:
    if y is None:
        return text("bagan-sumbu tengah", x, height - 12, point.figure)
    return mark("utama", x, y) + text("bagan-angka tebal tengah", x, y - 14, point.figure)


def _lines(scale: Scale, guides: Sequence[Guide], left: int, end: int, height: int) -> Markup:
    parts = []
    for value, label in scale.ticks:
        y = _up(scale, value, height)
        parts.append(line("bagan-kisi", left, y, end, y))
        parts.append(text("bagan-sumbu akhir", left - 8, y + 5, label))
    for guide in guides:
        y = _up(scale, guide.value, height)
        parts.append(line("bagan-batas", left, y, end, y))
        parts.append(text("bagan-sumbu awal", end + 8, y + 5, guide.label))
    return joined(parts)
