"""MkDocs as host: planned pages become virtual files, and every page gets Terang's own frame.

Only this module knows MkDocs. Planned pages are complete HTML and skip the Markdown pass;
hand-written Markdown under docs/ is rendered by MkDocs and framed the same way. Material supplies
the theme's machinery; its scripts and styles are not served, because the frame brings its own
(contrast and keyboard use of the stock header, drawer and search fall short of WCAG 2.2 AA).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils.templates import TemplateContext

from terang.criteria.files import discover
from terang.criteria.load import InvalidCriteria, load_valid
from terang.messages import text
from terang.releasefile.approval import drafts
from terang.releasefile.model import Release
from terang.releasefile.read import read_all
from terang.releasefile.withdraw import read_withdrawn
from terang.report import as_text
from terang.site.docs import from_markdown
from terang.site.frame import Frame
from terang.site.missing import missing_page
from terang.site.page import Page
from terang.site.plan import Settings, plan
from terang.site.search import search_files
from terang.site.write import assets, frame_of, leak_report, site_leaks

HERE = Path(__file__).parent


class TerangConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin in mkdocs.yml; paths are relative to that file."""

    kriteria = config_options.Type(str, default="criteria")
    rilis = config_options.Type(str, default="docs/rilis")
    tanggal = config_options.Optional(config_options.Type(str))  # the day the site speaks of
    produksi = config_options.Type(bool, default=False)  # refuses releases without two approvals
    alamat_sunting = config_options.Type(str, default="")  # .../edit/main/criteria/{path}


class PlannedPage(HostPage):
    """A page that comes with its HTML: nothing to read, nothing to convert."""

    def __init__(self, ready: Page, file: File, config: MkDocsConfig) -> None:
        super().__init__(ready.title, file, config)
        self.ready = ready

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown, self.meta = "", {"title": self.ready.title}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = self.ready.html
        self.present_anchor_ids = None  # links are checked on the built site


class TerangPlugin(BasePlugin[TerangConfig]):  # type: ignore[no-untyped-call]
    """Adds the planned pages to a MkDocs site and frames all of them."""

    frame: Frame

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """The theme speaks Terang's templates and calls no other host."""
        if config.repo_url:
            raise PluginError(text("site", "plugin_repo_url"))
        config.theme["font"] = False
        theme = str(HERE / "theme")
        if theme not in config.theme.dirs:
            config.theme.dirs.insert(0, theme)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Plans the site; problems in the criteria end the build with their places."""
        root = Path(config.config_file_path).parent
        criteria = _criteria(root / self.config.kriteria)
        settings = Settings(
            on=_day(self.config.tanggal),
            address=_address(config),
            edit_address=self.config.alamat_sunting,
            sources=_sources(root / self.config.kriteria),
            withdrawn=read_withdrawn(root / self.config.rilis),
        )
        releases = read_all(root / self.config.rilis)
        if self.config.produksi or os.environ.get("TERANG_PRODUKSI", "0") != "0":
            _refuse_drafts(releases)
        made = plan(criteria, releases, settings)
        for file in [file for file in files if _is_stock(file)]:
            files.remove(file)
        written = {file.url for file in files.documentation_pages()}
        for page in made.pages:
            if page.url not in written:
                files.append(_virtual(page, config))
        for path, content in made.files.items():
            files.append(File.generated(config, path, content=content))
        for target, asset in assets().items():
            files.append(File.generated(config, target, abs_src_path=str(asset)))
        paths = {"" if url == "./" else url for url in written} | {page.url for page in made.pages}
        self.frame = frame_of(made, settings, frozenset(paths))
        return files

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """All pages are read: the search index and the page for lost readers can be made."""
        ready = [_ready(file.page) for file in files.documentation_pages() if file.page]
        for path, content in search_files(ready).items():
            files.append(File.generated(config, path, content=content))
        _refuse_leaks(ready, files)
        env.globals["halaman_hilang"] = self.frame.document(missing_page(_root(config)))
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """The template only writes the finished document."""
        context["dokumen"] = self.frame.document(_ready(page))  # type: ignore[typeddict-unknown-key]
        return context

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """The preview follows criteria and releases."""
        root = Path(config.config_file_path).parent
        for folder in (self.config.kriteria, self.config.rilis):
            if (root / folder).is_dir():
                server.watch(str(root / folder))
        return server


def _criteria(root: Path) -> Any:  # noqa: ANN401
    def lines(file: str) -> list[str]:
        return (root / file).read_text(encoding="utf-8", errors="replace").splitlines()

    try:
        return load_valid(root)
    except InvalidCriteria as invalid:
        found = as_text(invalid.problems, lines, "id", f"{root.name}/")
        raise PluginError(f"{text('site', 'plugin_criteria')}\n\n{found}") from None
    except OSError as missing:
        raise PluginError(text("site", "plugin_no_criteria", path=root.name)) from missing


def _refuse_leaks(pages: list[Page], files: Files) -> None:
    """Nothing is written yet: a personal number in anything to be served ends the build."""
    served: dict[str, bytes | str] = {
        f"{page.url}index.html": f"{page.head}\n{page.title}\n{page.summary}\n{page.html}"
        for page in pages
    }
    served |= {f.dest_uri: f.content_bytes for f in files if not f.is_documentation_page()}
    found = site_leaks(served)
    if found:
        raise PluginError("\n".join(leak_report(found)))


def _refuse_drafts(releases: tuple[Release, ...]) -> None:
    waiting = drafts(releases)
    if waiting:
        raise PluginError(text("site", "plugin_drafts", releases=", ".join(waiting)))


def _sources(root: Path) -> dict[str, str]:
    """The texts of the criteria files, which have been read without problems before."""
    files, _ = discover(root)
    return {file.path: (root / file.path).read_text(encoding="utf-8") for file in files}


def _day(given: str | None) -> date:
    """The option `tanggal`, else SOURCE_DATE_EPOCH, else today."""
    if given:
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise PluginError(text("site", "plugin_bad_date", value=given)) from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()


def _address(config: MkDocsConfig) -> str:
    address = config.site_url or ""
    return address if not address or address.endswith("/") else f"{address}/"


def _root(config: MkDocsConfig) -> str:
    """The path of the site on its host, for the one page served at any address."""
    _, _, rest = _address(config).partition("://")
    return "/" + rest.partition("/")[2]


def _is_stock(file: File) -> bool:
    """A file of the underlying theme that Terang's pages never ask for."""
    return file.src_uri.startswith("assets/") and "material" in Path(file.src_dir or "").parts


def _virtual(page: Page, config: MkDocsConfig) -> File:
    source = f"{page.url}index.md"
    file = File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    PlannedPage(page, file, config)
    return file


def _ready(page: HostPage) -> Page:
    if isinstance(page, PlannedPage):
        return page.ready
    description = page.meta.get("description", "")
    return from_markdown(page.url, str(page.title), str(description), page.content or "")
