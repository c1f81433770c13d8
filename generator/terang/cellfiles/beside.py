"""A table protected beside earlier files: alone where that is enough, else together with them.

What an earlier file shows can't be withheld any more, but what is shown today may open what an
earlier file withholds: of two units merged since, the sum and one of them. Then today's table
withholds more, until neither tells the other's small counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from terang.cellfiles.earlier import Earlier, filled, joint_system
from terang.cellfiles.rows import CellRows, FileRefused
from terang.cellfiles.tables import cell_id
from terang.disclosure import (
    CountTable,
    Interval,
    Policy,
    Protection,
    ProtectionFailed,
    System,
    attack,
    disclosed_groups,
    plain_id,
    protect,
    protect_system,
    whole_table,
)

Progress = Callable[[str, int, int], None]
ROUNDS = 4  # of protecting together, each with more earlier cells that must have room


@dataclass(frozen=True, eq=False)
class Beside:
    """Today's table with its rows, the files it stands beside, and the policy for all of them."""

    earlier: Earlier
    table: CountTable
    rows: CellRows
    policy: Policy

    def protected(self, progress: Progress | None) -> Protection:
        """A pattern that is safe beside the earlier files.

        Raises ProtectionFailed, AttackFailed as they come, FileRefused where the earlier files
        open small counts whatever else is withheld today.
        """
        known = frozenset(name for name in self._values if name in self.earlier.known)
        found = protect([self.table], self.policy, known=known, progress=progress)
        if not self.earlier.tables:
            return found
        opened = self._opened(found)
        already = self._narrow(self.earlier.known, []) if opened else frozenset[str]()
        already &= self.earlier.withheld.keys()
        opened, guarded = opened - already, frozenset[str]()
        for _ in range(ROUNDS):
            if not opened:
                return found
            guarded |= opened & self.earlier.withheld.keys()
            together = self._together(guarded, progress)
            if together is None:
                break
            found, opened = together, self._opened(together) - already
        if opened:
            fields = {"width": str(self.policy.need)}
            raise FileRefused("archive_opens", fields, self._named(opened))
        return found

    @cached_property
    def _values(self) -> Mapping[str, int]:
        """Today's true counts by id."""
        both = zip(self.rows.coords, self.rows.values, strict=True)
        return {cell_id(coords): value for coords, value in both if value is not None}

    def _named(self, cells: frozenset[str]) -> list[str]:
        """Cells as messages name them: today's by their rows, then those of the earlier files."""
        every = enumerate(self.rows.coords)
        now = [self.rows.named(n) for n, coords in every if cell_id(coords) in cells]
        return now + [name for cell, name in self.earlier.withheld.items() if cell in cells]

    def _opened(self, found: Protection) -> frozenset[str]:
        """Counts and groups, today's or an earlier file's, that all files together tell of."""
        small = [name for name, value in self._values.items() if name in found.reasons and value]
        small = [name for name in small if self._values[name] < self.policy.threshold]
        now = {n: v for n, v in self._values.items() if n not in found.withheld}
        return self._narrow({**self.earlier.known, **now}, small)

    def _narrow(self, known: Mapping[str, int], small: Collection[str]) -> frozenset[str]:
        """Which of these cells, and of those that earlier files withhold, are narrow.

        With the cells of today's groups that are as good as shown, where groups are protected.
        """
        joint = joint_system(self.earlier, self.table, known)
        asked = {*small, *self.earlier.withheld}
        if self.policy.homogeneity:
            grouped = joint.group[joint.group >= 0]
            asked |= {joint.ids[i] for i in grouped.tolist() if not joint.published[i]}
        found = attack(joint, cells=asked, need=self.policy.need)
        narrow = {n for n in found if n in self.earlier.withheld and self._tells(found[n])}
        narrow |= {n for n in small if self._tells(found[n])}
        if self.policy.homogeneity:
            narrow.update(*disclosed_groups(joint, found, self.policy.need))
        return frozenset(narrow)

    def _tells(self, interval: Interval) -> bool:
        """The interval is narrow, and the count in it may be small."""
        whole = interval.whole()
        empty = whole.upper is not None and whole.upper < 1
        small = whole.lower < self.policy.threshold and not empty
        return small and interval.narrower_than(self.policy.need)

    def _together(self, guarded: frozenset[str], progress: Progress | None) -> Protection | None:
        """A pattern of today's cells proved with the earlier tables; None where there is none.

        Counts that the earlier files withhold are unknown here too. Whole numbers that fit stand
        for them: a proof is another table that fits what is shown, wherever it starts. guarded:
        earlier cells whose count must be able to rise by the width.
        """
        true = {**self.earlier.known, **self._values}
        unknown = whole_table(joint_system(self.earlier, self.table, true), guarded)
        if unknown is None:
            return None
        system = self._system({**true, **unknown})
        need = system.need.copy()
        need[system.indices(guarded)] = self.policy.need
        try:
            return protect_system(replace(system, need=need), self.policy, progress=progress)
        except ProtectionFailed as failed:
            if failed.code == "infeasible":
                return None
            raise

    def _system(self, values: Mapping[str, int]) -> System:
        """All tables with these values, the earlier ones withheld where they are not known."""
        tables = []
        for table in self.earlier.tables:
            every = product(*(tree.codes for _, tree in table.dims))
            own = (coords for coords in every if (table.name, coords) not in self.earlier.shared)
            hidden = (c for c in own if plain_id(table.name, c) not in self.earlier.known)
            whole = filled(table, self.earlier, values)
            tables.append(replace(whole, hidden=frozenset(hidden)))
        return System.from_tables(
            [*tables, self.table],
            extra_relations=self.earlier.relations,
            shared=dict(self.earlier.shared),
            known=frozenset(self.earlier.known),
        )
