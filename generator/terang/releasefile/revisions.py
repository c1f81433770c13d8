"""A correction beside the release it corrects: the same period, all but the same people.

What was shown cannot be unshown, so a reader subtracts. Three things are asked of the difference:
no shown figure may change by fewer people than the threshold; people who come or go together must
not all (or all but one) have one rating; and a mean may change only with enough people. Then both
are attacked as one system, by a reader who supposes that as few people changed as the figures
allow, so that a cell withheld in one and shown in the other is as good as shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from terang.problems import Problem
from terang.releasefile.attacker import Attack, Terms, attack_cells, intervals
from terang.releasefile.groups import join_groups, others_allowed, rating_groups
from terang.releasefile.lineage import JOINED, in_terms_of, joined, merged_links, units_of
from terang.releasefile.model import Release, Shown, Table
from terang.releasefile.read import MANIFEST
from terang.releasefile.relations import REST, Readable, children, count_id, join, readable

EARLIER, LATER = "lama:", "baru:"
MORE, FEWER, CHANGED, LIMIT = "naik:", "turun:", "berubah", "batas"
AVERAGED = ("mean", "index")


def revision_faults(release: Release, earlier: Release) -> list[Problem]:
    """Every way in which a correction gives a difference away; [] when it may stand beside.

    Raises ValueError for figures that contradict each other, ImportError without the extra.
    """
    faults = [*_small_changes(release, earlier), *_alike(release, earlier)]
    faults += [*_opened(release, earlier), *_means(release, earlier)]
    if faults:
        return faults
    exposed = joint_attack(release, earlier).exposed
    tables = Counter(cell.partition(":")[2].partition(".")[0] for cell in exposed)
    return [
        _problem(release, "R053", table=table, count=str(count))
        for table, count in sorted(tables.items())
    ]


def changes(release: Release, earlier: Release) -> dict[str, int]:
    """By how much each count that both show has changed."""
    before, after = (one.counts for one in _read_together(release, earlier))
    return {
        cell: now - then
        for cell, now in after.items()
        if not cell.startswith(REST) and now is not None and (then := before.get(cell)) is not None
    }


def differs(release: Release, earlier: Release) -> bool:
    """Whether a release shows anything that the earlier one does not say."""
    told = {table.id: table for table in earlier.tables}
    return any(
        row.cells != tuple(_cell(told.get(table.id), row.coords, m.id) for m in table.measures)
        for table in release.tables
        for row in table.rows
    )


def joint_attack(release: Release, earlier: Release) -> Attack:
    """Attack what either withholds, from both, supposing that as few people changed as possible."""
    before, after = _read_together(release, earlier)
    earlier = in_terms_of(earlier, release.policy, units_of(release.tables))
    counts: dict[str, int | None] = {CHANGED: None}
    relations: list[Terms] = []
    for prefix, one in ((EARLIER, before), (LATER, after)):
        counts |= {prefix + cell: count for cell, count in one.counts.items()}
        relations += [tuple((prefix + c, f) for c, f in terms) for terms in one.relations]
    linked = [
        cell
        for cell in (*_same_places(release, earlier), *_joined(after))
        if cell in before.counts
        and cell in after.counts
        and None in (before.counts[cell], after.counts[cell])
    ]
    for cell in linked:
        counts[MORE + cell] = counts[FEWER + cell] = None
        change = ((LATER + cell, 1), (EARLIER + cell, -1), (MORE + cell, -1), (FEWER + cell, 1))
        relations.append(change)
    parts = [(sign + cell, 1) for cell in linked for sign in (MORE, FEWER)]
    relations.append(((CHANGED, -1), *parts))
    fewest = intervals(counts, relations, [CHANGED])[CHANGED][0]
    asked = [*_withheld(EARLIER, before), *_withheld(LATER, after)]
    width = max(release.certificate.width, earlier.certificate.width)
    return attack_cells(counts | {CHANGED: int(fewest)}, relations, asked, width)


def _read_together(release: Release, earlier: Release) -> tuple[Readable, Readable]:
    """Earlier and later counts under the later names; merged and split units also as one."""
    same = in_terms_of(earlier, release.policy, units_of(release.tables))
    before, after = readable(same), readable(release)
    for link in merged_links(same, release.policy, units_of(release.tables)):
        join(before, link[0], joined(link))
        join(after, link[1], joined(link))
    return before, after


def _joined(one: Readable) -> Iterator[str]:
    """Counts of several units read as one."""
    return (cell for cell in one.counts if cell.partition("|")[2].startswith(JOINED))


def _withheld(prefix: str, one: Readable) -> Iterator[str]:
    for cell, count in one.counts.items():
        if count is None and not cell.startswith(REST) and f"|{JOINED}" not in cell:
            yield prefix + cell


def _same_places(release: Release, earlier: Release) -> set[str]:
    """Counts that describe the same people: leaves of both trees, and inner places of a tree that
    has changed beneath them."""
    before = {table.id: table for table in earlier.tables}
    found: set[str] = set()
    for table in release.tables:
        old = before.get(table.id)
        if old is None or [d.id for d in old.dims] != [d.id for d in table.dims]:
            continue
        codes = []
        for was, now in zip(old.dims, table.dims, strict=True):
            above, below = children(was), children(now)
            shared = {c.id for c in was.codes} & {c.id for c in now.codes}
            codes.append([c for c in shared if above.get(c) != below.get(c) or c not in below])
        for measure in table.measures:
            found.update(count_id(table.id, measure.id, place) for place in product(*codes))
    return found


def _small_changes(release: Release, earlier: Release) -> Iterator[Problem]:
    """A count that changed by 1 to threshold - 1 is as good as a shown small count."""
    tables: dict[str, list[int]] = {}
    for cell, change in changes(release, earlier).items():
        if 0 < abs(change) < release.certificate.threshold:
            tables.setdefault(cell.partition(".")[0], []).append(abs(change))
    for table, found in sorted(tables.items()):
        yield _problem(
            release,
            "R048",
            table=table,
            count=str(len(found)),
            least=str(min(found)),
            threshold=str(release.certificate.threshold),
        )


def _alike(release: Release, earlier: Release) -> Iterator[Problem]:
    """People who came or went, and all, or all but one, of whom have the same rating."""
    same = in_terms_of(earlier, release.policy, units_of(release.tables))
    before, after = rating_groups(same.tables), rating_groups(release.tables)
    for link in merged_links(same, release.policy, units_of(release.tables)):
        join_groups(before, link[0], joined(link))
        join_groups(after, link[1], joined(link))
    alone = others_allowed(release.policy)
    tables = Counter(
        group[0]
        for group in before.keys() & after.keys()
        if group[0] != "status-penilaian"  # that all are assessed may be said
        if (change := _by_rating(before[group], after[group])) is not None
        and _is_alike(change, alone)
    )
    for table, count in sorted(tables.items()):
        yield _problem(release, "R052", table=table, count=str(count))


def _by_rating(
    before: Mapping[str, int | None], after: Mapping[str, int | None]
) -> list[int] | None:
    found = []
    for code in dict.fromkeys([*before, *after]):
        then, now = before.get(code, 0), after.get(code, 0)
        if then is None or now is None:
            return None
        found.append(now - then)
    return found


def _is_alike(change: list[int], alone: int) -> bool:
    people = abs(sum(change))
    others = sum(map(abs, change)) - max(map(abs, change), default=0)
    return people > 0 and others <= (alone if people > 1 else 0)


def _opened(release: Release, earlier: Release) -> Iterator[Problem]:
    """A count shown now that was withheld: people assume it has not changed."""
    before, after = (one.counts for one in _read_together(release, earlier))
    tables = Counter(
        cell.partition(".")[0]
        for cell, now in after.items()
        if not cell.startswith(REST) and now is not None and cell in before and before[cell] is None
    )
    for table, count in sorted(tables.items()):
        yield _problem(release, "R051", table=table, count=str(count))


def _means(release: Release, earlier: Release) -> Iterator[Problem]:
    """A mean that changed although too few people came or went tells their scores."""
    same = in_terms_of(earlier, release.policy, units_of(release.tables))
    told = {table.id: table for table in same.tables}
    for table in release.tables:
        limit = "minimum_responden" if table.id.startswith("ikm") else "minimum_rerata"
        minimum = int(release.policy.get(limit, "0"))
        averaged = [m.id for m in table.measures if m.kind in AVERAGED]
        count = 0
        for row in table.rows:
            for measure in averaged:
                now = table.cell(row.coords, measure)
                then = _cell(told.get(table.id), row.coords, measure)
                if isinstance(now, Shown) and now != then:
                    count += not isinstance(then, Shown) or _moved(now, then) < max(minimum, 1)
        if count:
            yield _problem(release, "R054", table=table.id, count=str(count), minimum=str(minimum))


def _moved(now: Shown, then: Shown) -> Fraction:
    return Fraction(0) if now.n is None or then.n is None else Fraction(abs(now.n - then.n))


def _cell(table: Table | None, coords: tuple[str, ...], measure: str) -> object:
    return None if table is None else table.cell(coords, measure)


def _problem(release: Release, code: str, **fields: str) -> Problem:
    return Problem(code, f"{release.agency}/{release.period}/{MANIFEST}", 0, 0, fields)
