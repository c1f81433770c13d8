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
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
UNFOLD = "document.querySelectorAll('main details').forEach(fold => fold.open = true)"


def violations(page: Page) -> list[str]:
    """What axe reports on the page as it stands, one line a node."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, TAGS)
    return found


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["1280", "360"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_no_violation_on_any_kind_of_page(
    site: str, tab: Callable[..., Page], path: str, window: dict[str, int], palette: str
) -> None:
    page = tab(viewport=window, color_scheme=palette)
    page.goto(site + path)
    page.evaluate(UNFOLD)

    assert [] == violations(page)


@pytest.mark.parametrize("path", IN_ENGLISH.values(), ids=IN_ENGLISH.keys())
def test_no_violation_in_english(site: str, tab: Callable[..., Page], path: str) -> None:
    page = tab(viewport=WIDE)
    page.goto(site + path)
    page.evaluate(UNFOLD)

    assert [] == violations(page)


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["1280", "360"])
@pytest.mark.parametrize("typed", ["", "penilaian", "tidakadakatanya"])
def test_no_violation_while_search_is_open(
    site: str, tab: Callable[..., Page], window: dict[str, int], palette: str, typed: str
) -> None:
    page = tab(viewport=window, color_scheme=palette)
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
    site: str, tab: Callable[..., Page], path: str, palette: str
) -> None:
    page = tab(viewport=PHONE, color_scheme=palette)
    page.goto(site + path)
    page.click("details.laci > summary")

    assert [] == violations(page)


def test_every_kind_of_page_is_among_those_tested(built: Path) -> None:
    def kind(page: Path) -> str:
        return page.read_text(encoding="utf-8").partition('<body class="halaman-')[2].split('"')[0]

    tested = {
        kind(built / path / "index.html") if name != "hilang" else "hilang"
        for name, path in PAGES.items()
    }

    assert {kind(page) for page in built.rglob("*.html")} == tested
