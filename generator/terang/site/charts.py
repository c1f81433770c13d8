"""The charts of results and services, drawn once at build time from exact figures.

Each function takes the words already in the reader's language and returns a wide and a narrow SVG
(see `site.svg`). The table of the same figures stands beside it on the page. A figure that is
withheld is hatched where its size is known from the published total, and named where it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from terang.core.numbers import Exact
from terang.site.svg import (
    CHARACTER,
    LINE,
    Canvas,
    Frame,
    both,
    coordinate,
    element,
    line,
    lines_of,
    paragraph,
    rect,
    text,
)

PROTECTED = "dilindungi"  # the class and pattern of withheld parts
PATTERNED = {"jenjang-4", "jenjang-5", PROTECTED}
BAR = 30  # px


def _join(parts: Sequence[Markup]) -> Markup:
    return Markup("").join(parts)


# --- stacked bars --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: its class (`jenjang-1` best … `jenjang-5`, `dilindungi`), share, label."""

    kind: str
    share: Fraction  # of the bar, 0..1
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of small multiples: `level` indents it, `figure` stands at its end (n = 812)."""

    label: str
    figure: str
    segments: tuple[Segment, ...]  # sums to 1; empty: the whole bar is withheld
    level: int = 0


def stacked(frame: Frame, bars: Sequence[Bar], withheld_label: str) -> Markup:
    """Bars of 100 percent under each other, in the order given."""

    def draw(canvas: Canvas) -> tuple[Exact, Markup]:
        y, parts = Fraction(0), []
        for bar in bars:
            height, part = (_narrow_bar if canvas.is_narrow else _wide_bar)(
                canvas, bar, y, withheld_label
            )
            parts.append(part)
            y += height
        return y, _join(parts)

    return both(frame, draw)


def _wide_bar(canvas: Canvas, bar: Bar, y: Fraction, withheld: str) -> tuple[int, Markup]:
    left, right = 232, 92
    indent = 14 * bar.level
    lines = lines_of(bar.label, left - indent - 12)
    height = max(BAR + 12, len(lines) * LINE + 12)
    middle = y + Fraction(height, 2)
    first = middle + 5 - Fraction((len(lines) - 1) * LINE, 2)
    weight = "bagan-label" if bar.level else "bagan-label tebal"
    return height, _join(
        [
            paragraph(weight, indent, first, lines),
            _segments(bar, left, middle - BAR // 2, canvas.width - left - right, withheld),
            text("bagan-angka akhir", canvas.width, middle + 5, bar.figure),
        ]
    )


def _narrow_bar(canvas: Canvas, bar: Bar, y: Fraction, withheld: str) -> tuple[int, Markup]:
    indent = 8 * bar.level
    lines = lines_of(bar.label, canvas.width - indent - len(bar.figure) * CHARACTER - 8)
    top = len(lines) * LINE + 6
    weight = "bagan-label" if bar.level else "bagan-label tebal"
    return top + BAR + 16, _join(
        [
            paragraph(weight, indent, y + 14, lines),
            text("bagan-angka akhir", canvas.width, y + 14, bar.figure),
            _segments(bar, indent, y + top, canvas.width - indent, withheld),
        ]
    )


def _segments(bar: Bar, x: Exact, y: Exact, width: Exact, withheld: str) -> Markup:
    segments = bar.segments or (Segment(PROTECTED, Fraction(1), withheld),)
    start, parts = Fraction(x), []
    for segment in segments:
        length = segment.share * Fraction(width)
        if length > 0:
            parts.append(_segment(segment, start, Fraction(y), length))
        start += length
    return _join(parts)


def _segment(segment: Segment, x: Fraction, y: Fraction, length: Fraction) -> Markup:
    gap = min(Fraction(2), length / 4)  # a paper-coloured seam between neighbours
    parts = [rect(f"isi {segment.kind}", x, y, length - gap, BAR)]
    if segment.kind in PATTERNED:
        parts.append(rect("pola", x, y, length - gap, BAR, fill=f"url(#pola-{segment.kind})"))
    if length >= len(segment.label) * CHARACTER + 8:
        middle = x + (length - gap) / 2
        if segment.kind in PATTERNED:  # words stay readable on a pattern
            wide = len(segment.label) * CHARACTER + 6
            parts.append(rect(f"isi {segment.kind} alas", middle - wide / 2, y + 6, wide, BAR - 12))
        parts.append(text(f"tulisan-{segment.kind} tengah", middle, y + 20, segment.label))
    return _join(parts)


# --- dots on a scale ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dot:
    """A value on the scale; `kind` gives colour and shape (utama, diri, atasan, rekan, lemah)."""

    kind: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class DotRow:
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

    def at(self, value: Fraction, length: Exact) -> Fraction:
        """Distance of a value from the low end, within 0..length."""
        inside = min(max(value, self.low), self.high)
        return (inside - self.low) / (self.high - self.low) * Fraction(length)


def dots(
    frame: Frame, rows: Sequence[DotRow], scale: Scale, guides: Sequence[Guide] = ()
) -> Markup:
    """Rows of dots on one scale, guides as vertical lines named above the plot."""

    def draw(canvas: Canvas) -> tuple[Exact, Markup]:
        left, right = (0, 0) if canvas.is_narrow else (252, 104)
        plot = canvas.width - left - right - 20
        origin = Fraction(left + 10)
        y = Fraction(26 if guides else 6)
        parts, top = [], y
        for row in rows:
            height, part = _dot_row(canvas, row, y, origin, plot, scale)
            parts.append(part)
            y += height
        axis = _dot_axis(scale, guides, origin, plot, top, y)
        return y + 26, axis + _join(parts)

    return both(frame, draw)


def _dot_axis(
    scale: Scale, guides: Sequence[Guide], x: Fraction, plot: int, top: Fraction, bottom: Fraction
) -> Markup:
    parts = []
    for value, label in scale.ticks:
        at = x + scale.at(value, plot)
        parts.append(line("bagan-kisi", at, top, at, bottom))
        parts.append(text("bagan-sumbu tengah", at, bottom + 18, label))
    for guide in guides:
        at = x + scale.at(guide.value, plot)
        parts.append(line("bagan-batas", at, top - 6, at, bottom))
        parts.append(text("bagan-sumbu tengah", at, top - 11, guide.label))
    return _join(parts)


def _dot_row(
    canvas: Canvas, row: DotRow, y: Fraction, x: Fraction, plot: int, scale: Scale
) -> tuple[int, Markup]:
    weight = "bagan-label tebal" if row.is_marked else "bagan-label"
    if canvas.is_narrow:
        lines = lines_of(row.label, canvas.width - len(row.figure) * CHARACTER - 8)
        height, middle = len(lines) * LINE + 30, y + len(lines) * LINE + 14
        words = [paragraph(weight, 0, y + 14, lines), text(f"bagan-angka akhir{' tebal' * row.is_marked}", canvas.width, y + 14, row.figure)]
    else:
        lines = lines_of(row.label, x - 22)
        height = max(34, len(lines) * LINE + 10)
        middle = y + Fraction(height, 2)
        words = [
            paragraph(weight, 0, middle + 5 - Fraction((len(lines) - 1) * LINE, 2), lines),
            text(f"bagan-angka akhir{' tebal' * row.is_marked}", canvas.width, middle + 5, row.figure),
        ]
    band = "bagan-baris ditandai" if row.is_marked else "bagan-baris"
    places = [x + scale.at(dot.value, plot) for dot in row.dots]
    track = [rect(band, x - 10, middle - 12, plot + 20, 24)]
    if not row.dots:
        track.append(rect("pola", x - 10, middle - 12, plot + 20, 24, fill=f"url(#pola-{PROTECTED})"))
    if len(places) > 1:
        track.append(line("bagan-rentang", min(places), middle, max(places), middle))
    shapes = [_mark(dot.kind, at, middle) for dot, at in zip(row.dots, places, strict=True)]
    return height, _join([*track, *shapes, *words])


def _mark(kind: str, x: Fraction, y: Fraction) -> Markup:
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


# --- a line over periods ---------------------------------------------------------------------------


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

    def draw(canvas: Canvas) -> tuple[Exact, Markup]:
        height, left, right = 190, 44, 40 if canvas.is_narrow else 120
        plot = canvas.width - left - right
        step = Fraction(plot, max(1, len(points) - 1))
        at = [Fraction(left) + (i * step if len(points) > 1 else plot / 2) for i in range(len(points))]
        ys = [None if p.value is None else height - scale.at(p.value, height - 24) for p in points]
        parts = [_level(scale, tick, canvas, left, right, height) for tick in scale.ticks]
        parts += [_cut(scale, guide, canvas, left, right, height) for guide in guides]
        for (x1, y1), (x2, y2) in zip(list(zip(at, ys, strict=True)), list(zip(at, ys, strict=True))[1:], strict=False):
            if y1 is not None and y2 is not None:
                parts.append(line("bagan-tren", x1, y1, x2, y2))
        for point, x, y in zip(points, at, ys, strict=True):
            parts.append(text("bagan-sumbu tengah", x, height + 20, point.label))
            if y is None:
                parts.append(text("bagan-sumbu tengah", x, height - 12, point.figure))
            else:
                parts.append(_mark("utama", x, y))
                parts.append(text("bagan-angka tebal tengah", x, y - 14, point.figure))
        return height + 30, _join(parts)

    return both(frame, draw)


def _level(
    scale: Scale, tick: tuple[Fraction, str], canvas: Canvas, left: int, right: int, height: int
) -> Markup:
    y = height - scale.at(tick[0], height - 24)
    return line("bagan-kisi", left, y, canvas.width - right, y) + text(
        "bagan-sumbu akhir", left - 8, y + 5, tick[1]
    )


def _cut(
    scale: Scale, guide: Guide, canvas: Canvas, left: int, right: int, height: int
) -> Markup:
    y = height - scale.at(guide.value, height - 24)
    return line("bagan-batas", left, y, canvas.width - right, y) + text(
        "bagan-sumbu awal", canvas.width - right + 6, y + 5, guide.label
    )


# --- columns ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One column: label under it, value (None: withheld), figure above it."""

    label: str
    value: Fraction | None
    figure: str
    is_late: bool = False


def columns(
    frame: Frame, items: Sequence[Column], standard_after: int | None = None, standard: str = ""
) -> Markup:
    """Columns from zero; an upright line after column `standard_after` names the standard."""

    def draw(canvas: Canvas) -> tuple[Exact, Markup]:
        top, height = 46 if standard else 22, 190
        step = Fraction(canvas.width, max(1, len(items)))
        tallest = max([item.value for item in items if item.value is not None], default=Fraction(1))
        parts = [line("bagan-dasar", 0, height, canvas.width, height)]
        for i, item in enumerate(items):
            parts.append(_column(item, i * step, step, top, height, tallest or Fraction(1)))
        if standard_after is not None:
            x = (standard_after + 1) * step
            parts.append(line("bagan-standar", x, 8, x, height + 6))
            on_right = x < Fraction(canvas.width, 2)
            anchor, at = ("awal", x + 6) if on_right else ("akhir", x - 6)
            parts.append(text(f"bagan-label tebal {anchor}", at, 20, standard))
        return height + 30, _join(parts)

    return both(frame, draw)


def _column(
    item: Column, x: Fraction, step: Fraction, top: int, height: int, tallest: Fraction
) -> Markup:
    inset = min(step / 8, Fraction(12))
    width, middle = step - 2 * inset, x + step / 2
    parts = [text("bagan-sumbu tengah", middle, height + 20, item.label)]
    if item.value is None:
        parts.append(rect(f"isi {PROTECTED}", x + inset, height - 40, width, 40))
        parts.append(
            rect("pola", x + inset, height - 40, width, 40, fill=f"url(#pola-{PROTECTED})")
        )
        return _join(parts)
    tall = item.value / tallest * (height - top)
    kind = "kolom terlambat" if item.is_late else "kolom"
    parts.append(rect(kind, x + inset, height - tall, width, tall))
    parts.append(text("bagan-angka tengah", middle, height - tall - 6, item.figure))
    return _join(parts)
