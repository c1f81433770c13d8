"""What the editing form needs to know: schemas, words, the file, and the names around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from terang.core.model import (
    AgencyCriteria,
    BandProfile,
    CriteriaSet,
    MatrixProfile,
    SurveyProfile,
    ValuesProfile,
)
from terang.criteria.draft import AGENCY_KINDS, NATIONAL
from terang.criteria.format import comments
from terang.criteria.key_order import kinds, schema
from terang.criteria.source import read
from terang.messages import catalogue
from terang.site.texts import words

Json = Any  # a JSON document about to be written
FORM_WORDS = "form_"  # keys of the site's catalogue that the form's scripts use
SHARED = "bersama"
HOME = "sunting/"  # below which all pages of the form stand


@dataclass(frozen=True, slots=True)
class EditableFile:
    """A criteria file as the form opens it.

    path: relative to the criteria folder. head: comment lines above the first key. lost: lines
    (from 1) of comments elsewhere, which the canonical text cannot keep.
    """

    path: str
    kind: str
    value: Mapping[str, Any]
    head: tuple[str, ...] = ()
    lost: tuple[int, ...] = ()
    is_new: bool = False

    @property
    def folder(self) -> str:
        return self.path.split("/")[0]


def form_path(source: str) -> str:
    """The path of the page that edits a criteria file.

    >>> form_path("kotabumi/skema/pelayanan.yml")
    'sunting/kotabumi/skema/pelayanan/'
    """
    return f"{HOME}{source.removesuffix('.yml')}/"


@lru_cache(maxsize=64)  # an edit in a preview changes one file of an agency, not all its files
def editable(path: str, content: str) -> EditableFile | None:
    """A file that has been checked already; None when a browser could not keep its numbers."""
    node, problems = read(content.encode(), path)
    if problems or node is None or not isinstance(node.value, dict):
        raise ValueError(f"{path}: not a criteria file")
    if not _is_exact(node.value):
        return None
    head, lost = comments(content)
    lines = tuple(comment.line for comment in lost)
    return EditableFile(path, str(node.value["jenis"]), node.value, tuple(head), lines)


def _is_exact(value: Json) -> bool:
    """Whether all numbers of a value come back from a browser digit for digit."""
    if isinstance(value, Mapping):
        return all(_is_exact(item) for item in value.values())
    if isinstance(value, list):
        return all(_is_exact(item) for item in value)
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return not is_number or Decimal(repr(float(value))) == value


def new_file(agency: str, kind: str) -> EditableFile:
    """The form for one more file of a kind; its name follows from the id that is typed."""
    value = {"format": "terang/1", "jenis": kind}
    return EditableFile(f"{agency}/{kind}/baru.yml", kind, value, is_new=True)


def new_kinds(folder: str) -> tuple[str, ...]:
    """The kinds of which a folder may get one more file."""
    return () if folder == NATIONAL else AGENCY_KINDS


# --- scripts shared by all forms ------------------------------------------------------------------


def scripts() -> dict[str, str]:
    """Script files by path from the root of the site: schemas, and the words of each language."""
    own = {kind: schema(kind) for kind in (*kinds(), SHARED)}
    made = {"assets/terang/sunting/skema.js": _assigned("skema", own)}
    for lang in ("id", "en"):
        spoken = {
            key.removeprefix(FORM_WORDS): text
            for key, text in words(lang).items()
            if key.startswith(FORM_WORDS)
        }
        made[f"assets/terang/sunting/kata.{lang}.js"] = (
            _assigned("bahasa", lang)
            + _assigned("kata", spoken)
            + _assigned("masalah", catalogue("problems", lang))
        )
    return made


def _assigned(name: str, value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"(globalThis.Sunting=globalThis.Sunting||{{}}).{name}={text};\n"


# --- data of one form -----------------------------------------------------------------------------


def form_data(file: EditableFile, criteria: CriteriaSet, edit_address: str) -> Json:
    """Everything one form starts from, as JSON."""
    return {
        "berkas": file.path,
        "jenis": file.kind,
        "baru": file.is_new,
        "nilai": plain(file.value),
        "kepala": list(file.head),
        "kenal": known(criteria, criteria.agencies.get(file.folder)),
        "sunting": forge_addresses(file, edit_address),
    }


def plain(value: Json) -> Json:
    """A value of a criteria file in JSON's types; its numbers are exact (see `editable`).

    >>> plain({"bobot": Decimal("12.50")})
    {'bobot': 12.5}
    """
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def known(criteria: CriteriaSet, own: AgencyCriteria | None) -> Json:
    """The names that a file may refer to, by kind; those of an agency only where there is one."""
    profiles = criteria.profiles.values()
    found: dict[str, Json] = {
        "peraturan": sorted(criteria.regulations),
        "profil-pita": [p.id for p in profiles if isinstance(p.body, BandProfile)],
        "profil-matriks": [p.id for p in profiles if isinstance(p.body, MatrixProfile)],
        "konvensi": {
            p.id: list(p.body.conventions) for p in profiles if isinstance(p.body, SurveyProfile)
        },
        "acuan": [
            f"{p.id}/{value.id}"
            for p in profiles
            if isinstance(p.body, ValuesProfile)
            for value in p.body.values
        ],
    }
    if own is not None:
        found |= {
            "indikator": sorted(own.indicators),
            "unit": [unit.id for unit in own.agency.units],
            "kelompok": [group.id for group in own.agency.position_groups],
            "awalan": [source.prefix for source in own.agency.sources],
        }
    return found


def forge_addresses(file: EditableFile, edit_address: str) -> Json:
    """Where the file is edited and where a new one is made, as far as the forge tells.

    edit_address: with `{path}`, or "". GitHub alone takes the content of a new file through the
    address (`terisi`); no forge takes that of an old one.

    >>> made = new_file("kotabumi", "indikator")
    >>> forge_addresses(made, "https://github.com/o/r/edit/main/criteria/{path}")["baru"]
    'https://github.com/o/r/new/main/criteria/kotabumi/indikator'
    """
    if not edit_address:
        return None
    address = edit_address.format(path=file.path)
    is_github = urlsplit(address).hostname == "github.com"
    if not file.is_new:
        return {"alamat": address, "baru": None, "terisi": False}
    folder = address.rsplit("/", 1)[0]
    for edit, new in (("/edit/", "/new/"), ("/_edit/", "/_new/")):  # GitHub and GitLab; Forgejo
        if edit in folder:
            return {"alamat": None, "baru": folder.replace(edit, new, 1), "terisi": is_github}
    return {"alamat": None, "baru": None, "terisi": False}
