"""The JSON Schemas as files for editors, and a configuration for Sveltia CMS made from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml

from terang.criteria.draft import AGENCY_FILES, AGENCY_KINDS, NATIONAL
from terang.criteria.key_order import FOLDER, Schema, branches, schema, target

PUBLISHED = "docs/skema/v1"  # where a repository keeps them; the site serves docs/ as it is
MAX_DEPTH = 8  # the deepest criteria file nests seven objects


def schema_files() -> dict[str, str]:
    """File name -> content of every schema, as shipped: they refer to each other by urn."""
    names = sorted(path.name for path in FOLDER.glob("*.json"))
    return {name: _bundled(name) for name in names}


def _bundled(name: str) -> str:
    """A schema that stands alone: the shared definitions travel inside it, under their own $id."""
    found: Schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    if name != "bersama.json":
        shared = schema("bersama")
        found.setdefault("$defs", {})["bersama"] = shared
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def sveltia_config(folder: str = "criteria") -> str:
    """config.yml for Sveltia CMS: one collection a kind, fields and hints from the schemas.

    The office fills in its repository; comments of YAML files are lost in that editor, which is
    why notes belong in `catatan`.
    """
    config = {
        "backend": {"name": "github", "repo": "INSTANSI/REPOSITORI", "branch": "main"},
        "media_folder": "docs/media",
        "locale": "id",
        "output": {"yaml": {"quote": "none", "indent_size": 2}},
        "collections": [
            *(_folder_collection(kind, f"{folder}/INSTANSI/{kind}") for kind in AGENCY_KINDS),
            {
                "name": "instansi",
                "label": "Instansi",
                "files": [_file(kind, f"{folder}/INSTANSI/{kind}.yml") for kind in AGENCY_FILES],
            },
            {
                "name": NATIONAL,
                "label": "Aturan nasional",
                "files": [_file("peraturan", f"{folder}/{NATIONAL}/peraturan.yml")],
            },
        ],
    }
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=100)


def _folder_collection(kind: str, folder: str) -> dict[str, Any]:
    root = schema(kind)
    assert root is not None, kind
    return {
        "name": kind,
        "label": root["title"],
        "description": root["description"],
        "folder": folder,
        "create": True,
        "extension": "yml",
        "format": "yaml",
        "identifier_field": "id",
        "slug": "{{fields.id}}",
        "fields": list(_fields(root, root, 0)),
    }


def _file(kind: str, path: str) -> dict[str, Any]:
    root = schema(kind)
    assert root is not None, kind
    return {
        "name": kind,
        "label": root["title"],
        "file": path,
        "fields": list(_fields(root, root, 0)),
    }


def _fields(node: Schema, root: Schema, depth: int) -> Iterator[dict[str, Any]]:
    """One field a property; the properties of every branch of a choice are offered."""
    required: set[str] = set(node.get("required", ()))
    seen: set[str] = set()
    for part, home in branches(node, root):
        for name, property_schema in part.get("properties", {}).items():
            if name not in seen:
                seen.add(name)
                yield _field(name, property_schema, home, name in required, depth)


def _field(name: str, node: Schema, root: Schema, is_required: bool, depth: int) -> dict[str, Any]:
    label, hint = node.get("title", name), node.get("description")
    while "$ref" in node:
        node, root = target(node["$ref"], root)
    field = {"name": name, "label": label, **_widget(node, root, depth)}
    if not is_required:
        field["required"] = False
    if hint:
        field["hint"] = hint
    return field


def _widget(node: Schema, root: Schema, depth: int) -> dict[str, Any]:  # noqa: PLR0911 - one a kind of value
    kind = node.get("type")
    if "const" in node:
        return {"widget": "hidden", "default": node["const"]}
    if "enum" in node:
        return {"widget": "select", "options": [str(option) for option in node["enum"]]}
    if kind == "array" and depth < MAX_DEPTH:
        return {"widget": "list", **_items(node.get("items", {}), root, depth)}
    is_text = isinstance(kind, list) and "object" in kind and "string" in kind
    if (kind == "object" or is_text) and isinstance(node.get("additionalProperties"), dict):
        return {"widget": "keyvalue"}
    if (kind == "object" or is_text or "if" in node) and depth < MAX_DEPTH:
        return {"widget": "object", "fields": list(_fields(node, root, depth + 1))}
    if kind == "boolean":
        return {"widget": "boolean"}
    if kind in ("integer", "number"):
        return {"widget": "number", "value_type": "int" if kind == "integer" else "float"}
    return {"widget": "string"}


def _items(node: Schema, root: Schema, depth: int) -> dict[str, Any]:
    while "$ref" in node:
        node, root = target(node["$ref"], root)
    fields = list(_fields(node, root, depth + 1))
    if fields:
        return {"fields": fields}
    widget = _widget(node, root, depth + 1)
    return {"field": {"name": "isi", "label": node.get("title", "Isi"), **widget}}
