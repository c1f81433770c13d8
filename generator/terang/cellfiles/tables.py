"""A file of cells as a table: its dimensions with their trees, and its values in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from terang.cellfiles.rows import CellRows, FileRefused, read_rows, read_tree
from terang.disclosure import DisclosureError, Hierarchy, InvalidTable, plain_id

TABLE = "t"
NAMED = 20  # missing cells named
Dims = tuple[tuple[str, Hierarchy], ...]


@dataclass(frozen=True)
class Layout:
    """How the columns are to be read. dims: NAME, or NAME=TREE.csv; total: code of flat totals."""

    dims: tuple[str, ...]
    count: str
    total: str

    @property
    def names(self) -> list[str]:
        return [given.partition("=")[0] for given in self.dims]

    @property
    def files(self) -> list[Path]:
        """The trees' files."""
        return [Path(file) for _, _, file in (given.partition("=") for given in self.dims) if file]


def read_cells(path: Path, layout: Layout) -> tuple[CellRows, Dims]:
    """The rows of a file and its dimensions, whose codes are in one order whatever the rows'.

    Raises FileRefused.
    """
    again = sorted({name for name in layout.names if layout.names.count(name) > 1})
    if again or layout.count in layout.names:
        raise FileRefused("column_twice", {"column": ", ".join(again) or layout.count})
    rows = read_rows(path, layout.names, layout.count)
    if not rows.coords:
        raise FileRefused("no_cells", {"file": str(path)})
    found = []
    for axis, given in enumerate(layout.dims):
        name, _, file = given.partition("=")
        codes = sorted({coords[axis] for coords in rows.coords})
        found.append((name, tree_of(Path(file)) if file else flat(codes, layout.total)))
    return rows, tuple(found)


def tree_of(file: Path) -> Hierarchy:
    """The tree in a file of columns node and parent, its codes in one order."""
    tree = dict(sorted(read_tree(file).items()))
    try:
        return Hierarchy.from_parents(tree)
    except InvalidTable as broken:
        raise FileRefused("tree", {"file": str(file)}, broken.cells) from broken


def axis_of(rows: CellRows, name: str) -> int:
    """The place of a dimension. Raises FileRefused for one that is not there."""
    if name not in rows.dims:
        fields = {"column": name, "file": "--group", "columns": ", ".join(rows.dims)}
        raise FileRefused("column_missing", fields)
    return rows.dims.index(name)


def flat(codes: Sequence[str], total: str) -> Hierarchy:
    """Codes beneath their total, or side by side when it is not among them."""
    above = total if total in codes else None
    return Hierarchy.from_parents({code: None if code == above else above for code in codes})


def array_of(
    rows: CellRows, dims: Dims, values: Sequence[int | None], *, whole: bool = True
) -> NDArray[np.int64]:
    """The values in the order of the codes (None: 0); refuses unknown, double, missing cells.

    whole False: cells that are missing count as 0.
    """
    place = [{code: i for i, code in enumerate(tree.codes)} for _, tree in dims]
    shape = tuple(len(codes) for codes in place)
    size = prod(shape)
    unknown = [
        n
        for n, coords in enumerate(rows.coords)
        if any(code not in codes for code, codes in zip(coords, place, strict=True))
    ]
    if unknown:
        raise FileRefused("code_unknown", {}, [rows.named(n) for n in unknown])
    where = [
        np.array([codes[coords[axis]] for coords in rows.coords], dtype=np.int64)
        for axis, codes in enumerate(place)
    ]
    if whole and len(rows.coords) < size:
        present = set(rows.coords)
        every = product(*(tree.codes for _, tree in dims))
        absent = (" × ".join(coords) for coords in every if coords not in present)
        count = str(size - len(present))
        raise FileRefused("cells_missing", {"count": count}, islice(absent, NAMED))
    flat_places = np.ravel_multi_index(where, shape) if rows.coords else np.zeros(0, dtype=np.int64)
    first = np.unique(flat_places, return_index=True)[1]
    if len(first) < len(flat_places):
        again = np.setdiff1d(np.arange(len(flat_places)), first).tolist()
        raise FileRefused("duplicate", {}, [rows.named(n) for n in again])
    out = np.zeros(size, dtype=np.int64)
    out[flat_places] = [0 if value is None else value for value in values]
    return out.reshape(shape)


def refuse_hidden_totals(dims: Dims, value: NDArray[np.int64]) -> None:
    """Refuse codes side by side of which one holds the sum of the others, whatever else is taken.

    Nobody said that it is their total, so what it tells about them would go unseen.
    """
    for axis, (name, tree) in enumerate(dims):
        roots = [place for place, above in enumerate(tree.parent) if above < 0]
        counts = value
        for other, (_, below) in enumerate(dims):
            if other != axis:  # totals of the others say nothing of their own
                counts = np.take(counts, below.leaves, axis=other)
        counts = np.moveaxis(counts, axis, 0)[roots].reshape(len(roots), -1)
        for place, line in zip(roots, counts, strict=True):
            twice = (2 * line == counts.sum(axis=0)).all()
            if len(roots) > 1 and twice and np.count_nonzero(line) > 1:
                fields = {"total": tree.codes[place], "column": name}
                raise FileRefused("total_unnamed", fields)


def cell_id(coords: Sequence[str]) -> str:
    return plain_id(TABLE, tuple(coords))


def with_rows(refusal: DisclosureError, rows: CellRows) -> DisclosureError:
    """The refusal with the rows of its cells instead of their ids."""
    place = {cell_id(coords): n for n, coords in enumerate(rows.coords)}
    named = [rows.named(place[name]) if name in place else name for name in refusal.cells]
    return replace(refusal, cells=named)
