"""The frame around every page: head, header, navigation, footer, search."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from terang.core.model import Text
from terang.site.editing import form_path
from terang.site.page import LANGUAGES, Page, relative, url_of
from terang.site.render import Place, render

MENU = (
    ("menu_criteria", "kriteria/"),
    ("menu_results", "hasil/"),
    ("menu_services", "layanan/"),
    ("menu_national", "nasional/"),
    ("menu_data", "data/"),
)
FOOTER = (
    ("changes_title", "perubahan/"),
    ("glossary_title", "glosarium/"),
    ("method_title", "metode/"),
    ("privacy_title", "privasi/"),
    ("contribute_title", "kontribusi/"),
)
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
class Item:
    """A link of a navigation."""

    title: str
    path: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language."""

    lang: str
    href: str  # absolute where the site's address is known
    relative: str


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
        return render(
            "base.html",
            place,
            page=page,
            canonical=self.address + page.url if self.address else "",
            alternates=self._alternates(page),
            menu=[Item(place.t(key), path, _is_under(page, path)) for key, path in MENU],
            sections=self._sections(page, place),
            agency_name=place.plain(self.names[page.agency]) if page.agency else "",
            footer_links=[Item(place.t(key), path, False) for key, path in FOOTER],
            edit_link=self._edit_link(page, place),
            on=self.on,
            digest=page.digest or self.digest,
        )

    def _edit_link(self, page: Page, place: Place) -> str:
        """Where a change to the page's criteria file is proposed: the form, else the forge."""
        if page.source is None:
            return ""
        form = form_path(page.source)
        if url_of(form, page.lang) in self.paths:
            return place.href(form)
        return self.edit_address.format(path=page.source) if self.edit_address else ""

    def _alternates(self, page: Page) -> list[Alternate]:
        found = [lang for lang in LANGUAGES if url_of(page.path, lang) in self.paths]
        if len(found) < 2:
            return []
        pairs = [(lang, lang) for lang in found] + [("x-default", LANGUAGES[0])]
        return [
            Alternate(
                name,
                self.address + url_of(page.path, lang)
                if self.address
                else relative(url_of(page.path, lang), page.url),
                relative(url_of(page.path, lang), page.url),
            )
            for name, lang in pairs
        ]

    def _sections(self, page: Page, place: Place) -> list[Item]:
        """One agency's own pages; those that do not exist are left out."""
        if page.agency is None:
            return []
        found = []
        for key, part in SECTIONS:
            path = f"{page.agency}/{part}"
            if url_of(path, page.lang) in self.paths:
                here = page.path == path if not part else page.path.startswith(path)
                found.append(Item(place.t(key), path, here or _is_overview(page, part)))
        return found


def _is_overview(page: Page, part: str) -> bool:
    """Schemes and their comparison belong to the overview, which lists them."""
    return not part and page.kind in ("skema", "banding")


def _is_under(page: Page, path: str) -> bool:
    if page.agency is None:
        return page.path.startswith(path)
    within = page.path.removeprefix(f"{page.agency}/")
    home = next((p for p in ("hasil/", "layanan/", "data/") if within.startswith(p)), "kriteria/")
    return path == home
