"""Two different roles sign the digest of a release before it counts as published.

An approval names role, day and the digest of the manifest without approvals. The manifest holds
the digests of all files, so any change of content leaves the approvals signed for something else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from terang.releasefile.form import dump, manifest_digest, manifest_form
from terang.releasefile.model import Approval, Release
from terang.releasefile.read import MANIFEST, read_release

ROLES = ("pengelola-sdm", "ppid", "pimpinan")
ROLES_NEEDED = 2


def valid_approvals(release: Release) -> tuple[Approval, ...]:
    """The approvals by known roles that sign exactly this content; none when a file was changed."""
    digest = manifest_digest(release) if release.intact else None
    return tuple(a for a in release.approvals if a.digest == digest and a.role in ROLES)


def is_approved(release: Release) -> bool:
    """Whether two different roles have approved exactly this content."""
    return len({approval.role for approval in valid_approvals(release)}) >= ROLES_NEEDED


def drafts(releases: Iterable[Release]) -> tuple[str, ...]:
    """ "<agency>/<period>" of the releases that a production build must refuse."""
    return tuple(f"{r.agency}/{r.period}" for r in releases if not is_approved(r))


def approved_by(release: Release, role: str, on: date) -> Release:
    """The release with this role's approval; approvals of other content are dropped."""
    kept = tuple(a for a in valid_approvals(release) if a.role != role)
    signed = Approval(role, on, manifest_digest(release))
    return replace(release, approvals=tuple(sorted((*kept, signed), key=lambda a: a.role)))


def record_approval(folder: Path, role: str, on: date) -> Release:
    """Sign the release in a folder; only its manifest is replaced, in one step."""
    release = approved_by(read_release(folder), role, on)
    fresh = folder.with_name(f".setuju-{folder.name}")
    fresh.write_bytes(dump(manifest_form(release)))
    os.replace(fresh, folder / MANIFEST)  # noqa: PTH105  the one atomic step
    return release
