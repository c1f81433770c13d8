"""Folders that are made once for the whole run, by whichever worker comes first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

SHARED = "TERANG_UJI_BERSAMA"


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` fills; do not change it."""
    base = Path(os.environ[SHARED])
    folder = base / name
    with (base / f"{name}.kunci").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = base / f"{name}-disusun"
            make(unfinished)
            unfinished.rename(folder)
    return folder
