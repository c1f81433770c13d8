"""Search, menu, palette and focus by keyboard; narrow windows; motion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.site_pages import FRAMED, PAGES

Tab = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
IN_DRAWER = "document.activeElement.closest('details.laci') !== null"
UNSEEN_FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const shown = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  return ringed && shown ? null : at.outerHTML.slice(0, 120);
}"""


def test_the_first_key_offers_to_skip_to_the_content(site: str, tab: Tab) -> None:
    page = tab()
    page.goto(site + FRAMED["skema-bobot"])
    page.keyboard.press("Tab")
    expect(page.locator("a.lewati")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 360])
def test_search_opens_answers_and_closes_by_keyboard(site: str, tab: Tab, width: int) -> None:
    page = tab(viewport={"width": width, "height": 740})
    page.goto(site)
    opener = page.locator("[data-buka-cari]")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#kata-cari")).to_be_focused()
    page.keyboard.type("vaksinasi")
    page.keyboard.press("ArrowDown")
    expect(page.locator("dialog.cari li a").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("dialog.cari")).to_be_hidden()
    expect(opener).to_be_focused()


def test_an_answer_of_the_search_is_chosen_by_keyboard(site: str, tab: Tab) -> None:
    page = tab()
    page.goto(site)
    page.keyboard.press("/")
    page.keyboard.type("vaksinasi kotabumi")
    first = page.locator("dialog.cari li a").first
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    target = first.get_attribute("href") or ""
    page.keyboard.press("Enter")

    page.wait_for_url(lambda url: url != site)
    assert page.url.endswith(target.replace("./", "/", 1))


def test_the_drawer_is_walked_by_keyboard_on_a_phone(site: str, tab: Tab) -> None:
    page = tab(viewport=PHONE)
    page.goto(site + FRAMED["hasil-periode"])
    page.focus("details.laci > summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.laci nav")).to_be_visible()
    links = page.locator("details.laci nav a")
    for place in range(links.count()):
        page.keyboard.press("Tab")
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("details.laci nav")).to_be_hidden()
    expect(page.locator("details.laci > summary")).to_be_focused()


def test_a_page_is_reached_through_the_drawer_by_keyboard(site: str, tab: Tab) -> None:
    page = tab(viewport=PHONE)
    page.goto(site)
    page.focus("details.laci > summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/kriteria/")


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("name", ["muka", "skema-bobot", "hasil-periode", "layanan-laporan"])
def test_focus_is_always_seen(site: str, same_tab: Tab, name: str, palette: str) -> None:
    """Thirty presses of Tab from the top: a ring of 2 px or more on something in sight."""
    page = same_tab(color_scheme=palette, reduced_motion="reduce")
    page.goto(site + PAGES[name])
    unseen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        unseen.append(page.evaluate(UNSEEN_FOCUS))

    assert unseen
    assert [] == [found for found in unseen if found]


def test_a_wide_table_is_scrolled_by_keyboard(site: str, tab: Tab) -> None:
    page = tab(viewport=PHONE, reduced_motion="reduce")
    page.goto(site + FRAMED["hasil-periode"])
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    region = (
        page.locator(".gulir")
        .filter(has=page.locator("table"))
        .locator("xpath=self::*[@tabindex='0']")
    )
    wide = next(
        region.nth(place)
        for place in range(region.count())
        if region.nth(place).evaluate("e => e.scrollWidth > e.clientWidth + 40")
    )
    wide.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")

    page.wait_for_function("e => e.scrollLeft > 0", arg=wide.element_handle())


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_no_page_scrolls_sideways_at_320_pixels(site: str, same_tab: Tab, path: str) -> None:
    page = same_tab(viewport={"width": 320, "height": 640})
    page.goto(site + path)
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    page.evaluate("scrollTo(500, 0)")

    assert (320, 0) == (
        page.evaluate("Math.max(320, document.documentElement.scrollWidth)"),
        page.evaluate("scrollX"),
    )


def test_nothing_moves_for_those_who_ask_for_stillness(site: str, same_tab: Tab) -> None:
    page = same_tab(reduced_motion="reduce")
    for path in (FRAMED["muka"], FRAMED["skema-bobot"], FRAMED["hasil-periode"]):
        page.goto(site + path)
        moving = page.evaluate(
            """[...document.querySelectorAll("*")].map(e => [e, getComputedStyle(e)])
            .filter(([, s]) => s.scrollBehavior === "smooth"
              || s.animationName !== "none" || parseFloat(s.transitionDuration) > 0)
            .map(([e]) => e.outerHTML.slice(0, 80))"""
        )
        assert [] == moving, path


def test_the_chosen_palette_is_kept_on_the_next_page(site: str, tab: Tab) -> None:
    page = tab(color_scheme="light")
    page.goto(site)
    page.click("[data-ganti-tema]")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto(site + FRAMED["skema-bobot"])

    assert dark == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert "true" == page.get_attribute("[data-ganti-tema]", "aria-pressed")
