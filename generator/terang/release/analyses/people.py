"""Count tables about the judged people: distribution, movement, completeness of ratings."""

from __future__ import annotations

from collections import Counter

from terang.core.program import Program
from terang.disclosure import CountTable, Relation
from terang.release.analyses.judged import Judged
from terang.release.counting.counts import PENDING, CountSystem, cell_id, count_table
from terang.release.counting.units import TOTAL, flat

DISTRIBUTION, MOVES, COMPLETENESS = "sebaran", "perpindahan", "kelengkapan"
ABSENT = "tidak_ada"  # not employed here, or judged by no scheme, in that period
RATED, FEW, UNRATED = "cukup", "kurang", "kosong"  # against the fewest ratings that count


def people_counts(now: Judged, before: Judged | None) -> CountSystem:
    """All tables about people, tied together so that they are protected together."""
    tables = [_distribution(now)]
    relations: list[Relation] = []
    if before is not None:
        moves, links = _movement(now, before)
        tables.append(moves)
        relations += links
    for scheme in sorted(now.programs):
        made = _completeness(now, now.programs[scheme])
        tables += made
        for unit in now.tree.codes:
            relations += _equal([cell_id(table.name, (unit, TOTAL)) for table in made])
    if len(now.programs) == 1 and len(tables) > 1:
        for unit in now.tree.codes:
            whole = cell_id(DISTRIBUTION, (unit, TOTAL))
            relations += _equal([whole, cell_id(tables[-1].name, (unit, TOTAL))])
    return CountSystem(tuple(tables), tuple(relations))


def _equal(cells: list[str]) -> list[Relation]:
    return [Relation({cells[0]: 1, other: -1}) for other in cells[1:] if other != cells[0]]


def _distribution(now: Judged) -> CountTable:
    leaves: Counter[tuple[str, ...]] = Counter(
        (leaf, now.outcome[person]) for person, leaf in now.leaves.items()
    )
    dims = (now.tree.parents, flat((*now.categories, PENDING)))
    return count_table(DISTRIBUTION, ("unit", "kategori"), dims, leaves, group_dim=1)


def _movement(now: Judged, before: Judged) -> tuple[CountTable, list[Relation]]:
    """From which category to which; the new margin is the distribution of the whole agency."""
    codes = (*dict.fromkeys((*now.categories, *before.categories)), PENDING, ABSENT)
    moves: Counter[tuple[str, ...]] = Counter(
        (before.outcome.get(person, ABSENT), now.outcome.get(person, ABSENT))
        for person in sorted(now.outcome.keys() | before.outcome.keys())
    )
    links = [
        Relation(
            {cell_id(MOVES, (TOTAL, code)): 1, cell_id(DISTRIBUTION, (now.tree.root, code)): -1}
        )
        for code in (*now.categories, PENDING)
    ]
    dims = (flat(codes), flat(codes))
    return count_table(MOVES, ("lama", "baru"), dims, moves, group_dim=1), links


def _completeness(now: Judged, program: Program) -> list[CountTable]:
    """For each input of a scheme: people with enough ratings, with too few, with none, by unit.

    That all are rated tells nothing about anybody, so only the size of counts is protected.
    """
    groups = now.agency.schemes[program.scheme].position_groups
    leaf_of = now.leaves
    leaves = {p.number: leaf_of[p.id] for p in now.data.people if p.group in groups}
    ratings = now.data.ratings[program.scheme]
    made = []
    for spec in program.inputs:
        rated = ratings.of_people(spec.id)
        counts: Counter[tuple[str, ...]] = Counter(
            (leaf, _state(rated.get(person, 0), spec.minimum)) for person, leaf in leaves.items()
        )
        states = (RATED, FEW, UNRATED) if spec.minimum > 1 else (RATED, UNRATED)
        dims = (now.tree.parents, flat(states))
        name = f"{COMPLETENESS}.{program.scheme}.{spec.id}"
        made.append(count_table(name, ("unit", "keadaan"), dims, counts))
    return made


def _state(ratings: int, minimum: int) -> str:
    if ratings == 0:
        return UNRATED
    return RATED if ratings >= minimum else FEW
