"""The texts people read outside pages: one catalogue per area and language.

A file `<area>.<lang>.yml` maps flat keys to texts with `{field}` places. Indonesian is complete by
definition; a test holds English to the same keys.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("id", "en")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # with LibYAML where it is built in


@cache
def catalogue(area: str, lang: str) -> dict[str, str]:
    """All texts of one area and language, by key."""
    written = (FOLDER / f"{area}.{lang}.yml").read_text(encoding="utf-8")
    content = yaml.load(written, Loader=LOADER)  # noqa: S506 - the safe one
    return {str(key): str(value) for key, value in content.items()}


def areas() -> tuple[str, ...]:
    """The areas that have a catalogue, sorted."""
    return tuple(sorted({path.name.split(".")[0] for path in FOLDER.glob("*.yml")}))


def text(area: str, key: str, /, lang: str = "id", **fields: object) -> str:
    """The text `key` of an area in a language, its places filled; KeyError when missing.

    A field may be called `area` or `key`, not `lang`.
    """
    return catalogue(area, lang)[key].format(**fields)
