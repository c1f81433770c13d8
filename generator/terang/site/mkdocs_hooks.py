"""What other MkDocs plugins do to finished pages, done to generated ones as well.

Only `on_post_page` has a meaning for them: generated pages have no Markdown, their content is not
rendered by a template of the theme, and no context goes into one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as HostPage

from terang.site.folder import Fresh
from terang.site.ledger import Record

Hook = Callable[..., str | None]
Titles = Mapping[str, tuple[str, str]]  # address -> title and summary


def post_page_hooks(config: MkDocsConfig) -> tuple[Hook, ...]:
    """`on_post_page` of other plugins and of the scripts under `hooks`, in MkDocs' order."""
    return tuple(config.plugins.events.get("post_page", ()))


def titles(records: Mapping[str, Record]) -> Titles:
    """The titles of all pages that can be searched for."""
    rows = (row for record in records.values() for own in record.rows.values() for row in own)
    return {row.url: (row.title, row.summary) for row in rows}


def hooked(
    hooks: tuple[Hook, ...],
    files: Iterator[File],
    known: Titles,
    fresh: Fresh,
    config: MkDocsConfig,
) -> None:
    """Run the hooks over the generated pages that lie in the fresh folder."""
    for file in files if hooks else ():
        page = _page(file, known, config)
        before = (fresh.place / file.dest_uri).read_text(encoding="utf-8")
        output = before
        for hook in hooks:
            answer = hook(output, page=page, config=config)
            output = output if answer is None else answer
        if not output.strip():
            fresh.leave_out(file.dest_uri)  # as MkDocs does with a page of its own
        elif output != before:
            fresh.put(file.dest_uri, output.encode("utf-8", "xmlcharrefreplace"))
        file.page = None  # MkDocs has nothing more to do for it


def _page(file: File, known: Titles, config: MkDocsConfig) -> HostPage:
    """A page as hooks ask for one: address, title and description, no Markdown."""
    title, summary = known.get(file.url, ("", ""))
    page = HostPage(title or file.url, file, config)
    meta: dict[str, Any] = {"title": page.title, "description": summary}
    page.meta, page.markdown, page.content = meta, "", ""
    return page
