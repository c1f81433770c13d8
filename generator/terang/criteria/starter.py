"""The files of a new agency's repository, from the templates in terang/starter.

Template names end in .txt and a leading `dot-` stands for the dot of hidden files, so that the
package ships them all. National rules are the package's own copies. Schemas are written beside, and
every criteria file names its own in its first line, for editors.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from terang import __version__
from terang.criteria.format import formatted
from terang.criteria.publish_schemas import PUBLISHED, schema_files

TEMPLATES = Path(__file__).parents[1] / "starter"
VERSION = "@VERSI@"  # where the template names the package's version


def files() -> dict[str, str]:
    """Path in the new repository -> content, sorted by path."""
    found: dict[str, str] = {}
    for path in TEMPLATES.rglob("*.txt"):
        parts = [_shown(part) for part in path.relative_to(TEMPLATES).parts]
        name = "/".join(parts).removesuffix(".txt")
        content = path.read_text(encoding="utf-8").replace(VERSION, __version__)
        found[name] = _with_schema(name, content) if name.startswith("criteria/") else content
    found |= {f"{PUBLISHED}/{name}": content for name, content in schema_files().items()}
    return dict(sorted(found.items()))


def _with_schema(name: str, content: str) -> str:
    folder = os.path.relpath(PUBLISHED, PurePosixPath(name).parent)
    text = formatted(content.encode(), name, PurePosixPath(folder).as_posix()).text
    assert text is not None, f"the package's own {name} has faults"
    return text


def _shown(part: str) -> str:
    return f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part
