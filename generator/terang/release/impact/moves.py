"""How many people a change of rules would move between categories: a protected table.

The same people are scored under the old and the new criteria on one day, and counted by position
group, old and new category. The table is protected together with the published release of the
period: every figure that the release shows is taken as known, every cell it withholds stays
withheld, and the people behind both are one population. Two such tables for one period would
subtract to single people, so the second, different one is refused.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from terang.core.lowering import CannotLower
from terang.core.model import CriteriaSet, PublicationPolicy
from terang.disclosure import (
    Cell,
    CountTable,
    DisclosureError,
    Interval,
    Protection,
    ProtectionFailed,
    Relation,
    System,
    attack,
    protect,
)
from terang.release.counting.counts import (
    PENDING,
    CountSystem,
    categories_of,
    cell_id,
    count_table,
    training_table,
)
from terang.release.counting.figures import BELOW, need_table
from terang.release.counting.units import TOTAL, flat
from terang.release.impact.case import Case, case_of
from terang.release.intake.source import MicrodataError
from terang.release.protection.proven import employee_policy
from terang.release.protection.sums import bounds
from terang.releasefile.model import WITHHELD, Release, Shown
from terang.releasefile.read import is_release, read_release

MOVES, DIRECTIONS = "perpindahan", "arah"  # forms, and names, of the table: fullest first
UP, SAME, DOWN, OTHER = "naik", "tetap", "turun", "lain"
JOINT = "gabungan"  # unpublished: group, released, old and new category
LEDGER = "dampak.json"  # beside the microdata: which pair of criteria has been told
Coords = tuple[str, ...]


class ImpactRefused(Exception):
    """No table may be made; `key` and `fields` say why."""

    def __init__(self, key: str, **fields: str) -> None:
        super().__init__(f"{key}: {fields}")
        self.key = key
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Moves:
    """cells: coordinates -> count, None where protected; T is the total.

    form: `perpindahan` has (group, old category, new category); `arah` (group, direction).
    """

    agency: str
    period: str
    on: date
    form: str
    cells: Mapping[Coords, int | None]


def protected_moves(folder: Path, old: CriteriaSet, new: CriteriaSet, releases: Path) -> Moves:
    """The table for the microdata in `folder` (.../<agency>/<period>).

    releases: folder of the published releases. Raises ImpactRefused whenever a safe table cannot
    be proved; nothing is told then.
    """
    agency, period = folder.resolve().parent.name, folder.resolve().name
    if not period.isdigit():
        raise ImpactRefused("periode", periode=period)
    for criteria in (old, new):
        if agency not in criteria.agencies:
            raise ImpactRefused("instansi", instansi=agency)
    if not is_release(releases / agency / period):
        raise ImpactRefused("tanpa_rilis", periode=period)
    try:
        case = case_of(folder, old, new, agency, period)
        world, protection = _first_safe(read_release(releases / agency / period), case)
    except CannotLower as fault:
        raise ImpactRefused("aturan", alasan=fault.key) from fault
    except MicrodataError as fault:
        raise ImpactRefused("data", alasan=str(fault)) from fault
    _enter(folder, old, new)
    name = world.moves.name
    cells = {
        coords: None if cell_id(name, coords) in protection.withheld else count
        for coords, count in _values(world.moves).items()
    }
    return Moves(agency, period, case.on, name, cells)


def _first_safe(release: Release, case: Case) -> tuple[_World, Protection]:
    """The fullest form that can be proved safe. Small groups often allow the direction only.

    None beside rounded or noisy counts: exact moves would sharpen what is blurred.
    """
    if release.certificate.method != WITHHELD:
        raise ImpactRefused("bukan_penahanan")
    for form in (MOVES, DIRECTIONS):
        world = _world(release, case, form)
        try:
            return world, _protected(world, case.agency.publication)
        except DisclosureError:
            continue
    raise ImpactRefused("tidak_aman")


# --- one system of cells -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _World:
    """The release's count tables and the moves, tied together."""

    moves: CountTable
    tables: tuple[CountTable, ...]
    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...]
    means: tuple[Cell, ...]
    mean_relations: tuple[Relation, ...]
    known: frozenset[str]
    withheld: frozenset[str]


def _world(release: Release, case: Case, form: str) -> _World:
    people = tuple(case.released)
    if not (case.old.keys() >= set(people) and case.new.keys() >= set(people)):
        raise ImpactRefused("orang_berbeda")
    scale = _scale(case)
    known, withheld = _published(_shown(release, case), case.counts)
    joint: Counter[Coords] = Counter(
        (case.group_of[p], case.released[p], case.old[p], case.new[p]) for p in people
    )
    moves = _moves(form, case, scale, joint)
    cells, links = _links(moves.name, case, scale, joint)
    told = bounds(case.schemes, case.tree, _shown_means(release, case))
    return _World(
        moves=moves,
        tables=(*case.counts.tables, moves),
        cells=(*case.counts.cells, *cells),
        relations=(*case.counts.relations, *links),
        means=tuple(bound.cell for bound in told),
        mean_relations=tuple(relation for bound in told for relation in bound.relations),
        known=known,
        withheld=withheld,
    )


def _scale(case: Case) -> tuple[str, ...]:
    """Every outcome that occurs: categories best first, then pending."""
    known = [*categories_of(case.schemes)]
    seen = {*case.released.values(), *case.old.values(), *case.new.values()}
    return (*known, *sorted(seen - {*known, PENDING}), PENDING)


def _place(form: str, scale: Sequence[str], group: str, old: str, new: str) -> Coords:
    """Where a person is counted in a form of the table."""
    if form == MOVES:
        return (group, old, new)
    if old == new:
        return (group, SAME)
    if PENDING in (old, new):
        return (group, OTHER)
    return (group, UP if scale.index(new) < scale.index(old) else DOWN)


def _moves(form: str, case: Case, scale: Sequence[str], joint: Mapping[Coords, int]) -> CountTable:
    leaves: Counter[Coords] = Counter()
    for (group, _, old, new), count in joint.items():
        leaves[_place(form, scale, group, old, new)] += count
    groups = flat(case.groups)
    if form == MOVES:
        dims = (groups, flat(scale), flat(scale))
        return count_table(form, ("kelompok", "lama", "baru"), dims, leaves, group_dim=1)
    dims_of_direction = (groups, flat((UP, SAME, DOWN, OTHER)))
    return count_table(form, ("kelompok", "arah"), dims_of_direction, leaves)


def _links(
    form: str, case: Case, scale: Sequence[str], joint: Mapping[Coords, int]
) -> tuple[tuple[Cell, ...], tuple[Relation, ...]]:
    """People of the release and of the moves are the same people.

    Unpublished cells by group, released, old and new category carry the connection. Where nobody's
    old category differs from the released one, the attacker is granted that knowledge.
    """
    root = case.tree.root
    is_same = all(released == old for _, released, old, _ in joint)
    places = [
        (group, released, old, new)
        for group in case.groups
        for released in scale
        for old in ((released,) if is_same else scale)
        for new in scale
    ]
    sums: dict[str, dict[str, int]] = {}
    for group, released, old, new in places:
        name = cell_id(JOINT, (group, released, old, new))
        target = cell_id(form, _place(form, scale, group, old, new))
        sums.setdefault(target, {})[name] = 1
        is_pending = released == PENDING
        margin = (
            ("status", (root, PENDING)) if is_pending else ("predikat", (root, group, released))
        )
        sums.setdefault(cell_id(*margin), {})[name] = 1
    cells = tuple(Cell(cell_id(JOINT, p), joint.get(p, 0), published=False) for p in places)
    return cells, tuple(Relation({**parts, total: -1}) for total, parts in sums.items())


def _shown(release: Release, case: Case) -> dict[str, int]:
    """Every count that the release shows, by the id its cell has among our count tables."""
    needs = {
        f"{figures.scheme}.{need.indicator}": need_table(figures, need)
        for figures in case.schemes
        for need in figures.needs
    }
    shown: dict[str, int] = {}
    for table in release.tables:
        for row in table.rows:
            for name, cell in zip(_ids(table.id, row.coords, needs), row.cells, strict=False):
                if isinstance(cell, Shown):
                    shown[name] = int(cell.value)
    return shown


def _ids(table: str, coords: Coords, needs: Mapping[str, str]) -> tuple[str, ...]:
    """The count cells behind the measures of a published row."""
    match table:
        case "predikat":
            return (cell_id("predikat", coords),)
        case "status-penilaian":
            return (cell_id("status", coords),)
        case "pelatihan":
            return (cell_id(training_table(coords[1]), coords[:1]),)
        case "kebutuhan-pelatihan":
            name = needs.get(coords[1], coords[1])
            return (cell_id(name, (coords[0], TOTAL)), cell_id(name, (coords[0], BELOW)))
    return ()


def _published(
    shown: Mapping[str, int], counts: CountSystem
) -> tuple[frozenset[str], frozenset[str]]:
    """(known, withheld) ids of our count tables; refuses when the release tells other figures."""
    ids = {
        cell_id(table.name, coords): count
        for table in counts.tables
        for coords, count in _values(table).items()
    }
    if any(ids.get(name) != count for name, count in shown.items()):
        raise ImpactRefused("rilis_berbeda")
    known = frozenset(shown)
    return known, frozenset(ids) - known


def _values(table: CountTable) -> Mapping[Coords, int]:
    assert isinstance(table.values, Mapping)
    return table.values


def _shown_means(release: Release, case: Case) -> dict[str, frozenset[str]]:
    """Units whose means the release shows, by scheme."""
    found: dict[str, set[str]] = {figures.scheme: set() for figures in case.schemes}
    for table in release.tables:
        if table.id not in ("rerata", "kesenjangan"):
            continue
        for row in table.rows:
            scheme = row.coords[1].partition(".")[0]
            if any(isinstance(cell, Shown) for cell in row.cells):
                found[scheme].add(row.coords[0])
    return {scheme: frozenset(units) for scheme, units in found.items()}


def _protected(world: _World, policy: PublicationPolicy) -> Protection:
    """A proved pattern that the attacker, who has the release too, does not break."""
    protection = protect(
        world.tables,
        employee_policy(policy),
        extra_cells=world.cells,
        extra_relations=world.relations,
        known=world.known,
        must_withhold=world.withheld,
    )
    if protection.undecided:
        raise ProtectionFailed("undecided", sorted(protection.undecided))
    found = _attacked(world, world.tables, protection.withheld)
    need = protection.policy.need
    narrow = {c for c in protection.primary & set(found) if found[c].narrower_than(need)}
    head = f"{world.moves.name}|"
    own = {c for c, interval in found.items() if interval.exact and c.startswith(head)}
    before = _attacked(world, world.tables[:-1], world.withheld) if narrow else {}
    is_new = {c for c in narrow if c not in before or not before[c].narrower_than(need)}
    unseen = {cell.id for cell in world.cells if not cell.published}
    if own or is_new or not protection.withheld - unseen <= set(found):
        raise ProtectionFailed("unverified", sorted(own | is_new))
    return protection


def _attacked(
    world: _World, tables: Sequence[CountTable], withheld: frozenset[str]
) -> Mapping[str, Interval]:
    """What the attacker finds who has the release, its means, and the moves when they are in."""
    with_moves = world.moves in tables
    names = {table.name for table in tables}
    relations = [
        relation
        for relation in world.relations
        if with_moves or not any(name.partition("|")[0] in (MOVES, JOINT) for name in relation.coef)
    ]
    tied = {name for relation in relations for name in relation.coef}
    cells = [cell for cell in world.cells if with_moves or cell.id in tied]
    system = System.from_tables(
        tables,
        extra_cells=(*cells, *world.means),
        extra_relations=(*relations, *world.mean_relations),
    )
    return attack(system.withholding(n for n in withheld if n.partition("|")[0] in names))


# --- one table a period ------------------------------------------------------------------------


def _enter(folder: Path, old: CriteriaSet, new: CriteriaSet) -> None:
    """Note which pair of criteria has been told; refuse another pair for the same people."""
    ledger = folder / LEDGER
    entry = {"lama": old.digest, "baru": new.digest}
    if ledger.exists():
        try:
            told = json.loads(ledger.read_text(encoding="utf-8"))
        except (ValueError, RecursionError):  # whatever was told, it cannot be known any more
            told = None
        if told != entry:
            raise ImpactRefused("sudah_ada", berkas=str(ledger))
        return
    ledger.write_text(json.dumps(entry, indent=2) + "\n", encoding="utf-8")
