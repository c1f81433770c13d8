"""Loading: the shipped criteria, what a CriteriaSet promises, and what faulty files leave."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from error_pages import BASE, ROOT, put

from terang.core.model import (
    BandProfile,
    IndicatorComponent,
    Likert,
    Mark,
    Matrix,
    MatrixProfile,
    Nature,
    WeightedSum,
)
from terang.criteria.load import InvalidCriteria, load, load_valid


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "criteria")
    return tmp_path / "criteria"


def test_the_shipped_criteria_have_no_problems() -> None:
    assert () == load(ROOT / "criteria").problems


def test_files_become_the_model() -> None:
    criteria = load_valid(BASE)
    kota = criteria.agencies["kota"]
    scheme = kota.schemes["tahunan"]
    rule = scheme.measures[0].rule
    assert isinstance(rule, WeightedSum)
    leaf = rule.components[0]

    assert ["kota", "loket"] == [unit.id for unit in kota.agency.units]
    assert date(2024, 1, 1) == scheme.start
    assert {"atasan": 60, "rekan": 25, "diri": 15} == dict(scheme.rater_sets[0].weights[0].value)
    assert not isinstance(leaf, IndicatorComponent)
    assert [Decimal(40), Decimal(30)] == [dated.value for dated in leaf.components[0].weights]
    assert (
        Likert(1, 5, Decimal(40), Decimal(120)) == kota.indicators["kerja-sama"].functions[0].value
    )
    assert isinstance(scheme.measures[1].rule, Matrix)
    assert not scheme.measures[1].is_national
    assert Nature.EXAMPLE is scheme.provenance.nature


def test_national_profiles_become_the_model() -> None:
    profiles = load_valid(BASE).profiles
    matrix, bands = profiles["matriks"].body, profiles["pita"].body

    assert isinstance(matrix, MatrixProfile)
    assert "kurang" == matrix.cells["rendah", "tinggi"]
    assert isinstance(bands, BandProfile)
    assert [True, True, False] == [band.high_inclusive for band in bands.bands.bands]
    assert ["ide_baru", None, None] == [band.condition for band in bands.bands.bands]


def test_marks_point_into_the_files() -> None:
    kota = load_valid(BASE).agencies["kota"]
    example = kota.examples["tahunan"]
    component = kota.schemes["tahunan"].measures[0].mark

    assert Mark("kota/skema/tahunan.yml", 25, 5) == component
    assert Mark("kota/contoh/tahunan.yml", 18, 23) == example.marks["ukuran.predikat.nilai"]
    assert Mark("kota/contoh/tahunan.yml", 16, 31) == example.marks["indikator.jumlah-layanan"]


def test_units_come_parents_first(root: Path) -> None:
    kota = "- {id: kota, nama: Kota, sifat: contoh}"
    loket = "- {id: loket, nama: Loket, induk: kota, sifat: contoh}"
    put(root / "kota/instansi.yml", f"{kota}\n{loket}", f"{loket}\n{kota}")

    assert ["kota", "loket"] == [unit.id for unit in load_valid(root).agencies["kota"].agency.units]


def test_the_digest_follows_names_and_bytes_only(root: Path) -> None:
    before = load_valid(BASE).digest
    assert before == load_valid(root).digest

    (root / "kota" / "CATATAN.md").write_text("Catatan tidak dibaca.", encoding="utf-8")
    assert before == load_valid(root).digest

    with (root / "kota/terbitan.yml").open("a", encoding="utf-8") as file:
        file.write("# komentar\n")
    assert before != load_valid(root).digest


def test_loading_twice_gives_the_same(root: Path) -> None:
    assert load_valid(BASE) == load_valid(root)


def test_meaning_problems_still_give_the_criteria(root: Path) -> None:
    put(root / "kota/terbitan.yml", "ambang: 5", "ambang: 1")
    loaded = load(root)

    assert loaded.criteria is not None
    assert ["K039"] == [problem.code for problem in loaded.problems]
    with pytest.raises(InvalidCriteria) as caught:
        load_valid(root)
    assert loaded.problems == caught.value.problems


def test_faults_of_form_give_no_criteria(root: Path) -> None:
    put(root / "kota/terbitan.yml", "ambang: 5", "ambang: banyak")

    assert None is load(root).criteria


def test_warnings_do_not_make_criteria_invalid(root: Path) -> None:
    group = "- {id: pelaksana, nama: Pelaksana, sifat: contoh}"
    put(root / "kota/instansi.yml", group, f"{group}\n{group.replace('elaksana', 'engawas')}")

    assert ["warning"] == [problem.severity for problem in load(root).problems]
    assert "kota" in load_valid(root).agencies


def test_problems_of_all_files_come_in_file_order(root: Path) -> None:
    put(root / "kota/terbitan.yml", "ambang: 5", "ambang: 1")
    put(root / "kota/skema/tahunan.yml", "peran: pendamping", "peran: utama")
    put(root / "kota/instansi.yml", "disebutkan: false", "disebutkan: tidak")
    put(root / "nasional/pita.yml", "batas_capaian: 120", "batas_capaian: 0")
    places = [(problem.file, problem.code) for problem in load(root).problems]

    assert [
        ("kota/instansi.yml", "K063"),
        ("kota/skema/tahunan.yml", "K048"),
        ("kota/terbitan.yml", "K039"),
        ("nasional/pita.yml", "K067"),
    ] == places


def test_a_folder_that_is_not_there_raises(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        load(tmp_path / "tidak-ada")


def test_an_empty_folder_is_an_empty_set(tmp_path: Path) -> None:
    loaded = load(tmp_path)

    assert loaded.criteria is not None
    assert ({}, ()) == (loaded.criteria.agencies, loaded.problems)
