"""Exact numbers: one rounding, half up, and Indonesian formatting."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction

_SWAPPED = str.maketrans(",.", ".,")


def half_up_ratio(numerator: int, denominator: int) -> int:
    """numerator / denominator rounded half away from zero to a whole number.

    For n >= 0 this is (2n+d)//(2d), the form every engine uses. denominator > 0.

    >>> half_up_ratio(5, 2), half_up_ratio(-5, 2), half_up_ratio(1, 3)
    (3, -3, 0)
    """
    if denominator <= 0:
        raise ValueError("denominator must be positive")
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def round_half_up(value: Exact, places: int) -> Decimal:
    """`value` with exactly `places` decimals, rounded half up. The only rounding in Terang.

    >>> round_half_up(Decimal("88.305"), 2), round_half_up(Fraction(1, 3), 4)
    (Decimal('88.31'), Decimal('0.3333'))
    """
    exact = Fraction(value)
    scaled = half_up_ratio(exact.numerator * 10**places, exact.denominator)
    return Decimal(scaled).scaleb(-places)


def format_number(value: Exact, places: int | None = None, lang: str = "id") -> str:
    """A number as people read it: 1.248 and 87,60 in Indonesian, 1,248 and 87.60 in English.

    places: decimals to show, rounded half up; None shows a whole or finite decimal as it is.
    """
    if places is not None:
        return format_ratio(*value.as_integer_ratio(), places, lang)
    if isinstance(value, Fraction):
        if value.denominator != 1:
            raise ValueError("an endless fraction needs places")
        value = value.numerator
    text = f"{value:,}" if isinstance(value, int) else f"{value:,f}"
    return text if lang == "en" else text.translate(_SWAPPED)


def format_ratio(numerator: int, denominator: int, places: int, lang: str = "id") -> str:
    """What `format_number` gives for a quotient; denominator > 0.

    >>> format_ratio(100, 3, 1), format_ratio(-1, 4, 0)
    ('33,3', '0')
    """
    scaled = half_up_ratio(numerator * 10**places, denominator)
    whole, part = divmod(abs(scaled), 10**places)
    decimals = f".{part:0{places}d}" if places else ""
    text = f"{'-' if scaled < 0 else ''}{whole:,}{decimals}"
    return text if lang == "en" else text.translate(_SWAPPED)
