"""A few pages of the editing form as a folder of files, as the site would serve them."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from tests import shipped

from terang.core.model import CriteriaSet
from terang.criteria.files import discover
from terang.site import editing
from terang.site.frame import Frame
from terang.site.page import Page, url_of
from terang.site.pages.editing import folder_pages, home_pages

ROOT = Path(__file__).parents[2]
CRITERIA = ROOT / "criteria"
ASSETS = ROOT / "generator" / "terang" / "site" / "assets"
ON = date(2026, 11, 22)
FORGE = "https://github.com/contoh/kriteria/edit/main/criteria/{path}"


def sources() -> dict[str, str]:
    """The texts of the shipped criteria files by path."""
    found, _ = discover(CRITERIA)
    return {file.path: (CRITERIA / file.path).read_text(encoding="utf-8") for file in found}


def pages(
    sources: Mapping[str, str], criteria: CriteriaSet, on: date, lang: str, edit_address: str
) -> Iterator[Page]:
    """Every page of the form in one language, for files of all folders."""
    opened = (editing.editable(path, text) for path, text in sorted(sources.items()))
    files = [file for file in opened if file is not None]
    counts = Counter(file.folder for file in files)
    yield from home_pages(counts, criteria, lang)
    for folder in counts:
        own = [file for file in files if file.folder == folder]
        yield from folder_pages(folder, own, criteria, on, lang, edit_address)


def write_site(folder: Path, wanted: Collection[str] | None = None, forge: str = FORGE) -> None:
    """Writes forms (all, or those of the paths wanted) with their scripts and styles."""
    criteria = shipped.criteria()
    shutil.copytree(ASSETS, folder / "assets" / "terang", ignore=shutil.ignore_patterns("*.md"))
    for path, text in editing.scripts().items():
        (folder / path).write_text(text, encoding="utf-8")
    made = [page for lang in ("id", "en") for page in pages(sources(), criteria, ON, lang, forge)]
    paths = frozenset(page.url for page in made)
    names = {ident: own.agency.name for ident, own in criteria.agencies.items()}
    frame = Frame(ON, "", forge, criteria.digest, names, paths)
    for page in made:
        if wanted is None or page.url in wanted:
            target = folder / page.url / "index.html"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(frame.document(page), encoding="utf-8")


def form_url(path: str, lang: str = "id") -> str:
    """The address of a file's form from the root of the site."""
    return url_of(editing.form_path(path), lang)
