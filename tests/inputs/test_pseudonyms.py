"""Numbers of persons stay outside: from the door on there are keyed hashes, the same everywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from input_forms import AGENCY, PERIOD, ROOT, accepted, sample, tables, write_csv

from terang.cli import main
from terang.release.intake.inputs.pseudonyms import Pseudonyms
from terang.release.intake.source import MicrodataError

KEY = "kunci uji yang cukup panjang 0123456789"
NIP, SPACED = "198501012010011001", "19850101 201001 1 001"


def numbered(home: Path) -> Path:
    """The sample with one employee known by an 18-digit number, as a rater written with spaces."""
    folder = home / AGENCY / PERIOD
    shutil.copytree(sample(), folder)
    first = tables()["pegawai"][1][0][0]
    for name, (head, rows) in tables().items():
        people = [head.index(column) for column in ("pegawai", "penilai") if column in head]
        for row in rows:
            for at in people:
                if row[at] == first:
                    row[at] = SPACED if head[at] == "penilai" else NIP
        write_csv(folder / f"{name}.csv", head, rows)
    return folder


def test_personal_numbers_without_a_key_stop_the_load(tmp_path: Path) -> None:
    with pytest.raises(MicrodataError) as refused:
        accepted(numbered(tmp_path))

    assert "key_missing" == refused.value.code
    assert "1985" not in refused.value.told("id") + refused.value.told("en")


def test_a_person_is_the_same_in_every_file_and_spelling(tmp_path: Path) -> None:
    folder = numbered(tmp_path)
    (tmp_path / "kunci-nip.txt").write_text(KEY + "\n")

    data = accepted(folder)

    assert () == data.refusals  # a rating of oneself by another would be refused
    assert {32} == {len(person.id) for person in data.people}
    assert NIP not in repr(data)


def test_a_pseudonym_is_stable_and_depends_on_the_key() -> None:
    first = Pseudonyms(KEY.encode()).replaced({"pegawai": NIP, "nilai": "4"}, "a.csv")
    again = Pseudonyms(KEY.encode()).replaced({"penilai": SPACED}, "b.csv")
    other = Pseudonyms(b"x" * 32).replaced({"pegawai": NIP}, "a.csv")

    assert {"pegawai": "8297a19368dbdfaed8e2df54c5d87621", "nilai": "4"} == first
    assert first["pegawai"] == again["penilai"] != other["pegawai"]
    assert "Pseudonyms()" == repr(Pseudonyms(KEY.encode()))


@pytest.mark.parametrize(("key", "code"), [("pendek", "key_short"), ("", "key_short")])
def test_a_short_key_is_refused(monkeypatch: pytest.MonkeyPatch, key: str, code: str) -> None:
    monkeypatch.setenv("TERANG_KUNCI", key)

    with pytest.raises(MicrodataError) as refused:
        accepted(sample())

    assert code == refused.value.code


def test_a_key_file_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERANG_KUNCI_BERKAS", "/tidak/ada/kunci.txt")

    with pytest.raises(MicrodataError) as refused:
        accepted(sample())

    assert {"file": "kunci.txt"} == refused.value.fields


def test_a_strict_build_above_the_limit_writes_no_release_and_names_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = numbered(tmp_path)
    (tmp_path / "kunci-nip.txt").write_text(KEY)
    with (folder / "pegawai.csv").open("a") as out:
        out.write(f"{NIP},x,pelaksana,ya\n")
    arguments = ["--data", str(tmp_path), "--out", str(tmp_path / "rilis"), "--agency", AGENCY]

    status = main(
        ["release", "build", *arguments, "--criteria", str(ROOT / "criteria"), "--strict"]
    )

    told = "".join(capsys.readouterr())
    assert (1, False) == (status, (tmp_path / "rilis" / AGENCY).exists())
    assert "1 dari" in told and "pegawai.csv: 1 baris" in told
    assert NIP not in told + (folder / "ditolak.csv").read_text()
