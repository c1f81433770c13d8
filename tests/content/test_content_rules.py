"""What the content promises: examples are marked, nothing is invented, every rule is used."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from shipped_yaml import AGENCIES, documents, mappings, of_kind, start

TODAY = date(2026, 11, 22)
TEXT_KEYS = {
    "nama",
    "arti",
    "cara_ukur",
    "satuan",
    "satuan_volume",
    "bukti",
    "ringkasan",
    "catatan",
    "judul",
    "teks",
    "uraian",
    "perihal",
    "kapan",
    "nama_baris",
    "nama_kolom",
    "kepada",
    "tenggat",
}
ALL = [mapping for doc in documents().values() for mapping in mappings(doc)]
IN_AGENCIES = [
    mapping
    for agency in AGENCIES
    for path, doc in documents(agency).items()
    for mapping in mappings(doc)
]
MEASURES = [
    (agency, measure)
    for agency in AGENCIES
    for scheme in of_kind(agency, "skema").values()
    for measure in scheme["ukuran"]
]


def values_of(key: str, among: list[dict[str, Any]] = IN_AGENCIES) -> set[str]:
    return {each[key] for each in among if isinstance(each.get(key), str)}


def components(rule: Any) -> list[dict[str, Any]]:
    """Indicator components anywhere in a rule, matrix axes included."""
    return [each for each in mappings(rule) if "indikator" in each and "dinilai_oleh" in each]


def test_every_dated_value_of_an_agency_is_marked_as_an_example() -> None:
    dated = [each for each in IN_AGENCIES if "berlaku" in each and "format" not in each]

    assert [] == [each for each in dated if each.get("sifat") != "contoh"]
    assert len(dated) > 100


@pytest.mark.parametrize("agency", AGENCIES)
def test_publication_and_objection_are_examples(agency: str) -> None:
    (policy,) = of_kind(agency, "terbitan").values()
    (home,) = of_kind(agency, "instansi").values()

    assert ("contoh", "contoh", False) == (
        policy["sifat"],
        home["keberatan"]["sifat"],
        home["keberatan"]["disebutkan"],
    )


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_scheme_and_gate_explains_what_is_an_example(agency: str) -> None:
    for scheme in of_kind(agency, "skema").values():
        assert scheme["catatan"]["id"]
        gates = [gate for each in scheme["ukuran"] for gate in each.get("gerbang", [])]
        assert [] == [gate["id"] for gate in gates if "catatan" not in gate]


def test_texts_people_read_are_in_both_languages() -> None:
    texts = [
        (key, each[key])
        for each in ALL
        for key in TEXT_KEYS & each.keys()
        if not (key == "nama" and each.get("id") and "perihal" in each)
    ]

    assert [] == [
        (key, text)
        for key, text in texts
        if not (isinstance(text, dict) and text.get("id") and text.get("en"))
    ]


def test_recalled_values_say_that_they_are_not_confirmed() -> None:
    recalled = [each for each in ALL if each.get("kepastian") == "R" and "peraturan" in each]
    register = documents("nasional")["nasional/peraturan.yml"]["daftar"]

    assert [] == [each for each in recalled if "belum dikonfirmasi" not in each["catatan"]["id"]]
    assert [] == [
        each["id"]
        for each in register
        if each["kepastian"] == "R" and "dikonfirmasi" not in each["perihal"]["id"]
    ]


def test_every_score_function_rule_and_policy_is_used() -> None:
    functions = [
        function
        for agency in AGENCIES
        for indicator in of_kind(agency, "indikator").values()
        for function in indicator["fungsi_nilai"]
    ]

    assert {
        "rasio_capaian",
        "makin_kecil_makin_baik",
        "garis_patah",
        "likert",
        "jenjang",
        "kategori",
        "ya_tidak",
    } == values_of("jenis", functions)
    assert {"jumlah_berbobot", "matriks"} == {each["aturan"]["jenis"] for _, each in MEASURES}
    assert {"tunda", "bagi_ulang"} == values_of("jika_kurang")
    assert {"paling_tinggi", "tunda", "catat"} == values_of("akibat")
    assert {"utama", "pendamping"} == values_of("peran")
    assert {"kerja", "kalender"} == values_of("jenis_hari")


def test_optional_parts_of_a_rule_are_used() -> None:
    used = {key for _, measure in MEASURES for each in mappings(measure) for key in each}
    schemes = [each for agency in AGENCIES for each in of_kind(agency, "skema").values()]
    in_sets = {key for each in mappings([s["susunan_penilai"] for s in schemes]) for key in each}

    assert {"pita", "profil", "syarat", "gerbang", "kesenjangan", "kelompok", "baris"} <= used
    assert "pengganti" in in_sets


@pytest.mark.parametrize("agency", AGENCIES)
def test_competence_stands_beside_the_national_rating(agency: str) -> None:
    indicators = of_kind(agency, "indikator")
    inside = {
        each["indikator"]
        for owner, measure in MEASURES
        if owner == agency and measure["predikat_nasional"]
        for each in components(measure["aturan"])
    }

    assert inside
    assert [] == sorted(i for i in inside if indicators[i]["golongan"] == "kompetensi")


@pytest.mark.parametrize("agency", AGENCIES)
def test_agency_has_an_announced_change(agency: str) -> None:
    values = [
        start(each)
        for doc in documents(agency).values()
        for each in mappings(doc)
        if "berlaku" in each and "format" not in each
    ]

    assert max(values) > TODAY


def test_a_scheme_has_two_past_versions_of_its_weights_and_one_announced() -> None:
    (group,) = (
        each
        for each in mappings(of_kind("kotabumi", "skema")["pelayanan"])
        if each.get("kelompok") == "skp"
    )
    starts = {start(weight) for each in group["komponen"] for weight in each["bobot"]}

    assert [date(2024, 1, 1), date(2025, 1, 1), date(2027, 1, 1)] == sorted(starts)


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_scheme_and_indicator_has_a_worked_example(agency: str) -> None:
    examples = of_kind(agency, "contoh").values()

    assert set(of_kind(agency, "skema")) == {e["skema"] for e in examples if "skema" in e}
    assert set(of_kind(agency, "indikator")) == {
        e["indikator"] for e in examples if "indikator" in e
    }


def test_headline_rules_are_those_of_the_five_texts() -> None:
    headline = {
        agency: (measure["aturan"]["jenis"], measure["aturan"]["profil"])
        for agency, measure in MEASURES
        if measure["peran"] == "utama"
    }
    matrix = ("matriks", "permenpanrb-6-2022")

    assert {
        "kasemen": matrix,
        "kotabumi": ("jumlah_berbobot", "pp30-2019"),
        "binawidya": matrix,
        "rangkui": matrix,
        "semarang": matrix,
    } == headline
