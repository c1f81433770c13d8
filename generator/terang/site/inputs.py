"""What a site is made from, told apart by content: digests of every file that goes into it."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from terang.criteria.files import discover

PACKAGE = Path(__file__).parent.parent
TOOLS = ("jinja2", "markupsafe", "markdown", "pymdown-extensions", "pygments", "sastrawi", "segno")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests in hexadecimal.

    criteria: folder -> digest of its files. files: folder -> paths of its files. whole: digest of
    all criteria, as `CriteriaSet.digest`. has_faults: files lie in a wrong place, or are missing.
    releases: agency -> digest of everything below its folder.
    """

    criteria: Mapping[str, str]
    files: Mapping[str, tuple[str, ...]]
    whole: str
    has_faults: bool
    releases: Mapping[str, str]


def read_inputs(criteria: Path, releases: Path) -> Inputs:
    """Reads every file once."""
    found, problems = discover(criteria)
    whole = hashlib.sha256()
    folders: dict[str, hashlib._Hash] = {}
    files: dict[str, tuple[str, ...]] = {}
    for file in found:
        content = (criteria / file.path).read_bytes()
        for digest in (whole, folders.setdefault(file.folder, hashlib.sha256())):
            digest.update(f"{file.path}\0{len(content)}\0".encode())
            digest.update(content)
        files[file.folder] = (*files.get(file.folder, ()), file.path)
    return Inputs(
        criteria={folder: digest.hexdigest() for folder, digest in folders.items()},
        files=files,
        whole=whole.hexdigest(),
        has_faults=bool(problems),
        releases=dict(_releases(releases)),
    )


def _releases(root: Path) -> Iterator[tuple[str, str]]:
    for folder in sorted(root.glob("*")):
        if folder.is_dir() and not folder.name.startswith("."):
            yield folder.name, digest_of(files_below(folder), folder)


def files_below(root: Path) -> Iterator[Path]:
    """Files below a folder, sorted; hidden ones are left out."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(root).parts):
            yield path


def digest_of(files: Iterable[Path], root: Path) -> str:
    """One digest of the names and contents of files."""
    parts: list[str] = []
    for path in files:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        parts += (path.relative_to(root).as_posix(), content)
    return combined(*parts)


def combined(*parts: str) -> str:
    """The digest of a sequence of texts."""
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


@cache
def tool_digest() -> str:
    """The digest of this program: its own files, and the versions of what it writes with."""
    own = (path for path in files_below(PACKAGE) if path.suffix not in (".pyc", ".pyo"))
    return combined(digest_of(own, PACKAGE), platform.python_version(), *map(_version, TOOLS))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
