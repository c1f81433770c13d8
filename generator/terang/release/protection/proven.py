"""The seam to the disclosure engine: protect counts, prove it, attack it. Fails closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from terang.core.model import PublicationPolicy
from terang.disclosure import (
    Policy,
    Protection,
    ProtectionFailed,
    RoundingLoss,
    System,
    attack,
    protect,
    verify,
)
from terang.release.counting.counts import CountSystem
from terang.release.protection.advice import advised
from terang.release.protection.sums import Bound


class NotSafe(RuntimeError):
    """The pattern found does not hold against the attacker; nothing may be written."""

    def __init__(self, cells: Collection[str]) -> None:
        super().__init__(f"{len(cells)} cells are not safe")
        self.cells = tuple(cells)


@dataclass(frozen=True, slots=True)
class Proven:
    """A pattern whose proof held, before and after the attack.

    counts: what was protected. attacked: withheld cells the attacker was run against; narrowest:
    least width of any of their intervals; exposed: cells the attacker bounds closer than the
    policy's width. losses: what rounding changed, by table; scale: of noise, where it was added.
    """

    counts: CountSystem
    protection: Protection | None
    attacked: int
    narrowest: Fraction | None
    exposed: tuple[str, ...]
    losses: Mapping[str, RoundingLoss] = field(default_factory=dict)
    scale: Decimal | None = None

    @property
    def withheld(self) -> frozenset[str]:
        if self.protection is None:
            return frozenset()
        return self.protection.withheld - self.counts.unseen


def employee_policy(policy: PublicationPolicy) -> Policy:
    """For counts of employees: every rule of the agency's policy."""
    rules = policy.protection
    return Policy(
        threshold=policy.threshold,
        width=policy.width,
        homogeneity=rules.homogeneity,
        all_but_one=rules.all_but_one,
        insiders=rules.insiders,
        coalition=rules.coalition,
    )


def service_policy(policy: PublicationPolicy) -> Policy:
    """For complaints and volumes: no group's attribute; that all are in time may be said."""
    return replace(employee_policy(policy), homogeneity=False, all_but_one=False)


def pattern(counts: CountSystem, policy: Policy) -> Protection | None:
    """Which cells to withhold, every proof checked by arithmetic; None when there is no table.

    Raises ProtectionFailed with advice when no safe pattern exists, NotSafe when a proof fails.
    """
    if not counts.tables:
        return None
    try:
        protection = protect(
            counts.tables,
            policy,
            extra_relations=counts.relations,
            extra_cells=counts.cells,
            known=counts.public,
            must_withhold=counts.must_withhold,
        )
    except ProtectionFailed as failed:
        raise advised(failed, counts) from failed
    system = System.from_tables(
        counts.tables, counts.cells, extra_relations=counts.relations, known=counts.public
    )
    faults = verify(system, protection)
    if faults or protection.undecided:
        raise NotSafe(tuple(protection.undecided) or tuple(faults))
    return protection


def attacked(
    counts: CountSystem, protection: Protection | None, bounds: Sequence[Bound] = ()
) -> Proven:
    """Run the attacker over all tables together, knowing also what shown means tell.

    Raises DisclosureError when the attacker could not run; every withheld cell is attacked.
    """
    if protection is None:
        return Proven(counts, None, 0, None, ())
    system = System.from_tables(
        counts.tables,
        extra_cells=[*counts.cells, *(bound.cell for bound in bounds)],
        extra_relations=[*counts.relations, *(r for bound in bounds for r in bound.relations)],
    )
    small = range(1, protection.policy.threshold)
    open_ = {cell for cell in counts.between if counts.value(cell) not in small}
    asked = sorted(protection.withheld - counts.unseen - open_)
    found = attack(system.withholding(protection.withheld), cells=asked)
    need = protection.policy.need
    exposed = tuple(cell for cell, interval in found.items() if interval.narrower_than(need))
    widths = [interval.width for interval in found.values() if interval.width is not None]
    return Proven(counts, protection, len(found), min(widths, default=None), exposed)
