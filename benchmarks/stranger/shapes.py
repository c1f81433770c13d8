"""Random tables of counts in files, as many shapes as people might bring: seeded, own-made."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

Coords = tuple[str, ...]
Tree = dict[str, str | None]
NAMES = (
    "a",
    "Dinas Ä",
    "unit 1",
    "ü",
    "T",
    "all",
    "00",
    "局",
    "x,y",
    'say "n"',
    "0",
    "p|q",
    "é",
    "-",
)
ROOTS = ("all", "T", "Kota", "", "semua unit", "局")
KINDS = ("small", "sparse", "mixed", "large", "giant", "lonely", "same", "almost")


@dataclass
class Table:
    """names, trees (code -> code above) and which are given as files; counts of every cell."""

    names: tuple[str, ...]
    trees: tuple[Tree, ...]
    filed: tuple[bool, ...]
    total: str
    counts: dict[Coords, int]

    def options(self, folder: Path) -> list[str]:
        found = []
        for name, filed in zip(self.names, self.filed, strict=True):
            found += ["--dim", f"{name}={folder / f'{name}.tree.csv'}" if filed else name]
        return [*found, "--total", self.total]

    def write(self, folder: Path, order: random.Random | None = None) -> Path:
        """Cells and trees; with `order`, their rows in another order."""
        cells = list(self.counts)
        if order is not None:
            order.shuffle(cells)
        path = folder / "cells.csv"
        write(path, [(*self.names, "n"), *((*cell, self.counts[cell]) for cell in cells)])
        for name, tree, filed in zip(self.names, self.trees, self.filed, strict=True):
            if filed:
                lines = [(code, above or "", "x") for code, above in tree.items()]
                if order is not None:
                    order.shuffle(lines)
                write(folder / f"{name}.tree.csv", [("node", "parent", "level"), *lines])
        return path


def write(path: Path, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def drawn(seed: int, most: int = 160, dims: int | None = None) -> Table:
    """A table of at most so many cells. dims: so many, each with a tree in a file of its own."""
    rng = random.Random(seed)
    total = rng.choice(("T", "T", "total", "Σ"))
    while True:
        count = dims or rng.choice((1, 1, 2, 2, 2, 3, 3, 4))
        likely = (1.0, 1.0) if dims else (0.7, 0.35)
        filed = tuple(rng.random() < likely[min(axis, 1)] for axis in range(count))
        trees = tuple(_tree(rng) if own else _flat(rng, total) for own in filed)
        cells = 1
        for tree in trees:
            cells *= len(tree)
        if cells <= most:
            break
    names = tuple(("node", "jf", "rating", "jenjang", "tahun")[:count])
    leaves = product(*(_leaves(tree) for tree in trees))
    counts = _counts(rng, list(leaves), rng.choice(KINDS))
    return Table(names, trees, filed, total, totalled(counts, trees))


def totalled(leaves: Mapping[Coords, int], trees: tuple[Tree, ...]) -> dict[Coords, int]:
    """Every cell as the sum of the leaves beneath it."""
    counts = dict.fromkeys(product(*trees), 0)
    for leaf, count in leaves.items():
        for cell in product(*(_line(tree, code) for tree, code in zip(trees, leaf, strict=True))):
            counts[cell] += count
    return counts


def _line(tree: Tree, code: str) -> list[str]:
    found = [code]
    above = tree[code]
    while above is not None:
        found.append(above)
        above = tree[above]
    return found


def _leaves(tree: Tree) -> list[str]:
    inner = set(tree.values())
    return [code for code in tree if code not in inner]


def _tree(rng: random.Random) -> Tree:
    """A tree of uneven depth; nodes with one child and roots without any are drawn too."""
    root = rng.choice(ROOTS[:3] + ROOTS[4:])
    tree: Tree = {root: None}
    names = [name for name in NAMES if name != root]
    rng.shuffle(names)
    for name in names[: rng.choice((0, 1, 2, 3, 4, 5, 6, 8))]:
        near = list(tree)[-3:] if rng.random() < 0.5 else list(tree)[:2]
        tree[name] = rng.choice(near)
    return tree


def _flat(rng: random.Random, total: str) -> Tree:
    if rng.random() < 0.05:
        return {total: None}
    codes = rng.sample(("SB", "B", "BP", "K", "SK", "1.000"), rng.choice((1, 2, 3, 3, 4, 5)))
    if rng.random() < 0.08:
        return dict.fromkeys(codes)
    return {total: None, **dict.fromkeys(codes, total)}


def _counts(rng: random.Random, leaves: list[Coords], kind: str) -> dict[Coords, int]:
    if kind == "lonely":
        filled = dict.fromkeys(rng.sample(leaves, min(len(leaves), rng.choice((1, 2, 3)))), 1)
        return {leaf: filled.get(leaf, 0) for leaf in leaves}
    if kind in ("same", "almost"):
        return _of_one_rating(rng, leaves, kind == "almost")
    return {leaf: _count(rng, kind) for leaf in leaves}


def _of_one_rating(rng: random.Random, leaves: list[Coords], odd: bool) -> dict[Coords, int]:
    """Most groups hold all their people in one code of the last dimension, or all but one."""
    groups: dict[Coords, list[Coords]] = {}
    for leaf in leaves:
        groups.setdefault(leaf[:-1], []).append(leaf)
    counts = dict.fromkeys(leaves, 0)
    for group in groups.values():
        if rng.random() < 0.4:
            counts |= {leaf: rng.randrange(0, 30) for leaf in group}
            continue
        counts[rng.choice(group)] += rng.randrange(0, 40)
        counts[rng.choice(group)] += int(odd)
    return counts


def _count(rng: random.Random, kind: str) -> int:
    if kind == "small":
        return rng.randrange(0, 8)
    if kind == "sparse":
        return rng.randrange(1, 40) if rng.random() < 0.3 else 0
    if kind == "large":
        return rng.randrange(20, 400) if rng.random() < 0.9 else rng.randrange(0, 5)
    if kind == "giant":
        return rng.randrange(0, 6) if rng.random() < 0.3 else rng.randrange(10**3, 10**12)
    return rng.choice((0, 0, 1, 2, 3, 4, 5, 7, 12, 30, 90))
