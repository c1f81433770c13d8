"""National computations around an appraisal: credit points, distribution, sample size, index.

Every number of a rule comes in from a profile of criteria/nasional; only the sampling formula's
own constants stand here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from terang.core.model import ConversionProfile, DistributionRule
from terang.core.numbers import round_half_up

MONTHS_A_YEAR = 12


def credit_points(profile: ConversionProfile, level: str, rating: str, months: int) -> Decimal:
    """Credit points (angka kredit): months/12 x share x yearly coefficient, 2 places half up.

    Ahli Madya, butuh_perbaikan, 12 months: 0.75 x 37.5 = 28.125 -> 28.13. ValueError for months
    outside 1..12, an unknown rating, or a level without coefficient (pelaksana, JPT, ...).
    """
    if not 1 <= months <= MONTHS_A_YEAR:
        raise ValueError(f"months must be 1..12, not {months}")
    if rating not in profile.shares:
        raise ValueError(f"no share for the rating {rating!r}")
    if level not in profile.coefficients:
        raise ValueError(f"no coefficient for the level {level!r}")
    share, coefficient = profile.shares[rating], profile.coefficients[level]
    exact = Fraction(months, MONTHS_A_YEAR) * Fraction(share) * Fraction(coefficient)
    return round_half_up(exact, 2)


@dataclass(frozen=True, slots=True)
class Breach:
    """A bound of a distribution pattern that counts do not keep."""

    kind: Literal["lebih_dari", "paling_sedikit", "paling_banyak", "harus_ada"]
    categories: tuple[str, ...]
    bound: Decimal | None  # percent; None for harus_ada
    share: Fraction  # percent reached, exact


def check_distribution(counts: Mapping[str, int], rule: DistributionRule) -> tuple[Breach, ...]:
    """The bounds of a pattern (SE 3/2023) that these counts break; () when it is kept.

    counts: employees by category id. Nobody appraised breaks nothing. A small unit cannot always
    keep a percentage: report it, do not block it.
    """
    total = sum(counts.values())
    if total == 0:
        return ()

    def share(categories: Sequence[str]) -> Fraction:
        return Fraction(100 * sum(counts.get(category, 0) for category in categories), total)

    found = [
        Breach("lebih_dari", names, bound, share(names))
        for names, bound in rule.more_than
        if not share(names) > bound
    ]
    found += [
        Breach("paling_sedikit", names, bound, share(names))
        for names, bound in rule.at_least
        if not share(names) >= bound
    ]
    found += [
        Breach("paling_banyak", names, bound, share(names))
        for names, bound in rule.at_most
        if not share(names) <= bound
    ]
    found += [
        Breach("harus_ada", names, None, share(names))
        for names in rule.some_of
        if share(names) == 0
    ]
    return tuple(found)


# the table of PermenPANRB 14/2017 prints 384 for 100000, where its own formula gives 383
_PRINTED = {100_000: 384}
_CHI2 = Fraction("3.841")  # one degree of freedom, 95 percent
_SPREAD = Fraction(1, 4)  # P x Q at 0.5
_ERROR2 = Fraction(1, 400)  # 0.05 squared


def sample_size(population: int) -> int:
    """Smallest number of respondents for a population (Krejcie and Morgan 1970).

    S = chi2 N P Q / (d2 (N - 1) + chi2 P Q), rounded half up; as the annex of PermenPANRB 14/2017
    prints it. ValueError for a population below 1.

    >>> sample_size(500), sample_size(1234)
    (217, 293)
    """
    if population < 1:
        raise ValueError("population must be at least 1")
    top = _CHI2 * population * _SPREAD
    size = round_half_up(top / (_ERROR2 * (population - 1) + _CHI2 * _SPREAD), 0)
    return _PRINTED.get(population, int(size))


def weighted_index(
    scores: Mapping[str, Decimal], weights: Mapping[str, Decimal], low: Decimal, high: Decimal
) -> Decimal:
    """Weighted mean of aspect scores, 2 places half up (Indeks Pelayanan Publik).

    weights: percent, summing to 100; the same aspects as scores; scores within low..high.
    ValueError otherwise.
    """
    if sum(weights.values()) != 100:
        raise ValueError(f"weights sum to {sum(weights.values())}, not 100")
    if scores.keys() != weights.keys():
        raise ValueError("scores and weights name different aspects")
    if any(not low <= score <= high for score in scores.values()):
        raise ValueError(f"a score lies outside {low}..{high}")
    total = sum((Fraction(scores[a]) * Fraction(weights[a]) for a in scores), Fraction(0))
    return round_half_up(total / 100, 2)
