"""Golden cases of the diff: small edits of the criteria in tests/kasus/diff/dasar."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "kasus" / "diff"
BASE = FOLDER / "dasar"


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def case(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return content


def edited(edits: list[dict[str, str]], target: Path) -> Path:
    """A copy of the base criteria with the edits of a case; each must hit exactly one place."""
    shutil.copytree(BASE, target)
    for edit in edits:
        file = target / edit["berkas"]
        if "isi" in edit:
            file.write_text(edit["isi"], encoding="utf-8")
        elif "pindah_ke" in edit:
            file.rename(target / edit["pindah_ke"])
        elif "hapus" in edit:
            file.unlink()
        else:
            content = file.read_text(encoding="utf-8")
            assert 1 == content.count(edit["ganti"]), f"{edit['berkas']}: {edit['ganti']!r}"
            file.write_text(content.replace(edit["ganti"], edit["dengan"]), encoding="utf-8")
    return target
