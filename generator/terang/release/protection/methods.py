"""The methods of protection: what each tells in place of the true counts, and how it is attacked.

A shield is decided once for a set of counts; means are then shown as far as they leave it whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from terang.core.model import Method, ProtectionRules
from terang.disclosure import (
    Cell,
    CountTable,
    Policy,
    Protection,
    Relation,
    RoundingLoss,
    System,
    attack,
    round_table,
)
from terang.release.counting.counts import ASSESSED, CountSystem, cell_id, count_table
from terang.release.counting.units import TOTAL
from terang.release.protection.noise import Draw, laplace, nonnegative
from terang.release.protection.proven import Proven, attacked, pattern
from terang.release.protection.published import Published
from terang.release.protection.sums import Bound
from terang.releasefile.model import Precision

TOLD = "tampil|"  # starts the id of a published figure that stands for a true count


@dataclass(frozen=True, slots=True)
class Withholding:
    """Small counts and what would give them away are withheld."""

    counts: CountSystem
    protection: Protection | None

    @property
    def withheld(self) -> frozenset[str]:
        return frozenset() if self.protection is None else self.protection.withheld

    def published(self) -> Published:
        """The counts as tables show them."""
        return Published(self.counts, self.withheld)

    def attacked(self, bounds: Sequence[Bound] = ()) -> Proven:
        """Attack every withheld count; see `protection.attacked`."""
        return attacked(self.counts, self.protection, bounds)


@dataclass(frozen=True, slots=True)
class Rounding:
    """Every inner count at a multiple of the base beside it, all totals added up from those.

    told: by id of count. losses: by name of count table.
    """

    counts: CountSystem
    base: int
    told: Mapping[str, int]
    losses: Mapping[str, RoundingLoss]

    @property
    def withheld(self) -> frozenset[str]:
        return frozenset()

    @property
    def width(self) -> int:
        """How far a count shown as 0 stays open: any of 0..base-1 people."""
        return self.base - 1

    def published(self) -> Published:
        """The rounded counts as tables show them."""
        return Published(self.counts, told=self.told, precision=Precision.ROUNDED)

    def attacked(self, bounds: Sequence[Bound] = ()) -> Proven:
        """Attack every inner count: the attacker knows the base, all tables and the shown means.

        Exposed: known to within less than `width`. Raises AttackFailed as `attack` does.
        """
        inner = [cell for table in self.counts.tables for cell in open_cells(table)]
        if not inner:
            return Proven(self.counts, None, 0, None, (), losses=self.losses)
        shown = [Cell(TOLD + cell, self.told[cell]) for cell in inner]
        near = [Relation({c: 1, TOLD + c: -1}, Fraction(self.width)) for c in inner]
        system = System.from_tables(
            self.counts.tables,
            extra_cells=[*self.counts.cells, *shown, *(bound.cell for bound in bounds)],
            extra_relations=[
                *self.counts.relations,
                *near,
                *(relation for bound in bounds for relation in bound.relations),
            ],
        )
        every = [cell_id(table.name, at) for table in self.counts.tables for at in places(table)]
        found = attack(system.withholding(every), cells=inner, need=self.width)
        exposed = tuple(cell for cell, one in found.items() if one.narrower_than(self.width))
        widths = [one.width for one in found.values() if one.width is not None]
        return Proven(
            self.counts, None, len(found), min(widths, default=None), exposed, self.losses
        )


@dataclass(frozen=True, slots=True)
class Noise:
    """Random noise on every inner count, all totals added up from those; nothing to attack.

    Its promise holds whatever else is known, so that no withheld count and no mean is involved.
    """

    counts: CountSystem
    told: Mapping[str, int]
    scale: Decimal

    @property
    def withheld(self) -> frozenset[str]:
        return frozenset()

    def published(self) -> Published:
        """The noisy counts as tables show them."""
        return Published(self.counts, told=self.told, precision=Precision.NOISY)

    def attacked(self, bounds: Sequence[Bound] = ()) -> Proven:
        """No attack: what noise tells of anybody is bounded by epsilon. No means beside noise."""
        assert not bounds
        return Proven(self.counts, None, 0, None, (), scale=self.scale)


Shield = Withholding | Rounding | Noise


def shield(counts: CountSystem, policy: Policy, rules: ProtectionRules) -> Shield:
    """The counts protected by the method of the agency's policy.

    Raises ProtectionFailed with advice when there is no safe pattern or a package is missing.
    """
    match rules.method:
        case Method.WITHHOLDING:
            return Withholding(counts, pattern(counts, policy))
        case Method.ROUNDING:
            return rounding(counts, rules.base)
        case Method.NOISE:
            return noise(counts, rules.epsilon)
        case _:
            assert_never(rules.method)


def noise(counts: CountSystem, epsilon: Decimal, draw: Draw = laplace) -> Noise:
    """Add noise to every inner count, none below zero; who is assessed is told alike."""
    inner = [cell for table in counts.tables for cell in open_cells(table)]
    if not inner:
        return Noise(counts, {}, Decimal(0))
    drawn, scale = draw([counts.value(cell) for cell in inner], touched(counts), epsilon)
    at = dict(zip(inner, drawn, strict=True))
    told: dict[str, int] = {}
    for table in counts.tables:
        own = [place for place in places(table) if cell_id(table.name, place) in at]
        blurred = nonnegative([at[cell_id(table.name, place)] for place in own])
        leaves = dict(zip(own, blurred, strict=True))
        summed = with_assessed(_summed(table, leaves), told)
        assert isinstance(summed.values, Mapping)
        told |= {cell_id(table.name, place): n for place, n in summed.values.items()}
    return Noise(counts, told, scale)


def touched(counts: CountSystem) -> int:
    """In how many inner counts one person or one complaint stands at most.

    Once among the assessed or pending; once for each competence of one scheme and each training; a
    complaint by its outcome and by its time to answer.
    """
    names = [table.name.split(".") for table in counts.tables]
    needs = Counter(name[1] for name in names if name[0] == "kebutuhan")
    trainings = sum(name[0] == "pelatihan" for name in names)
    people = int(["predikat"] in names) + max(needs.values(), default=0) + trainings
    services = Counter(name[1] for name in names if name[0] in ("aduan", "waktu"))
    return max(people, *services.values(), 1)


def rounding(counts: CountSystem, base: int) -> Rounding:
    """Round the tables of a system; who is assessed is told alike in all of them."""
    told: dict[str, int] = {}
    losses: dict[str, RoundingLoss] = {}
    for table in counts.tables:
        rounded = round_table(with_assessed(table, told), base, every=True)
        values = rounded.values.ravel().tolist()
        ids = [cell_id(table.name, at) for at in places(table)]
        told |= dict(zip(ids, values, strict=True))
        losses[table.name] = rounded.loss
    return Rounding(counts, base, told, losses)


def open_cells(table: CountTable) -> list[str]:
    """Ids of the inner counts that stand for themselves (the assessed are sums of `predikat`)."""
    finest = [{tree.codes[leaf] for leaf in tree.leaves} for _, tree in table.dims]
    return [
        cell_id(table.name, at)
        for at in places(table)
        if all(code in leaves for code, leaves in zip(at, finest, strict=True))
        and not (table.name == "status" and at[1] == ASSESSED)
    ]


def places(table: CountTable) -> list[tuple[str, ...]]:
    """Coordinates in the order of the table's array."""
    found: list[tuple[str, ...]] = [()]
    for _, tree in table.dims:
        found = [(*place, code) for place in found for code in tree.codes]
    return found


def with_assessed(table: CountTable, told: Mapping[str, int]) -> CountTable:
    """`status` with the assessed as `predikat` tells them; other tables as they are."""
    if table.name != "status":
        return table
    assert isinstance(table.values, Mapping)
    (_, tree), (_, kinds) = table.dims
    leaves: dict[tuple[str, ...], int] = {}
    for leaf in (tree.codes[i] for i in tree.leaves):
        for kind in (kinds.codes[i] for i in kinds.leaves):
            same = cell_id("predikat", (leaf, TOTAL, TOTAL))
            leaves[leaf, kind] = told[same] if kind == ASSESSED else table.values[leaf, kind]
    return _summed(table, leaves)


def _summed(table: CountTable, leaves: Mapping[tuple[str, ...], int]) -> CountTable:
    """A table of the same shape with other inner counts, all totals added up."""
    parents = [
        {
            code: None if above < 0 else tree.codes[above]
            for code, above in zip(tree.codes, tree.parent, strict=True)
        }
        for _, tree in table.dims
    ]
    return count_table(table.name, [name for name, _ in table.dims], parents, leaves)
