"""Criteria as they stand in a folder, or stood at a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from terang.criteria.load import Loaded, load


class NoSuchState(LookupError):
    """Neither a folder nor a revision that holds criteria; `name` is what was asked for."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def state(name: str, folder: Path) -> Loaded:
    """The criteria in the folder `name`, or in `folder` at the git revision `name`.

    A folder wins over a revision of the same name. Raises NoSuchState.
    """
    if Path(name).is_dir():
        return load(Path(name))
    with tempfile.TemporaryDirectory(prefix="terang-") as scratch:
        _unpack(_archive(name, folder), Path(scratch))
        return load(Path(scratch))


def _archive(revision: str, folder: Path) -> bytes:
    """The files of `folder` at a revision, as a tar whose paths start at the folder."""
    top, prefix = _repository(revision, folder)
    try:
        _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except subprocess.CalledProcessError as unknown:
        raise NoSuchState(revision, "revision") from unknown
    try:
        return _git(top, "archive", "--format=tar", f"{revision}:{prefix}")
    except subprocess.CalledProcessError as missing:
        raise NoSuchState(revision, "folder") from missing


def _repository(revision: str, folder: Path) -> tuple[Path, str]:
    """The top of the repository around `folder`, and where in it the folder lies."""
    nearest = folder.absolute()
    missing: list[str] = []
    while not nearest.is_dir() and nearest != nearest.parent:
        missing.insert(0, nearest.name)
        nearest = nearest.parent
    try:
        top = _git(nearest, "rev-parse", "--show-toplevel").decode().rstrip("\n")
        prefix = _git(nearest, "rev-parse", "--show-prefix").decode().rstrip("\n")
    except (subprocess.CalledProcessError, FileNotFoundError) as none:
        raise NoSuchState(revision, "repository") from none
    return Path(top), (prefix + "/".join(missing)).rstrip("/")


def _git(folder: Path, *words: str) -> bytes:
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)
    return done.stdout


def _unpack(tar: bytes, target: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(tar)) as files:
        files.extractall(target, filter="data")
