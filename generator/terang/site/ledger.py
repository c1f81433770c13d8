"""What the last run made, kept in the user's own cache folder: never served, never in a repository.

A ledger that does not fit the site it speaks of, or cannot be read, counts as none.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from terang.site.search import Row

FORMAT = 1
MARK = ".terang-pages"  # a folder with this file may be replaced; it names the run


class Output(NamedTuple):
    """A file of the site as it was written: digest of its content, size in bytes, time in ns."""

    sha256: str
    size: int
    mtime: int


@dataclass(frozen=True, slots=True)
class Record:
    """A part of the site. key: of everything it was made from; view: of what it really used.

    pages: addresses. rows: its entries in the search index by language. drafts: releases without
    two approvals. outputs: its files by path from the root of the site.
    """

    key: str
    view: str = ""
    pages: tuple[str, ...] = ()
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    forms: int = 0
    drafts: tuple[str, ...] = ()
    outputs: Mapping[str, Output] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """key: of everything the site was made from. records: by name of the part."""

    key: str
    records: Mapping[str, Record]


NOTHING = Ledger("", {})


def home() -> Path:
    """The cache folder: TERANG_TEMBOLOK, else that of the user."""
    given = os.environ.get("TERANG_TEMBOLOK")
    if given:
        return Path(given)
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "terang"


def load(site: Path) -> Ledger:
    """The ledger of a site, or NOTHING where there is none that fits."""
    try:
        content = json.loads(_file(site).read_bytes())
        if content["format"] != FORMAT or (site / MARK).read_text() != content["key"]:
            return NOTHING
        return Ledger(content["key"], {n: _record(r) for n, r in content["records"].items()})
    except (OSError, ValueError, KeyError, TypeError):
        return NOTHING


def save(site: Path, ledger: Ledger) -> None:
    """Keep the ledger; where that is not possible the next run makes everything anew."""
    content = {
        "format": FORMAT,
        "key": ledger.key,
        "records": {name: _form(record) for name, record in ledger.records.items()},
    }
    target = _file(site)
    fresh = target.with_suffix(f".{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        fresh.replace(target)
    except OSError:
        with suppress(OSError):
            fresh.unlink()


def is_intact(site: Path, record: Record) -> bool:
    """Whether every file of a record still lies in the site as it was written."""
    root = str(site)
    try:
        for path, output in record.outputs.items():
            found = os.stat(f"{root}/{path}", follow_symlinks=False)  # noqa: PTH116 - many files
            if found.st_size != output.size or found.st_mtime_ns != output.mtime:
                return False
    except OSError:
        return False
    return True


def intact(site: Path, ledger: Ledger) -> dict[str, Record]:
    """The records whose files are all as they were written."""
    return {name: record for name, record in ledger.records.items() if is_intact(site, record)}


def _file(site: Path) -> Path:
    return _place(site).with_suffix(".json")


def shelf_of(site: Path) -> Path:
    """The folder for parsed criteria of a site."""
    return _place(site)


def _place(site: Path) -> Path:
    return home() / hashlib.sha256(str(site.resolve()).encode()).hexdigest()[:32]


def _form(record: Record) -> list[Any]:
    return [
        record.key,
        record.view,
        record.pages,
        record.rows,
        record.forms,
        record.drafts,
        record.outputs,
    ]


def _record(form: list[Any]) -> Record:
    key, view, pages, rows, forms, drafts, outputs = form
    return Record(
        str(key),
        str(view),
        tuple(pages),
        {lang: tuple(Row(*row) for row in own) for lang, own in rows.items()},
        int(forms),
        tuple(drafts),
        {path: Output(*output) for path, output in outputs.items()},
    )
