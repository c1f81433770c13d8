"""The attacker's seam: what follows of withheld counts from shown ones and their relations.

Needs the disclosure engine (extra `release`), loaded only when there is something to attack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from terang.releasefile.model import Release
from terang.releasefile.relations import REST, readable

Terms = tuple[tuple[str, int], ...]  # (cell, factor): adds up to zero
Ends = tuple[Fraction, Fraction | None]


@dataclass(frozen=True, slots=True)
class Attack:
    """What the attacker found: withheld counts attacked, and those it bounds too closely."""

    attacked: int
    exposed: tuple[str, ...]
    narrowest: Fraction | None


def attack_published(release: Release) -> Attack:
    """Attack every withheld count of a release, from its shown figures and their relations.

    Exposed: known to within less than the width that the certificate promises. ValueError when
    the shown figures contradict each other; ImportError without the extra `release`.
    """
    known = readable(release)
    asked = [
        cell for cell, count in known.counts.items() if count is None and not cell.startswith(REST)
    ]
    return attack_cells(known.counts, known.relations, asked, release.certificate.width)


def attack_cells(
    counts: Mapping[str, int | None], relations: Sequence[Terms], asked: Sequence[str], width: int
) -> Attack:
    """Attack some of the withheld counts (None); exposed: known to within less than the width."""
    if not asked:
        return Attack(0, (), None)
    widths = {
        cell: high - low
        for cell, (low, high) in intervals(counts, relations, asked).items()
        if high is not None
    }
    exposed = tuple(cell for cell, wide in widths.items() if wide < width)
    return Attack(len(asked), exposed, min(widths.values(), default=None))


def intervals(
    counts: Mapping[str, int | None], relations: Sequence[Terms], asked: Sequence[str]
) -> dict[str, Ends]:
    """Least and greatest whole value of withheld counts; raises as `attack_published` does."""
    from terang.disclosure import AttackFailed, System, attack  # noqa: PLC0415  private zone only

    system = System.from_case(
        {
            "cells": {
                cell: {"value": count or 0, "published": count is not None}
                for cell, count in counts.items()
            },
            "relations": [{"coef": dict(terms), "tol": 0} for terms in relations],
        }
    )
    try:
        found = attack(system, cells=asked)
    except AttackFailed as failed:
        raise ValueError(str(failed)) from failed
    whole = {cell: interval.whole() for cell, interval in found.items()}
    return {cell: (interval.lower, interval.upper) for cell, interval in whole.items()}
