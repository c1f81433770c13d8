"""Bringing criteria files to the current format version.

`terang/1` is the first version, so no step exists yet; each later version adds one function to
STEPS, from the version before it, and files are carried through all steps they lack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from terang.criteria.format import Comment, canonical, comments, with_head
from terang.criteria.source import Value, read
from terang.problems import Problem

CURRENT = 1
Step = Callable[[dict[str, Value]], dict[str, Value]]
STEPS: Mapping[int, Step] = {}  # version -> how its files become those of the next version


class Standing(Enum):
    """Where a file stands towards the current format."""

    CURRENT = "terbaru"
    OLDER = "lama"
    NEWER = "lebih_baru"
    UNKNOWN = "tidak_dikenal"


@dataclass(frozen=True, slots=True)
class Migrated:
    """content is set when the file was older and could be carried over."""

    standing: Standing
    content: bytes | None = None
    problems: tuple[Problem, ...] = ()
    comments: tuple[Comment, ...] = ()  # would be lost


def migrated(
    content: bytes, file: str, steps: Mapping[int, Step] = STEPS, current: int = CURRENT
) -> Migrated:
    """A file in the current format version; nothing changes in one that already is."""
    node, problems = read(content, file)
    if node is None or problems or not isinstance(node.value, dict):
        return Migrated(Standing.UNKNOWN, None, tuple(problems))
    version = version_of(node.value)
    if version is None:
        return Migrated(Standing.UNKNOWN)
    if version >= current:
        return Migrated(Standing.CURRENT if version == current else Standing.NEWER)
    value = node.value
    for number in range(version, current):
        if number not in steps:
            return Migrated(Standing.UNKNOWN)
        value = {**steps[number](value), "format": f"terang/{number + 1}"}
    head, lost = comments(content.decode("utf-8"))
    text = with_head(head, canonical(value, str(value.get("jenis"))))
    return Migrated(Standing.OLDER, text.encode(), (), lost)


def version_of(value: dict[str, Value]) -> int | None:
    """The number in `format: terang/1`, or None."""
    name = value.get("format")
    if not isinstance(name, str) or not name.startswith("terang/"):
        return None
    number = name.removeprefix("terang/")
    return int(number) if number.isascii() and number.isdigit() else None
