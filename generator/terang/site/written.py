"""Hand-written Markdown under docs/ as pages, for sites made without MkDocs.

The same converter with the same extensions as mkdocs.yml, so that both give the same content.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from xml.etree.ElementTree import Element

import yaml
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from terang.site.docs import from_markdown
from terang.site.page import Page, relative

EXTENSIONS = (
    "toc",
    "tables",
    "fenced_code",
    "attr_list",
    "pymdownx.highlight",
    "pymdownx.superfences",
)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_H1 = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def written_pages(docs: Path, planned: Collection[str] = ()) -> tuple[Page, ...]:
    """The Markdown pages below a folder by address; () where there is none.

    planned: addresses of generated pages, which Markdown may link to as `<address>index.md`.
    Hidden files and links to elsewhere are left out.
    """
    found = {address_of(name): (name, text) for name, text in _sources(docs)}
    known = {*found, *planned, *(name for name, _ in other_files(docs))}
    return tuple(_page(url, name, text, known) for url, (name, text) in sorted(found.items()))


def address_of(name: str) -> str:
    """The address of a Markdown file: `en/metode.md` is served at `en/metode/`.

    >>> address_of("en/metode.md"), address_of("galat/index.md"), address_of("index.md")
    ('en/metode/', 'galat/', '')
    """
    stem = name.removesuffix(".md")
    if stem in ("index", "README"):
        return ""
    for index in ("/index", "/README"):
        if stem.endswith(index):
            return stem.removesuffix(index) + "/"
    return f"{stem}/"


def addresses(docs: Path) -> frozenset[str]:
    """The addresses of all Markdown pages below a folder."""
    names = (path.relative_to(docs).as_posix() for path in _files(docs) if path.suffix == ".md")
    return frozenset(map(address_of, names))


def other_files(docs: Path) -> Iterator[tuple[str, Path]]:
    """What lies beside the Markdown and is served as it is: path from the folder, and the file."""
    for path in _files(docs):
        if path.suffix != ".md":
            yield path.relative_to(docs).as_posix(), path


def _sources(docs: Path) -> Iterator[tuple[str, str]]:
    for path in _files(docs):
        if path.suffix == ".md":
            yield path.relative_to(docs).as_posix(), path.read_text(encoding="utf-8-sig")


def _files(docs: Path) -> Iterator[Path]:
    """Files below a folder, sorted; hidden ones and links that lead out of it are left out."""
    home = docs.resolve()
    for path in sorted(docs.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(docs).parts)
        if not hidden and path.is_file() and path.resolve().is_relative_to(home):
            yield path


def _page(url: str, name: str, text: str, known: Collection[str]) -> Page:
    meta, body = _front_matter(text)
    converter = Markdown(extensions=list(EXTENSIONS))
    converter.treeprocessors.register(_Links(name, url, known), "tautan", 0)
    html = converter.convert(body)
    heading = _H1.search(html)
    own = unescape(_TAG.sub("", heading[1])).strip() if heading else url.rstrip("/")
    title = str(meta.get("title") or own)
    return from_markdown(url, title, str(meta.get("description", "")), html)


def _front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    head = _FRONT.match(text)
    if head is None:
        return {}, text
    meta = yaml.safe_load(head[1])
    return (meta, text[head.end() :].lstrip("\n")) if isinstance(meta, dict) else ({}, text)


class _Links(Treeprocessor):  # type: ignore[misc]
    """Links and pictures, relative to the Markdown file, become relative to where it is served.

    known: addresses of pages, and paths of the files beside the Markdown.
    """

    def __init__(self, name: str, url: str, known: Collection[str]) -> None:
        super().__init__()
        self.name, self.url, self.known = name, url, known

    def run(self, root: Element) -> None:
        for tag, attribute in (("a", "href"), ("img", "src")):
            for element in root.iter(tag):
                link = element.get(attribute)
                if link is not None:
                    element.set(attribute, self._address(link))

    def _address(self, href: str) -> str:
        scheme, host, path, query, anchor = urlsplit(href)
        if scheme or host or not path:
            return href
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), path))
        address = address_of(target) if target.endswith(".md") else target
        if address not in self.known:
            return href
        return urlunsplit(("", "", relative(address, self.url), query, anchor))
