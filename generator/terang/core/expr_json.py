"""Expressions as JSON: the form the browser evaluator reads.

A node is `{"op": NAME, FIELD: ...}` with the field names of its class in `core/expr.py`; a map of
ratings is `{"map": NAME, ...}`; a rational is the text "n" or "n/d" in lowest terms, d > 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

from terang.core import expr
from terang.core.expr import Expr, RatingMap

Json: TypeAlias = dict[str, Any]
T = TypeVar("T")

_NODES: dict[str, type[Any]] = {
    "num": expr.Num,
    "text": expr.Text,
    "bool": expr.Bool,
    "null": expr.Null,
    "ref": expr.Ref,
    "mean": expr.Mean,
    "count": expr.Count,
    "value": expr.Value,
    "target": expr.Target,
    "code": expr.Code,
    "add": expr.Add,
    "sub": expr.Sub,
    "mul": expr.Mul,
    "div": expr.Div,
    "min": expr.Min,
    "max": expr.Max,
    "round": expr.Round,
    "lt": expr.Lt,
    "le": expr.Le,
    "eq": expr.Eq,
    "and": expr.And,
    "or": expr.Or,
    "not": expr.Not,
    "is_null": expr.IsNull,
    "if": expr.If,
    "coalesce": expr.Coalesce,
    "pick_band": expr.PickBand,
    "pick_cell": expr.PickCell,
    "worst": expr.Worst,
}
_MAPS: dict[str, type[Any]] = {
    "identity": expr.Identity,
    "affine": expr.Affine,
    "lookup": expr.Lookup,
}
_OPS = {node: op for op, node in _NODES.items()}
_MAP_NAMES = {node: name for name, node in _MAPS.items()}


def ratio_text(value: Fraction) -> str:
    """A rational as JSON carries it: "n" or "n/d" in lowest terms."""
    return str(value)


def ratio(text: object) -> Fraction:
    """The rational of a JSON text "n" or "n/d"; ValueError on anything else."""
    if not isinstance(text, str):
        raise ValueError(f"not a rational: {text!r}")
    numerator, slash, denominator = text.partition("/")
    return Fraction(int(numerator), int(denominator) if slash else 1)


def to_json(node: Expr | RatingMap | expr.BandCut) -> Json:
    """A node as JSON values; `from_json` gives the same node back."""
    head: Json = {}
    if type(node) in _OPS:
        head = {"op": _OPS[type(node)]}
    elif type(node) in _MAP_NAMES:
        head = {"map": _MAP_NAMES[type(node)]}
    return head | {field.name: _plain(getattr(node, field.name)) for field in fields(node)}


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Fraction):
        return ratio_text(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_json(value)  # type: ignore[arg-type]


def from_json(data: object) -> Expr:
    """The node a JSON object stands for; ValueError when it is not one."""
    content = _object(data)
    op = content.get("op")
    if not isinstance(op, str) or op not in _NODES:
        raise ValueError(f"unknown operation: {op!r}")
    node: Expr = _build(_NODES[op], {k: v for k, v in content.items() if k != "op"})
    return node


def _map(data: object) -> RatingMap:
    content = _object(data)
    name = content.get("map")
    if not isinstance(name, str) or name not in _MAPS:
        raise ValueError(f"unknown map: {name!r}")
    found: RatingMap = _build(_MAPS[name], {k: v for k, v in content.items() if k != "map"})
    return found


def _build(kind: type[T], content: Mapping[str, object]) -> T:
    annotations = kind.__annotations__
    if set(annotations) != set(content):
        raise ValueError(f"{kind.__name__} has the fields {[*annotations]}, not {sorted(content)}")
    return kind(**{name: _READERS[form](content[name]) for name, form in annotations.items()})


def _object(data: object) -> Json:
    if not isinstance(data, dict):
        raise ValueError(f"not an object: {data!r}")
    return data


def _items(data: object) -> list[Any]:
    if not isinstance(data, list):
        raise ValueError(f"not a list: {data!r}")
    return data


def _string(data: object) -> str:
    if not isinstance(data, str):
        raise ValueError(f"not a text: {data!r}")
    return data


def _truth(data: object) -> bool:
    if not isinstance(data, bool):
        raise ValueError(f"not a truth value: {data!r}")
    return data


def _whole(data: object) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise ValueError(f"not a whole number: {data!r}")
    return data


def _cell(data: object) -> tuple[str, str, str]:
    row, column, category = _items(data)
    return (_string(row), _string(column), _string(category))


# by the annotation of the field, which stays text (`from __future__ import annotations`)
_READERS: dict[str, Callable[[object], object]] = {
    "Expr": from_json,
    "Expr | None": lambda data: None if data is None else from_json(data),
    "tuple[Expr, ...]": lambda data: tuple(from_json(item) for item in _items(data)),
    "RatingMap": _map,
    "Fraction": ratio,
    "str": _string,
    "bool": _truth,
    "int": _whole,
    "int | None": lambda data: None if data is None else _whole(data),
    "tuple[str, ...]": lambda data: tuple(_string(item) for item in _items(data)),
    "tuple[BandCut, ...]": lambda data: tuple(
        _build(expr.BandCut, _object(d)) for d in _items(data)
    ),
    "tuple[tuple[str, str, str], ...]": lambda data: tuple(_cell(item) for item in _items(data)),
    "tuple[tuple[str, Fraction], ...]": lambda data: tuple(
        (_string(code), ratio(score)) for code, score in _items(data)
    ),
}
