"""Which patterns of SE MenPANRB 3/2023 the distribution of a unit keeps.

The rating of a unit as an organisation is set by the leader above it and is not among our data, so
each pattern is checked and the office compares with the rating it gave. Only units all of whose
counts are shown are checked: the answer then tells nothing that the counts do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from terang.core.model import CriteriaSet, DistributionProfile, DistributionRule
from terang.core.national import check_distribution
from terang.release.analyses.judged import Judged
from terang.release.analyses.people import DISTRIBUTION
from terang.release.protection.published import Published

PROFILE = "se-3-2023"
# PP 30/2019 calls the middle category Cukup where PermenPANRB 6/2022 says Butuh Perbaikan
SAME_AS: Mapping[str, str] = {"cukup": "butuh_perbaikan"}


def patterns_of(now: Judged, criteria: CriteriaSet) -> tuple[DistributionRule, ...]:
    """The patterns; none where ratings are not the national ones or no profile tells them."""
    profile = criteria.profiles.get(PROFILE)
    if profile is None or not now.is_national:
        return ()
    assert isinstance(profile.body, DistributionProfile), "the profile of a distribution"
    return profile.body.rules


def kept_patterns(
    now: Judged, rules: Sequence[DistributionRule], counts: Published
) -> dict[str, dict[str, bool] | None]:
    """By unit, whether it keeps each pattern, by organisation rating; None where withheld."""
    found: dict[str, dict[str, bool] | None] = {}
    for unit in now.tree.codes:
        cells = [(DISTRIBUTION, unit, category) for category in now.categories]
        if not all(counts.is_shown(*cell) for cell in cells):
            found[unit] = None
            continue
        people = {SAME_AS.get(c, c): counts.value(DISTRIBUTION, unit, c) for c in now.categories}
        found[unit] = {rule.organisation: not check_distribution(people, rule) for rule in rules}
    return found
