"""Other tools on the same table, where they are installed: what each would withhold.

pytauargus (the tau-Argus engine with HiGHS) is not needed by Terang: `pip install pytauargus` adds
it. It gets rows of people and its frequency rule for counts of 1 to 4, with the widest safety
range it takes. What it withholds is attacked by our attacker, like our own pattern. gconfid
(G-Confid of Statistics Canada; `pip install gconfid`) takes no cells of 0: they are left out of its
table and of its sums, so they stay shown. It protects a cell by no more than the cell's own value,
so a count of 1 to 4 can't be asked to keep 5 open.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np

from terang.disclosure import CountTable, Hierarchy, System, plain_id

Pattern = frozenset[str]


def peers() -> Iterator[tuple[str, Callable[[CountTable], Pattern] | None]]:
    """Name and method of every peer; None instead of the method where it is not installed."""
    there = importlib.util.find_spec("pytauargus") is not None
    for label, suppress in (("modular", "MOD(1)"), ("optimal", "OPT(1)")):
        yield f"pytauargus, {label}", partial(_tau_argus, suppress=suppress) if there else None
    yield "gconfid", _gconfid if importlib.util.find_spec("gconfid") is not None else None


def _gconfid(table: CountTable) -> Pattern:
    """Cells above 0 with all sums among them; counts of 1 to 4 ask for their own value.

    In a process of its own: after another program of HiGHS in the same one, its solver fails.
    """
    system = System.from_tables([table])
    entries = system.matrix.tocoo()
    there = system.value[entries.col] > 0
    sums = [part[there].tolist() for part in (entries.row, entries.col, entries.data)]
    cells = np.unique(entries.col[there])
    given = json.dumps([cells.tolist(), system.value[cells].tolist(), sums])
    alone = [sys.executable, "-m", "benchmarks.disclosure.gconfid_alone"]
    done = subprocess.run(alone, input=given, capture_output=True, text=True, check=True)
    withheld = json.loads(done.stdout.splitlines()[-1])
    return frozenset(system.ids[cell] for cell in withheld)


def _tau_argus(given: CountTable, suppress: str) -> Pattern:
    """Rows of people, the frequency rule of 5 with the widest range that the engine takes."""
    from pytauargus import protect  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    table = replace(given, dims=tuple((name, _of_one_width(tree)) for name, tree in given.dims))
    names = [name for name, _ in table.dims]
    leaves = [[tree.codes[leaf] for leaf in tree.leaves] for _, tree in table.dims]
    columns: dict[str, list[object]] = {name: [] for name in names}
    for coords in product(*leaves):
        count = _count(table, coords)
        for name, code in zip(names, coords, strict=True):
            columns[name] += [code] * count
    columns["people"] = [1.0] * len(columns[names[0]])
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),  # the engine leaves files where it runs
        contextlib.redirect_stdout(io.StringIO()),
    ):
        trees = {
            name: _tree_file(Path(folder), name, tree)
            for name, tree in table.dims
            if len(tree.depths) and max(tree.depths) > 1
        }
        done = protect(
            columns,
            names,
            response="people",
            safety_rules="FREQ(5,100)",
            suppress=suppress,
            hrc=trees or None,
            hierleadstring="@",
            workdir=folder,
        )
        found = done.tables[0]
        rows, status = list(found.rows), list(found.status())
    codes = {}
    for (name, tree), (_, spelt) in zip(given.dims, table.dims, strict=True):
        root = tree.codes[tree.parent.index(-1)]
        codes[name] = {"": root, "Total": root, **dict(zip(spelt.codes, tree.codes, strict=True))}
    return frozenset(
        plain_id(table.name, tuple(codes[name][str(row[name]).strip()] for name in names))
        for row, what in zip(rows, status, strict=True)
        if what in {"U", "M"}
    )


def _of_one_width(tree: Hierarchy) -> Hierarchy:
    """A tree with other codes, all of one width, as the engine wants those of a tree."""
    width = len(str(len(tree.codes)))
    return Hierarchy(tuple(f"n{at:0{width}d}" for at in range(len(tree.codes))), tree.parent)


def _tree_file(folder: Path, name: str, tree: Hierarchy) -> str:
    """A tree as indented lines, the total left out."""
    lines = []
    waiting = [at for at, above in enumerate(tree.parent) if above == -1]
    while waiting:
        at = waiting.pop()
        if tree.depths[at]:
            lines.append("@" * (tree.depths[at] - 1) + tree.codes[at])
        waiting += reversed(tree.children[at])
    path = folder / f"{name}.hrc"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def _count(table: CountTable, coords: tuple[str, ...]) -> int:
    place = tuple(tree.index(code) for (_, tree), code in zip(table.dims, coords, strict=True))
    values = table.values
    return int(values[place]) if isinstance(values, np.ndarray) else int(values[coords])
