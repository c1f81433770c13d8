"""Proving many cells wide at once: tables that fit, far apart, found with random objectives.

Every table found widens what is known to be possible for all cells. Blocks of the tree are tried
first with everything else held still, then the whole; cells that stay narrow are left to single
programs. A width proved here is proved: the tables fit all published figures.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.attacker import FAR, Attacker, linear_program, run
from terang.disclosure.model import Interval

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
BLOCK_ROUNDS, WHOLE_ROUNDS = 6, 8
SLACK = 1e-6


def widened(attacker: Attacker, asked: Ints, need: int) -> dict[int, Interval]:
    """Cells for which values at least `need` apart were found, with those values."""
    first = attacker.table()
    if first is None:
        return {}
    low, high = first.copy(), first.copy()
    random = np.random.default_rng(1)
    units = attacker.system.unit
    scale = np.array([float(units.get(int(cell), 1)) for cell in attacker.unknown])
    wanted = np.isin(attacker.unknown, asked)

    def narrow() -> NDArray[np.bool_]:
        spread = (np.floor(high * scale + SLACK) - np.ceil(low * scale - SLACK)) < need
        return np.asarray(wanted & spread)

    for block in _blocks(attacker):
        _widen_block(
            attacker, first=first, block=block, ends=(low, high), narrow=narrow, random=random
        )
    for _ in range(WHOLE_ROUNDS):
        left = narrow()
        if not left.any():
            break
        for objective in _signs(left, random):
            _stretch(low, high, attacker.table(objective))
    return {
        int(attacker.unknown[k]): Interval(
            Fraction(low[k]).limit_denominator(10**6) * units.get(int(attacker.unknown[k]), 1),
            Fraction(high[k]).limit_denominator(10**6) * units.get(int(attacker.unknown[k]), 1),
            solved=False,
        )
        for k in np.flatnonzero(wanted & ~narrow()).tolist()
    }


def _signs(left: NDArray[np.bool_], random: np.random.Generator) -> tuple[Floats, Floats]:
    """A random objective over the cells left, and its opposite."""
    signs = np.where(left, random.choice([-1.0, 1.0], len(left)), 0.0)
    return signs, -signs


def _stretch(low: Floats, high: Floats, table: Floats | None) -> None:
    if table is not None:
        np.minimum(low, table, out=low)
        np.maximum(high, table, out=high)


def _blocks(attacker: Attacker) -> list[Ints]:
    """Unknowns (by place) of the childless nodes under each node of the tree."""
    system = attacker.system
    parent = system.node_parent
    if len(parent) < 2:
        return []
    inner = np.zeros(len(parent), dtype=bool)
    inner[parent[parent >= 0]] = True
    node = system.node[attacker.unknown]
    leaf = (node >= 0) & ~inner[np.maximum(node, 0)]
    above = np.where(leaf, parent[np.maximum(node, 0)], -1)
    order = np.argsort(above, kind="stable")
    starts = np.flatnonzero(np.diff(above[order], prepend=-2))
    blocks = np.split(order, starts[1:])
    return [block for block in blocks if above[block[0]] >= 0 and len(block) < len(above)]


def _widen_block(
    attacker: Attacker,
    *,
    first: Floats,
    block: Ints,
    ends: tuple[Floats, Floats],
    narrow: Callable[[], NDArray[np.bool_]],
    random: np.random.Generator,
) -> None:
    """Random objectives over one block, all other cells as in the first table."""
    low, high = ends
    part = attacker.matrix[:, block]
    rows = np.flatnonzero(np.diff(part.indptr))
    part = part[rows]
    others = attacker.matrix[rows] @ first - part @ first[block]
    lower = attacker.lower[block].copy()
    upper = np.minimum(attacker.upper[block], first[block] + FAR)
    for k, at in enumerate(block.tolist()):
        if at in attacker.known:
            lower[k] = upper[k] = attacker.known[at]
    rows_free = (attacker.least[rows] - others, attacker.most[rows] - others)
    highs = linear_program(part.tocsc(), rows_free, (lower, upper))
    every = np.arange(len(block), dtype=np.int32)
    for _ in range(BLOCK_ROUNDS):
        left = narrow()[block]
        if not left.any():
            return
        for objective in _signs(left, random):
            highs.changeColsCost(len(block), every, objective)
            if run(highs):
                table = first.copy()
                table[block] = np.asarray(highs.getSolution().col_value)
                _stretch(low, high, table)
