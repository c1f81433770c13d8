"""The files of a new agency's repository, from the templates in terang/starter.

Template names end in .txt and a leading `dot-` stands for the dot of hidden files, so that the
package ships them all. National rules are the package's own copies.
"""

from __future__ import annotations

from pathlib import Path

from terang import __version__

TEMPLATES = Path(__file__).parents[1] / "starter"
VERSION = "@VERSI@"  # where the template names the package's version


def files() -> dict[str, str]:
    """Path in the new repository -> content, sorted by path."""
    found: dict[str, str] = {}
    for path in TEMPLATES.rglob("*.txt"):
        parts = [_shown(part) for part in path.relative_to(TEMPLATES).parts]
        name = "/".join(parts).removesuffix(".txt")
        found[name] = path.read_text(encoding="utf-8").replace(VERSION, __version__)
    return dict(sorted(found.items()))


def _shown(part: str) -> str:
    return f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part
