"""Scripts off: everything that was to be read is still there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.site_pages import PAGES

Tab = Callable[..., Page]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_reads_without_scripts(site: str, tab: Tab, path: str) -> None:
    plain, full = tab(java_script_enabled=False), tab()
    for page in (plain, full):
        page.goto(site + path)
    assert plain.locator("main h1").is_visible()

    words = plain.inner_text("main")
    headings = full.locator("main :is(h1, h2, h3)").all_inner_texts()

    assert len(words) > 80
    assert [] == [h for h in headings if h.strip() and h.strip().lower() not in words.lower()]
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

    assert "JavaScript" in page.locator("[data-kalkulator] noscript").first.inner_text()
