"""Blocks of withheld cells along the tree: small enough to solve, wide enough to move.

A block is a set of unknowns (by place among the withheld cells) that may change while all others
stay as they are. Families hold the childless children of one node. Bundles hold some siblings
further up, each with some of its children, down to the leaves, so that an inner count can change
and the change can be carried down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
TOP = -1  # the node above all roots


@dataclass(frozen=True)
class Block:
    """places: all unknowns that move; aims: those of them that the block is meant for."""

    places: Ints
    aims: Ints


@dataclass(frozen=True, eq=False)
class Blocks:
    """The tree (node number -> node above, -1: a root) and the node of each unknown (-1: none)."""

    parent: NDArray[np.int32]
    node: NDArray[np.int32]

    @cached_property
    def below(self) -> list[list[int]]:
        """Children by node; the last line holds the roots."""
        found: list[list[int]] = [[] for _ in range(len(self.parent) + 1)]
        for node, above in enumerate(self.parent.tolist()):
            found[above].append(node)
        return found

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.node, kind="stable")

    @cached_property
    def _starts(self) -> Ints:
        return np.searchsorted(self.node[self._order], np.arange(len(self.parent) + 1))

    def at(self, nodes: Sequence[int]) -> Ints:
        """The unknowns of some nodes, in their own order."""
        start = self._starts
        parts = [self._order[start[n] : start[n + 1]] for n in nodes]
        return np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)

    def families(self) -> Iterator[Block]:
        """The childless children of each node."""
        for children in self.below:
            places = self.at([child for child in children if not self.below[child]])
            if len(places):
                yield Block(places, places)

    def kin(self, places: Ints) -> Iterator[Block]:
        """For unknowns, by the node above theirs: that node and all its children."""
        above = self.parent[self.node[places]]
        for node in np.unique(above[self.node[places] >= 0]).tolist():
            own = [node] if node >= 0 else []
            aims = places[(above == node) & (self.node[places] >= 0)]
            yield Block(self.at([*own, *self.below[node]]), aims)

    def bundles(self, width: int, random: np.random.Generator) -> Iterator[Block]:
        """Siblings in groups of about `width`, drawn anew each time, with part of their trees."""
        for node in range(TOP, len(self.parent)):
            children = self.below[node]
            if not any(self.below[child] for child in children):
                continue
            shuffled = random.permutation(children)
            for siblings in np.array_split(shuffled, max(1, len(children) // width)):
                members = siblings.tolist()
                aims = self.at(members)
                if len(aims):
                    yield Block(self.at(self._with_some(members, width, random)), aims)

    def trees(self, most: int) -> Iterator[Block]:
        """All beneath a node that has grandchildren, up to `most` unknowns, the lowest first."""
        for node in range(len(self.parent) - 1, -1, -1):
            if any(self.below[child] for child in self.below[node]):
                beneath, waiting = list[int](), [node]
                while waiting:
                    children = self.below[waiting.pop()]
                    beneath += children
                    waiting += children
                places = self.at(beneath)
                if 0 < len(places) <= most:
                    yield Block(places, places)

    def aimed(
        self, places: Ints, width: int, together: int, random: np.random.Generator
    ) -> Iterator[Block]:
        """Bundles from the roots down around the nodes of unknowns, `together` nodes in each.

        Nodes near each other in the tree come into the same bundle.
        """
        nodes = self.node[places]
        paths = sorted(self._path(node) for node in np.unique(nodes[nodes >= 0]).tolist())
        for start in range(0, len(paths), together):
            some = paths[start : start + together]
            always = {node for path in some for node in path}
            roots = sorted({path[0] for path in some})
            members = self._with_some(roots, width, random, always)
            yield Block(self.at(members), places[np.isin(nodes, [path[-1] for path in some])])

    def _path(self, node: int) -> list[int]:
        """The nodes from a root down to this one."""
        path = [node]
        while self.parent[path[-1]] >= 0:
            path.append(int(self.parent[path[-1]]))
        return path[::-1]

    def _with_some(
        self,
        nodes: Sequence[int],
        width: int,
        random: np.random.Generator,
        always: Collection[int] = (),
    ) -> list[int]:
        """Nodes with some of their children, of these some again, down to the leaves."""
        found, waiting = list(nodes), list(nodes)
        while waiting:
            children = self.below[waiting.pop()]
            leaves = not any(self.below[child] for child in children)
            most = 3 * width if leaves else width
            if len(children) > most:
                kept = [child for child in children if child in always]
                others = [child for child in children if child not in always]
                drawn = random.permutation(others)[: max(0, most - len(kept))].tolist()
                children = [*kept, *drawn]
            found += children
            waiting += children
        return found
