"""How the ratings of a program are stored as whole numbers.

A stored rating has the number of its person, of its input and of its code, and its value and
target in the scale of the input: whole numbers as they are, others in millionths.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlglot import exp

from terang.core import expr
from terang.core.program import InputSpec, Program
from terang.release.scoring import rational
from terang.release.scoring.rational import Sql

RATINGS, PEOPLE = "penilaian", "orang"
PERSON, INPUT, NUMBER, TARGET, CODE = "pegawai", "masukan", "angka", "target", "kode"
SCALE = 10**6  # values that need not be whole are stored in millionths


@dataclass(frozen=True, slots=True)
class Layout:
    """How the ratings of one program are stored: numbers of inputs and codes, scales of values."""

    inputs: Mapping[str, int]
    codes: Mapping[tuple[str, str], int]  # (input, code)
    scales: Mapping[str, int]


def layout(program: Program) -> Layout:
    """The storage of a program's ratings; depends on the program alone."""
    specs = {spec.id: spec for spec in program.inputs}
    codes = [(spec.id, choice.code) for spec in program.inputs for choice in spec.choices]
    inputs = list(specs)
    for binding in program.bindings:
        for node in leaves(binding.expr):
            inputs.append(node.input)
            if isinstance(node, expr.Mean) and isinstance(node.map, expr.Lookup):
                codes += [(node.input, code) for code, _ in node.map.scores]
    scales = {name: 1 if is_whole(specs.get(name)) else SCALE for name in inputs}
    return Layout(_numbered(inputs), _numbered(codes), scales)


def looked_up(places: Mapping[int, int], column: str, kind: str = "BIGINT") -> Sql:
    """The entry of a list by a column that numbers from 1; 0 where nothing is listed."""
    listed = [rational.number(places.get(i + 1, 0)) for i in range(max(places, default=1))]
    whole = exp.cast(exp.Array(expressions=listed), exp.DataType.build(f"ARRAY<{kind}>"))
    return exp.Bracket(this=whole, expressions=[exp.column(column)], offset=1, safe=True)


def leaves(
    node: object,
) -> Iterator[expr.Mean | expr.Count | expr.Value | expr.Target | expr.Code]:
    """The parts of an expression that read ratings."""
    if isinstance(node, expr.Mean | expr.Count | expr.Value | expr.Target | expr.Code):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from leaves(part)
    else:
        for slot in getattr(node, "__slots__", ()):
            yield from leaves(getattr(node, slot))


Name = TypeVar("Name", bound=Hashable)


def _numbered(names: Iterable[Name]) -> dict[Name, int]:
    """Names numbered from 1, each once, in order."""
    return {name: place for place, name in enumerate(dict.fromkeys(names), start=1)}


def is_whole(spec: InputSpec | None) -> bool:
    return spec is not None and spec.kind == "skala"
