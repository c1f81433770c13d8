"""Looking a value up in a scale cut into bands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from terang.core.model import Band, BandSet
from terang.core.numbers import Exact, round_half_up


class Range(Protocol):
    """From low inclusive to high, inclusive or not."""

    @property
    def low(self) -> Fraction: ...

    @property
    def high(self) -> Fraction: ...

    @property
    def inclusive(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ClosedRange:
    low: Fraction
    high: Fraction
    inclusive: bool


def closed(band: Band, bands: BandSet) -> ClosedRange:
    """The band with the ends of the scale where it names none."""
    return ClosedRange(
        low=Fraction(bands.minimum if band.low is None else band.low),
        high=Fraction(bands.maximum if band.high is None else band.high),
        inclusive=band.high is None or band.high_inclusive,
    )


def within(span: Range, value: Fraction) -> bool:
    """Whether a range holds a value."""
    return span.low <= value and (value <= span.high if span.inclusive else value < span.high)


def looked_up(value: Exact, places: int | None) -> Fraction:
    """The value as bands see it: exact, or rounded half up to `places` decimals first."""
    return Fraction(value if places is None else round_half_up(value, places))


def category(bands: BandSet, value: Exact, met: Collection[str] = ()) -> str | None:
    """Id of the best category that holds a value, or None outside the scale.

    met: the conditions that hold; a band asking for another one is passed over.
    """
    seen = looked_up(value, bands.round_places)
    for band in bands.bands:
        if within(closed(band, bands), seen) and (band.condition is None or band.condition in met):
            return band.category
    return None
