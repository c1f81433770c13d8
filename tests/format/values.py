"""Values that fit a schema, from a seed and a few texts: what a form would send."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from terang.criteria.key_order import _chosen, branches, schema

Value = Any
NUMBERS = [0, 1, 5, 120, Decimal("12.5"), Decimal("0.11"), Decimal("-3.25"), Decimal("100.10")]


def value_of(kind: str, seed: int, texts: list[str]) -> dict[str, Value]:
    """A file of one kind: every required key and some of the others, keys in any order."""
    root = schema(kind)
    assert root is not None
    made = _Maker(random.Random(seed), texts).value(root, root, 0)
    made["jenis"] = kind
    return dict(made)


class _Maker:
    def __init__(self, chance: random.Random, texts: list[str]) -> None:
        self.chance = chance
        self.texts = texts

    def value(self, node: dict[str, Any], root: dict[str, Any], depth: int) -> Value:
        parts = list(branches(node, root))
        node, root = parts[self.chance.randrange(len(parts))] if "if" in node else parts[-1]
        if not (node.keys() & {"type", "const", "enum", "properties"}):
            node, root = parts[0] if "type" in parts[0][0] else parts[-1]
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return self.chance.choice(node["enum"])
        kinds = node.get("type", "string")
        kind = self.chance.choice(kinds) if isinstance(kinds, list) else kinds
        match kind:
            case "object":
                return self.mapping(parts, root, depth)
            case "array":
                size = self.chance.randint(0, 3 if depth < 6 else 1)
                items = node.get("items", {"type": "string"})
                return [self.value(items, root, depth + 1) for _ in range(size)]
            case "integer":
                return self.chance.choice([0, 1, 4, 120])
            case "number":
                return self.chance.choice(NUMBERS)
            case "boolean":
                return self.chance.choice([True, False])
            case "null":
                return None
        return self.chance.choice(self.texts)

    def mapping(self, parts: list[Any], root: dict[str, Any], depth: int) -> dict[str, Value]:
        made: dict[str, Value] = {}
        for part, home in parts:
            required = part.get("required", ())
            for name, inner in part.get("properties", {}).items():
                if name in required or self.chance.random() < 0.5:
                    made[name] = self.value(inner, home, depth + 1)
            free = part.get("additionalProperties")
            if isinstance(free, dict):
                for name in ("atasan", "U1", "1/n", "kerja sama"):
                    made[name] = self.value(free, home, depth + 1)
        keys = list(made)
        self.chance.shuffle(keys)
        return {key: made[key] for key in keys}


def shuffled(value: Value, kind: str, chance: random.Random) -> Value:
    """The same content with the schema's keys in another order; free keys keep theirs."""
    root = schema(kind)
    assert root is not None
    return _shuffled(value, root, root, chance)


def _shuffled(value: Value, node: Any, root: Any, chance: random.Random) -> Value:
    node, root = _chosen(value, node, root)
    if isinstance(value, list):
        return [_shuffled(item, node.get("items", {}), root, chance) for item in value]
    if not isinstance(value, dict):
        return value
    listed = node.get("properties", {})
    free = node.get("additionalProperties")
    rest = free if isinstance(free, dict) else {}
    known = [key for key in value if key in listed]
    chance.shuffle(known)
    order = [*known, *(key for key in value if key not in listed)]
    return {key: _shuffled(value[key], listed.get(key, rest), root, chance) for key in order}
