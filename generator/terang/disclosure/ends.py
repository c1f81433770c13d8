"""The true ends of intervals, for many cells: small programs where they are enough.

For each family two programs: one with everything outside as loose as its bounds (no table goes
further than its answer) and one with everything outside held still (a table goes as far as its
answer). Where the answers meet, that is the end. The rest is solved over the whole table.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.attacker import FAR, Attacker
from terang.disclosure.blocks import Block
from terang.disclosure.certify import SMALL, held_still, set_loose
from terang.disclosure.reach import Reach

Bools = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]


def solve_ends(
    attacker: Attacker, reach: Reach, wanted: Bools, progress: Progress | None = None
) -> None:
    """Bring both bounds of each wanted cell together. Raises AttackFailed as the solver does."""
    if len(wanted) > SMALL:
        for block in attacker.blocks().families():
            _family(attacker, reach, wanted, block)
    everything = slice(None)
    for sign, known in ((1.0, reach.low_known), (-1.0, reach.high_known)):
        for place in np.flatnonzero(wanted).tolist():
            if known(slice(place, place + 1))[0]:
                continue
            found = attacker.program.end(place, sign)
            if found is None:
                reach.high[place] = max(reach.high[place], reach.base[place] + FAR)
                continue
            value, table = found
            reach.add(everything, table)
            _settle(reach, place, sign, value)
            if progress is not None:
                done = (reach.low_known(everything) & reach.high_known(everything))[wanted]
                progress("intervals", int(done.sum()), len(done))


def _settle(reach: Reach, place: int, sign: float, value: float) -> None:
    if sign > 0:
        reach.least[place] = reach.low[place] = value
    else:
        reach.most[place] = reach.high[place] = value


def _family(attacker: Attacker, reach: Reach, wanted: Bools, block: Block) -> None:
    places = block.places
    if not wanted[places].any():
        return
    still, loose = held_still(attacker, reach, places), set_loose(attacker, reach, places)
    for sign, known in ((1.0, reach.low_known), (-1.0, reach.high_known)):
        for within, place in enumerate(places.tolist()):
            one = slice(place, place + 1)
            if not wanted[place] or known(one)[0]:
                continue
            outer = loose.end(within, sign)
            if outer is not None and sign > 0:
                reach.least[place] = max(reach.least[place], outer[0])
            elif outer is not None:
                reach.most[place] = min(reach.most[place], outer[0])
            if known(one)[0]:
                continue
            inner = still.end(within, sign)
            if inner is not None:
                reach.add(places, inner[1])
