"""Every link, anchor and asset of the whole output leads somewhere; markup keeps its order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urlsplit

import pytest

POINTS = {"href", "src", "action", "poster"}
NAMES = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MARKS = {"sel-dilindungi", "sel-tidak_dikumpulkan", "sel-tidak_berlaku", "sel-tidak_dihitung"}


@dataclass
class Table:
    """What a table says about itself."""

    has_caption: bool = False
    headers_without_scope: int = 0
    headers: int = 0
    marks: set[str] = field(default_factory=set)
    described_by: str = ""


@dataclass
class Reader(HTMLParser):
    """One page: where it points, what it can be pointed at, its headings and its tables."""

    points: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    levels: list[int] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    reasons: dict[str, set[str]] = field(default_factory=dict)  # id of a reasons box -> marks
    language: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open_tables: list[Table] = []
        self._box: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids.add(given["id"])
        if tag != "template":
            self.points += [given[name] for name in POINTS if given.get(name)]
        self.references |= {ref for name in NAMES for ref in given.get(name, "").split()}
        if tag in HEADINGS:
            self.levels.append(int(tag[1]))
        if tag == "table":
            self._open_tables.append(Table(described_by=given.get("aria-describedby", "")))
            self.tables.append(self._open_tables[-1])
        if self._open_tables:
            table = self._open_tables[-1]
            table.has_caption |= tag == "caption"
            table.headers += tag == "th"
            table.headers_without_scope += tag == "th" and "scope" not in given
        classes = set(given.get("class", "").split())
        if tag == "div" and "alasan" in classes:
            self._box = given.get("id", "")
            self.reasons[self._box] = set()
        found = classes & MARKS
        if found and self._open_tables:
            self._open_tables[-1].marks |= found
        elif found and self._box is not None:
            self.reasons[self._box] |= found

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._open_tables.pop()
        if tag == "div":
            self._box = None


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, Reader]:
    """Every page of the site by its file, from the root."""
    found = {}
    for file in sorted(built.rglob("*.html")):
        reader = Reader()
        reader.feed(file.read_text(encoding="utf-8"))
        found[file.relative_to(built).as_posix()] = reader
    return found


def own_targets(file: str, reader: Reader) -> Iterator[tuple[str, str, str]]:
    """(link as written, target file from the root, anchor) of links within the site."""
    for link in reader.points:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or link.startswith("data:"):
            continue
        path = unquote(parts.path) or Path(file).name
        folder = "" if path.startswith("/") else f"{Path(file).parent.as_posix()}/"
        target = normpath(folder + path.lstrip("/"))
        if path.endswith(("/", "..")) or path == ".":
            target = normpath(f"{target}/index.html")
        yield link, target, unquote(parts.fragment)


def test_every_internal_link_and_asset_exists(built: Path, pages: dict[str, Reader]) -> None:
    files = {file.relative_to(built).as_posix() for file in built.rglob("*") if file.is_file()}
    lost = [
        (file, link)
        for file, reader in pages.items()
        for link, target, _ in own_targets(file, reader)
        if target not in files
    ]

    assert len(pages) > 600
    assert [] == lost


def test_every_anchor_exists_on_its_page(pages: dict[str, Reader]) -> None:
    lost = [
        (file, link)
        for file, reader in pages.items()
        for link, target, anchor in own_targets(file, reader)
        if anchor and target in pages and anchor not in pages[target].ids
    ]

    assert [] == lost


def test_every_page_can_be_reached_from_the_first(pages: dict[str, Reader]) -> None:
    reached, ahead = set(), ["index.html", "404.html"]
    while ahead:
        file = ahead.pop()
        if file in pages and file not in reached:
            reached.add(file)
            ahead += [target for _, target, _ in own_targets(file, pages[file])]

    assert set() == {
        file for file in pages if file not in reached and not file.startswith("galat/")
    }


def test_names_and_descriptions_refer_to_something(pages: dict[str, Reader]) -> None:
    lost = {(file, ref) for file, r in pages.items() for ref in r.references - r.ids}

    assert set() == lost


def test_pages_below_en_are_english_and_the_others_indonesian(pages: dict[str, Reader]) -> None:
    wrong = [
        file
        for file, r in pages.items()
        if r.language != ("en" if file.startswith("en/") else "id")
    ]

    assert [] == wrong


def test_headings_start_with_one_h1_and_never_skip_a_level(pages: dict[str, Reader]) -> None:
    wrong = [
        (file, reader.levels)
        for file, reader in pages.items()
        if reader.levels.count(1) != 1 or any(b > a + 1 for a, b in pairwise(reader.levels))
    ]

    assert [] == wrong


def test_every_table_has_a_caption_and_scoped_headers(pages: dict[str, Reader]) -> None:
    wrong = [
        file
        for file, reader in pages.items()
        for table in reader.tables
        if not table.has_caption or not table.headers or table.headers_without_scope
    ]

    assert [] == wrong


def test_every_withheld_mark_has_its_sentence_beside_the_table(pages: dict[str, Reader]) -> None:
    marked = [
        (file, table, reader.reasons)
        for file, reader in pages.items()
        for table in reader.tables
        if table.marks
    ]

    assert len(marked) > 50
    assert [] == [
        (file, table.marks)
        for file, table, reasons in marked
        if not table.marks <= reasons.get(table.described_by, set())
    ]
