"""Groups of people whose ratings a release counts: what differencing must not take apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from terang.releasefile.lineage import Link, in_terms_of, joined, merged_links, units_of
from terang.releasefile.model import WITHHELD, Dimension, Release, Table
from terang.releasefile.relations import TOTAL, count_id, counts_of

ALL_BUT_ONE, OFF = "hampir_homogen", "tidak"  # policy key of a release that switched it off
Group = tuple[str, ...]  # table, then the codes that name the people


def rating_groups(tables: Sequence[Table]) -> dict[Group, dict[str, int | None]]:
    """Counts by rating of every group: predikat, assessed or pending, below a level or not."""
    counts = counts_of(tables)
    found: dict[Group, dict[str, int | None]] = {}
    for table in tables:
        if table.id == "predikat":
            for row in table.rows:
                unit, group, category = row.coords
                if category != TOTAL:
                    place = found.setdefault((table.id, unit, group), {})
                    place[category] = counts.get(count_id(table.id, "jumlah", row.coords))
        elif table.id == "status-penilaian":
            for row in table.rows:
                unit, status = row.coords
                if status != TOTAL:
                    place = found.setdefault((table.id, unit), {})
                    place[status] = counts.get(count_id(table.id, "jumlah", row.coords))
        elif table.id == "kebutuhan-pelatihan":
            for row in table.rows:
                whole = counts.get(count_id(table.id, "dinilai", row.coords))
                below = counts.get(count_id(table.id, "di_bawah", row.coords))
                rest = None if whole is None or below is None else whole - below
                found[(table.id, *row.coords)] = {"di_bawah": below, "memenuhi": rest}
    return found


def join_groups(
    groups: dict[Group, dict[str, int | None]], units: Sequence[str], name: str
) -> None:
    """Add, for each group of these units, the group of all their people under one name."""
    places: dict[Group, list[Group]] = {}
    for table, unit, *rest in groups:
        if unit in units:
            places.setdefault((table, *rest), []).append((table, unit, *rest))
    for (table, *rest), parts in places.items():
        if len(parts) == len(units):
            codes = dict.fromkeys(code for part in parts for code in groups[part])
            whole: dict[str, int | None] = {}
            for code in codes:
                counts = [groups[part].get(code, 0) for part in parts]
                whole[code] = None if None in counts else sum(c or 0 for c in counts)
            groups[table, name, *rest] = whole


def others_allowed(policy: Mapping[str, str]) -> int:
    """How many people outside one rating a shown group must exceed: one, as a rule."""
    return 0 if policy.get(ALL_BUT_ONE) == OFF else 1


def fewest_people(before: Mapping[str, int | None], after: Mapping[str, int | None]) -> int | None:
    """The fewest people who can explain a change of counts by rating; None when any is withheld."""
    more = fewer = 0
    for code in {*before, *after}:
        then, now = before.get(code, 0), after.get(code, 0)
        if then is None or now is None:
            return None
        more, fewer = more + max(0, now - then), fewer + max(0, then - now)
    return max(more, fewer)


def isolated(
    tables: Sequence[Table],
    others: Sequence[Table],
    threshold: int,
    links: Sequence[Link] = (),
) -> list[Group]:
    """Groups of which two periods together show that fewer people than the threshold changed.

    links: units of the others and of these tables whose people are the same only together.

    Who joined, left or fell ill is often known in an office, so that with everybody else as
    before, their ratings would be too.
    """
    before, after = rating_groups(others), rating_groups(tables)
    for link in links:
        join_groups(before, link[0], joined(link))
        join_groups(after, link[1], joined(link))
    return sorted(
        group
        for group in before.keys() & after.keys()
        if 0 < (fewest_people(before[group], after[group]) or 0) < threshold
    )


def isolated_between(release: Release, other: Release, threshold: int) -> list[Group]:
    """As `isolated`, for two releases whose units may have been renamed, merged or split.

    None where counts are rounded or noisy: their differences tell of nobody for certain.
    """
    if not release.certificate.method == other.certificate.method == WITHHELD:
        return []
    same = in_terms_of(other, release.policy, units_of(release.tables))
    links = merged_links(same, release.policy, units_of(release.tables))
    return isolated(release.tables, same.tables, threshold, links)


def depths(dim: Dimension) -> dict[str, int]:
    """Steps from the root by code."""
    found: dict[str, int] = {}
    for code in dim.codes:
        found[code.id] = 0 if code.parent is None else found[code.parent] + 1
    return found
