"""Reads release folders strictly; a hostile or broken file is a located problem, never a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from terang.problems import Problem
from terang.releasefile.form import sha256
from terang.releasefile.model import (
    Approval,
    Cell,
    Certificate,
    Code,
    Dimension,
    FileDigest,
    Measure,
    Precision,
    Release,
    Row,
    Shown,
    ShownText,
    Table,
    TableCheck,
    Withheld,
    WithheldReason,
)
from terang.releasefile.parse import MAX_BYTES, Node, Refused, document
from terang.releasefile.shapes import policy_text, shaped

MANIFEST, CERTIFICATE, TABLES = "rilis.json", "sertifikat.json", "tabel"
MEASURE_KINDS = ("count", "mean", "share", "index", "days", "word")
MAX_TABLES = 200


def read_release(folder: Path) -> Release:
    """The release in a folder; raises Refused with the first located problem.

    Files that differ from their digests make it not `intact`: then no approval counts. Which they
    are, `gate.verify_folder` reports.
    """
    manifest = document(_bytes(folder, MANIFEST), f"{folder.name}/{MANIFEST}", _manifest)
    tables, digests = [], {}
    for table_id in manifest.table_ids:
        name = f"{TABLES}/{table_id}.json"
        content = _bytes(folder, name)
        digests[name] = sha256(content)
        tables.append(document(content, f"{folder.name}/{name}", _table))
        if tables[-1].id != table_id:
            raise Refused(Problem("R020", f"{folder.name}/{name}", 0, 0, {"expected": table_id}))
    content = _bytes(folder, CERTIFICATE)
    digests[CERTIFICATE] = sha256(content)
    certificate = document(content, f"{folder.name}/{CERTIFICATE}", _certificate)
    release = manifest.release(tuple(tables), certificate)
    listed = {file.path: file.sha256 for file in release.files}
    return replace(release, intact=digests.items() <= listed.items())


def read_all(root: Path) -> tuple[Release, ...]:
    """Every release under root/<agency>/<period>/, sorted; () where the folder does not exist."""
    folders = sorted(path.parent for path in root.glob(f"*/*/{MANIFEST}") if _plain(path, root))
    return tuple(read_release(folder) for folder in folders)


def read_periods(root: Path, agency: str) -> tuple[Release, ...]:
    """Every release under root/<agency>/, sorted; () where there is none."""
    folders = sorted(path.parent for path in (root / agency).glob(f"*/{MANIFEST}"))
    return tuple(read_release(f) for f in folders if not f.name.startswith("."))


def is_release(folder: Path) -> bool:
    """Whether a folder holds a release."""
    return (folder / MANIFEST).is_file()


def file_bytes(folder: Path, name: str) -> bytes:
    """The bytes of a file of the release, bounded; raises Refused."""
    return _bytes(folder, name)


def digest_of(folder: Path, name: str) -> str:
    """SHA-256 of a file of the release."""
    return sha256(_bytes(folder, name))


def _plain(path: Path, root: Path) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(root).parts)


def _bytes(folder: Path, name: str) -> bytes:
    path = folder / name
    place = f"{folder.name}/{name}"
    if path.is_symlink() or not path.is_file():
        raise Refused(Problem("R001", place, 0, 0))
    if path.stat().st_size > MAX_BYTES:
        raise Refused(Problem("R002", place, 0, 0, {"limit": str(MAX_BYTES)}))
    return path.read_bytes()


class _Manifest:
    """rilis.json before its tables are read."""

    def __init__(self, node: Node) -> None:
        self.keys = node.keys(
            "format instansi periode revisi menggantikan kriteria sintetis terbit berikutnya"
            " kebijakan tabel berkas persetujuan"
        )
        self.table_ids = self.keys["tabel"].each(Node.identifier)
        if len(self.table_ids) > MAX_TABLES or len(set(self.table_ids)) < len(self.table_ids):
            self.keys["tabel"].fail("R021", limit=str(MAX_TABLES))

    def release(self, tables: tuple[Table, ...], certificate: Certificate) -> Release:
        keys = self.keys
        return Release(
            agency=keys["instansi"].identifier(),
            period=keys["periode"].identifier(),
            revision=keys["revisi"].count(),
            supersedes=keys["menggantikan"].maybe(Node.identifier),
            criteria_digest=keys["kriteria"].identifier(),
            synthetic=keys["sintetis"].boolean(),
            published_on=keys["terbit"].maybe(Node.day),
            next_on=keys["berikutnya"].maybe(Node.day),
            tables=tables,
            certificate=certificate,
            policy={
                key: policy_text(key, node) for key, node in keys["kebijakan"].entries().items()
            },
            files=keys["berkas"].each(_file),
            approvals=keys["persetujuan"].each(_approval),
        )


def _manifest(node: Node) -> _Manifest:
    manifest = _Manifest(node)
    manifest.release((), _NO_CERTIFICATE)  # every field is checked while its line is known
    return manifest


def _file(node: Node) -> FileDigest:
    keys = node.keys("jalur sha256")
    path = keys["jalur"].string()
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or any(part in ("", ".", "..") for part in parts):
        keys["jalur"].fail("R022")
    return FileDigest(path, keys["sha256"].identifier())


def _approval(node: Node) -> Approval:
    keys = node.keys("peran tanggal sidik")
    return Approval(keys["peran"].string(), keys["tanggal"].day(), keys["sidik"].identifier())


def _table(node: Node) -> Table:
    keys = node.keys("format id judul keterangan sintetis dimensi ukuran aturan metadata baris")
    keys["sintetis"].boolean()
    dims = keys["dimensi"].each(_dimension)
    measures = keys["ukuran"].each(_measure)
    known = tuple({code.id for code in dim.codes} for dim in dims)
    rows = keys["baris"].each(lambda row: _row(row, known, len(measures)))
    if len({row.coords for row in rows}) < len(rows):
        keys["baris"].fail("R023")
    table = Table(
        id=keys["id"].identifier(),
        title=keys["judul"].text(),
        description=keys["keterangan"].text(),
        dims=dims,
        measures=measures,
        rows=rows,
        metadata={key: value.text() for key, value in keys["metadata"].entries().items()},
        rule_refs=keys["aturan"].each(Node.identifier),
    )
    return shaped(table, node)


def _dimension(node: Node) -> Dimension:
    keys = node.keys("id nama kode")
    codes = keys["kode"].each(_code)
    seen: set[str] = set()
    for code in codes:
        if code.id in seen or (code.parent is not None and code.parent not in seen):
            keys["kode"].fail("R024", found=code.id)
        seen.add(code.id)
    return Dimension(keys["id"].identifier(), keys["nama"].text(), codes)


def _code(node: Node) -> Code:
    keys = node.keys("id label induk total")
    return Code(
        keys["id"].identifier(),
        keys["label"].text(),
        keys["induk"].maybe(Node.identifier),
        keys["total"].boolean(),
    )


def _measure(node: Node) -> Measure:
    keys = node.keys("id nama jenis satuan desimal")
    kind = keys["jenis"].one_of(MEASURE_KINDS)
    return Measure(
        keys["id"].identifier(),
        keys["nama"].text(),
        kind,  # type: ignore[arg-type]  # one_of has checked it
        keys["satuan"].text(),
        keys["desimal"].count(),
    )


def _row(node: Node, known: tuple[set[str], ...], measures_n: int) -> Row:
    parts = node.items()
    if len(parts) != 2:
        node.fail("R025")
    coords = parts[0].each(Node.identifier)
    cells = parts[1].each(_cell)
    if len(coords) != len(known) or len(cells) != measures_n:
        node.fail("R025")
    for place, codes in zip(coords, known, strict=True):
        if place not in codes:
            parts[0].fail("R026", found=place)
    return Row(coords, cells)


def _cell(node: Node) -> Cell:
    members = node.members()
    if "ditahan" in members:
        reasons = tuple(reason.value for reason in WithheldReason)
        return Withheld(WithheldReason(node.keys("ditahan")["ditahan"].one_of(reasons)))
    if "teks" in members:
        return ShownText(node.keys("teks")["teks"].string())
    keys = node.keys("nilai", "n status")
    precision = Precision.EXACT
    if "status" in keys:
        precision = Precision(keys["status"].one_of((Precision.ROUNDED, Precision.NOISY)))
    n = keys["n"].count() if "n" in keys else None
    return Shown(keys["nilai"].decimal(), n, precision)


def _certificate(node: Node) -> Certificate:
    keys = node.keys(
        "format cara ambang lebar aturan pemeriksaan diserang tak_terputus tersempit"
        " tidak_diperiksa tabel arsip versi_alat",
        "pasangan_rerata",
    )
    return Certificate(
        method=keys["cara"].identifier(),
        threshold=keys["ambang"].count(),
        width=keys["lebar"].count(),
        rules=keys["aturan"].each(Node.identifier),
        checks=keys["pemeriksaan"].each(Node.identifier),
        attacked=keys["diserang"].count(),
        undecided=keys["tak_terputus"].count(),
        narrowest=keys["tersempit"].maybe(Node.decimal),
        not_checked=keys["tidak_diperiksa"].each(Node.identifier),
        tables=keys["tabel"].each(_table_check),
        archive=keys["arsip"].each(Node.string),
        tool_version=keys["versi_alat"].string(),
        compared=keys["pasangan_rerata"].count() if "pasangan_rerata" in keys else 0,
    )


def _table_check(node: Node) -> TableCheck:
    keys = node.keys("id sel tampil ditahan")
    return TableCheck(
        keys["id"].identifier(),
        keys["sel"].count(),
        keys["tampil"].count(),
        keys["ditahan"].count(),
    )


_NO_CERTIFICATE = Certificate("-", 0, 0, (), (), 0, 0, None, (), (), (), "-")
