"""Earlier files of a folder, linked to the table of today where they tell of the same people.

Beside the files of cells a folder may hold the tree of an earlier file (`2024.node.csv` for the
dimension `node` of `2024.csv`) and mappings of units that were renamed, merged or split (columns
`old` and `new`). Without a tree of its own an earlier file has today's, with the mapped units in
their old shape.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
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
Codes = frozenset[str]
Change = tuple[Codes, Codes]  # units before, and what became of them together


@dataclass(frozen=True)
class Earlier:
    """What an archive adds to the table of today, in the order of its files.

    tables, relations, shared: earlier tables and how they hang together with today's. known: value
    by id of cells that an earlier file shows. withheld: by id, as a message names it, each cell
    that an earlier file withholds and that is none of today's. changed: name of each file that is
    not linked, because it shows other figures and so tells of other people, with the cells whose
    difference is a count of few people.
    """

    tables: tuple[CountTable, ...] = ()
    relations: tuple[Relation, ...] = ()
    shared: Mapping[tuple[str, Coords], str] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
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
        name = f"{EARLIER}{len(found.tables)}"
        table = CountTable(name, dims, values, group_dim=now.group_dim)
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
            found = _with(found, table, linked, shown, mapping)
            hidden = _own_withheld(table, old, linked)
            named = {cell: f"{path.name}:{old.named(n)}" for cell, n in hidden.items()}
            found = replace(found, withheld={**found.withheld, **named})
        met |= {code for _, tree in dims for code in tree.codes}
    olds, news = {old for old, _ in mapping}, {new for _, new in mapping}
    nowhere = sorted((olds ^ news) - met)  # a unit that came and went between files is in none
    if nowhere:
        raise InvalidTable("mapping_unknown", nowhere)
    return found


def _own_withheld(table: CountTable, old: CellRows, linked: Links) -> dict[str, int]:
    """By id the row of each cell that a file withholds and that is none of today's cells."""
    return {
        plain_id(table.name, coords): n
        for n, (coords, count) in enumerate(zip(old.coords, old.values, strict=True))
        if count is None and (table.name, coords) not in linked.shared
    }


def joint_system(
    earlier: Earlier, now: CountTable, known: Mapping[str, int], *, own_groups: bool = False
) -> System:
    """All tables as one system in which everything that is not known is withheld.

    own_groups: with the groups of today's table alone, not those of the earlier ones.
    """
    before = earlier.tables
    if own_groups:
        before = tuple(replace(table, group_dim=None) for table in before)
    tables = [_filled(table, earlier, known) for table in (*before, now)]
    system = System.from_tables(
        tables, extra_relations=earlier.relations, shared=earlier.shared, check=False
    )
    return system.withholding(name for name in system.ids if name not in known)


def _filled(table: CountTable, earlier: Earlier, known: Mapping[str, int]) -> CountTable:
    """A table with the values known of its cells, 0 for the others."""
    every = product(*(tree.codes for _, tree in table.dims))
    ids = (
        earlier.shared.get((table.name, coords), plain_id(table.name, coords)) for coords in every
    )
    values = np.array([known.get(name, 0) for name in ids], dtype=np.int64)
    return replace(table, values=values.reshape(table.shape))


def _with(
    found: Earlier, table: CountTable, linked: Links, shown: Mapping[str, int], mapping: Pairs
) -> Earlier:
    shared = {**found.shared, **linked.shared}
    known = {**found.known, **shown}
    among = (
        relation
        for before in found.tables
        for relation in _same_people(before, table, mapping, shared, known)
    )
    return replace(
        found,
        tables=(*found.tables, table),
        relations=(*found.relations, *linked.relations, *among),
        shared=shared,
        known=known,
    )


def _same_people(
    before: CountTable,
    table: CountTable,
    mapping: Pairs,
    shared: Mapping[tuple[str, Coords], str],
    known: Mapping[str, int],
) -> list[Relation]:
    """What two earlier tables say of each other's cells; nothing where figures differ."""
    axes = zip(before.dims, table.dims, strict=True)
    own = [pair for (_, was), (_, now) in axes for pair in _about(mapping, was.codes, now)]
    linked = links(before, table, own)
    names = {plain_id(*cell): name for cell, name in shared.items()}
    equal = [Relation({plain_id(*cell): 1, name: -1}) for cell, name in linked.shared.items()]
    found = []
    for relation in (*equal, *linked.relations):
        terms: dict[str, int | Fraction] = {}
        for name, coef in relation.coef.items():
            cell = names.get(name, name)
            terms[cell] = terms.get(cell, 0) + coef
        terms = {cell: coef for cell, coef in terms.items() if coef}
        if not terms.keys() <= known.keys():
            found.append(Relation(terms))
        elif sum((known[c] * terms[c] for c in terms), Fraction(0)) != 0:
            return []
    return found


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


def _about(mapping: Pairs, codes: Collection[str], tree: Hierarchy) -> Pairs:
    """Pairs that tell what became of some of the codes in a later tree, through all changes."""
    events = [(frozenset(bridge.old), frozenset(bridge.new)) for bridge in joined(mapping)]
    found: Pairs = []
    for event in events:
        if event[0] & set(codes):
            old, new = _followed(event, events, frozenset(codes), frozenset(tree.codes))
            if new <= set(tree.codes):
                first, last = min(old), min(new)
                found += [(one, last) for one in sorted(old)]
                found += [(first, one) for one in sorted(new)]
    return list(dict.fromkeys(found))


def _followed(event: Change, events: Sequence[Change], codes: Codes, present: Codes) -> Change:
    """A change with all later ones of its units, until these are present ones.

    Who joins them on the way is taken back to the codes of the time.
    """
    old, new = event
    for _ in events:
        for before, after in events:
            if before & (new - present):
                old, new = old | (before - new), (new - before) | after
            if after & (old - codes) and not after <= new:
                old, new = (old - after) | before, new | (after - old)
    return old, new


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
