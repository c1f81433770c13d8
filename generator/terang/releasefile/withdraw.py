"""Withdrawing a release: its data go, its address, day and reason stay.

A withdrawn release folder holds one file, ditarik.json. It carries no digest of what was removed:
a digest would let anybody try out values until one fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from terang.core.model import Text
from terang.releasefile.archive import ARCHIVE
from terang.releasefile.form import FORMAT, Json, dump, text_form
from terang.releasefile.model import Release
from terang.releasefile.parse import Node, document
from terang.releasefile.read import file_bytes
from terang.releasefile.write import write_folder

NOTICE = "ditarik.json"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is left of a release: where it stood, since when it is gone, and why.

    tables, units, services: what had addresses of its own. published_on as in Release.
    """

    agency: str
    period: str
    revision: int
    on: date
    reason: Text
    synthetic: bool
    published_on: date | None
    tables: tuple[str, ...]
    units: tuple[str, ...]
    services: tuple[str, ...]

    @property
    def place(self) -> str:
        """How certificates name the release: "<agency>/<period>", a correction with "-r<n>"."""
        correction = f"-r{self.revision}" if self.revision else ""
        return f"{self.agency}/{self.period}{correction}"


def withdrawal_of(release: Release, on: date, reason: Text) -> Withdrawal:
    """The notice that takes the place of a release."""
    return Withdrawal(
        agency=release.agency,
        period=release.period,
        revision=release.revision,
        on=on,
        reason=reason,
        synthetic=release.synthetic,
        published_on=release.published_on,
        tables=tuple(table.id for table in release.tables),
        units=_codes(release, "unit"),
        services=_codes(release, "layanan"),
    )


def withdraw(folder: Path, notice: Withdrawal) -> None:
    """Put the notice in place of everything in a release folder, in one step."""
    write_folder({NOTICE: dump(_form(notice))}, folder)


def is_withdrawn(folder: Path) -> bool:
    """Whether a folder holds the notice of a withdrawn release."""
    return (folder / NOTICE).is_file()


def read_notice(folder: Path) -> Withdrawal:
    """The notice in a folder; raises Refused with its located problem."""
    return document(file_bytes(folder, NOTICE), f"{folder.name}/{NOTICE}", _notice)


def notice_bytes(notice: Withdrawal) -> bytes:
    """The notice as it is served."""
    return dump(_form(notice))


def read_withdrawn(root: Path) -> tuple[Withdrawal, ...]:
    """Every notice under root/<agency>/, of superseded revisions too, oldest release first."""
    paths = [*root.glob(f"*/*/{NOTICE}"), *root.glob(f"*/{ARCHIVE}/*/{NOTICE}")]
    shown = (p for p in paths if not any(x.startswith(".") for x in p.relative_to(root).parts))
    found = [read_notice(path.parent) for path in shown]
    return tuple(sorted(found, key=lambda one: (one.agency, one.period, one.revision)))


def keep_notice(folder: Path) -> None:
    """Move the notice of a folder that a new release will take to the agency's archive."""
    notice = read_notice(folder)
    kept = folder.parent / ARCHIVE / f"{notice.period}-r{notice.revision}"
    write_folder({NOTICE: notice_bytes(notice)}, kept)


def keep_copy(folder: Path, release: Release, home: Path) -> Path:
    """Copy a release to home/<agency>/<period>-r<revision>/ before it goes; whole or not at all."""
    kept = home / release.agency / f"{release.period}-r{release.revision}"
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_folder({name: path.read_bytes() for name, path in sorted(files.items())}, kept)
    return kept


def _codes(release: Release, dimension: str) -> tuple[str, ...]:
    """The codes of a dimension; a root that others stand below has no address of its own."""
    dims = (d for table in release.tables for d in table.dims if d.id == dimension)
    return tuple(dict.fromkeys(code.id for dim in dims for code in dim.codes if not code.is_total))


def _form(notice: Withdrawal) -> Json:
    published = notice.published_on
    return {
        "format": FORMAT,
        "instansi": notice.agency,
        "periode": notice.period,
        "revisi": notice.revision,
        "ditarik": notice.on.isoformat(),
        "alasan": text_form(notice.reason),
        "sintetis": notice.synthetic,
        "terbit": None if published is None else published.isoformat(),
        "tabel": list(notice.tables),
        "unit": list(notice.units),
        "layanan": list(notice.services),
    }


def _notice(node: Node) -> Withdrawal:
    keys = node.keys(
        "format instansi periode revisi ditarik alasan sintetis terbit tabel unit layanan"
    )
    return Withdrawal(
        agency=keys["instansi"].identifier(),
        period=keys["periode"].identifier(),
        revision=keys["revisi"].count(),
        on=keys["ditarik"].day(),
        reason=keys["alasan"].text(),
        synthetic=keys["sintetis"].boolean(),
        published_on=keys["terbit"].maybe(Node.day),
        tables=keys["tabel"].each(Node.identifier),
        units=keys["unit"].each(Node.identifier),
        services=keys["layanan"].each(Node.identifier),
    )
