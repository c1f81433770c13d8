"""Things that only got another id or another place: recognised, so that they read as such.

A rename or move is worked into the old criteria before the rest is compared; what refers to the
thing then follows it and is no change of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from terang.core.edits import content_fields, rebuilt, same
from terang.core.model import (
    Agency,
    AgencyCriteria,
    CategoryAxis,
    Component,
    CriteriaSet,
    Gate,
    GroupComponent,
    Indicator,
    IndicatorComponent,
    MeasureRule,
    PositionGroup,
    RaterSet,
    Scheme,
    Service,
    Unit,
    WeightedSum,
    WorkedExample,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rename:
    """One thing's id changed. `what` is its class; `scheme` is set for things inside a scheme."""

    what: type
    agency: str
    scheme: str | None
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Move:
    """An indicator went to another group of the same measure (None: directly under the rule)."""

    agency: str
    scheme: str
    measure: str
    indicator: str
    old: str | None
    new: str | None


Shift = Rename | Move


def shifts(old: CriteriaSet, new: CriteriaSet) -> tuple[Shift, ...]:
    """Renames and moves that, applied in order, bring `old` nearest to `new`."""
    found: list[Shift] = []
    searches: tuple[Callable[[CriteriaSet, CriteriaSet], Iterator[Shift]], ...] = (
        _agency_renames,
        _thing_renames,
        _scheme_renames,
        _moves,
    )
    for search in searches:
        for shift in list(search(old, new)):
            old = shifted(old, shift)
            found.append(shift)
    return tuple(found)


def shifted(criteria: CriteriaSet, shift: Shift) -> CriteriaSet:
    """The criteria after one rename or move, every reference following."""
    if isinstance(shift, Rename) and shift.what is Agency:
        agencies = _renamed_key(criteria.agencies, shift.old, shift.new)
        agency = agencies[shift.new]
        renamed = replace(agency, agency=replace(agency.agency, id=shift.new))
        return replace(criteria, agencies={**agencies, shift.new: renamed})
    agency = criteria.agencies[shift.agency]
    changed = _moved(agency, shift) if isinstance(shift, Move) else _renamed(agency, shift)
    return replace(criteria, agencies={**criteria.agencies, shift.agency: changed})


# --- finding ---------------------------------------------------------------------------------


def _agency_renames(old: CriteriaSet, new: CriteriaSet) -> Iterator[Rename]:
    for a, b in _pairs(_by_agency(old), _by_agency(new)):
        yield Rename(Agency, a, None, a, b)


def _by_agency(criteria: CriteriaSet) -> dict[str, Agency]:
    return {key: agency.agency for key, agency in criteria.agencies.items()}


def _thing_renames(old: CriteriaSet, new: CriteriaSet) -> Iterator[Rename]:
    for agency, before in old.agencies.items():
        if agency not in new.agencies:
            continue
        after = new.agencies[agency]
        kinds: tuple[tuple[type, Callable[[AgencyCriteria], Mapping[str, object]]], ...] = (
            (Unit, lambda a: {u.id: u for u in a.agency.units}),
            (PositionGroup, lambda a: {g.id: g for g in a.agency.position_groups}),
            (Indicator, lambda a: a.indicators),
            (Service, lambda a: a.services),
            (Scheme, lambda a: a.schemes),
            (WorkedExample, lambda a: a.examples),
        )
        for what, things in kinds:
            for a, b in _pairs(things(before), things(after)):
                yield Rename(what, agency, None, a, b)


def _scheme_renames(old: CriteriaSet, new: CriteriaSet) -> Iterator[Rename]:
    for agency, key, before, after in _common_schemes(old, new):
        kinds: tuple[tuple[type, Callable[[Scheme], Mapping[str, object]]], ...] = (
            (RaterSet, lambda s: {r.id: r for r in s.rater_sets}),
            (MeasureRule, lambda s: {m.id: m for m in s.measures}),
        )
        for what, things in kinds:
            for a, b in _pairs(things(before), things(after)):
                yield Rename(what, agency, key, a, b)


def _moves(old: CriteriaSet, new: CriteriaSet) -> Iterator[Move]:
    for agency, key, before, after in _common_schemes(old, new):
        olds = {m.id: m for m in before.measures}
        for measure in after.measures:
            if measure.id not in olds:
                continue
            was, now = _homes(olds[measure.id]), _homes(measure)
            for indicator in was.keys() & now.keys():
                home = now[indicator]
                arrived = home is None or home in _groups(olds[measure.id])
                if was[indicator] != home and arrived:
                    yield Move(agency, key, measure.id, indicator, was[indicator], home)


def _common_schemes(
    old: CriteriaSet, new: CriteriaSet
) -> Iterator[tuple[str, str, Scheme, Scheme]]:
    for agency in sorted(old.agencies.keys() & new.agencies.keys()):
        before, after = old.agencies[agency].schemes, new.agencies[agency].schemes
        for key in sorted(before.keys() & after.keys()):
            yield agency, key, before[key], after[key]


def _groups(measure: MeasureRule) -> set[str]:
    if not isinstance(measure.rule, WeightedSum):
        return set()
    return {part.id for part in measure.rule.components if isinstance(part, GroupComponent)}


def _homes(measure: MeasureRule) -> dict[str, str | None]:
    """Indicator -> its group, for indicators that stand exactly once in a weighted sum."""
    if not isinstance(measure.rule, WeightedSum):
        return {}
    homes: list[tuple[str, str | None]] = []
    for part in measure.rule.components:
        if isinstance(part, GroupComponent):
            homes += [(inner.indicator, part.id) for inner in part.components]
        else:
            homes.append((part.indicator, None))
    names = [name for name, _ in homes]
    return {name: home for name, home in sorted(homes, key=str) if names.count(name) == 1}


def _pairs(old: Mapping[str, object], new: Mapping[str, object]) -> list[tuple[str, str]]:
    """Ids gone and ids come that are the same thing, likeliest first, each used once."""
    gone = [key for key in old if key not in new]
    come = [key for key in new if key not in old]
    likely = sorted(
        ((-_likeness(old[a], new[b]), a, b) for a in gone for b in come),
        key=lambda row: (row[0], gone.index(row[1]), come.index(row[2])),
    )
    pairs: list[tuple[str, str]] = []
    for score, a, b in likely:
        if score < 0 and not any(a == x or b == y for x, y in pairs):
            pairs.append((a, b))
    return pairs


def _likeness(old: object, new: object) -> float:
    """Share of equal fields beside the id; 0 unless the name stayed or nearly all did."""
    names = [name for name in content_fields(old) if name != "id"]
    share = sum(same(getattr(old, name), getattr(new, name)) for name in names) / len(names)
    title = "title" if isinstance(old, WorkedExample) else "name"
    has_name = hasattr(old, title)
    kept = has_name and getattr(old, title) == getattr(new, title)
    return share if (kept and share >= 0.3) or share >= 0.75 else 0.0


# --- applying --------------------------------------------------------------------------------


def _renamed_key(mapping: Mapping[Any, T], old: Hashable, new: Hashable) -> dict[Any, T]:
    return {new if key == old else key: value for key, value in mapping.items()}


def _renamed(agency: AgencyCriteria, shift: Rename) -> AgencyCriteria:
    if shift.scheme is not None:
        scheme = agency.schemes[shift.scheme]
        changed = rebuilt(scheme, _touch(shift))
        agency = replace(agency, schemes={**agency.schemes, shift.scheme: changed})
        if shift.what is MeasureRule:
            examples = {
                key: _example_measure(example, shift) for key, example in agency.examples.items()
            }
            agency = replace(agency, examples=examples)
        return agency
    changed_agency: AgencyCriteria = rebuilt(agency, _touch(shift))
    homes = {
        Indicator: "indicators",
        Service: "services",
        Scheme: "schemes",
        WorkedExample: "examples",
    }
    if shift.what not in homes:
        return changed_agency
    home = homes[shift.what]
    things = _renamed_key(getattr(changed_agency, home), shift.old, shift.new)
    return replace(changed_agency, **{home: things})  # type: ignore[arg-type]


def _example_measure(example: WorkedExample, shift: Rename) -> WorkedExample:
    if example.scheme != shift.scheme:
        return example
    return replace(
        example,
        measure_values=_renamed_key(example.measure_values, shift.old, shift.new),
        measure_categories=_renamed_key(example.measure_categories, shift.old, shift.new),
        measure_status=_renamed_key(example.measure_status, shift.old, shift.new),
    )


def _touch(shift: Rename) -> Callable[[Any], Any]:
    """What a rename does to one value: its own id, or a reference to it."""

    def swap(name: Any) -> Any:  # noqa: ANN401
        return shift.new if name == shift.old else name

    references = _REFERENCES.get(shift.what, {})

    def touch(value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, shift.what) and value.id == shift.old:  # type: ignore[attr-defined]
            value = replace(value, id=shift.new)  # type: ignore[type-var]
        for name in references.get(type(value), ()):
            held = getattr(value, name)
            if isinstance(held, tuple):
                held = tuple(swap(item) for item in held)
            elif isinstance(held, Mapping):
                held = _swapped(held, swap)
            else:
                held = swap(held)
            value = replace(value, **{name: held})
        return value

    return touch


def _swapped(held: Mapping[Any, Any], swap: Callable[[Any], Any]) -> dict[Any, Any]:
    """A mapping to ids has its values renamed, one from ids its keys."""
    if all(isinstance(item, str) for item in held.values()):
        return {key: swap(item) for key, item in held.items()}
    return {swap(key): item for key, item in held.items()}


# class of the renamed thing -> fields that refer to it (text, list, or mapping from or to it)
_REFERENCES: dict[type, dict[type, tuple[str, ...]]] = {
    Unit: {Unit: ("parent",), Service: ("unit",)},
    PositionGroup: {Scheme: ("position_groups",)},
    Indicator: {
        IndicatorComponent: ("indicator",),
        CategoryAxis: ("indicator",),
        Gate: ("indicator",),
        Service: ("indicators",),
        WeightedSum: ("conditions",),
        WorkedExample: ("indicator", "inputs", "indicator_scores"),
    },
    Scheme: {WorkedExample: ("scheme",)},
    RaterSet: {IndicatorComponent: ("raters",), CategoryAxis: ("raters",), Gate: ("raters",)},
}


def _moved(agency: AgencyCriteria, move: Move) -> AgencyCriteria:
    scheme = agency.schemes[move.scheme]
    measures = tuple(
        replace(m, rule=_moved_rule(m.rule, move))
        if m.id == move.measure and isinstance(m.rule, WeightedSum)
        else m
        for m in scheme.measures
    )
    schemes = {**agency.schemes, move.scheme: replace(scheme, measures=measures)}
    return replace(agency, schemes=schemes)


def _moved_rule(rule: WeightedSum, move: Move) -> WeightedSum:
    taken: list[IndicatorComponent] = []

    def without(parts: tuple[Component, ...], home: str | None) -> tuple[Component, ...]:
        kept: list[Component] = []
        for part in parts:
            if isinstance(part, GroupComponent):
                inner = without(part.components, part.id)
                kept.append(replace(part, components=inner))  # type: ignore[arg-type]
            elif part.indicator == move.indicator and home == move.old:
                taken.append(part)
            else:
                kept.append(part)
        return tuple(kept)

    left = without(rule.components, None)
    if move.new is None:
        return replace(rule, components=(*left, *taken))
    return replace(
        rule,
        components=tuple(
            replace(part, components=(*part.components, *taken))
            if isinstance(part, GroupComponent) and part.id == move.new
            else part
            for part in left
        ),
    )
