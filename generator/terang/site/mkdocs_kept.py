"""What a preview need not do again for a hand-written page: turn the same Markdown into HTML.

Kept in memory, from one build to the next. A rendering is used again where its Markdown, the set of
files that it may link to and the configuration are the same; nothing is kept where an extension
could read more than that, or where another plugin might change what MkDocs has rendered.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import TableOfContents

# extensions whose result hangs on the text and their options alone
PURE = frozenset({
    *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"),
    *("footnotes", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc"),
    *(f"pymdownx.{name}" for name in ("betterem", "caret", "details", "highlight", "inlinehilite")),
    *(f"pymdownx.{name}" for name in ("keys", "mark", "smartsymbols", "superfences", "tabbed")),
    *(f"pymdownx.{name}" for name in ("tasklist", "tilde")),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rendering:
    """What `Page.render` leaves in a page; links: file -> anchor -> link as it was written."""

    markdown: str
    content: str
    toc: TableOfContents
    title: str | None
    anchors: frozenset[str]
    links: Mapping[str, Mapping[str, str]] | None


class Kept:
    """The renderings of the last build, by path of the page's file."""

    def __init__(self) -> None:
        self._world: str | None = None
        self._old: dict[str, _Rendering] = {}
        self._new: dict[str, _Rendering] = {}

    def begin(self, files: Files, config: MkDocsConfig) -> None:
        """Before the first page of a build is read, when all files are known."""
        world = _world(files, config)
        self._old = self._new if world is not None and world == self._world else {}
        self._new, self._world = {}, world

    def take(self, page: HostPage) -> None:
        """Let a page render itself from what is kept."""
        if self._world is not None:
            page.render = partial(self._render, page)  # type: ignore[method-assign]

    def _render(self, page: HostPage, config: MkDocsConfig, files: Files) -> None:
        uri = page.file.src_uri
        known = self._old.get(uri)
        if known is None or known.markdown != page.markdown:
            known = _rendered(page, config, files)
        else:
            _fill(page, known, files)
        if known is not None:
            self._new[uri] = known


def is_alone(config: MkDocsConfig) -> bool:
    """Whether no other plugin and no script can reach what MkDocs does."""
    return len(config.plugins) == 1 and not config.hooks


def _rendered(page: HostPage, config: MkDocsConfig, files: Files) -> _Rendering | None:
    """Render; None where MkDocs had something to say about it, which it must say again."""
    heard = _Heard()
    log = logging.getLogger(HostPage.__module__)
    log.addHandler(heard)
    try:
        HostPage.render(page, config, files)
    finally:
        log.removeHandler(heard)
    if heard.anything:
        return None
    links = page.links_to_anchors
    return _Rendering(
        page.markdown or "",
        page.content or "",
        page.toc,
        page._title_from_render,
        frozenset(page.present_anchor_ids or ()),
        None if links is None else {to.src_uri: dict(own) for to, own in links.items()},
    )


def _fill(page: HostPage, known: _Rendering, files: Files) -> None:
    page.content, page.toc = known.content, known.toc
    page._title_from_render = known.title
    page.present_anchor_ids = set(known.anchors)
    if known.links is not None:
        found = ((files.get_file_from_path(uri), own) for uri, own in known.links.items())
        page.links_to_anchors = {to: dict(own) for to, own in found if to is not None}


def _world(files: Files, config: MkDocsConfig) -> str | None:
    """All besides its own text that a page is rendered from, or None where that is not known."""
    if not is_alone(config) or not PURE.issuperset(config.markdown_extensions):
        return None
    links = config.validation.links
    told = [
        list(config.markdown_extensions),
        config.mdx_configs,
        config.use_directory_urls,
        [repr(value) for value in links.values()],
        [(file.src_uri, file.url, file.inclusion.value) for file in files],
    ]
    try:
        return json.dumps(told)
    except TypeError:  # an option that is a program
        return None


class _Heard(logging.Handler):
    """Whether anything was logged."""

    anything = False

    def emit(self, record: logging.LogRecord) -> None:
        self.anything = True
