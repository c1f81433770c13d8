"""Which cells are sensitive by themselves, and what must stay possible for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from terang.disclosure.model import CountTable, Policy
from terang.disclosure.system import System

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Target:
    """Something that must stay possible: one of the `rise` cells is `need` more than it is.

    fall: cell that must then be `need` less (the full cell of a homogeneous group), or -1.
    owner: class of the singleton that is this cell (exempt from the insider rule), or -1.
    reason: `threshold`, `homogeneity`, `all_but_one` or `magnitude`.
    """

    name: int
    rise: tuple[int, ...]
    need: int
    fall: int
    owner: int
    reason: str


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


def targets(system: System, policy: Policy) -> list[Target]:
    """Everything that must stay possible, cells first, in the order of the cells."""
    owner = singleton_classes(system, policy)
    found = [
        Target(int(i), (int(i),), policy.need, -1, int(owner[i]), "threshold")
        for i in sensitive(system, policy)
    ]
    found += [
        Target(int(i), (int(i),), int(system.need[i]), -1, -1, "magnitude")
        for i in np.flatnonzero((system.need > 0) & system.hideable)
    ]
    if policy.homogeneity and system.group.size:
        found += group_targets(system, policy, owner)
    return found


def group_targets(system: System, policy: Policy, owner: Ints) -> list[Target]:
    """Homogeneous groups: some rating that nobody has must be able to reach the width."""
    value = np.where(system.group >= 0, system.value[system.group], 0)
    exists = system.group >= 0
    filled = (value > 0).sum(axis=1)
    full = system.group[np.arange(len(value)), value.argmax(axis=1)] if len(value) else []
    least = np.where(value > 0, value, np.iinfo(np.int64).max).min(axis=1, initial=2**62)
    alone = (filled == 1) & (exists.sum(axis=1) > 1)
    almost = (filled == 2) & (least <= policy.coalition) & policy.all_but_one & policy.insiders
    found = []
    for line in np.flatnonzero(alone | almost):
        zeros = system.group[line][exists[line] & (value[line] == 0)]
        if not len(zeros):
            continue
        name = int(full[line])
        big = bool(alone[line]) and system.value[name] > policy.need
        reason = "homogeneity" if alone[line] else "all_but_one"
        exempt = int(owner[name]) if alone[line] else -1
        fall = name if big else -1
        found.append(Target(name, tuple(zeros.tolist()), policy.need, fall, exempt, reason))
    return found


def singleton_classes(system: System, policy: Policy) -> Ints:
    """For each cell of at most `coalition` people a number for who they are; -1 elsewhere.

    Two such cells joined by a relation without anybody else in it hold the same people.
    """
    owner = np.full(system.size, -1, dtype=np.int64)
    small = (system.value > 0) & (system.value <= policy.coalition) & system.integer
    small &= system.need == 0
    members = np.flatnonzero(small)
    if not policy.insiders or not len(members):
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
