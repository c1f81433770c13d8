"""What earlier releases mean for a new one: what is known already, and which changes reveal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from terang.disclosure.errors import InvalidTable
from terang.disclosure.model import Coords, CountTable, Hierarchy, Relation
from terang.disclosure.system import plain_id

Shown = Mapping[str, int | None]  # id -> count, None where withheld


@dataclass(frozen=True)
class Finding:
    """A cell whose figures in two releases say too much together.

    kind: `small_change` (shown in both, and 1 to threshold - 1 people came, left or moved), or
    `opened` (withheld now, shown before with a count that still holds).
    """

    cell: str
    kind: Literal["small_change", "opened"]
    difference: int


def already_public(earlier: Shown, now: Mapping[str, int]) -> frozenset[str]:
    """Cells that an earlier release shows with the count they have now: they can't be withheld."""
    return frozenset(cell for cell, count in earlier.items() if now.get(cell, -1) == count)


def revealing_changes(earlier: Shown, later: Shown, threshold: int) -> tuple[Finding, ...]:
    """What subtracting one release from the other says about few people, in the order of cells.

    For a correction of the same period and for overlapping populations. A difference of 1 to
    threshold - 1 in a cell shown in both is a count of few people, whichever way it goes.
    """
    found = []
    for cell, count in earlier.items():
        if count is None or cell not in later:
            continue
        now = later[cell]
        if now is None:
            found.append(Finding(cell, "opened", 0))
        elif 0 < abs(now - count) < threshold:
            found.append(Finding(cell, "small_change", now - count))
    return tuple(found)


@dataclass(frozen=True)
class Bridge:
    """Codes of an earlier and of a later tree that together hold the same people."""

    old: tuple[str, ...]
    new: tuple[str, ...]


def bridges(
    earlier: Hierarchy, later: Hierarchy, mapping: Sequence[tuple[str, str]] = ()
) -> tuple[Bridge, ...]:
    """Which codes of two trees hold the same people, when nobody came, went or moved otherwise.

    mapping: (old, new) of units that were renamed, merged (several old, one new) or split (one
    old, several new); a unit named there is what the mapping says and nothing else. Any other
    code in both trees is the same unit where it has the same leaves beneath, is a leaf in one of
    them, or is a root. Raises InvalidTable for a mapping of codes that are not there.
    """
    unknown = [old for old, _ in mapping if old not in earlier.codes]
    unknown += [new for _, new in mapping if new not in later.codes]
    if unknown:
        raise InvalidTable("mapping_unknown", sorted(set(unknown)))
    found = list(joined(mapping))
    olds = {old for bridge in found for old in bridge.old}
    news = {new for bridge in found for new in bridge.new}
    before = _leaves_beneath(earlier, [bridge.old for bridge in found], partly=-1)
    after = _leaves_beneath(later, [bridge.new for bridge in found], partly=-2)
    for code in earlier.codes:
        if code in olds or code in news or code not in after:
            continue
        roots = earlier.parent[earlier.index(code)] == later.parent[later.index(code)] == -1
        one_leaf = {code} in (before[code], after[code])
        if roots or one_leaf or before[code] == after[code]:
            found.append(Bridge((code,), (code,)))
    return tuple(found)


def joined(mapping: Sequence[tuple[str, str]]) -> Iterator[Bridge]:
    """The mapping's pairs joined wherever they share a code."""
    left = list(mapping)
    while left:
        olds, news = {left[0][0]}, {left[0][1]}
        while True:
            near = [(old, new) for old, new in left if old in olds or new in news]
            before = len(olds) + len(news)
            olds |= {old for old, _ in near}
            news |= {new for _, new in near}
            if len(olds) + len(news) == before:
                break
        left = [(old, new) for old, new in left if old not in olds]
        yield Bridge(tuple(sorted(olds)), tuple(sorted(news)))


def _leaves_beneath(
    tree: Hierarchy, bridged: Sequence[tuple[str, ...]], *, partly: int
) -> dict[str, set[str | int]]:
    """By code the leaves beneath; those of a bridge as its number, where all of them are there.

    partly: what stands for them where only some are, so that no code of the other tree is equal.
    """
    beneath: dict[str, set[str | int]] = {code: set() for code in tree.codes}
    for leaf in tree.leaves:
        at = leaf
        while at >= 0:
            beneath[tree.codes[at]].add(tree.codes[leaf])
            at = tree.parent[at]
    of_bridge = [set[str | int]().union(*(beneath[code] for code in codes)) for codes in bridged]
    for leaves in beneath.values():
        for number, own in enumerate(of_bridge):
            if leaves & own:
                leaves.add(number if leaves >= own else partly)
                leaves.difference_update(own)
    return beneath


@dataclass(frozen=True)
class Links:
    """How an earlier table hangs together with a later one.

    shared: (earlier table, coordinates) -> id of the later cell that holds the same people;
    relations: where several units on a side hold the same people together.
    """

    shared: Mapping[tuple[str, Coords], str]
    relations: tuple[Relation, ...]


def links(earlier: CountTable, later: CountTable, mapping: Sequence[tuple[str, str]] = ()) -> Links:
    """Link two tables about the same people; dimensions stand in the same order in both.

    mapping: renamed, merged and split codes of any dimension (see `bridges`).
    """
    sides = []
    for (_, old), (_, new) in zip(earlier.dims, later.dims, strict=True):
        own = [(a, b) for a, b in mapping if a in old.codes and b in new.codes]
        sides.append(bridges(old, new, own))
    known = {code for _, tree in (*earlier.dims, *later.dims) for code in tree.codes}
    unknown = sorted({code for pair in mapping for code in pair if code not in known})
    if unknown:
        raise InvalidTable("mapping_unknown", unknown)
    shared: dict[tuple[str, Coords], str] = {}
    relations = []
    for way in product(*sides):
        olds = list(product(*(bridge.old for bridge in way)))
        news = [plain_id(later.name, coords) for coords in product(*(b.new for b in way))]
        if len(olds) == len(news) == 1:
            shared[earlier.name, olds[0]] = news[0]
        else:
            terms = {plain_id(earlier.name, coords): 1 for coords in olds}
            relations.append(Relation({**terms, **dict.fromkeys(news, -1)}))
    return Links(shared, tuple(relations))
