"""Count tables as arrays of cells and additive rows, without a loop over cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.errors import InvalidTable
from terang.disclosure.model import Coords, CountTable, Hierarchy

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """One table unfolded: a cell per coordinate tuple in C order, and its additive relations.

    rows, columns, signs: the entries of the relation matrix (sum of children minus parent).
    node: code of the tree dimension by cell (or None). group: cell numbers by group.
    """

    name: str
    ids: list[str]
    value: Ints
    hidden: NDArray[np.bool_]
    factor: NDArray[np.float64]
    rows: Ints
    columns: Ints
    signs: Ints
    row_count: int
    group: NDArray[np.int32]
    node: list[str] | None
    tree: Hierarchy | None


def table_part(
    table: CountTable, tree_name: str | None, name: Callable[[str, Coords], str]
) -> Part:
    """Unfold a table. Raises InvalidTable for missing or negative cells."""
    shape = table.shape
    codes = [hierarchy.codes for _, hierarchy in table.dims]
    value = _values(table)
    strides = np.array([int(np.prod(shape[i + 1 :])) for i in range(len(shape))], dtype=np.int64)
    rows, columns, signs, count = _relations(table, strides)
    marked = dict.fromkeys(table.hidden, 1.0)
    axis = next((i for i, (dim, _) in enumerate(table.dims) if dim == tree_name), None)
    node = None
    if axis is not None:
        place = (np.arange(len(value)) // strides[axis]) % shape[axis]
        node = [codes[axis][i] for i in place.tolist()]
    return Part(
        name=table.name,
        ids=[name(table.name, coords) for coords in product(*codes)],
        value=value,
        hidden=_marks(table, marked, strides, 0.0) > 0,
        factor=_marks(table, dict(table.importance), strides, 1.0),
        rows=rows,
        columns=columns,
        signs=signs,
        row_count=count,
        group=_groups(table, strides),
        node=node,
        tree=None if axis is None else table.dims[axis][1],
    )


def _values(table: CountTable) -> Ints:
    if isinstance(table.values, np.ndarray):
        if table.values.shape != table.shape:
            raise InvalidTable("shape", [table.name])
        value = table.values.astype(np.int64).ravel()
    else:
        names = list(product(*(hierarchy.codes for _, hierarchy in table.dims)))
        missing = [names_ for names_ in names if names_ not in table.values]
        if missing:
            cells = ["|".join((table.name, *c)) for c in missing]
            raise InvalidTable("cells_missing", cells, {"count": str(len(cells))})
        value = np.array([table.values[names_] for names_ in names], dtype=np.int64)
    if (value < 0).any():
        raise InvalidTable("negative", [table.name])
    return value


def _relations(table: CountTable, strides: Ints) -> tuple[Ints, Ints, Ints, int]:
    rows, columns, signs, count = [], [], [], 0
    for axis, (_, hierarchy) in enumerate(table.dims):
        others = _offsets(table.shape, strides, axis)
        for above, below in enumerate(hierarchy.children):
            if not below:
                continue
            lines = count + np.arange(len(others))
            count += len(others)
            for code, sign in [*((child, 1) for child in below), (above, -1)]:
                rows.append(lines)
                columns.append(others + code * strides[axis])
                signs.append(np.full(len(others), sign, dtype=np.int64))
    if not rows:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty, 0
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(signs), count


def _offsets(shape: Sequence[int], strides: Ints, without: int) -> Ints:
    """Flat positions of all coordinates whose code along one axis is the first."""
    out = np.zeros(1, dtype=np.int64)
    for axis, size in enumerate(shape):
        if axis != without:
            out = (out[:, None] + (np.arange(size) * strides[axis])[None, :]).ravel()
    return out


def _groups(table: CountTable, strides: Ints) -> NDArray[np.int32]:
    axis = table.group_dim
    if axis is None:
        return np.zeros((0, 0), dtype=np.int32)
    leaves = np.array(table.dims[axis][1].leaves, dtype=np.int64)
    others = _offsets(table.shape, strides, axis)
    cells: Ints = others[:, None] + (leaves * strides[axis])[None, :]
    return cells.astype(np.int32)


def _marks(
    table: CountTable, marks: dict[Coords, float], strides: Ints, usual: float
) -> NDArray[np.float64]:
    out = np.full(int(np.prod(table.shape)), usual)
    for coords, mark in marks.items():
        place = [h.index(code) for (_, h), code in zip(table.dims, coords, strict=True)]
        out[int(np.dot(place, strides))] = mark
    return out
