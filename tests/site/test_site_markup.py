"""What every page keeps: one heading tree, named tables, nothing inline, no other host."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise

from terang.core.model import CriteriaSet
from terang.site.plan import Plan, Settings, plan


def test_ids_are_unique_on_every_page(documents: dict[str, str]) -> None:
    for url, html in documents.items():
        ids = Counter(re.findall(r'\bid="([^"]+)"', html))
        assert [] == [(url, i) for i, n in ids.items() if n > 1]


def test_every_page_has_one_h1_and_headings_never_skip_a_level(
    made: Plan, documents: dict[str, str]
) -> None:
    for page in made.pages:
        main = documents[page.url].split("<main", 1)[1].split("</main>", 1)[0]
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", main)]
        assert (page.url, 1) == (page.url, levels.count(1))
        assert [] == [(page.url, a, b) for a, b in pairwise(levels) if b > a + 1]


def test_every_table_has_a_caption_and_a_focusable_named_region(
    documents: dict[str, str],
) -> None:
    for url, html in documents.items():
        tables = re.findall(r'(<div class="gulir[^>]*>\s*)?<table\b.*?</table>', html, re.DOTALL)
        whole = re.findall(r"<table\b.*?</table>", html, re.DOTALL)
        assert [] == [url for table in whole if "<caption" not in table]
        assert [] == [
            url
            for region in tables
            if 'tabindex="0"' not in region or not re.search(r"aria-label(ledby)?=", region)
        ]


def test_header_cells_say_what_they_head(documents: dict[str, str]) -> None:
    for url, html in documents.items():
        assert [] == [(url, th) for th in re.findall(r"<th\b[^>]*>", html) if "scope=" not in th]


def test_nothing_is_styled_or_scripted_inline(documents: dict[str, str]) -> None:
    """A strict content security policy needs no exception."""
    for url, html in documents.items():
        assert (url, []) == (url, re.findall(r'<[^>]+\s(?:style|on\w+)="', html))
        assert (url, []) == (url, re.findall(r"<style\b", html))
        scripts = re.findall(r"<script\b([^>]*)>", html)
        assert (url, []) == (
            url,
            [s for s in scripts if "src=" not in s and "application/" not in s],
        )


def test_no_page_loads_anything_from_another_host(documents: dict[str, str]) -> None:
    for url, html in documents.items():
        loads = re.findall(r'<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="([^"]+)"', html)
        assert (url, []) == (url, [a for a in loads if a.startswith(("http:", "https:", "//"))])


def test_every_picture_is_named_for_those_who_hear_it(documents: dict[str, str]) -> None:
    for url, html in documents.items():
        for attributes, inner in re.findall(r"<svg\b([^>]*)>(.*?)</svg>", html, re.DOTALL):
            named = "<title" in inner or 'aria-hidden="true"' in attributes
            assert named, (url, attributes)


def test_planning_twice_gives_the_same_pages(made: Plan, criteria: CriteriaSet) -> None:
    again = plan(criteria, (), Settings(date(2026, 11, 22)))

    assert made.pages == again.pages
    assert made.files == again.files
