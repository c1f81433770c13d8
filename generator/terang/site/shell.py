"""The frame of a page with its own words left out: made once, filled for every page like it.

What a frame depends on is a `Shape`; pages of one shape share it. What differs between them stands
in slots. A test compares filled shells with frames rendered whole, for every kind of page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

from terang.site.page import LANGUAGES
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
# first folders of all that the frame links to
_TARGETS = {path.partition("/")[0] for _, path in (*MENU, *FOOTER)} | {"assets", *LANGUAGES}
_MARK = "\ue000{}\ue001"  # private characters: no template and no catalogue holds them
_SLOT = re.compile("\ue000([a-z_]+)\ue001")


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the frame itself depends on.

    path, root: as in Page, but folders that no link of the frame leads to stand as "x/". menu: the
    path of the entry the page belongs to; is_entry: it is that entry. other: the other language the
    page is there in, or "". The rest tells whether a part is there at all.
    """

    lang: str
    path: str
    root: str
    kind: str
    on: date
    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]
    menu: str
    is_entry: bool
    other: str
    is_home: bool
    is_bare: bool
    has_address: bool
    has_source: bool
    has_edit: bool
    has_crumbs: bool
    has_sections: bool
    has_toc: bool


@dataclass(frozen=True, slots=True)
class Slots:
    """What every page has for itself; markup, or text already escaped."""

    title: str
    summary: str
    canonical: str
    alternates: str
    other: str  # the address in the other language
    head: str
    crumbs: str
    agency: str
    sections: str
    toc: str
    html: str
    source: str
    edit: str
    digest: str


SLOTS = tuple(field.name for field in fields(Slots))


def rendered(shape: Shape, path: str, slots: Mapping[str, str]) -> str:
    """The frame around what stands in the slots, for a page at a path."""
    place = Place(shape.lang, path, shape.root)
    return render("base.html", place, shape=shape, slots=slots, menu=MENU, footer=FOOTER)


def filled(shape: Shape, slots: Slots) -> str:
    """The same from the shape's shell."""
    parts = list(_shell(shape))
    for i in range(1, len(parts), 2):
        parts[i] = getattr(slots, parts[i])
    return "".join(parts)


@lru_cache(maxsize=512)
def _shell(shape: Shape) -> tuple[str, ...]:
    """Text and names of slots in turn."""
    marks = {name: _MARK.format(name) for name in SLOTS}
    return tuple(_SLOT.split(rendered(shape, shape.path, marks)))


def shared_path(path: str) -> str:
    """A path whose page has the same links in its frame as the page at this one.

    What counts is how deep it lies, unless it lies where the frame leads to.

    >>> shared_path("kotabumi/skema/pns/"), shared_path("hasil/2026/")
    ('x/x/x/', 'hasil/2026/')
    """
    first = path.partition("/")[0]
    if first in _TARGETS or not path.endswith("/"):
        return path
    return "x/" * path.count("/")
