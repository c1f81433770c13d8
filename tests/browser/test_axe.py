"""axe-core finds nothing against WCAG 2.2 AA or its best practices, on any kind of page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page
from tests.browser.site_pages import FRAMED, IN_ENGLISH, PAGES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`));
}"""
# contrast is what takes axe long: one text of each kind is measured, where elements are of a kind
# if they and all around them have the same names, colours and letters, and words in sight
ONE_OF_A_KIND = """() => {
  const kinds = new Map(), kindOf = new Map();
  for (const e of document.querySelectorAll("*")) {
    const style = getComputedStyle(e), own = [...e.childNodes].filter(n => n.nodeType === 3);
    const words = own.map(n => n.data.trim()).join("").length;
    const names = [...e.attributes].filter(a => a.name !== "data-sejenis").map(a => a.name).sort();
    const off = (e.control ?? e).matches(":disabled, [aria-disabled=true]");
    const said = [kindOf.get(e.parentElement), e.tagName, e.className, e.type, ...names, off,
      Math.min(words, 2), e.checkVisibility(), style.color, style.backgroundColor,
      style.backgroundImage, style.opacity, style.fontSize, style.fontWeight,
      style.textShadow, style.visibility].join("|");
    e.toggleAttribute("data-sejenis", !kinds.has(said));
    if (!kinds.has(said)) kinds.set(said, kinds.size);
    kindOf.set(e, kinds.get(said));
  }
  axe.configure({rules: [{id: "color-contrast", selector: "[data-sejenis]"}]});
}"""
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
UNFOLD = "document.querySelectorAll('main details').forEach(fold => fold.open = true)"


def violations(page: Page, *, every_text: bool = False) -> list[str]:
    """What axe reports on the page as it stands, one line a node."""
    page.evaluate(AXE)
    if not every_text:
        page.evaluate(ONE_OF_A_KIND)
    found: list[str] = page.evaluate(RUN, TAGS)
    return found


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_no_violation_on_any_kind_of_page(
    site: str, same_tab: Callable[..., Page], path: str
) -> None:
    """Wide and on a phone, light and dark; the first time every text is measured."""
    found = {}
    for window in (WIDE, PHONE):
        page = same_tab(viewport=window)
        page.goto(site + path)
        page.evaluate(UNFOLD)
        for palette in ("light", "dark"):
            page.emulate_media(color_scheme=palette)
            found[window["width"], palette] = violations(page, every_text=not found)

    assert {} == {look: told for look, told in found.items() if told}


@pytest.mark.parametrize("path", IN_ENGLISH.values(), ids=IN_ENGLISH.keys())
def test_no_violation_in_english(site: str, same_tab: Callable[..., Page], path: str) -> None:
    page = same_tab(viewport=WIDE)
    page.goto(site + path)
    page.evaluate(UNFOLD)

    assert [] == violations(page)


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["1280", "360"])
@pytest.mark.parametrize("typed", ["", "penilaian", "tidakadakatanya"])
def test_no_violation_while_search_is_open(
    site: str, same_tab: Callable[..., Page], window: dict[str, int], palette: str, typed: str
) -> None:
    page = same_tab(viewport=window, color_scheme=palette)
    page.goto(site + FRAMED["skema-bobot"])
    page.click("[data-buka-cari]")
    start = page.inner_text("dialog.cari [role=status]")
    page.keyboard.type(typed)
    if typed:
        page.wait_for_function(
            "start => document.querySelector('dialog.cari [role=status]').innerText !== start",
            arg=start,
        )

    assert [] == violations(page)


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("path", [FRAMED["muka"], FRAMED["skema-bobot"], FRAMED["hasil-periode"]])
def test_no_violation_while_the_drawer_is_open(
    site: str, same_tab: Callable[..., Page], path: str, palette: str
) -> None:
    page = same_tab(viewport=PHONE, color_scheme=palette)
    page.goto(site + path)
    page.click("details.laci > summary")

    assert [] == violations(page)


@pytest.mark.parametrize("place", ["tbody tr:nth-child(7) td", "p:last-of-type", "label"])
def test_a_single_faint_text_is_found(site: str, same_tab: Callable[..., Page], place: str) -> None:
    page = same_tab(viewport=WIDE, color_scheme="dark")
    page.goto(site + FRAMED["skema-bobot"])
    page.evaluate(UNFOLD)
    page.locator(f"main {place}").filter(visible=True).last.evaluate("e => e.style.color = '#555'")

    found = violations(page)

    assert found
    assert {"color-contrast"} == {told.partition(":")[0] for told in found}


def test_every_kind_of_page_is_among_those_tested(built: Path) -> None:
    def kind(page: Path) -> str:
        return page.read_text(encoding="utf-8").partition('<body class="halaman-')[2].split('"')[0]

    tested = {
        kind(built / path / "index.html") if name != "hilang" else "hilang"
        for name, path in PAGES.items()
    }

    assert {kind(page) for page in built.rglob("*.html")} == tested
