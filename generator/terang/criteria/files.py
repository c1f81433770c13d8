"""Which files make up the criteria: the place of a file decides what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from terang.criteria.draft import AGENCY_FILES, AGENCY_KINDS, NATIONAL, CriteriaFile
from terang.problems import Problem

NOTES = (".md", ".txt")  # may lie beside the criteria; never read


def discover(root: Path) -> tuple[list[CriteriaFile], list[Problem]]:
    """Every criteria file under `root` sorted by path, and what lies in the wrong place."""
    found: list[CriteriaFile] = []
    problems: list[Problem] = []
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        file = _placed(name)
        if file is not None:
            found.append(file)
        elif not name.endswith(NOTES):
            problems.append(Problem("K074", name, 0, 0))
    found.sort(key=lambda file: file.path)
    return found, problems + list(_missing(found))


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.glob("*")) + sorted(root.glob("*/*")) + sorted(root.glob("*/*/*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if not hidden and path.is_file():
            yield path


def _placed(name: str) -> CriteriaFile | None:
    """The file of a path like kotabumi/skema/pelaksana.yml, or None where none may be."""
    stem, dot, ending = name.rpartition(".")
    if not dot or ending != "yml":
        return None
    match stem.split("/"):
        case [folder, "peraturan"] if folder == NATIONAL:
            return CriteriaFile(name, folder, "peraturan", "peraturan")
        case [folder, own] if folder == NATIONAL:
            return CriteriaFile(name, folder, "profil", own)
        case [folder, own] if own in AGENCY_FILES:
            return CriteriaFile(name, folder, own, folder)
        case [folder, kind, own] if folder != NATIONAL and kind in AGENCY_KINDS:
            return CriteriaFile(name, folder, kind, own)
    return None


def _missing(found: list[CriteriaFile]) -> Iterator[Problem]:
    """A problem for every single file that a folder must have and lacks."""
    have = {file.path for file in found}
    for folder in sorted({file.folder for file in found}):
        singles = ("peraturan",) if folder == NATIONAL else AGENCY_FILES
        for kind in singles:
            path = f"{folder}/{kind}.yml"
            if path not in have:
                yield Problem("K075", path, 0, 0)


def root_of(path: Path) -> Path | None:
    """The criteria folder that a path is, or lies in; None when there is none.

    It is the nearest folder that holds `nasional/`, or else the given one if agencies lie in it.
    """
    if not path.exists():
        return None
    for folder in (path, *path.parents, *path.resolve().parents):
        if (folder / NATIONAL).is_dir():
            return folder
    return path if any(path.glob("*/instansi.yml")) else None
