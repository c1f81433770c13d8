"""Results pages in a real browser: which drawing shows, nothing overflows, the poster is one sheet.

Needs the system's Chromium; skipped with a word where there is none.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import site_results_samples as samples

from terang.site.frame import Frame
from terang.site.page import Page
from terang.site.pages import certificate, data, results, services

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ASSETS = Path(__file__).parents[2] / "generator" / "terang" / "site" / "assets"
ADDRESS = "https://terang.example/"
PATHS = (
    "kotabumi/hasil/",
    "kotabumi/hasil/2025/",
    "kotabumi/hasil/2025/unit/kesehatan-vaksinasi/",
    "kotabumi/hasil/2025/sertifikat/",
    "kotabumi/layanan/",
    "kotabumi/layanan/vaksinasi/",
    "kotabumi/layanan/vaksinasi/poster/",
    "kotabumi/data/",
    "data/",
)
POSTERS = ("kotabumi/layanan/vaksinasi/poster/", "kotabumi/layanan/belajar-jarak-jauh/poster/")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of one agency, framed, as files."""
    root = tmp_path_factory.mktemp("situs")
    shutil.copytree(ASSETS, root / "assets" / "terang")
    for lang in ("id", "en"):
        pages = built(lang)
        frame = Frame(
            on=samples.TODAY,
            address="",
            edit_address="",
            digest=samples.criteria().digest,
            names={i: own.agency.name for i, own in samples.criteria().agencies.items()},
            paths=frozenset(page.url for page in pages),
        )
        for page in pages:
            target = root / page.url / "index.html"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(frame.document(page), encoding="utf-8")
    return root


def built(lang: str) -> list[Page]:
    own, both = samples.agency(), samples.both_periods()
    pages = [
        page
        for module in (results, services, certificate, data)
        for page in module.pages(own, both, samples.criteria(), samples.TODAY, lang, ADDRESS)
    ]
    return [*pages, data.catalogue(both, samples.criteria(), samples.TODAY, lang, ADDRESS)]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is a test extra")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def shown(page: object, selector: str) -> int:
    script = f"[...document.querySelectorAll('{selector}')].filter(e => e.checkVisibility()).length"
    return int(page.evaluate(script))  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_main_never_overflows_its_window(
    site: Path, browser: object, path: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
    page.goto((site / path / "index.html").as_uri())
    page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")

    right = page.evaluate(
        """Math.max(...[...document.querySelectorAll('main *')]
        .filter(e => !e.closest('.gulir') && !e.closest('svg') && !e.closest('pre')
                     && !e.closest('.tersembunyi'))
        .map(e => e.getBoundingClientRect().right))"""
    )

    page.close()
    assert right <= width


@pytest.mark.parametrize(("width", "drawing", "other"), [
    (1280, "lebar", "sempit"),
    (360, "sempit", "lebar"),
])  # fmt: skip
def test_the_drawing_that_fits_is_the_one_shown(
    site: Path, browser: object, width: int, drawing: str, other: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
    page.goto((site / "kotabumi/hasil/2025/index.html").as_uri())

    seen = (shown(page, f".bagan-{drawing}") > 0, shown(page, f".bagan-{other}"))

    page.close()
    assert (True, 0) == seen


def test_words_in_charts_stay_inside_their_drawing(site: Path, browser: object) -> None:
    for width in (1280, 360):
        page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
        for path in ("kotabumi/hasil/2025/", "kotabumi/layanan/vaksinasi/"):
            page.goto((site / path / "index.html").as_uri())
            out = page.evaluate(
                """[...document.querySelectorAll('svg.bagan text')].filter(t => t.checkVisibility())
                .filter(t => { const a = t.getBoundingClientRect(),
                                     b = t.ownerSVGElement.getBoundingClientRect();
                               return a.left < b.left - 2 || a.right > b.right + 2; })
                .map(t => t.textContent)"""
            )
            assert [] == out, (path, width)
        page.close()


@pytest.mark.parametrize("lang", ["", "en/"])
@pytest.mark.parametrize("path", POSTERS)
def test_a_poster_prints_on_one_sheet(
    site: Path, browser: object, path: str, lang: str, tmp_path: Path
) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto((site / lang / path / "index.html").as_uri())
    page.emulate_media(media="print")
    hidden = page.evaluate(
        """(() => { const s = document.querySelector('.poster-lembar'),
             f = s.querySelector('footer').getBoundingClientRect().bottom;
             return f > s.getBoundingClientRect().bottom + 1; })()"""
    )
    printed = page.pdf(prefer_css_page_size=True)

    page.close()
    assert (1, False) == (len(re.findall(rb"/Type\s*/Page\b", printed)), hidden)


def test_tables_print_although_folded_on_screen(site: Path, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto((site / "kotabumi/hasil/2025/index.html").as_uri())
    folded = shown(page, ".tabel-lipat table")
    page.emulate_media(media="print")
    printed = page.evaluate(
        """[...document.querySelectorAll('.tabel-lipat table')]
        .filter(t => t.getBoundingClientRect().height > 20).length"""
    )

    page.close()
    assert 0 == folded
    assert printed > 3
