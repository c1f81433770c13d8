"""The published schemas: valid, explained in Indonesian on every field, closed to unknown keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from terang.criteria.form import schemas
from terang.messages import catalogue

KINDS = sorted(schemas())


def below(schema: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping in a schema with its path."""
    if isinstance(schema, dict):
        yield path, schema
        for key, value in schema.items():
            yield from below(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for position, value in enumerate(schema):
            yield from below(value, f"{path}/{position}")


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_valid_2020_12_with_its_own_name(kind: str) -> None:
    schema = schemas()[kind]
    Draft202012Validator.check_schema(schema)

    assert f"urn:terang:skema:1:{kind}" == schema["$id"]
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_title_and_a_description(kind: str) -> None:
    bare = [
        f"{path}/{name}"
        for path, schema in below(schemas()[kind])
        for name, field in schema.get("properties", {}).items()
        if path.rpartition("/")[2] != "if" and not {"title", "description"} <= set(field)
    ]

    assert [] == bare


@pytest.mark.parametrize("kind", KINDS)
def test_objects_are_closed(kind: str) -> None:
    """Except where another schema beside it (by kind) closes them."""
    open_objects = [
        path
        for path, schema in below(schemas()[kind])
        if schema.get("type") == "object" and "properties" in schema and "allOf" not in schema
        if schema.get("additionalProperties") is not False
    ]

    assert [] == open_objects


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_resolves(kind: str) -> None:
    shared = schemas()["bersama"]["$defs"]
    for path, schema in below(schemas()[kind]):
        if "$ref" in schema:
            where, _, name = schema["$ref"].partition("#/$defs/")
            known = shared if where else schemas()[kind]["$defs"]
            assert name in known, path


def test_every_shape_of_a_pattern_has_words() -> None:
    shapes = {
        schema["x-bentuk"]
        for kind in KINDS
        for _, schema in below(schemas()[kind])
        if "pattern" in schema and isinstance(schema["pattern"], str)
    }

    assert {f"shape.{shape}" for shape in shapes} <= set(catalogue("problems", "id"))
