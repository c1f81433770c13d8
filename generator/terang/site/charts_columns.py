"""Counts as columns: complaints by time with the standard as a line, volumes by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from terang.core.numbers import Exact
from terang.site.svg import Canvas, Frame, both, hatched, joined, line, rect, text, width_of

MOST_NARROW_COLUMNS = 8
BASE = 190  # px from the top to the ground line
UNKNOWN = 40  # px: the height of a withheld column, whatever its count


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
    """Columns from zero; an upright line after column `standard_after` names the standard.

    Many columns lie down as rows in the narrow drawing.
    """

    def draw(canvas: Canvas) -> tuple[Exact, Markup]:
        if canvas.is_narrow and len(items) > MOST_NARROW_COLUMNS:
            return _lying(canvas, items)
        room = BASE - (46 if standard else 22)
        step = Fraction(canvas.width, max(1, len(items)))
        unit = room / _tallest(items)
        parts = [line("bagan-dasar", 0, BASE, canvas.width, BASE)]
        parts += [_column(item, i * step, step, unit) for i, item in enumerate(items)]
        if standard_after is not None:
            parts.append(_standard(canvas, (standard_after + 1) * step, standard))
        return BASE + 30, joined(parts)

    return both(frame, draw)


def _tallest(items: Sequence[Column]) -> Fraction:
    """The greatest shown value, never zero."""
    return max([item.value for item in items if item.value], default=Fraction(1))


def _standard(canvas: Canvas, x: Fraction, label: str) -> Markup:
    anchor, at = ("awal", x + 6) if x < Fraction(canvas.width, 2) else ("akhir", x - 6)
    return line("bagan-standar", x, 8, x, BASE + 6) + text(
        f"bagan-label tebal {anchor}", at, 20, label
    )


def _column(item: Column, x: Fraction, step: Fraction, unit: Fraction) -> Markup:
    inset = min(step / 8, Fraction(12))
    width, middle = step - 2 * inset, x + step / 2
    label = text("bagan-sumbu tengah", middle, BASE + 20, item.label)
    if item.value is None:
        return label + hatched(x + inset, BASE - UNKNOWN, width, UNKNOWN)
    tall = item.value * unit
    kind = "kolom terlambat" if item.is_late else "kolom"
    return joined(
        [
            label,
            rect(kind, x + inset, BASE - tall, width, tall),
            text("bagan-angka tengah", middle, BASE - tall - 6, item.figure),
        ]
    )


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
