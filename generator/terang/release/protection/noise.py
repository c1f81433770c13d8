"""Noise with a promise, drawn by OpenDP: differential privacy for agencies that choose it.

The promise of epsilon: whether any one person (or complaint) is in the data or not changes the
chance of every possible release by a factor of at most e^epsilon, whatever a reader knows. Needs
the extra `dp`; randomness comes from the operating system and can't be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from terang.disclosure import ProtectionFailed

Draw = Callable[[Sequence[int], int, Decimal], tuple[list[int], Decimal]]


def laplace(values: Sequence[int], touched: int, epsilon: Decimal) -> tuple[list[int], Decimal]:
    """The values with discrete Laplace noise that spends epsilon, and the scale of the noise.

    touched: how many of the values one record changes by one at most. Raises ProtectionFailed
    (`opendp`) when the package is missing.
    """
    try:
        import opendp.prelude as dp  # noqa: PLC0415  optional, and slow to load
    except ImportError as missing:
        raise ProtectionFailed("opendp") from missing
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)

    def mechanism(scale: float) -> Any:  # noqa: ANN401  a measurement, untyped there
        return space >> dp.m.then_laplace(scale=scale)

    scale = dp.binary_search_param(mechanism, d_in=touched, d_out=float(epsilon), T=float)
    chosen: Any = mechanism(scale)
    assert chosen.map(touched) <= float(epsilon)
    return [int(value) for value in chosen(list(values))], Decimal(str(scale))


def nonnegative(values: Sequence[int]) -> list[int]:
    """Whole numbers from zero near the values, with the same sum (or zero when that is below).

    Setting negative counts to zero alone would lift every total; so what they lack is taken from
    the others alike. It reads noisy values only, so that it spends nothing.

    >>> nonnegative([10, -3, 5])
    [9, 0, 3]
    """
    total = max(0, sum(values))
    low, high = 0, max([0, *values])
    while low < high:  # the least reduction after which no more than the sum is left
        middle = (low + high) // 2
        if sum(max(0, value - middle) for value in values) > total:
            low = middle + 1
        else:
            high = middle
    kept = [max(0, value - low) for value in values]
    missing = total - sum(kept)
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    for place in order[:missing]:
        kept[place] += 1
    return kept


def expected_error(scale: Decimal) -> Decimal:
    """Mean absolute error of one count: 2q / (1 - q^2) with q = e^(-1/scale).

    >>> round(expected_error(Decimal(2)), 3)
    Decimal('1.919')
    """
    q = (Decimal(-1) / scale).exp()
    return 2 * q / (1 - q * q)


def likely_error(scale: Decimal) -> int:
    """What 95 of 100 counts stay within: the least t with 2q^(t+1) / (1 + q) <= 1/20.

    >>> likely_error(Decimal(2))
    6
    """
    if not scale:
        return 0
    q = (Decimal(-1) / scale).exp()
    least = 0
    while 2 * q ** (least + 1) / (1 + q) > Decimal("0.05"):
        least += 1
    return least
