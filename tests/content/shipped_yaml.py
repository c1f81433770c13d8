"""The shipped criteria as plain YAML, read without the loader so that it cannot hide anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2] / "criteria"
AGENCIES = {
    "kasemen": "KAS",
    "kotabumi": "KOT",
    "binawidya": "BIN",
    "rangkui": "RAN",
    "semarang": "SEM",
}


class _TextDates(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Dates stay text, as in the strict loader."""


_TextDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def _document(file: Path) -> Any:
    return yaml.load(file.read_text("utf-8"), _TextDates)


def documents(agency: str = "") -> dict[str, Any]:
    """Path below criteria/ -> document, for one folder or for all."""
    files = sorted((ROOT / agency).rglob("*.yml"))
    return {str(file.relative_to(ROOT)): _document(file) for file in files}


def of_kind(agency: str, kind: str) -> dict[str, Any]:
    """id -> document of one kind (`jenis`) of an agency."""
    return {doc["id"]: doc for doc in documents(agency).values() if doc["jenis"] == kind}


def mappings(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a document, outermost first."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from mappings(value)
    elif isinstance(node, list):
        for value in node:
            yield from mappings(value)


def cited_rows(node: Any) -> set[str]:
    """Row ids under any `sumber` key (addresses of the register are not rows)."""
    rows: set[str] = set()
    for mapping in mappings(node):
        sources = mapping.get("sumber", [])
        rows |= {row for row in sources if isinstance(row, str) and "://" not in row}
    return rows


def start(mapping: dict[str, Any]) -> date:
    return date.fromisoformat(mapping["berlaku"])
