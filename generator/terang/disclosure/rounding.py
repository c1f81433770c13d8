"""Rounding small counts so that every total still is the sum of its parts.

Another method than withholding, by policy: the inner cells of 1..base-1 become 0 or base, all
totals are added up again. No cell of 1..base-1 is left anywhere. Larger inner cells stay true, or
become a multiple of base too, so that a group in one rating is not known to be exactly that.
Which way a cell goes is chosen to keep the totals near the truth: no chance, no key. Not for
tables that are corrected later: the change of a neighbour may turn a cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.errors import InvalidTable
from terang.disclosure.model import CountTable, Hierarchy
from terang.disclosure.tables import table_part

Ints = NDArray[np.int64]
LEAST_BASE, MOST_BASE = 3, 20
PASSES = 20  # rounds of turning single cells; the cost falls in each, most tables need 2 to 5


@dataclass(frozen=True)
class RoundingLoss:
    """What rounding changed. cells, inner: how many in all and at the bottom.

    rounded: inner cells that changed. changed: all cells that differ from the truth. greatest,
    mean: absolute change, over all cells. by_change: absolute change -> cells. total: change of the
    sum of all inner cells. groups_in_one: groups still shown in one rating (rounding does not
    protect these; withhold or coarsen them).
    """

    cells: int
    inner: int
    rounded: int
    changed: int
    greatest: int
    mean: Fraction
    by_change: Mapping[int, int]
    total: int
    groups_in_one: int


@dataclass(frozen=True, eq=False)
class Rounded:
    """Rounded counts in the shape of the table, and the loss."""

    values: Ints
    loss: RoundingLoss


def round_table(table: CountTable, base: int = 5, every: bool = False) -> Rounded:
    """The table with small counts rounded to 0 or base, additive in every dimension.

    every: all inner counts go to the multiple of base below or above, not only small ones.
    Deterministic. Inner cells change by less than base. For linked tables round the joint table
    they are margins of. Raises InvalidTable for a base outside 3..20, hidden cells, cells that
    are missing or negative, and totals that do not add up.
    """
    if not LEAST_BASE <= base <= MOST_BASE:
        raise InvalidTable("rounding_base", fields={"base": str(base)})
    if table.hidden:
        raise InvalidTable("rounding_hidden", [table.name])
    part = table_part(table, None, lambda name, coords: "|".join((name, *coords)))
    truth = part.value.reshape(table.shape)
    trees = [hierarchy for _, hierarchy in table.dims]
    inner = np.ix_(*(np.array(tree.leaves, dtype=np.int64) for tree in trees))
    wrong = np.flatnonzero(_added_up(truth, inner, trees).ravel() != part.value)
    if len(wrong):
        raise InvalidTable("totals", [part.ids[i] for i in wrong[:20].tolist()])
    values = truth.copy()
    values[inner] = _rounded_inner(truth, inner, trees, base, every)
    values = _added_up(values, inner, trees)
    return Rounded(values, _loss(truth, values, inner, part.group))


def _added_up(values: Ints, inner: tuple[Ints, ...], trees: Sequence[Hierarchy]) -> Ints:
    """The inner cells with all totals added up from them."""
    out = np.zeros_like(values)
    out[inner] = values[inner]
    for axis, tree in enumerate(trees):
        cells = np.moveaxis(out, axis, 0)
        for node in sorted(range(len(tree.codes)), key=lambda n: -tree.depths[n]):
            if tree.parent[node] >= 0:
                cells[tree.parent[node]] += cells[node]
    return out


def _rounded_inner(
    truth: Ints, inner: tuple[Ints, ...], trees: Sequence[Hierarchy], base: int, every: bool
) -> Ints:
    """Each open inner cell a multiple of base, so that the squared changes of all cells are small.

    One cell after the other to the better side, then single cells turned while that helps.
    """
    counts = truth[inner]
    flat = counts.ravel().copy()
    low = flat // base * base
    small = np.flatnonzero((flat > low) & ((flat < base) | every))
    above = _above(small, counts.shape, truth.shape, trees)
    error = np.zeros(truth.size, dtype=np.int64)
    was = (flat - low).tolist()
    up = dict.fromkeys(small.tolist(), False)
    for place, cells in zip(small.tolist(), above, strict=True):
        up[place] = _rises(error[cells], was[place], base)
        error[cells] += (base if up[place] else 0) - was[place]
    for _ in range(PASSES):
        turned = False
        for place, cells in zip(small.tolist(), above, strict=True):
            step = -base if up[place] else base
            if _gain(error[cells], step) < 0:
                error[cells] += step
                up[place] = not up[place]
                turned = True
        if not turned:
            break
    flat[small] = [low[place] + (base if up[place] else 0) for place in small.tolist()]
    return flat.reshape(counts.shape)


def _gain(error: Ints, step: int) -> int:
    """How much the squared changes grow when all these cells move by a step."""
    return 2 * step * int(error.sum()) + step * step * len(error)


def _rises(error: Ints, count: int, base: int) -> bool:
    """Whether base serves the cells above better than 0; a tie goes to the nearer one."""
    up, down = _gain(error, base - count), _gain(error, -count)
    return up < down or (up == down and 2 * count > base)


def _above(
    small: Ints, inner_shape: tuple[int, ...], shape: tuple[int, ...], trees: Sequence[Hierarchy]
) -> list[Ints]:
    """For each inner cell the flat places of itself and of all totals it counts in."""
    chains = [[_chain(tree, leaf) for leaf in tree.leaves] for tree in trees]
    strides = [int(np.prod(shape[axis + 1 :])) for axis in range(len(shape))]
    found = []
    for at in zip(*(axis.tolist() for axis in np.unravel_index(small, inner_shape)), strict=True):
        lines = [chains[axis][place] for axis, place in enumerate(at)]
        places = [
            sum(code * stride for code, stride in zip(codes, strides, strict=True))
            for codes in product(*lines)
        ]
        found.append(np.array(places, dtype=np.int64))
    return found


def _chain(tree: Hierarchy, node: int) -> list[int]:
    out = []
    while node >= 0:
        out.append(node)
        node = tree.parent[node]
    return out


def _loss(
    truth: Ints, values: Ints, inner: tuple[Ints, ...], group: NDArray[np.int32]
) -> RoundingLoss:
    change = np.abs(values - truth)
    shown = values.ravel()[group]
    alone = (shown > 0).sum(axis=1) == 1 if group.size else np.zeros(0, dtype=bool)
    return RoundingLoss(
        cells=truth.size,
        inner=truth[inner].size,
        rounded=int((change[inner] > 0).sum()),
        changed=int((change > 0).sum()),
        greatest=int(change.max(initial=0)),
        mean=Fraction(int(change.sum()), max(1, truth.size)),
        by_change=dict(sorted(Counter(change.ravel().tolist()).items())),
        total=int(values[inner].sum() - truth[inner].sum()),
        groups_in_one=int(alone.sum()),
    )
