"""A frame filled into its shell is byte for byte the frame rendered for that page alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from terang.core.model import CriteriaSet
from terang.releasefile.read import read_all
from terang.site.docs import from_markdown
from terang.site.frame import Frame
from terang.site.missing import missing_page
from terang.site.page import Page
from terang.site.plan import Settings, plan

ROOT = Path(__file__).parents[2]
ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def pages(criteria: CriteriaSet) -> tuple[Page, ...]:
    """Every kind of page: generated, hand-written, missing, and one at an odd place."""
    sources = {
        path.relative_to(ROOT / "criteria").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "criteria").rglob("*.yml"))
    }
    made = plan(criteria, read_all(ROOT / "docs" / "rilis"), Settings(ON, sources=sources))
    written = [
        from_markdown(url, "Cara", "", "<h1>Cara</h1>" + '<h2 id="a">A</h2>' * 3)
        for url in ("metode/", "en/metode/", "galat/K001/")
    ]
    odd = [replace(made.pages[0], path=path) for path in ("en/", "hasil/x/", "assets/y/", "a/b")]
    hostile = replace(written[0], title='\ue000digest\ue001"><script>', summary="{{ 7*7 }}")
    return (*made.pages, *written, missing_page("/situs/"), *odd, hostile)


@pytest.mark.parametrize(
    ("address", "forge"), [("", ""), ("https://contoh.example/situs/", "https://forge/{path}")]
)
def test_shells_give_what_the_template_gives(
    criteria: CriteriaSet, pages: tuple[Page, ...], address: str, forge: str
) -> None:
    frame = Frame(
        on=ON,
        address=address,
        edit_address=forge,
        digest=criteria.digest,
        names={ident: own.agency.name for ident, own in criteria.agencies.items()},
        paths=frozenset(page.url for page in pages),
    )
    differing = [p.url for p in pages if frame.document(p) != frame.rendered(p)]

    assert len({page.kind for page in pages}) > 20
    assert differing == []
