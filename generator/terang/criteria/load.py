"""From a folder of YAML to one checked CriteriaSet, or every problem in file order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from terang.core.model import CriteriaSet
from terang.criteria import form, lint
from terang.criteria.draft import CriteriaFile, Draft, assemble
from terang.criteria.files import discover
from terang.criteria.source import Misfit, Node, read
from terang.criteria.structure import agency, indicator, national, scheme
from terang.criteria.structure.places import Places
from terang.problems import Problem

STRUCTURES: dict[str, Callable[[Node, Places], object]] = {
    "peraturan": national.regulations,
    "profil": national.profile,
    "instansi": agency.agency,
    "indikator": indicator.indicator,
    "skema": scheme.scheme,
    "layanan": agency.service,
    "contoh": agency.example,
    "terbitan": agency.publication,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """criteria is None only when faults of form kept it from being built."""

    criteria: CriteriaSet | None
    problems: tuple[Problem, ...]


class InvalidCriteria(ValueError):
    """The criteria have problems; `problems` holds them in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems in the criteria")
        self.problems = problems


def load_valid(root: Path, folders: Collection[str] | None = None) -> CriteriaSet:
    """The criteria under `root`; raises InvalidCriteria when anything is wrong (warnings are not).

    folders: as for `load`. A folder that does not exist or cannot be listed raises OSError.
    """
    loaded = load(root, folders)
    errors = tuple(problem for problem in loaded.problems if problem.severity == "error")
    if errors or loaded.criteria is None:
        raise InvalidCriteria(loaded.problems)
    return loaded.criteria


def load(root: Path, folders: Collection[str] | None = None) -> Loaded:
    """Everything under `root`, with all problems of all files in file order.

    folders: only these; agencies know nothing of each other, but all need `nasional`.
    """
    if not root.is_dir():
        raise NotADirectoryError(root)
    placed, problems = discover(root)
    if folders is not None:
        placed = [file for file in placed if file.folder in folders]
        problems = [problem for problem in problems if problem.file.split("/")[0] in folders]
    digest = hashlib.sha256()
    files: list[CriteriaFile] = []
    for file in placed:
        content = _content(root, file, problems)
        if content is None:
            files.append(file)
            continue
        digest.update(f"{file.path}\0{len(content)}\0".encode())
        digest.update(content)
        built, faults = _built(file, content)
        files.append(built)
        problems += faults
    draft = assemble(tuple(files))
    problems += lint.problems(draft)
    criteria = _complete(draft, digest.hexdigest())
    return Loaded(criteria, tuple(sorted(problems, key=lambda problem: problem.place)))


def _content(root: Path, file: CriteriaFile, problems: list[Problem]) -> bytes | None:
    try:
        return (root / file.path).read_bytes()
    except OSError as fault:
        problems.append(file.problem("K076", (0, 0), reason=fault.strerror or ""))
        return None


@lru_cache(maxsize=64)  # an edit in a preview changes one file of an agency, not all its files
def _built(file: CriteriaFile, content: bytes) -> tuple[CriteriaFile, tuple[Problem, ...]]:
    """The file with its value, or without when its form is wrong, and its problems."""
    file = replace(file, text=content.decode("utf-8", "ignore"))
    node, problems = read(content, file.path)
    if node is None:
        return file, tuple(problems)
    faults = form.problems(file, node)
    problems += faults
    if faults:
        return file, tuple(problems)
    places = Places(file.path, node)
    try:
        value = STRUCTURES[file.kind](node, places)
    except Misfit as misfit:
        place = (misfit.node.line, misfit.node.column)
        fields = {"key": "@in_file", "expected": f"@type.{misfit.expected}"}
        problems.append(file.problem("K063", place, **fields, found=misfit.node.value))
        return file, tuple(problems)
    return replace(file, places=places, value=value), tuple(problems)


def _complete(draft: Draft, digest: str) -> CriteriaSet | None:
    agencies = {name: agency.complete() for name, agency in draft.agencies.items()}
    whole = {name: agency for name, agency in agencies.items() if agency is not None}
    if len(whole) < len(agencies) or draft.broken_profiles or draft.register_is_broken:
        return None
    return CriteriaSet(draft.regulations, draft.profiles, whole, digest)
