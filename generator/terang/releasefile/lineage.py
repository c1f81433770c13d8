"""Units that were renamed, merged or split between two releases: the same people, other names.

A release states `dahulu.<unit>` = former ids in its policy. One id for another is a rename, and the
other release is read in this one's names. Everything else ties sums: the people of all former units
together are those of all that came of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from terang.releasefile.model import Code, Dimension, Release, Row, Table

FORMER = "dahulu."
DIRECT = "~langsung"  # ends the id of a leaf that holds a unit's own people
UNIT = "unit"
JOINED = "gabung:"  # starts the name of several units read as one
Link = tuple[tuple[str, ...], tuple[str, ...]]  # units of the other release, units of this one


def in_terms_of(other: Release, policy: Mapping[str, str], own: Collection[str]) -> Release:
    """The other release with the unit names of this one, where a unit was only renamed.

    policy, own: of this release, its units. Digests and certificate stay those of the other.
    """
    names = {
        old: new
        for (old, *rest), (new, *more) in _links(other, policy, own)
        if not rest and not more and old != new
    }
    if not names:
        return other
    names |= {old + DIRECT: new + DIRECT for old, new in names.items()}
    return replace(other, tables=tuple(_renamed(table, names) for table in other.tables))


def merged_links(other: Release, policy: Mapping[str, str], own: Collection[str]) -> list[Link]:
    """Units of the other release and of this one whose people are the same only together."""
    return [link for link in _links(other, policy, own) if len(link[0]) + len(link[1]) > 2]


def joined(link: Link) -> str:
    """The name under which the units of a link are read as one."""
    return f"{JOINED}{'+'.join(link[1])}"


def _links(other: Release, policy: Mapping[str, str], own: Collection[str]) -> list[Link]:
    """From both policies: whichever release is the later one says what became of what."""
    theirs, ours = units_of(other.tables), set(own)
    found = _components(policy, theirs, ours)
    found += [(old, new) for new, old in _components(other.policy, ours, theirs)]
    return [(old, new) for old, new in found if set(old) <= theirs and set(new) <= ours]


def _components(policy: Mapping[str, str], before: set[str], after: set[str]) -> list[Link]:
    """Former and present units that hang together; an id that both trees have is on both sides."""
    groups: list[tuple[set[str], set[str]]] = []
    for key in sorted(policy):
        if key.startswith(FORMER):
            new = key.removeprefix(FORMER)
            old = {*policy[key].split(), *({new} & before)}
            present = {new, *(old & after)}
            touching = [group for group in groups if group[0] & old or group[1] & present]
            groups = [group for group in groups if group not in touching]
            for group in touching:
                old, present = old | group[0], present | group[1]
            groups.append((old, present))
    return [(tuple(sorted(old)), tuple(sorted(new))) for old, new in groups]


def units_of(tables: Sequence[Table]) -> set[str]:
    """The unit codes of some tables."""
    return {c.id for table in tables for dim in table.dims if dim.id == UNIT for c in dim.codes}


def _renamed(table: Table, names: Mapping[str, str]) -> Table:
    axes = [axis for axis, dim in enumerate(table.dims) if dim.id == UNIT]
    dims = tuple(_dimension(d, names) if at in axes else d for at, d in enumerate(table.dims))
    rows = tuple(
        Row(
            tuple(names.get(c, c) if at in axes else c for at, c in enumerate(row.coords)),
            row.cells,
        )
        for row in table.rows
    )
    return replace(table, dims=dims, rows=rows)


def _dimension(dim: Dimension, names: Mapping[str, str]) -> Dimension:
    codes = tuple(
        Code(
            names.get(code.id, code.id),
            code.label,
            None if code.parent is None else names.get(code.parent, code.parent),
            code.is_total,
        )
        for code in dim.codes
    )
    return replace(dim, codes=codes)
