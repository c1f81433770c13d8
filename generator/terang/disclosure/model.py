"""Values of disclosure control: hierarchies, tables, relations, policy, results.

A cell is a number with an id; a relation says that a combination of cells is zero, or within a
tolerance where figures were rounded. Nothing here knows about people, files or languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.errors import InvalidTable

Coords = tuple[str, ...]
Cost = Literal["size", "root", "unit"]
Zeros = Literal["may_hide", "show"]
FLOOR_THRESHOLD = 3  # two contributors are never enough; see the statistics office's practice


@dataclass(frozen=True)
class Hierarchy:
    """The codes of one dimension as a tree (or a forest, when no total is published).

    parent[i] is the index of the code above codes[i], or -1. Branches may differ in depth.
    """

    codes: tuple[str, ...]
    parent: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.codes) != len(self.parent) or len(set(self.codes)) != len(self.codes):
            raise InvalidTable("codes", self.codes)
        self.depths  # noqa: B018 - a cycle is refused here

    @classmethod
    def from_parents(cls, parents: Mapping[str, str | None]) -> Hierarchy:
        """From code -> code above it (None for a root), in the order given."""
        place = {code: i for i, code in enumerate(parents)}
        missing = [p for p in parents.values() if p is not None and p not in place]
        if missing:
            raise InvalidTable("parent_missing", missing)
        return cls(tuple(parents), tuple(-1 if p is None else place[p] for p in parents.values()))

    @classmethod
    def flat(cls, codes: Sequence[str], total: str = "T") -> Hierarchy:
        """A total over the codes; a `total` among the codes is not repeated."""
        return cls.from_parents({total: None} | {code: total for code in codes if code != total})

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """Steps from the root, by code."""
        known: dict[int, int] = {-1: -1}
        for start in range(len(self.codes)):
            path, at = [], start
            while at not in known:
                path.append(at)
                at = self.parent[at]
                if len(path) > len(self.codes):
                    raise InvalidTable("cycle", [self.codes[start]])
            for node in reversed(path):
                known[node] = known[self.parent[node]] + 1
        return tuple(known[i] for i in range(len(self.codes)))

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Indices of the codes directly beneath each code."""
        below: list[list[int]] = [[] for _ in self.codes]
        for node, above in enumerate(self.parent):
            if above >= 0:
                below[above].append(node)
        return tuple(map(tuple, below))

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        return tuple(i for i, below in enumerate(self.children) if not below)

    def index(self, code: str) -> int:
        return self._places[code]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {code: i for i, code in enumerate(self.codes)}


@dataclass(frozen=True)
class CountTable:
    """One table of counts of people, totals included.

    dims: (name, hierarchy) in the order of the coordinates. values: every cell of the cross
    product, as a mapping from coordinates or as an array in the order of the codes.
    group_dim: which dimension holds the attribute (rating); the cells that differ only in it form
    a group for the homogeneity rule. hidden: coordinates whose value is given but never published.
    importance: extra cost factor by coordinates (2 = twice as bad to withhold).
    """

    name: str
    dims: tuple[tuple[str, Hierarchy], ...]
    values: Mapping[Coords, int] | NDArray[np.int64]
    group_dim: int | None = None
    hidden: frozenset[Coords] = frozenset()
    importance: Mapping[Coords, float] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(hierarchy.codes) for _, hierarchy in self.dims)


@dataclass(frozen=True)
class Relation:
    """The sum of coefficient × cell lies in [-tol, tol], or on one side of it only.

    side: `both`; `least` (sum >= -tol); `most` (sum <= tol). With one side tol may be negative.
    """

    coef: Mapping[str, int | Fraction]
    tol: Fraction = Fraction(0)
    side: Literal["both", "least", "most"] = "both"


@dataclass(frozen=True)
class Cell:
    """A cell outside the count tables: a sum behind a mean, a cell of an earlier release.

    upper None means no bound known beforehand. sensitive_width: None, or how wide its interval
    must stay (a magnitude cell, by dominance or the one-person bound); 0: not sensitive, however
    small, such as a count that only ties others to each other.
    """

    id: str
    value: int | Fraction
    published: bool = True
    integer: bool = True
    lower: int = 0
    upper: int | None = None
    sensitive_width: int | None = None


@dataclass(frozen=True)
class Policy:
    """What is sensitive and what protection means. Documented defaults, floors enforced.

    threshold: counts 1..threshold-1 are sensitive (floor 3). width: a withheld sensitive count x
    must be able to reach x + width; the interval is then at least that wide (default: threshold).
    homogeneity: the attribute of a whole group must not follow. all_but_one: nor of all others,
    for the one member who differs. insiders: members of at most `coalition` people know their own
    cells; protection holds against each of them. zeros: `may_hide` lets cells of 0 be withheld as
    complements; `show` publishes all zeros that homogeneity does not need.
    cost: what a complementary cell costs: its size, the root of it, or 1; zero_cost is the size a
    zero counts for. importance: factor by cell id. seconds: time for improving; None: one pass.
    """

    threshold: int = 5
    width: int | None = None
    homogeneity: bool = True
    all_but_one: bool = True
    insiders: bool = True
    coalition: int = 1
    zeros: Zeros = "may_hide"
    cost: Cost = "size"
    zero_cost: float = 9.0
    importance: Mapping[str, float] = field(default_factory=dict)
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.threshold < FLOOR_THRESHOLD:
            raise InvalidTable("threshold_floor", fields={"floor": str(FLOOR_THRESHOLD)})
        if self.need < FLOOR_THRESHOLD:
            raise InvalidTable("width_floor", fields={"floor": str(FLOOR_THRESHOLD)})
        if not 1 <= self.coalition < self.threshold:
            raise InvalidTable("coalition", fields={"most": str(self.threshold - 1)})

    @property
    def need(self) -> int:
        """How far a sensitive cell must be able to rise."""
        return self.threshold if self.width is None else self.width


@dataclass(frozen=True, slots=True)
class Interval:
    """What an attacker knows of a cell: lower <= cell <= upper (None: no bound).

    solved: the ends are the true extremes; otherwise values known to be reachable, so that the
    truth is at least as wide.
    """

    lower: Fraction
    upper: Fraction | None
    solved: bool = True

    @property
    def exact(self) -> bool:
        return self.solved and self.upper == self.lower

    @property
    def width(self) -> Fraction | None:
        return None if self.upper is None else self.upper - self.lower

    def whole(self) -> Interval:
        """The whole numbers inside: ends moved inwards."""
        upper = None if self.upper is None else Fraction(floor(self.upper))
        return Interval(Fraction(ceil(self.lower)), upper, self.solved)

    def may_be_small(self, threshold: int) -> bool:
        """A count from 1 to threshold - 1 lies within."""
        whole = self.whole()
        return whole.lower < threshold and (whole.upper is None or whole.upper >= 1)

    def narrower_than(self, need: int) -> bool:
        width = self.whole().width
        return width is not None and width < need


@dataclass(frozen=True, eq=False, slots=True)
class Move:
    """A whole-number change that keeps every relation: cells (indices) and their changes."""

    cells: NDArray[np.int32]
    changes: NDArray[np.int64]

    def change(self, cell: int) -> int:
        place = int(np.searchsorted(self.cells, cell))
        if place < len(self.cells) and self.cells[place] == cell:
            return int(self.changes[place])
        return 0


@dataclass(frozen=True)
class TableLoss:
    """Loss in one table: cells, how many withheld, people in withheld complementary cells."""

    table: str
    cells: int
    primary: int
    secondary: int
    people_primary: int
    people_secondary: int


@dataclass(frozen=True)
class LossReport:
    """What withholding costs, in all and by table, and why (reason -> cells)."""

    cells: int
    primary: int
    secondary: int
    people_secondary: int
    by_table: tuple[TableLoss, ...]
    by_reason: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Protection:
    """A proved pattern. `undecided` is always empty when `protect` returns.

    proof: for each sensitive target its moves (numbers into `moves`); with insiders every
    singleton of another person is left alone by at least one of them. reasons: by primary cell.
    """

    withheld: frozenset[str]
    primary: frozenset[str]
    reasons: Mapping[str, str]
    moves: tuple[Move, ...]
    proof: Mapping[str, tuple[int, ...]]
    undecided: frozenset[str]
    loss: LossReport
    policy: Policy
    stats: Mapping[str, float]
