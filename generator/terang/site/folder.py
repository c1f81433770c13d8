"""A site made beside the old one and put in its place in one step.

Files that did not change are linked from the old site, not written again. A preview, which nobody
publishes, keeps its folder: what changed is moved into it once all is made.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from terang.core.leakscan import MADE_UP, Leak, leaks
from terang.releasefile.write import beside, recover, stays_inside, switch
from terang.site.ledger import MARK, Output


class NotOurs(ValueError):
    """The folder to be replaced holds files that no earlier run has made."""


class Leaking(ValueError):
    """What was about to be written holds personal data; `found` tells where."""

    def __init__(self, found: list[Leak]) -> None:
        super().__init__(f"{len(found)} leaks")
        self.found = tuple(sorted(found, key=lambda leak: (leak.file, leak.line, leak.kind)))


class Fresh:
    """The new site while it is made. known: files of the old one that are as they were written."""

    def __init__(
        self, site: Path, known: Mapping[str, Output], *, is_preview: bool = False
    ) -> None:
        """Clears what a killed run left beside the site."""
        self.is_update = is_preview and bool(known)
        self.site = site.resolve()
        recover(self.site)
        self.place, _ = beside(self.site)
        self.place.mkdir(parents=True)
        self.known = known
        self.outputs: dict[str, Output] = {}
        self.found: list[Leak] = []
        self.written = 0
        self._root, self._old = str(self.place), str(self.site)
        self._folders = {self._root}
        self._standing: set[str] = set()

    def put(self, path: str, content: bytes) -> Output:
        """Write a file, or link it from the old site where it is the same there.

        Raises ValueError for a path that would leave the folder. Personal data is noted in
        `found`, not written.
        """
        if not stays_inside(path):
            raise ValueError(f"path outside the folder: {path}")
        digest = hashlib.sha256(content).hexdigest()
        same = self.known.get(path)
        if same is not None and same.sha256 == digest:
            return self.keep(path, same)
        self.found += leaks([(path, content.decode("utf-8", "replace"))], examples=MADE_UP)
        target = self._free(path)
        with open(target, "xb", buffering=0) as out:  # noqa: PTH123 - many files
            out.write(content)
            written = os.fstat(out.fileno())
        made = Output(digest, written.st_size, written.st_mtime_ns)
        self.outputs[path] = made
        self.written += 1
        return made

    def keep(self, path: str, output: Output) -> Output:
        """Take a file over from the old site."""
        if self.is_update:
            self.outputs[path] = output
            return output
        target = self._free(path)
        try:
            os.link(f"{self._old}/{path}", target)
        except OSError:  # a file system without links
            shutil.copy2(f"{self._old}/{path}", target)
        self.outputs[path] = output
        return output

    def stands(self, path: str, content: bytes) -> bool:
        """Whether a preview's folder has just this file already; then it stays there."""
        old = self.site / path
        is_same = self.is_update and old.is_file() and old.read_bytes() == content
        if is_same:
            self._standing.add(path)
        return is_same

    def leave_out(self, path: str) -> None:
        """Take a file that was put back out of the new site."""
        del self.outputs[path]
        (self.place / path).unlink()

    def _free(self, path: str) -> str:
        """The place of a file, its folder made; what lay there goes, never written through."""
        target = f"{self._root}/{path}"
        parent = target.rpartition("/")[0]
        if parent not in self._folders:
            self._make(parent)
        if path in self.outputs:
            Path(target).unlink()
        return target

    def _make(self, folder: str) -> None:
        above = folder.rpartition("/")[0]
        if above not in self._folders:
            self._make(above)
        os.mkdir(folder)  # noqa: PTH102 - many folders
        self._folders.add(folder)

    def finish(self, key: str) -> None:
        """Let the new site take the place of the old one; raises Leaking and leaves the old one."""
        if self.found:
            self.drop()
            raise Leaking(self.found)
        (self.place / MARK).write_text(key)
        if self.is_update:
            self._update()
            return
        os.sync()
        switch(self.place, self.site)

    def _update(self) -> None:
        """Move what was written into the old site, and remove what this run does not know."""
        made = set(_files(self._root))
        for folder in sorted({path.rpartition("/")[0] for path in made}):
            (self.site / folder).mkdir(parents=True, exist_ok=True)
        for path in sorted(made):
            os.replace(f"{self._root}/{path}", f"{self._old}/{path}")  # noqa: PTH105 - many files
        known = made | self._standing | self.outputs.keys()
        for stale in set(_files(self._old)) - known:
            (self.site / stale).unlink()
        self.drop()

    def drop(self) -> None:
        """Forget the new site."""
        shutil.rmtree(self.place, ignore_errors=True)


def _files(folder: str) -> Iterator[str]:
    """Paths of all files below a folder, from there."""
    for place, _, names in os.walk(folder):
        inside = place[len(folder) + 1 :]
        yield from (f"{inside}/{name}" if inside else name for name in names)


def refuse_others(out: Path) -> None:
    """Raises NotOurs where a folder would be replaced that no earlier run has made."""
    if out.exists() and not _is_ours(out.resolve()):
        raise NotOurs(str(out))


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))
