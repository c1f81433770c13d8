"""Writing and reading a release: nothing is lost, same bytes, the old one stays whole."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from releasefile_samples import release

from terang.releasefile import write
from terang.releasefile.form import manifest_digest
from terang.releasefile.read import read_all, read_release
from terang.releasefile.write import contents, write_release


def test_reading_gives_back_what_was_written(tmp_path: Path) -> None:
    folder = write_release(release(), tmp_path)

    read = read_release(folder)

    assert release() == replace(read, files=())
    assert sorted(f.path for f in read.files) == [
        "sertifikat.json",
        "tabel/contoh.csv",
        "tabel/contoh.json",
    ]


def test_same_release_gives_the_same_bytes() -> None:
    assert contents(release()) == contents(release())


def test_read_all_finds_releases_and_skips_what_a_killed_run_left(tmp_path: Path) -> None:
    write_release(release(), tmp_path)
    write_release(replace(release(), period="2024"), tmp_path)
    (tmp_path / "kota" / "2024").rename(tmp_path / "kota" / ".baru-2024")

    assert ["2025"] == [r.period for r in read_all(tmp_path)]


def test_digest_for_approval_does_not_depend_on_approvals() -> None:
    assert manifest_digest(release()) == manifest_digest(replace(release(), approvals=()))


def test_csv_text_cannot_start_a_formula() -> None:
    text = contents(release(label="@SUM(A1)"))["tabel/contoh.csv"].decode()

    rows = list(csv.DictReader(io.StringIO(text)))

    assert ["'=B+1", "'@SUM(A1)", "-1.50", "40"] == [
        rows[0]["mutu"],
        rows[1]["unit_nama"],
        rows[0]["rerata"],
        rows[0]["rerata_n"],
    ]


def test_withheld_is_empty_with_its_reason_in_csv() -> None:
    text = contents(release())["tabel/contoh.csv"].decode()

    row = list(csv.DictReader(io.StringIO(text)))[1]

    assert ("", "", "dilindungi", "ya") == (
        row["rerata"],
        row["rerata_n"],
        row["rerata_status"],
        row["sintetis"],
    )


class Killed(BaseException):
    """Stands for the process ending at some point."""


@pytest.mark.parametrize("atomic", [True, False], ids=["exchange", "two-renames"])
@pytest.mark.parametrize("after", range(12))
def test_a_killed_write_leaves_one_whole_release_and_the_next_run_heals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int, atomic: bool
) -> None:
    folder = write_release(release(revision=0), tmp_path)
    steps = 0

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps > after:
            raise Killed

    real_rename, real_fsync, real_rmtree = Path.rename, os.fsync, write.shutil.rmtree
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", lambda a, b: (step(), real_rename(a, b))[1])
        patch.setattr(os, "fsync", lambda f: (step(), real_fsync(f))[1])
        patch.setattr(write.shutil, "rmtree", lambda p: (step(), real_rmtree(p)))
        if not atomic:
            patch.setattr(write, "_exchange", lambda one, other: False)
        with contextlib.suppress(Killed):
            write_release(release(revision=1), tmp_path)

    write.recover(folder)

    assert read_release(folder).revision in (0, 1)
    write_release(release(revision=2), tmp_path)
    assert 2 == read_release(folder).revision
    assert ["2025"] == sorted(p.name for p in (tmp_path / "kota").iterdir())
