"""What a change of the criteria means: typed changes between two criteria sets.

`diff` finds them, `apply` carries them out again. A change knows its kind, whether it touches
scores, duties or only wording, from when it works, whom it affects, and whether it reaches back
into periods already assessed or stands without a legal basis. Words for it live elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from terang.core.change_kinds import Kind, Level, classify
from terang.core.change_reach import Span, affected, mark_of, reach_back, rests_on_law, span_of
from terang.core.edits import ABSENT, Edit, Key, Order, Path, apply_edits, at, edits, same
from terang.core.model import (
    Agency,
    Band,
    CriteriaSet,
    Dated,
    Indicator,
    Mark,
    MeasureRule,
    PositionGroup,
    RaterSet,
    Scheme,
    Service,
    Unit,
    WorkedExample,
)
from terang.core.renames import Move, Rename, Shift, shifted, shifts


class Action(StrEnum):
    """What happened to the thing at the path."""

    ADDED = "tambah"
    REMOVED = "hapus"
    CHANGED = "ubah"
    STARTS = "mulai"  # a dated value follows an earlier one
    WITHDRAWN = "batal"  # a dated value is taken out; the earlier one goes on
    POSTPONED = "geser"  # a dated value keeps its content and gets another day
    RENAMED = "ganti_id"
    MOVED = "pindah"
    SORTED = "urut"


ORDERED = (Kind.BANDS, Kind.CELL, Kind.MEASURE)  # best first, headline first: order has meaning


@dataclass(frozen=True, slots=True)
class Change:
    """One meaning of the difference between two criteria sets.

    path: where, in the terms of `core.edits`; ids are the new ones.
    old, new: model values (ABSENT when there was or is none); days for POSTPONED, ids for RENAMED.
    start: the day it works from, None when it carries no date of its own.
    affected: (agency id, position group id), sorted.
    retroactive: periods already assessed that it reaches, sorted.
    edits, shift: what `apply` carries out; exactly one of them is set.
    """

    kind: Kind
    action: Action
    level: Level
    path: Path
    old: object
    new: object
    start: date | None
    affected: tuple[tuple[str, str], ...]
    retroactive: tuple[str, ...]
    without_basis: bool
    mark: Mark | None
    edits: tuple[Edit, ...] = ()
    shift: Shift | None = None


def diff(old: CriteriaSet, new: CriteriaSet, on: date) -> tuple[Change, ...]:
    """All changes from `old` to `new`; empty when both say the same.

    on: the day judged from. Periods whose results were due by then count as assessed.
    """
    found: list[Change] = []
    for shift in shifts(old, new):
        old = shifted(old, shift)
        found.append(_shift_change(shift, new, on))
    for group in _grouped(tuple(edits(old, new)), old):
        found.append(_change(group, old, new, on))
    return tuple(found)


def apply(old: CriteriaSet, changes: Sequence[Change]) -> CriteriaSet:
    """The criteria after the changes: `apply(old, diff(old, new, on))` says what `new` says."""
    for change in changes:
        if change.shift is not None:
            old = shifted(old, change.shift)
    return apply_edits(old, [edit for change in changes for edit in change.edits])


@dataclass(frozen=True, slots=True)
class _Group:
    """Edits told together: at `path`, one thing or one dated value changed."""

    path: Path
    edits: tuple[Edit, ...]


def _grouped(found: tuple[Edit, ...], old: CriteriaSet) -> Iterator[_Group]:
    """Edits inside one dated value, band or example belong together, and so do postponements."""
    groups: dict[Path, list[Edit]] = {}
    for edit in found:
        groups.setdefault(_fold(edit.path, old), []).append(edit)
    partners = _postponed(groups, old)
    for path, members in groups.items():
        if path in partners.values():
            continue
        partner = partners.get(path)
        yield _Group(path, (*members, *(groups[partner] if partner is not None else ())))


def _fold(path: Path, old: CriteriaSet) -> Path:
    """The path of the value an edit is told with."""
    nodes = at(old, path)
    for place, node in enumerate(nodes):
        rest = path[place:]
        if not rest:
            break
        if isinstance(node, Dated) and rest[0] == "value":
            return path[:place]
        if isinstance(node, Band) and rest[0] != "certainty":
            return path[:place]
        if isinstance(node, WorkedExample) and rest[0] not in ("title", "scheme", "indicator"):
            return path[:place]
    return path


def _postponed(groups: dict[Path, list[Edit]], old: CriteriaSet) -> dict[Path, Path]:
    """Path of an added dated value -> path of the equal one that was removed from its list."""
    removed = [
        (path, members[0].old)
        for path, members in groups.items()
        if members[0].new is ABSENT and isinstance(members[0].old, Dated)
    ]
    partners: dict[Path, Path] = {}
    for path, members in groups.items():
        new = members[0].new
        if members[0].old is not ABSENT or not isinstance(new, Dated):
            continue
        for gone, value in removed:
            is_same = isinstance(value, Dated) and same(value.value, new.value)
            if gone[:-1] == path[:-1] and is_same and gone not in partners.values():
                partners[path] = gone
                break
    return partners


def _change(group: _Group, old: CriteriaSet, new: CriteriaSet, on: date) -> Change:
    path = group.path
    before, after, action, start = _told(group, old, new)
    kind, level = classify(path, before, after, old, new)
    groups = affected(path, old, new)
    plain = Change(
        kind=kind,
        action=action,
        level=level,
        path=path,
        old=before,
        new=after,
        start=start,
        affected=groups,
        retroactive=(),
        without_basis=False,
        mark=mark_of(path, old, new),
        edits=group.edits,
    )
    if action is Action.SORTED and kind not in ORDERED:
        return replace(plain, level=Level.WORDING)
    if level is Level.WORDING:
        return plain
    return replace(
        plain,
        retroactive=reach_back(
            _span(plain, old, new), path, level, groups=groups, criteria=new, on=on
        ),
        without_basis=not rests_on_law(path, new, kind),
    )


def _told(
    group: _Group, old: CriteriaSet, new: CriteriaSet
) -> tuple[object, object, Action, date | None]:
    """(old, new, action, start) as people are told them."""
    path, first = group.path, group.edits[0]
    if isinstance(path[-1], Order):
        return first.old, first.new, Action.SORTED, None
    before = _value_at(old, path)
    after = _value_at(new, path)
    if isinstance(before, Dated) or isinstance(after, Dated):
        return _told_dated(group, before, after, old, new)
    if before is ABSENT:
        return before, after, Action.ADDED, _own_start(after)
    if after is ABSENT:
        return before, after, Action.REMOVED, _own_start(before)
    return before, after, Action.CHANGED, None


def _told_dated(
    group: _Group, before: object, after: object, old: CriteriaSet, new: CriteriaSet
) -> tuple[object, object, Action, date | None]:
    lists = _value_at(old, group.path[:-1]), _value_at(new, group.path[:-1])
    if isinstance(before, Dated) and isinstance(after, Dated):
        return before.value, after.value, Action.CHANGED, after.start
    if isinstance(after, Dated):
        gone = next((e.old for e in group.edits if isinstance(e.old, Dated)), None)
        if gone is not None:
            return gone.start, after.start, Action.POSTPONED, min(gone.start, after.start)
        earlier = _in_force(lists[0], after.start)
        action = Action.ADDED if earlier is ABSENT else Action.STARTS
        return earlier, after.value, action, after.start
    assert isinstance(before, Dated)
    return before.value, _in_force(lists[1], before.start), Action.WITHDRAWN, before.start


def _in_force(values: object, on: date) -> object:
    """The value of a dated list in force on a day, ABSENT when there is none."""
    found: object = ABSENT
    if isinstance(values, tuple):
        for item in values:
            if item.start <= on:
                found = item.value
    return found


def _value_at(criteria: CriteriaSet, path: Path) -> object:
    nodes = at(criteria, path)
    return nodes[-1] if len(nodes) == len(path) + 1 else ABSENT


def _own_start(thing: object) -> date | None:
    """The day an added or removed thing works from: its own, or that of its first weight."""
    own = getattr(thing, "start", None)
    if isinstance(own, date):
        return own
    weights = getattr(thing, "weights", None)
    if isinstance(weights, tuple) and weights and isinstance(weights[0], Dated):
        return weights[0].start
    return None


def _span(change: Change, old: CriteriaSet, new: CriteriaSet) -> Span:
    """The days on which the change makes a difference."""
    if change.action is Action.POSTPONED:
        assert isinstance(change.old, date) and isinstance(change.new, date)
        return Span(min(change.old, change.new), max(change.old, change.new))
    if change.path[-1] in ("start", "end"):
        return _moved_limit(change)
    if change.start is None:
        return span_of(change.path, old, new)
    ends = []
    for criteria in (old, new):
        values = _value_at(criteria, change.path[:-1]) if change.path else ABSENT
        if isinstance(values, tuple):
            ends += [v.start for v in values if isinstance(v, Dated) and v.start > change.start]
    thing = change.new if change.new is not ABSENT else change.old
    end = getattr(thing, "end", None)
    return Span(change.start, min(ends) if ends else end)


def _moved_limit(change: Change) -> Span:
    """The days between the old and the new start or end of a scheme or profile."""
    days = sorted(day for day in (change.old, change.new) if isinstance(day, date))
    if len(days) == 2:
        return Span(days[0], days[1])
    return Span(days[0], None) if change.path[-1] == "end" else Span(None, days[0])


def _shift_change(shift: Shift, new: CriteriaSet, on: date) -> Change:
    path = _shift_path(shift)
    groups = affected(path, new, new)
    plain = Change(
        kind=Kind.ID,
        action=Action.RENAMED,
        level=Level.WORDING,
        path=path,
        old=shift.old,
        new=shift.new,
        start=None,
        affected=groups,
        retroactive=(),
        without_basis=False,
        mark=mark_of(path, new, new),
        shift=shift,
    )
    if isinstance(shift, Rename):
        return plain
    reached = reach_back(
        span_of(path, new, new), path, Level.SCORES, groups=groups, criteria=new, on=on
    )
    return replace(
        plain,
        kind=Kind.COMPONENT,
        action=Action.MOVED,
        level=Level.SCORES,
        retroactive=reached,
        without_basis=not rests_on_law(path, new, Kind.COMPONENT),
    )


def _shift_path(shift: Shift) -> Path:
    """Where the thing now stands."""
    if isinstance(shift, Move):
        scheme: Path = ("agencies", Key(shift.agency), "schemes", Key(shift.scheme))
        rule: Path = (*scheme, "measures", Key(shift.measure), "rule", "components")
        if shift.new is not None:
            return (*rule, Key(shift.new), "components", Key(shift.indicator))
        return (*rule, Key(shift.indicator))
    return _rename_path(shift)


def _rename_path(shift: Rename) -> Path:
    if shift.what is Agency:
        return ("agencies", Key(shift.new))
    home: Path = ("agencies", Key(shift.agency))
    if shift.scheme is not None:
        home = (*home, "schemes", Key(shift.scheme))
    return (*home, *_HOMES[shift.what], Key(shift.new))


_HOMES: dict[type, tuple[str, ...]] = {
    Unit: ("agency", "units"),
    PositionGroup: ("agency", "position_groups"),
    Indicator: ("indicators",),
    Service: ("services",),
    Scheme: ("schemes",),
    WorkedExample: ("examples",),
    RaterSet: ("rater_sets",),
    MeasureRule: ("measures",),
}
