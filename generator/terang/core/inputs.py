"""From ratings as people give them to ratings as expressions see them, with every fault listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from terang.core.evaluate import Rating
from terang.core.model import RatingInput
from terang.core.program import NO, YES, InputSpec, Program

Inputs = Mapping[str, Mapping[str, Sequence[RatingInput]]]  # indicator -> source -> ratings


@dataclass(frozen=True, slots=True)
class InputFault:
    """A rating that cannot be used: where, which rule (`key`), and values for its message.

    An open end of a range is an empty text.
    """

    indicator: str
    source: str
    key: str
    fields: Mapping[str, str]


class InvalidInputs(ValueError):
    """Ratings that do not fit a program; carries every fault found."""

    def __init__(self, faults: Sequence[InputFault]) -> None:
        super().__init__(f"{len(faults)} faults in the inputs")
        self.faults = tuple(faults)


def read_inputs(
    program: Program, inputs: Inputs
) -> tuple[dict[str, tuple[Rating, ...]], tuple[InputFault, ...]]:
    """Ratings by input id, and the faults of those that cannot be used.

    Texts `ya`/`tidak` and truth values answer yes/no; a whole number may stand for a code.
    """
    specs = {(spec.indicator, spec.source): spec for spec in program.inputs}
    ratings: dict[str, tuple[Rating, ...]] = {}
    faults: list[InputFault] = []
    for indicator, by_source in inputs.items():
        for source, given in by_source.items():
            spec = specs.get((indicator, source))
            if spec is None:
                faults.append(_unknown(program, indicator, source))
                continue
            if not spec.many and len(given) > 1:
                faults.append(_fault(spec, "terlalu_banyak", jumlah=len(given)))
                continue
            read = [_rating(spec, rating) for rating in given]
            faults += [item for item in read if isinstance(item, InputFault)]
            ratings[spec.id] = tuple(item for item in read if isinstance(item, Rating))
    return ratings, tuple(faults)


def _unknown(program: Program, indicator: str, source: str) -> InputFault:
    sources = {spec.source for spec in program.inputs if spec.indicator == indicator}
    key, word, known = "sumber_asing", source, sources
    if not sources:
        known = {spec.indicator for spec in program.inputs}
        key, word = "indikator_asing", indicator
    near = get_close_matches(word, sorted(known), 1)
    expected = near[0] if near else ", ".join(sorted(known))
    return InputFault(indicator, source, key, {"nilai": word, "pilihan": expected})


def _fault(spec: InputSpec, key: str, **fields: object) -> InputFault:
    texts = {name: str(value) for name, value in fields.items()}
    return InputFault(spec.indicator, spec.source, key, texts)


def _rating(spec: InputSpec, given: RatingInput) -> Rating | InputFault:
    if given.target is not None and spec.kind != "rasio":
        return _fault(spec, "target_tidak_perlu")
    match spec.kind:
        case "pilihan" | "ya_tidak":
            return _code(spec, given.value)
        case "rasio":
            if given.target is None:
                return _fault(spec, "target_perlu")
            if given.target <= 0:
                return _fault(spec, "target_nol", nilai=given.target)
            return _number(spec, given.value, Fraction(given.target))
        case "angka" | "skala":
            return _number(spec, given.value, None)


def _code(spec: InputSpec, value: Decimal | str | bool) -> Rating | InputFault:
    if isinstance(value, bool):
        code = YES if value else NO
    elif isinstance(value, Decimal):
        code = f"{value.normalize():f}"
    else:
        code = value.strip()
    codes = [choice.code for choice in spec.choices]
    if code not in codes:
        return _fault(spec, "bukan_pilihan", nilai=code, pilihan=", ".join(codes))
    return Rating(code)


def _number(
    spec: InputSpec, value: Decimal | str | bool, target: Fraction | None
) -> Rating | InputFault:
    if not isinstance(value, Decimal) or not value.is_finite():
        return _fault(spec, "bukan_angka", nilai=value)
    number = Fraction(value)
    if spec.kind == "skala" and number.denominator != 1:
        return _fault(spec, "harus_bulat", nilai=value)
    too_low = spec.low is not None and number < spec.low
    if too_low or (spec.high is not None and number > spec.high):
        low, high = ("" if end is None else end for end in (spec.low, spec.high))
        return _fault(spec, "di_luar_rentang", nilai=value, terendah=low, tertinggi=high)
    return Rating(number, target)
