"""Whom a change reaches, how far back, on what basis, and where it stands in the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from terang.core.change_kinds import Kind, Level
from terang.core.edits import Key, Path, at
from terang.core.model import (
    AgencyCriteria,
    CategoryAxis,
    CriteriaSet,
    Dated,
    GroupComponent,
    Mark,
    Matrix,
    Profile,
    Provenance,
    Rule,
    Scheme,
    Service,
    WeightedSum,
)

Groups = tuple[tuple[str, str], ...]
NEEDS_NO_LAW = frozenset({Kind.EXAMPLE, Kind.REGULATION, Kind.NATURE, Kind.TEXT, Kind.ID})


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` (None: always) up to but not including `end` (None: for good)."""

    start: date | None
    end: date | None


def affected(path: Path, old: CriteriaSet, new: CriteriaSet) -> Groups:
    """(agency, position group) of everybody whose appraisal the place takes part in, sorted."""
    found: set[tuple[str, str]] = set()
    for criteria in (old, new):
        if path[0] == "profiles" and len(path) > 1:
            assert isinstance(path[1], Key)
            for key, agency in criteria.agencies.items():
                found |= {(key, g) for g in _groups_by_profile(agency, str(path[1].value))}
        elif path[0] == "agencies" and len(path) > 1:
            assert isinstance(path[1], Key)
            key = str(path[1].value)
            if key in criteria.agencies:
                found |= {(key, g) for g in _groups_within(criteria.agencies[key], path[2:])}
    return tuple(sorted(found))


def _groups_within(agency: AgencyCriteria, path: Path) -> Iterator[str]:
    everybody = tuple(group.id for group in agency.agency.position_groups)
    match path:
        case ("schemes", Key(value=key), *_):
            scheme = agency.schemes.get(str(key))
            yield from scheme.position_groups if scheme is not None else ()
        case ("indicators", Key(value=key), *_):
            for scheme in agency.schemes.values():
                if str(key) in used_indicators(scheme):
                    yield from scheme.position_groups
        case ("agency", "position_groups", Key(value=key), *_):
            yield str(key)
        case () | ("publication", *_) | ("agency", "objection", *_):
            yield from everybody
        case _:
            return


def _groups_by_profile(agency: AgencyCriteria, profile: str) -> Iterator[str]:
    for scheme in agency.schemes.values():
        if any(profile in _profiles(measure.rule) for measure in scheme.measures):
            yield from scheme.position_groups


def _profiles(rule: Rule | CategoryAxis) -> Iterator[str]:
    match rule:
        case Matrix():
            yield rule.profile
            yield from _profiles(rule.row)
            yield from _profiles(rule.column)
        case WeightedSum(profile=str() as profile):
            yield profile
        case _:
            return


def used_indicators(scheme: Scheme) -> frozenset[str]:
    """Ids of all indicators a scheme reads: components, axes, conditions, gates."""
    found: set[str] = set()
    for measure in scheme.measures:
        found.update(gate.indicator for gate in measure.gates)
        found.update(_rule_indicators(measure.rule))
    return frozenset(found)


def _rule_indicators(rule: Rule | CategoryAxis) -> Iterator[str]:
    match rule:
        case CategoryAxis():
            yield rule.indicator
        case Matrix():
            yield from _rule_indicators(rule.row)
            yield from _rule_indicators(rule.column)
        case WeightedSum():
            yield from rule.conditions.values()
            for part in rule.components:
                if isinstance(part, GroupComponent):
                    yield from (inner.indicator for inner in part.components)
                else:
                    yield part.indicator


def span_of(path: Path, old: CriteriaSet, new: CriteriaSet) -> Span:
    """The days of the dated value, scheme or profile that encloses an undated change."""
    for criteria in (new, old):
        for node in reversed(at(criteria, path)):
            if isinstance(node, Scheme | Profile):
                return Span(node.start, node.end)
            if isinstance(node, Dated):
                return Span(node.start, None)
    return Span(None, None)


def reach_back(
    span: Span, path: Path, level: Level, *, groups: Groups, criteria: CriteriaSet, on: date
) -> tuple[str, ...]:
    """Periods already assessed (results due by `on`) on whose days the change works, sorted.

    Changes of duties without a date of their own are not asked: they only describe.
    """
    is_undated_duty = level is not Level.SCORES and not isinstance(path[-1], Key)
    if is_undated_duty:
        return ()
    agencies = {agency for agency, _ in groups}
    if path[0] == "agencies" and len(path) > 2 and path[2] == "services":
        assert isinstance(path[1], Key)
        agencies.add(str(path[1].value))
    periods: set[str] = set()
    for key in sorted(agencies & criteria.agencies.keys()):
        for item in criteria.agencies[key].publication.calendar:
            year = item.period[:4]
            if item.on > on or not year.isdigit():
                continue
            first, last = date(int(year), 1, 1), date(int(year), 12, 31)
            begins = span.start is None or span.start <= last
            if begins and (span.end is None or span.end > first):
                periods.add(item.period)
    return tuple(sorted(periods))


def rests_on_law(path: Path, new: CriteriaSet, kind: Kind) -> bool:
    """Whether the changed value, or for undated ones the thing around it, names a legal basis."""
    if kind in NEEDS_NO_LAW:
        return True
    for node in reversed(at(new, path)):
        if isinstance(node, Dated):
            return bool(node.provenance.basis)
        own = getattr(node, "provenance", None)
        if isinstance(own, Provenance) and own.basis:
            return True
        if getattr(node, "basis", ()):
            return True
    return False


def mark_of(path: Path, old: CriteriaSet, new: CriteriaSet) -> Mark | None:
    """The nearest place in the new files, or in the old ones when the whole file went."""
    for criteria in (new, old):
        for node in reversed(at(criteria, path)):
            if isinstance(node, AgencyCriteria):
                return node.agency.mark
            own = getattr(node, "mark", None)
            if isinstance(own, Mark):
                return own
            provenance = getattr(node, "provenance", None)
            if isinstance(provenance, Provenance) and provenance.mark is not None:
                return provenance.mark
            if isinstance(node, Service | Scheme | Profile):
                return node.mark
    return None
