"""Synthetic people: opaque ids in units and position groups, with a hidden quality of work.

Everything is drawn from one seeded stream per agency, so the same seed gives the same people on
every machine. Nobody here exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from terang.core.model import Agency, Unit

TURNOVER = 0.05  # share of people replaced between two periods


@dataclass(frozen=True, slots=True)
class Person:
    """quality: about 0 on average, mostly within -1..1; drives every rating of the person."""

    id: str
    unit: str
    group: str
    quality: float


def people(agency: Agency, count: int, random: Random) -> tuple[Person, ...]:
    """`count` people in the leaf units of the agency, unevenly large, groups unevenly common."""
    places = _places(agency, random)
    weights = [weight for _, _, weight in places]
    chosen = random.choices(places, weights=weights, k=count)
    return tuple(
        Person(f"P{number:06d}", unit, group, _quality(random))
        for number, (unit, group, _) in enumerate(sorted(chosen), start=1)
    )


def next_year(before: Sequence[Person], random: Random) -> tuple[Person, ...]:
    """The same people a year later: most stay, some leave and are replaced, all change a little."""
    newest = len(before)
    after = []
    for person in before:
        if random.random() < TURNOVER:
            newest += 1
            after.append(replace(person, id=f"P{newest:06d}", quality=_quality(random)))
        else:
            drift = 0.05 + 0.15 * (random.random() - 0.5)
            after.append(replace(person, quality=person.quality + drift))
    return tuple(sorted(after, key=lambda person: person.id))


def _quality(random: Random) -> float:
    return sum(random.random() for _ in range(4)) - 2


def _places(agency: Agency, random: Random) -> list[tuple[str, str, float]]:
    parents = {unit.parent for unit in agency.units}
    leaves = [unit for unit in agency.units if unit.id not in parents]
    group_weights = {g.id: 1.0 / (place + 1) for place, g in enumerate(agency.position_groups)}
    result = []
    for unit in leaves:
        size = 0.35 + random.random()
        for group, weight in group_weights.items():
            if _fits(group, unit, agency):
                result.append((unit.id, group, size * weight * (0.7 + 0.6 * random.random())))
    return result


def _fits(group: str, unit: Unit, agency: Agency) -> bool:
    """Health staff sit in health units: a group whose name shares a word with some units."""
    words = set(group.split("-"))
    named = {u.id for u in agency.units if words & set(u.id.split("-"))}
    return not named or unit.id in named or unit.parent in named
