"""Median and quartiles of scores by unit, exact, out of histograms that add up over the unit tree.

A histogram counts people by score in hundredths. The quartile k is the lowest score that at least
k quarters of the people do not exceed: always somebody's score, never one in between. Shown only
where every quarter has at least the threshold of people and every count of the unit is shown, so
that it says nothing of a withheld count: counts by category are known there, and a quartile only
tells how scores lie within a category. For the office only; no proof covers them beside a release.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from terang.release.analyses.judged import Judged
from terang.release.analyses.people import DISTRIBUTION
from terang.release.counting.counts import PENDING
from terang.release.protection.published import Published

QUANTILES = "kuartil"
COLUMNS = ("skema", "ukuran", "unit", "n", "kuartil_bawah", "median", "kuartil_atas")
QUARTERS = (1, 2, 3)
Histogram = Counter[int]  # score in hundredths -> people


def quantile_rows(now: Judged, counts: Published) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """n and the three quartiles by scheme, measure and unit; () where they are withheld."""
    least = 4 * now.agency.publication.threshold
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for (scheme, measure), scores in sorted(now.scores.items()):
        for unit, histogram in histograms(now, scores).items():
            people = histogram.total()
            is_shown = people >= least and all(
                counts.is_shown(DISTRIBUTION, unit, category)
                for category in (*now.categories, PENDING)
            )
            told = (str(people), *(_number(quartile(histogram, k)) for k in QUARTERS))
            found[scheme, measure, unit] = told if is_shown else ()
    return found


def histograms(now: Judged, scores: Mapping[str, int]) -> dict[str, Histogram]:
    """The histogram of every unit: that of a leaf, or those of its leaves together."""
    leaves: dict[str, Histogram] = {}
    for person, score in scores.items():
        leaves.setdefault(now.leaves[person], Counter())[score] += 1
    return {
        unit: sum((leaves[leaf] for leaf in now.tree.leaves(unit) if leaf in leaves), Counter())
        for unit in now.tree.codes
    }


def quartile(histogram: Histogram, k: int) -> int:
    """The lowest score that at least k quarters of the people do not exceed.

    >>> quartile(Counter({7000: 1, 8000: 2, 9050: 1}), 2), quartile(Counter({1: 1, 2: 1}), 2)
    (8000, 1)
    """
    people = 0
    for score, more in sorted(histogram.items()):
        people += more
        if 4 * people >= k * histogram.total():
            return score
    return 0


def _number(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
