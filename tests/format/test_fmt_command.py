"""`terang fmt` and `terang migrate` on files: nothing half-written, nothing lost in silence."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from terang.criteria import edit_commands, rewrite
from terang.criteria.migrate import Standing, migrated

UNTIDY = 'jenis: contoh\nformat: terang/1\nid: "satu"\npada: 2026-01-01\n'
TIDY = "format: terang/1\njenis: contoh\nid: satu\npada: 2026-01-01\n"
Run = Callable[..., int]


@pytest.fixture
def run() -> Run:
    def command(*words: str) -> int:
        parser = argparse.ArgumentParser()
        edit_commands.add_commands(parser.add_subparsers())
        options = parser.parse_args(list(words))
        return int(options.run(options))

    return command


def test_an_untidy_file_is_rewritten(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "satu.yml"
    file.write_text(UNTIDY)

    assert 0 == run("fmt", str(tmp_path))
    assert TIDY == file.read_text()
    assert ["satu.yml"] == [path.name for path in tmp_path.iterdir()]


def test_check_names_the_file_and_leaves_it(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "satu.yml"
    file.write_text(UNTIDY)

    assert 1 == run("fmt", "--check", str(file))
    assert UNTIDY == file.read_text()
    assert str(file) in capsys.readouterr().out


def test_a_comment_keeps_the_file_and_offers_catatan(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "satu.yml"
    file.write_text(UNTIDY + "# sementara\n")

    assert 1 == run("fmt", str(file))
    assert UNTIDY + "# sementara\n" == file.read_text()
    told = capsys.readouterr().err
    assert f"{file}:5: komentar akan hilang: # sementara" in told
    assert "catatan: {id: sementara}" in told


def test_comments_go_only_when_asked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "satu.yml"
    file.write_text(UNTIDY + "# sementara\n")

    assert 0 == run("fmt", "--drop-comments", str(file))
    assert TIDY == file.read_text()


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "satu.yml"
    file.write_text(UNTIDY)

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(rewrite.os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        rewrite.replace_content(file, TIDY.encode())

    assert UNTIDY == file.read_text()
    assert ["satu.yml"] == [path.name for path in tmp_path.iterdir()]


def test_a_broken_file_is_told_with_its_line(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rusak.yml"
    file.write_text("format: terang/1\nid: a\nid: b\n")

    assert 1 == run("fmt", str(file))
    assert f"{file}:3:1" in capsys.readouterr().err


def test_a_missing_path_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    assert 2 == run("fmt", str(tmp_path / "tidak-ada"))


def test_current_files_need_no_migration(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "satu.yml"
    file.write_text(UNTIDY)

    assert 0 == run("migrate", str(file))
    assert UNTIDY == file.read_text()


def test_a_file_of_a_newer_format_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "satu.yml"
    file.write_text(UNTIDY.replace("terang/1", "terang/2"))

    assert 1 == run("migrate", str(file))


def test_an_old_file_is_carried_through_every_step() -> None:
    steps = {
        1: lambda value: {**value, "satu": 1},
        2: lambda value: {**value, "dua": value["satu"]},
    }

    result = migrated(b"# atas\nformat: terang/1\njenis: x # lama\n", "a.yml", steps, 3)

    assert Standing.OLDER is result.standing
    assert b"# atas\nformat: terang/3\njenis: x\nsatu: 1\ndua: 1\n" == result.content
    assert [3] == [comment.line for comment in result.comments]
