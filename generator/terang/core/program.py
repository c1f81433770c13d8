"""A scheme lowered to expressions on one date: everything an evaluator needs, as values.

JSON form (`program_json`): `format: "terang-program/1"`, and the fields of the classes below under
their own names; texts are `{"id": ..., "en": ...}`, rationals "n" or "n/d", expressions as in
`core/expr_json.py`. The browser evaluates `bindings` in order, shows `inputs` as a form, tells the
steps from `sums` and `measures`, and finds the distance to the next band in `cuts`.

Names of bindings: `i.<indikator>.<sumber>` mean of one source, exact; `i.<indikator>` its score,
rounded to 2 places (`i.<indikator>@<susunan>` where the scheme rates it a second way);
`w.<jumlah>.<bagian>` the weight in percent with which a part counts, 0 when it is left out; the
score is divided by their sum (only where weights can move); `k.<ukuran>.<kelompok>` score of a
group, exact; `n.<ukuran>` value, exact; `v.<ukuran>` rounded to 2;
`c.<ukuran>.dasar` category before gates (where there are any);
`c.<ukuran>` category; `s.<ukuran>` "lengkap" or "belum_lengkap"; `g.<ukuran>.<gerbang>`;
`d.<ukuran>.<indikator>` gap, rounded to 2; for a matrix `n.<ukuran>.baris`, `c.<ukuran>.baris`,
`k.<ukuran>.baris.<kelompok>`, and the same for `kolom`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from terang.core import expr, expr_json
from terang.core.model import Text

PROGRAM_FORMAT = "terang-program/1"
COMPLETE, PENDING = "lengkap", "belum_lengkap"
YES, NO = "ya", "tidak"

InputKind = Literal["rasio", "angka", "skala", "pilihan", "ya_tidak"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A code an input accepts, with what it means and its score."""

    code: str
    label: Text
    score: Fraction


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One question to one source: an indicator rated by, or recorded in, that source.

    kind: `rasio` (value >= 0 and target > 0), `angka` (value), `skala` (whole numbers low..high),
    `pilihan` (one of `choices`), `ya_tidak` (codes "ya", "tidak").
    function, parameters: the score function's key in the criteria file and its numbers (`batas`,
    `standar`, ...), for telling how a rating becomes a score.
    many: several raters may answer; otherwise one record at most.
    minimum: fewer ratings than this count as none. optional: never makes a measure pending.
    """

    id: str  # "<indicator>.<source>", the name expressions use
    indicator: str
    source: str
    label: Text
    source_label: Text
    unit: Text
    kind: InputKind
    function: str
    parameters: tuple[tuple[str, Fraction], ...]
    many: bool
    minimum: int
    optional: bool
    low: Fraction | None
    high: Fraction | None
    choices: tuple[Choice, ...]


class Binding(NamedTuple):
    name: str
    expr: expr.Expr


@dataclass(frozen=True, slots=True)
class Part:
    """A term of a weighted sum: `binding` x `weight` percent.

    actual: binding of the weight with which it counts, or None where the weight is fixed.
    """

    id: str
    label: Text
    binding: str
    weight: Fraction
    actual: str | None


@dataclass(frozen=True, slots=True)
class Sum:
    """How a binding is put together, for telling it: sources of an indicator, parts of a score."""

    binding: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """An indicator as the scheme scores it; `standard` is the expected score, if there is one."""

    id: str
    name: Text
    kind: str  # golongan
    binding: str
    standard: Fraction | None


@dataclass(frozen=True, slots=True)
class CategorySpec:
    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Cut:
    """A band, best first; condition: name of the extra condition a band asks for, if any.

    condition_binding: score of the indicator that shows it (100 holds), None when none is declared.
    """

    category: str
    low: Fraction
    high: Fraction
    inclusive: bool
    condition: Text | None
    condition_binding: str | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A value cut into categories: its binding, the category's binding, bands best first."""

    value: str
    category: str
    places: int | None
    categories: tuple[CategorySpec, ...]
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class AxisSpec:
    """One side of a matrix: a scale computed from a sum, or the code of one input."""

    name: Text
    category: str  # binding
    scale: Scale | None
    input: str | None


@dataclass(frozen=True, slots=True)
class MatrixSpec:
    ratings: tuple[CategorySpec, ...]
    row: AxisSpec
    column: AxisSpec
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class GateSpec:
    """A declared gate; `binding` is true when it applies, null when its record is missing."""

    id: str
    name: Text
    binding: str
    inputs: tuple[str, ...]
    effect: Literal["paling_tinggi", "tunda", "catat"]
    category: str | None


@dataclass(frozen=True, slots=True)
class GapSpec:
    indicator: str
    name: Text
    binding: str
    minuend: str  # source ids
    subtrahend: str


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """An outcome: bindings of its value, category (None without a scale) and status."""

    id: str
    name: Text
    role: Literal["utama", "pendamping"]
    is_national: bool
    value: str | None  # binding n., None for a matrix
    category: str | None  # binding c.
    status: str  # binding s.
    categories: tuple[CategorySpec, ...]
    scale: Scale | None
    matrix: MatrixSpec | None
    gates: tuple[GateSpec, ...]
    gaps: tuple[GapSpec, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """What a scheme computes on a date. Bindings refer to earlier ones only."""

    agency: str
    scheme: str
    name: Text
    on: date
    inputs: tuple[InputSpec, ...]
    bindings: tuple[Binding, ...]
    sums: tuple[Sum, ...]
    indicators: tuple[IndicatorSpec, ...]
    measures: tuple[MeasureSpec, ...]

    def input(self, input_id: str) -> InputSpec:
        """The input of that id; KeyError when there is none."""
        for spec in self.inputs:
            if spec.id == input_id:
                return spec
        raise KeyError(input_id)


def program_json(program: Program) -> dict[str, Any]:
    """The program as JSON values, see the module's head."""
    return {"format": PROGRAM_FORMAT} | _plain_fields(program)


def _plain_fields(value: Any) -> dict[str, Any]:  # noqa: ANN401
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, Binding):
        return {"name": value.name, "expr": expr_json.to_json(value.expr)}
    if isinstance(value, Text):
        return {"id": value.id, "en": value.in_language("en")}
    if isinstance(value, Fraction | date):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _plain_fields(value) if is_dataclass(value) else value
