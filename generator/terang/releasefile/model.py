"""A release: what the private zone writes and the public zone reads. Nothing else crosses.

A release folder is docs/rilis/<agency>/<period>/ holding rilis.json (manifest), tabel/<id>.json
and tabel/<id>.csv, and sertifikat.json. Numbers are decimal text from here to the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from terang.core.model import Text


class WithheldReason(StrEnum):
    """Why a cell shows no number. Never tells which protected cell was the small one."""

    PROTECTED = "dilindungi"
    NOT_COLLECTED = "tidak_dikumpulkan"
    NOT_APPLICABLE = "tidak_berlaku"


class Precision(StrEnum):
    """How a shown figure relates to the truth; the words stand in the files."""

    EXACT = "tampil"
    ROUNDED = "dibulatkan"  # counts: to a multiple, see the policy
    NOISY = "berderau"  # random noise was added on purpose


@dataclass(frozen=True, slots=True)
class Shown:
    """A published figure; `n` is the number of people or answers beneath it, where it has one."""

    value: Decimal
    n: int | None = None
    precision: Precision = Precision.EXACT


@dataclass(frozen=True, slots=True)
class ShownText:
    """A published word, such as a grade or the weakest element's code."""

    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    reason: WithheldReason


PROTECTED = Withheld(WithheldReason.PROTECTED)
Cell = Shown | ShownText | Withheld


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a dimension; `parent` builds the tree, None for roots and flat lists."""

    id: str
    label: Text
    parent: str | None = None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    id: str  # unit, kelompok, kategori, indikator, layanan, unsur, kelas, rentang ...
    name: Text
    codes: tuple[Code, ...]  # in display order


MeasureKind = Literal["count", "mean", "share", "index", "days", "word"]


@dataclass(frozen=True, slots=True)
class Measure:
    id: str  # jumlah, rerata, persen, ikm, mutu ...
    name: Text
    kind: MeasureKind
    unit: Text
    places: int


@dataclass(frozen=True, slots=True)
class Row:
    """One combination of codes (order of dims) with one cell per measure."""

    coords: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A published table. Rows are sorted by the dimensions' display order."""

    id: str
    title: Text
    description: Text
    dims: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    metadata: Mapping[str, Text]  # Satu Data: konsep, definisi, klasifikasi, ukuran, satuan ...
    rule_refs: tuple[str, ...] = ()  # skema/layanan ids whose rules made the figures

    def cell(self, coords: tuple[str, ...], measure: str) -> Cell | None:
        """The cell at a place, or None when the table has no such row or measure."""
        column = next((i for i, m in enumerate(self.measures) if m.id == measure), None)
        if column is None:
            return None
        for row in self.rows:
            if row.coords == coords:
                return row.cells[column]
        return None


@dataclass(frozen=True, slots=True)
class TableCheck:
    """What the certificate says of one table: counts of cells, never which."""

    table: str
    cells: int
    shown: int
    withheld: int


WITHHELD, ROUNDED, NOISY = "penyembunyian", "pembulatan", "privasi-diferensial"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was checked before publication, how far, and what was not. Never "anonymous"."""

    method: str  # WITHHELD, ROUNDED or NOISY
    threshold: int
    width: int
    rules: tuple[str, ...]  # codes: ambang, homogen, hampir-homogen, orang-dalam, rerata-n ...
    checks: tuple[str, ...]  # codes of the checks run
    attacked: int  # withheld counts the attacker was run against, from the files alone
    undecided: int  # must be 0
    narrowest: (
        Decimal | None
    )  # least interval width it found over them, None: none withheld or none bounded
    not_checked: tuple[str, ...]  # codes
    tables: tuple[TableCheck, ...]
    archive: tuple[str, ...]  # earlier releases attacked together: "<agency>/<period>"
    tool_version: str
    compared: int = 0  # means of a scheme and unit beside those of another period


@dataclass(frozen=True, slots=True)
class Approval:
    role: str
    on: date
    digest: str  # of the manifest content without approvals


@dataclass(frozen=True, slots=True)
class FileDigest:
    path: str  # relative to the release folder
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """A whole release in memory."""

    agency: str
    period: str
    revision: int  # 0 first, 1 first correction ...
    supersedes: str | None  # digest of the release it replaces
    criteria_digest: str
    synthetic: bool  # sample data; shown wherever results appear
    published_on: date | None  # planned or actual day, from terbitan.yml
    next_on: date | None
    tables: tuple[Table, ...]
    certificate: Certificate
    policy: Mapping[str, str]
    files: tuple[FileDigest, ...] = ()
    approvals: tuple[Approval, ...] = ()
    intact: bool = True  # the files that were read are those that the manifest lists
