"""The analyses of one agency and period as protected tables, ready to be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from terang.core.model import AgencyCriteria, CriteriaSet
from terang.disclosure import CountTable
from terang.release.analyses.judged import Judged, judged
from terang.release.analyses.patterns import kept_patterns, patterns_of
from terang.release.analyses.people import COMPLETENESS, people_counts
from terang.release.analyses.quantiles import COLUMNS, QUANTILES, quantile_rows
from terang.release.analyses.raters import rater_counts
from terang.release.counting.counts import CountSystem
from terang.release.protection.proven import NotSafe, attacked, employee_policy, pattern
from terang.release.protection.published import Published

SHOWN, WITHHELD = "tampil", "ditahan"
YES, NO = "ya", "tidak"
PATTERNS = "pola-se-3-2023"


@dataclass(frozen=True, slots=True)
class Analysis:
    """A table with its columns; withheld: how many of its rows hold no figure."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    withheld: int


def analyses(
    agency: AgencyCriteria, criteria: CriteriaSet, folder: Path, previous: Path | None
) -> tuple[Analysis, ...]:
    """All analyses of a folder of microdata; previous: that of an earlier period.

    Raises MicrodataError, CannotLower, DisclosureError or NotSafe; then nothing may be written.
    """
    now = judged(agency, criteria, folder)
    before = None if previous is None else judged(agency, criteria, previous)
    people = _protected(people_counts(now, before), now)
    raters = _protected(rater_counts(now), now)
    made = [_counts(name, tables, people) for name, tables in _by_name(people).items()]
    if rules := patterns_of(now, criteria):
        names = tuple(rule.organisation for rule in rules)
        made.append(_patterns(names, kept_patterns(now, rules, people)))
    made += [_counts(name, tables, raters) for name, tables in _by_name(raters).items()]
    if now.scores:
        made.append(_quantiles(quantile_rows(now, people)))
    return tuple(made)


def _protected(counts: CountSystem, now: Judged) -> Published:
    """The counts with what is withheld, proved and attacked like those of a release."""
    proof = attacked(counts, pattern(counts, employee_policy(now.agency.publication)))
    if proof.exposed:
        raise NotSafe(proof.exposed)
    return Published(counts, proof.withheld)


def _by_name(published: Published) -> dict[str, list[CountTable]]:
    """The tables by the analysis they belong to: completeness has one for each input."""
    found: dict[str, list[CountTable]] = {}
    for table in published.counts.tables:
        found.setdefault(table.name.partition(".")[0], []).append(table)
    return found


def _counts(name: str, tables: Sequence[CountTable], published: Published) -> Analysis:
    extra = ("skema", "masukan") if name == COMPLETENESS else ()
    dims = tuple(dim for dim, _ in tables[0].dims)
    rows = tuple(
        (*_named(table, extra), *coords, *_figure(table, coords, published))
        for table in tables
        for coords in _values(table)
    )
    withheld = sum(row[-1] == WITHHELD for row in rows)
    return Analysis(name, (*extra, *dims, "jumlah", "keadaan_sel"), rows, withheld)


def _named(table: CountTable, extra: Collection[str]) -> tuple[str, ...]:
    return tuple(table.name.split(".", 2)[1:]) if extra else ()


def _values(table: CountTable) -> Mapping[tuple[str, ...], int]:
    assert isinstance(table.values, Mapping)
    return table.values


def _figure(table: CountTable, coords: Sequence[str], published: Published) -> tuple[str, str]:
    if not published.is_shown(table.name, *coords):
        return "", WITHHELD
    return str(published.value(table.name, *coords)), SHOWN


def _quantiles(found: Mapping[tuple[str, str, str], tuple[str, ...]]) -> Analysis:
    empty = ("",) * (len(COLUMNS) - 3)
    rows = tuple(
        (*where, *(told or empty), SHOWN if told else WITHHELD) for where, told in found.items()
    )
    withheld = sum(not told for told in found.values())
    return Analysis(QUANTILES, (*COLUMNS, "keadaan_sel"), rows, withheld)


def _patterns(names: tuple[str, ...], found: Mapping[str, Mapping[str, bool] | None]) -> Analysis:
    rows = tuple(
        (unit, *("" for _ in names), WITHHELD)
        if kept is None
        else (unit, *(YES if kept[name] else NO for name in names), SHOWN)
        for unit, kept in found.items()
    )
    withheld = sum(kept is None for kept in found.values())
    return Analysis(PATTERNS, ("unit", *names, "keadaan_sel"), rows, withheld)
