"""What any reader of a release can write down: its counts as cells, and how they add up.

Ids are `<table>.<measure>|<code>|...`. A relation is a list of (id, factor) that adds up to zero.
Cells that no file holds, such as open complaints, appear as unknown cells from zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from terang.releasefile.model import PROTECTED, Dimension, Release, Shown, Table

TOTAL = "T"
REST = "sisa:"  # starts the id of a cell that no file holds
GROUPS_OF = "kelompok."  # policy key `kelompok.<scheme>`: codes that add up to a scheme's people
RATINGS_OF = "kategori."  # `kategori.<scheme>`: its ratings, where other schemes have others
DAYS_OF = "standar."  # `standar.<service>.<class>`: every number of days that was its standard
MEAN_TABLES = ("rerata", "kesenjangan")


@dataclass(slots=True)
class Readable:
    """Counts by id (None where withheld) and the relations between them."""

    counts: dict[str, int | None] = field(default_factory=dict)
    relations: list[tuple[tuple[str, int], ...]] = field(default_factory=list)

    def relate(self, *terms: tuple[str, int]) -> None:
        """Add a relation if every cell of it exists."""
        if all(cell in self.counts for cell, _ in terms):
            self.relations.append(terms)

    def at_most(self, part: str, *wholes: str) -> None:
        """part <= sum of wholes, as part + something unknown = that sum."""
        if wholes and all(cell in self.counts for cell in (part, *wholes)):
            rest = f"{REST}{len(self.relations)}"
            self.counts[rest] = None
            self.relations.append(((part, 1), (rest, 1), *((whole, -1) for whole in wholes)))


def readable(release: Release) -> Readable:
    """Every count of a release with every relation a reader knows."""
    found = Readable()
    tables = {table.id: table for table in release.tables}
    for table in release.tables:
        _add_counts(found, table)
    if "predikat" in tables:
        _link_people(found, tables, release.policy)
        _link_means(found, tables, release.policy)
        _rule_out(found, tables["predikat"], release.policy)
    if "aduan" in tables:
        _link_complaints(found, tables["aduan"])
        if "waktu-aduan" in tables:
            _link_clock(found, tables["waktu-aduan"], release.policy)
    return found


def join(found: Readable, units: Sequence[str], name: str) -> None:
    """Add, for each count of these units, the count of all of them together under one name."""
    places: dict[tuple[str, ...], list[str]] = {}
    for cell in found.counts:
        head, *coords = cell.split("|")
        if coords and coords[0] in units:
            places.setdefault((head, *coords[1:]), []).append(cell)
    for (head, *rest), cells in places.items():
        if len(cells) == len(units):
            counts = [found.counts[cell] for cell in cells]
            whole = "|".join((head, name, *rest))
            found.counts[whole] = None if None in counts else sum(c or 0 for c in counts)
            found.relate((whole, -1), *((cell, 1) for cell in cells))


def counts_of(tables: Iterable[Table]) -> dict[str, int | None]:
    """Every count of some tables by id, None where withheld."""
    found = Readable()
    for table in tables:
        _add_counts(found, table)
    return found.counts


def count_id(table: str, measure: str, coords: tuple[str, ...]) -> str:
    """The id of a count."""
    return "|".join((f"{table}.{measure}", *coords))


def _add_counts(found: Readable, table: Table) -> None:
    for place, measure in enumerate(table.measures):
        if measure.kind != "count" or table.id == "ikm":
            continue
        for row in table.rows:
            cell = row.cells[place]
            if isinstance(cell, Shown):
                found.counts[count_id(table.id, measure.id, row.coords)] = int(cell.value)
            elif cell == PROTECTED:
                found.counts[count_id(table.id, measure.id, row.coords)] = None
        _add_sums(found, table, measure.id)


def _add_sums(found: Readable, table: Table, measure: str) -> None:
    """Parents are the sums of their children, in every dimension with all its codes present."""
    seen: set[tuple[int, tuple[str, ...]]] = set()
    for row in table.rows:
        for axis, dim in enumerate(table.dims):
            below = children(dim)
            code = row.coords[axis]
            if (axis, row.coords) in seen or code not in below:
                continue
            seen.add((axis, row.coords))

            def at(other: str, axis: int = axis, coords: tuple[str, ...] = row.coords) -> str:
                return count_id(table.id, measure, (*coords[:axis], other, *coords[axis + 1 :]))

            found.relate((at(code), -1), *((at(child), 1) for child in below[code]))


def children(dim: Dimension) -> Mapping[str, tuple[str, ...]]:
    """The codes directly below each code that has any."""
    found: dict[str, tuple[str, ...]] = {}
    for code in dim.codes:
        if code.parent is not None:
            found[code.parent] = (*found.get(code.parent, ()), code.id)
    return found


def population(policy: Mapping[str, str], scheme: str, unit: str) -> tuple[str, ...]:
    """Ids of the counts that add up to the assessed people of a scheme in a unit."""
    groups = policy.get(f"{GROUPS_OF}{scheme}", "").split()
    return tuple(count_id("predikat", "jumlah", (unit, group, TOTAL)) for group in groups)


def _link_people(found: Readable, tables: Mapping[str, Table], policy: Mapping[str, str]) -> None:
    units = [code.id for code in tables["predikat"].dims[0].codes]
    for unit in units:
        found.relate(
            (count_id("predikat", "jumlah", (unit, TOTAL, TOTAL)), 1),
            (count_id("status-penilaian", "jumlah", (unit, "dinilai")), -1),
        )
    judged = {group for key in policy if key.startswith(GROUPS_OF) for group in policy[key].split()}
    everybody = TOTAL in judged or {code.id for code in tables["predikat"].dims[1].codes} <= {
        *judged,
        TOTAL,
    }
    for row in tables["pelatihan"].rows if everybody and "pelatihan" in tables else ():
        trained = count_id("pelatihan", "peserta", row.coords)
        found.at_most(trained, count_id("status-penilaian", "jumlah", (row.coords[0], TOTAL)))
    needs = tables.get("kebutuhan-pelatihan")
    for row in needs.rows if needs is not None else ():
        whole = count_id("kebutuhan-pelatihan", "dinilai", row.coords)
        unit, competence = row.coords
        found.at_most(whole, *population(policy, competence.partition(".")[0], unit))
        found.at_most(count_id("kebutuhan-pelatihan", "di_bawah", row.coords), whole)


def _link_means(found: Readable, tables: Mapping[str, Table], policy: Mapping[str, str]) -> None:
    """Who is beneath a scheme's means is assessed, and rated in every competence they average."""
    rows = [row for name in MEAN_TABLES if name in tables for row in tables[name].rows]
    below = children(tables["predikat"].dims[0])
    units = [code.id for code in tables["predikat"].dims[0].codes]
    for scheme in dict.fromkeys(row.coords[1].partition(".")[0] for row in rows):
        own = [row for row in rows if row.coords[1].startswith(f"{scheme}.")]
        averaged = {row.coords[1] for row in own}
        names = {unit: f"{REST}n.{scheme}|{unit}" for unit in units}
        for unit in units:
            cells = [cell for row in own if row.coords[0] == unit for cell in row.cells]
            numbers = [c.n for c in cells if isinstance(c, Shown) and c.n is not None]
            found.counts[names[unit]] = min(numbers, default=None)
        for unit, parts in below.items():
            found.relate((names[unit], -1), *((names[part], 1) for part in parts))
        for unit in units:
            found.at_most(names[unit], *population(policy, scheme, unit))
            for code in sorted(averaged):
                rated = count_id("kebutuhan-pelatihan", "dinilai", (unit, code))
                found.at_most(names[unit], rated)


def _rule_out(found: Readable, table: Table, policy: Mapping[str, str]) -> None:
    """Nobody has a rating that the scheme of the group does not know."""
    for key, ratings in policy.items():
        groups = policy.get(f"{GROUPS_OF}{key.removeprefix(RATINGS_OF)}", "").split()
        for row in table.rows if key.startswith(RATINGS_OF) else ():
            _, group, rating = row.coords
            if group in groups and rating not in (TOTAL, *ratings.split()):
                found.counts[count_id("predikat", "jumlah", row.coords)] = 0


def _link_clock(found: Readable, table: Table, policy: Mapping[str, str]) -> None:
    """A class's days say which answers were in time, so complaints and days bound each other."""
    for service in dict.fromkeys(row.coords[0] for row in table.rows):
        head = f"{DAYS_OF}{service}."
        days = {
            key.removeprefix(head): [int(number) for number in told.split()]
            for key, told in policy.items()
            if key.startswith(head)
        }
        ranges = [row.coords[1] for row in table.rows if row.coords[0] == service]
        sums: dict[tuple[str, str], list[str]] = {}
        for kind, standards in days.items():
            for code in (code for code in ranges if code != TOTAL):
                first, last = _ends(code)
                in_time = ("waktu", code), ("selesai", kind), ("tepat_waktu", kind)
                outcomes = {
                    "tepat": in_time if first <= max(standards) else (),
                    "lambat": in_time[:2] if last is None or last > min(standards) else (),
                }
                for outcome, wholes in outcomes.items():
                    for whole in wholes:
                        cell = f"{REST}hari.{service}|{kind}|{code}|{outcome}"
                        found.counts[cell] = None
                        sums.setdefault(whole, []).append(cell)
        for (what, code), cells in sums.items():
            where = ("waktu-aduan", "jumlah") if what == "waktu" else ("aduan", what)
            total = count_id(*where, (service, code))
            found.relate((total, -1), *((cell, 1) for cell in cells))


def _ends(code: str) -> tuple[int, int | None]:
    """First and last number of days of a range such as 2-3 or 21+."""
    first, _, last = code.partition("-")
    return (int(first), int(last)) if last else (int(first.rstrip("+")), None)


def _link_complaints(found: Readable, table: Table) -> None:
    for service, kind in _pairs(table):
        received, finished, in_time = (
            count_id("aduan", measure, (service, kind))
            for measure in ("masuk", "selesai", "tepat_waktu")
        )
        found.at_most(finished, received)
        found.at_most(in_time, finished)
        if kind == TOTAL:
            clock = count_id("waktu-aduan", "jumlah", (service, TOTAL))
            found.relate((finished, 1), (clock, -1))


def _pairs(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        yield row.coords[0], row.coords[1]
