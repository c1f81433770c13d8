"""`terang release intake`: check the rows of microdata at the door, without building anything."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from terang.console import echo, note
from terang.core.lowering import CannotLower
from terang.core.model import AgencyCriteria, CriteriaSet
from terang.messages import LANGUAGES, text
from terang.release.commands.asked import folders_of, valid_criteria
from terang.release.intake.contract import Microdata, accept, exceeds, reasons
from terang.release.intake.refusals import keep_refusals, reason_lines
from terang.release.intake.schemes import programs
from terang.release.intake.source import MicrodataError

AREA = "release"
DONE, FAULTS, USAGE = 0, 1, 2
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_intake_command(verbs: Subparsers) -> None:
    """Register `intake --data DIR [--agency A] [--criteria DIR] [--strict]`."""
    parser: argparse.ArgumentParser = verbs.add_parser("intake", help=text(AREA, "help_intake"))
    parser.add_argument("--data", type=Path, required=True, help=text(AREA, "help_data"))
    parser.add_argument("--agency", action="append", help=text(AREA, "help_agency"))
    parser.add_argument("--strict", action="store_true", help=text(AREA, "help_strict"))
    home = Path("criteria")
    parser.add_argument("--criteria", type=Path, default=home, help=text(AREA, "help_criteria"))
    parser.add_argument("--lang", choices=LANGUAGES, default="id", help=text(AREA, "help_lang"))
    parser.set_defaults(run=run_intake)


def run_intake(options: argparse.Namespace) -> int:
    """Every period is checked; 1 when a file cannot be used or, with --strict, a limit is broken.

    Without --strict, refused rows alone do not make it fail: a release is built without them.
    """
    criteria = valid_criteria(options)
    if criteria is None:
        return FAULTS
    wanted = folders_of(options, criteria)
    if not wanted:
        note(text(AREA, "no_data", options.lang, path=options.data))
        return USAGE
    passed = [_checked(options, criteria, folder) for folder in wanted]
    return DONE if all(passed) else FAULTS


def _checked(options: argparse.Namespace, criteria: CriteriaSet, folder: Path) -> bool:
    agency = criteria.agencies[folder.parent.name]
    place = {"agency": folder.parent.name, "period": folder.name}
    try:
        data = accept(folder, agency, criteria, programs(agency, criteria, folder.name))
    except (MicrodataError, CannotLower) as fault:
        reason = fault.told(options.lang) if isinstance(fault, MicrodataError) else str(fault)
        note(text(AREA, "intake_stopped", options.lang, reason=reason, **place))
        return False
    keep_refusals(folder, data.refusals)
    is_within = not (options.strict and exceeds(data, agency.publication.refused_percent))
    _tell(data, agency, options.lang, place, is_within)
    return is_within


def _tell(
    data: Microdata, agency: AgencyCriteria, lang: str, place: dict[str, str], is_within: bool
) -> None:
    echo(text(AREA, "intake", lang, people=len(data.people), **place))
    for count in data.counts:
        told = {"file": count.file, "read": count.read, "accepted": count.accepted}
        echo(text(AREA, "intake_file", lang, refused=count.refused, **told))
    for line in reason_lines(reasons(data.refusals), lang):
        echo(line)
    if not is_within:
        read = sum(count.read for count in data.counts)
        limit = agency.publication.refused_percent
        told = {"refused": len(data.refusals), "read": read, "limit": limit}
        note(text(AREA, "strict_refused", lang, **told))
