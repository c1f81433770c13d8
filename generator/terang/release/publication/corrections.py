"""What may stand in for a refused correction: coarser, with fewer breakdowns or tables, or later.

What was shown can't be unshown, so a correction that tells of few people is refused. An office may
say beforehand what it wants instead; it gets that only if it passes the same gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from terang.core.model import AgencyCriteria, CriteriaSet
from terang.disclosure import ProtectionFailed
from terang.messages import text
from terang.release.protection.leaks import leaked
from terang.release.publication.build import Built, build_release
from terang.releasefile.alternatives import DELAY, UNIT, Alternative, nearest
from terang.releasefile.archive import release_id
from terang.releasefile.attacker import attack_published
from terang.releasefile.attested import table_check
from terang.releasefile.form import manifest_digest
from terang.releasefile.gate import check
from terang.releasefile.model import Release

# words of the command line; None: the first that is safe, least loss first
CHOICES = {
    "nearest": None,
    "coarser-unit": UNIT,
    "fewer-margins": "dimensi",
    "fewer-tables": "tabel",
    "delay": DELAY,
}
REDUCED = "pengurangan"  # policy key of a correction that shows less than it could
PUBLIC_LEAVES_NO_ROOM = ("known_cells", "infeasible")


@dataclass(frozen=True, slots=True)
class Correction:
    """Where a correction is made: the criteria and microdata, and what is public already."""

    agency: AgencyCriteria
    criteria: CriteriaSet
    folder: Path
    public: Sequence[Release]

    @property
    def earlier(self) -> tuple[Release, ...]:
        """The releases of the same period, oldest first."""
        return tuple(r for r in self.public if r.period == self.folder.name)


def untied(correction: Correction, failed: ProtectionFailed) -> Built:
    """The correction as if nothing of its period were public: only parts of it may be shown.

    For figures that an earlier release leaves no room to protect. Raises what failed where that
    was not the reason or does not help, else as `build_release` does.
    """
    if not correction.earlier or failed.code not in PUBLIC_LEAVES_NO_ROOM:
        raise failed
    last = correction.earlier[-1]
    others = [release for release in correction.public if release.period != last.period]
    try:
        built = build_release(
            correction.agency, correction.criteria, correction.folder, last.period, others
        )
    except ProtectionFailed as again:
        raise failed from again
    told = tuple(release_id(release) for release in correction.public)
    release = replace(
        built.release,
        revision=last.revision + 1,
        supersedes=manifest_digest(last),
        certificate=replace(built.release.certificate, archive=told),
    )
    return replace(built, release=release)


def instead(
    built: Built, correction: Correction, choice: str | None
) -> tuple[Built | None, Alternative]:
    """The chosen alternative of a refused correction, where it is safe, and what was found.

    choice: of CHOICES, None to be told only. The release is the earlier one for `delay`, and None
    when nothing was chosen or the choice does not pass the gate.
    """
    earlier = correction.earlier
    found = nearest(built.release, earlier, None if choice is None else CHOICES[choice])
    if choice is None:
        return None, found
    if found.release is None:
        wanted = found.kind == DELAY and CHOICES[choice] in (None, DELAY)
        return (replace(built, release=earlier[-1]) if wanted else None), found
    release = _certified(found)
    if check(release, correction.public) or leaked(release, correction.folder):
        return None, found
    return replace(built, release=release), found


def _certified(found: Alternative) -> Release:
    """The reduced release with a certificate that counts what is left, and why there is less."""
    release = found.release
    assert release is not None
    attack = attack_published(release)
    certificate = replace(
        release.certificate,
        tables=tuple(table_check(table) for table in release.tables),
        attacked=attack.attacked,
        narrowest=attack.told(),
    )
    what = " ".join((found.kind, found.fields.get(found.key, "")))
    return replace(release, certificate=certificate, policy={**release.policy, REDUCED: what})


def told(found: Alternative, lang: str) -> str:
    """An alternative in words."""
    fields = dict(found.fields)
    if lang == "en" and "name_en" in fields:
        fields["name"] = fields["name_en"]
    return text("release", f"alternative_{found.kind}", lang, **fields)
