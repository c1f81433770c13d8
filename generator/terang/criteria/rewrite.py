"""Rewriting criteria files in place: all of a file or nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def criteria_files(path: Path) -> Iterator[Path]:
    """The file itself, or every .yml below a folder, sorted; hidden folders are left alone."""
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*.yml")):
        if not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield file


def replace_content(path: Path, content: bytes) -> None:
    """Write beside the file, then rename: a crash leaves the old file whole."""
    beside = path.with_name(f".{path.name}.baru")
    try:
        beside.write_bytes(content)
        beside.chmod(path.stat().st_mode)
        os.replace(beside, path)  # noqa: PTH105 - Path.replace says less about overwriting
    finally:
        beside.unlink(missing_ok=True)
