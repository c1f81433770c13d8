"""Criteria and heads of releases, parsed once: in memory for a preview, on disk for later runs.

What lies on disk is in the user's own cache folder, which nobody else may write to.
"""

from __future__ import annotations

import os
import pickle
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from terang.core.model import CriteriaSet
from terang.criteria.draft import NATIONAL
from terang.criteria.load import InvalidCriteria, load_valid
from terang.problems import Problem
from terang.releasefile.model import Release
from terang.releasefile.read import read_periods
from terang.site.inputs import Inputs, combined, tool_digest

T = TypeVar("T")

BATCH = 12  # agencies parsed at a time: their syntax trees are large
_MEMORY: dict[str, Any] = {}  # what the last run of this process used


class Shelf:
    """Takes from memory or disk what was parsed before, by the digest of its files."""

    def __init__(self, criteria: Path, releases: Path, inputs: Inputs, folder: Path) -> None:
        """folder: the site's own one in the cache, as `ledger.shelf_of` names it."""
        self.roots = (criteria, releases)
        self.inputs = inputs
        self.folder = folder
        self.is_ours = _private(folder)
        self.used: dict[str, Any] = {}
        self.is_opened = False

    def criteria(self, agencies: Sequence[str]) -> CriteriaSet:
        """All criteria; raises InvalidCriteria with the problems of every file."""
        self.is_opened = True
        national = self._key("nasional")
        whole = self._found(national)
        owns = {ident: self._found(self._key("instansi", ident)) for ident in agencies}
        missing = [ident for ident, own in owns.items() if own is None]
        problems: dict[str, Problem] = {}
        for batch in _batches(missing, once=whole is None):
            try:
                loaded = load_valid(self.roots[0], {NATIONAL, *batch})
            except InvalidCriteria as invalid:
                problems |= {repr(problem): problem for problem in invalid.problems}
                continue
            whole = self._keep(national, replace(loaded, agencies={}, digest=""))
            for ident, own in loaded.agencies.items():
                owns[ident] = self._keep(self._key("instansi", ident), own)
        if problems:
            raise InvalidCriteria(tuple(sorted(problems.values(), key=lambda p: p.place)))
        assert isinstance(whole, CriteriaSet), "found or loaded"
        return replace(whole, agencies=owns, digest=self.inputs.whole)

    def keep_heads(self, agency: str, releases: Sequence[Release]) -> None:
        """Remember the releases of an agency, which have been read, without their tables."""
        self._keep(self._head_key(agency), tuple(replace(one, tables=()) for one in releases))

    def heads(self) -> tuple[Release, ...]:
        """Every release without its tables, sorted; raises Refused."""
        found: list[Release] = []
        for agency in sorted(self.inputs.releases):
            if self._found(self._head_key(agency)) is None:
                self.keep_heads(agency, read_periods(self.roots[1], agency))
            found += self.used[self._head_key(agency)]
        return tuple(found)

    def remembered(self, key: str, make: Callable[[], T]) -> T:
        """What was made before under this key, else what `make` gives."""
        found: T | None = self._found(key)
        return self._keep(key, make()) if found is None else found

    def close(self) -> None:
        """Forget what this run did not use, if it used criteria at all."""
        if not self.is_opened:
            return
        _MEMORY.clear()
        _MEMORY.update(self.used)
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                if path.name not in self.used:
                    path.unlink(missing_ok=True)

    def _key(self, *kind: str) -> str:
        digests = (self.inputs.criteria.get(folder, "") for folder in (NATIONAL, *kind[1:]))
        return combined(tool_digest(), *kind, *digests)

    def _head_key(self, agency: str) -> str:
        return combined(tool_digest(), "rilis", agency, self.inputs.releases[agency])

    def _found(self, key: str) -> Any:  # noqa: ANN401 - whatever was kept
        found = self.used.get(key, _MEMORY.get(key))
        if found is None and self.is_ours:
            try:
                found = pickle.loads((self.folder / key).read_bytes())  # noqa: S301 - our own folder
            except (OSError, pickle.PickleError, EOFError, AttributeError, ImportError):
                return None
        if found is not None:
            self.used[key] = found
        return found

    def _keep(self, key: str, value: T) -> T:
        self.used[key] = value
        if self.is_ours:
            fresh = self.folder / f"{key}.{os.getpid()}"
            try:
                fresh.write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
                fresh.replace(self.folder / key)
            except OSError:
                with suppress(OSError):
                    fresh.unlink()
        return value


def _private(folder: Path) -> bool:
    """Whether a folder is, or could be made, one that only this user may write to."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.stat()
    except OSError:
        return False
    is_closed = not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return is_closed and (not hasattr(os, "getuid") or found.st_uid == os.getuid())


def _batches(names: Sequence[str], *, once: bool) -> Iterator[Sequence[str]]:
    """Names in batches; once: at least one batch, though it be empty."""
    if not names and once:
        yield ()
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]
