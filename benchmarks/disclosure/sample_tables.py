"""Seeded tables of four sizes: a tree of units by position group by rating, margins included.

Shapes follow the sizes that other tools were measured on: S 13 × 5 × 6 codes, M 446 × 6 × 6,
province 9,847 × 6 × 6, nation 25,639 × 6 × 6 (4.7 million people).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terang.disclosure import CountTable, Hierarchy


@dataclass(frozen=True)
class Shape:
    """levels: how many nodes on each level under the root, leaves last; people: in all.

    present: share of position groups that a leaf has at all. Skewed sizes (a few large units, many
    small ones) and present set the share of counts from 1 to 4: 19, 22, 20 and 18 in a hundred
    cells, where the tables that other tools were measured on have 17, 21, 20 and 19.
    """

    levels: tuple[int, ...]
    groups: int
    people: int
    spread: float  # standard deviation of the logarithm of a leaf's size
    present: float
    seed: int


SHAPES = {
    "S": Shape((12,), 4, 1_300, 0.5, 0.7, 1),
    "M": Shape((45, 400), 5, 9_000, 1.8, 0.9, 1),
    "province": Shape((36, 1_400, 8_410), 5, 280_000, 1.8, 0.9, 1),
    "nation": Shape((38, 552, 25_048), 5, 4_700_000, 0.8, 0.7, 1),
}
GROUP_WEIGHTS = (0.42, 0.28, 0.16, 0.09, 0.05)
RATING_WEIGHTS = (0.18, 0.60, 0.14, 0.06, 0.02)


def tree(levels: tuple[int, ...], rng: np.random.Generator) -> tuple[Hierarchy, list[list[int]]]:
    """A tree with so many nodes a level, spread unevenly over their parents; each has a child."""
    codes, parent, layers = ["N"], [-1], [[0]]
    for depth, count in enumerate(levels):
        above = layers[-1]
        extra = rng.multinomial(count - len(above), rng.dirichlet(np.full(len(above), 4.0)))
        layer = []
        for node, more in zip(above, extra, strict=True):
            for _ in range(1 + int(more)):
                layer.append(len(codes))
                codes.append(f"{'ABCDE'[depth]}{len(layer)}")
                parent.append(node)
        layers.append(layer)
    return Hierarchy(tuple(codes), tuple(parent)), layers


def sample_table(size: str, seed: int | None = None) -> CountTable:
    """The table of a size; another seed gives another table of the same kind."""
    shape = SHAPES[size]
    return drawn(shape, shape.seed if seed is None else seed)


def drawn(shape: Shape, seed: int) -> CountTable:
    """The table of a shape by a seed."""
    rng = np.random.default_rng(seed)
    hierarchy, layers = tree(shape.levels, rng)
    leaves = np.array(layers[-1])
    weight = rng.lognormal(0, shape.spread, len(leaves))
    sizes = rng.multinomial(shape.people, weight / weight.sum())
    groups = np.array(GROUP_WEIGHTS[: shape.groups])
    inner = np.zeros((len(hierarchy.codes), shape.groups, 5), dtype=np.int64)
    for leaf, people in zip(leaves.tolist(), sizes.tolist(), strict=True):
        there = groups * (rng.random(len(groups)) < shape.present)
        there = there if there.any() else groups
        by_group = rng.multinomial(people, rng.dirichlet(there / there.sum() * 15 + 1e-9))
        for g, n in enumerate(by_group.tolist()):
            inner[leaf, g] = rng.multinomial(n, rng.dirichlet(np.array(RATING_WEIGHTS) * 25))
    for layer in reversed(layers[1:]):
        np.add.at(inner, np.array(hierarchy.parent)[layer], inner[layer])
    dims = (
        ("node", hierarchy),
        ("jf", Hierarchy.flat([f"g{i + 1}" for i in range(shape.groups)])),
        ("rating", Hierarchy.flat(["SB", "B", "BP", "K", "SK"])),
    )
    return CountTable("t", dims, with_totals(inner), group_dim=2)


def with_totals(inner: NDArray[np.int64]) -> NDArray[np.int64]:
    """The array with a total put first on the second and third axis."""
    out = np.concatenate([inner.sum(axis=1, keepdims=True), inner], axis=1)
    return np.concatenate([out.sum(axis=2, keepdims=True), out], axis=2)
