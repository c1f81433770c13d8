"""Earlier files of a folder, linked to the table of today where they tell of the same people.

Beside the files of cells a folder may hold the tree of an earlier file (`2024.node.csv` for the
dimension `node` of `2024.csv`) and mappings of units that were renamed, merged or split (columns
`old` and `new`). Without a tree of its own an earlier file has today's, with the mapped units in
their old shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

import numpy as np

from terang.cellfiles.rows import CellRows, FileRefused, header_of, read_pairs, read_rows
from terang.cellfiles.tables import Dims, Layout, array_of, cell_id, tree_of
from terang.disclosure import (
    CountTable,
    Finding,
    Hierarchy,
    InvalidTable,
    Links,
    Relation,
    System,
    joined,
    links,
    plain_id,
    revealing_changes,
)
from terang.disclosure.model import Coords

EARLIER = "e"  # and a number: the names of earlier tables
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Earlier:
    """What an archive adds to the table of today, in the order of its files.

    tables, relations, shared: earlier tables and how they hang together with today's. known: value
    by id of cells that an earlier file shows. changed: name of each file that is not linked,
    because it shows other figures and so tells of other people, with the cells whose difference
    is a count of few people.
    """

    tables: tuple[CountTable, ...] = ()
    relations: tuple[Relation, ...] = ()
    shared: Mapping[tuple[str, Coords], str] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def read_mapping(folder: Path | None, given: Path | None) -> Pairs:
    """All pairs of renamed, merged and split units: of the folder, and of the file given."""
    files = [] if folder is None else [f for f in _files(folder) if {"old", "new"} <= header_of(f)]
    return [pair for file in [*files, *([given] if given else [])] for pair in read_pairs(file)]


def read_earlier(
    folder: Path,
    layout: Layout,
    now: CountTable,
    rows: CellRows,
    *,
    mapping: Pairs,
    leave_out: Iterable[Path],
    threshold: int,
) -> Earlier:
    """Every earlier file of a folder, linked to `now`. Raises FileRefused, InvalidTable."""
    if not folder.is_dir():
        raise FileRefused("no_folder", {"file": str(folder)})
    skip = {path.resolve() for path in leave_out}
    today = {cell_id(c): v for c, v in zip(rows.coords, rows.values, strict=True)}
    found = Earlier()
    met = {code for _, tree in now.dims for code in tree.codes}
    for path in _files(folder):
        header = header_of(path)
        if path.resolve() in skip or {"node", "parent"} <= header or {"old", "new"} <= header:
            continue
        old = read_rows(path, layout.names, layout.count)
        dims, own = _dims(path, layout, old, now.dims, mapping)
        values = array_of(old, dims, old.values, whole=False)
        table = CountTable(f"{EARLIER}{len(found.tables)}", dims, values)
        linked = links(table, now, own)
        shown = {
            linked.shared.get((table.name, coords), plain_id(table.name, coords)): count
            for coords, count in zip(old.coords, old.values, strict=True)
            if count is not None
        }
        if any(today.get(cell) not in {None, count} for cell, count in shown.items()):
            findings = revealing_changes(shown, today, threshold)
            small = tuple(finding for finding in findings if finding.kind == "small_change")
            found = replace(found, changed={**found.changed, path.name: small})
        else:
            found = _with(found, table, linked, shown)
        met |= {code for _, tree in dims for code in tree.codes}
    nowhere = sorted({code for pair in mapping for code in pair} - met)
    if nowhere:
        raise InvalidTable("mapping_unknown", nowhere)
    return found


def joint_system(earlier: Earlier, now: CountTable, known: Mapping[str, int]) -> System:
    """All tables as one system in which everything that is not known is withheld."""
    tables = [_filled(table, earlier, known) for table in (*earlier.tables, now)]
    system = System.from_tables(
        tables, extra_relations=earlier.relations, shared=earlier.shared, check=False
    )
    return system.withholding(name for name in system.ids if name not in known)


def _filled(table: CountTable, earlier: Earlier, known: Mapping[str, int]) -> CountTable:
    every = product(*(tree.codes for _, tree in table.dims))
    ids = (
        earlier.shared.get((table.name, coords), plain_id(table.name, coords)) for coords in every
    )
    values = np.array([known.get(name, 0) for name in ids], dtype=np.int64)
    return replace(table, values=values.reshape(table.shape))


def _with(found: Earlier, table: CountTable, linked: Links, shown: Mapping[str, int]) -> Earlier:
    return replace(
        found,
        tables=(*found.tables, table),
        relations=(*found.relations, *linked.relations),
        shared={**found.shared, **linked.shared},
        known={**found.known, **shown},
    )


def _dims(
    path: Path, layout: Layout, old: CellRows, now: Dims, mapping: Pairs
) -> tuple[Dims, Pairs]:
    """An earlier file's dimensions, and the pairs of the mapping that are about it."""
    found = []
    used: Pairs = []
    for axis, (name, tree) in enumerate(now):
        codes = list(dict.fromkeys(coords[axis] for coords in old.coords))
        own = _about(mapping, codes, tree)
        file = next((f for f in _trees(path, name) if f.exists()), None)
        top = layout.total if "=" not in layout.dims[axis] and layout.total in codes else None
        found.append((name, tree_of(file) if file else _as_before(tree, own, codes, top)))
        used += own
    return tuple(found), used


def _about(mapping: Pairs, codes: Sequence[str], tree: Hierarchy) -> Pairs:
    """Pairs that tell what became of some of the codes in today's tree."""
    found: Pairs = []
    for bridge in joined(mapping):
        if set(bridge.old) & set(codes) and set(bridge.new) <= set(tree.codes):
            found += [(a, b) for a, b in mapping if a in bridge.old]
    return found


def _as_before(tree: Hierarchy, pairs: Pairs, codes: Sequence[str], top: str | None) -> Hierarchy:
    """Today's tree with the mapped units in their old shape; unknown codes go beneath `top`."""
    shapes: dict[str, list[str]] = {}
    for old, new in pairs:
        shapes.setdefault(new, []).append(old)
    parents: dict[str, str | None] = {}
    for code, place in zip(tree.codes, tree.parent, strict=True):
        above = None if place < 0 else tree.codes[place]
        before = above if above is None else shapes.get(above, [above])[0]
        for shape in shapes.get(code, [code]):
            parents.setdefault(shape, before)
    return Hierarchy.from_parents(parents | {code: top for code in codes if code not in parents})


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv*"))


def _trees(path: Path, dim: str) -> list[Path]:
    stem = path.name.partition(".csv")[0]
    return [path.with_name(f"{stem}.{dim}.csv"), path.with_name(f"{stem}.{dim}.csv.gz")]
