"""Two languages of one page, and an Indonesian search that knows its roots."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect
from tests.browser.site_pages import BARE, IN_ENGLISH, PAGES

Tab = Callable[..., Page]
BOTH = [(PAGES[name], path) for name, path in IN_ENGLISH.items() if name not in BARE]


@pytest.mark.parametrize(("indonesian", "english"), BOTH, ids=[pair[0] for pair in BOTH])
def test_the_language_switch_lands_on_the_same_page(
    site: str, same_tab: Tab, indonesian: str, english: str
) -> None:
    page = same_tab()
    page.goto(site + indonesian)
    assert "id" == page.get_attribute("html", "lang")
    alternates = {
        link.get_attribute("hreflang"): urljoin(page.url, link.get_attribute("href") or "")
        for link in page.locator("link[rel=alternate][hreflang]").all()
    }
    page.click("header a[hreflang=en]")

    assert site + english == page.url
    assert "en" == page.get_attribute("html", "lang")
    assert {
        "id": site + indonesian,
        "en": site + english,
        "x-default": site + indonesian,
    } == alternates
    page.click("header a[hreflang=id]")
    assert site + indonesian == page.url


def found(page: Page, typed: str) -> list[str]:
    """Addresses the search gives for what was typed, best first."""
    page.fill("#kata-cari", typed)
    expect(page.locator("dialog.cari li a").first).to_be_visible()
    links: list[str] = page.eval_on_selector_all("dialog.cari li a", "all => all.map(a => a.href)")
    return links


def test_forms_of_one_word_find_the_same_pages(site: str, tab: Tab) -> None:
    page = tab()
    page.goto(site)
    page.click("[data-buka-cari]")
    answers = {typed: found(page, typed) for typed in ("penilaian", "menilai", "dinilai", "nilai")}

    assert 1 == len({tuple(sorted(links)) for links in answers.values()})
    assert any("/skema/" in link for link in answers["menilai"])


@pytest.mark.parametrize(
    ("start", "typed", "expected"),
    [
        ("", "keberatan semarang", "semarang/"),
        ("", "vaksinasi", "kotabumi/layanan/vaksinasi/"),
        ("", "waktu tanggap aduan", "kotabumi/indikator/waktu-tanggap-aduan/"),
        ("en/", "vaccination", "en/kotabumi/layanan/vaksinasi/"),
        ("en/", "appraisal", "en/"),
    ],
)
def test_search_leads_to_the_page_in_the_readers_language(
    site: str, same_tab: Tab, start: str, typed: str, expected: str
) -> None:
    page = same_tab()
    page.goto(site + start)
    page.click("[data-buka-cari]")

    answers = found(page, typed)

    assert any(link.startswith(site + expected) for link in answers[:5])
    assert [] == [link for link in answers if link.startswith(site + "en/") != (start == "en/")]


def test_a_search_without_answer_says_so(site: str, tab: Tab) -> None:
    page = tab()
    page.goto(site)
    page.click("[data-buka-cari]")
    page.fill("#kata-cari", "zzzyyyxxx")

    status = page.locator("dialog.cari [role=status]")
    expect(status).to_have_text(status.get_attribute("data-kosong") or "")
