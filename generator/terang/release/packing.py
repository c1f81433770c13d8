"""Several small sums and counts in one: one aggregate over the ratings serves a few inputs.

A field is an input whose ratings add small whole numbers. Each field has its own bits of a shared
64-bit sum: the lower ones count its ratings, the upper ones sum their numbers. No field can run
over into the next while a person has at most LIMIT ratings in all; whoever reads a shared sum
checks that first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

from sqlglot import exp

from terang.release import rational
from terang.release.rational import Sql
from terang.release.storage import CODE, INPUT, NUMBER, looked_up

COUNT_BITS = 9
LIMIT = 2**COUNT_BITS - 1  # ratings of one person, all inputs together
SUM_BITS = 63
PACKED, SLOT = "padat", "wadah"  # a rating's share of a sum, and the number of that sum


@dataclass(frozen=True)
class Field:
    """An input whose ratings add whole numbers 0..highest: their own, or of their codes."""

    input: str
    highest: int = 0
    places: Mapping[int, Fraction] = field(default_factory=dict)  # number of a code -> its score

    @cached_property
    def unit(self) -> Fraction:
        """What one stands for: every score is a whole multiple of it."""
        scores = [score for score in self.places.values() if score]
        if not scores:
            return Fraction(1)
        bottom = lcm(*(score.denominator for score in scores))
        return Fraction(gcd(*(int(score * bottom) for score in scores)), bottom)

    @cached_property
    def points(self) -> dict[int, int]:
        """Number of a code -> its score in units."""
        return {place: int(score / self.unit) for place, score in self.places.items()}

    @cached_property
    def bits(self) -> int:
        largest = max(self.points.values(), default=self.highest)
        return COUNT_BITS + COUNT_BITS + max(largest.bit_length(), 1)


class Packing:
    """Which shared sum holds which field, from which bit on."""

    def __init__(self, fields: Iterable[Field], inputs: Mapping[str, int]) -> None:
        self._fields = {f.input: f for f in fields if f.bits <= SUM_BITS}
        self._inputs = inputs
        self._places: dict[str, tuple[int, int]] = {}  # input -> shared sum, first bit
        used: list[int] = []
        for f in self._fields.values():
            free = (k for k, bits in enumerate(used) if bits + f.bits <= SUM_BITS)
            slot = next(free, len(used))
            if slot == len(used):
                used.append(0)
            self._places[f.input] = (slot + 1, used[slot])
            used[slot] += f.bits

    def field(self, input_id: str) -> Field | None:
        return self._fields.get(input_id)

    def total(self, input_id: str) -> tuple[str, exp.Expr]:
        """Column and aggregate of the shared sum that holds an input."""
        slot, _ = self._places[input_id]
        mine = exp.EQ(this=exp.column(SLOT), expression=rational.number(slot))
        share = exp.Case(ifs=[exp.If(this=mine, true=exp.column(PACKED))])
        return f"m.{PACKED}.{slot}", exp.Sum(this=share)

    def parts(self, input_id: str, shared: Sql) -> tuple[Sql, Sql]:
        """Sum in units and count of an input, both 0 where there is none, of a shared sum."""
        first, bits = self._places[input_id][1], self._fields[input_id].bits
        return (
            _bits(shared, first + COUNT_BITS, bits - COUNT_BITS),
            _bits(shared, first, COUNT_BITS),
        )

    def columns(self, wanted: Collection[str]) -> Iterator[tuple[str, Sql]]:
        """The columns of a rating that the shared sums among `wanted` read."""
        if not any(self.total(f)[0] in wanted for f in self._fields):
            return
        factors, shares, slots = {}, {}, {}
        for name, f in self._fields.items():
            slot, first = self._places[name]
            slots[self._inputs[name]] = slot
            for place, points in f.points.items():
                shares[place] = ((points << COUNT_BITS) + 1) << first
            if not f.points:
                factors[self._inputs[name]] = 1 << first
        one = exp.Add(
            this=exp.Mul(this=exp.column(NUMBER), expression=rational.number(1 << COUNT_BITS)),
            expression=rational.number(1),
        )
        number = exp.Mul(this=exp.Paren(this=one), expression=looked_up(factors, INPUT))
        coded = exp.Is(this=exp.column(CODE), expression=exp.Null())
        share = exp.Case(ifs=[exp.If(this=coded, true=number)], default=looked_up(shares, CODE))
        yield SLOT, looked_up(slots, INPUT, "TINYINT")
        yield PACKED, share


def _bits(shared: Sql, first: int, count: int) -> Sql:
    moved = shared
    if first:
        moved = exp.Paren(
            this=exp.BitwiseRightShift(this=shared, expression=rational.number(first))
        )
    return exp.BitwiseAnd(this=moved, expression=rational.number(2**count - 1))
