"""What earlier releases oblige a new one to: the seam between the archive and the counts.

A correction keeps the pattern of the release it corrects: what was shown is public, what was
withheld stays withheld. Beside another period, a group that fewer people than the threshold
explain is guarded: one of its changed counts is withheld with room, like a small count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from terang.core.model import PublicationPolicy
from terang.disclosure import Cell, Relation, ShareOf, ShareRules, share_reasons
from terang.release.counting.counts import CountSystem, cell_id
from terang.release.counting.figures import BELOW, MEETS, SchemeFigures, need_table
from terang.release.counting.services import FINISHED, ON_TIME
from terang.release.counting.units import TOTAL, Tree
from terang.releasefile.groups import Group, isolated, join_groups, rating_groups
from terang.releasefile.lineage import Link, joined, merged_links, units_of
from terang.releasefile.model import PROTECTED, WITHHELD, Release, Table
from terang.releasefile.relations import counts_of
from terang.releasefile.stillness import shown_means, standing_still

GUARD = "jaga"
BASE = "share_base"
COUNTED = {
    "status-penilaian": "status",
    "kebutuhan-pelatihan": "kebutuhan",
    "waktu-aduan": "waktu",
}
MEASURES = {"masuk": TOTAL, "selesai": FINISHED, "tepat_waktu": ON_TIME, "dinilai": TOTAL}


@dataclass(frozen=True, slots=True)
class History:
    """The releases of an agency that are already public, beside which a period is built.

    releases: with units under their present names.
    """

    releases: Sequence[Release]
    period: str
    threshold: int
    former: Mapping[str, str] = field(default_factory=dict)  # as in a release's policy

    @property
    def corrected(self) -> Release | None:
        """The latest release of the same period, when there is one."""
        same = [release for release in self.releases if release.period == self.period]
        return max(same, key=lambda release: release.revision, default=None)

    def tied(self, counts: CountSystem) -> CountSystem:
        """The counts with what the corrected release has shown and withheld."""
        if self.corrected is None or self.corrected.certificate.method != WITHHELD:
            return counts
        exist = {
            cell_id(table.name, coords): (table.name, *coords[:-1])
            for table in counts.tables
            if isinstance(table.values, Mapping)
            for coords in table.values
        }
        told = counts_of(self.corrected.tables).items()
        ids = {own: value for cell, value in told if (own := count_cell(cell)) in exist}
        withheld = {cell for cell, value in ids.items() if value is None}
        beside = {exist[cell] for cell in withheld}
        never = {cell for cell, place in exist.items() if place in beside and cell not in ids}
        return replace(
            counts,
            known=frozenset(ids.keys() - withheld),
            must_withhold=frozenset(withheld | never),  # never: counts that no table publishes
            between=frozenset(never),
        )

    def barred(self) -> dict[str, frozenset[str]]:
        """By scheme the units whose means the corrected release withholds."""
        found: dict[str, set[str]] = {}
        for table in self.corrected.tables if self.corrected is not None else ():
            if table.id in ("rerata", "kesenjangan"):
                for row in table.rows:
                    if row.cells[0] == PROTECTED:
                        scheme = row.coords[1].partition(".")[0]
                        found.setdefault(scheme, set()).add(row.coords[0])
        return {scheme: frozenset(units) for scheme, units in found.items()}

    def still(self, tables: Sequence[Table], policy: Mapping[str, str]) -> dict[str, set[str]]:
        """By scheme the units whose means another period shows and whose ratings stand still."""
        found: dict[str, set[str]] = {}
        for other in self.releases:
            if other.period != self.period and other.certificate.method == WITHHELD:
                still = standing_still(tables, other.tables, policy, self.threshold)
                for scheme, unit in still & shown_means(other.tables):
                    found.setdefault(scheme, set()).add(unit)
        return found

    def unguarded(self, tables: Sequence[Table], guards: Collection[str]) -> frozenset[str]:
        """Counts that must be guarded besides `guards`, so that no group is isolated."""
        found: set[str] = set()
        for other in self.releases:
            if other.period != self.period and other.certificate.method == WITHHELD:
                links = merged_links(other, self.former, units_of(tables))
                for group in isolated(tables, other.tables, self.threshold, links):
                    found.add(_to_guard(group, tables, other.tables, links))
        return frozenset(found - set(guards))


def guarded(counts: CountSystem, guards: Collection[str]) -> CountSystem:
    """The counts with a guard on each of some: its value must be able to move by the width."""
    cells = [
        Cell(f"{GUARD}|{cell}", counts.value(cell), sensitive_width=counts.width)
        for cell in sorted(guards)
    ]
    ties = [Relation({cell: 1, f"{GUARD}|{cell}": -1}) for cell in sorted(guards)]
    return replace(counts, cells=(*counts.cells, *cells), relations=(*counts.relations, *ties))


def share_guards(
    schemes: Sequence[SchemeFigures], tree: Tree, policy: PublicationPolicy
) -> frozenset[str]:
    """Counts below a level whose share would rest on fewer people than the policy's minimum.

    Whoever knows n turns a share back into its part, so it is the part that is guarded. Fewer
    people than the threshold are protected as counts already.
    """
    minimum = policy.minimum_share_n
    if minimum <= policy.threshold:
        return frozenset()
    rules = ShareRules(minimum, policy.threshold, whole=False)
    found: set[str] = set()
    for figures in schemes:
        for need in figures.needs:
            leaves = tree.leaves(tree.root)
            below = tree.rolled_up({leaf: need.counts[leaf, BELOW] for leaf in leaves})
            meets = tree.rolled_up({leaf: need.counts[leaf, MEETS] for leaf in leaves})
            shares = [ShareOf(unit, below[unit], below[unit] + meets[unit]) for unit in tree.codes]
            few = [unit for unit, why in share_reasons(shares, rules).items() if why == BASE]
            found |= {cell_id(need_table(figures, need), (unit, BELOW)) for unit in few}
    return frozenset(found)


def count_cell(published: str) -> str:
    """The id in the count system of a count in release files."""
    name, *coords = published.split("|")
    table, _, measure = name.partition(".")
    if table in ("predikat", "status-penilaian"):
        return cell_id(COUNTED.get(table, table), coords)
    if table in ("kebutuhan-pelatihan", "pelatihan"):
        unit, code = coords
        places = (unit,) if table == "pelatihan" else (unit, MEASURES.get(measure, measure))
        return cell_id(f"{COUNTED.get(table, table)}.{code}", places)
    service, place = coords
    places = (place, MEASURES[measure]) if table == "aduan" else (place,)
    return cell_id(f"{COUNTED.get(table, table)}.{service}", places)


def _to_guard(
    group: Group, tables: Sequence[Table], others: Sequence[Table], links: Sequence[Link]
) -> str:
    """The smallest count of the group that has changed; the first of equals.

    Of units read as one, a count of the smallest of them that has anybody in the rating.
    """
    here, there = rating_groups(tables), rating_groups(others)
    for link in links:
        if group[1] == joined(link):
            join_groups(there, link[0], joined(link))
            join_groups(here, link[1], joined(link))
            now, then = here[group], there[group]
            changed = [code for code in now if now[code] != then.get(code, 0)]
            parts = [((group[0], unit, *group[2:]), code) for unit in link[1] for code in changed]
            group, code = min(parts, key=lambda part: (here[part[0]].get(part[1]) or 0, part))
            return _count(group, code)
    now, then = here[group], there[group]
    changed = [code for code in now if now[code] != then.get(code, 0)]
    return _count(group, min(changed, key=lambda code: (now[code] or 0, code)))


def _count(group: Group, code: str) -> str:
    """The id in the count system of one rating of a group."""
    table, *places = group
    if table == "kebutuhan-pelatihan":
        return cell_id(f"kebutuhan.{places[1]}", (places[0], code))
    return cell_id(COUNTED.get(table, table), (*places, code))
