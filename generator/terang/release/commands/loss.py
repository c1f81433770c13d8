"""The loss report as a file beside the microdata, and `terang release loss` for anybody."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from terang.console import echo
from terang.messages import text
from terang.release.commands.folders import DONE, FAULTS, USAGE, release_folders, words
from terang.release.protection.ledger import Spent, data_digest, record
from terang.release.publication.finished import Finished, keep_draw
from terang.release.publication.loss import AREA, published_lines
from terang.releasefile.form import manifest_digest
from terang.releasefile.parse import Refused
from terang.releasefile.read import read_release

REPORT = "kehilangan.txt"
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_loss_command(verbs: Subparsers) -> None:
    """Register `release loss`."""
    parser: argparse.ArgumentParser = verbs.add_parser("loss", help=text(AREA, "help_loss"))
    parser.add_argument(
        "--lang", choices=("id", "en"), default="id", help=text("release", "help_lang")
    )
    parser.add_argument("folder", type=Path, help=text("release", "help_folder"))
    parser.set_defaults(run=_loss)


def spend(made: Finished, folder: Path, criteria_digest: str, home: Path) -> None:
    """Enter the privacy loss of a new noisy release in the ledger, before anything is written.

    home: where the release is kept first, so that a run killed after this does not pay twice.
    """
    release = made.release
    if made.is_drawn:
        epsilon = Decimal(release.policy["epsilon"])
        data = data_digest(folder, criteria_digest, made.asked)
        keep_draw(home, release)
        record(folder.parent, Spent(release.period, epsilon, data, manifest_digest(release)))


def told_to_office(lines: Sequence[str], folder: Path, lang: str) -> None:
    """Print the loss report and leave it beside the microdata."""
    path = folder / REPORT
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for line in lines:
        echo(line)
    echo(text(AREA, "saved", lang, path=path))


def _loss(options: argparse.Namespace) -> int:
    folders = release_folders(options)
    broken = 0
    for folder in folders:
        try:
            lines = published_lines(read_release(folder), options.lang)
        except Refused as refused:
            lines, broken = [words(refused.problem, options.lang)], broken + 1
        for line in lines:
            echo(line)
    return USAGE if not folders else FAULTS if broken else DONE
