"""Ends in whole numbers: people are counted, so no table with half a person is possible.

The ends of an interval over all tables may belong to fractional ones. Rounding them inwards is
right but not always sharp, in tables of three and more dimensions. Here each end is moved to the
outermost value that a whole table reaches, by small integer programs.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import highspy
import numpy as np
from numpy.typing import NDArray

from terang.disclosure.attacker import Attacker
from terang.disclosure.errors import AttackFailed
from terang.disclosure.model import Interval
from terang.disclosure.solver import FITS, Ends, Options, by_column, solver
from terang.disclosure.system import System

Floats = NDArray[np.float64]
MOST = 400  # unknowns up to which the integer programs are small
SECONDS = 30.0
NEAR = 1e-6


@dataclass(frozen=True)
class WholeEnds:
    """intervals: with whole ends; unsettled: ends for which time or size did not suffice."""

    intervals: Mapping[str, Interval]
    unsettled: int


def whole_ends(
    system: System, found: Mapping[str, Interval], seconds: float = SECONDS
) -> WholeEnds:
    """Move the ends of intervals to values that whole tables reach.

    found: solved intervals, as `attack` gives them. Ends that are not settled are rounded
    inwards: the true interval lies within. Raises AttackFailed when no whole table fits.
    """
    rounded = {name: interval.whole() for name, interval in found.items()}
    unknown = np.flatnonzero(~system.published)
    asked = [n for n in rounded if not system.published[system.index(n)] and n in found]
    asked = [n for n in asked if system.integer[system.index(n)]]
    if len(unknown) > MOST:
        return WholeEnds(rounded, sum(_open(rounded[n]) for n in asked))
    tables = _WholeTables(Attacker(system, unknown), system, time.monotonic() + seconds)
    unsettled = 0
    for name in asked:
        if _open(rounded[name]):
            rounded[name], missed = tables.settle(system.index(name), rounded[name])
            unsettled += missed
    return WholeEnds(rounded, unsettled)


def completed(
    system: System, small: Iterable[str] = (), *, draw: int = 0, seconds: float = SECONDS
) -> System | None:
    """The system with whole values for all cells withheld, which fit all that is published.

    small: cells that are to be as small together as they can. draw: from 1 on, other values by a
    number. None when time does not suffice. Raises AttackFailed when no whole table fits.
    """
    unknown = np.flatnonzero(~system.published)
    if not len(unknown):
        return system
    attacker = Attacker(system, unknown)
    highs = _program(attacker, system, {"time_limit": seconds})
    if draw:
        every = np.arange(len(unknown), dtype=np.int32)
        highs.changeColsCost(len(unknown), every, np.random.default_rng(draw).random(len(unknown)))
    for cell in system.indices(small).tolist():
        highs.changeColCost(attacker.place(cell), float(1 + len(unknown)))
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        raise AttackFailed("contradiction")
    if highs.getInfo().primal_solution_status != FITS:
        return None
    value = system.value.copy()
    value[unknown] = np.rint(np.asarray(highs.getSolution().col_value))
    return replace(system, value=value)


def _program(attacker: Attacker, system: System, options: Options) -> highspy.Highs:
    """All relations over all unknowns in whole numbers, without prices."""
    highs = solver(
        by_column(attacker.columns),
        Ends(attacker.least, attacker.most),
        Ends(*attacker.bounds()),
        options,
        whole=system.integer[attacker.unknown],
    )
    if highs is None:
        raise AttackFailed("solver")
    return highs


def _open(interval: Interval) -> int:
    """How many ends could still move."""
    return 0 if interval.lower == interval.upper else 1 + (interval.upper is not None)


class _WholeTables:
    """All whole tables that fit; those found so far settle the ends they reach."""

    def __init__(self, attacker: Attacker, system: System, until: float) -> None:
        self.attacker, self.until = attacker, until
        self._highs = _program(attacker, system, {"mip_rel_gap": 0.0, "mip_abs_gap": 0.5})
        size = len(attacker.unknown)
        self.low, self.high = np.full(size, np.inf), np.full(size, -np.inf)

    def settle(self, cell: int, interval: Interval) -> tuple[Interval, int]:
        """An interval with both ends settled as far as time allows, and how many are not."""
        place, missed = self.attacker.place(cell), 0
        lower, upper = interval.lower, interval.upper
        if self.low[place] > float(lower) + NEAR:
            found = self._end(place, 1.0)
            lower, missed = (lower, 1) if found is None else (found, 0)
        if upper is not None and self.high[place] < float(upper) - NEAR:
            found = self._end(place, -1.0)
            upper, missed = (upper, missed + 1) if found is None else (found, missed)
        return Interval(lower, upper, interval.solved), missed

    def _end(self, place: int, sign: float) -> Fraction | None:
        left = self.until - time.monotonic()
        if left <= 0:
            return None
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.changeColCost(place, sign)
        self._highs.run()
        status = self._highs.getModelStatus()
        self._highs.changeColCost(place, 0.0)
        if status == highspy.HighsModelStatus.kInfeasible:
            raise AttackFailed("contradiction")
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        table = np.asarray(self._highs.getSolution().col_value)
        np.minimum(self.low, table, out=self.low)
        np.maximum(self.high, table, out=self.high)
        return Fraction(round(table[place]))
