"""Which single coarsening would free most: candidates are protected again and compared.

Coarsening never takes a relation away. The cells it gives up are withheld on request and all the
others protected around them, so what is found is safe with everything else that is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.errors import ProtectionFailed
from terang.disclosure.model import CountTable, Hierarchy, Policy
from terang.disclosure.primary import targets
from terang.disclosure.protect import protect_system
from terang.disclosure.system import System

Kind = Literal["dimension", "margin", "children", "pair"]
Ints = NDArray[np.int64]
ORDER: tuple[Kind, ...] = ("dimension", "margin", "children", "pair")


@dataclass(frozen=True)
class Coarsening:
    """Cells given up together, in every table that has the dimension.

    `dimension`: only its total remains. `margin`: its total (code) goes, the codes beneath stay.
    `children`: nothing beneath the code is shown (the units are merged into the one above).
    `pair`: the code and its smallest sibling `partner`, and all beneath them, are no longer shown
    apart. Their sum is not a cell of the trial: a table with merged units is protected anew.
    """

    kind: Kind
    dim: str
    code: str
    cells: frozenset[str]
    partner: str = ""


@dataclass(frozen=True)
class Trial:
    """What one coarsening would do, against the pattern without it.

    freed: cells withheld before and shown then, with their people. given_up: cells shown before and
    not then, for whatever reason. safe False: no safe pattern exists with it (all numbers 0).
    """

    coarsening: Coarsening
    safe: bool
    freed: int
    freed_people: int
    given_up: int
    withheld: int


@dataclass(frozen=True)
class CoarseningReport:
    """Trials, best first, and how many candidates the budget left untried.

    withheld: by table name and reason (`secondary` for complementary cells), without coarsening.
    """

    withheld: Mapping[str, Mapping[str, int]]
    trials: tuple[Trial, ...]
    untried: int


def coarsenings(system: System, tables: Sequence[CountTable]) -> tuple[Coarsening, ...]:
    """Every single coarsening of the tables, by kind, dimension and code in the order given.

    tables: those the system was built from, in the same order. The attribute of the homogeneity
    rule is left as it is: without it nothing would be published.
    """
    found: dict[tuple[Kind, str, str, str], set[str]] = {}
    for table, (_, cells) in zip(tables, system.tables, strict=True):
        places = cells.reshape(table.shape)
        for axis, (name, hierarchy) in enumerate(table.dims):
            if axis == table.group_dim:
                continue
            apart = tuple(other for other in range(len(table.shape)) if other != axis)
            people = system.value[places].sum(axis=apart).tolist()
            for kind, code, partner, gone in _choices(hierarchy, people):
                taken = np.take(places, gone, axis=axis).ravel().tolist()
                key = (kind, name, code, partner)
                found.setdefault(key, set()).update(system.ids[i] for i in taken)
    ordered = sorted(found.items(), key=lambda item: ORDER.index(item[0][0]))
    return tuple(
        Coarsening(kind, dim, code, frozenset(cells), partner)
        for (kind, dim, code, partner), cells in ordered
    )


def _choices(
    hierarchy: Hierarchy, people: Sequence[int]
) -> Iterator[tuple[Kind, str, str, list[int]]]:
    """Kind, code, partner and the numbers of the codes that are no longer shown."""
    roots = [i for i, above in enumerate(hierarchy.parent) if above < 0]
    for node, code in enumerate(hierarchy.codes):
        children = hierarchy.children[node]
        if not children:
            continue
        if node not in roots:
            yield "children", code, "", _beneath(hierarchy, node)
        else:
            yield "margin", code, "", [node]
            if len(roots) == 1:
                yield "dimension", code, "", _beneath(hierarchy, node)
        if len(children) > 2:
            yield from _pairs(hierarchy, children, people)


def _pairs(
    hierarchy: Hierarchy, children: Sequence[int], people: Sequence[int]
) -> Iterator[tuple[Kind, str, str, list[int]]]:
    """Each child with its smallest sibling, every pair once."""
    smallest = min(children, key=lambda child: (people[child], child))
    for child in children:
        if child == smallest:
            continue
        gone = [smallest, child, *_beneath(hierarchy, smallest), *_beneath(hierarchy, child)]
        yield "pair", hierarchy.codes[child], hierarchy.codes[smallest], sorted(gone)


def _beneath(hierarchy: Hierarchy, node: int) -> list[int]:
    found, waiting = [], list(hierarchy.children[node])
    while waiting:
        at = waiting.pop()
        found.append(at)
        waiting += hierarchy.children[at]
    return sorted(found)


def compare_coarsenings(
    system: System,
    candidates: Sequence[Coarsening],
    policy: Policy,
    budget: int = 20_000,
) -> CoarseningReport:
    """Protect with each candidate in turn and tell what it frees, most freed cells first.

    budget: programs that may be spent; a trial counts one program a sensitive target, and at least
    one candidate is tried. Those whose cells are mostly withheld anyway are tried first. Every
    pattern, the one without coarsening too, is the first found, not improved: the comparison is
    fair and the same on every machine. Ties: fewest cells given up, then the order given.
    Raises ProtectionFailed when there is no safe pattern without coarsening.
    """
    plain = replace(policy, seconds=0)
    before = protect_system(system, plain)
    allowed = max(1, budget // max(1, sum(1 for _ in targets(system, plain))))
    ordered = sorted(candidates, key=lambda each: _shown_share(each, before.withheld))
    trials = [_trial(system, each, plain, before.withheld) for each in ordered[:allowed]]
    place = {id(each): n for n, each in enumerate(candidates)}
    trials.sort(key=lambda t: (not t.safe, -t.freed, t.given_up, place[id(t.coarsening)]))
    return CoarseningReport(
        withheld=_by_table(system, before.withheld, before.reasons),
        trials=tuple(trials),
        untried=max(0, len(candidates) - allowed),
    )


def _shown_share(candidate: Coarsening, withheld: frozenset[str]) -> tuple[bool, float]:
    """Whole dimensions and margins first (they are few), then by the share of cells shown."""
    shown = len(candidate.cells - withheld) / max(1, len(candidate.cells))
    return candidate.kind in ("children", "pair"), shown


def _trial(system: System, candidate: Coarsening, policy: Policy, before: frozenset[str]) -> Trial:
    try:
        after = protect_system(system, policy, must_withhold=candidate.cells).withheld
    except ProtectionFailed as failed:
        if failed.code not in ("infeasible", "known_cells"):
            raise
        return Trial(candidate, False, 0, 0, 0, 0)
    freed = before - after
    people = int(system.value[system.indices(freed)].sum())
    return Trial(candidate, True, len(freed), people, len(after - before), len(after))


def _by_table(
    system: System, withheld: frozenset[str], reasons: Mapping[str, str]
) -> Mapping[str, Mapping[str, int]]:
    out: dict[str, dict[str, int]] = {}
    for name, cells in system.tables:
        counts = out.setdefault(name, {})
        for cell in (system.ids[i] for i in cells.tolist()):
            if cell in withheld:
                reason = reasons.get(cell, "secondary")
                counts[reason] = counts.get(reason, 0) + 1
    return {name: dict(sorted(counts.items())) for name, counts in out.items()}
