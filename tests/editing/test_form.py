"""The editing form in a real browser, played by an HR officer who writes no YAML."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.served import CHROMIUM, chromium, served
from tests.editing.form_site import CRITERIA, form_url, sources, write_site

from terang.cli import main
from terang.criteria.format import formatted

INDICATOR = "kotabumi/indikator/waktu-tanggap-aduan.yml"
SCHEME = "kotabumi/skema/pelayanan.yml"
NEW = "kotabumi/indikator/baru.yml"
READY = "html[data-sunting=siap]"
NO_FAULT = "Tidak ada masalah. Berkas siap diusulkan."
INLINE = ".sunting-salah"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        missing = "Chromium is missing: apt-get install chromium"
        if os.environ.get("TERANG_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sunting")
    write_site(made)
    return made


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    """Opens the form of a file from the disk; fails on any error of a script."""
    errors: list[str] = []
    contexts = []

    def go(path: str, lang: str = "id", base: str = "", **options: object) -> Page:
        context = browser.new_context(accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        page.goto(f"{base or folder.as_uri() + '/'}{form_url(path, lang)}index.html")
        page.wait_for_selector(READY)
        return page

    yield go
    for context in contexts:
        context.close()
    assert [] == errors


def faults(page: Page) -> list[str]:
    """What the list of faults says, one text a fault."""
    return page.locator("#sunting-masalah > li").all_inner_texts()


def downloaded(page: Page) -> bytes:
    with page.expect_download() as waited:
        page.get_by_role("button", name="Unduh berkas").click()
    return Path(waited.value.path()).read_bytes()


def standard(page: Page, position: int, name: str) -> Locator:
    """A field of a dated standard, counted from 0."""
    return page.locator(f"[data-schemapath='root.standar.{position}.{name}'] :is(input, select)")


def test_an_officer_is_told_three_mistakes_mends_them_and_proposes_the_change(
    opened: Callable[..., Page], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = opened(INDICATOR)
    expect(page.locator("#sunting-status")).to_have_text(NO_FAULT)

    standard(page, 1, "nilai").fill("tiga")
    standard(page, 1, "berlaku").fill("2027-02-30")
    page.get_by_label("Bukti: Bahasa Indonesia").fill("Buku aduan Sari, NIP 19800315 200501 1 002.")

    expect(page.locator("#sunting-status")).to_contain_text("Ada 3 masalah.")
    day, number, person = faults(page)
    assert "Standar › Nilai bertanggal 2 › Mulai berlaku" in day
    assert "“Mulai berlaku” berisi “2027-02-30”, bukan tanggal yang ada" in day
    assert "Perbaiki: Tulis tahun-bulan-tanggal, misalnya 2026-01-31." in day
    assert "“Standar” berisi “tiga”, seharusnya angka" in number
    assert "Perbaiki: Ganti isinya dengan angka." in number
    assert "Ada nomor yang berbentuk NIP; data pribadi tidak boleh ada di berkas kriteria" in person
    assert "Perbaiki: Hapus nomor itu" in person
    assert page.get_by_role("button", name="Unduh berkas").is_disabled()
    assert page.locator("#sunting-buka").get_attribute("href") is None

    standard(page, 1, "nilai").fill("3")
    standard(page, 1, "berlaku").fill("2027-01-01")
    page.get_by_label("Bukti: Bahasa Indonesia").fill(
        "Catatan waktu pada buku atau aplikasi aduan."
    )
    expect(page.locator("#sunting-status")).to_have_text(NO_FAULT)
    content = downloaded(page)

    assert formatted(content, INDICATOR).text == content.decode()
    new = tmp_path / "criteria"
    shutil.copytree(CRITERIA, new)
    (new / INDICATOR).write_bytes(content)
    assert main(["diff", str(CRITERIA), str(new), "--on", "2026-11-22"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("1 perubahan: ")
    assert (
        "Standar waktu tanggap aduan masyarakat 4 → 3 mulai 1 Januari 2027, "
        "berlaku untuk pelaksana, petugas kesehatan"
    ) in told


def test_a_fault_stands_beside_its_field_and_the_list_leads_there(
    opened: Callable[..., Page],
) -> None:
    page = opened(INDICATOR)
    field = standard(page, 0, "berlaku")

    field.fill("besok")
    page.locator("#sunting-masalah button").click()

    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    assert "bukan tanggal" in page.locator(f"#{described[-1]}").inner_text()

    field.fill("2024-01-01")
    expect(page.locator(INLINE)).to_have_count(0)
    assert field.get_attribute("aria-invalid") is None


def test_deleting_a_row_by_keyboard_keeps_the_focus_in_its_list(
    opened: Callable[..., Page],
) -> None:
    page = opened(INDICATOR)

    page.get_by_role("button", name="Hapus: Nilai bertanggal").last.press("Enter")

    expect(page.get_by_role("button", name="Tambah: Nilai bertanggal")).to_be_focused()
    expect(page.locator("#sunting-yaml")).not_to_contain_text("2027-01-01")


def test_weights_are_added_up_while_they_are_typed(opened: Callable[..., Page]) -> None:
    page = opened(SCHEME)
    weight = page.locator(
        "[data-schemapath='root.ukuran.0.aturan.komponen.0.bobot.0.nilai'] input"
    ).first

    weight.fill("69,5")

    expect(page.locator("#sunting-status")).to_have_text("Ada 1 masalah.")
    (fault,) = faults(page)
    assert "Bobot berjumlah 99.5, seharusnya 100" in fault
    assert "Perbaiki: Tambahkan 0.5 pada salah satu bagian" in fault
    expect(page.locator("#sunting-pratinjau p.salah")).to_contain_text("berjumlah 99,5")


def test_the_curve_follows_the_standard(opened: Callable[..., Page]) -> None:
    page = opened(INDICATOR)
    curve = page.locator("#sunting-pratinjau svg").first
    assert (curve.get_attribute("aria-label") or "").endswith("10 → 0; 12 → 0")

    standard(page, 0, "nilai").fill("6")

    expect(curve).to_have_attribute("aria-label", "0 → 120; 4,8 → 120; 12 → 0; 14,4 → 0")


def test_thousands_are_never_taken_for_decimals(opened: Callable[..., Page]) -> None:
    page = opened(INDICATOR)

    standard(page, 0, "nilai").fill("1.000")

    expect(page.locator("#sunting-status")).to_contain_text("Ada 1 masalah.")
    assert "berisi “1.000”, seharusnya angka" in faults(page)[0]


def test_a_new_indicator_reaches_the_forge_filled_in(opened: Callable[..., Page]) -> None:
    page = opened(NEW)

    page.locator("[data-schemapath='root.id'] input").fill("ketepatan-berkas")
    for name in ("Nama", "Arti", "Cara ukur", "Satuan"):
        page.get_by_label(f"{name}: Bahasa Indonesia").fill(f"{name} ketepatan berkas")
    page.get_by_label("Golongan").select_option("layanan")
    page.get_by_role("button", name="Tambah: Fungsi nilai").click()
    kind = page.locator("[data-schemapath='root.fungsi_nilai.0'] .je-switcher")
    kind.select_option(label="Ya atau tidak")
    held = "[data-schemapath='root.fungsi_nilai.0.{}'] :is(input, select)"
    for name, text in (("berlaku", "2027-01-01"), ("ya", "100"), ("tidak", "0")):
        page.locator(held.format(name)).last.fill(text)
    page.locator(held.format("sifat")).last.select_option("contoh")
    page.locator("[data-schemapath='root.sifat'] select").select_option("contoh")

    expect(page.locator("#sunting-status")).to_have_text(NO_FAULT)
    expect(page.locator("#sunting-nama")).to_have_text(
        "criteria/kotabumi/indikator/ketepatan-berkas.yml"
    )
    address = page.locator("#sunting-buka").get_attribute("href") or ""
    assert address.startswith(
        "https://github.com/contoh/kriteria/new/main/criteria/kotabumi/indikator"
        "?filename=ketepatan-berkas.yml&value=format%3A%20terang%2F1%0A"
    )
    content = downloaded(page)
    assert formatted(content, "kotabumi/indikator/ketepatan-berkas.yml").text == content.decode()


def test_the_form_runs_under_a_strict_policy_and_asks_no_other_host(
    opened: Callable[..., Page], folder: Path
) -> None:
    with served(folder) as base:
        asked: list[str] = []
        page = opened(SCHEME, base=base)
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        page.wait_for_selector(READY)

    assert asked
    assert [] == [url for url in asked if not url.startswith(base)]


@pytest.mark.parametrize("path", [INDICATOR, SCHEME])
def test_the_form_fits_a_narrow_screen(opened: Callable[..., Page], path: str) -> None:
    page = opened(path, viewport={"width": 360, "height": 780})

    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_every_field_and_button_has_a_name(opened: Callable[..., Page]) -> None:
    page = opened(SCHEME)

    nameless = page.evaluate(
        """() => [...document.querySelectorAll("#sunting-isi :is(input, select, textarea, button)")]
        .filter((one) => one.checkVisibility() && !one.textContent.trim() && !one.ariaLabel
          && ![...(one.labels || [])].some((label) => label.textContent.trim()))
        .map((one) => one.outerHTML.slice(0, 120))"""
    )

    assert [] == nameless


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_form_with_faults_meets_wcag(opened: Callable[..., Page], colours: str) -> None:
    page = opened(INDICATOR, color_scheme=colours)
    standard(page, 0, "nilai").fill("lima")
    expect(page.locator(INLINE)).to_have_count(1)

    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "preload": False}
    )

    assert [] == [(v["id"], v["nodes"][0]["html"][:160]) for v in found.response["violations"]]


def test_the_english_page_says_that_fields_are_in_indonesian(opened: Callable[..., Page]) -> None:
    page = opened(INDICATOR, lang="en")

    expect(page.locator("#sunting-status")).to_have_text(
        "No faults. The file is ready to be proposed."
    )
    assert "are in Indonesian" in page.locator("main header").inner_text()
    assert page.locator("#sunting-formulir").get_attribute("lang") == "id"


@pytest.mark.slow
def test_every_shipped_file_leaves_the_form_as_it_came(opened: Callable[..., Page]) -> None:
    """Load file -> form -> YAML gives the file's own bytes, in Chromium, for all of them."""
    different = []
    page = opened(INDICATOR)
    base = page.url.split("sunting/")[0]
    for path, text in sources().items():
        page.goto(f"{base}{form_url(path)}index.html")
        page.wait_for_selector(READY)
        if page.locator("#sunting-yaml").text_content() != text:
            different.append(path)

    assert [] == different
