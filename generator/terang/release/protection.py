"""The seam to the disclosure engine: protect counts, prove it, attack it. Fails closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from terang.disclosure import Policy, Protection, System, attack, protect, verify
from terang.release.counts import CountSystem


class NotSafe(RuntimeError):
    """The pattern found does not hold against the attacker; nothing may be written."""

    def __init__(self, cells: Collection[str]) -> None:
        super().__init__(f"{len(cells)} cells are not safe")
        self.cells = tuple(cells)


@dataclass(frozen=True, slots=True)
class Proven:
    """Withheld cells that stood: how many intervals were solved, and the least width found."""

    withheld: frozenset[str]
    primary_n: int
    attacked: int
    narrowest: Fraction | None


NOTHING = Proven(frozenset(), 0, 0, None)


def employee_policy(threshold: int, known: Mapping[str, float] | None = None) -> Policy:
    """For counts of employees: threshold, homogeneity, all but one, insiders."""
    return Policy(threshold=threshold, importance=known or {})


def service_policy(threshold: int) -> Policy:
    """For complaints and volumes: threshold and insiders; that all are in time may be said."""
    return Policy(threshold=threshold, homogeneity=False, all_but_one=False)


def proven(counts: CountSystem, policy: Policy) -> Proven:
    """Withhold what must be withheld, check every proof by arithmetic, then attack.

    Raises DisclosureError when no safe pattern exists or the attacker could not run, NotSafe when
    the attacker wins. Deterministic.
    """
    if not counts.tables:
        return NOTHING
    protection = protect(counts.tables, policy, extra_relations=counts.relations)
    system = System.from_tables(counts.tables, extra_relations=counts.relations)
    faults = verify(system, protection)
    if faults or protection.undecided:
        raise NotSafe(tuple(protection.undecided) or tuple(faults))
    return _attacked(system, protection, policy)


def _attacked(system: System, protection: Protection, policy: Policy) -> Proven:
    found = attack(system.withholding(protection.withheld))
    sensitive = protection.primary & set(found)
    narrow = sorted(cell for cell in sensitive if found[cell].narrower_than(policy.need))
    exact = sorted(cell for cell, interval in found.items() if interval.exact)
    if narrow or exact or set(found) != set(protection.withheld):
        raise NotSafe(narrow + exact)
    widths = [found[cell].width for cell in sensitive]
    bounded = [width for width in widths if width is not None]
    return Proven(
        protection.withheld, len(protection.primary), len(found), min(bounded, default=None)
    )
