"""Making a proved pattern cheaper: take moves away, find cheaper ones, keep what helps.

Each step leaves every target proved. The work is counted in solved programs, not in seconds, so
that the same input gives the same pattern on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from terang.disclosure.search import Progress, Search

PROGRAMS_A_SECOND = 700  # what one core of a modest machine solves
LEAST_GAIN = 1e-6
MOST_MOVES = 12  # moves taken away at once
BANNED = 1e6  # price factor of a cell that is to be shown again


def improve(search: Search, programs: int, progress: Progress | None = None) -> None:
    """Spend up to so many solved programs on making the pattern of a search cheaper."""
    stop = search.solved + programs
    random = np.random.default_rng(1)
    start, last = search.solved, float("inf")

    def told() -> bool:
        if progress is not None:
            progress("improve", min(search.solved - start, programs), programs)
        return search.solved < stop

    while told() and search.pattern.total < last - LEAST_GAIN:
        last = search.pattern.total
        for key in _by_price(search):
            if key in search.pattern.moves and told():
                _try(search, [key])
        for cell in _dearest(search):
            if told() and search.pattern.uses[cell]:
                _try_without(search, cell)
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
    lost = pattern.begin(keys)
    if noise is not None:
        noise.shuffle(lost)
    if pattern.total < before - LEAST_GAIN:
        for number in lost:
            if not pattern.proof[number] and not pattern.adopt(number):
                search.prove(number)
            if pattern.total >= before - LEAST_GAIN:
                break
    if pattern.total >= before - LEAST_GAIN:
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
    price = pattern.price[cell]
    pattern.price[cell] = price * BANNED
    pattern.total += price * (BANNED - 1)
    kept = _try(search, keys)
    if not kept:
        pattern.total -= price * (BANNED - 1)
    pattern.price[cell] = price
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
