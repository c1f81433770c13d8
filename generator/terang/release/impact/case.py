"""The people of a period under two sets of criteria, on one day: what a change moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from terang.core.change_kinds import Level
from terang.core.diff import diff
from terang.core.model import AgencyCriteria, CriteriaSet
from terang.core.program import COMPLETE, Program
from terang.core.rules import lower
from terang.release.counting.counts import PENDING, CountSystem, employee_counts
from terang.release.counting.figures import SchemeFigures, scheme_figures
from terang.release.counting.units import Tree, unit_tree
from terang.release.intake.contract import Microdata, accept
from terang.release.intake.schemes import period_end, programs
from terang.release.scoring.engine import score


@dataclass(frozen=True, slots=True)
class Case:
    """What the microdata say: released, old and new category (or pending) of each person."""

    agency: AgencyCriteria
    on: date
    groups: tuple[str, ...]
    released: Mapping[str, str]
    old: Mapping[str, str]
    new: Mapping[str, str]
    group_of: Mapping[str, str]
    counts: CountSystem
    schemes: Sequence[SchemeFigures]
    tree: Tree


def case_of(folder: Path, old: CriteriaSet, new: CriteriaSet, agency: str, period: str) -> Case:
    """Everybody of `agency` in `period`, scored three times; rows are those in `folder`.

    Raises MicrodataError for rows that are no microdata, CannotLower for rules without SQL.
    """
    end = period_end(period)
    on = _day(old, new, end)
    home = old.agencies[agency]
    judges = programs(home, old, period)
    data = accept(folder, home, old, judges)
    tree = unit_tree(home.agency, {person.unit for person in data.people})
    by_scheme = {program.scheme: program for program in judges.values()}
    schemes = [scheme_figures(by_scheme[name], home, data, tree) for name in sorted(by_scheme)]
    groups = tuple(group.id for group in home.agency.position_groups)
    return Case(
        agency=home,
        on=on,
        groups=groups,
        released=_categories(judges, data),
        old=_under(old, agency, on, folder),
        new=_under(new, agency, on, folder),
        group_of={person.id: person.group for person in data.people},
        counts=employee_counts(schemes, groups, data, tree),
        schemes=schemes,
        tree=tree,
    )


def _day(old: CriteriaSet, new: CriteriaSet, end: date) -> date:
    """The day both are compared on: when the last change of scores works, the period's end else."""
    starts = [
        change.start
        for change in diff(old, new, end)
        if change.level is Level.SCORES and change.start is not None
    ]
    return max([end, *starts])


def _under(criteria: CriteriaSet, agency: str, on: date, folder: Path) -> dict[str, str]:
    home = criteria.agencies[agency]
    judges: dict[str, Program] = {}
    for scheme in home.schemes.values():
        if scheme.start <= on and (scheme.end is None or on < scheme.end):
            program = lower(home, criteria.profiles, scheme.id, on)
            judges |= dict.fromkeys(scheme.position_groups, program)
    return _categories(judges, accept(folder, home, criteria, judges))


def _categories(judges: Mapping[str, Program], data: Microdata) -> dict[str, str]:
    """Category of each person's headline, or pending; only people whom a scheme judges."""
    found: dict[str, str] = {}
    by_scheme = {program.scheme: program for program in judges.values()}
    for scheme, program in by_scheme.items():
        people = {p.id: p.number for p in data.people if judges.get(p.group) is program}
        headline = next(m for m in program.measures if m.role == "utama")
        wanted = tuple(dict.fromkeys((headline.status, headline.category or headline.status)))
        scored = score(program, people, data.ratings[scheme], wanted)
        status = scored.values[headline.status]
        words = scored.values[headline.category or headline.status]
        for place, person in enumerate(people):
            word = words[place]
            is_known = status[place] == COMPLETE and isinstance(word, str)
            found[person] = str(word) if is_known else PENDING
    return found
