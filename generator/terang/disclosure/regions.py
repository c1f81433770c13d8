"""Parts of a large system small enough for one linear program, and how they hang together.

The tree splits cells into nodes. A region is some children of one node: the node above stays
fixed, so a move inside is a move of everything, once what it changes in inner nodes is carried
down to their children.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.program import Program
from terang.disclosure.system import System

Ints = NDArray[np.int64]
WIDEST = 20  # children in one program: wider families are cut
MOST_CELLS = 1500  # usable cells in one program; a system below it is one region
MOST_IN_ALL = 40_000  # usable cells in one program for what nothing less can prove
KEPT_PROGRAMS = 80

Region = tuple[int, ...]  # its nodes, sorted


class Heirs(NamedTuple):
    """Cells of a node and their parts in its children: parts[i, j] in child i of cell j, or -1."""

    children: Ints
    cells: Ints
    parts: NDArray[np.int32]


class Regions:
    """The nodes of a system, the regions they form, and a program for each; solved: how many were.

    usable: cells that may change at all. floor: how far each may fall.
    """

    def __init__(self, system: System, usable: NDArray[np.bool_], floor: Ints) -> None:
        self.system, self.floor = system, floor
        small = int(usable.sum()) <= MOST_CELLS or len(system.node_parent) < 2
        self.node = np.zeros(system.size, dtype=np.int64) if small else _placed(system)
        self.parent = [-1] if small else system.node_parent.tolist()
        self.children: list[list[int]] = [[] for _ in self.parent]
        for node, above in enumerate(self.parent):
            if above >= 0:
                self.children[above].append(node)
        self._roots = [node for node, above in enumerate(self.parent) if above < 0]
        self.depth = _depths(self.parent)
        self._cells = _by(self.node, len(self.parent), np.flatnonzero(usable))
        self._top, spans = self._row_tops()
        self._spans = spans
        self._down = self._tied_down()
        self.solved = 0
        self._heads, self._parts = self._pairs(usable)
        self._heirs: dict[int, Heirs] = {}
        self._programs: OrderedDict[Region, Program] = OrderedDict()
        self._chunks: dict[int, list[Region]] = {}
        self._carried: dict[Region, list[int]] = {}

    def _row_tops(self) -> tuple[Ints, NDArray[np.bool_]]:
        """The shallowest node of every relation, and whether it reaches other nodes."""
        matrix, many = self.system.matrix, len(self.parent)
        key = np.array(self.depth, dtype=np.int64)[self.node] * many + self.node
        filled = np.diff(matrix.indptr) > 0
        starts = matrix.indptr[:-1][filled]
        top = np.zeros(matrix.shape[0], dtype=np.int64)
        spans = np.zeros(matrix.shape[0], dtype=bool)
        if len(starts):
            keys = key[matrix.indices]
            least = np.minimum.reduceat(keys, starts)
            top[filled] = least % many
            spans[filled] = least != np.maximum.reduceat(keys, starts)
        return top, spans

    def _tied_down(self) -> NDArray[np.bool_]:
        """Cells that have a part in a relation with the children of their node."""
        matrix = self.system.matrix
        row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        tied = self._spans[row] & (self._top[row] == self.node[matrix.indices])
        down = np.zeros(self.system.size, dtype=bool)
        down[matrix.indices[tied]] = True
        return down

    def chunks(self, above: int) -> list[Region]:
        """The children of a node in regions of like size; above -1: the roots, one each."""
        if above not in self._chunks:
            nodes = (
                [i for i, p in enumerate(self.parent) if p < 0]
                if above < 0
                else self.children[above]
            )
            weight = max(1, max((len(self._cells[n]) for n in nodes), default=1))
            widest = 1 if above < 0 else max(2, min(WIDEST, MOST_CELLS // weight))
            parts = -(-len(nodes) // widest)
            self._chunks[above] = [tuple(nodes[i::parts]) for i in range(parts)]
        return self._chunks[above]

    @property
    def whole(self) -> Region | None:
        """The one region of a small system."""
        return (0,) if len(self.parent) == 1 and len(self._cells[0]) else None

    @cached_property
    def everything(self) -> Region | None:
        """All nodes as one region, where its program is not too large and there are others."""
        nodes = tuple(node for node, cells in enumerate(self._cells) if len(cells))
        cells = sum(len(self._cells[node]) for node in nodes)
        return nodes if len(nodes) > 1 and cells <= MOST_IN_ALL else None

    def home(self, node: int) -> Region:
        """The region in which a node is moved first."""
        return next(r for r in self.chunks(self.parent[node]) if node in r)

    def wider(self, region: Region) -> Region | None:
        """The region with the fixed node above it freed, among its own siblings."""
        top = min(region, key=lambda node: (self.depth[node], node))
        above = self.parent[top]
        if above < 0:
            return None
        return tuple(sorted({*region, *self.home(above)}))

    def joined(self, region: Region, nodes: Iterable[int]) -> Region | None:
        """The region with all children of some nodes too; None when it has them."""
        more = {child for node in nodes for child in self.children[node]} - set(region)
        return tuple(sorted({*region, *more})) if more else None

    def carried(self, region: Region) -> list[int]:
        """Inner nodes of a region whose children are not in it: their change is carried down."""
        if region not in self._carried:
            inside = set(region)
            self._carried[region] = [
                n for n in region if self.children[n] and not inside & set(self.children[n])
            ]
        return self._carried[region]

    def program(self, region: Region) -> Program:
        """The program over all usable cells of the region's nodes."""
        if region in self._programs:
            self._programs.move_to_end(region)
            return self._programs[region]
        cells = np.sort(np.concatenate([self._cells[node] for node in region]))
        rows = np.unique(self.system.columns[:, cells].indices).astype(np.int64)
        carried = self.carried(region)
        if carried:
            rows = rows[~self.downwards(rows, np.array(carried))]
        made = Program(self.system, cells, rows, self.floor)
        self._programs[region] = made
        if len(self._programs) > KEPT_PROGRAMS:
            self._programs.popitem(last=False)
        return made

    def touched(self, region: Region, cells: NDArray[np.int32]) -> list[int]:
        """The nodes of `carried` that some of these cells concern."""
        nodes = set(self.node[cells[self._down[cells]]].tolist())
        return [node for node in self.carried(region) if node in nodes]

    def concerns(self, node: int, cells: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of the cells lie in a node and have a part in its children's sums."""
        return np.asarray(self._down[cells] & (self.node[cells] == node))

    def heirs(self, node: int) -> Heirs:
        """The cells of a node that its children have a part in, and theirs that match them."""
        if node not in self._heirs:
            children = np.array(self.children[node], dtype=np.int64)
            cells = np.flatnonzero((self.node == node) & self._down)
            parts = np.full((len(children), len(cells)), -1, dtype=np.int32)
            pairs = slice(*np.searchsorted(self._heads, [cells[0], cells[-1] + 1]))
            head, part = self._heads[pairs], self._parts[pairs]
            ours = self.node[head] == node
            head, part = head[ours], part[ours]
            place = np.searchsorted(children, self.node[part]), np.searchsorted(cells, head)
            parts[place] = part
            self._heirs[node] = Heirs(children, cells, parts)
        return self._heirs[node]

    def _pairs(self, usable: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Cells with a part in a sum of each of their node's children, and these, by the former."""
        matrix = self.system.matrix.tocoo()
        kept = self._spans[matrix.row]
        row, cell = matrix.row[kept], matrix.col[kept].astype(np.int64)
        top, node = self._top[row], self.node[cell]
        above = node == top
        head = np.full(matrix.shape[0], -1, dtype=np.int64)
        head[row[above]] = cell[above]
        head[np.flatnonzero(np.bincount(row[above], minlength=len(head)) > 1)] = -1
        below = (np.array(self.parent)[node] == top) & usable[cell] & (head[row] >= 0)
        heads, parts = head[row[below]], cell[below]
        order = np.lexsort((parts, heads))
        return heads[order], parts[order]

    def downwards(self, rows: Ints, nodes: Ints) -> NDArray[np.bool_]:
        """Which relations tie one of some nodes to its children."""
        return np.asarray(self._spans[rows] & np.isin(self._top[rows], nodes))

    def family_rows(self, node: int, cells: NDArray[np.int32]) -> Ints:
        """The relations through which cells of a node are tied to its children."""
        rows = self.system.rows_of(cells)
        return np.asarray(rows[self._spans[rows] & (self._top[rows] == node)])

    def bottom_up(self) -> list[Region]:
        """All regions, deepest first."""
        order = sorted(range(len(self.parent)), key=lambda n: (-self.depth[n], n))
        found = [r for node in order if self.children[node] for r in self.chunks(node)]
        return found + self.chunks(-1)


def _placed(system: System) -> Ints:
    """The node of every cell; cells outside the tree join that of a cell related to them."""
    node = system.node.astype(np.int64)
    matrix = system.matrix
    for _ in range(len(system.node_parent)):
        lost = np.flatnonzero(node < 0)
        if not len(lost):
            return node
        changed = False
        for cell in lost.tolist():
            rows = system.columns[:, [cell]].indices
            near = node[matrix[rows].indices] if len(rows) else node[:0]
            if (near >= 0).any():
                node[cell], changed = int(near[near >= 0].max()), True
        if not changed:
            break
    return np.maximum(node, 0)


def _depths(parent: Sequence[int]) -> list[int]:
    depth = [-1] * len(parent)
    for start in range(len(parent)):
        path, at = [], start
        while at >= 0 and depth[at] < 0:
            path.append(at)
            at = parent[at]
        base = depth[at] if at >= 0 else -1
        for step, node in enumerate(reversed(path)):
            depth[node] = base + 1 + step
    return depth


def _by(keys: Ints, many: int, items: Ints) -> list[Ints]:
    """The items listed by their key, ascending."""
    order = items[np.argsort(keys[items], kind="stable")]
    ends = np.searchsorted(keys[order], np.arange(many + 1))
    return [order[ends[k] : ends[k + 1]] for k in range(many)]
