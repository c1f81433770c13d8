"""Five questions of a reader who knows nothing, each answered within three clicks from home."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Tab = Callable[..., Page]
CLICKS = 3


class Walk:
    """A reader at the first page who counts the clicks; choosing from a list is one, too."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.clicks = page, 0
        page.goto(site)

    def click(self, name: str) -> None:
        """A link or button of the content, by the words on it."""
        found = (
            self.page.locator("main")
            .get_by_role("link", name=name)
            .or_(self.page.locator("main").get_by_role("button", name=name))
        )
        found.first.click()
        self.clicks += 1

    def menu(self, name: str) -> None:
        """A link of the main menu."""
        self.page.locator("nav.utama").get_by_role("link", name=name, exact=True).click()
        self.clicks += 1

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)
        self.clicks += 1

    def click_of(self, agency: str, name: str) -> None:
        """A link on the card of an agency."""
        card = self.page.locator("main li.kartu").filter(
            has=self.page.get_by_role("heading", name=agency)
        )
        card.get_by_role("link", name=name).click()
        self.clicks += 1

    def reads(self, *sentences: str) -> None:
        """All of these stand on the page, in sight once scrolled to, after few enough clicks."""
        assert self.clicks <= CLICKS
        for sentence in sentences:
            expect(self.page.locator("main").get_by_text(sentence).first).to_be_visible()


@pytest.fixture
def walk(tab: Tab, site: str) -> Walk:
    return Walk(tab(), site)


def test_what_a_service_employee_of_kotabumi_is_judged_by_and_since_when(walk: Walk) -> None:
    walk.choose("Instansi", "Kotabumi")
    walk.choose("Kelompok jabatan", "Petugas kesehatan")
    walk.click("Buka kriteria saya")

    walk.reads(
        "Penilaian pegawai pelayanan",
        "Berlaku sejak",
        "1 Januari 2024",
        "Waktu tanggap aduan masyarakat",
        "Tingkat kepuasan masyarakat",
    )


def test_how_to_object_in_semarang(walk: Walk) -> None:
    walk.choose("Instansi", "Kota Semarang")
    walk.choose("Kelompok jabatan", "Pegawai bidang kesehatan")
    walk.click("Buka kriteria saya")

    walk.reads(
        "Cara berkeberatan",
        "Atasan langsung, lalu bagian kepegawaian dinas",
        "14 hari kalender sejak hasil diterima",
        "ajukan keberatan tertulis",
    )


def test_the_weakest_element_of_a_service(walk: Walk) -> None:
    walk.menu("Layanan")
    walk.click("Layanan vaksinasi")

    walk.reads("Unsur terlemah: Produk spesifikasi jenis pelayanan")


def test_why_a_cell_is_withheld(walk: Walk) -> None:
    walk.menu("Hasil")
    walk.click_of("Kotabumi", "Hasil tahun 2025")
    table = walk.page.locator("main table[aria-describedby]").first

    expect(table.locator(".sel-dilindungi").first).to_be_visible()
    walk.reads("Tidak ditampilkan agar tidak ada orang yang dapat dikenali")


def test_the_certificate_of_a_release(walk: Walk) -> None:
    walk.menu("Hasil")
    walk.click_of("Kotabumi", "Hasil tahun 2025")
    walk.click("Sertifikat rilis ini")

    walk.reads("Sertifikat rilis Kotabumi 2025", "Yang terbit dan yang dilindungi", "Sidik")
