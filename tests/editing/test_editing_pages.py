"""The pages of the editing form: which there are, what they carry, where they lead."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from tests import shipped
from tests.editing.form_site import FORGE, ON, pages, sources

from terang.site.editing import editable, forge_addresses, form_path, new_file
from terang.site.frame import Frame
from terang.site.page import Page
from terang.site.plan import Settings, plan
from terang.site.render import Place
from terang.site.search import index_files, rows

INDICATOR = "kotabumi/indikator/waktu-tanggap-aduan.yml"


@cache
def made(lang: str = "id", forge: str = FORGE) -> dict[str, Page]:
    criteria = shipped.criteria()
    return {page.path: page for page in pages(sources(), criteria, ON, lang, forge)}


def data(page: Page) -> dict[str, object]:
    found = re.search(r'id="sunting-data">(.*?)</script>', page.html)
    assert found is not None
    content: dict[str, object] = json.loads(found[1])
    return content


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_criteria_file_has_a_form(lang: str) -> None:
    expected = {form_path(path) for path in sources()}

    assert expected <= made(lang).keys()


def test_an_agency_may_add_files_and_the_nation_may_not() -> None:
    added = {path for path in made() if path.endswith("/baru/")}

    assert "sunting/rangkui/skema/baru/" in added
    assert not any(path.startswith("sunting/nasional/") for path in added)


def test_there_is_no_form_where_the_files_are_not_at_hand() -> None:
    criteria = shipped.criteria()

    assert [] == list(pages({}, criteria, ON, "id", FORGE))
    assert not any(
        page.path.startswith("sunting/") for page in plan(criteria, (), Settings(ON)).pages
    )


def test_the_form_knows_the_names_around_its_file() -> None:
    known = data(made()[form_path(INDICATOR)])["kenal"]

    assert isinstance(known, dict)
    assert "petugas-kesehatan" in known["kelompok"]
    assert "berakhlak/kolaboratif" in known["acuan"]
    assert ["KOT"] == known["awalan"]


def test_criteria_pages_lead_to_the_form_and_others_to_the_forge() -> None:
    criteria = shipped.criteria()
    planned = plan(criteria, (), Settings(ON, edit_address=FORGE, sources=sources()))
    page = next(p for p in planned.pages if p.url == "kotabumi/indikator/waktu-tanggap-aduan/")
    paths = frozenset(p.url for p in planned.pages)

    with_form = Frame(ON, "", FORGE, "0" * 64, {}, paths)._edit_link
    without = Frame(ON, "", FORGE, "0" * 64, {}, frozenset({page.url}))._edit_link

    place = Place(page.lang, page.path)
    assert "../../../sunting/kotabumi/indikator/waktu-tanggap-aduan/" == with_form(page, place)
    assert FORGE.format(path=INDICATOR) == without(page, place)


def test_forms_are_not_found_by_search() -> None:
    index = index_files(rows(made().values()))["assets/terang/cari.id.js"]

    assert "sunting/" not in index


FORGES = [
    (
        "https://github.com/o/r/edit/main/criteria/",
        "https://github.com/o/r/new/main/criteria/",
        True,
    ),
    ("https://gitlab.com/o/r/-/edit/main/k/", "https://gitlab.com/o/r/-/new/main/k/", False),
    ("https://kode.go.id/o/r/_edit/main/k/", "https://kode.go.id/o/r/_new/main/k/", False),
]


@pytest.mark.parametrize(("edit", "new", "is_filled"), FORGES)
def test_new_files_are_made_where_the_forge_makes_them(
    edit: str, new: str, is_filled: bool
) -> None:
    found = forge_addresses(new_file("kotabumi", "skema"), f"{edit}{{path}}")

    assert {"alamat": None, "baru": f"{new}kotabumi/skema", "terisi": is_filled} == found


def test_an_unknown_forge_has_no_address_for_new_files() -> None:
    found = forge_addresses(new_file("kotabumi", "skema"), "https://contoh.go.id/?berkas={path}")

    assert {"alamat": None, "baru": None, "terisi": False} == found


def test_old_files_are_edited_at_their_own_address() -> None:
    file = editable(INDICATOR, sources()[INDICATOR])
    assert file is not None

    assert FORGE.format(path=INDICATOR) == forge_addresses(file, FORGE)["alamat"]
    assert forge_addresses(file, "") is None


def test_comments_that_would_be_lost_are_pointed_out() -> None:
    shipped = sources()[INDICATOR]
    schema_line = shipped.splitlines()[0]
    file = editable(
        INDICATOR, "# tetap\n" + shipped.replace("golongan: layanan", "golongan: layanan # hilang")
    )

    assert file is not None
    assert ("# tetap", schema_line) == file.head
    assert (7,) == file.lost


def test_a_file_with_more_digits_than_a_browser_keeps_has_no_form() -> None:
    text = sources()[INDICATOR].replace("nilai: 5\n", "nilai: 5.0000000000000001\n")

    assert editable(INDICATOR, text) is None


def test_data_cannot_end_its_script_element() -> None:
    changed = sources()
    changed[INDICATOR] = changed[INDICATOR].replace("Catatan waktu", "</script><b>Catatan")
    criteria = shipped.criteria()
    path = form_path(INDICATOR)
    page = next(p for p in pages(changed, criteria, ON, "id", FORGE) if p.path == path)

    assert "</script><b>" not in page.html
    value = data(page)["nilai"]
    assert isinstance(value, dict)
    assert value["bukti"]["id"].startswith("</script><b>Catatan")
