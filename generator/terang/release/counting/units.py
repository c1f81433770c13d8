"""The unit tree of an agency as results need it: every person sits in a leaf.

A unit with sub-units and people of its own gets a leaf `<unit>~langsung`, so that each inner unit
is exactly the sum of its children.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from terang.core.model import Agency, Text
from terang.messages import text
from terang.releasefile.lineage import DIRECT, FORMER

TOTAL = "T"


@dataclass(frozen=True, slots=True)
class Tree:
    """Codes with parents before children; the first is the root."""

    parents: Mapping[str, str | None]
    labels: Mapping[str, Text]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.parents)

    @property
    def root(self) -> str:
        return next(iter(self.parents))

    def children(self, code: str) -> tuple[str, ...]:
        return tuple(c for c, parent in self.parents.items() if parent == code)

    def leaves(self, code: str) -> tuple[str, ...]:
        """The leaves below a code; itself when it is one."""
        below = self.children(code)
        if not below:
            return (code,)
        return tuple(leaf for child in below for leaf in self.leaves(child))

    def rolled_up(self, values: Mapping[str, int]) -> dict[str, int]:
        """Sums for every code from values of the leaves."""
        return {c: sum(values.get(leaf, 0) for leaf in self.leaves(c)) for c in self.codes}


def unit_tree(agency: Agency, occupied: Collection[str]) -> Tree:
    """The tree of an agency's units; occupied: units in which the data place people."""
    parents: dict[str, str | None] = {}
    labels: dict[str, Text] = {}
    inner = {unit.parent for unit in agency.units}
    for unit in agency.units:
        parents[unit.id], labels[unit.id] = unit.parent, unit.name
        if unit.id in inner and unit.id in occupied:
            parents[unit.id + DIRECT] = unit.id
            labels[unit.id + DIRECT] = Text(
                text("release", "unit_direct", "id", unit=unit.name.id),
                text("release", "unit_direct", "en", unit=unit.name.in_language("en")),
            )
    return Tree(_depth_first(parents), labels)


def former_units(agency: Agency) -> dict[str, str]:
    """What a release states of renamed, merged and split units; see `releasefile.lineage`."""
    return {f"{FORMER}{unit.id}": " ".join(unit.former) for unit in agency.units if unit.former}


def leaf_of(unit: str, tree: Tree) -> str:
    """The leaf in which a unit's own people are counted."""
    direct = unit + DIRECT
    return direct if direct in tree.parents else unit


def flat(codes: Iterable[str], total: str = TOTAL) -> dict[str, str | None]:
    """A flat list with its total as a tree."""
    return {total: None} | dict.fromkeys(codes, total)


def _depth_first(parents: Mapping[str, str | None]) -> dict[str, str | None]:
    ordered: dict[str, str | None] = {}

    def visit(code: str) -> None:
        ordered[code] = parents[code]
        for child, parent in parents.items():
            if parent == code:
                visit(child)

    for code, parent in parents.items():
        if parent is None:
            visit(code)
    return ordered
