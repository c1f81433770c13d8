"""`terang release analyse`: tables for the personnel office, kept beside the microdata."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from terang.console import echo, note, progress
from terang.core.lowering import CannotLower
from terang.disclosure import DisclosureError
from terang.messages import LANGUAGES, text
from terang.release.analyses.report import Analysis, analyses
from terang.release.commands.asked import folders_of, valid_criteria
from terang.release.intake.source import MicrodataError
from terang.release.protection.proven import NotSafe

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

AREA = "analyses"
FOLDER, LABEL = "analisis", "JANGAN-DITERBITKAN.txt"
DONE, FAULTS, USAGE = 0, 1, 2


def add_analyse_command(verbs: Subparsers) -> None:
    """Register `analyse --data DIR [--agency A] [--period P] [--criteria DIR]`."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "analyse", help=text(AREA, "help_analyse"), description=text(AREA, "help_analyse")
    )
    parser.add_argument("--data", type=Path, required=True, help=text("release", "help_data"))
    parser.add_argument("--agency", action="append", help=text("release", "help_agency"))
    parser.add_argument("--period", action="append", help=text(AREA, "help_period"))
    home = Path("criteria")
    parser.add_argument(
        "--criteria", type=Path, default=home, help=text("release", "help_criteria")
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="id", help=text("release", "help_lang")
    )
    parser.set_defaults(run=run_analyse)


def run_analyse(options: argparse.Namespace) -> int:
    """Analyses every agency and period asked for; what fails is told and leaves nothing."""
    criteria = valid_criteria(options)
    if criteria is None:
        return FAULTS
    wanted = [
        folder
        for folder in folders_of(options, criteria)
        if not options.period or folder.name in options.period
    ]
    if not wanted:
        note(text("release", "no_data", options.lang, path=options.data))
        return USAGE
    failed = 0
    for folder in progress("release analyse", wanted, len(wanted)):
        agency = criteria.agencies[folder.parent.name]
        try:
            made = analyses(agency, criteria, folder, _previous(folder))
        except (MicrodataError, CannotLower, NotSafe, DisclosureError) as fault:
            failed += 1
            note(_stopped(fault, folder, options.lang))
            continue
        _write(folder / FOLDER, made)
        _tell(folder, made, options.lang)
    return FAULTS if failed else DONE


def _previous(folder: Path) -> Path | None:
    """The microdata of the period before, where they are there."""
    earlier = [
        other for other in folder.parent.iterdir() if other.is_dir() and other.name.isdigit()
    ]
    return max((other for other in earlier if other.name < folder.name), default=None)


def _stopped(fault: Exception, folder: Path, lang: str) -> str:
    reason = fault.told(lang) if isinstance(fault, MicrodataError) else str(fault)
    return text(AREA, "stopped", lang, folder="/".join(folder.parts[-2:]), reason=reason)


def _write(home: Path, made: Sequence[Analysis]) -> None:
    home.mkdir(exist_ok=True)
    label = "\n\n".join(text(AREA, "label", lang) for lang in LANGUAGES)
    (home / LABEL).write_text(label + "\n", encoding="utf-8")
    for analysis in made:
        with (home / f"{analysis.id}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(analysis.columns)
            writer.writerows(analysis.rows)


def _tell(folder: Path, made: Sequence[Analysis], lang: str) -> None:
    echo(text(AREA, "written", lang, folder="/".join(folder.parts[-2:]), path=folder / FOLDER))
    for analysis in made:
        told = {"title": text(AREA, f"title_{analysis.id}", lang), "rows": len(analysis.rows)}
        echo(text(AREA, "table", lang, withheld=analysis.withheld, **told))
    echo(text(AREA, "private", lang))
