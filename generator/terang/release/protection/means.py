"""Which means may be shown: decided per scheme and unit, the same for all means of a scheme.

Published means with their n give sums, and sums add up over the unit tree. What a reader can derive
is exactly: one sum for every shown leaf, and one for every group of hidden leaves below the same
nearest shown unit. So each such group must itself be fit to be shown, and no hidden unit in it may
be bounded too closely. One pattern for all means of a scheme, because they are tied to each other
by the published weights. What sums tell of withheld counts is `sums`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from terang.core.model import PublicationPolicy
from terang.disclosure import Contributions, MagnitudeRules, magnitude_reasons
from terang.release.counting.counts import population_cells
from terang.release.counting.figures import Mean, SchemeFigures
from terang.release.counting.units import Tree

ROOM = 2  # how many people's full range must stay open: an insider knows one of them


@dataclass(frozen=True, slots=True)
class MeanPolicy:
    """minimum_n: people under a shown mean. threshold: people beside a hidden small unit.

    room: how many people's full range must stay open. magnitude: dominance and p%, None: off.
    """

    minimum_n: int
    threshold: int
    room: int = ROOM
    magnitude: MagnitudeRules | None = None


def mean_policy(policy: PublicationPolicy) -> MeanPolicy:
    """What an agency's policy asks of means: insiders take away what they know together."""
    rules = policy.protection
    magnitude = None
    if rules.dominance_k is not None or rules.p_percent is not None:
        magnitude = MagnitudeRules(
            minimum=policy.minimum_mean_n,
            dominance_n=rules.dominance_n,
            dominance_k=rules.dominance_k,
            p=rules.p_percent,
            coalition=rules.coalition,
        )
    return MeanPolicy(policy.minimum_mean_n, policy.threshold, people_kept_open(policy), magnitude)


def people_kept_open(policy: PublicationPolicy) -> int:
    """How many people's full range must stay open beside a mean: of one more than know theirs."""
    rules = policy.protection
    return 1 + (rules.coalition if rules.insiders else 0)


def shown_units(
    figures: SchemeFigures,
    tree: Tree,
    withheld: Collection[str],
    barred: Collection[str],
    policy: MeanPolicy,
) -> frozenset[str]:
    """The units whose means of this scheme are shown.

    withheld: ids of withheld count cells; since n is shown, the people of the scheme in the unit
    must be. barred: units whose means must not be shown for another reason, nor follow from those
    of their parts.
    """
    reader = _Reader(figures, tree, policy)
    fit = frozenset(
        unit
        for unit in tree.codes
        if unit not in barred
        and reader.is_fit(tree.leaves(unit))
        and not any(cell in withheld for cell in population_cells(figures, unit))
    )
    shown = set(fit)
    while True:
        too_much = reader.first_fault(shown, fit) or reader.adding_up(shown, barred)
        if too_much is None:
            return frozenset(shown)
        shown.discard(too_much)


def atoms(tree: Tree, shown: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sums a reader can derive, as (nearest shown unit, leaves); every leaf is in one."""
    groups: dict[str, list[str]] = {}
    for leaf in tree.leaves(tree.root):
        unit: str | None = leaf
        while unit is not None and unit not in shown:
            unit = tree.parents[unit]
        if unit is not None:
            groups.setdefault(unit, []).append(leaf)
    for unit, leaves in groups.items():
        yield unit, tuple(leaves)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who knows the rules and all shown means with their n."""

    figures: SchemeFigures
    tree: Tree
    policy: MeanPolicy

    def is_fit(self, leaves: Sequence[str]) -> bool:
        """Enough people, and no score so near an end that it tells of single people."""
        means = self.figures.means
        return any(mean.n[leaf] for mean in means for leaf in leaves) and all(
            self._is_roomy(mean, leaves) for mean in means
        )

    def first_fault(self, shown: Collection[str], fit: Collection[str]) -> str | None:
        """A shown unit that must be hidden because of what it lets one derive, or None."""
        for unit, leaves in atoms(self.tree, shown):
            if leaves != (unit,) and self._derives(unit, leaves, fit):
                return self._smallest_neighbour(shown, unit)
        return None

    def adding_up(self, shown: Collection[str], barred: Collection[str]) -> str | None:
        """The smallest shown part of a barred unit whose parts are all shown, or None."""
        sizes = self.figures.population(self.tree)
        for unit in (code for code in self.tree.codes if code in barred):
            parts = self._parts(unit, shown)
            if parts:
                return min(parts, key=lambda part: (sizes[part], part))
        return None

    def _parts(self, unit: str, shown: Collection[str]) -> list[str]:
        """The shown units that a unit's sum is made of; none where part of it is hidden."""
        found: list[str] = []
        for child in filter(self._has_means, self.tree.children(unit)):
            inner = [child] if child in shown else self._parts(child, shown)
            if not inner:
                return []
            found += inner
        return found

    def _has_means(self, unit: str) -> bool:
        leaves = self.tree.leaves(unit)
        return any(mean.n[leaf] for mean in self.figures.means for leaf in leaves)

    def _is_roomy(self, mean: Mean, leaves: Sequence[str]) -> bool:
        n = sum(mean.n[leaf] for leaf in leaves)
        total = sum(mean.sums[leaf] for leaf in leaves)
        room = self.policy.room * (mean.high - mean.low)
        return n == 0 or (
            n >= self.policy.minimum_n
            and total - n * mean.low >= room
            and n * mean.high - total >= room
            and not self._may_be_dominated(mean, n, total)
        )

    def _may_be_dominated(self, mean: Mean, n: int, total: int) -> bool:
        """Whether scores exist that give this sum and that the rules on magnitudes refuse.

        The largest could hold the whole scale each; so it is never weaker than the true scores.
        """
        rules = self.policy.magnitude
        if rules is None:
            return False
        span, open_ = mean.high - mean.low, total - n * mean.low
        largest: list[int] = []
        for _ in range(min(n, max(rules.dominance_n, rules.coalition + 1))):
            largest.append(min(span, open_ - sum(largest)))
        return bool(magnitude_reasons([Contributions(mean.id, n, open_, tuple(largest))], rules))

    def _derives(self, unit: str, leaves: Sequence[str], fit: Collection[str]) -> bool:
        """Whether the sum over hidden leaves tells too much of them, or of a unit among them."""
        means = self.figures.means
        if not any(mean.n[leaf] for mean in means for leaf in leaves):
            return False
        if not self.is_fit(leaves):
            return True
        within = [
            code
            for code in self.tree.codes
            if code not in {unit, *fit} and set(self.tree.leaves(code)) <= set(leaves)
        ]
        return any(
            self._is_narrow(mean, self.tree.leaves(code), leaves)
            for code in within
            for mean in means
        )

    def _is_narrow(self, mean: Mean, inner: Sequence[str], group: Sequence[str]) -> bool:
        """Whether a group's sum bounds an inner unit's closer than two people could move it."""
        n = sum(mean.n[leaf] for leaf in inner)
        rest = sum(mean.n[leaf] for leaf in group) - n
        if n == 0:
            return False
        if rest < self.policy.threshold:
            return True
        total = sum(mean.sums[leaf] for leaf in group)
        lowest = max(n * mean.low, total - rest * mean.high)
        highest = min(n * mean.high, total - rest * mean.low)
        return highest - lowest < min(self.policy.room, n) * (mean.high - mean.low)

    def _smallest_neighbour(self, shown: Collection[str], unit: str) -> str:
        """The smallest shown child of the unit, so that hidden groups grow; else the unit."""
        sizes = self.figures.population(self.tree)
        beside = [c for c in self.tree.children(unit) if c in shown and sizes[c]]
        return min(beside, key=lambda child: (sizes[child], child), default=unit)
