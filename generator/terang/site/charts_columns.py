"""Counts as columns: complaints by time with the standard as a line, volumes by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from terang.core.numbers import Exact
from terang.site.svg import Canvas, Frame, both, hatched, joined, line, rect, text, width_of

MOST_NARROW_COLUMNS = 8
BASE = 190  # px from below the labels of lines to the ground line
UNKNOWN = 40  # px: the height of a withheld column, whatever its count


@dataclass(frozen=True, slots=True)
class Column:
    """One column: label under it, value (None: withheld), figure above it."""

    label: str
    value: Fraction | None
    figure: str


@dataclass(frozen=True, slots=True)
class Upright:
    """A line across the columns, such as a standard: `at` in columns from the left."""

    at: Fraction
    label: str
    short: str  # for the narrow drawing


def columns(frame: Frame, items: Sequence[Column], lines: Sequence[Upright] = ()) -> Markup:
    """Columns from zero, with upright lines that stand for a standard.

    Many columns lie down as rows in the narrow drawing.
    """

    def draw(canvas: Canvas) -> tuple[Exact, Markup]:
        if canvas.is_narrow and len(items) > MOST_NARROW_COLUMNS:
            return _lying(canvas, items)
        above = 20 * len(lines)  # every line's label has a row of its own
        step = Fraction(canvas.width, max(1, len(items)))
        unit = (BASE - 22) / _tallest(items)
        parts = [line("bagan-dasar", 0, above + BASE, canvas.width, above + BASE)]
        words: list[Markup] = []  # over everything else, with a halo of paper
        for i, item in enumerate(items):
            column, label = _column(item, i * step, step, above + BASE, unit)
            parts.append(column)
            words.append(label)
        for row, one in enumerate(_in_rows(lines, step, canvas)):
            upright, label = _upright(canvas, row, one, step, above)
            parts.append(upright)
            words.append(label)
        return above + BASE + 30, joined([*parts, *words])

    return both(frame, draw)


def _opens_left(one: Upright, step: Fraction, canvas: Canvas) -> bool:
    """Whether the label must stand left of its line, for want of room."""
    return one.at * step + 6 + width_of(_named(one, canvas)) > canvas.width


def _named(one: Upright, canvas: Canvas) -> str:
    return one.short if canvas.is_narrow else one.label


def _in_rows(lines: Sequence[Upright], step: Fraction, canvas: Canvas) -> list[Upright]:
    """From the top: labels that open left, rightmost first; then the others, leftmost first.

    So a label runs over lines that start below it, and crosses as few as can be.
    """
    left = [one for one in lines if _opens_left(one, step, canvas)]
    right = [one for one in lines if one not in left]
    return sorted(left, key=lambda one: -one.at) + sorted(right, key=lambda one: one.at)


def _upright(
    canvas: Canvas, row: int, one: Upright, step: Fraction, above: int
) -> tuple[Markup, Markup]:
    """The line, and its label in a row of its own above the columns."""
    x, y = one.at * step, 20 * row
    opens_left = _opens_left(one, step, canvas)
    anchor, at = ("akhir", x - 6) if opens_left else ("awal", x + 6)
    label = text(f"bagan-label tebal pinggir {anchor}", at, y + 15, _named(one, canvas))
    return line("bagan-standar", x, y + 2, x, above + BASE), label


def _tallest(items: Sequence[Column]) -> Fraction:
    """The greatest shown value, never zero."""
    return max([item.value for item in items if item.value], default=Fraction(1))


def _column(
    item: Column, x: Fraction, step: Fraction, base: int, unit: Fraction
) -> tuple[Markup, Markup]:
    """The column with its name, and the figure above it."""
    inset = min(step / 8, Fraction(12))
    width, middle = step - 2 * inset, x + step / 2
    label = text("bagan-sumbu tengah", middle, base + 20, item.label)
    if item.value is None:
        return label + hatched(x + inset, base - UNKNOWN, width, UNKNOWN), Markup("")
    tall = item.value * unit
    figure = text("bagan-angka tengah pinggir", middle, base - tall - 6, item.figure)
    return label + rect("kolom", x + inset, base - tall, width, tall), figure


def _lying(canvas: Canvas, items: Sequence[Column]) -> tuple[int, Markup]:
    left = max(width_of(item.label) for item in items) + 10
    right = max(width_of(item.figure) for item in items) + 10
    unit = (canvas.width - left - right) / _tallest(items)
    parts = []
    for i, item in enumerate(items):
        y = Fraction(i * 26)
        parts.append(text("bagan-label", 0, y + 17, item.label))
        if item.value is None:
            parts.append(hatched(left, y + 3, UNKNOWN, 20))
        else:
            parts.append(rect("kolom", left, y + 3, item.value * unit, 20))
        parts.append(text("bagan-angka akhir", canvas.width, y + 17, item.figure))
    return 26 * len(items), joined(parts)
