"""Complementary withholding: the cheapest pattern found in which every target has a move."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.errors import ProtectionFailed
from terang.disclosure.evenness import even_out
from terang.disclosure.improve import PROGRAMS_A_SECOND, improve
from terang.disclosure.loss import loss_report
from terang.disclosure.model import (
    Cell,
    CountTable,
    Policy,
    Protection,
    Relation,
)
from terang.disclosure.pattern import Pattern
from terang.disclosure.primary import singleton_classes, targets
from terang.disclosure.regions import Regions
from terang.disclosure.replan import suggest
from terang.disclosure.search import Search, floors, prices
from terang.disclosure.system import CellId, System, plain_id
from terang.disclosure.verify import proof_key, verify

Progress = Callable[[str, int, int], None]
LEAST_EFFORT = 2500
NEAR = 1.005  # a pattern that costs this much more than the least possible is not improved
MANY_TARGETS = 20_000  # beyond, improving waits until it is asked for
Ints = NDArray[np.int64]


def protect(
    tables: Sequence[CountTable],
    policy: Policy,
    *,
    extra_relations: Sequence[Relation] = (),
    extra_cells: Sequence[Cell] = (),
    shared: dict[tuple[str, tuple[str, ...]], str] | None = None,
    cell_id: CellId = plain_id,
    known: frozenset[str] = frozenset(),
    must_withhold: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Protection:
    """A proved pattern of withheld cells for tables published together.

    known: ids that an earlier release shows; they can't be withheld. must_withhold: ids withheld
    whatever their size. Raises InvalidTable for cells that do not fit, ProtectionFailed when no
    safe pattern was found and proved: then nothing may be published.
    """
    system = System.from_tables(tables, extra_cells, extra_relations, shared, cell_id, known)
    return protect_system(system, policy, must_withhold=must_withhold, progress=progress)


def protect_system(
    system: System,
    policy: Policy,
    *,
    must_withhold: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Protection:
    """As `protect`, for a system already built."""
    forced = system.indices(must_withhold)
    if not system.hideable[forced].all():
        shown = [system.ids[i] for i in forced.tolist() if not system.hideable[i]]
        raise ProtectionFailed("known_cells", shown)
    protection = _sealed(  # the pattern is let go before its proofs are read
        system, policy, found_pattern(system, policy, forced, progress), must_withhold
    )
    faults = verify(system, protection)
    if faults:
        raise ProtectionFailed("unverified", faults[:20])
    return protection


def found_pattern(
    system: System, policy: Policy, forced: Ints, progress: Progress | None = None
) -> Pattern:
    """A pattern in which every target is proved, improved while time lasts."""
    wanted = list(targets(system, policy))
    fixed = ~system.published
    fixed[forced] = True
    for target in wanted:
        fixed[target.name] |= system.hideable[target.name]
    price = prices(system, policy)
    pattern = Pattern(fixed, price, singleton_classes(system, policy), wanted)
    regions = Regions(system, np.isfinite(price), floors(system, policy))
    search = Search(system, policy, pattern, regions)
    budget = effort(policy, len(wanted))
    bound: float | None = None
    if regions.whole is not None:
        bound = suggest(search, regions.whole, range(len(wanted)), pattern.hidden, budget)
    search.prove_all(progress)
    search.pattern.factor[:] = 1.0
    if bound is None or pattern.total > bound * NEAR:
        improve(search, budget - search.regions.solved, progress)
    even_out(search)
    return pattern


def effort(policy: Policy, targets: int) -> int:
    """How many programs may be solved for improving a pattern."""
    if policy.seconds is not None:
        return int(policy.seconds * PROGRAMS_A_SECOND)
    few = min(LEAST_EFFORT, 40 * targets)
    return max(few, 5 * targets) if targets <= MANY_TARGETS else 0


def _sealed(
    system: System, policy: Policy, pattern: Pattern, must_withhold: frozenset[str]
) -> Protection:
    reasons: dict[int, str] = {}
    for target in pattern.targets:
        reasons.setdefault(target.name, target.reason)
    for name in must_withhold:
        reasons.setdefault(system.index(name), "asked")
    withheld = np.flatnonzero(pattern.hidden)
    names = {i: system.ids[i] for i in withheld.tolist()}
    place = {key: number for number, key in enumerate(pattern.moves)}
    proof = {
        proof_key(system, target): tuple(place[key] for key in keys)
        for target, keys in zip(pattern.targets, pattern.proof, strict=True)
    }
    own = {i: reason for i, reason in sorted(reasons.items()) if i in names}
    return Protection(
        withheld=frozenset(names.values()),
        primary=frozenset(names[i] for i in own),
        reasons={names[i]: reason for i, reason in own.items()},
        moves=tuple(pattern.moves.values()),
        proof=proof,
        undecided=frozenset(),
        loss=loss_report(system, pattern.hidden, own),
        policy=policy,
        stats={},
    )
