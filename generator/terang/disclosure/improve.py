"""Making a proved pattern cheaper: take moves away, find cheaper ones, keep what helps.

Each step leaves every target proved. The work is counted in solved programs, not in seconds, so
that the same input gives the same pattern on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from terang.disclosure.regions import Region
from terang.disclosure.replan import suggest
from terang.disclosure.search import Progress, Search

PROGRAMS_A_SECOND = 700  # what one core of a modest machine solves
LEAST_GAIN = 1e-6
MOST_MOVES = 12  # moves taken away at once
PROGRAMS_A_PLAN = 2000
BANNED = 1e6  # price factor of a cell that is to be shown again


def _replan_all(search: Search, stop: int) -> None:
    """Plan every family anew, those that lose most first, until so many programs are solved."""
    for region in _by_loss(search):
        if search.regions.solved < stop:
            _replan(search, region, min(PROGRAMS_A_PLAN, stop - search.regions.solved))


def _replan(search: Search, region: Region, most: int) -> bool:
    """Take the moves of a family's own targets away and prove these along a plan."""
    pattern = search.pattern
    own = _own_targets(search, region)
    keys = sorted({key for number in own for key in pattern.proof[number]})
    keys = [key for key in keys if set(pattern.serves[key]) <= own]
    dropped = np.zeros(len(pattern.fixed), dtype=np.int64)
    for key in keys:
        dropped[pattern.moves[key].cells] += 1
    kept = pattern.fixed | (pattern.uses > dropped)
    lost = {number for key in keys for number in pattern.serves[key]}
    bound = suggest(search, region, sorted(lost), kept, most)
    changed = bound is not None and _try(search, keys)
    search.pattern.factor[:] = 1.0
    return changed


def _own_targets(search: Search, region: Region) -> set[int]:
    nodes = set(region)
    found = set()
    for number, target in enumerate(search.pattern.targets):
        if int(search.regions.node[target.name]) in nodes:
            found.add(number)
    return found


def _by_loss(search: Search) -> list[Region]:
    """Families without inner nodes, the one with the dearest complementary cells first."""
    regions, pattern = search.regions, search.pattern
    lost = np.flatnonzero(pattern.hidden & ~pattern.fixed)
    price = np.zeros(len(regions.parent))
    np.add.at(price, regions.node[lost], pattern.price[lost])
    leaf = [r for r in regions.bottom_up() if not any(regions.children[n] for n in r)]
    weight = {r: float(price[list(r)].sum()) for r in leaf}
    return sorted(leaf, key=lambda r: (-weight[r], r))


def improve(search: Search, programs: int, progress: Progress | None = None) -> None:
    """Spend up to so many solved programs on making the pattern of a search cheaper."""
    stop = search.regions.solved + programs
    random = np.random.default_rng(1)
    start, last = search.regions.solved, float("inf")

    def told() -> bool:
        if progress is not None:
            progress("improve", min(search.regions.solved - start, programs), programs)
        return search.regions.solved < stop

    while told() and search.pattern.total < last - LEAST_GAIN:
        last = search.pattern.total
        for key in _by_price(search):
            if key in search.pattern.moves and told():
                _try(search, [key])
        for cell in _dearest(search):
            if told() and search.pattern.uses[cell]:
                _try_without(search, cell)
    if search.regions.whole is None:
        _replan_all(search, stop)
    while told():
        cells = _dearest(search)
        if not len(cells):
            return
        _shake(search, int(random.choice(cells)), random)


def _by_price(search: Search) -> list[int]:
    """Moves, the one whose own cells cost most first; those without own cells left out."""
    pattern = search.pattern
    own = {}
    for key, move in pattern.moves.items():
        alone = move.cells[(pattern.uses[move.cells] == 1) & ~pattern.fixed[move.cells]]
        if len(alone):
            own[key] = float(pattern.price[alone].sum())
    return sorted(own, key=lambda key: (-own[key], key))


def _dearest(search: Search) -> list[int]:
    """Complementary cells, dearest first."""
    pattern = search.pattern
    cells = np.flatnonzero(pattern.hidden & ~pattern.fixed)
    return [int(cell) for cell in cells[np.argsort(-pattern.price[cells], kind="stable")]]


def _try(search: Search, keys: Iterable[int], noise: np.random.Generator | None = None) -> bool:
    """Take moves away and prove their targets again; kept only when the pattern gets cheaper."""
    pattern = search.pattern
    before = pattern.total
    lost, proved = pattern.begin(keys), True
    if noise is not None:
        noise.shuffle(lost)
    if pattern.total < before - LEAST_GAIN:
        for number in lost:
            if not pattern.proof[number] and not pattern.adopt(number):
                proved = search.prove_quickly(number)
            if not proved or pattern.total >= before - LEAST_GAIN:
                break
    if not proved or pattern.total >= before - LEAST_GAIN:
        pattern.undo()
        return False
    pattern.accept()
    return True


def _try_without(search: Search, cell: int) -> bool:
    """Prove everything that a complementary cell helps to prove without it."""
    pattern = search.pattern
    keys = pattern.users(cell)
    if len(keys) > MOST_MOVES:
        return False
    search.pattern.factor[cell] = BANNED
    kept = _try(search, keys)
    search.pattern.factor[cell] = 1.0
    return kept


def _shake(search: Search, cell: int, random: np.random.Generator) -> bool:
    """Take away the moves around a cell and prove their targets in another order."""
    pattern = search.pattern
    keys = pattern.users(cell)
    near = pattern.moves[keys[0]].cells
    for other in random.permutation(near[~pattern.fixed[near]]).tolist():
        keys = sorted({*keys, *pattern.users(other)})
        if len(keys) > MOST_MOVES // 2:
            break
    return _try(search, keys[: 2 * MOST_MOVES], random)
