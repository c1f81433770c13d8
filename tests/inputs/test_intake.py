"""The rows can be checked at the door alone: counts that add up, reasons, and nobody's name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from input_forms import AGENCY, PERIOD, ROOT, sample

from terang.cli import main


def intake(data: Path, *more: str) -> int:
    return main(
        ["release", "intake", "--data", str(data), "--criteria", str(ROOT / "criteria"), *more]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample(), tmp_path / AGENCY / PERIOD))


def test_counts_add_up_and_the_list_of_refused_rows_goes_with_its_faults(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = (folder / "pegawai.csv").read_text()
    (folder / "pegawai.csv").write_text(clean + "RAHASIA,x,pelaksana,ya\n")

    assert 0 == intake(tmp_path)

    told = capsys.readouterr().out
    sums = re.findall(r"(\d+) dibaca = (\d+) diterima \+ (\d+) ditolak", told)
    assert all(int(read) == int(accepted) + int(refused) for read, accepted, refused in sums)
    assert 1 == sum(int(refused) for _, _, refused in sums)
    assert "pegawai.csv: 1 baris, unit tidak ada di kriteria" in told
    assert "RAHASIA" not in told + (folder / "ditolak.csv").read_text()
    (folder / "pegawai.csv").write_text(clean)
    assert 0 == intake(tmp_path, "--strict")
    assert not (folder / "ditolak.csv").exists()


def test_strict_fails_above_the_limit_of_the_policy(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "pegawai.csv").open("a") as out:
        out.write("PX,x,pelaksana,ya\n")

    assert 1 == intake(tmp_path, "--strict", "--lang", "en")
    assert "more than the limit of 0 percent" in capsys.readouterr().err
    criteria = shutil.copytree(ROOT / "criteria", tmp_path / "kriteria")
    policy = criteria / AGENCY / "terbitan.yml"
    policy.write_text(policy.read_text().replace("ambang: 5", "ambang: 5\nbatas_ditolak: 0.5"))
    assert 0 == main(
        ["release", "intake", "--data", str(tmp_path), "--criteria", str(criteria), "--strict"]
    )


def test_a_file_that_cannot_be_used_is_told_in_words(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "pegawai.csv").write_bytes(b"pegawai,unit\n")

    assert 1 == intake(tmp_path)
    assert "Kolom berkas pegawai.csv tidak cocok" in capsys.readouterr().err


def test_no_data_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == intake(tmp_path)
    assert str(tmp_path) in capsys.readouterr().err
