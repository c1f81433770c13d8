"""MkDocs as host: generated pages are written beside its own, and every page gets Terang's frame.

Only this module, `mkdocs_hooks` and `mkdocs_kept` know MkDocs. Generated pages are complete
documents, known to MkDocs as files that others may link to; hand-written Markdown under docs/ is
rendered by MkDocs and framed the same way.
Material supplies the theme's machinery; its scripts and styles are not served, because the frame
brings its own (contrast and keyboard use of the stock header, drawer and search fall short of WCAG
2.2 AA). The site is made beside the old one and takes its place when it is whole.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
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
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from terang.core.leakscan import Leak
from terang.criteria.load import InvalidCriteria
from terang.messages import text
from terang.report import as_text
from terang.site.build import Builder, Order
from terang.site.docs import from_markdown
from terang.site.folder import Fresh, Leaking
from terang.site.ledger import Ledger, Record, intact, load, save, shelf_of
from terang.site.missing import missing_page
from terang.site.mkdocs_hooks import hooked, post_page_hooks, titles
from terang.site.mkdocs_kept import Kept, is_alone
from terang.site.page import Page
from terang.site.plan import Settings
from terang.site.search import index_files, rows
from terang.site.write import (
    INDEX,
    WRITTEN,
    all_rows,
    assets,
    html_file,
    known_outputs,
    leak_report,
    site_leaks,
)

HERE = Path(__file__).parent
NO_WAIT = 0.01  # seconds that a preview waits for further changes


class TerangConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin in mkdocs.yml; paths are relative to that file."""

    kriteria = config_options.Type(str, default="criteria")
    rilis = config_options.Type(str, default="docs/rilis")
    tanggal = config_options.Optional(config_options.Type(str))  # the day the site speaks of
    produksi = config_options.Type(bool, default=False)  # refuses releases without two approvals
    alamat_sunting = config_options.Type(str, default="")  # .../edit/main/criteria/{path}


class MadeFile(File):
    """A generated page: Markdown may link to it, and MkDocs has nothing to do for it.

    Of the events of other plugins only `on_post_page` sees it.
    """

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """It lies in its place already."""


class TerangPlugin(BasePlugin[TerangConfig]):  # type: ignore[no-untyped-call]
    """Makes the generated pages of a MkDocs site and frames all of them."""

    site: Path
    fresh: Fresh | None = None
    is_preview = False
    builder: Builder

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Called once; MkDocs keeps the plugin for all builds of a preview."""
        self.is_preview = command == "serve"
        self.kept = Kept()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """The theme speaks Terang's templates and calls no other host; the site is made beside
        the old one."""
        if config.repo_url:
            raise PluginError(text("site", "plugin_repo_url"))
        config.theme["font"] = False
        theme = str(HERE / "theme")
        if theme not in config.theme.dirs:
            config.theme.dirs.insert(0, theme)
        self.site = Path(config.site_dir).resolve()
        self.ledger = load(self.site)
        self.hooks = post_page_hooks(config)  # with any, nothing is taken over from the last build
        self.old = {} if self.hooks else intact(self.site, self.ledger)
        self.fresh = Fresh(self.site, known_outputs(self.old), is_preview=self.is_preview)
        config.site_dir = str(self.fresh.place)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Makes the site; problems in the criteria end the build with their places."""
        for file in [file for file in files if _is_stock(file)]:
            files.remove(file)
        written = {file.url for file in files.documentation_pages()}
        reserved = frozenset("" if url == "./" else url for url in written)
        assert self.fresh is not None, "on_config comes first"
        self.builder = self._make(self.fresh, reserved, config)
        self.planned = [u for record in self.builder.records.values() for u in record.pages]
        for url in self.planned:
            if url not in reserved:
                files.append(_linkable(url, config))
        for target, asset in assets().items():
            files.append(File.generated(config, target, abs_src_path=str(asset)))
        self.frame = self.builder.frame(self.planned)
        return files

    def _make(self, fresh: Fresh, reserved: frozenset[str], config: MkDocsConfig) -> Builder:
        root = Path(config.config_file_path).parent
        settings = Settings(
            on=_day(self.config.tanggal),
            address=_address(config),
            edit_address=self.config.alamat_sunting,
        )
        criteria, releases = root / self.config.kriteria, root / self.config.rilis
        order = Order(
            criteria, releases, settings, reserved, "mkdocs", html_file, with_releases=False
        )
        try:
            builder = Builder(order, self.old, shelf_of(self.site))
            builder.make(fresh)
        except InvalidCriteria as invalid:
            found = as_text(invalid.problems, _lines_of(criteria), "id", f"{criteria.name}/")
            raise PluginError(f"{text('site', 'plugin_criteria')}\n\n{found}") from None
        except NotADirectoryError as missing:
            raise PluginError(text("site", "plugin_no_criteria", path=criteria.name)) from missing
        if self.config.produksi or os.environ.get("TERANG_PRODUKSI", "0") != "0":
            waiting = [name for _, r in sorted(builder.records.items()) for name in r.drafts]
            if waiting:
                raise PluginError(text("site", "plugin_drafts", releases=", ".join(waiting)))
        return builder

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Every file is known that a page may link to."""
        if self.is_preview:
            self.kept.begin(files, config)
        return nav

    def on_pre_page(self, page: HostPage, *, config: MkDocsConfig, files: Files) -> HostPage:
        """A preview renders only the Markdown that has changed."""
        if self.is_preview:
            self.kept.take(page)
        return page

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """All pages are read: the search index and the page for lost readers can be made."""
        assert self.fresh is not None, "on_config comes first"
        ready = [_ready(file.page) for file in files.documentation_pages() if file.page]
        self.records = {**self.builder.records, WRITTEN: Record("", rows=rows(ready))}
        index = index_files(all_rows(self.records))
        outputs = {path: self.fresh.put(path, made.encode()) for path, made in index.items()}
        self.records[INDEX] = Record("", outputs=outputs)
        made = (file for file in files if isinstance(file, MadeFile))
        hooked(self.hooks, made, titles(self.records), self.fresh, config)
        media = _media(files)
        _refuse_leaks(ready, media, self.fresh.found)
        for file, content in media if is_alone(config) else ():
            is_served = file.inclusion.is_in_serve()  # type: ignore[no-untyped-call]
            if is_served and self.fresh.stands(file.dest_uri, content):
                files.remove(file)
        env.globals["halaman_hilang"] = self.frame.document(missing_page(_root(config)))
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """The template only writes the finished document."""
        context["dokumen"] = self.frame.document(_ready(page))  # type: ignore[typeddict-unknown-key]
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """The site map lists generated pages too."""
        if template_name == "sitemap.xml" and config.site_url:
            listed: list[Any] = [*context["pages"], *map(_listed, self._addresses(config))]
            context["pages"] = listed
        return context

    def _addresses(self, config: MkDocsConfig) -> list[tuple[str, str]]:
        reserved = self.builder.order.reserved
        day = self.builder.order.settings.on.isoformat()
        base = _address(config)
        return [(base + url, day) for url in self.planned if url not in reserved]

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The site is whole; it takes its place, unless a strict build is about to fail."""
        fresh, self.fresh = self.fresh, None
        assert fresh is not None, "on_config comes first"
        config.site_dir = str(self.site)  # where whoever publishes the site looks for it
        if config.strict and _has_warned():
            fresh.drop()
            return
        key = self.builder.key
        fresh.finish(key)
        self.builder.shelf.close()
        save(self.site, Ledger(key, {} if self.hooks else self.records))

    def on_build_error(self, *, error: Exception) -> None:
        """The old site stays."""
        if self.fresh is not None:
            self.fresh.drop()
            self.fresh = None

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """The preview follows criteria and releases."""
        root = Path(config.config_file_path).parent
        for folder in (self.config.kriteria, self.config.rilis):
            if (root / folder).is_dir():
                server.watch(str(root / folder))
        return server


def _has_warned() -> bool:
    """Whether MkDocs has counted a warning, which ends a strict build."""
    counters = [h for h in logging.getLogger("mkdocs").handlers if isinstance(h, CountHandler)]
    return any(counter.get_counts() for counter in counters)


def _lines_of(root: Path) -> Callable[[str], list[str]]:
    def lines(file: str) -> list[str]:
        return (root / file).read_text(encoding="utf-8", errors="replace").splitlines()

    return lines


def _media(files: Files) -> list[tuple[File, bytes]]:
    """What is served as it is, and its content."""
    media = (file for file in files if not file.is_documentation_page())
    return [(file, file.content_bytes) for file in media if not isinstance(file, MadeFile)]


def _refuse_leaks(
    pages: list[Page], media: list[tuple[File, bytes]], noted: Sequence[Leak] = ()
) -> None:
    """The old site still stands: a personal number in anything to be served ends the build."""
    served: dict[str, bytes | str] = {
        f"{page.url}index.html": f"{page.head}\n{page.title}\n{page.summary}\n{page.html}"
        for page in pages
    }
    served |= {file.dest_uri: content for file, content in media}
    found = Leaking([*noted, *site_leaks(served)]).found
    if found:
        raise PluginError("\n".join(leak_report(found)))


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


def _linkable(url: str, config: MkDocsConfig) -> File:
    return MadeFile(
        f"{url}index.md",
        src_dir=None,
        dest_dir=config.site_dir,
        use_directory_urls=True,
        dest_uri=f"{url}index.html",
        inclusion=InclusionLevel.NOT_IN_NAV,
    )


def _listed(place: tuple[str, str]) -> SimpleNamespace:
    """A page as the template of the site map asks for it."""
    address, day = place
    return SimpleNamespace(
        page=SimpleNamespace(is_link=False, canonical_url=address, update_date=day)
    )


def _ready(page: HostPage) -> Page:
    description = page.meta.get("description", "")
    return _framed(page.url, str(page.title), str(description), page.content or "")


_framed = lru_cache(maxsize=1_024)(from_markdown)  # asked for the index and for the page
