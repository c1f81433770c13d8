"""Pages on paper: page counts, and a sheet without the furniture of the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

Tab = Callable[..., Page]
PAGE = re.compile(rb"/Type\s*/Page\b")
SHEETS = {"skema": 2, "poster": 1}
FURNITURE = "nav.utama, .alat, details.laci, nav.jejak, nav.daftar-isi, .lewati, [data-cetak]"


def addresses(built: Path, kind: str) -> list[str]:
    """The addresses of every page of a kind, in both languages."""
    mark = f'<body class="halaman-{kind}"'
    return [
        page.parent.relative_to(built).as_posix() + "/"
        for page in sorted(built.rglob("index.html"))
        if mark in page.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("kind", SHEETS)
def test_no_scheme_takes_more_than_two_sides_and_no_poster_more_than_one(
    built: Path, site: str, tab: Tab, kind: str
) -> None:
    page = tab()
    sides = {}
    for path in addresses(built, kind):
        page.goto(site + path)
        sides[path] = len(PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True)))

    assert sides
    assert {} == {path: n for path, n in sides.items() if not 1 <= n <= SHEETS[kind]}


@pytest.mark.parametrize("path", ["", "kotabumi/skema/pelayanan/", "kotabumi/hasil/2025/"])
def test_paper_carries_no_navigation_and_dark_ink(site: str, same_tab: Tab, path: str) -> None:
    page = same_tab(color_scheme="dark")
    page.goto(site + path)
    page.emulate_media(media="print", color_scheme="dark")

    furniture = page.eval_on_selector_all(
        FURNITURE, "all => all.filter(e => e.checkVisibility()).map(e => e.className)"
    )
    colours = page.evaluate(
        """['color', 'backgroundColor'].map(of => getComputedStyle(document.body)[of]
        .match(/[\\d.]+/g).map(Number).slice(0, 3).reduce((a, b) => a + b))"""
    )

    assert [] == furniture
    assert colours[0] < 200
    assert colours[1] in (0, 765)  # transparent or white


def test_folded_parts_open_on_paper(site: str, tab: Tab) -> None:
    page = tab()
    page.goto(site + "kotabumi/hasil/2025/")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    hidden = page.eval_on_selector_all(
        "main details:not([data-tetap]) table",
        "all => all.filter(e => e.getBoundingClientRect().height < 5).length",
    )
    assert 0 == hidden
