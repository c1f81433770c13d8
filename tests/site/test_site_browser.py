"""The built site in a real browser: keyboard, search, paper, narrow screens, no scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.browser.served import CHROMIUM, chromium, whole_site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="the system has no Chromium"),
]


@pytest.fixture(scope="module")
def site() -> str:
    return whole_site().as_uri() + "/"


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("typed", ["penilaian", "menilai", "dinilai", "menilaikan"])
def test_search_finds_every_form_of_a_word(site: str, browser, typed: str) -> None:
    page = browser.new_page()
    page.goto(site + "index.html")
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.wait_for_selector("dialog.cari li a")

    links = page.eval_on_selector_all("dialog.cari li a", "all => all.map(a => a.href)")

    assert any("/skema/" in link for link in links)
    page.keyboard.press("Escape")
    assert not page.is_visible("dialog.cari")
    page.close()


def test_search_is_walked_by_keyboard(site: str, browser) -> None:
    page = browser.new_page()
    page.goto(site + "index.html")
    page.keyboard.press("/")
    page.keyboard.type("keberatan semarang")
    page.wait_for_selector("dialog.cari li a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/semarang/**")
    page.close()


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(site: str, browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(site + "index.html")
    page.focus("details.laci > summary")
    page.keyboard.press("Enter")
    assert page.is_visible("details.laci nav a >> nth=0")
    page.keyboard.press("Escape")

    assert not page.is_visible("details.laci nav a >> nth=0")
    assert page.evaluate("document.activeElement.matches('details.laci > summary')")
    page.close()


def test_the_chooser_leads_from_home_to_the_page_of_a_position(site: str, browser) -> None:
    page = browser.new_page()
    page.goto(site + "index.html")
    page.select_option("#pilih-instansi", "kotabumi")
    page.select_option("#pilih-kelompok", label="Petugas kesehatan")
    page.click("[data-pemilih] button")
    page.wait_for_url("**/kotabumi/skema/pelayanan/**")
    page.close()


def test_without_scripts_the_chooser_is_a_list_of_links(site: str, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "index.html")

    assert page.is_visible("[data-daftar] a >> nth=0")
    assert not page.is_visible("[data-pemilih] form")
    assert not page.is_visible("[data-buka-cari]")
    context.close()


@pytest.mark.parametrize(
    "path", ["", "kotabumi/skema/pelayanan/", "semarang/skema/kesehatan/", "kotabumi/sumber/"]
)
def test_nothing_sticks_out_at_320_pixels(site: str, browser, path: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(f"{site}{path}index.html")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.mark.parametrize(
    "path",
    [
        "kotabumi/skema/pelayanan/",
        "kotabumi/skema/pendidikan/",
        "kasemen/skema/tahunan/",
        "binawidya/skema/kompetensi/",
        "rangkui/skema/pelayanan-publik/",
        "semarang/skema/kesehatan/",
        "en/semarang/skema/pendidikan/",
    ],
)
def test_a_scheme_prints_on_two_sides_at_most(site: str, browser, path: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}{path}index.html")

    sheet = page.pdf(prefer_css_page_size=True)

    assert 1 <= sheet.count(b"/Type /Page\n") <= 2
    page.close()


def test_the_palette_follows_the_choice_and_is_kept(site: str, browser) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(site + "index.html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-ganti-tema]")

    assert light != page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert "gelap" == page.evaluate("localStorage.getItem('terang-tema')")
    context.close()


def test_a_page_asks_only_its_own_site(site: str, browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + "kotabumi/skema/pelayanan/index.html")
    page.keyboard.press("/")
    page.wait_for_timeout(300)

    assert [] == [url for url in asked if not url.startswith(("file:", "data:"))]
    page.close()
