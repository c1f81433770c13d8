"""Scripts off: everything that was to be read is still there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.site_pages import PAGES

Tab = Callable[..., Page]
TOOLS = "[data-kalkulator], .sunting, .pilih"  # these need scripts, and say so beside themselves


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_reads_without_scripts(site: str, tab: Tab, same_tab: Tab, path: str) -> None:
    plain, full = tab(java_script_enabled=False), same_tab()
    for page in (plain, full):
        page.goto(site + path)
    assert plain.locator("main h1").is_visible()

    words = " ".join(plain.inner_text("main").lower().split())
    headings = full.eval_on_selector_all(
        "main :is(h1, h2, h3)",
        f"""all => all.filter(e => e.checkVisibility() && !e.closest("{TOOLS}"))
        .map(e => e.innerText.toLowerCase().split(/\\s+/).filter(Boolean).join(" "))""",
    )

    assert len(words) > 80
    assert headings
    assert [] == [heading for heading in headings if heading not in words]
    assert [] == plain.locator(".perlu-skrip:visible").all_inner_texts()


def test_the_drawer_opens_without_scripts(site: str, tab: Tab) -> None:
    page = tab(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(site)
    page.focus("details.laci > summary")
    page.keyboard.press("Enter")

    assert page.locator("details.laci nav a").first.is_visible()


def test_the_calculator_says_what_it_needs_without_scripts(site: str, tab: Tab) -> None:
    page = tab(java_script_enabled=False)
    page.goto(site + PAGES["skema-bobot"])

    assert page.locator("[data-kalkulator] noscript p").is_visible()


def test_the_chooser_is_a_list_of_links_without_scripts(site: str, tab: Tab) -> None:
    page = tab(java_script_enabled=False)
    page.goto(site)
    page.locator("main").get_by_role("link", name="Petugas kesehatan").click()

    page.wait_for_url("**/kotabumi/skema/pelayanan/")
