"""`terang score` and `terang survey` as a person calls them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from core_samples import ROOT

from terang.cli import main
from terang.criteria.load import load as read_criteria
from terang.messages import catalogue

load = cache(read_criteria)

EXAMPLE = ROOT / "criteria" / "kotabumi" / "contoh"
CODES = "U1,U2,U3,U4,U5,U6,U7,U8,U9"
DEPENDS = ["4,4,4,4,4,3,3,3,3"] * 23 + ["4,3,4,3,4,3,4,3,4"] * 2


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped criteria are read once for all calls."""
    monkeypatch.setattr("terang.scoring_commands.speech.load", load)


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([*map(str, arguments), "--criteria", str(ROOT / "criteria")])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.fixture
def quadrant(tmp_path: Path) -> Path:
    """Inputs of Binawidya's scheme: the quadrant's two axes."""
    path = tmp_path / "masukan.yml"
    path.write_text(
        "hasil-kerja: {atasan: [sesuai_ekspektasi]}\n"
        "perilaku-kerja: {atasan: [di_atas_ekspektasi]}\n",
        encoding="utf-8",
    )
    return path


def test_score_tells_result_and_steps(capsys: pytest.CaptureFixture[str], quadrant: Path) -> None:
    code, out, _ = call(
        capsys, "score", "binawidya/kompetensi", "--inputs", quadrant, "--on", "2025-06-30"
    )

    assert 0 == code
    assert "aturan yang berlaku pada 30 Juni 2025" in out
    assert "bertemu pada Baik." in out
    assert "belum lengkap" in out  # the competences are not rated in this file


def test_score_as_json_in_english(capsys: pytest.CaptureFixture[str], quadrant: Path) -> None:
    arguments = ["score", "kompetensi", "--agency", "binawidya", "--inputs", quadrant]
    code, out, _ = call(
        capsys, *arguments, "--on", "2025-06-30", "--format", "json", "--lang", "en"
    )
    told = json.loads(out)
    headline = next(iter(told["ukuran"].values()))

    assert 0 == code
    assert ("binawidya", "kompetensi", "2025-06-30") == (
        told["instansi"],
        told["skema"],
        told["pada"],
    )
    assert ("baik", "Good", "lengkap") == (
        headline["kategori"],
        headline["nama_kategori"],
        headline["status"],
    )


def test_score_reads_json_and_whole_examples_alike(
    capsys: pytest.CaptureFixture[str], quadrant: Path, tmp_path: Path
) -> None:
    as_json = tmp_path / "masukan.json"
    ratings = {
        "hasil-kerja": {"atasan": ["sesuai_ekspektasi"]},
        "perilaku-kerja": {"atasan": "di_atas_ekspektasi"},
    }
    as_json.write_text(json.dumps(ratings, indent=1), encoding="utf-8-sig")
    whole = tmp_path / "contoh.yml"
    whole.write_text(
        "pada: 2025-06-30\nmasukan:\n"
        + "".join(f"  {line}\n" for line in quadrant.read_text().splitlines()),
        encoding="utf-8",
    )
    name = ["score", "binawidya/kompetensi", "--inputs"]
    plain = call(capsys, *name, quadrant, "--on", "2025-06-30")

    assert plain == call(capsys, *name, as_json, "--on", "2025-06-30")
    assert plain == call(capsys, *name, whole)


@pytest.mark.parametrize(
    ("content", "code", "line", "told"),
    [
        ("hasil-kerja: {atasan: [bagus]}\n", 1, 1, "bukan salah satu pilihan"),
        ("\nhasil-kerj: {atasan: [baik]}\n", 1, 2, "hasil-kerja"),
        ("hasil-kerja: {\n  rekan: [baik]}\n", 1, 2, "atasan"),
        ("hasil-kerja: [baik]\n", 1, 1, "indikator → sumber"),
        ("hasil-kerja: {atasan: [{angka: 3}]}\n", 1, 1, "indikator → sumber"),
        ("hasil-kerja: {atasan: [null]}\n", 1, 1, "indikator → sumber"),
        ("a: {b: [1}\n", 1, 1, "K0"),
        ("- 1\n", 1, 1, "indikator → sumber"),
    ],
)
def test_score_refuses_inputs_with_place_and_reason(
    content: str,
    code: int,
    line: int,
    told: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    path = tmp_path / "masukan.yml"
    path.write_text(content, encoding="utf-8")

    found = call(capsys, "score", "binawidya/kompetensi", "--inputs", path, "--on", "2025-06-30")

    assert (code, "") == found[:2]
    assert f"{path}:{line}:" in found[2]
    assert told in found[2]
    assert "Traceback" not in found[2]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["kotabumi/pelayan"], "kotabumi/pelayanan"),
        (["pelayan"], "kotabumi/pelayanan"),
        (["binawidya/kompetensi", "--on", "2025-02-30"], "2025-02-30"),
        (["binawidya/kompetensi", "--on", "besok"], "besok"),
        (["binawidya/kompetensi", "--on", "1990-01-01"], "tidak berlaku pada 1990-01-01"),
        (["binawidya/kompetensi", "--inputs", "tidak-ada.yml"], "tidak-ada.yml"),
        (["binawidya/kompetensi", "--inputs", "."], "tidak dapat dibaca"),
    ],
)
def test_score_answers_wrong_usage_with_two(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], quadrant: Path
) -> None:
    code, out, err = call(capsys, "score", "--inputs", quadrant, *arguments)

    assert (2, "") == (code, out)
    assert told in err


def test_missing_criteria_folder_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], quadrant: Path, tmp_path: Path
) -> None:
    where = str(tmp_path / "tidak-ada")

    assert 2 == main(["score", "a/b", "--inputs", str(quadrant), "--criteria", where])
    assert where in capsys.readouterr().err


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """25 respondents whose grade is A or B, depending on how 1/9 is written."""
    path = tmp_path / "survei.csv"
    path.write_text("\n".join([CODES, *DEPENDS]) + "\n", encoding="utf-8")
    return path


def test_survey_warns_where_the_grade_depends_on_the_convention(
    capsys: pytest.CaptureFixture[str], answers: Path
) -> None:
    code, out, _ = call(capsys, "survey", answers)

    assert 0 == code
    assert "PERINGATAN: mutu bergantung pada pembobot" in out
    assert "Indeks 3,5556, IKM 88,89, mutu A (Sangat Baik)" in out
    assert "pembobot 0.11: indeks 3,5200, IKM 88,00, mutu B (Baik)" in out
    assert "Kolom U8 dibaca sebagai U8 Penanganan pengaduan, saran, dan masukan" in out


@pytest.mark.parametrize(
    ("weight", "ikm", "grade"),
    [
        ("1/n", "88.89", "A"),
        ("0.111", "88.80", "A"),
        ("0.11", "88.00", "B"),
        ("0,11", "88.00", "B"),
    ],
)
def test_survey_under_a_stated_convention(
    weight: str, ikm: str, grade: str, capsys: pytest.CaptureFixture[str], answers: Path
) -> None:
    code, out, _ = call(capsys, "survey", answers, "--weight", weight, "--format", "json")
    told = json.loads(out)

    assert 0 == code
    assert (ikm, grade, True, 25) == (
        told["ikm"],
        told["mutu"],
        told["mutu_bergantung_konvensi"],
        told["n"],
    )
    assert {"A", "B"} == {found["mutu"] for found in told["menurut_konvensi"].values()}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_survey_refuses_bad_answers_with_their_rows(
    lang: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "survei.csv"
    path.write_text(f"{CODES}\n{'4,' * 8}4\n5{',4' * 8}\n\n4,4,4,4,4,4,4,4,nol\n", encoding="utf-8")

    code, out, err = call(capsys, "survey", path, "--lang", lang)
    rows = ["baris 3", "baris 5"] if lang == "id" else ["row 3", "row 5"]

    assert (1, "") == (code, out)
    assert [] == [row for row in rows if row not in err]


def test_survey_refused_as_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "survei.csv"
    path.write_text(f"{CODES}\n5{',4' * 8}\n", encoding="utf-8")

    code, out, _ = call(capsys, "survey", path, "--format", "json")
    told = json.loads(out)

    assert (1, True, [(2, "bukan_jawaban")]) == (
        code,
        told["ditolak"],
        [(row["baris"], row["kode"]) for row in told["masalah"]],
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_survey_reads_what_spreadsheets_save(
    encoding: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "survei.csv"
    path.write_bytes(f"{CODES.replace(',', ';')};Saran é\r\n{'4;' * 9}é\r\n".encode(encoding))

    code, out, _ = call(capsys, "survey", path, "--format", "json")
    told = json.loads(out)

    assert (0, "100.00", "A", ["Saran é"]) == (
        code,
        told["ikm"],
        told["mutu"],
        told["kolom_diabaikan"],
    )


def test_survey_reports_missing_answers_per_element(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "survei.csv"
    path.write_text(f"{CODES}\n4,3,3,4,3,3,4,3,4\n3,3,2,,3,3,3,3,3\n", encoding="utf-8")

    _, out, _ = call(capsys, "survey", path)

    assert "Jawaban kosong: 1 (U4 Biaya/tarif: 1)" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--weight", "0.5"], "1/n, 0.111, 0.11"),
        (["--profile", "skm-1999"], "skm-2004, skm-2017"),
        (["--profile", "pp30-2019"], "skm-2004, skm-2017"),
    ],
)
def test_survey_answers_wrong_usage_with_two(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], answers: Path
) -> None:
    code, out, err = call(capsys, "survey", answers, *arguments)

    assert (2, "") == (code, out)
    assert told in err


def test_survey_of_the_old_rule(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "survei.csv"
    header = ",".join(f"U{n}" for n in range(1, 15))
    path.write_text(f"{header}\n{'3,' * 13}3\n", encoding="utf-8")

    code, out, _ = call(capsys, "survey", path, "--profile", "skm-2004", "--format", "json")

    assert (0, "75.00", "B") == (code, json.loads(out)["ikm"], json.loads(out)["mutu"])


@pytest.mark.parametrize(
    ("module", "raised", "area"),
    [
        ("lowering", "CannotLower", "rendah"),
        ("rules", "CannotLower", "rendah"),
        ("inputs", "_fault", "masukan"),
        ("survey", "UnusableSurvey", "survei.salah"),
        ("survey_table", "TableFault", "survei.salah"),
    ],
)
def test_every_refusal_has_its_words(module: str, raised: str, area: str) -> None:
    source = (ROOT / "generator" / "terang" / "core" / f"{module}.py").read_text(encoding="utf-8")
    keys = set(re.findall(rf'{raised}\((?:spec, |0, |line, |\s)*"(\w+)"', source))

    assert keys
    assert {f"{area}.{key}" for key in keys} <= catalogue("scoring", "id").keys()
