"""The whole site as a folder, without MkDocs: finished HTML, or Markdown for another generator.

Both forms hold the same page content byte for byte. What did not change since the last run is
taken over from it; the result is the same as if all were made anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from terang.core.leakscan import MADE_UP, Leak, leaks
from terang.messages import text
from terang.releasefile.write import recover
from terang.site.build import Builder, Order
from terang.site.folder import Fresh, refuse_others
from terang.site.frame import Frame
from terang.site.inputs import combined, digest_of, files_below, tool_digest
from terang.site.ledger import Ledger, Output, Record, intact, load, save, shelf_of
from terang.site.missing import missing_page
from terang.site.page import LANGUAGES, Page, relative
from terang.site.plan import Settings
from terang.site.search import Row, index_files, rows
from terang.site.written import addresses, other_files, written_pages

ASSETS = Path(__file__).parent / "assets"
PUBLISHED = "assets/terang"
WRITTEN, INDEX, BESIDE = "~tulisan", "~indeks", "~berkas"
_PRE = re.compile(r"(<pre[ >].*?</pre>|<script[ >].*?</script>)", re.DOTALL)
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")


class Drafts(ValueError):
    """A production site holds releases that two roles have not approved."""

    def __init__(self, releases: Sequence[str]) -> None:
        super().__init__(releases)
        self.releases = tuple(releases)


@dataclass(frozen=True, slots=True)
class Request:
    """What a site is made from. form: "html" or "md". is_production: without draft releases."""

    criteria: Path
    releases: Path
    docs: Path
    settings: Settings
    form: str = "html"
    is_production: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """How many files the site has, and how many of them this run has written."""

    files: int
    written: int


def write_site(request: Request, out: Path) -> Done:
    """Make a site and put it in place of the one an earlier run made, whole or not at all.

    Raises NotOurs, InvalidCriteria, Refused, Drafts or Leaking; the old site stays then.
    """
    refuse_others(out)
    recover(out.resolve())  # what a killed run left, also beside a site that did not change
    is_html = request.form == "html"
    order = Order(
        criteria=request.criteria,
        releases=request.releases,
        settings=request.settings,
        reserved=addresses(request.docs),
        form=request.form,
        write=html_file if is_html else markdown_file,
    )
    ledger = load(out)
    old = intact(out, ledger)
    builder = Builder(order, old, shelf_of(out))
    docs = digest_of(files_below(request.docs), request.docs)
    key = combined(docs, *(part for pair in sorted(builder.keys().items()) for part in pair))
    if key == ledger.key and len(old) == len(ledger.records):
        _refuse_drafts(request, old)
        return Done(sum(len(record.outputs) for record in old.values()), 0)
    fresh = Fresh(out, known_outputs(old))
    try:
        builder.make(fresh)
        _refuse_drafts(request, builder.records)
        records = dict(builder.records)
        if is_html:
            records[WRITTEN] = _written(request, builder, fresh)
            records[INDEX] = _index(request, builder, fresh, records)
        records[BESIDE] = _beside(request, fresh)
        fresh.finish(key)
        builder.shelf.close()
    except BaseException:
        fresh.drop()
        raise
    save(out, Ledger(key, records))
    return Done(len(fresh.outputs), fresh.written)


def known_outputs(records: Mapping[str, Record]) -> dict[str, Output]:
    """The files of all records by path."""
    return {path: out for record in records.values() for path, out in record.outputs.items()}


def _refuse_drafts(request: Request, records: Mapping[str, Record]) -> None:
    waiting = [name for _, record in sorted(records.items()) for name in record.drafts]
    if request.is_production and waiting:
        raise Drafts(waiting)


def html_file(page: Page, frame: Frame) -> tuple[str, str]:
    """A page as a whole document."""
    return f"{page.url}index.html", frame.document(page)


def markdown_file(page: Page, _: Frame) -> tuple[str, str]:
    """A page as Markdown that carries its HTML.

    Another generator brings its own frame and search; `extra_css` is for it to include.
    """
    return f"{page.url}index.md", markdown(page)


def _written(request: Request, builder: Builder, fresh: Fresh) -> Record:
    """The hand-written pages; they may link to any generated one."""
    planned = sorted(url for record in builder.records.values() for url in record.pages)
    sources = (path for path in files_below(request.docs) if path.suffix == ".md")
    content = combined(digest_of(sources, request.docs), *planned)
    key = combined(builder.key, builder.inputs.whole, content)
    known = builder.old.get(WRITTEN)
    if known is not None and known.key == key:
        for path, output in known.outputs.items():
            fresh.keep(path, output)
        return known
    pages = builder.shelf.remembered(
        combined(tool_digest(), "tulisan", content), lambda: written_pages(request.docs, planned)
    )
    frame = builder.frame(planned)
    outputs = {}
    for page in pages:
        path, content = html_file(page, frame)
        outputs[path] = fresh.put(path, content.encode())
    return Record(key, pages=tuple(p.url for p in pages), rows=rows(pages), outputs=outputs)


def _index(
    request: Request, builder: Builder, fresh: Fresh, records: Mapping[str, Record]
) -> Record:
    """The search index, and the page for an address that is not there."""
    found = all_rows(records)
    key = combined(builder.key, builder.inputs.whole, json.dumps(found, ensure_ascii=False))
    known = builder.old.get(INDEX)
    if known is not None and known.key == key:
        for path, output in known.outputs.items():
            fresh.keep(path, output)
        return known
    root = "/" + request.settings.address.partition("://")[2].partition("/")[2]
    texts = {"404.html": builder.frame(()).document(missing_page(root)), **index_files(found)}
    outputs = {path: fresh.put(path, content.encode()) for path, content in texts.items()}
    return Record(key, outputs=outputs)


def all_rows(records: Mapping[str, Record]) -> dict[str, list[Row]]:
    """The entries of the search index by language."""
    return {
        lang: sorted(row for record in records.values() for row in record.rows.get(lang, ()))
        for lang in LANGUAGES
    }


def _beside(request: Request, fresh: Fresh) -> Record:
    """Assets, and what lies beside the hand-written pages; releases have been written already."""
    files = assets() | {
        path: source for path, source in other_files(request.docs) if path not in fresh.outputs
    }
    outputs = {path: fresh.put(path, source.read_bytes()) for path, source in files.items()}
    return Record("", outputs=outputs)


def markdown(page: Page) -> str:
    """A page as Markdown: a title, and its content as one HTML block without blank lines."""
    head = ["---", f"title: {_quoted(page.title)}", f"description: {_quoted(page.summary)}"]
    needs = [
        f'<link rel="stylesheet" href="{relative(sheet, page.url)}">' for sheet in page.stylesheets
    ] + [f'<script src="{relative(script, page.url)}" defer></script>' for script in page.scripts]
    opening = f'<div class="terang halaman-{page.kind}" lang="{page.lang}">'
    block = "\n".join([opening, *needs, one_block(page.html), "</div>"])
    return "\n".join([*head, "---", "", block, ""])


def one_block(html: str) -> str:
    r"""HTML that Markdown leaves alone: no line is blank; in <pre> such a line becomes an entity.

    >>> one_block("<p>a</p>\n\n<pre>x\n\ny</pre>")
    '<p>a</p>\n<pre>x\n&#10;y</pre>'
    """
    parts = _PRE.split(html.strip())
    return "".join(
        re.sub(r"\n(?=\n)", "\n&#10;", part).replace("&#10;\n", "&#10;")
        if i % 2 and part.startswith("<pre")
        else _BLANK.sub("\n", part)
        for i, part in enumerate(parts)
    )


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar on one line."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def assets() -> dict[str, Path]:
    """Every file that pages ask for, by its path on the site; notes for maintainers stay home."""
    return {
        f"{PUBLISHED}/{path.relative_to(ASSETS).as_posix()}": path
        for path in sorted(ASSETS.rglob("*"))
        if path.is_file() and path.suffix != ".md"
    }


def site_leaks(files: Mapping[str, bytes | str]) -> tuple[Leak, ...]:
    """Personal numbers in anything of a site, by path and line."""
    texts = (
        (path, content if isinstance(content, str) else content.decode("utf-8", "replace"))
        for path, content in sorted(files.items())
    )
    return tuple(leaks(texts, examples=MADE_UP))


def leak_report(found: Sequence[Leak], lang: str = "id") -> Iterator[str]:
    """The places of leaks in words, one a line; what leaks is not repeated."""
    yield text("pages", "leaks", lang, count=len(found))
    for leak in found:
        yield f"  {leak.file}:{leak.line}  {text('pages', f'leak_{leak.kind}', lang)}"
