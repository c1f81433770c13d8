"""Writes a release beside the old one and switches by one rename; same release, same bytes."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from terang.releasefile.csvfile import csv_bytes
from terang.releasefile.form import certificate_form, dump, manifest_form, sha256, table_form
from terang.releasefile.model import FileDigest, Release
from terang.releasefile.read import CERTIFICATE, MANIFEST, TABLES

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def contents(release: Release) -> dict[str, bytes]:
    """Every file of the release by its path in the folder, manifest included."""
    files: dict[str, bytes] = {}
    for table in release.tables:
        files[f"{TABLES}/{table.id}.json"] = dump(table_form(table, release.synthetic))
        files[f"{TABLES}/{table.id}.csv"] = csv_bytes(table, release.synthetic)
    files[CERTIFICATE] = dump(certificate_form(release.certificate))
    listed = tuple(FileDigest(path, sha256(files[path])) for path in sorted(files))
    files[MANIFEST] = dump(manifest_form(replace(release, files=listed)))
    return files


def filed(release: Release) -> Release:
    """The release with the digests of its files, as it is read back."""
    made = contents(release)
    listed = tuple(FileDigest(p, sha256(made[p])) for p in sorted(made) if p != MANIFEST)
    return replace(release, files=listed)


def write_release(release: Release, root: Path) -> Path:
    """Write to root/<agency>/<period>/ and return that folder.

    The old folder stays whole until the new one is complete on disk; both change places in one
    step. What a killed run left behind is removed by the next.
    """
    folder = root / release.agency / release.period
    write_folder(contents(release), folder)
    return folder


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """A folder that holds exactly these files, by path inside it; whole or not at all.

    Raises ValueError for a path that would leave the folder, before anything is written.
    """
    outside = [path for path in files if not stays_inside(path)]
    if outside:
        raise ValueError(f"paths outside the folder: {outside}")
    recover(folder)
    fresh, _ = beside(folder)
    for path, content in files.items():
        target = fresh / path
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_through(target, content)
    switch(fresh, folder)


def stays_inside(path: str) -> bool:
    parts = path.split("/")
    return not (set(parts) & {"", ".", ".."} or "\\" in path or "\0" in path)


def recover(folder: Path) -> None:
    """Undo what a killed run left beside a release folder."""
    fresh, old = beside(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    for leftover in (fresh, old):
        if leftover.exists():
            shutil.rmtree(leftover)


def beside(folder: Path) -> tuple[Path, Path]:
    return folder.with_name(f".baru-{folder.name}"), folder.with_name(f".lama-{folder.name}")


def _write_through(target: Path, content: bytes) -> None:
    with target.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def switch(fresh: Path, folder: Path) -> None:
    _, old = beside(folder)
    if not folder.exists():
        fresh.rename(folder)
    elif _exchange(fresh, folder):
        shutil.rmtree(fresh)
    else:  # a system without the exchange: two renames, healed by `recover` if killed between
        folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    places = (os.fsencode(one), os.fsencode(other))
    return bool(
        rename(_AT_FDCWD, places[0], _AT_FDCWD, places[1], ctypes.c_uint(_RENAME_EXCHANGE)) == 0
    )
