"""What readers find on the pages made from the shipped criteria."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
import yaml

from terang.core.dates import indicators_of
from terang.core.model import CriteriaSet, Text
from terang.messages import catalogue
from terang.site.docs import from_markdown
from terang.site.glossary import terms
from terang.site.pages.process import remedies
from terang.site.plan import Plan
from terang.site.render import Place
from terang.site.search import index_script, rows, stemmer

SEED_ROWS = Path(__file__).parent.parent / "content" / "seed_rows.yml"


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page(made: Plan, url: str) -> str:
    return next(p.html for p in made.pages if p.url == url)


def test_every_scheme_page_holds_all_indicators_sources_and_sections(
    made: Plan, criteria: CriteriaSet
) -> None:
    for own in criteria.agencies.values():
        for scheme in own.schemes.values():
            html = page(made, f"{own.agency.id}/skema/{scheme.id}/")
            for ident in indicators_of(scheme):
                assert f'id="i-{ident}"' in html
            for source in scheme.sources:
                assert source.name.id in words(html)
            for section in ("keberatan", "perubahan", "contoh", "penilai", "dasar"):
                assert f'id="{section}"' in html


def test_a_service_employee_of_kotabumi_finds_rule_date_and_objection_on_one_page(
    made: Plan,
) -> None:
    told = words(page(made, "kotabumi/skema/pelayanan/"))

    assert "Berlaku sejak 1 Januari 2024" in told
    assert "70% Sasaran kinerja (SKP)" in told
    assert "5 hari kerja contoh diumumkan 4 hari kerja mulai 1 Januari 2027" in told
    assert "Tenggat 14 hari kalender sejak hasil diterima" in told


def test_the_worked_example_is_told_to_its_end(made: Plan) -> None:
    told = words(page(made, "kotabumi/skema/pelayanan/"))

    assert "103,93 jatuh pada Baik." in told
    assert "Kategori di atasnya memerlukan syarat" in told  # the example without a new idea


def test_english_pages_say_numbers_and_dates_in_english(made: Plan) -> None:
    told = words(page(made, "en/kotabumi/skema/pelayanan/"))

    assert "In force since 1 January 2024" in told
    assert "103.93 falls into Good." in told


def test_an_unmentioned_cycle_is_not_invented(made: Plan) -> None:
    assert "Siklus tidak disebutkan" in words(page(made, "kotabumi/skema/pelayanan/"))
    assert "Siklus tahunan" in words(page(made, "kasemen/skema/tahunan/"))


def test_every_row_of_every_source_text_stands_on_its_sources_page(made: Plan) -> None:
    rows = yaml.safe_load(SEED_ROWS.read_text(encoding="utf-8"))
    listed = {
        row
        for p in made.pages
        if p.kind == "sources" and p.lang == "id"
        for row in re.findall(r'<tr id="([A-Z]+-\d+)"', p.html)
    }

    assert set(rows) == listed


def test_every_challenge_has_its_answer_and_none_is_invented(made: Plan) -> None:
    kasemen, kotabumi = (page(made, f"{a}/tantangan/") for a in ("kasemen", "kotabumi"))

    assert "Setiap pegawai dapat melihat kriteria" in words(kasemen)
    assert "Tantangan tidak disebutkan dalam teks sumber." in words(kotabumi)


def test_every_remedy_answers_rows_that_exist(criteria: CriteriaSet) -> None:
    known = {
        row for own in criteria.agencies.values() for s in own.agency.statements for row in s.rows
    }

    assert set() == {row for remedy in remedies() for row in remedy.rows} - known


def test_examples_and_recalled_rules_carry_their_badge(made: Plan) -> None:
    assert "lencana-contoh" in page(made, "kotabumi/skema/pelayanan/")
    assert "belum dikonfirmasi" in page(made, "nasional/pp30-2019/")


def test_text_from_files_is_escaped() -> None:
    place = Place("id", "x/")

    assert "&lt;b&gt;" == str(place.tr(Text("<b>")))


def test_missing_english_falls_back_visibly() -> None:
    shown = str(Place("en", "x/").tr(Text("Disiplin")))

    assert '<span lang="id">Disiplin</span>' in shown
    assert "in Indonesian only" in shown


@pytest.mark.parametrize("area", ["site"])
def test_both_languages_have_the_same_texts_and_places(area: str) -> None:
    one, other = catalogue(area, "id"), catalogue(area, "en")

    assert one.keys() == other.keys()
    places = {
        k: (set(re.findall(r"{(\w+)", one[k])), set(re.findall(r"{(\w+)", other[k]))) for k in one
    }
    assert [] == [key for key, (a, b) in places.items() if a != b]


def test_glossary_terms_name_known_regulations(criteria: CriteriaSet) -> None:
    assert [] == [t.id for t in terms() if t.source and t.source not in criteria.regulations]


def test_words_of_one_root_share_a_stem() -> None:
    stem = stemmer("id")

    assert {"nilai"} == {stem(word) for word in ("penilaian", "menilai", "dinilai")}


def test_the_search_index_is_lean(made: Plan) -> None:
    pages = [p for p in made.pages if p.lang == "id"]

    assert len(index_script(rows(pages)["id"], "id").encode()) < 340 * len(pages) + 40_000


def test_markdown_tables_get_a_named_region() -> None:
    html = "<h1>A</h1><table><thead><tr><th>a</th></tr></thead></table>"

    made = from_markdown("en/metode/", "Method", "", html)

    assert ("en", "metode/") == (made.lang, made.path)
    assert 'role="region" tabindex="0"' in made.html
    assert '<th scope="col">' in made.html


def test_versions_of_a_scheme_stand_side_by_side_with_changes_marked(made: Plan) -> None:
    html = page(made, "kotabumi/banding/")
    row = next(r for r in html.split("<tr>") if "indikator/waktu-tanggap-aduan/" in r)

    assert ["28%", "24,5%", "28%"] == re.findall(r"[\d,]+%", row)[:3]
    assert 2 == row.count('class="berubah"')
