"""What earlier releases mean for a new one: what is known already, and which changes reveal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Shown = Mapping[str, int | None]  # id -> count, None where withheld


@dataclass(frozen=True)
class Finding:
    """A cell whose figures in two releases say too much together.

    kind: `small_change` (shown in both, and 1 to threshold - 1 people came, left or moved), or
    `opened` (withheld now, shown before with a count that still holds).
    """

    cell: str
    kind: Literal["small_change", "opened"]
    difference: int


def already_public(earlier: Shown, now: Mapping[str, int]) -> frozenset[str]:
    """Cells that an earlier release shows with the count they have now: they can't be withheld."""
    return frozenset(cell for cell, count in earlier.items() if now.get(cell, -1) == count)


def revealing_changes(earlier: Shown, later: Shown, threshold: int) -> tuple[Finding, ...]:
    """What subtracting one release from the other says about few people, in the order of cells.

    For a correction of the same period and for overlapping populations. A difference of 1 to
    threshold - 1 in a cell shown in both is a count of few people, whichever way it goes.
    """
    found = []
    for cell, count in earlier.items():
        if count is None or cell not in later:
            continue
        now = later[cell]
        if now is None:
            found.append(Finding(cell, "opened", 0))
        elif 0 < abs(now - count) < threshold:
            found.append(Finding(cell, "small_change", now - count))
    return tuple(found)
