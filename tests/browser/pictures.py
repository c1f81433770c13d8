"""Pictures of the site: `python -m tests.browser.pictures` renews those of README and CONTRIBUTING.

With a folder, every kind of page goes there instead, to be looked at: 1280 and 360 px wide, light
and dark, and on paper.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser
from tests.browser.served import ROOT, build, chromium, served
from tests.browser.site_pages import PAGES

SHOWN = ROOT / "docs" / "gambar"
FOR_README = {  # name -> (page, window, palette)
    "beranda": ("muka", (1280, 860), "light"),
    "skema-ponsel": ("skema-bobot", (390, 844), "light"),
    "hasil": ("hasil-periode", (1280, 860), "light"),
    "layanan-gelap": ("layanan-laporan", (1280, 860), "dark"),
    "sunting": ("sunting-berkas", (1280, 860), "light"),
}
WINDOWS = {"1280": (1280, 800), "360": (360, 740)}


@contextmanager
def site_in_chromium() -> Iterator[tuple[str, Browser]]:
    """The site built afresh and served, and a browser to look at it."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "situs"
        build(built)
        with served(built) as address, chromium() as browser:
            yield address, browser


def shoot(
    browser: Browser,
    address: str,
    to: Path,
    window: tuple[int, int],
    palette: str,
    *,
    whole: bool = False,
) -> None:
    """One picture of a page as it stands in a window, or of all its length."""
    width, height = window
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=palette, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=to, full_page=whole, animations="disabled")
    context.close()


def print_out(browser: Browser, address: str, to: Path) -> None:
    """A page as it comes out of the printer."""
    page = browser.new_page()
    page.goto(address, wait_until="networkidle")
    page.pdf(path=to, format="A4", prefer_css_page_size=True)
    page.close()


def for_readme() -> None:
    SHOWN.mkdir(exist_ok=True)
    with site_in_chromium() as (address, browser):
        for name, (page, window, palette) in FOR_README.items():
            shoot(browser, address + PAGES[page], SHOWN / f"{name}.png", window, palette)


def of_everything(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with site_in_chromium() as (address, browser):
        for name, path in PAGES.items():
            for width, window in WINDOWS.items():
                for palette in ("light", "dark"):
                    to = folder / f"{name}-{width}-{palette}.png"
                    shoot(browser, address + path, to, window, palette, whole=True)
            print_out(browser, address + path, folder / f"{name}.pdf")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        of_everything(Path(sys.argv[1]))
    else:
        for_readme()
