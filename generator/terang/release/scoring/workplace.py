"""Where and with which means the rows of one run are checked and added up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import Any

import duckdb

from terang.release.scoring.cells import connect

SPILLED = "sementara"  # what does not fit into memory, in the folder; numbers, no names


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where and how rows are checked and leaf cells computed.

    folder: keeps what was computed and what does not fit into memory; None: nothing is kept.
    memory: DuckDB's limit, such as "1GB". spark: a session that computes them instead of DuckDB.
    apart: name of this process, where others use the same folder.
    """

    folder: Path | None = None
    threads: int = 1
    memory: str | None = None
    spark: Any = None
    apart: str = ""

    @property
    def spilled(self) -> Path | None:
        """Where waits what does not fit into memory."""
        name = f"{SPILLED}-{self.apart}" if self.apart else SPILLED
        return None if self.folder is None else self.folder / name

    def within(self, *names: str) -> Workplace:
        """The same for a part: its files lie in a folder of their own."""
        folder = None if self.folder is None else self.folder.joinpath(*names)
        return replace(self, folder=folder)

    def on(self, session: Any) -> Workplace:  # noqa: ANN401  Spark has no types
        """The same with a Spark session that computes."""
        return replace(self, spark=session)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """DuckDB in memory; what does not fit waits in files of the folder. Reads no others."""
        folders = []
        if self.spilled is not None:
            folders = [self.spilled]
            folders[0].mkdir(parents=True, exist_ok=True)
        return connect(folders, self.threads, self.memory, passes_left_out="")


_current: ContextVar[Workplace | None] = ContextVar("workplace", default=None)


@contextmanager
def working(place: Workplace) -> Iterator[None]:
    """Leaf cells are computed in this place until the block ends; in memory otherwise."""
    before = _current.set(place)
    try:
        if place.spilled is not None:  # a killed run may have left some
            rmtree(place.spilled, ignore_errors=True)
        yield
    finally:
        _current.reset(before)
        if place.spilled is not None:
            rmtree(place.spilled, ignore_errors=True)


def workplace() -> Workplace:
    return _current.get() or Workplace()
