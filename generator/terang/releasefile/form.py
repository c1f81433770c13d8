"""The JSON form of a release: typed values to plain documents. `parse` is the way back.

Keys are Indonesian because the files are published. Numbers are decimal text, so that no reader
turns them into binary fractions.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from terang.core.model import Text
from terang.releasefile.model import (
    Cell,
    Certificate,
    Dimension,
    Measure,
    Precision,
    Release,
    Shown,
    ShownText,
    Table,
    Withheld,
)

FORMAT = "terang/rilis-1"
Json = Any  # a JSON document on its way to or from bytes


def text_form(text: Text) -> Json:
    """{"id": ..., "en": ...}; without `en` where no English was written."""
    return {"id": text.id} if text.en is None else {"id": text.id, "en": text.en}


def cell_form(cell: Cell) -> Json:
    """One key says which kind of cell it is: nilai, teks or ditahan."""
    match cell:
        case Shown(value=value, n=n, precision=precision):
            form: dict[str, Json] = {"nilai": f"{value:f}"}
            if n is not None:
                form["n"] = n
            if precision is not Precision.EXACT:
                form["status"] = precision.value
            return form
        case ShownText(text=text):
            return {"teks": text}
        case Withheld(reason=reason):
            return {"ditahan": reason.value}


def _dimension_form(dimension: Dimension) -> Json:
    return {
        "id": dimension.id,
        "nama": text_form(dimension.name),
        "kode": [
            {
                "id": code.id,
                "label": text_form(code.label),
                "induk": code.parent,
                "total": code.is_total,
            }
            for code in dimension.codes
        ],
    }


def _measure_form(measure: Measure) -> Json:
    return {
        "id": measure.id,
        "nama": text_form(measure.name),
        "jenis": measure.kind,
        "satuan": text_form(measure.unit),
        "desimal": measure.places,
    }


def table_form(table: Table, synthetic: bool) -> Json:
    """One table as a document; rows are [[codes], [cells]] in display order."""
    return {
        "format": FORMAT,
        "id": table.id,
        "judul": text_form(table.title),
        "keterangan": text_form(table.description),
        "sintetis": synthetic,
        "dimensi": [_dimension_form(d) for d in table.dims],
        "ukuran": [_measure_form(m) for m in table.measures],
        "aturan": list(table.rule_refs),
        "metadata": {key: text_form(table.metadata[key]) for key in sorted(table.metadata)},
        "baris": [[list(row.coords), [cell_form(c) for c in row.cells]] for row in table.rows],
    }


def certificate_form(certificate: Certificate) -> Json:
    """The certificate: counts and codes, nothing about single cells."""
    narrowest = certificate.narrowest
    return {
        "format": FORMAT,
        "cara": certificate.method,
        "ambang": certificate.threshold,
        "lebar": certificate.width,
        "aturan": list(certificate.rules),
        "pemeriksaan": list(certificate.checks),
        "diserang": certificate.attacked,
        "tak_terputus": certificate.undecided,
        "tersempit": None if narrowest is None else f"{narrowest:f}",
        "tidak_diperiksa": list(certificate.not_checked),
        "tabel": [
            {"id": t.table, "sel": t.cells, "tampil": t.shown, "ditahan": t.withheld}
            for t in certificate.tables
        ],
        "arsip": list(certificate.archive),
        "versi_alat": certificate.tool_version,
        **({"pasangan_rerata": certificate.compared} if certificate.compared else {}),
    }


def manifest_form(release: Release) -> Json:
    """rilis.json: what the release is, its policy, its files with digests, its approvals."""
    return {
        "format": FORMAT,
        "instansi": release.agency,
        "periode": release.period,
        "revisi": release.revision,
        "menggantikan": release.supersedes,
        "kriteria": release.criteria_digest,
        "sintetis": release.synthetic,
        "terbit": _day(release.published_on),
        "berikutnya": _day(release.next_on),
        "kebijakan": {key: release.policy[key] for key in sorted(release.policy)},
        "tabel": [table.id for table in release.tables],
        "berkas": [{"jalur": f.path, "sha256": f.sha256} for f in release.files],
        "persetujuan": [
            {"peran": a.role, "tanggal": a.on.isoformat(), "sidik": a.digest}
            for a in release.approvals
        ],
    }


def manifest_digest(release: Release) -> str:
    """SHA-256 of the manifest without its approvals: what an approver signs for."""
    content = manifest_form(release)
    content["persetujuan"] = []
    return sha256(dump(content))


def sha256(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def dump(document: Json) -> bytes:
    """Deterministic, reviewable bytes: one line a key, one line an element of a list."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            inner = ",\n  ".join(_compact(element) for element in value)
            lines.append(f" {_compact(key)}: [\n  {inner}\n ]")
        else:
            lines.append(f" {_compact(key)}: {_compact(value)}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
