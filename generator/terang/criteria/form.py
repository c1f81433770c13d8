"""Form of a file against its JSON Schema, told as located problems in the author's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from terang.criteria.draft import CriteriaFile
from terang.criteria.nearest import nearest
from terang.criteria.source import Node
from terang.problems import Problem

FOLDER = Path(__file__).parent / "schema"
PROFILES = (
    "profil-matriks",
    "profil-pita",
    "profil-skm",
    "profil-nilai",
    "profil-konversi",
    "profil-distribusi",
)
LIMITS = {
    "minimum": "at_least",
    "exclusiveMinimum": "more_than",
    "maximum": "at_most",
    "exclusiveMaximum": "less_than",
}
SIZES = {
    "minItems": "items_at_least",
    "maxItems": "items_at_most",
    "minLength": "not_empty",
    "maxLength": "letters_at_most",
    "minProperties": "items_at_least",
}


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its kind (`skema`, `profil-skm`, ... and the shared `bersama`)."""
    paths = sorted(FOLDER.glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


@cache
def _validator(kind: str) -> Draft202012Validator:
    own = schemas()[kind]
    return Draft202012Validator(_inlined(own, own), format_checker=FormatChecker(["date"]))


def _inlined(part: Any, own: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """A schema with its references replaced by what they point to, titles of the place kept.

    Looking references up took half of the time of a check; no shape of ours contains itself.
    """
    if isinstance(part, list):
        return [_inlined(item, own) for item in part]
    if not isinstance(part, dict):
        return part
    whole = {key: _inlined(value, own) for key, value in part.items() if key != "$defs"}
    if "$ref" not in part:
        return whole
    where, _, name = whole.pop("$ref").partition("#/$defs/")
    target = schemas()["bersama"] if where else own
    return {**_inlined(target["$defs"][name], target), **whole}


def problems(file: CriteriaFile, root: Node) -> list[Problem]:
    """What is wrong with the form of a file: keys, types, ranges, and what its place asks."""
    if not isinstance(root.value, dict):
        return [file.problem("K060", (root.line, root.column))]
    kind = _kind(file, root)
    if kind is None:
        return [_wrong_kind(file, root.members.get("jenis", root), list(PROFILES))]
    found = [
        problem
        for error in _validator(kind).iter_errors(root.value)
        for problem in _told(file, root, error)
    ]
    return _without_repeats(found + list(_identity(file, root)))


def _kind(file: CriteriaFile, root: Node) -> str | None:
    if file.kind != "profil":
        return file.kind
    written = root.members.get("jenis")
    value = written.value if written is not None else None
    return value if isinstance(value, str) and value in PROFILES else None


def _identity(file: CriteriaFile, root: Node) -> Iterator[Problem]:
    node = root.members.get("id")
    if node is not None and isinstance(node.value, str) and node.value != file.id:
        yield file.problem("K073", node.line_column, found=node.value, expected=file.id)


def _without_repeats(found: list[Problem]) -> list[Problem]:
    """Each problem once; a missing key is not told beside the misspelt one that explains it."""
    unknown = [problem.fields for problem in found if problem.code == "K061"]
    misspelt = {(fields["parent"], fields.get("near")) for fields in unknown}
    unique: dict[tuple[object, ...], Problem] = {}
    for problem in found:
        explained = (problem.fields.get("parent"), problem.fields.get("key")) in misspelt
        if not (problem.code == "K062" and explained):
            unique[(*problem.place, problem.fields.get("key"))] = problem
    return list(unique.values())


def _told(file: CriteriaFile, root: Node, error: ValidationError) -> Iterator[Problem]:
    """The problems of one schema error; `path` is written as skema keys, e.g. ukuran[1].peran."""
    node, path = _find(root, error.absolute_path)
    rule, value = str(error.validator), _asked(error)
    place = node.line_column
    fields: dict[str, str] = {"key": path, "found": _quoted(error.instance)}
    if "propertyNames" in error.absolute_schema_path:
        shape = f"@shape.{_shape(error)}"
        key_place = node.keys.get(str(error.instance), place)
        yield file.problem("K065", key_place, **(fields | {"expected": shape}))
    elif rule == "additionalProperties":
        yield from _unknown_keys(file, node, error)
    elif rule == "required":
        yield from _missing_keys(file, node, path, error)
    elif rule == "type":
        names = [value] if isinstance(value, str) else value
        kind = "-".join(name for name in names if name != "null")
        yield file.problem("K063", place, **fields, expected=f"@type.{kind}")
    elif rule in ("enum", "const"):
        yield _not_a_choice(file, node, path, error)
    elif rule == "pattern":
        yield file.problem("K065", place, **fields, expected=f"@shape.{_shape(error)}")
    elif rule == "format":
        yield file.problem("K066", place, **fields)
    elif rule in LIMITS:
        yield file.problem("K067", place, **fields, expected=f"@limit.{LIMITS[rule]}", limit=value)
    elif rule in SIZES:
        yield file.problem("K068", place, **fields, expected=f"@limit.{SIZES[rule]}", limit=value)
    elif rule == "uniqueItems":
        yield _repeated_item(file, node, path)
    else:
        raise AssertionError(f"no words for the schema rule {rule}")


def _asked(error: ValidationError) -> Any:  # noqa: ANN401 - each rule asks in its own type
    """What the broken rule of the schema says."""
    return error.validator_value


def _schema(error: ValidationError) -> dict[str, Any]:
    assert isinstance(error.schema, dict), "true and false break no rule"
    return error.schema


def _shape(error: ValidationError) -> str:
    """The name our schemas give beside a pattern, for the catalogue."""
    return str(_schema(error)["x-bentuk"])


def _unknown_keys(file: CriteriaFile, node: Node, error: ValidationError) -> Iterator[Problem]:
    known = list(_schema(error)["properties"])
    for key in node.members:
        if key not in known:
            near = nearest(key, [name for name in known if name not in node.members])
            parent = f"{node.line}:{node.column}"
            choices = ", ".join(known)
            fields = {"key": key, "parent": parent, "choices": choices, **near}
            yield file.problem("K061", node.keys[key], **fields)


def _missing_keys(
    file: CriteriaFile, node: Node, path: str, error: ValidationError
) -> Iterator[Problem]:
    for key in _asked(error):
        if key not in node.members:
            parent = f"{node.line}:{node.column}"
            where = path or "@in_file"
            fields = {"key": key, "parent": parent, "where": where}
            yield file.problem("K062", node.line_column, **fields)


def _not_a_choice(file: CriteriaFile, node: Node, path: str, error: ValidationError) -> Problem:
    value = _asked(error)
    choices = [str(item) for item in value] if isinstance(value, list) else [_plain(value)]
    found = _quoted(error.instance)
    if path == "format":
        return file.problem("K071", node.line_column, found=found, expected=choices[0])
    if path == "jenis":
        return _wrong_kind(file, node, choices)
    near = nearest(error.instance, choices)
    fields = {"key": path, "found": found, "choices": ", ".join(choices), **near}
    return file.problem("K064", node.line_column, **fields)


def _wrong_kind(file: CriteriaFile, node: Node, choices: list[str]) -> Problem:
    """`jenis` missing (node is then the whole file) or not what the place of the file asks."""
    found = None if isinstance(node.value, dict) else node.value
    fields = {"expected": ", ".join(choices), "found": _quoted(found)}
    return file.problem("K072", node.line_column, **fields, **nearest(found, choices))


def _repeated_item(file: CriteriaFile, node: Node, path: str) -> Problem:
    seen: list[object] = []
    for item in node.items:
        if item.value in seen:
            found = _quoted(item.value)
            return file.problem("K069", item.line_column, key=path, found=found)
        seen.append(item.value)
    raise AssertionError("the schema saw a repeated item that is not there")


def _find(root: Node, path: Iterable[str | int]) -> tuple[Node, str]:
    """The node at a path, and the path as an author reads it: positions count from 1."""
    node, words = root, ""
    for step in path:
        if isinstance(step, int):
            node, words = node.items[step], f"{words}[{step + 1}]"
        else:
            node, words = node.members[step], f"{words}.{step}" if words else step
    return node, words


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(value: object, limit: int = 40) -> str:
    """What stands in the file, short: text in quotes, lists and mappings by their kind."""
    if isinstance(value, list):
        return "@found.list"
    if isinstance(value, dict):
        return "@found.mapping"
    if value is None:
        return "@found.nothing"
    text = _plain(value)
    text = text if len(text) <= limit else text[: limit - 1] + "…"
    return f"“{text}”" if isinstance(value, str) else text
