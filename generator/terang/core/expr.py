"""The expression form: what a rule computes, as a small closed union of frozen nodes.

Three evaluators read it: `core/evaluate.py` (tells every step), the SQL compiler of the private
zone, and the calculator in the browser (through `core/expr_json.py`). They must agree digit for
digit, so the meaning of every node is fixed here:

- Values are exact rationals, texts, truth values, or null. Nothing is ever a binary float.
- Null is strict: an operation with a null operand is null. The exceptions are `IsNull` (never
  null), `Coalesce` (the first operand that is not null), and `If`, which evaluates only the
  branch it takes (a null condition gives null).
- `Div` by zero is null. `Round` is half away from zero, see `core/numbers.py`.
- Ratings of an input are numbers, or codes (`ya` and `tidak` for yes/no). `Mean`, `Count` read
  all of them; `Value`, `Target` and `Code` read an input that has one record at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Scalar: TypeAlias = Fraction | str | bool | None

# --- maps: from one rating to its score ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Identity:
    """A numeric rating as it is."""


@dataclass(frozen=True, slots=True)
class Affine:
    """rating x multiply + add."""

    multiply: Fraction
    add: Fraction


@dataclass(frozen=True, slots=True)
class Lookup:
    """The score of a code; every code an input allows is listed."""

    scores: tuple[tuple[str, Fraction], ...]


RatingMap: TypeAlias = Identity | Affine | Lookup

# --- leaves ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Num:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Bool:
    value: bool


@dataclass(frozen=True, slots=True)
class Null:
    pass


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of an earlier binding of the program."""

    name: str


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean over an input's ratings of map(rating); null when there is no rating."""

    input: str
    map: RatingMap


@dataclass(frozen=True, slots=True)
class Count:
    """How many ratings an input has; 0 when none, never null."""

    input: str


@dataclass(frozen=True, slots=True)
class Value:
    """The number of an input's single record, or null."""

    input: str


@dataclass(frozen=True, slots=True)
class Target:
    """The target of an input's single record (> 0), or null."""

    input: str


@dataclass(frozen=True, slots=True)
class Code:
    """The code of an input's single record, or null."""

    input: str


# --- arithmetic ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Add:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Sub:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Mul:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Div:
    """left / right; null when right is zero."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Min:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Max:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Half up (away from zero) to `places` decimals."""

    value: Expr
    places: int


# --- truth -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lt:
    """left < right, numbers."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Le:
    """left <= right, numbers."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Eq:
    """left = right: both numbers, both texts or both truth values."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class And:
    """All hold; null when any is null, whatever the others are."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any holds; null when any is null, whatever the others are."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not:
    value: Expr


@dataclass(frozen=True, slots=True)
class IsNull:
    value: Expr


@dataclass(frozen=True, slots=True)
class If:
    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Coalesce:
    parts: tuple[Expr, ...]


# --- look-ups --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BandCut:
    """low <= x, and x <= high (inclusive) or x < high; `condition` must be true where given."""

    category: str
    low: Fraction
    high: Fraction
    inclusive: bool
    condition: Expr | None = None


@dataclass(frozen=True, slots=True)
class PickBand:
    """Category of the first band (best first) that holds the value; null when none does.

    places: the value is rounded half up to so many decimals first; None looks up the exact one.
    A band whose condition is false or null does not hold.
    """

    value: Expr
    places: int | None
    bands: tuple[BandCut, ...]


@dataclass(frozen=True, slots=True)
class PickCell:
    """Category of the cell (row, column); null when either is null or no cell matches."""

    row: Expr
    column: Expr
    cells: tuple[tuple[str, str, str], ...]  # (row, column, category)


@dataclass(frozen=True, slots=True)
class Worst:
    """The later of two categories in `order` (best first)."""

    left: Expr
    right: Expr
    order: tuple[str, ...]


Expr: TypeAlias = (
    Num
    | Text
    | Bool
    | Null
    | Ref
    | Mean
    | Count
    | Value
    | Target
    | Code
    | Add
    | Sub
    | Mul
    | Div
    | Min
    | Max
    | Round
    | Lt
    | Le
    | Eq
    | And
    | Or
    | Not
    | IsNull
    | If
    | Coalesce
    | PickBand
    | PickCell
    | Worst
)
