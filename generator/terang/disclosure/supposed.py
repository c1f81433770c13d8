"""What insiders would learn when nobody says where they are: every withheld cell is tried.

From published figures alone it is not known which withheld cells hold one person. So each is
supposed to, where the figures allow it, and attacked once more by that person. What is found for
suppositions that are not true is found too; what is true is never missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from terang.disclosure.attack import closer, intervals_of
from terang.disclosure.attacker import Attacker
from terang.disclosure.errors import AttackFailed
from terang.disclosure.model import Interval
from terang.disclosure.primary import parts_of, reached
from terang.disclosure.system import System

Ints = NDArray[np.int64]
Progress = Callable[[str, int, int], None]


def suppose_insiders(
    system: System,
    outside: Mapping[str, Interval],
    *,
    threshold: int,
    need: int,
    coalition: int = 1,
    progress: Progress | None = None,
) -> Mapping[str, Interval]:
    """Attack as whoever may be among at most `coalition` people in one withheld cell.

    outside: cells asked about, with their intervals without insiders. Result: the cells that
    somebody in another of them would know to within less than `need`, and may be a count from 1
    to threshold - 1, with the narrowest such interval; it holds only if the insider is there.
    Cells that must equal the insider's own, and their parts, hold the same people and are not
    asked.
    Raises AttackFailed when the solver fails.
    """
    found: dict[str, Interval] = {}
    unknown = np.flatnonzero(~system.published)
    if not len(unknown):
        return found
    attacker = Attacker(system, unknown)
    same = equal_cells(attacker)
    asked = unknown[np.isin(unknown, system.indices(outside))]
    parts = _parts(system)
    classes = np.unique(same[np.isin(unknown, asked)]).tolist()
    for done, people in enumerate(classes):
        own = unknown[same == people]
        others = asked[~np.isin(asked, reached(own.tolist(), parts))]
        first = system.ids[int(own[np.isin(own, asked)][0])]
        for value in range(1, coalition + 1):
            if not len(others) or not _may_be(outside[first], value):
                continue
            for cell, interval in _inside(attacker, own, value, others, need).items():
                if interval.narrower_than(need) and interval.may_be_small(threshold):
                    name = system.ids[cell]
                    found[name] = closer(found.get(name, interval), interval)
        if progress is not None:
            progress("insiders", done + 1, len(classes))
    return found


def _inside(
    attacker: Attacker, own: Ints, value: int, others: Ints, need: int
) -> dict[int, Interval]:
    """What somebody learns who knows some cells; nothing when the figures do not allow it."""
    attacker.know((cell, value) for cell in own.tolist())
    try:
        return intervals_of(attacker, others, need)
    except AttackFailed as failed:
        if failed.code != "contradiction":
            raise
        return {}
    finally:
        attacker.forget()


def equal_cells(attacker: Attacker) -> Ints:
    """By unknown a number shared by all that must be equal: a relation of two with nothing else."""
    matrix = attacker.matrix
    pairs = np.flatnonzero(
        (np.diff(matrix.indptr) == 2)
        & (attacker.least == 0)
        & (attacker.most == 0)
        & (np.asarray(matrix.sum(axis=1)).ravel() == 0)
    )
    ends = matrix[pairs].indices.reshape(-1, 2)
    size = matrix.shape[1]
    linked = sp.coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    return np.asarray(connected_components(linked, directed=False)[1], dtype=np.int64)


def _parts(system: System) -> dict[int, list[int]]:
    """By withheld cell its parts, where it is an exact sum."""
    found: dict[int, list[int]] = {}
    for total, part in zip(*parts_of(system, ~system.published.astype(bool)), strict=True):
        found.setdefault(int(total), []).append(int(part))
    return found


def _may_be(interval: Interval, value: int) -> bool:
    return interval.lower <= value and (interval.upper is None or value <= interval.upper)
