"""A table protected beside earlier files: alone where that is enough, else together with them.

What an earlier file shows can't be withheld any more, but what is shown today may open what an
earlier file withholds: of two units merged since, the sum and one of them. Then today's table
withholds more, until neither tells the other's small counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from terang.cellfiles.earlier import Earlier, joint_system
from terang.cellfiles.rows import CellRows, FileRefused
from terang.cellfiles.tables import cell_id
from terang.disclosure import (
    NEVER,
    AttackFailed,
    CountTable,
    Interval,
    Policy,
    Protection,
    ProtectionFailed,
    System,
    attack,
    completed,
    disclosed_groups,
    protect,
    protect_system,
)

Progress = Callable[[str, int, int], None]
Names = frozenset[str]
ROUNDS = 4  # of protecting together, each with more earlier cells that must have room
DRAWS = 4  # of what earlier files withhold, in one round
TRIES = 30  # in one round, each from another draw or asking less of one cell
SMALL = "threshold"  # the reason of counts that can't rise by the width
RISING = (SMALL, "magnitude")  # of targets that can be asked to rise by less


@dataclass(frozen=True)
class Beside:
    """A pattern beside earlier files.

    bounded: small counts of today that these keep from rising by the width. They rise as far as
    they can, and the attack on all files finds them wide.
    """

    protection: Protection
    bounded: Names


class Told(NamedTuple):
    """What files tell together: narrow cells, those of them that are or may be small counts, and
    the cells of every group that is as good as shown.
    """

    narrow: Names
    small: Names = frozenset()
    groups: frozenset[tuple[str, ...]] = frozenset()

    def beyond(self, before: Told) -> Told:
        """What is not told before."""
        narrow, small = self.narrow - before.narrow, self.small - before.narrow
        return Told(narrow, small, self.groups - before.groups)

    @property
    def open(self) -> Names:
        """Cells that must not be told."""
        return self.small.union(*self.groups)


@dataclass(frozen=True, eq=False)
class Publishing:
    """Today's table with its rows, the files it stands beside, and the policy for all of them."""

    earlier: Earlier
    table: CountTable
    rows: CellRows
    policy: Policy

    def protected(self, progress: Progress | None) -> Beside:
        """A pattern that is safe beside the earlier files.

        Raises ProtectionFailed, AttackFailed as they come, FileRefused where the earlier files
        open small counts whatever else is withheld today.
        """
        found = self._alone(progress)
        told = self._told(found)
        if not told.narrow and not told.groups and not self._inside:
            return found
        before = self._telling(self._before, [])
        told = told.beyond(before)
        safe = None if self._inside or told.open else found
        guarded, wanted = Names(), Names() if self._inside else self._earlier(told)
        for _ in range(ROUNDS if self._inside or told.narrow or told.groups else 0):
            guarded |= wanted
            try:
                together = self._together(guarded, progress)
            except ProtectionFailed as failed:
                if failed.code != "infeasible" or (safe is None and not told.open):
                    raise
                break
            told = self._told(together).beyond(before)
            safe = safe if told.open else together
            wanted = self._earlier(told) - guarded
            if not wanted:
                break
        if safe is None:
            fields = {"width": str(self.policy.need)}
            raise FileRefused("archive_opens", fields, self._named(told.open))
        return safe

    def _earlier(self, told: Told) -> Names:
        """The cells that earlier files withhold among those told."""
        return (told.narrow | told.open) & self.earlier.withheld.keys()

    @property
    def _inside(self) -> bool:
        """Insiders may learn through units that were changed: a proof must reach these too."""
        return self.policy.insiders and bool(self.earlier.withheld or self.earlier.relations)

    def _alone(self, progress: Progress | None) -> Beside:
        """A pattern of today's table by itself, with what earlier files show of its cells.

        Where that keeps a count from rising by the width, though the table alone would not, the
        pattern proved with the earlier tables.
        """
        known = self._values.keys() & self.earlier.known.keys()
        try:
            found = protect([self.table], self.policy, known=Names(known), progress=progress)
        except ProtectionFailed as failed:
            if failed.code != "infeasible" or not known:
                raise
            protect([self.table], self.policy, progress=progress)  # refused for what it is itself
            return self._together(Names(), progress)
        return Beside(found, Names())

    @cached_property
    def _values(self) -> Mapping[str, int]:
        """Today's true counts by id."""
        both = zip(self.rows.coords, self.rows.values, strict=True)
        return {cell_id(coords): value for coords, value in both if value is not None}

    @cached_property
    def _ours(self) -> System:
        """What whoever publishes today knows, with the groups of today's table."""
        known = {**self.earlier.known, **self._values}
        return joint_system(self.earlier, self.table, known, own_groups=True)

    @cached_property
    def _before(self) -> System:
        """What the earlier files alone tell."""
        return joint_system(self.earlier, self.table, self.earlier.known)

    def _named(self, cells: Names) -> list[str]:
        """Cells as messages name them: today's by their rows, then those of the earlier files."""
        every = enumerate(self.rows.coords)
        now = [self.rows.named(n) for n, coords in every if cell_id(coords) in cells]
        return now + [name for cell, name in self.earlier.withheld.items() if cell in cells]

    def _told(self, found: Beside) -> Told:
        """What all files together tell of a pattern's cells and of those withheld before."""
        if not self.earlier.tables:
            return Told(Names())
        hidden = found.protection.withheld
        now = {n: v for n, v in self._values.items() if n not in hidden}
        withheld = self._values.keys() & hidden
        joint = joint_system(self.earlier, self.table, {**self.earlier.known, **now})
        told = self._telling(joint, withheld)
        if self.policy.insiders and found.bounded:
            learned = self._learned(found)
            told = told._replace(narrow=told.narrow | learned, small=told.small | learned)
        return told

    def _learned(self, found: Beside) -> Names:
        """Counts that are not proved and that somebody in another of today's cells knows."""
        system = completed(self._ours)
        if system is None:
            raise AttackFailed("solver")
        known = attack(
            system.withholding(self._values.keys() & found.protection.withheld),
            cells=found.bounded,
            insiders=True,
            coalition=self.policy.coalition,
            need=self.policy.need,
        )
        return Names(name for name in known if known[name].narrower_than(self.policy.need))

    def _telling(self, joint: System, withheld: Collection[str]) -> Told:
        """What a system tells of some cells and of those that earlier files withhold.

        Groups, where they are protected: those of all files.
        """
        found = attack(joint, cells={*withheld, *self.earlier.withheld}, need=self.policy.need)
        narrow = Names(n for n in found if found[n].narrower_than(self.policy.need))
        small = Names(n for n in narrow if self._small(n, found[n]))
        told = Told(narrow, small)
        if self.policy.homogeneity:
            groups = disclosed_groups(joint, found, self.policy.need)
            told = told._replace(groups=frozenset(groups))
        return told

    def _small(self, name: str, interval: Interval) -> bool:
        """The cell's count is small; of an earlier cell, whose count is unknown: may be."""
        if name in self._values:
            return 0 < self._values[name] < self.policy.threshold
        return interval.may_be_small(self.policy.threshold)

    def _together(self, guarded: Names, progress: Progress | None) -> Beside:
        """A pattern of today's cells proved with the earlier tables.

        Counts that the earlier files withhold are unknown here too. Whole numbers that fit stand
        for them: a proof is another table that fits what is shown, wherever it starts. Where there
        is none, other numbers may have one. guarded: earlier cells whose count must be able to
        rise by the width. Raises ProtectionFailed where no numbers tried have a proof.
        """
        failure = ProtectionFailed("infeasible", sorted(guarded))
        tries = iter(range(TRIES))
        for yielding, draw in product((False, True), range(DRAWS)):
            system = completed(self._ours, guarded, draw=draw)
            if system is None:
                break
            try:
                return self._proved(system, guarded, tries, progress, yielding=yielding)
            except ProtectionFailed as failed:
                if failed.code != "infeasible":
                    raise
                failure = failed
        cells = [self.earlier.withheld.get(cell, cell) for cell in failure.cells]
        raise replace(failure, cells=cells)

    def _proved(
        self,
        system: System,
        guarded: Names,
        tries: Iterator[int],
        progress: Progress | None,
        *,
        yielding: bool,
    ) -> Beside:
        """A pattern proved from these numbers.

        A count of today that the earlier files keep from rising by the width must rise as far as
        they let it: the attack on all files, which follows, says whether it is narrow. yielding:
        so may every count for which there is no proof. tries: what is left of the round's.
        """
        hideable = ~system.marked(self.earlier.known)
        less: dict[str, int] = {}  # by cell that can't rise by the width, by how much it must
        for _ in tries:
            need = np.where(system.published, system.need, NEVER)
            need[system.indices(guarded)] = self.policy.need
            for cell, rise in less.items():
                need[system.index(cell)] = rise or NEVER
            bounded = Names(less.keys() & self._values.keys())
            try:
                found = protect_system(
                    replace(system, need=need, hideable=hideable),
                    self.policy,
                    must_withhold=bounded,
                    progress=progress,
                )
            except ProtectionFailed as failed:
                if failed.code != "infeasible" or failed.fields.get("reason") not in RISING:
                    raise
                for cell in failed.cells:
                    room = less[cell] - 1 if cell in less else self._room(cell)
                    fully = cell not in less and room < self.policy.need
                    if room < 0 or not (fully or yielding):
                        raise
                    less[cell] = min(room, self.policy.need - 1) if cell in self._values else 0
            else:
                reasons = {**found.reasons, **dict.fromkeys(bounded, SMALL)}
                return Beside(replace(found, reasons=reasons), bounded)
        raise ProtectionFailed("infeasible", sorted(less))

    def _room(self, cell: str) -> int:
        """How far a count can rise beside the earlier files alone; at most the width, as theirs."""
        if cell not in self._values:
            return self.policy.need
        highest = attack(self._before, cells=[cell])[cell].whole().upper
        room = self.policy.need if highest is None else int(highest) - self._values[cell]
        return max(0, min(room, self.policy.need))
