"""The order in which a file's keys stand: that of its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

Schema = dict[str, Any]  # a JSON Schema as it was read; closed by its own grammar, not by ours
FOLDER = Path(__file__).parent / "schema"


@cache
def schema(kind: str) -> Schema | None:
    """The JSON Schema of a kind of file (`jenis`), or None for an unknown kind."""
    path = _files().get(kind)
    if path is None:
        return None
    found: Schema = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(FOLDER.glob("*.json"))}


def kinds() -> tuple[str, ...]:
    """Every kind of file there is, sorted; without the shared definitions."""
    return tuple(kind for kind in _files() if kind != "bersama")


def ordered(value: object, kind: str) -> object:
    """`value` with the keys of every mapping in schema order.

    Keys the schema does not list keep their order, after the others; so do free keys (weights,
    inputs), whose order is the author's.
    """
    root = schema(kind)
    return value if root is None else _ordered(value, root, root)


def _ordered(value: object, node: Schema, root: Schema) -> object:
    node, root = _chosen(value, node, root)
    if isinstance(value, list):
        items = node.get("items", {})
        return [_ordered(item, items, root) for item in value]
    if not isinstance(value, dict):
        return value
    listed: Schema = node.get("properties", {})
    free = node.get("additionalProperties")
    rest: Schema = free if isinstance(free, dict) else {}
    keys = [key for key in listed if key in value] + [key for key in value if key not in listed]
    return {key: _ordered(value[key], listed.get(key, rest), root) for key in keys}


def _chosen(value: object, node: Schema, root: Schema) -> tuple[Schema, Schema]:
    """The part of the schema that describes the value: references followed, branches taken."""
    while True:
        if "$ref" in node:
            node, root = target(node["$ref"], root)
        elif "if" in node:
            node = node.get("then" if _holds(node["if"], value) else "else", {})
        elif "allOf" in node:
            branches = [b for b in node["allOf"] if "if" not in b or _holds(b["if"], value)]
            if not branches:
                return node, root
            node = branches[0]
        else:
            return node, root


def branches(node: Schema, root: Schema) -> Iterator[tuple[Schema, Schema]]:
    """The node and every part of it that may hold, references followed; with their files."""
    while "$ref" in node:
        node, root = target(node["$ref"], root)
    yield node, root
    for key in ("then", "else"):
        if key in node:
            yield from branches(node[key], root)
    for part in node.get("allOf", ()):
        yield from branches(part, root)


def target(reference: str, root: Schema) -> tuple[Schema, Schema]:
    """What a reference names, and the file it lies in."""
    name, _, pointer = reference.partition("#")
    if name:
        home = schema(name.rsplit(":", 1)[-1])
        assert home is not None, reference
        root = home
    node = root
    for step in pointer.strip("/").split("/"):
        node = node[step] if step else node
    return node, root


def _holds(condition: Schema, value: object) -> bool:
    """The conditions our schemas use: keys that must be there, and constants."""
    if not isinstance(value, dict):
        return False
    constants: Schema = condition.get("properties", {})
    return all(key in value for key in condition.get("required", ())) and all(
        value.get(key) == rule.get("const") for key, rule in constants.items() if key in value
    )
