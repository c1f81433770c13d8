"""Releases that were decided and not yet written: an interrupted run does not decide them again.

What is kept stays in the private zone, one folder an agency and period, whole or not at all. It
counts only for the same data, criteria, public releases, options and program; anything else, rows
of a database and random noise are decided anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import duckdb

from terang import __version__
from terang.release.intake.contract import FileCount, reasons
from terang.release.intake.inputs.folder import REJECTS, content_digest, open_inputs
from terang.release.protection.ledger import data_digest
from terang.release.publication.build import Built
from terang.releasefile.form import manifest_form
from terang.releasefile.model import NOISY, Release
from terang.releasefile.parse import Refused
from terang.releasefile.read import read_release
from terang.releasefile.write import contents, filed, write_folder

PACKAGE = Path(__file__).parents[2]
ACCOUNT, RELEASE = "perhitungan.json", "rilis"


@dataclass(frozen=True, slots=True)
class Finished:
    """A decided release, what became of the rows, and the loss report; nobody's rows.

    reasons: file, reason and number of refused rows. is_drawn: noise was drawn for it.
    asked: digest of the rows that queries gave.
    """

    release: Release
    counts: tuple[FileCount, ...]
    reasons: tuple[tuple[str, str, int], ...]
    loss: tuple[str, ...]
    is_drawn: bool = False
    asked: str = ""

    @property
    def refused(self) -> int:
        return sum(count for _, _, count in self.reasons)


def finished(built: Built, loss: Sequence[str]) -> Finished:
    """What is needed of a release once it is decided."""
    return Finished(
        filed(built.release),
        tuple(built.data.counts),
        tuple(reasons(built.data.refusals)),
        tuple(loss),
        any(proof.scale for proof in built.proofs),
        built.data.asked,
    )


def key(
    folder: Path, criteria_digest: str, releases: Collection[Release], options: Sequence[object]
) -> str | None:
    """Of everything that decides a release; None where a database is asked.

    releases: all that are public or withdrawn. options: of the command.
    """
    inputs = open_inputs(folder)
    if any(source.path is None for source in inputs.sources):
        return None
    parts = [
        data_digest(folder, criteria_digest),
        program_digest(),
        folder.parent.name,
        folder.name,
    ]
    parts += [f"{source.table} {source.name} {source.layout}" for source in inputs.sources]
    parts += [json.dumps(manifest_form(release), sort_keys=True) for release in releases]
    parts += [str(option) for option in options]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def program_digest() -> str:
    """Of this program: its version, its files, and the engine's version."""
    found = hashlib.sha256(f"{__version__} {duckdb.__version__}\n".encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix in (".py", ".yml", ".json"):
            found.update(f"{path.relative_to(PACKAGE)} {content_digest(path)}\n".encode())
    return found.hexdigest()


def keep(home: Path, name: str | None, made: Finished) -> None:
    """Remember a decided release; what was remembered there before goes."""
    if name is None or made.release.certificate.method == NOISY:
        return
    account = {
        "kunci": name,
        "berkas": [astuple(count) for count in made.counts],
        "alasan": made.reasons,
        "kehilangan": made.loss,
    }
    files = {f"{RELEASE}/{path}": content for path, content in contents(made.release).items()}
    write_folder(files | {ACCOUNT: json.dumps(account, indent=1).encode()}, home)


def keep_draw(home: Path, release: Release) -> None:
    """Remember a noisy release that is about to be paid for; the one before goes."""
    write_folder(contents(release), home)


def kept_draw(home: Path) -> Iterator[Release]:
    """The noisy release that was remembered last, if any; nothing says that it was paid for."""
    with suppress(OSError, Refused):
        yield read_release(home)


def kept(home: Path, name: str | None, folder: Path) -> Finished | None:
    """What was decided under this key, with the list of refused rows still beside the data."""
    if name is None:
        return None
    try:
        account = json.loads((home / ACCOUNT).read_text(encoding="utf-8"))
        if account["kunci"] != name:
            return None
        found = Finished(
            read_release(home / RELEASE),
            tuple(FileCount(*count) for count in account["berkas"]),
            tuple((file, reason, count) for file, reason, count in account["alasan"]),
            tuple(account["kehilangan"]),
        )
    except (OSError, ValueError, KeyError, TypeError, Refused):
        return None
    return found if (folder / REJECTS).exists() == bool(found.reasons) else None
