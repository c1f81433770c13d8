"""What is known of each withheld cell: values that tables reach, and bounds that none leaves.

Two bounds on every interval. From within: the least and greatest value over all tables found so
far that fit what is published. From without: what each relation alone allows, given the bounds of
its other cells. Where they meet, the interval is known without a program of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from terang.disclosure.attacker import Attacker

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
SLACK = 1e-6  # of a solver's answer
MEET = 1e-7  # ends nearer than this are one end
SWEEPS = 60


@dataclass(eq=False)
class Reach:
    """By unknown: low, high (reached by tables), least, most (never left). In solver's units.

    base: one table that fits; sums: its sums by relation.
    """

    low: Floats
    high: Floats
    least: Floats
    most: Floats
    scale: Floats
    base: Floats
    sums: Floats

    @classmethod
    def of(cls, attacker: Attacker) -> Reach:
        """From one table that fits and from each relation alone."""
        base = attacker.first_table()
        lower, upper = attacker.bounds()
        least, most = tightened(attacker.matrix, (attacker.least, attacker.most), (lower, upper))
        sums = np.asarray(attacker.matrix @ base)
        return cls(base.copy(), base.copy(), least, most, attacker.scale, base, sums)

    def add(self, places: Ints | slice, values: Floats) -> None:
        """A further table: values of some unknowns, all others as in the base table."""
        self.low[places] = np.minimum(self.low[places], values)
        self.high[places] = np.maximum(self.high[places], values)

    def narrow(self, places: Ints | slice, need: int) -> Bools:
        """Unknowns for which whole values `need` apart are not reached yet."""
        scale = self.scale[places]
        top, bottom = self.high[places] * scale, self.low[places] * scale
        return np.asarray(np.floor(top + SLACK) - np.ceil(bottom - SLACK) < need)

    def enough(self, place: int, sign: float, need: int) -> float:
        """Up to where (sign -1; 1: down to where) one unknown must be reached to be wide."""
        scale = self.scale[place]
        if sign < 0:
            return float((np.ceil(self.low[place] * scale - SLACK) + need) / scale)
        return float((np.floor(self.high[place] * scale + SLACK) - need) / scale)

    def bounded(self, places: Ints | slice, need: int) -> Bools:
        """Unknowns whose bounds from without are less than `need` apart: narrow for certain."""
        scale = self.scale[places]
        top, bottom = self.most[places] * scale, self.least[places] * scale
        return np.asarray(np.floor(top + SLACK) - np.ceil(bottom - SLACK) < need)

    def low_known(self, places: Ints | slice) -> Bools:
        return np.asarray(self.low[places] - self.least[places] <= MEET)

    def high_known(self, places: Ints | slice) -> Bools:
        return np.asarray(self.most[places] - self.high[places] <= MEET)


def tightened(
    matrix: sp.csr_matrix,
    rows: tuple[Floats, Floats],
    bounds: tuple[Floats, Floats],
    sweeps: int = SWEEPS,
) -> tuple[Floats, Floats]:
    """Bounds of unknowns that follow from each relation alone, repeated until nothing moves.

    least <= matrix·x <= most by row; a cell is at most what is left when all others of its
    relation are at their other end.
    """
    line = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    at, coef = matrix.indices, matrix.data.astype(float)
    up = coef > 0
    lower, upper = bounds[0].copy(), bounds[1].copy()
    for _ in range(sweeps):
        before = lower.copy(), upper.copy()
        small = np.where(up, coef * lower[at], coef * upper[at])
        large = np.where(up, coef * upper[at], coef * lower[at])
        for target, ends, others in ((rows[1], small, -1), (rows[0], large, 1)):
            rest = target[line] - _others(ends, line, matrix.shape[0])
            usable = np.isfinite(rest)
            limit = rest[usable] / coef[usable]
            above = up[usable] == (others < 0)
            np.minimum.at(upper, at[usable][above], limit[above])
            np.maximum.at(lower, at[usable][~above], limit[~above])
        if np.array_equal(before[0], lower) and np.array_equal(before[1], upper):
            break
    return lower, upper


def _others(ends: Floats, line: Ints, count: int) -> Floats:
    """By entry: the sum of the other entries of its relation; infinite when one of them is."""
    infinite = ~np.isfinite(ends)
    finite = np.where(infinite, 0.0, ends)
    sums = np.bincount(line, finite, count)[line] - finite
    unknown = np.bincount(line, infinite, count)[line] - infinite
    sign = np.sign(ends[infinite][0]) if infinite.any() else 1.0
    return np.asarray(np.where(unknown > 0, sign * np.inf, sums))
