"""Structural edits between two values of the model: found, and applied again.

An edit names a place by a path of steps from the root: a field name, or the key of an element of a
mapping or of a list whose elements have identity (id, code, start ...). Marks, file names and
digests say where something stands, not what it says, and are no difference.
"""

from __future__ import annotations

# Any: the walk treats every class of the model alike
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from terang.core.model import (
    Band,
    Dated,
    DistributionRule,
    IndicatorComponent,
    LegalBasis,
    Level,
    PublicationDate,
    RaterAlternative,
    SourceText,
    Statement,
    SurveyElement,
    Text,
)

T = TypeVar("T")
PLACES = frozenset({"mark", "marks", "file", "digest"})
ATOMS = (Text, LegalBasis)  # told as a whole
_IDENTITY: dict[type, tuple[str, ...]] = {  # for every other class: its id
    Dated: ("start",),
    IndicatorComponent: ("indicator",),
    Level: ("code",),
    SurveyElement: ("code",),
    Band: ("category", "condition"),
    Statement: ("rows",),
    RaterAlternative: ("without",),
    PublicationDate: ("period",),
    SourceText: ("prefix",),
    DistributionRule: ("organisation",),
}


class Absent(Enum):
    """The old value of what was added, the new value of what was removed."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Key:
    """A step into a mapping or list: the element's key; `nth` tells equal keys apart."""

    value: Hashable
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """The step of an edit that only sorts a list anew; its values are tuples of keys."""


Step = str | Key | Order
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """At `path`, `old` became `new`; `after` is the key an added list element follows."""

    path: Path
    old: object
    new: object
    after: Key | None = None


def edits(old: object, new: object, path: Path = ()) -> Iterator[Edit]:
    """Every edit that leads from `old` to `new`, in the order of the model's fields."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _mapping_edits(old, new, path)
    elif _is_keyed(old) and _is_keyed(new) and (old or new):
        yield from _list_edits(keyed(old), keyed(new), path)
    elif type(old) is type(new) and is_dataclass(old) and not isinstance(old, ATOMS):
        for name in content_fields(old):
            yield from edits(getattr(old, name), getattr(new, name), (*path, name))
    elif old != new or type(old) is not type(new):  # True equals 1, but says something else
        yield Edit(path, old, new)


def same(old: object, new: object) -> bool:
    """Whether two values say the same, wherever they stand."""
    return next(edits(old, new), None) is None


def content_fields(value: object) -> tuple[str, ...]:
    """The fields of a dataclass value (or class) that say something, in order."""
    return tuple(f.name for f in fields(value) if f.name not in PLACES)  # type: ignore[arg-type]


def keyed(items: object) -> dict[Key, object]:
    """The elements of a list of things with identity, by key, in order."""
    assert isinstance(items, tuple)
    seen: dict[Hashable, int] = {}
    by_key: dict[Key, object] = {}
    for item in items:
        value = identity(item)
        by_key[Key(value, seen.get(value, 0))] = item
        seen[value] = seen.get(value, 0) + 1
    return by_key


def identity(item: object) -> Hashable:
    """What makes two elements of a list the same thing; None for a plain value."""
    names = _IDENTITY.get(type(item), ("id",))
    values = tuple(getattr(item, name, None) for name in names)
    return values[0] if len(values) == 1 else values


def apply_edits(value: T, changes: list[Edit]) -> T:
    """`value` after the edits; the inverse of `edits`."""
    return _applied(value, changes, 0)  # type: ignore[no-any-return]


def at(value: object, path: Path) -> tuple[object, ...]:
    """The values met from `value` along `path`, root first; ends where the path leaves them."""
    met: list[object] = [value]
    for step in path:
        match step:
            case Key() if isinstance(value, Mapping):
                value = value.get(step.value, ABSENT)
            case Key() if isinstance(value, tuple):
                value = keyed(value).get(step, ABSENT)
            case str() if is_dataclass(value):
                value = getattr(value, step, ABSENT)
            case _:
                break
        if value is ABSENT:
            break
        met.append(value)
    return tuple(met)


def rebuilt(value: object, touch: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """`value` with `touch` applied to every dataclass value inside it, innermost first."""
    if isinstance(value, Mapping):
        return {key: rebuilt(item, touch) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(rebuilt(item, touch) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {f.name: rebuilt(getattr(value, f.name), touch) for f in fields(value)}
    return touch(replace(value, **parts))


def _is_keyed(value: object) -> bool:
    """A list of things with identity, or an empty one; texts and legal bases are plain values."""
    return isinstance(value, tuple) and all(
        is_dataclass(item) and not isinstance(item, ATOMS) for item in value
    )


def _mapping_edits(
    old: Mapping[Any, object], new: Mapping[Any, object], path: Path
) -> Iterator[Edit]:
    for key in [*old, *(key for key in new if key not in old)]:
        place = (*path, Key(key))
        if key in old and key in new:
            yield from edits(old[key], new[key], place)
        else:
            yield Edit(place, old.get(key, ABSENT), new.get(key, ABSENT))


def _list_edits(old: dict[Key, object], new: dict[Key, object], path: Path) -> Iterator[Edit]:
    for key, gone in old.items():
        if key not in new:
            yield Edit((*path, key), gone, ABSENT)
    before: Key | None = None
    for key, item in new.items():
        if key in old:
            yield from edits(old[key], item, (*path, key))
        else:
            yield Edit((*path, key), ABSENT, item, before)
        before = key
    old_order, new_order = (
        tuple(key for key in this if key in other) for this, other in ((old, new), (new, old))
    )
    if old_order != new_order:
        yield Edit((*path, Order()), tuple(old), tuple(new))


def _applied(value: Any, changes: list[Edit], depth: int) -> Any:  # noqa: ANN401
    if len(changes) == 1 and len(changes[0].path) == depth:
        return changes[0].new
    groups: dict[Step, list[Edit]] = {}
    for edit in changes:
        groups.setdefault(edit.path[depth], []).append(edit)
    if isinstance(value, tuple):
        return _applied_list(value, groups, depth)
    if isinstance(value, Mapping):
        items = {Key(key): item for key, item in value.items()}
        return {k.value: v for k, v in _applied_items(items, groups, depth).items()}
    parts = {name: _applied(getattr(value, str(name)), g, depth + 1) for name, g in groups.items()}
    return replace(value, **{str(name): part for name, part in parts.items()})


def _applied_items(
    items: dict[Key, object], groups: dict[Step, list[Edit]], depth: int
) -> dict[Key, object]:
    result = dict(items)
    for step, group in groups.items():
        if not isinstance(step, Key):
            continue
        changed = _applied(result.get(step), group, depth + 1)
        if changed is ABSENT:
            del result[step]
        else:
            result[step] = changed
    return result


def _applied_list(
    value: tuple[object, ...], groups: dict[Step, list[Edit]], depth: int
) -> tuple[object, ...]:
    items = _applied_items(keyed(value), groups, depth)
    if Order() in groups:
        order = list(groups[Order()][0].new)  # type: ignore[call-overload]
    else:
        added = [g[0] for g in groups.values() if len(g[0].path) == depth + 1]
        placed = {e.path[depth]: e.after for e in added if e.old is ABSENT}
        order = [key for key in items if key not in placed]
        for key, after in placed.items():
            order.insert(0 if after is None else order.index(after) + 1, key)
    return tuple(items[key] for key in order)
