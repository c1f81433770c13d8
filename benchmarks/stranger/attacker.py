"""What follows from published figures, found by somebody who has never seen Terang's own attacker.

Every withheld cell is an unknown whole number of 0 or more, every sum a row of a program that
scipy solves anew for each end. `tables` does without programs: it writes down every whole table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

Coords = tuple[str, ...]
Tree = Mapping[str, str | None]
FITS, NONE_FITS, NO_END = 0, 2, (3, 4)


@dataclass
class Sum:
    """low <= sum of coefficient × cell <= high."""

    terms: dict[Coords, float]
    low: float = 0.0
    high: float = 0.0


def sums_of(trees: Sequence[Tree]) -> list[Sum]:
    """Every cell with children in a dimension is their sum, for all codes of the others."""
    found = []
    for axis, tree in enumerate(trees):
        below: dict[str, list[str]] = {}
        for code, above in tree.items():
            if above is not None:
                below.setdefault(above, []).append(code)
        for rest in product(*(t for k, t in enumerate(trees) if k != axis)):
            for above, children in below.items():
                terms = {(*rest[:axis], child, *rest[axis:]): 1.0 for child in children}
                terms[*rest[:axis], above, *rest[axis:]] = -1.0
                found.append(Sum(terms))
    return found


@dataclass
class Known:
    """Published figures (None: withheld) with the sums that tie them."""

    figures: Mapping[Coords, int | None]
    sums: Sequence[Sum]
    _solved: dict[tuple[Coords, int, bool], float | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hidden = [cell for cell, figure in self.figures.items() if figure is None]
        self.place = {cell: at for at, cell in enumerate(self.hidden)}
        self.low = np.zeros(len(self.hidden))
        self.high = np.full(len(self.hidden), inf)
        entries: list[tuple[int, int, float]] = []
        ends: list[tuple[float, float]] = []
        for line in self.sums:
            shown = sum(c * (self.figures[cell] or 0) for cell, c in line.terms.items())
            open_ = {self.place[cell]: c for cell, c in line.terms.items() if cell in self.place}
            if open_:
                entries += [(len(ends), at, c) for at, c in open_.items()]
                ends.append((line.low - shown, line.high - shown))
        rows, columns, data = zip(*entries, strict=True) if entries else ((), (), ())
        self.matrix = csr_matrix((data, (rows, columns)), shape=(len(ends), len(self.hidden)))
        self.ends = np.array(ends, dtype=float).reshape(-1, 2)

    def told(self, own: Mapping[Coords, int]) -> Known:
        """The same, to somebody who also knows some cells."""
        return Known({**self.figures, **own}, self.sums)

    def end(self, cell: Coords, sign: int, *, whole: bool = True) -> float | None:
        """Least (sign 1) or greatest (-1) value of a withheld cell; None: no end."""
        key = (cell, sign, whole)
        if key not in self._solved:
            self._solved[key] = self._end(cell, sign, whole)
        return self._solved[key]

    def _end(self, cell: Coords, sign: int, whole: bool) -> float | None:
        cost = np.zeros(len(self.hidden))
        cost[self.place[cell]] = sign
        answer = milp(
            cost,
            integrality=np.full(len(cost), int(whole)),
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(self.matrix, self.ends[:, 0], self.ends[:, 1]),
            options={"mip_rel_gap": 0.0},
        )
        if answer.status in NO_END:
            return None
        if answer.status != FITS:
            raise ValueError(f"no table fits: {answer.message}")
        return float(round(answer.fun * sign) if whole else answer.fun * sign)

    def interval(self, cell: Coords, *, whole: bool = True) -> tuple[float, float]:
        """Least and greatest value of a cell; a shown one is known."""
        figure = self.figures[cell]
        if figure is not None:
            return float(figure), float(figure)
        low, high = self.end(cell, 1, whole=whole), self.end(cell, -1, whole=whole)
        return (0.0 if low is None else low), (inf if high is None else high)

    def highest(self, cell: Coords) -> float:
        figure = self.figures[cell]
        if figure is not None:
            return float(figure)
        high = self.end(cell, -1)
        return inf if high is None else high

    def tables(self, most: int) -> Iterator[dict[Coords, int]]:
        """Every whole table with withheld cells up to `most` that fits, written down one by one."""
        lines = [
            {cell: c for cell, c in line.terms.items() if cell in self.place} for line in self.sums
        ]
        rest = [
            (
                line.low - sum(c * (self.figures[x] or 0) for x, c in line.terms.items()),
                line.high - sum(c * (self.figures[x] or 0) for x, c in line.terms.items()),
            )
            for line in self.sums
        ]
        chosen: dict[Coords, int] = {}

        def fits(cell: Coords) -> bool:
            for line, (low, high) in zip(lines, rest, strict=True):
                if cell not in line:
                    continue
                given = sum(c * chosen[x] for x, c in line.items() if x in chosen)
                left = [c for x, c in line.items() if x not in chosen]
                least = given + sum(c * most for c in left if c < 0)
                greatest = given + sum(c * most for c in left if c > 0)
                if least > high + 1e-9 or greatest < low - 1e-9:
                    return False
            return True

        def choose(at: int) -> Iterator[dict[Coords, int]]:
            if at == len(self.hidden):
                yield dict(chosen)
                return
            cell = self.hidden[at]
            for value in range(most + 1):
                chosen[cell] = value
                if fits(cell):
                    yield from choose(at + 1)
            del chosen[cell]

        yield from choose(0)
