"""The search index stays lean, so that a site of thousands of pages can still be searched."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests import shipped

from terang.releasefile.read import read_all
from terang.site.page import LANGUAGES
from terang.site.plan import Settings, plan
from terang.site.search import index_files, rows

ROOT = Path(__file__).parents[2]
LIMIT = 1_000_000  # bytes, at 3,000 pages


@pytest.mark.parametrize("lang", LANGUAGES)
def test_three_thousand_pages_would_stay_under_a_megabyte(lang: str) -> None:
    criteria = shipped.criteria()
    pages = plan(criteria, read_all(ROOT / "docs/rilis"), Settings(on=date(2026, 11, 22))).pages
    text = index_files(rows(pages))[f"assets/terang/cari.{lang}.js"]
    index = json.loads(text.partition("=")[2].rstrip(";\n"))
    sizes = [len(json.dumps(row, ensure_ascii=False).encode()) for row in index["halaman"]]

    assert len(sizes) > 200
    assert sum(sizes) / len(sizes) * 3_000 < LIMIT
