"""What a move changes in inner nodes, carried down to their children."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.model import Move
from terang.disclosure.pattern import Pattern
from terang.disclosure.program import Program, Solution, found_in
from terang.disclosure.regions import Region, Regions
from terang.disclosure.system import System

Ints = NDArray[np.int64]
Still = Callable[[Ints], NDArray[np.bool_]]  # which classes of singletons must not change
KEPT_CARRIES = 20_000


class Carrier:
    """Lets the children of inner nodes take up what a move changes in these."""

    def __init__(self, system: System, pattern: Pattern, regions: Regions) -> None:
        self.system, self.pattern, self.regions = system, pattern, regions
        self._known = _Carries()

    def carried(self, region: Region, found: Solution, still: Still) -> Solution | int:
        """The move with its changes of inner nodes taken down to the leaves.

        The number of a node when its children can't take up its change.
        """
        price, move = found
        for node in self.regions.touched(region, move.cells):
            part = self.regions.concerns(node, move.cells)
            imposed = Move(move.cells[part], move.changes[part])
            below = self._spread(node, imposed, still)
            if below is None:
                return node
            price, move = price + below[0], joined(move, below[1])
        return price, move

    def _spread(self, node: int, imposed: Move, still: Still) -> Solution | None:
        """The cheapest way to let the children of a node take up its change."""
        known = self._known.get(node, imposed)
        if known is not None and self._costs_nothing(known, still):
            return 0.0, known
        found = self._absorbed(node, imposed, still) or self._spread_anew(node, imposed, still)
        if found is not None:
            self._known.keep(node, imposed, found[1])
        return found

    def _costs_nothing(self, move: Move, still: Still) -> bool:
        """All cells of a move are withheld anyway and may change."""
        pattern = self.pattern
        return bool(pattern.hidden[move.cells].all() and not still(pattern.owner[move.cells]).any())

    def _absorbed(self, node: int, imposed: Move, still: Still) -> Solution | None:
        """Children whose withheld cells take up the change as it is, or in shares of like shape.

        Nothing can be cheaper, and no program is solved. None where that can't be done.
        """
        heirs = self.regions.heirs(node)
        places = heirs.parts[:, np.searchsorted(heirs.cells, imposed.cells)]
        free = ((places >= 0) & self.pattern.hidden[places]).all(axis=1)
        if not free.any():
            return None
        children, places = heirs.children[free], places[free]
        shares = int(np.gcd.reduce(imposed.changes))
        share = imposed.changes // shares
        most = self._shares_at_most(places, share)
        most[still(self.pattern.owner[places.ravel()]).reshape(places.shape).any(axis=1)] = 0
        order = np.argsort(-most, kind="stable")
        taken = np.clip(shares - (np.cumsum(most[order]) - most[order]), 0, most[order])
        if taken.sum() < shares:
            return None
        takers = order[taken > 0]
        cells = places[takers].ravel()
        changes = np.outer(taken[taken > 0], share).ravel()
        ascending = np.argsort(cells)
        move = Move(cells[ascending], changes[ascending])
        region = tuple(children[np.sort(takers)].tolist())
        inner = [child for child in region if self.regions.children[child]]
        if not self._fits(move, imposed, np.array(inner, dtype=np.int64)):
            return None
        whole = self.carried(region, (0.0, move), still) if inner else (0.0, move)
        return None if isinstance(whole, int) else whole

    def _shares_at_most(self, places: NDArray[np.int32], share: Ints) -> Ints:
        """By child how many shares of a change its cells can take up."""
        value, above = self.system.value[places], self.system.upper[places]
        room = np.where(share > 0, above - value, value - self.regions.floor[places])
        return np.asarray((room // np.abs(share)).min(axis=1))

    def _fits(self, move: Move, imposed: Move, inner: Ints) -> bool:
        """A move keeps every relation of its cells but those of inner nodes with their children."""
        rows = [self.system.rows_of(part.cells) for part in (move, imposed)]
        effects = np.concatenate([self.system.effects_of(part) for part in (move, imposed)])
        ours = np.ones(len(rows[0]), dtype=bool)
        if len(inner):
            ours = ~self.regions.downwards(rows[0].astype(np.int64), inner)
        lines, at = np.unique(np.concatenate(rows), return_inverse=True)
        sums = np.zeros(len(lines), dtype=np.int64)
        np.add.at(sums, at, effects)
        kept = np.zeros(len(lines), dtype=bool)
        kept[at[: len(ours)][ours]] = True
        least, most = (ends[lines] for ends in self.system.slack)
        return bool((((sums >= least) & (sums <= most)) | ~kept).all())

    def _spread_anew(self, node: int, imposed: Move, still: Still) -> Solution | None:
        chunks = self.regions.chunks(node)
        choices = [*chunks[:3]]
        if len(chunks) > 1:
            choices.append(tuple(sorted(self.regions.children[node])))
        for region in choices:
            program = self.regions.program(region)
            program.impose(imposed)
            if not self._covers(program, node, imposed):
                continue
            fixed = np.flatnonzero(still(self.pattern.owner[program.cells]))
            self.regions.solved += 1
            found = program.cheapest((), self.pattern.cost(program.cells), fixed)
            whole = None if found is None else self.carried(region, found, still)
            if whole is not None and not isinstance(whole, int):
                return whole
        return None

    def _covers(self, program: Program, node: int, imposed: Move) -> bool:
        """Every relation through which the change must be carried is a row of the program."""
        rows = self.regions.family_rows(node, imposed.cells)
        return bool(found_in(program.rows, rows)[1].all())


class _Carries:
    """How the children of a node took up a change before; the latest ones."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, bytes, bytes], Move] = OrderedDict()

    def get(self, node: int, imposed: Move) -> Move | None:
        return self._known.get((node, imposed.cells.tobytes(), imposed.changes.tobytes()))

    def keep(self, node: int, imposed: Move, below: Move) -> None:
        self._known[node, imposed.cells.tobytes(), imposed.changes.tobytes()] = below
        if len(self._known) > KEPT_CARRIES:
            self._known.popitem(last=False)


def joined(first: Move, second: Move) -> Move:
    """Two moves of different cells as one."""
    cells = np.concatenate([first.cells, second.cells])
    order = np.argsort(cells, kind="stable")
    return Move(cells[order], np.concatenate([first.changes, second.changes])[order])
