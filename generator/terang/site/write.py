"""The whole site as a folder, without MkDocs: finished HTML, or Markdown for another generator.

Pure up to `write_site`. Both forms hold the same page content byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from terang.core.leakscan import Leak, leaks
from terang.messages import text
from terang.releasefile.model import Release
from terang.releasefile.write import contents, write_folder
from terang.site.frame import Frame
from terang.site.missing import missing_page
from terang.site.page import Page, relative
from terang.site.plan import Plan, Settings
from terang.site.search import search_files

ASSETS = Path(__file__).parent / "assets"
PUBLISHED = "assets/terang"
MARK = ".terang-pages"  # a folder with this file may be replaced
# the made-up number that the error page of K038 shows
EXAMPLES = frozenset({"198702282015011987"})
_PRE = re.compile(r"(<pre[ >].*?</pre>|<script[ >].*?</script>)", re.DOTALL)
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")


class Leaking(ValueError):
    """What was about to be written holds personal data; `found` tells where."""

    def __init__(self, found: Sequence[Leak]) -> None:
        super().__init__(f"{len(found)} leaks")
        self.found = tuple(found)


class NotOurs(ValueError):
    """The folder to be replaced holds files that no earlier run has made."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a site is made of.

    written: hand-written pages; one takes the place of a generated one at the same address.
    others: files that lie beside them, by path. releases: served as they are.
    """

    made: Plan
    written: Sequence[Page]
    others: Mapping[str, bytes]
    releases: Sequence[Release]
    settings: Settings

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages, sorted by address."""
        own = {page.url for page in self.written}
        kept = [page for page in self.made.pages if page.url not in own]
        return tuple(sorted([*self.written, *kept], key=lambda page: page.url))


def frame_of(made: Plan, settings: Settings, addresses: frozenset[str]) -> Frame:
    """The frame around every page of a site with these addresses."""
    return Frame(
        on=settings.on,
        address=settings.address,
        edit_address=settings.edit_address,
        digest=made.digest,
        names=made.names,
        paths=addresses,
    )


def html_site(site: Site) -> dict[str, bytes]:
    """Every file of the site with whole HTML documents, by path from the root."""
    pages = site.pages
    frame = frame_of(site.made, site.settings, frozenset(page.url for page in pages))
    texts = {f"{page.url}index.html": frame.document(page) for page in pages}
    root = "/" + site.settings.address.partition("://")[2].partition("/")[2]
    texts["404.html"] = frame.document(missing_page(root))
    texts |= search_files(pages)
    return {path: made.encode() for path, made in texts.items()} | _beside_pages(site)


def markdown_site(site: Site) -> dict[str, bytes]:
    """Generated pages as Markdown files that carry their HTML; hand-written ones are left out.

    Another generator brings its own frame and search; `extra_css` is for it to include.
    """
    own = {page.url for page in site.written}
    pages = [page for page in site.made.pages if page.url not in own]
    texts = {f"{page.url}index.md": markdown(page) for page in pages}
    return {path: made.encode() for path, made in texts.items()} | _beside_pages(site)


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


def _beside_pages(site: Site) -> dict[str, bytes]:
    """Exports, assets and the release files, served byte for byte."""
    files = dict(site.others) | {path: made.encode() for path, made in site.made.files.items()}
    files |= {target: path.read_bytes() for target, path in assets().items()}
    for release in site.releases:
        place = f"rilis/{release.agency}/{release.period}"
        files |= {f"{place}/{path}": content for path, content in contents(release).items()}
    return files


def assets() -> dict[str, Path]:
    """Every file that pages ask for, by its path on the site; notes for maintainers stay home."""
    return {
        f"{PUBLISHED}/{path.relative_to(ASSETS).as_posix()}": path
        for path in sorted(ASSETS.rglob("*"))
        if path.is_file() and path.suffix != ".md"
    }


def site_leaks(files: Mapping[str, bytes | str]) -> tuple[Leak, ...]:
    """Personal numbers in anything of a site, by path and line."""
    return tuple(leaks(_texts(files), examples=EXAMPLES))


def leak_report(found: Sequence[Leak], lang: str = "id") -> Iterator[str]:
    """The places of leaks in words, one a line; what leaks is not repeated."""
    yield text("pages", "leaks", lang, count=len(found))
    for leak in found:
        yield f"  {leak.file}:{leak.line}  {text('pages', f'leak_{leak.kind}', lang)}"


def _texts(files: Mapping[str, bytes | str]) -> Iterator[tuple[str, str]]:
    for path, content in sorted(files.items()):
        yield path, content if isinstance(content, str) else content.decode("utf-8", "replace")


def write_site(files: Mapping[str, bytes], out: Path) -> None:
    """Put a site in place of the one an earlier run made, whole or not at all.

    Raises Leaking or NotOurs before anything is written.
    """
    found = site_leaks(files)
    if found:
        raise Leaking(found)
    refuse_others(out)
    write_folder(dict(sorted(files.items())) | {MARK: b""}, out.resolve())


def refuse_others(out: Path) -> None:
    """Raises NotOurs where a folder would be replaced that no earlier run has made."""
    if out.exists() and not _is_ours(out.resolve()):
        raise NotOurs(str(out))


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))
