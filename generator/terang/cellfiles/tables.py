"""A file of cells as a table: its dimensions with their trees, and its values in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from terang.cellfiles.rows import CellRows, FileRefused, read_rows, read_tree
from terang.disclosure import Hierarchy, InvalidTable

TABLE = "t"
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


def read_cells(path: Path, layout: Layout) -> tuple[CellRows, Dims]:
    """The rows of a file and its dimensions. Raises FileRefused."""
    rows = read_rows(path, layout.names, layout.count)
    found = []
    for axis, given in enumerate(layout.dims):
        name, _, file = given.partition("=")
        codes = list(dict.fromkeys(coords[axis] for coords in rows.coords))
        found.append((name, tree_of(Path(file)) if file else flat(codes, layout.total)))
    return rows, tuple(found)


def tree_of(file: Path) -> Hierarchy:
    """The tree in a file of columns node and parent."""
    tree = read_tree(file)
    try:
        return Hierarchy.from_parents(tree)
    except InvalidTable as broken:
        raise FileRefused("tree", {"file": str(file)}, broken.cells) from broken


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
    flat_places = np.ravel_multi_index(where, shape) if rows.coords else np.zeros(0, dtype=np.int64)
    first = np.unique(flat_places, return_index=True)[1]
    if len(first) < len(flat_places):
        again = np.setdiff1d(np.arange(len(flat_places)), first).tolist()
        raise FileRefused("duplicate", {}, [rows.named(n) for n in again])
    if whole and len(flat_places) < int(np.prod(shape)):
        present = set(rows.coords)
        every = product(*(tree.codes for _, tree in dims))
        raise FileRefused(
            "cells_missing", {}, [" × ".join(coords) for coords in every if coords not in present]
        )
    out = np.zeros(int(np.prod(shape)), dtype=np.int64)
    out[flat_places] = [0 if value is None else value for value in values]
    return out.reshape(shape)


def cell_id(coords: Sequence[str]) -> str:
    return "|".join((TABLE, *coords))
