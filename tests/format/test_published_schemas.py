"""Published schemas stand alone, and the Sveltia configuration offers their fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from terang.criteria.key_order import kinds, schema
from terang.criteria.publish_schemas import schema_files, sveltia_config

ROOT = Path(__file__).parents[2]


def plain(path: Path) -> Any:
    """A criteria file as an editor's YAML reader gives it, dates as text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_TextDates)


class _TextDates(yaml.SafeLoader):
    pass


_TextDates.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("kind", kinds())
def test_an_editor_can_use_a_schema_without_any_other_file(kind: str) -> None:
    content = json.loads(schema_files()[f"{kind}.json"])
    validator = Draft202012Validator(content)
    files = [p for p in sorted((ROOT / "criteria").rglob("*.yml")) if plain(p)["jenis"] == kind]

    for path in files[:10]:
        assert [] == [error.message for error in validator.iter_errors(plain(path))]
    assert [] != list(validator.iter_errors({"jenis": kind, "asing": 1}))


def test_sveltia_offers_every_top_level_field() -> None:
    config = yaml.safe_load(sveltia_config())
    offered = {
        collection["name"]: {field["name"] for field in collection["fields"]}
        for collection in config["collections"]
        if "fields" in collection
    }

    assert {"indikator", "skema", "layanan", "contoh"} == offered.keys()
    for kind, names in offered.items():
        found = schema(kind)
        assert found is not None
        assert set(found["properties"]) <= names


def test_sveltia_fields_carry_indonesian_labels_and_hints() -> None:
    def fields(node: Any) -> list[dict[str, Any]]:
        if isinstance(node, list):
            return [found for item in node for found in fields(item)]
        if not isinstance(node, dict):
            return []
        own = [node] if "widget" in node else []
        return own + [found for item in node.values() for found in fields(item)]

    every = fields(yaml.safe_load(sveltia_config()))

    assert len(every) > 100
    assert [] == [field["name"] for field in every if not field["label"]]
