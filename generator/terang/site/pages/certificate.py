"""The certificate of a release: what was checked before publication, how far, and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from terang.core.model import AgencyCriteria, CriteriaSet
from terang.releasefile.form import manifest_digest
from terang.releasefile.model import Certificate, Release, TableCheck
from terang.site.exhibits import (
    STYLES,
    Source,
    certificate_path,
    is_draft,
    result_path,
    source,
    table_file,
)
from terang.site.page import Crumb, Heading, Page
from terang.site.render import Place, render
from terang.site.tables import CellView, ColumnView, RowView, TableView, headed, table_view
from terang.site.texts import words

COUNTED = ("sel", "tampil", "tertahan", "kosong")
ALL_RULES = (
    *("ambang", "homogen", "hampir-homogen", "orang-dalam", "rerata-n", "rerata-ruang"),
    *("bagian-n", "dominasi", "p-persen", "responden-minimum", "beda-rilis"),
)
ANCHORS = ("dipublikasikan", "aturan", "pemeriksaan", "belum-diperiksa", "sidik", "persetujuan")


@dataclass(frozen=True, slots=True)
class FileRow:
    path: str  # from the root of the site
    name: str
    sha256: str


def pages(  # noqa: PLR0917 - the same for every module of pages
    agency: AgencyCriteria,
    releases: Sequence[Release],
    criteria: CriteriaSet,
    on: date,
    lang: str,
    address: str = "",
) -> tuple[Page, ...]:
    """One certificate page per release of the agency."""
    own = source(agency, releases, criteria, on, lang, address=address)
    return tuple(_page(own, release) for release in own.releases)


def coded(prefix: str, codes: Sequence[str], place: Place, **fields: object) -> list[str]:
    """The sentences of certificate codes; a code without words is shown as it is."""
    known = words(place.lang)
    keys = [f"{prefix}.{code}" for code in codes]
    return [
        place.t(key, **fields) if key in known else code
        for key, code in zip(keys, codes, strict=True)
    ]


def _page(own: Source, release: Release) -> Page:
    path = certificate_path(own.id, release.period)
    place = own.place(path)
    certificate = release.certificate
    name = own.words(own.agency.agency.name)
    title = place.t("sertifikat.judul", instansi=name, periode=release.period)
    counts = _counts(release, place)
    html = render(
        "certificate.html",
        place,
        agency=own.agency.agency,
        release=release,
        cert=certificate,
        title=title,
        draft=is_draft(release),
        counts=counts,
        method=coded("sertifikat.cara", [certificate.method], place)[0],
        rules=coded("sertifikat.aturan", certificate.rules, place, **_values(release, place)),
        unused=_unused(certificate, place),
        reduced=_reduced(release, place),
        checks=coded(
            "sertifikat.periksa", certificate.checks, place, pasangan=str(certificate.compared)
        ),
        not_checked=coded("sertifikat.tidak", certificate.not_checked, place),
        files=[_file_row(release, f.path, f.sha256) for f in release.files],
        digest=manifest_digest(release),
        roles=[
            (coded("sertifikat.peran", [a.role], place)[0], a.on, a.digest)
            for a in release.approvals
        ],
        manifest_path=f"rilis/{release.agency}/{release.period}/rilis.json",
        certificate="",
    )
    return Page(
        path=path,
        lang=own.lang,
        title=title,
        summary=place.t("sertifikat.ringkas", instansi=name, periode=release.period),
        kind="sertifikat",
        html=html,
        crumbs=(
            Crumb(name, f"{own.id}/"),
            Crumb(place.t("hasil.judul"), f"{own.id}/hasil/"),
            Crumb(release.period, result_path(own.id, release.period)),
        ),
        toc=tuple(Heading(a, place.t(f"sertifikat.bagian.{a}")) for a in ANCHORS),
        search_text=place.t("sertifikat.pembuka"),
        agency=own.id,
        stylesheets=STYLES,
    )


def _values(release: Release, place: Place) -> dict[str, object]:
    """The numbers of the policy that the sentences about rules tell."""
    certificate, policy = release.certificate, release.policy
    coalition = int(policy.get("koalisi", "1")) if "orang-dalam" in certificate.rules else 0
    return {
        "ambang": certificate.threshold,
        "lebar": certificate.width,
        "koalisi": coalition,
        "ruang": coalition + 1,
        "rerata": policy.get("minimum_rerata", ""),
        "responden": policy.get("minimum_responden", ""),
        "bagian": policy.get("minimum_bagian", ""),
        "dominasi_n": policy.get("dominasi_n", ""),
        "dominasi_k": policy.get("dominasi_k", ""),
        "p": policy.get("p_persen", ""),
        "kelipatan": policy.get("kelipatan", ""),
        "epsilon": place.num(Decimal(policy.get("epsilon", "0"))),
        "anggaran": place.num(Decimal(policy.get("anggaran", "0"))),
        "derau": policy.get("derau_pegawai", "0"),
        "derau_layanan": policy.get("derau_layanan", "0"),
    }


def _unused(certificate: Certificate, place: Place) -> str:
    """The names of rules that the release does not use."""
    codes = [code for code in ALL_RULES if code not in certificate.rules]
    return ", ".join(coded("sertifikat.nama_aturan", codes, place))


def _reduced(release: Release, place: Place) -> str:
    """Why a correction shows less than the release it corrects; empty for any other release."""
    kind, _, what = release.policy.get("pengurangan", "").partition(" ")
    if kind not in ("unit", "dimensi", "tabel"):
        return ""
    names = {t.id: t.title for t in release.tables} if kind == "tabel" else {}
    names |= {d.id: d.name for t in release.tables for d in t.dims} if kind == "dimensi" else {}
    shown = ", ".join(
        place.plain(names[word]) if word in names else word for word in what.split(", ")
    )
    return place.t(f"sertifikat.koreksi.{kind}", n=shown)


def _counts(release: Release, place: Place) -> TableView:
    """Cells shown and withheld by table: counts only."""
    titles = {table.id: place.plain(table.title) for table in release.tables}
    checks = release.certificate.tables
    rows = [
        RowView(
            titles.get(check.table, check.table),
            tuple(CellView(place.num(n)) for n in _split(check)),
        )
        for check in checks
    ]
    sums = [sum(column) for column in zip(*map(_split, checks), strict=True)]
    total = tuple(CellView(place.num(n)) for n in sums)
    rows.append(RowView(place.t("sertifikat.semua_tabel"), total, is_marked=True))
    return table_view(
        "tabel-sel",
        place.t("sertifikat.tabel_sel"),
        headed(
            place.t("sertifikat.kolom.tabel"),
            [
                ColumnView(place.t(f"sertifikat.kolom.{c}"))
                for c in ("sel", "tampil", "tertahan", "kosong")
            ],
        ),
        rows,
        place.lang,
    )


def _split(check: TableCheck) -> tuple[int, int, int, int]:
    """Cells in all, shown, protected, and those for which there is no figure."""
    return check.cells, check.shown, check.withheld, check.cells - check.shown - check.withheld


def _file_row(release: Release, path: str, digest: str) -> FileRow:
    name = path.removeprefix("tabel/")
    if path.startswith("tabel/"):
        stem, _, suffix = name.rpartition(".")
        return FileRow(table_file(release, stem, suffix), name, digest)
    return FileRow(f"rilis/{release.agency}/{release.period}/{path}", name, digest)
