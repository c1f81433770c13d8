"""An attacker that knows no linear programming: it writes down every whole table that fits."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray

TOTAL = "T"


def margins(inner: NDArray[np.int64], rows: list[str], columns: list[str]) -> dict:
    """All cells of a two-way table with totals, by (row, column)."""
    out = {(r, c): int(inner[i, j]) for i, r in enumerate(rows) for j, c in enumerate(columns)}
    for i, r in enumerate(rows):
        out[r, TOTAL] = int(inner[i].sum())
    for j, c in enumerate(columns):
        out[TOTAL, c] = int(inner[:, j].sum())
    out[TOTAL, TOTAL] = int(inner.sum())
    return out


def tables_that_fit(
    shown: Mapping[tuple[str, str], int], rows: list[str], columns: list[str], cap: int
) -> NDArray[np.int64]:
    """Every inner table with cells from 0 to cap that agrees with the shown cells.

    Result: (tables, rows, columns).
    """
    found = np.zeros((1, 0, len(columns)), dtype=np.int8)
    above = np.zeros((1, len(columns)), dtype=np.int64)  # the sums of the rows so far
    for row in rows:
        choices = [[shown[row, c]] if (row, c) in shown else range(cap + 1) for c in columns]
        lines = np.array(list(product(*choices)), dtype=np.int8).reshape(-1, len(columns))
        if (row, TOTAL) in shown:
            lines = lines[lines.sum(axis=1) == shown[row, TOTAL]]
        fits = np.ones((len(found), len(lines)), dtype=bool)
        for j, c in enumerate(columns):
            if (TOTAL, c) in shown:
                sums = above[:, j, None] + lines[:, j]
                fits &= sums == shown[TOTAL, c] if row == rows[-1] else sums <= shown[TOTAL, c]
        if (TOTAL, TOTAL) in shown and row == rows[-1]:
            fits &= above.sum(axis=1)[:, None] + lines.sum(axis=1) == shown[TOTAL, TOTAL]
        left, right = np.nonzero(fits)
        found = np.concatenate([found[left], lines[right][:, None, :]], axis=1)
        above = above[left] + lines[right]
    return found


def possible(
    tables: NDArray[np.int64], rows: list[str], columns: list[str]
) -> dict[tuple[str, str], NDArray[np.int64]]:
    """The values of every cell, totals included, over the tables."""
    out = {(r, c): tables[:, i, j] for i, r in enumerate(rows) for j, c in enumerate(columns)}
    for i, r in enumerate(rows):
        out[r, TOTAL] = tables[:, i].sum(axis=1)
    for j, c in enumerate(columns):
        out[TOTAL, c] = tables[:, :, j].sum(axis=1)
    out[TOTAL, TOTAL] = tables.sum(axis=(1, 2))
    return out
