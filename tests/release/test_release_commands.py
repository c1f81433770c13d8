"""The commands: what they write, what they refuse, and that a failure leaves the old release."""

from __future__ import annotations

import shutil
from pathlib import Path

import highspy
import pytest
from release_samples import ROOT, microdata

from terang.cli import main
from terang.disclosure import AttackFailed, ProtectionFailed
from terang.release.protection import proven as protection

AGENCY = "rangkui"


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(microdata(800) / AGENCY, tmp_path / "data" / AGENCY)
    return tmp_path / "data"


def build(data: Path, out: Path, *options: str) -> int:
    criteria = ["--criteria", str(ROOT / "criteria"), *options]
    return main(["release", "build", "--data", str(data), "--out", str(out), *criteria])


def test_build_attack_and_verify_succeed_and_repeat_byte_for_byte(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rilis"

    assert 0 == build(data, out)
    first = content(out)
    assert 0 == build(data, out)

    assert first == content(out)
    assert 0 == main(["release", "attack", str(out)])
    assert 0 == main(["release", "verify", str(out / AGENCY / "2025")])
    assert "0 ditolak" in capsys.readouterr().out


def test_sample_command_writes_labelled_data(tmp_path: Path) -> None:
    arguments = ["--employees", "20", "--criteria", str(ROOT / "criteria")]

    assert 0 == main(["sample", "--out", str(tmp_path), *arguments])
    assert (tmp_path / "kasemen" / "2024" / "LABEL.txt").is_file()


@pytest.mark.parametrize(
    ("part", "failure"),
    [
        ("attack", AttackFailed("solver")),
        ("protect", ProtectionFailed("time")),
        ("verify", None),
    ],
)
def test_a_failing_check_writes_nothing_and_leaves_the_old_release(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    part: str,
    failure: Exception | None,
) -> None:
    out = tmp_path / "rilis"
    old = out / AGENCY / "2024"
    shutil.copytree(ROOT / "docs" / "rilis" / AGENCY / "2024", old)
    before = content(out)

    def broken(*_: object, **__: object) -> list[str]:
        if failure is not None:
            raise failure
        return ["a proof does not hold"]

    monkeypatch.setattr(protection, part, broken)

    assert 1 == build(data, out)
    assert before == content(out)
    assert "TIDAK ditulis" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("kSolveError", {"id": "Penyelesai program linear gagal", "en": "solver of linear"}),
        ("kTimeLimit", {"id": "Penyelesai program linear gagal", "en": "solver of linear"}),
        (MemoryError, {"id": "Memori tidak cukup", "en": "not enough memory"}),
    ],
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_solver_that_gives_up_leaves_the_old_release(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: str | type[MemoryError],
    said: dict[str, str],
    lang: str,
) -> None:
    out = tmp_path / "rilis"
    shutil.copytree(ROOT / "docs" / "rilis" / AGENCY / "2024", out / AGENCY / "2024")
    before = content(out)

    def gives_up(*_: object) -> object:
        if isinstance(given, str):
            return getattr(highspy.HighsModelStatus, given)
        raise given

    monkeypatch.setattr(highspy.Highs, "getModelStatus", gives_up)

    assert 1 == build(data, out, "--lang", lang)
    assert before == content(out)
    told = capsys.readouterr().err
    assert said[lang] in told
    assert "Traceback" not in told


@pytest.mark.parametrize(("lang", "said"), [("id", "naikkan --memory"), ("en", "raise --memory")])
def test_a_memory_limit_that_is_too_low_is_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    assert 1 == build(data, tmp_path / "rilis", "--memory", "3MB", "--lang", lang)

    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert not (tmp_path / "rilis").exists()


def test_refused_rows_are_kept_beside_the_data_and_never_shown(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (data / AGENCY / "2025" / "penilaian.csv").open("a") as out:
        out.write("RAHASIA,komunikasi,atasan,R1,4,,ya\n")

    assert 0 == build(data, tmp_path / "rilis")

    shown = capsys.readouterr()
    assert "1 ditolak" in shown.out
    assert "RAHASIA" not in shown.out + shown.err
    kept = (data / AGENCY / "2025" / "ditolak.csv").read_text()
    assert kept.startswith("berkas,baris,alasan,kolom\npenilaian.csv,")
    assert "unknown_person" in kept
    assert "RAHASIA" not in kept


def test_missing_file_stops_the_build_with_its_name(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / AGENCY / "2024" / "pegawai.csv").unlink()

    assert 1 == build(data, tmp_path / "rilis")
    assert "pegawai.csv" in capsys.readouterr().err
    assert not (tmp_path / "rilis").exists()


def test_an_edited_release_fails_verify_with_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / AGENCY / "2024"
    shutil.copytree(ROOT / "docs" / "rilis" / AGENCY / "2024", folder)
    path = folder / "tabel" / "predikat.csv"
    path.write_bytes(path.read_bytes().replace(b"dilindungi", b"tampil", 1))

    assert 1 == main(["release", "verify", str(folder)])
    assert "R030" in capsys.readouterr().out


def test_wrong_folder_and_no_data_are_usage_errors(tmp_path: Path) -> None:
    assert 2 == main(["release", "verify", str(tmp_path)])
    assert 2 == build(tmp_path, tmp_path / "rilis")
