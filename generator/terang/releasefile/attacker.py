"""The attacker's seam: what follows of withheld counts from shown ones and their relations.

Needs the disclosure engine (extra `release`), loaded only when there is something to attack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.core.numbers import round_half_up
from terang.releasefile.model import NOISY, ROUNDED, Release
from terang.releasefile.relations import REST, readable
from terang.releasefile.rounded import base, looseness

TOLD = "tampil:"  # starts the id of a figure that stands for a true count

Terms = tuple[tuple[str, int], ...]  # (cell, factor): adds up to zero
Ends = tuple[Fraction, Fraction | None]


@dataclass(frozen=True, slots=True)
class Attack:
    """What the attacker found: withheld counts attacked, and those it bounds too closely."""

    attacked: int
    exposed: tuple[str, ...]
    narrowest: Fraction | None

    def told(self) -> Decimal | None:
        """The least width as a certificate tells it: whole, rounded half up."""
        return None if self.narrowest is None else round_half_up(self.narrowest, 0)


def attack_published(release: Release) -> Attack:
    """Attack every withheld count of a release, from its shown figures and their relations.

    Exposed: known to within less than the width that the certificate promises. ValueError when
    the shown figures contradict each other; ImportError without the extra `release`.
    """
    if release.certificate.method == NOISY:
        return Attack(0, (), None)  # the promise of noise does not depend on what else is known
    known = readable(release)
    if release.certificate.method == ROUNDED:
        loose = {c: n for c, n in looseness(release).items() if known.counts.get(c) is not None}
        return attack_cells(known.counts, known.relations, sorted(loose), base(release) - 1, loose)
    asked = [
        cell for cell, count in known.counts.items() if count is None and not cell.startswith(REST)
    ]
    return attack_cells(known.counts, known.relations, asked, release.certificate.width)


def attack_cells(
    counts: Mapping[str, int | None],
    relations: Sequence[Terms],
    asked: Sequence[str],
    width: int,
    loose: Mapping[str, int] | None = None,
) -> Attack:
    """Attack some of the counts; exposed: known to within less than the width.

    loose: None where counts are exact or withheld (None). Otherwise no count is exact, and those
    in it are within so many people of what is told.
    """
    if not asked:
        return Attack(0, (), None)
    widths = {
        cell: high - low
        for cell, (low, high) in intervals(counts, relations, asked, loose).items()
        if high is not None
    }
    exposed = tuple(cell for cell, wide in widths.items() if wide < width)
    return Attack(len(asked), exposed, min(widths.values(), default=None))


def intervals(
    counts: Mapping[str, int | None],
    relations: Sequence[Terms],
    asked: Sequence[str],
    loose: Mapping[str, int] | None = None,
) -> dict[str, Ends]:
    """Least and greatest whole value of counts; raises as `attack_published` does."""
    from terang.disclosure import AttackFailed, attack, case_system  # noqa: PLC0415  private zone only

    near = loose or {}
    cells = {
        cell: {"value": count or 0, "published": count is not None and loose is None}
        for cell, count in counts.items()
    }
    cells |= {TOLD + cell: {"value": counts[cell] or 0, "published": True} for cell in near}
    ties: list[dict[str, object]] = [{"coef": dict(terms), "tol": 0} for terms in relations]
    ties += [{"coef": {cell: 1, TOLD + cell: -1}, "tol": tol} for cell, tol in near.items()]
    system = case_system({"cells": cells, "relations": ties})
    try:
        found = attack(system, cells=asked)
    except AttackFailed as failed:
        raise ValueError(str(failed)) from failed
    whole = {cell: interval.whole() for cell, interval in found.items()}
    return {cell: (interval.lower, interval.upper) for cell, interval in whole.items()}
