"""Unfolded tables, further cells and further relations joined into the arrays of a System."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from terang.disclosure.errors import InvalidTable
from terang.disclosure.model import Cell, Relation
from terang.disclosure.tables import Part

Ints = NDArray[np.int64]
NEVER = -1  # need of a cell that is not sensitive however small
UNBOUNDED = np.int64(2**62)


def assembled(
    parts: Sequence[Part], cells: Sequence[Cell], relations: Sequence[Relation]
) -> dict[str, Any]:
    """The fields of a System. Cells with equal ids become one; their values must agree."""
    ids, targets = _merged_ids(parts, cells)
    size = len(ids)
    value = np.zeros(size, dtype=np.int64)
    published = np.ones(size, dtype=bool)
    factor = np.ones(size)
    grouped = np.zeros(size, dtype=bool)
    node = np.full(size, -1, dtype=np.int32)
    codes, node_parent = _tree(parts)
    for part, where in zip(parts, targets, strict=True):
        _agree(ids, value, part.value, where, node)
        value[where] = part.value
        published[where] &= ~part.hidden
        grouped[where] |= part.group.size > 0
        factor[where] = np.maximum(factor[where], part.factor)
        node[where] = 0 if part.node is None else [codes[code] for code in part.node]
    place = {} if not (cells or relations) else {name: i for i, name in enumerate(ids)}
    extra = _extra(cells, place, size, value, published)
    matrix, least, most = _matrix(
        parts=parts,
        targets=targets,
        relations=relations,
        place=place,
        size=size,
        unit=extra["unit"],
    )
    groups = [where[part.group] for part, where in zip(parts, targets, strict=True)]
    return {
        "ids": ids,
        "value": value,
        "matrix": matrix,
        "least": least,
        "most": most,
        "published": published,
        "hideable": np.ones(size, dtype=bool),
        "factor": factor,
        "group": _stacked([g for g in groups if g.size]),
        "grouped": grouped,
        "node": node,
        "node_parent": node_parent,
        "tables": tuple((part.name, where) for part, where in zip(parts, targets, strict=True)),
        **extra,
    }


def _merged_ids(parts: Sequence[Part], cells: Sequence[Cell]) -> tuple[list[str], list[Ints]]:
    """All ids once, in order of appearance, and for each table its cells' numbers."""
    if len(parts) == 1 and not cells:
        ids = parts[0].ids
        if len(set(ids)) == len(ids):
            return ids, [np.arange(len(ids), dtype=np.int64)]
    places: dict[str, int] = {}
    targets = [
        np.array([places.setdefault(name, len(places)) for name in part.ids], dtype=np.int64)
        for part in parts
    ]
    for cell in cells:
        places.setdefault(cell.id, len(places))
    return list(places), targets


def _tree(parts: Sequence[Part]) -> tuple[dict[str, int], NDArray[np.int32]]:
    """The codes of all tables' trees as one forest: number by code, and parent numbers."""
    codes: dict[str, int] = {}
    parents: list[int] = []
    for tree in (part.tree for part in parts if part.tree is not None):
        for code in tree.codes:
            if code not in codes:
                codes[code] = len(codes)
                parents.append(-1)
        for code, above in zip(tree.codes, tree.parent, strict=True):
            if above >= 0:
                parents[codes[code]] = codes[tree.codes[above]]
    return codes, np.array(parents or [-1], dtype=np.int32)


def _agree(ids: list[str], known: Ints, new: Ints, where: Ints, node: NDArray[np.int32]) -> None:
    seen = node[where] >= 0
    wrong = where[seen & (known[where] != new)]
    if len(wrong):
        raise InvalidTable("shared_cells_differ", [ids[i] for i in wrong])


def _extra(
    cells: Sequence[Cell],
    place: Mapping[str, int],
    size: int,
    value: Ints,
    published: NDArray[np.bool_],
) -> dict[str, Any]:
    """Bounds, integrality and needs; values and publication of the further cells filled in."""
    lower = np.zeros(size, dtype=np.int64)
    upper = np.full(size, UNBOUNDED)
    integer = np.ones(size, dtype=bool)
    need = np.zeros(size, dtype=np.int64)
    unit: dict[int, Fraction] = {}
    for cell in cells:
        i, exact = place[cell.id], Fraction(cell.value)
        scale = exact.denominator
        if scale != 1:
            unit[i] = Fraction(1, scale)
        value[i], published[i] = exact.numerator, cell.published
        lower[i] = cell.lower * scale
        upper[i] = UNBOUNDED if cell.upper is None else cell.upper * scale
        integer[i] = cell.integer and scale == 1
        need[i] = _need(cell) * scale
    return {"lower": lower, "upper": upper, "integer": integer, "need": need, "unit": unit}


def _need(cell: Cell) -> int:
    if cell.sensitive_width is None:
        return 0
    return cell.sensitive_width or NEVER


def _matrix(
    *,
    parts: Sequence[Part],
    targets: Sequence[Ints],
    relations: Sequence[Relation],
    place: Mapping[str, int],
    size: int,
    unit: Mapping[int, Fraction],
) -> tuple[sp.csr_matrix, Ints, Ints]:
    rows, columns, entries, count = [], [], [], 0
    for part, where in zip(parts, targets, strict=True):
        rows.append(part.rows + count)
        columns.append(where[part.columns])
        entries.append(part.signs)
        count += part.row_count
    bound = [(0, 0)] * count
    for relation in relations:
        coefs, tol = _whole(relation, place, unit)
        rows.append(np.full(len(coefs), count, dtype=np.int64))
        columns.append(np.array(list(coefs), dtype=np.int64))
        entries.append(np.array(list(coefs.values()), dtype=np.int64))
        wide = int(UNBOUNDED)
        bound.append(
            (-wide if relation.side == "most" else -tol, wide if relation.side == "least" else tol)
        )
        count += 1
    empty = [np.zeros(0, dtype=np.int64)]
    matrix = sp.csr_matrix(
        (
            np.concatenate(entries or empty),
            (np.concatenate(rows or empty), np.concatenate(columns or empty)),
        ),
        shape=(count, size),
    )
    limits = np.array(bound, dtype=np.int64).reshape(-1, 2)
    return matrix, limits[:, 0].copy(), limits[:, 1].copy()


def _whole(
    relation: Relation, place: Mapping[str, int], unit: Mapping[int, Fraction]
) -> tuple[dict[int, int], int]:
    """The relation times a whole number that leaves whole coefficients and tolerance."""
    missing = [name for name in relation.coef if name not in place]
    if missing:
        raise InvalidTable("relation_unknown", missing)
    exact = {
        place[name]: Fraction(coef) * unit.get(place[name], 1)
        for name, coef in relation.coef.items()
        if coef != 0
    }
    scale = lcm(relation.tol.denominator, *(c.denominator for c in exact.values()))
    return {i: int(c * scale) for i, c in exact.items()}, int(relation.tol * scale)


def _stacked(groups: Sequence[NDArray[np.int64]]) -> NDArray[np.int32]:
    widest = max((g.shape[1] for g in groups), default=0)
    out = np.full((sum(len(g) for g in groups), widest), -1, dtype=np.int32)
    start = 0
    for g in groups:
        out[start : start + len(g), : g.shape[1]] = g
        start += len(g)
    return out
