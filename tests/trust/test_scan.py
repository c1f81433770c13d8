"""`terang scan` finds personal data in files and in what a diff adds, and never repeats them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from terang.cli import main
from terang.scan import added

NIP = "199103142019032990"
PEOPLE = "pegawai,unit,kelompok,nama\nP000001,a,b,Siti Aminah\nP000002,a,b,Ma'ruf <Amin>\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "kota" / "2025"
    folder.mkdir(parents=True)
    (folder / "pegawai.csv").write_text(PEOPLE)
    return folder


def scanned(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    status = main(["scan", *words])
    out, err = capsys.readouterr()
    assert NIP not in out + err
    assert "Aminah" not in out + err
    return status, out.splitlines()


def test_numbers_are_found_in_folders_by_place_and_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.md").write_text(f"satu\ndua {NIP}\n")
    (tmp_path / "a" / "y.md").write_text("aman 123\n")

    assert (1, [f"{tmp_path}/a/x.md:2  tampak seperti NIP"]) == scanned(capsys, str(tmp_path))
    assert (0, []) == scanned(capsys, str(tmp_path / "a" / "y.md"))


@pytest.mark.parametrize(
    "written",
    [
        "SITI AMINAH",
        "<b>Siti</b>\n<i>Aminah</i>",
        '{"a": "Siti\\u0020Aminah"}',
        "Ma&#39;ruf &lt;Amin",
    ],
)
def test_names_are_found_where_the_employee_data_are_at_hand(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    page = tmp_path / "halaman.html"
    page.write_text(f"<p>\n{written}\n</p>")

    assert (0, []) == scanned(capsys, str(page))
    assert (1, [f"{page}:2  isi data pegawai"]) == scanned(capsys, str(page), "--data", str(data))


def test_of_a_diff_only_what_it_adds_is_searched_at_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*words: str) -> str:
        own = ("git", "-c", "user.name=x", "-c", "user.email=x@contoh.id", *words)
        return subprocess.run(own, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    (tmp_path / "x.yml").write_text(f"a: 1\n# lama {NIP}\nb: 2\nc: 3\n")
    git("init", "-q")
    git("add", "x.yml")
    git("commit", "-q", "-m", "satu")
    (tmp_path / "x.yml").write_text(f"a: 1\nb: 2\nc: 3\nd: {NIP}\n")
    (tmp_path / "y.yml").write_text(f"\n\n{NIP}\n")
    git("add", ".")

    monkeypatch.setattr("sys.stdin", io.StringIO(git("diff", "--cached")))
    status, told = scanned(capsys, "-")
    assert (1, ["x.yml:4  tampak seperti NIP", "y.yml:3  tampak seperti NIP"]) == (status, told)


def test_a_diff_without_additions_is_clean() -> None:
    assert [("x", "")] == list(added("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n b\n"))


@pytest.mark.parametrize("line", ["9" * 12, "9" * 5_000])
def test_a_diff_that_begins_beyond_all_lines_is_searched_all_the_same(line: str) -> None:
    ((name, told),) = added(f"+++ b/x\n@@ -1 +{line} @@\n+kunci\n")

    assert ("x", "kunci") == (name, told.strip())


def test_standard_input_that_is_no_diff_is_searched_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"log\n{NIP}\n"))

    assert (1, ["-:2  tampak seperti NIP"]) == scanned(capsys, "-")


def test_what_cannot_be_searched_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data.xlsx").write_bytes(b"PK")

    assert 0 == main(["scan", str(tmp_path)])
    assert "data.xlsx tidak diperiksa" in capsys.readouterr().err


def test_wrong_paths_are_usage_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["scan", str(tmp_path / "tiada")])
    assert 2 == main(["scan", str(tmp_path), "--data", str(tmp_path / "tiada" / "x")])
    assert "tidak ada" in capsys.readouterr().err
