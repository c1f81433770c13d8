"""Releases of an agency over time, superseded revisions included: all that a reader may still have.

The current revision of a period stands in <agency>/<period>/; what it replaced is kept whole in
<agency>/arsip/<period>-r<revision>/, because what was public stays known.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from terang.releasefile.form import manifest_digest
from terang.releasefile.model import Release
from terang.releasefile.read import MANIFEST, is_release, read_release

ARCHIVE = "arsip"


def archived_name(release: Release) -> str:
    """The folder name of a superseded revision."""
    return f"{release.period}-r{release.revision}"


def release_id(release: Release) -> str:
    """How a certificate names a release: "<agency>/<period>", a correction with "-r<n>"."""
    correction = f"-r{release.revision}" if release.revision else ""
    return f"{release.agency}/{release.period}{correction}"


def read_agency(folder: Path) -> tuple[Release, ...]:
    """Every release of one agency folder with its superseded revisions, oldest first.

    Raises Refused with the first located problem.
    """
    paths = [
        path.parent
        for pattern in (f"*/{MANIFEST}", f"{ARCHIVE}/*/{MANIFEST}")
        for path in folder.glob(pattern)
        if not path.parent.name.startswith(".")
    ]
    found = [read_release(path) for path in sorted(paths)]
    return tuple(sorted(found, key=lambda release: (release.period, release.revision)))


def keep(folder: Path) -> Path:
    """Copy the release in a folder to the archive of its agency, unless it is there already."""
    release = read_release(folder)
    kept = folder.parent / ARCHIVE / archived_name(release)
    if is_release(kept) and manifest_digest(read_release(kept)) == manifest_digest(release):
        return kept
    fresh = kept.with_name(f".baru-{kept.name}")
    if fresh.exists():
        shutil.rmtree(fresh)
    shutil.copytree(folder, fresh)
    fresh.rename(kept)
    return kept
