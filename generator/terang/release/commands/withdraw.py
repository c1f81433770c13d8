"""`terang release withdraw`: removes a release's data, keeps its address and the reason."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

from terang.console import echo, note
from terang.core.dates import format_date
from terang.core.leakscan import leaks
from terang.core.model import Text
from terang.messages import text
from terang.release.commands.folders import words
from terang.releasefile.approval import is_approved
from terang.releasefile.archive import ARCHIVE, read_agency
from terang.releasefile.form import manifest_digest
from terang.releasefile.model import Release
from terang.releasefile.parse import CONTROL, Refused
from terang.releasefile.read import is_release, read_release
from terang.releasefile.withdraw import (
    Withdrawal,
    is_withdrawn,
    keep_copy,
    keep_notice,
    read_notice,
    read_withdrawn,
    withdraw,
    withdrawal_of,
)
from terang.releasefile.withdraw_report import Beside, Remaining, remaining
from terang.releasefile.write import recover

DONE, FAULTS, USAGE = 0, 1, 2
SHORTEST, LONGEST = 10, 1000  # characters of a reason
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_withdraw_command(verbs: Subparsers) -> None:
    """Register `withdraw`."""
    parser: argparse.ArgumentParser = verbs.add_parser("withdraw", help=_say("help", "id"))
    parser.add_argument("folder", type=Path, help=_say("help_folder", "id"))
    parser.add_argument("--reason", required=True, help=_say("help_reason", "id"))
    parser.add_argument("--reason-en", help=_say("help_reason_en", "id"))
    parser.add_argument("--date", type=date.fromisoformat, help=_say("help_date", "id"))
    parser.add_argument("--copy", type=Path, metavar="FOLDER", help=_say("help_copy", "id"))
    parser.add_argument("--lang", choices=("id", "en"), default="id", help=_say("help_lang", "id"))
    parser.set_defaults(run=_withdraw)


def _withdraw(options: argparse.Namespace) -> int:
    """Nothing is removed unless everything asked for makes sense; then in one step."""
    folder: Path = options.folder.resolve()
    lang: str = options.lang
    try:
        recover(folder)
        if is_withdrawn(folder):
            gone = read_notice(folder)
            note(_say("already", lang, release=gone.place, day=format_date(gone.on, lang)))
            return FAULTS
        if not is_release(folder):
            note(_say("no_release", lang, path=options.folder))
            return USAGE
        release = read_release(folder)
        others = _others(folder, release)
    except Refused as refused:
        note(words(refused.problem, lang))
        note(_say("unreadable", lang))
        return FAULTS
    on = options.date or datetime.now(UTC).date()
    wrong = [*_wrong_reason(options), *_wrong_day(release, on), *_wrong_copy(folder, options.copy)]
    if wrong:
        note("\n".join(_say(key, lang, **fields) for key, fields in wrong))
        return USAGE
    notice = withdrawal_of(release, on, Text(_one_line(options.reason), options.reason_en))
    told = remaining(release, others)
    kept = keep_copy(folder, release, options.copy) if options.copy else None
    withdraw(folder, notice)
    echo("\n".join(_report(notice, told, folder, kept, lang)))
    return DONE


def _others(folder: Path, release: Release) -> tuple[Release, ...]:
    home = folder.parent
    agency = home.parent if home.name == ARCHIVE else home
    digest = manifest_digest(release)
    return tuple(one for one in read_agency(agency) if manifest_digest(one) != digest)


Wrong: TypeAlias = "tuple[str, dict[str, object]]"


def _wrong_reason(options: argparse.Namespace) -> Iterator[Wrong]:
    """A reason is a sentence that readers see: neither empty, nor about a person."""
    for reason in (options.reason, options.reason_en):
        if reason is None:
            continue
        said = _one_line(reason)
        if not SHORTEST <= len(said) <= LONGEST or CONTROL.search(said):
            yield "reason_length", {"least": SHORTEST, "most": LONGEST}
        elif next(leaks([("", said)]), None) is not None:
            yield "reason_personal", {}


def _one_line(reason: str) -> str:
    return " ".join(reason.split())


def _wrong_day(release: Release, on: date) -> Iterator[Wrong]:
    """Only a published release can have a day before which it cannot have gone."""
    if on > datetime.now(UTC).date():
        yield "day_ahead", {}
    approved = max((approval.on for approval in release.approvals), default=None)
    if is_approved(release) and approved is not None and on < approved:
        yield "day_before", {"day": approved.isoformat()}


def _wrong_copy(folder: Path, copy: Path | None) -> Iterator[Wrong]:
    """The copy is evidence with the very data that must go: never where it would be served."""
    if copy is None:
        return
    agency = folder.parent.parent if folder.parent.name == ARCHIVE else folder.parent
    root = agency.parent
    served = root.parent if root.parent.name == "docs" else root
    if copy.resolve().is_relative_to(served):
        yield "copy_served", {"path": served}


def _report(
    notice: Withdrawal, told: Remaining, folder: Path, kept: Path | None, lang: str
) -> Iterator[str]:
    day = format_date(notice.on, lang)
    yield _say("done", lang, release=notice.place, day=day, path=folder.name)
    yield _say("remains", lang)
    alone = "alone_unclear" if told.exposed is None else "alone"
    yield _say(alone, lang, shown=told.shown, attacked=told.attacked, exposed=told.exposed)
    yield from (_beside(one, lang) for one in told.beside)
    if not told.beside:
        yield _say("beside_none", lang)
    yield _say("later", lang)
    yield _say("kept" if kept else "not_kept", lang, path=kept)
    yield _say("next", lang)


def _beside(one: Beside, lang: str) -> str:
    fields = {"release": one.release, "exposed": one.exposed, "changed": one.changed}
    if one.exposed is None:
        return _say("beside_unclear", lang, **fields)
    return _say("beside_revision" if one.same_period else "beside_period", lang, **fields)


def _say(key: str, lang: str, **fields: object) -> str:
    return text("withdraw", key, lang, **fields)


# --- building after a withdrawal ------------------------------------------------------------------


def copies(home: Path | None, agency: str) -> tuple[Release, ...]:
    """The kept copies of an agency's withdrawn releases; raises Refused."""
    return () if home is None else read_agency(home / agency)


def without_copy(root: Path, agency: str, known: Sequence[Release]) -> tuple[Withdrawal, ...]:
    """Withdrawn releases of an agency of which no copy is known: nothing can be checked beside."""
    had = {(release.period, release.revision) for release in known}
    return tuple(
        gone
        for gone in read_withdrawn(root)
        if gone.agency == agency and (gone.period, gone.revision) not in had
    )


def make_room(folder: Path) -> None:
    """Keep the notice of a withdrawn release whose folder a new one is about to take."""
    if is_withdrawn(folder):
        keep_notice(folder)
