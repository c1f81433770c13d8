"""The frame around every page: head, header, navigation, footer, search."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from terang.core.model import Text
from terang.site.editing import form_path
from terang.site.escaping import escaped
from terang.site.page import LANGUAGES, Page, relative, url_of
from terang.site.render import Place
from terang.site.shell import MENU, Shape, Slots, filled, rendered, shared_path

FEW = 2  # headings that need no list of them
SECTIONS = (
    ("sec_overview", ""),
    ("sec_indicators", "indikator/"),
    ("sec_results", "hasil/"),
    ("sec_services", "layanan/"),
    ("sec_process", "proses/"),
    ("sec_uses", "penggunaan/"),
    ("sec_challenges", "tantangan/"),
    ("sec_sources", "sumber/"),
    ("sec_data", "data/"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages share. names: agency ids -> names; paths: every path of the site."""

    on: date
    address: str
    edit_address: str
    digest: str
    names: Mapping[str, Text]
    paths: Collection[str]  # addresses of all pages, from the root

    def document(self, page: Page) -> str:
        """A page as a whole HTML document."""
        place = Place(page.lang, page.path, page.root)
        return filled(*self._parts(page, place))

    def rendered(self, page: Page) -> str:
        """The same without a shell: the template run for this page alone."""
        place = Place(page.lang, page.path, page.root)
        shape, slots = self._parts(page, place)
        return rendered(shape, page.path, asdict(slots))

    def _parts(self, page: Page, place: Place) -> tuple[Shape, Slots]:
        other = self._other(page)
        slots = self._slots(page, place, other)
        menu = next((path for _, path in MENU if _is_under(page, path)), "")
        shape = Shape(
            lang=page.lang,
            path=shared_path(page.path),
            root=page.root,
            kind=page.kind,
            on=self.on,
            stylesheets=page.stylesheets,
            scripts=page.scripts,
            menu=menu,
            is_entry=menu == page.path,
            other=other,
            is_home=not page.path,
            is_bare=page.bare,
            has_address=bool(self.address),
            has_source=page.source is not None,
            has_edit=bool(slots.edit),
            has_crumbs=bool(page.crumbs),
            has_sections=bool(slots.sections),
            has_toc=len(page.toc) > FEW,
        )
        return shape, slots

    def _slots(self, page: Page, place: Place, other: str) -> Slots:
        is_framed = not page.bare
        name = place.plain(self.names[page.agency]) if page.agency else ""
        sections = self._sections(page, place) if is_framed else []
        crumbs = page.crumbs if is_framed else ()
        toc = page.toc if is_framed else ()
        return Slots(
            title=escaped(page.title),
            summary=escaped(page.summary),
            canonical=escaped(self.address + page.url if self.address else ""),
            alternates=self._alternates(page) if other else "",
            other=escaped(relative(url_of(page.path, other), page.url)) if other else "",
            head=page.head,
            crumbs="\n".join(f"    {_link(place.href(c.path), c.title)}" for c in crumbs),
            agency=escaped(place.t("nav_agency", agency=name)),
            sections="\n".join(sections),
            toc="\n".join(f"        {_link(f'#{h.anchor}', h.title)}" for h in toc),
            html=page.html,
            source=escaped(page.source or ""),
            edit=escaped(self._edit_link(page, place)),
            digest=escaped((page.digest or self.digest)[:12]),
        )

    def _edit_link(self, page: Page, place: Place) -> str:
        """Where a change to the page's criteria file is proposed: the form, else the forge."""
        if page.source is None:
            return ""
        form = form_path(page.source)
        if url_of(form, page.lang) in self.paths:
            return place.href(form)
        return self.edit_address.format(path=page.source) if self.edit_address else ""

    def _other(self, page: Page) -> str:
        """The other language the page is there in, where it is there in both."""
        if not all(url_of(page.path, lang) in self.paths for lang in LANGUAGES):
            return ""
        return next(lang for lang in LANGUAGES if lang != page.lang)

    def _alternates(self, page: Page) -> str:
        """The page in all languages, for search engines; absolute where the address is known."""
        links = []
        for name, lang in (*((lang, lang) for lang in LANGUAGES), ("x-default", LANGUAGES[0])):
            url = url_of(page.path, lang)
            href = escaped(self.address + url if self.address else relative(url, page.url))
            links.append(f'<link rel="alternate" hreflang="{name}" href="{href}">')
        return "\n".join(links)

    def _sections(self, page: Page, place: Place) -> list[str]:
        """One agency's own pages; those that do not exist are left out."""
        if page.agency is None:
            return []
        found = []
        for key, part in SECTIONS:
            path = f"{page.agency}/{part}"
            if url_of(path, page.lang) in self.paths:
                is_it = page.path == path
                is_within = bool(part) and page.path.startswith(path)
                here = "page" if is_it else "true" if is_within or _is_overview(page, part) else ""
                found.append(f"    {_link(place.href(path), place.t(key), here)}")
        return found


def _link(href: str, title: str, here: str = "") -> str:
    """An entry of a navigation; here: what it tells of the page one is on."""
    current = f' aria-current="{here}"' if here else ""
    return f'<li><a href="{escaped(href)}"{current}>{escaped(title)}</a></li>'


def _is_overview(page: Page, part: str) -> bool:
    """Schemes and their comparison belong to the overview, which lists them."""
    return not part and page.kind in ("skema", "banding")


def _is_under(page: Page, path: str) -> bool:
    if page.agency is None:
        return page.path.startswith(path)
    within = page.path.removeprefix(f"{page.agency}/")
    home = next((p for p in ("hasil/", "layanan/", "data/") if within.startswith(p)), "kriteria/")
    return path == home
