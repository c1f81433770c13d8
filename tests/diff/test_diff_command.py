"""`terang diff`, `impact` and `explain` as people call them: folders, git revisions, all forms."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cases import BASE, case, edited

from terang.cli import main

NAME = "bobot-diumumkan"
SENTENCE = "Bobot jumlah layanan 30 → 35 mulai 1 Januari 2027, berlaku untuk pelaksana"
ON = ("--on", "2026-11-22")
SCHEME = "dinas/skema/layanan.yml"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return edited(case(NAME)["ubah"], tmp_path / "baru")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two commits: the base criteria, then the announced weight."""
    root = tmp_path / "repo"
    root.mkdir()
    git = ["git", "-c", "user.name=Uji", "-c", "user.email=uji@contoh.invalid"]

    def commit() -> None:
        subprocess.run(["git", "add", "."], cwd=root, check=True)
        subprocess.run([*git, "commit", "-q", "-m", "simpan"], cwd=root, check=True)

    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    edited([], root / "criteria")
    commit()
    content = (root / "criteria" / SCHEME).read_text(encoding="utf-8")
    change = case(NAME)["ubah"][0]
    (root / "criteria" / SCHEME).write_text(content.replace(change["ganti"], change["dengan"]))
    commit()
    monkeypatch.chdir(root)
    return root


def test_folders_are_compared(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["diff", str(BASE), str(new), *ON])

    assert f"[mengubah nilai] {SENTENCE}" in capsys.readouterr().out


def test_git_revisions_are_compared(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["diff", "HEAD~1", "HEAD", *ON])

    assert SENTENCE in capsys.readouterr().out


def test_a_revision_is_compared_with_the_folder_as_it_stands(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["diff", "HEAD~1", *ON])
    with_change = capsys.readouterr().out
    assert 0 == main(["diff", "HEAD", *ON])

    assert SENTENCE in with_change
    assert "Tidak ada perubahan.\n" == capsys.readouterr().out


@pytest.mark.parametrize("name", ["tidak-ada", "--output=x", "HEAD~9"])
def test_an_unknown_revision_is_told_without_traceback(
    repository: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["diff", "--criteria", "criteria", "--", name])

    assert name in capsys.readouterr().err


def test_a_folder_outside_git_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    assert 2 == main(["diff", "HEAD"])
    assert "HEAD" in capsys.readouterr().err


def test_broken_criteria_are_told_with_their_problems(
    new: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (new / SCHEME).write_text("format: [\n", encoding="utf-8")

    assert 1 == main(["diff", str(BASE), str(new)])
    assert SCHEME in capsys.readouterr().err


def test_json_holds_every_field(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["diff", str(BASE), str(new), "--format", "json", *ON])

    (row,) = json.loads(capsys.readouterr().out)
    weight = "agencies/dinas/schemes/layanan/measures/predikat/rule/components/hasil-layanan"
    assert {
        "kind": "bobot",
        "action": "mulai",
        "level": "nilai",
        "path": f"{weight}/components/jumlah-layanan/weights/2027-01-01",
        "old": "30",
        "new": "35",
        "start": "2027-01-01",
        "affected": ["dinas/pelaksana"],
        "retroactive": [],
        "without_basis": False,
        "file": SCHEME,
        "line": row["line"],
        "column": row["column"],
        "sentence": SENTENCE,
        "notes": [],
    } == row
    lines = (new / SCHEME).read_text(encoding="utf-8").splitlines()
    assert "2027-01-01, nilai: 35" in lines[row["line"] - 1]


def test_annotations_stand_on_the_changed_line(
    new: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["diff", str(BASE), str(new), "--format", "github", *ON])

    told = capsys.readouterr().out
    assert told.startswith(f"::notice file=criteria/{SCHEME},line=")
    assert told.rstrip().endswith(f"::{SENTENCE}.")


def test_markdown_takes_texts_literally(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = "dinas/indikator/disiplin.yml"
    evil = {"berkas": file, "ganti": "Diukur dari catatan.", "dengan": '"<b>[x](y)</b>"'}
    new = edited([evil], tmp_path / "baru")

    assert 0 == main(["diff", str(BASE), str(new), "--format", "markdown", *ON])
    told = capsys.readouterr().out
    assert "<b>" not in told
    assert "[x]" not in told


def test_the_effect_on_examples_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = edited(case("fungsi-batas")["ubah"], tmp_path / "baru")

    assert 0 == main(["impact", str(BASE), str(new), "--format", "json"])
    told = json.loads(capsys.readouterr().out)

    assert {"hitungan-layanan"} == {row["example"] for row in told["effects"]}
    assert {"2026-06-30", "2027-01-01"} == {row["on"] for row in told["effects"]}


def test_wording_has_no_effect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = edited(case("nama-indikator")["ubah"], tmp_path / "baru")

    assert 0 == main(["impact", str(BASE), str(new)])
    assert "tidak ada yang berubah" in capsys.readouterr().out


def test_a_rename_has_no_effect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = edited(case("indikator-ganti-id")["ubah"], tmp_path / "baru")

    assert 0 == main(["impact", str(BASE), str(new)])
    assert "tidak ada yang berubah" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("day", "value"), [("2026-06-30", "Disiplin: 20 persen"), ("2027-03-01", "Disiplin: 30 persen")]
)
def test_explain_tells_the_value_of_the_day(
    day: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["explain", "dinas/layanan", "--on", day, "--criteria", str(BASE)])

    assert value in capsys.readouterr().out


def test_explain_announces_what_comes(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "dinas/layanan", "--on", "2026-06-30", "--criteria", str(BASE)])

    assert "Diumumkan, mulai 1 Januari 2027: 30" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    "name", ["disiplin", "izin", "dinas/pengawas", "kuadran", "pita-nasional", "skm", "berakhlak"]
)
def test_everything_can_be_explained(
    name: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["explain", name, "--on", "2026-06-30", "--criteria", str(BASE), "--lang", lang]

    assert 0 == main(words)
    assert len(capsys.readouterr().out.splitlines()) >= 3


def test_an_unknown_id_gets_similar_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["explain", "disiplim", "--criteria", str(BASE)])

    assert "disiplin" in capsys.readouterr().err


def test_a_day_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["diff", str(BASE), str(BASE), "--on", "31-12-2026"])

    assert "31-12-2026" in capsys.readouterr().err
