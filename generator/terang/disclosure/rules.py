"""Primary rules for what is not a plain count: sums, means, shares and surveys.

Pure functions over what the caller knows of each cell; the result is a reason by cell id, in the
order given, for the sensitive cells only. Every option has a default and a floor (or a ceiling)
that a policy can't pass. Exact arithmetic throughout. A cell without contributors tells nothing of
anybody and is never sensitive here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from terang.core.model.protection import (
    DEFAULT_RESPONDENTS,
    DEFAULT_THRESHOLD,
    DOMINANCE_N,
    FEWEST,
    FEWEST_RESPONDENTS,
    LEAST_P,
    MOST_DOMINANCE,
)
from terang.disclosure.errors import InvalidTable

Exact = int | Decimal | Fraction
LEAST_PERSON = 10  # floor of what must stay open about one person, percent of the scale


@dataclass(frozen=True, slots=True)
class Contributions:
    """A sum of values >= 0: how many contributed, their total, and the largest, in falling order.

    largest: as many as the rules read (dominance_n, and coalition + 1 for p%), or all there are.
    """

    id: str
    n: int
    total: Exact
    largest: tuple[Exact, ...]


@dataclass(frozen=True, slots=True)
class MagnitudeRules:
    """Rules for magnitude tables; dominance_k or p None switches that one off, not both.

    minimum: fewest contributors (default 5, floor 3). Dominance (n,k): the dominance_n largest
    hold more than dominance_k percent (default (2, 85), ceiling 90). p%: when `coalition`
    contributors after the largest pool what they know, they must not come within p percent of the
    largest (default 10, floor 5).
    """

    minimum: int = 5
    dominance_n: int = DOMINANCE_N
    dominance_k: int | None = 85
    p: int | None = 10
    coalition: int = 1

    def __post_init__(self) -> None:
        _at_least("minimum", self.minimum, FEWEST)
        _at_least("dominance_n", self.dominance_n, 1)
        _at_least("coalition", self.coalition, 1)
        if self.dominance_k is not None:
            _at_most("dominance_k", self.dominance_k, MOST_DOMINANCE)
            _at_least("dominance_k", self.dominance_k, 1)
        if self.p is not None:
            _at_least("p", self.p, LEAST_P)
        if self.p is None and self.dominance_k is None:
            raise InvalidTable("rule_missing", fields={"option": "p"})


@dataclass(frozen=True, slots=True)
class MeanOf:
    """A mean to publish with its n: the sum behind it on a scale from low to high.

    smallest, largest: the values of the members at both ends, outermost first, at least as many as
    the coalition. places: decimals shown (the reader knows the sum up to that rounding).
    """

    id: str
    n: int
    total: Exact
    low: Exact
    high: Exact
    smallest: tuple[Exact, ...]
    largest: tuple[Exact, ...]
    places: int = 2


@dataclass(frozen=True, slots=True)
class MeanRules:
    """minimum: fewest people behind a mean (default 5, floor 3). person: how much of the scale
    must stay possible for every single member, percent (default 25, floor 10), also to `coalition`
    members who pool their own values (default 1).
    """

    minimum: int = 5
    person: int = 25
    coalition: int = 1

    def __post_init__(self) -> None:
        _at_least("minimum", self.minimum, FEWEST)
        _at_least("person", self.person, LEAST_PERSON)
        _at_most("person", self.person, 100)
        _at_least("coalition", self.coalition, 1)
        _at_most("coalition", self.coalition, self.minimum - 1)


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A share or percentage to publish: `part` people of `n`."""

    id: str
    part: int
    n: int


@dataclass(frozen=True, slots=True)
class ShareRules:
    """minimum: fewest people beneath a share (default 5, floor 3). threshold: part and rest of
    1..threshold-1 people are sensitive (default 5, floor 3). whole: a share of nobody or of
    everybody says the attribute of each (default on).
    """

    minimum: int = DEFAULT_THRESHOLD
    threshold: int = DEFAULT_THRESHOLD
    whole: bool = True

    def __post_init__(self) -> None:
        _at_least("minimum", self.minimum, FEWEST)
        _at_least("threshold", self.threshold, FEWEST)


def magnitude_reasons(
    cells: Sequence[Contributions], rules: MagnitudeRules | None = None
) -> Mapping[str, str]:
    """`contributors`, `dominance` or `p_percent` by id of every sensitive sum: the first to hold.

    Dominance: x1 + … + xn > k/100 · total. p%: total - x1 - (x2 + … + x(1+coalition)) < p/100 · x1.
    Worked: 60 + 30 + 10 with (2, 85): 90 > 85 is dominance. Source: Hundepool and others,
    Statistical Disclosure Control (2012), chapter 4.
    Raises InvalidTable for contributions that are negative, unsorted, too few or above the total.
    """
    known = rules or MagnitudeRules()
    found = ((cell.id, _magnitude(cell, known)) for cell in cells)
    return {name: reason for name, reason in found if reason is not None}


def magnitude_widths(
    cells: Sequence[Contributions], rules: MagnitudeRules | None = None
) -> Mapping[str, int]:
    """How far each sensitive sum must be able to rise (`Cell.sensitive_width`), whole, at least 1.

    The rise after which neither rule would hold: 100/k · (x1 + … + xn) - total, and
    p/100 · x1 - (total - x1 - …). Worked: 60 + 30 + 10, p = 20: 12 - 10 = 2.
    """
    known = rules or MagnitudeRules()
    sensitive = magnitude_reasons(cells, known)
    return {cell.id: _width(cell, known) for cell in cells if cell.id in sensitive}


def _magnitude(cell: Contributions, rules: MagnitudeRules) -> str | None:
    needed = max(rules.dominance_n, rules.coalition + 1)
    values = _checked(cell.id, cell.largest, min(needed, cell.n))
    if values != sorted(values, reverse=True) or sum(values) > Fraction(cell.total):
        raise InvalidTable("contributions", [cell.id])
    if min(values, default=Fraction(0)) < 0 or cell.n < len(values):
        raise InvalidTable("contributions", [cell.id])
    if cell.n == 0:
        return None
    if cell.n < rules.minimum:
        return "contributors"
    if rules.dominance_k is not None and _dominance_gap(cell, values, rules) > 0:
        return "dominance"
    return "p_percent" if rules.p is not None and _p_gap(cell, values, rules) > 0 else None


def _dominance_gap(
    cell: Contributions, values: Sequence[Fraction], rules: MagnitudeRules
) -> Fraction:
    assert rules.dominance_k is not None
    return Fraction(100, rules.dominance_k) * sum(values[: rules.dominance_n]) - Fraction(
        cell.total
    )


def _p_gap(cell: Contributions, values: Sequence[Fraction], rules: MagnitudeRules) -> Fraction:
    assert rules.p is not None
    unknown = Fraction(cell.total) - sum(values[: 1 + rules.coalition])
    return Fraction(rules.p, 100) * values[0] - unknown


def _width(cell: Contributions, rules: MagnitudeRules) -> int:
    values = [Fraction(value) for value in cell.largest]
    gaps = [Fraction(1)]
    if rules.dominance_k is not None:
        gaps.append(_dominance_gap(cell, values, rules))
    if rules.p is not None:
        gaps.append(_p_gap(cell, values, rules))
    return ceil(max(gaps))


def mean_reasons(cells: Sequence[MeanOf], rules: MeanRules | None = None) -> Mapping[str, str]:
    """`minimum_n` or `one_person` by id of every mean that must not be shown with its n.

    One person: the sum is known within ± n/2 units of the last decimal. Members who subtract their
    own values know the sum of the others; of these each can be as low as that sum minus everybody
    else at the top, and as high as that sum minus everybody else at the bottom. This range must be
    at least `person` percent of the scale. Worked: 80, 85, 90, 90, 95 on 0..100: the one with 80
    knows that four others hold 360, so that nobody is below 60: 40 percent stay open.
    Raises InvalidTable for values off the scale or a total that they contradict.
    """
    known = rules or MeanRules()
    found = ((cell.id, _mean(cell, known)) for cell in cells)
    return {name: reason for name, reason in found if reason is not None}


def one_person_width(low: Exact, high: Exact) -> int:
    """Least whole width of a hidden sum's interval that one person's value can't fill.

    >>> one_person_width(1, 5), one_person_width(Decimal("0"), Decimal("2.5"))
    (5, 3)
    """
    return floor(Fraction(high) - Fraction(low)) + 1


def _mean(cell: MeanOf, rules: MeanRules) -> str | None:
    low, high, total = Fraction(cell.low), Fraction(cell.high), Fraction(cell.total)
    ends = [
        _checked(cell.id, values, min(rules.coalition, cell.n))
        for values in (cell.smallest, cell.largest)
    ]
    if any(not low <= value <= high for values in ends for value in values):
        raise InvalidTable("contributions", [cell.id])
    if not cell.n * low <= total <= cell.n * high:
        raise InvalidTable("contributions", [cell.id])
    if cell.n == 0:
        return None
    if cell.n < rules.minimum:
        return "minimum_n"
    slack = cell.n * Fraction(1, 2 * 10**cell.places)
    outside = _open_width(total, slack, cell.n, low, high)
    inside = [
        _open_width(
            total - sum(values[: rules.coalition]), slack, cell.n - rules.coalition, low, high
        )
        for values in ends
    ]
    needed = Fraction(rules.person, 100) * (high - low)
    return "one_person" if min(outside, *inside) < needed else None


def _open_width(
    total: Fraction, slack: Fraction, n: int, low: Fraction, high: Fraction
) -> Fraction:
    """What n people who sum to total ± slack leave open about each of them."""
    least = max(low, total - slack - (n - 1) * high)
    most = min(high, total + slack - (n - 1) * low)
    return most - least


def share_reasons(cells: Sequence[ShareOf], rules: ShareRules | None = None) -> Mapping[str, str]:
    """`share_base`, `share_part` or `share_whole` by id of every share that must not be shown.

    Whoever knows n turns a share back into its part, so part and rest are judged as counts.
    Worked: 3 of 40 is share_part, 37 of 40 too (3 are the rest), 40 of 40 is share_whole.
    Raises InvalidTable when the part is not within 0..n.
    """
    known = rules or ShareRules()
    found = ((cell.id, _share(cell, known)) for cell in cells)
    return {name: reason for name, reason in found if reason is not None}


def _share(cell: ShareOf, rules: ShareRules) -> str | None:
    if not 0 <= cell.part <= cell.n:
        raise InvalidTable("contributions", [cell.id])
    if cell.n == 0:
        return None
    if cell.n < rules.minimum:
        return "share_base"
    rest = cell.n - cell.part
    if any(0 < count < rules.threshold for count in (cell.part, rest)):
        return "share_part"
    return "share_whole" if rules.whole and 0 in (cell.part, rest) else None


def respondent_reasons(
    respondents: Mapping[str, int], minimum: int = DEFAULT_RESPONDENTS
) -> Mapping[str, str]:
    """`respondents` by id of survey figures with 1..minimum-1 answers (default 10, floor 5)."""
    _at_least("respondents", minimum, FEWEST_RESPONDENTS)
    negative = [name for name, n in respondents.items() if n < 0]
    if negative:
        raise InvalidTable("contributions", negative)
    return {name: "respondents" for name, n in respondents.items() if 0 < n < minimum}


def _checked(name: str, values: Sequence[Exact], fewest: int) -> list[Fraction]:
    if len(values) < fewest:
        raise InvalidTable("contributions", [name])
    return [Fraction(value) for value in values]


def _at_least(option: str, value: int, floor_: int) -> None:
    if value < floor_:
        raise InvalidTable("rule_floor", fields={"option": option, "limit": str(floor_)})


def _at_most(option: str, value: int, ceiling: int) -> None:
    if value > ceiling:
        raise InvalidTable("rule_ceiling", fields={"option": option, "limit": str(ceiling)})
