"""What remains to be computed once a release is withdrawn: copies of it were taken.

Withdrawing removes what is served, not what was downloaded. A reader with a copy can still read
it, attack it, and subtract from it every other release of the agency, those to come included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from terang.releasefile.archive import release_id
from terang.releasefile.attacker import attack_published
from terang.releasefile.groups import isolated
from terang.releasefile.model import Release, Shown, ShownText
from terang.releasefile.revisions import changes, joint_attack


@dataclass(frozen=True, slots=True)
class Beside:
    """A copy of the withdrawn release read beside another release of the agency.

    exposed: withheld cells known more closely than promised (two revisions of one period), or
    groups that fewer people than the threshold changed (two periods). changed: figures that
    both show and that changed by fewer people than the threshold. None: the figures contradict
    each other, so that nothing follows for certain.
    """

    release: str
    same_period: bool
    exposed: int | None
    changed: int


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a copy tells: figures shown, withheld cells attacked, those it exposes by itself
    (None: its figures contradict each other), and what it tells beside each other release."""

    shown: int
    attacked: int
    exposed: int | None
    beside: tuple[Beside, ...]


def remaining(release: Release, others: Sequence[Release]) -> Remaining:
    """Attack a release that is to be withdrawn, alone and beside the agency's other releases.

    Needs the extra `release`: ImportError without it.
    """
    shown = sum(
        isinstance(cell, Shown | ShownText)
        for table in release.tables
        for row in table.rows
        for cell in row.cells
    )
    beside = tuple(_beside(release, other) for other in others)
    try:
        attack = attack_published(release)
    except ValueError:
        return Remaining(shown, 0, None, beside)
    return Remaining(shown, attack.attacked, len(attack.exposed), beside)


def _beside(release: Release, other: Release) -> Beside:
    threshold = min(release.certificate.threshold, other.certificate.threshold)
    if other.period != release.period:
        found = isolated(release.tables, other.tables, threshold)
        return Beside(release_id(other), False, len(found), 0)
    small = sum(0 < abs(change) < threshold for change in changes(release, other).values())
    try:
        earlier, later = sorted((release, other), key=lambda one: one.revision)
        exposed = len(joint_attack(later, earlier).exposed)
    except ValueError:
        return Beside(release_id(other), True, None, small)
    return Beside(release_id(other), True, exposed, small)
