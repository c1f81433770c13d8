"""Addresses, once published, do not break: `alamat.txt` may grow and never shrinks.

When a page is added, add its address. A page that must go keeps its address and says why.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests import shipped

from terang.releasefile.read import read_all
from terang.site.page import url_of
from terang.site.plan import Settings, plan

ROOT = Path(__file__).parents[2]
KEPT = Path(__file__).with_name("alamat.txt").read_text(encoding="utf-8").splitlines()
TODAY = date(2026, 11, 22)


def test_every_published_address_is_still_there_in_both_languages() -> None:
    criteria = shipped.criteria()
    made = plan(criteria, read_all(ROOT / "docs" / "rilis"), Settings(on=TODAY))
    docs = ROOT / "docs"
    written = {f"{path.stem}/" for path in docs.glob("*.md")} | {"galat/"}
    planned = {page.url for page in made.pages} | set(made.files)
    served = {path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file()}

    pages = [address for address in KEPT if address == "" or address.endswith("/")]
    files = [address for address in KEPT if address not in pages]

    assert [] == [path for path in pages if path not in planned | written]
    assert [] == [
        path for path in pages if path not in written and url_of(path, "en") not in planned
    ]
    assert [] == [path for path in files if path not in planned | served]
    assert len(KEPT) == len(set(KEPT)) > 100
