"""`terang check`: exit codes, formats, languages, and a part of the criteria."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from error_pages import BASE, put

from terang.cli import main


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small criteria under the working directory."""
    shutil.copytree(BASE, tmp_path / "criteria")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "criteria"


def test_clean_criteria_exit_with_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["check"])
    told = capsys.readouterr()
    assert ("", "Tidak ada masalah: 17 berkas, 1 instansi.\n") == (told.out, told.err)


def test_problems_exit_with_1_and_are_told_in_text(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root / "kota/terbitan.yml", "ambang: 5", "ambang: 2")

    assert 1 == main(["check", "criteria"])
    told = capsys.readouterr()
    assert told.out.startswith("criteria/kota/terbitan.yml:5:9  K039  Batas 2 terlalu longgar")
    assert "1 kesalahan, 0 peringatan.\n" == told.err


def test_json_is_a_list_of_located_problems(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root / "kota/terbitan.yml", "ambang: 5", "ambang: 2")

    assert 1 == main(["check", "criteria", "--format", "json", "--lang", "en"])
    assert [
        {
            "code": "K039",
            "severity": "error",
            "file": "criteria/kota/terbitan.yml",
            "line": 5,
            "column": 9,
            "message": "The limit 2 is too weak; at least 3",
            "fix": "Raise it to 3 or more, so that no person shows in small numbers.",
        }
    ] == json.loads(capsys.readouterr().out)


def test_clean_criteria_are_an_empty_list_in_json(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["check", "--format", "json"])
    assert [] == json.loads(capsys.readouterr().out)


def test_github_gets_one_annotation_a_problem(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        root / "kota/skema/tahunan.yml",
        "nilai: {atasan: 60, rekan: 25, diri: 15}",
        "nilai: {diri: 1}",
    )

    assert 1 == main(["check", "--format", "github"])
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(
        "::error file=criteria/kota/skema/tahunan.yml,line=18,col=16,title=K015::Bobot penilai"
    )
    assert "%0Amulai 2024-01-01: diri 1%0APerbaiki: Tambahkan 99" in line


def test_a_warning_alone_exits_with_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    group = "- {id: pelaksana, nama: Pelaksana, sifat: contoh}"
    put(root / "kota/instansi.yml", group, f"{group}\n{group.replace('elaksana', 'engawas')}")

    assert 0 == main(["check"])
    assert "K077  Peringatan: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "code"),
    [("nasional", 0), ("kota", 1), ("kota/terbitan.yml", 1), ("kota/instansi.yml", 0)],
)
def test_a_part_reports_only_its_own_problems(root: Path, path: str, code: int) -> None:
    put(root / "kota/terbitan.yml", "ambang: 5", "ambang: 2")

    assert code == main(["check", f"criteria/{path}"])


def test_one_agency_is_checked_against_the_national_files(root: Path) -> None:
    assert 0 == main(["check", "criteria/kota"])


@pytest.mark.parametrize("arguments", [["tidak-ada"], ["."], ["--format", "xml"], ["a", "b"]])
def test_wrong_usage_exits_with_2(root: Path, arguments: list[str]) -> None:
    try:
        code = main(["check", *arguments])
    except SystemExit as stopped:
        code = int(stopped.code or 0)

    assert 2 == code


def test_a_personal_number_is_not_repeated_in_the_report(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = "198702282015011987"
    put(root / "kota/terbitan.yml", "ambang: 5", f"ambang: 5 # {number}")

    for shape in ("text", "json", "github"):
        assert 1 == main(["check", "--format", shape])
        told = capsys.readouterr()
        assert number not in told.out + told.err
