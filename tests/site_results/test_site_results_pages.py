"""The built pages as a reader meets them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
import site_results_samples as samples
from site_results_reading import read

from terang.core.model import Text
from terang.core.numbers import format_number
from terang.releasefile.form import manifest_digest
from terang.releasefile.model import Approval, Release, Row, Shown, Table
from terang.site.page import LANGUAGES, Page, url_of
from terang.site.pages import certificate, data, results, services

ADDRESS = "https://terang.example/"
MODULES = (results, services, certificate, data)
AGENCIES = ("kotabumi", "kasemen")


def build(agency: str, releases: tuple[Release, ...], lang: str = "id") -> list[Page]:
    made = [
        page
        for module in MODULES
        for page in module.pages(
            samples.agency(agency), releases, samples.criteria(), samples.TODAY, lang, ADDRESS
        )
    ]
    made.append(data.catalogue(releases, samples.criteria(), samples.TODAY, lang, ADDRESS))
    return made


@cache
def shipped(agency: str = "kotabumi", lang: str = "id") -> dict[str, Page]:
    return {page.path: page for page in build(agency, samples.both_periods(agency), lang)}


def all_pages() -> list[Page]:
    return [p for lang in LANGUAGES for agency in AGENCIES for p in shipped(agency, lang).values()]


def with_table(release: Release, table: Table) -> Release:
    return replace(release, tables=tuple(table if t.id == table.id else t for t in release.tables))


def edited(release: Release, table_id: str, change: dict[tuple[str, ...], object]) -> Release:
    """The release with the first cell of some rows replaced."""
    table = next(t for t in release.tables if t.id == table_id)
    rows = tuple(
        Row(row.coords, (change[row.coords], *row.cells[1:])) if row.coords in change else row  # type: ignore[arg-type]
        for row in table.rows
    )
    return with_table(release, replace(table, rows=rows))


# --- addresses ------------------------------------------------------------------------------------


def test_published_addresses_stay() -> None:
    """Once published, these do not break."""
    kept = {
        "data/",
        "kotabumi/data/",
        "kotabumi/hasil/",
        "kotabumi/hasil/2025/",
        "kotabumi/hasil/2025/sertifikat/",
        "kotabumi/hasil/2025/unit/dinas-kesehatan/",
        "kotabumi/layanan/",
        "kotabumi/layanan/vaksinasi/",
        "kotabumi/layanan/vaksinasi/2024/",
        "kotabumi/layanan/vaksinasi/poster/",
    }

    assert set() == kept - shipped().keys()


def test_every_page_has_its_twin_in_the_other_language() -> None:
    for agency in AGENCIES:
        assert shipped(agency, "id").keys() == shipped(agency, "en").keys()


def test_links_lead_to_pages_and_files_that_exist() -> None:
    pages = all_pages()
    known = {url_of(p.path, p.lang) for p in pages}
    known |= {f"{lang}{kind}" for lang in ("", "en/") for kind in ("umpan.xml",)}
    elsewhere = re.compile(r"(en/)?(\w+/(skema|indikator)/[\w-]+|\w+/data|nasional/[\w.-]+|\w+|)/")
    files = re.compile(
        r"rilis/\w+/\d{4}/((tabel/[\w-]+\.(csv|json))|rilis\.json|datapackage\.json|sertifikat\.json)"
    )
    lost = set()
    for page in pages:
        for attrs in read(page.html).all("a"):
            target = resolve(url_of(page.path, page.lang), attrs["href"])
            plain = target.partition("#")[0]
            if plain not in known and not elsewhere.fullmatch(plain) and not files.fullmatch(plain):
                lost.add((page.path, attrs["href"]))

    assert set() == lost


def resolve(origin: str, href: str) -> str:
    """The target of a relative link, from the root of the site."""
    address, mark, anchor = href.partition("#")
    steps = origin.split("/")[:-1]
    for step in address.split("/")[:-1]:
        if step == "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    leaf = address.split("/")[-1]
    return "".join(f"{s}/" for s in steps) + leaf + mark + anchor


# --- form -----------------------------------------------------------------------------------------


def test_pages_are_well_formed_with_unique_ids_and_one_first_heading() -> None:
    for page in all_pages():
        seen = read(page.html)
        assert ([], []) == (seen.faults, seen.open), page.path
        assert len(seen.ids) == len(set(seen.ids)), page.path
        assert 1 == len(seen.all("h1")), page.path


def test_headings_nest() -> None:
    for page in all_pages():
        levels = [int(tag[1]) for tag, _ in read(page.html).tags if re.fullmatch("h[1-6]", tag)]
        steps = [b - a for a, b in pairwise(levels)]
        assert max(steps, default=0) <= 1, (page.path, levels)


def test_table_of_contents_leads_to_headings() -> None:
    for page in all_pages():
        assert {h.anchor for h in page.toc} <= set(read(page.html).ids), page.path


def test_tables_have_caption_scopes_and_a_labelled_focusable_region() -> None:
    for page in all_pages():
        seen = read(page.html)
        regions = [a for _, a in seen.tags if a.get("role") == "region"]
        if page.kind != "poster":
            assert len(seen.all("table")) == len(regions), page.path
        assert all(r["tabindex"] == "0" and r["aria-labelledby"] in seen.ids for r in regions)
        assert len(seen.all("table")) == len(seen.all("caption")), page.path
        assert all(th.get("scope") for th in seen.all("th")), page.path


def test_every_region_of_a_page_has_a_name_of_its_own() -> None:
    for page in all_pages():
        captions = re.findall(r"<caption[^>]*>(.*?)</caption>", page.html, re.S)
        assert len(captions) == len(set(captions)), page.path


def test_every_chart_has_its_table() -> None:
    for page in all_pages():
        seen = read(page.html)
        figures = [a for a in seen.all("figure") if a.get("class") == "gambar-hasil"]
        assert len(figures) <= len(seen.all("table")), page.path


def test_nothing_is_loaded_from_another_host_or_run_inline() -> None:
    for page in all_pages():
        seen = read(page.html + page.head)
        for tag, attrs in seen.tags:
            assert not any(name.startswith("on") for name in attrs), (page.path, tag)
            assert "style" not in attrs, (page.path, tag)
            assert not attrs.get("src", ""), (page.path, tag)
        assert all(s["type"] == "application/ld+json" for s in seen.all("script")), page.path


# --- what is said ---------------------------------------------------------------------------------


def test_synthetic_and_draft_are_said_wherever_results_appear() -> None:
    for path, page in shipped().items():
        if "/20" in path or path.endswith(("/vaksinasi/", "/poster/", "hasil/", "layanan/")):
            assert "data sintetis" in read(page.html).text, path
            assert "belum disetujui" in read(page.html).text, path


def test_two_roles_that_approve_this_content_end_the_draft() -> None:
    release = samples.release()
    digest = manifest_digest(release)
    signed = tuple(Approval(role, samples.TODAY, digest) for role in ("pengelola-sdm", "ppid"))
    other = tuple(Approval(role, samples.TODAY, "0" * 64) for role in ("pengelola-sdm", "ppid"))
    path = "kotabumi/hasil/2025/"

    def text_of(approvals: tuple[Approval, ...]) -> str:
        pages = build("kotabumi", (replace(release, approvals=approvals),))
        return read(next(p.html for p in pages if p.path == path)).text

    assert "belum disetujui" not in text_of(signed)
    assert "belum disetujui" in text_of(other)
    assert "belum disetujui" in text_of(signed[:1] * 2)


def test_the_heading_is_a_finding_that_shown_figures_prove() -> None:
    page = shipped()["kotabumi/hasil/2025/"]
    hidden = edited(samples.release(), "predikat", {("kotabumi", "T", "baik"): samples.HIDDEN})
    without = next(p for p in build("kotabumi", (hidden,)) if p.path == page.path)

    assert "<h1>Sebagian besar pegawai dinilai Baik</h1>" in page.html
    assert "<h1>Sebaran predikat pegawai</h1>" in without.html


def test_every_withheld_mark_has_its_reason_beside_the_table() -> None:
    for page in all_pages():
        for table in re.findall(r"<table.*?</table>", page.html, re.S):
            if 'class="sel-dilindungi"' in table:
                described = re.search(r'aria-describedby="([\w-]+)"', table)
                assert described, page.path
                assert f'class="alasan" id="{described[1]}"' in page.html, page.path


def test_numbers_follow_the_language() -> None:
    assert "83,42" in read(shipped()["kotabumi/layanan/belajar-jarak-jauh/"].html).text
    english = shipped(lang="en")["kotabumi/layanan/belajar-jarak-jauh/"]
    assert "83.42" in read(english.html).text


def test_a_service_says_n_population_sample_convention_and_when_the_grade_depends_on_it() -> None:
    first = read(shipped()["kotabumi/layanan/belajar-jarak-jauh/"].html).text
    second = read(shipped()["kotabumi/layanan/vaksinasi/"].html).text

    assert "312 responden dari 1.480 penerima layanan." in first
    assert "Sampel cukup" in first and "bergantung pada konvensi" not in first
    assert "Sampel belum cukup" in second and "bergantung pada konvensi" in second
    assert "Rilis berikutnya 31 Maret 2027." in first


def test_the_weakest_element_is_named_only_when_all_are_shown() -> None:
    release = samples.release()
    coords = ("vaksinasi", "U9")
    hidden = edited(release, "ikm-unsur", {coords: samples.HIDDEN})
    tied = edited(release, "ikm-unsur", {coords: Shown(Decimal("2.94"), 312)})
    path = "kotabumi/layanan/vaksinasi/"

    def heading(changed: Release) -> str:
        page = next(p for p in build("kotabumi", (changed,)) if p.path == path)
        return re.search(r'<h2 id="unsur">(.*?)</h2>', page.html)[1]  # type: ignore[index]

    assert "Unsur terlemah: Waktu penyelesaian" == heading(release)
    assert "Unsur layanan menurut warga" == heading(hidden)
    assert "Unsur layanan menurut warga" == heading(tied)


def test_missing_things_are_written() -> None:
    nothing = {p.path: read(p.html).text for p in build("kotabumi", ())}
    without_services = read(shipped("kasemen")["kasemen/layanan/"].html).text

    assert "Belum ada rilis." in nothing["kotabumi/hasil/"]
    assert "Belum ada rilis." in nothing["kotabumi/layanan/vaksinasi/"]
    assert "Belum ada rilis." in nothing["kotabumi/data/"]
    assert "tidak menyebut layanan" in without_services


def test_a_release_without_people_tables_still_has_a_page() -> None:
    release = samples.release()
    only = replace(release, tables=tuple(t for t in release.tables if t.id == "volume"))

    pages = {p.path: read(p.html).text for p in build("kotabumi", (only,))}

    assert "tidak memuat tabel penilaian" in pages["kotabumi/hasil/2025/"]


def test_the_certificate_counts_cells_and_never_claims_too_much() -> None:
    page = shipped()["kotabumi/hasil/2025/sertifikat/"]
    seen = read(page.html).text
    checks = samples.release().certificate.tables

    assert f"Semua tabel {format_number(sum(c.cells for c in checks))}" in seen
    assert "anonim" not in seen.lower()
    assert "Pengetahuan dari luar" in seen
    assert manifest_digest(samples.release()) in seen


def test_certificate_codes_without_words_are_shown_as_they_are() -> None:
    release = samples.release()
    strange = replace(release, certificate=replace(release.certificate, checks=("kode-baru",)))

    page = next(p for p in build("kotabumi", (strange,)) if p.kind == "sertifikat")

    assert "<li>kode-baru</li>" in page.html


def test_the_poster_stands_alone_with_a_code_to_the_permanent_page() -> None:
    page = shipped()["kotabumi/layanan/vaksinasi/poster/"]
    codes = [a for a in read(page.html).all("svg") if a.get("class") == "kode-qr"]

    assert page.bare
    assert [f"{ADDRESS}kotabumi/layanan/vaksinasi/2025/"] == [c["aria-label"] for c in codes]


@pytest.mark.parametrize(
    "evil", ["<script>x</script>", '"><img src=x onerror=x>', "{{ 7919*7907 }}"]
)
def test_texts_of_a_release_are_escaped_on_every_page(evil: str) -> None:
    release = samples.release()
    tables = []
    for table in release.tables:
        dims = tuple(
            replace(d, codes=tuple(replace(c, label=Text(evil, evil)) for c in d.codes))
            for d in table.dims
        )
        measures = tuple(replace(m, name=Text(evil, evil)) for m in table.measures)
        tables.append(
            replace(
                table,
                title=Text(evil),
                description=Text(evil),
                dims=dims,
                measures=measures,
                metadata={"konsep": Text(evil)},
            )
        )
    for page in build("kotabumi", (replace(release, tables=tuple(tables)),)):
        seen = read(page.html + page.head)
        assert [] == [s for s in seen.all("script") if s.get("type") != "application/ld+json"]
        assert [] == seen.all("img"), page.path
        assert "62615533" not in page.html, page.path
