"""The editing form's pages: which agency, which file, and the form of each file.

They are off the navigation and the search index; "propose a change" links lead to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from terang.core.model import CriteriaSet
from terang.criteria.draft import NATIONAL
from terang.site.editing import (
    HOME,
    EditableFile,
    form_data,
    form_path,
    new_file,
    new_kinds,
)
from terang.site.exports import script_json
from terang.site.page import Crumb, Page
from terang.site.render import Place, render

STYLE = ("assets/terang/sunting/sunting.css",)
SCRIPTS = (
    "json-editor.min",
    "skema",
    "kata.{lang}",
    "yaml",
    "aturan",
    "pribadi",
    "bentuk",
    "alat",
    "makna-skema",
    "makna",
    "pratinjau",
    "sunting",
)
ORDER = ("instansi", "skema", "indikator", "layanan", "contoh", "terbitan", "peraturan", "profil")
UNLISTED = '<meta name="robots" content="noindex">'


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of an index page."""

    title: str
    path: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: str
    entries: tuple[Entry, ...]


def home_pages(counts: Mapping[str, int], criteria: CriteriaSet, lang: str) -> Iterator[Page]:
    """The list of folders with the number of files in each; none where there is no form.

    counts: folder -> how many of its files have a form.
    """
    folders = sorted(
        (name for name, count in counts.items() if count), key=lambda name: (name == NATIONAL, name)
    )
    if not folders:
        return
    place = Place(lang, HOME)
    entries = tuple(
        Entry(
            _owner(name, criteria, place),
            f"{HOME}{name}/",
            place.t("editing_files", count=counts[name]),
        )
        for name in folders
    )
    group = Group("pilih", place.t("editing_choose"), entries)
    yield _index(place, place.t("editing_title"), (group,), ())


def folder_pages(  # noqa: PLR0917 - the same for every module of pages
    folder: str,
    files: Sequence[EditableFile],
    criteria: CriteriaSet,
    on: date,
    lang: str,
    edit_address: str,
) -> Iterator[Page]:
    """The forms of a folder's files and of new ones, with their list; none without files.

    files: checked already. A file whose numbers have more digits than a browser keeps has no form
    and is not among them; it is edited on the forge.
    """
    if not files:
        return
    added = [new_file(folder, kind) for kind in new_kinds(folder)]
    yield _folder(folder, files, added, criteria, lang)
    for file in (*files, *added):
        yield _form(file, criteria, on, lang, edit_address)


def _folder(
    folder: str,
    files: Sequence[EditableFile],
    added: Sequence[EditableFile],
    criteria: CriteriaSet,
    lang: str,
) -> Page:
    place = Place(lang, f"{HOME}{folder}/")
    groups = []
    for kind in ORDER:
        own = [file for file in files if _kind(file) == kind]
        entries = [Entry(_name(f, criteria, place), form_path(f.path), f.path) for f in own]
        if entries:
            groups.append(Group(kind, place.t(f"editing_kind_{kind}"), tuple(entries)))
    if added:
        new = tuple(Entry(_name(f, criteria, place), form_path(f.path)) for f in added)
        groups.append(Group("baru", place.t("editing_new"), new))
    title = place.t("editing_form_title", name=_owner(folder, criteria, place))
    return _index(place, title, tuple(groups), (Crumb(place.t("editing_title"), HOME),))


def _index(place: Place, title: str, groups: tuple[Group, ...], crumbs: tuple[Crumb, ...]) -> Page:
    return Page(
        path=place.path,
        lang=place.lang,
        title=title,
        summary=place.t("editing_summary"),
        kind="sunting-daftar",
        html=render("editing_index.html", place, title=title, groups=groups),
        crumbs=crumbs,
        head=UNLISTED,
    )


def _form(file: EditableFile, criteria: CriteriaSet, on: date, lang: str, address: str) -> Page:
    place = Place(lang, form_path(file.path))
    owner = _owner(file.folder, criteria, place)
    name = _name(file, criteria, place)
    title = name if file.is_new else place.t("editing_form_title", name=name)
    html = render(
        "editing_form.html",
        place,
        owner=owner,
        kind=place.t(f"editing_kind_{_kind(file)}"),
        title=title,
        on=on,
        lost=", ".join(map(str, file.lost)),
        has_forge=bool(address),
        data=script_json(form_data(file, criteria, address)),
    )
    scripts = (f"assets/terang/sunting/{name.format(lang=lang)}.js" for name in SCRIPTS)
    return Page(
        path=place.path,
        lang=lang,
        title=f"{title} · {owner}",
        summary=place.t("editing_summary"),
        kind="sunting",
        html=html,
        crumbs=(
            Crumb(place.t("editing_title"), HOME),
            Crumb(owner, f"{HOME}{file.folder}/"),
        ),
        head=UNLISTED,
        stylesheets=STYLE,
        scripts=tuple(scripts),
    )


def _kind(file: EditableFile) -> str:
    """The kind as readers know it: all national profiles are one."""
    return file.kind.split("-")[0]


def _owner(folder: str, criteria: CriteriaSet, place: Place) -> str:
    if folder == NATIONAL:
        return place.t("editing_national")
    return place.plain(criteria.agencies[folder].agency.name)


def _name(file: EditableFile, criteria: CriteriaSet, place: Place) -> str:
    """What the file is about, in the language of the page."""
    kind = place.t(f"editing_kind_{_kind(file)}")
    if file.is_new:
        return place.t("editing_new_kind", kind=kind.lower())
    told = file.value.get("nama", file.value.get("judul"))
    if isinstance(told, Mapping):
        return str(told.get(place.lang, told["id"]))
    return str(told) if told else kind
