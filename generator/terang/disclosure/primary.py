"""Which cells are sensitive by themselves, and what must stay possible for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from terang.disclosure.model import CountTable, Policy
from terang.disclosure.system import System

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Target:
    """Something that must stay possible: a move that makes all changes of one of the options.

    name: the sensitive cell, or the full cell of a group. options: alternatives, each a set of
    (cell, least change), a fall when negative. insiders: which singletons may undo no proof:
    `others` (all but the classes `own`, which hold all people of the cell), `group` (the class
    `own`, who are the odd ones of the group) or `none`. reason: `threshold`, `homogeneity`,
    `all_but_one` or `magnitude`.
    """

    name: int
    options: tuple[tuple[tuple[int, int], ...], ...]
    insiders: Literal["others", "group", "none"]
    own: tuple[int, ...]
    reason: str

    def threatening(self, classes: Ints) -> NDArray[np.bool_]:
        """Which of these singleton classes (-1: none) must not be needed by the proof."""
        if self.insiders == "none":
            return np.zeros(len(classes), dtype=bool)
        mine = np.zeros(len(classes), dtype=bool)
        for people in self.own:
            mine |= classes == people
        return np.asarray((classes >= 0) & (mine if self.insiders == "group" else ~mine))


def primary(given: System | Sequence[CountTable], policy: Policy) -> Mapping[str, str]:
    """Reason by id of every cell that is sensitive by itself."""
    system = given if isinstance(given, System) else System.from_tables(given)
    reasons: dict[int, str] = {}
    for target in targets(system, policy):
        reasons.setdefault(target.name, target.reason)
    return {system.ids[i]: reasons[i] for i in sorted(reasons)}


def sensitive(system: System, policy: Policy) -> Ints:
    """Numbers of the count cells from 1 to threshold - 1 that are not public already."""
    small = (system.value > 0) & (system.value < policy.threshold)
    counts = system.integer & (system.need == 0) & (system.lower == 0)
    return np.flatnonzero(small & counts & system.hideable)


def targets(system: System, policy: Policy) -> Iterator[Target]:
    """Everything that must stay possible, cells first, in the order of the cells."""
    owner = singleton_classes(system, policy)
    own = holders(system, owner)
    for i in sensitive(system, policy).tolist():
        yield Target(i, (((i, policy.need),),), "others", own.get(int(owner[i]), ()), "threshold")
    for i in np.flatnonzero((system.need > 0) & system.hideable).tolist():
        yield Target(i, (((i, int(system.need[i])),),), "others", (), "magnitude")
    if policy.homogeneity and system.group.size:
        yield from _group_targets(system, policy, owner)


def _group_targets(system: System, policy: Policy, owner: Ints) -> Iterator[Target]:
    """Groups in one rating, and groups in which all others of an insider are in one rating.

    Some rating that nobody has must be able to reach the width; with the full cell of a group in
    one rating moving as far, so that it is not known either.
    """
    exists = system.group >= 0
    value = np.where(exists, system.value[system.group], 0)
    filled = (value > 0).sum(axis=1)
    least = np.where(value > 0, value, np.iinfo(np.int64).max).min(axis=1)
    alone = (filled == 1) & (exists.sum(axis=1) > 1)
    almost = (filled == 2) & (least <= policy.coalition) & policy.all_but_one & policy.insiders
    for line in np.flatnonzero(alone | almost).tolist():
        cells = system.group[line][exists[line]]
        counts = system.value[cells]
        zeros = cells[counts == 0].tolist()
        most = int(counts.argmax())
        others = np.flatnonzero((counts > 0) & (np.arange(len(counts)) != most))
        full = int(cells[most])
        if alone[line]:
            options = _options(zeros, full, policy, int(system.value[full]))
            yield Target(full, options, "none", (), "homogeneity")
        elif zeros:
            odd = int(cells[others[0]])
            options = tuple(((zero, policy.need),) for zero in zeros)
            yield Target(full, options, "group", (int(owner[odd]),), "all_but_one")
            if system.value[full] <= policy.coalition:
                yield Target(odd, options, "group", (int(owner[full]),), "all_but_one")


def _options(
    zeros: Sequence[int], full: int, policy: Policy, size: int
) -> tuple[tuple[tuple[int, int], ...], ...]:
    need = policy.need
    if size < policy.threshold:
        return tuple(((zero, need),) for zero in zeros)
    falling = tuple(((zero, need), (full, -need)) for zero in zeros)
    return falling + tuple(((zero, need), (full, need)) for zero in zeros)


def singleton_classes(system: System, policy: Policy) -> Ints:
    """For each cell of at most `coalition` people a number for who they are; -1 elsewhere."""
    if not policy.insiders:
        return np.full(system.size, -1, dtype=np.int64)
    return same_people(system, policy.coalition)


def same_people(system: System, coalition: int) -> Ints:
    """For each cell of at most `coalition` people a number for who they are; -1 elsewhere.

    Two such cells joined by a relation without anybody else in it hold the same people.
    """
    owner = np.full(system.size, -1, dtype=np.int64)
    small = (system.value > 0) & (system.value <= coalition) & system.integer
    small &= system.need <= 0
    members = np.flatnonzero(small)
    if not len(members):
        return owner
    weight = np.asarray(abs(system.matrix) @ system.value)
    part = system.matrix[:, members]
    inside = np.asarray(abs(part) @ system.value[members])
    exact = (system.least == 0) & (system.most == 0)
    lines = np.flatnonzero((np.diff(part.indptr) == 2) & (weight == inside) & exact)
    pairs = part[lines].indices.reshape(-1, 2)
    links = sp.coo_matrix(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(members), len(members))
    )
    owner[members] = connected_components(links, directed=False)[1]
    return owner


def holders(system: System, owner: Ints) -> dict[int, tuple[int, ...]]:
    """By class of few people the classes that hold them all, itself first.

    A sum of few people holds all people of its parts: who is in it learns nothing about others
    from a part of it.
    """
    if (owner < 0).all():
        return {}
    above: dict[int, set[int]] = {people: set() for people in np.unique(owner[owner >= 0]).tolist()}
    for total, part in zip(*(owner[cells] for cells in parts_of(system, owner >= 0)), strict=True):
        if part >= 0 and part != total:
            above[int(part)].add(int(total))
    return {people: tuple(reached([people], above)) for people in above}


def parts_of(system: System, totals: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Pairs of a cell among `totals` and a part of it, by relations that are exact sums."""
    lines = system.matrix[system.sums].tocoo()
    total = np.zeros(lines.shape[0], dtype=np.int64)
    total[lines.row[lines.data < 0]] = lines.col[lines.data < 0]
    above, part = total[lines.row], lines.col.astype(np.int64)
    kept = (lines.data > 0) & totals[above]
    return above[kept], part[kept]


def reached(start: Sequence[int], onward: Mapping[int, Iterable[int]]) -> list[int]:
    """What is reached from some numbers, step by step, these first."""
    found = dict.fromkeys(start)
    waiting = list(start)
    while waiting:
        fresh = [n for n in sorted(onward.get(waiting.pop(), ())) if n not in found]
        found |= dict.fromkeys(fresh)
        waiting += fresh
    return list(found)
