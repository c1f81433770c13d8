"""Addresses: relative links, both languages, and every link of the generated site."""

from __future__ import annotations

import re
from html import unescape
from posixpath import normpath

import pytest

from terang.site.page import Page, relative, url_of
from terang.site.plan import Plan

HAND_WRITTEN = ("metode/", "privasi/", "kontribusi/")


@pytest.mark.parametrize(
    ("target", "origin", "link"),
    [
        ("kotabumi/skema/", "kotabumi/indikator/komunikasi/", "../../skema/"),
        ("", "en/", "../"),
        ("en/kriteria/", "kriteria/", "../en/kriteria/"),
        ("perubahan/#a", "", "perubahan/#a"),
        ("kriteria/", "kriteria/", "./"),
        ("#isi", "kriteria/", "#isi"),
        ("assets/terang/terang.css", "a/b/", "../../assets/terang/terang.css"),
    ],
)
def test_links_are_relative_to_their_page(target: str, origin: str, link: str) -> None:
    assert link == relative(target, origin)


def test_indonesian_stands_at_the_root_and_english_below_en() -> None:
    assert ("kotabumi/", "en/kotabumi/") == (url_of("kotabumi/", "id"), url_of("kotabumi/", "en"))


def test_every_page_exists_in_both_languages(made: Plan) -> None:
    paths = {lang: {p.path for p in made.pages if p.lang == lang} for lang in ("id", "en")}

    assert paths["id"] == paths["en"]


def test_no_two_pages_of_a_language_share_an_address_or_a_title(made: Plan) -> None:
    for lang in ("id", "en"):
        pages = [page for page in made.pages if page.lang == lang and not page.bare]
        assert len(pages) == len({page.path for page in pages})
        assert len(pages) == len({page.title for page in pages})


def test_every_internal_link_and_anchor_leads_somewhere(
    made: Plan, documents: dict[str, str]
) -> None:
    anchors = {url: set(re.findall(r'\bid="([^"]+)"', html)) for url, html in documents.items()}
    hand = {url_of(path, lang) for path in HAND_WRITTEN for lang in ("id", "en")}
    files = set(made.files)
    lost = set()
    for page in made.pages:
        for link in re.findall(r'<a [^>]*href="([^"]+)"', documents[page.url]):
            target, anchor = _target(page, unescape(link))
            if target is None or target in hand or target in files or target.startswith("rilis/"):
                continue
            if target not in anchors or (anchor and anchor not in anchors[target]):
                lost.add((page.url, link))

    assert set() == lost


def _target(page: Page, link: str) -> tuple[str | None, str]:
    if re.match(r"[a-z]+:", link):
        return None, ""
    path, _, anchor = link.partition("#")
    if not path:
        return page.url, anchor
    joined = normpath(f"{page.url}{path}")
    if joined == ".":
        return "", anchor
    return joined + ("/" if path.endswith(("/", "..", ".")) else ""), anchor


def test_language_switch_leads_to_the_same_page(documents: dict[str, str]) -> None:
    html = documents["kotabumi/skema/pelayanan/"]

    assert 'hreflang="en" href="../../../en/kotabumi/skema/pelayanan/"' in html
    assert '<html lang="id">' in html
    assert '<html lang="en">' in documents["en/kotabumi/skema/pelayanan/"]
