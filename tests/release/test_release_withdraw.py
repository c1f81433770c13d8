"""`terang release withdraw`, and building again after it."""

from __future__ import annotations

import csv
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from release_samples import ROOT, microdata, releases

from terang.cli import main
from terang.releasefile.read import read_release
from terang.releasefile.withdraw import NOTICE, read_notice

AGENCY, PERIOD = "rangkui", "2025"
long = pytest.mark.skipif(
    os.environ.get("TERANG_LONG", "0") == "0", reason="builds releases; TERANG_LONG=1 runs it"
)
REASON = "Tabel pelatihan memuat angka yang terlalu kecil."


@pytest.fixture
def rilis(tmp_path: Path) -> Path:
    """The shipped releases of one agency."""
    target = tmp_path / "docs" / "rilis"
    shutil.copytree(ROOT / "docs" / "rilis" / AGENCY, target / AGENCY)
    return target


@pytest.fixture
def built(rilis: Path) -> Path:
    """Releases of which the microdata are at hand."""
    shutil.rmtree(rilis)
    shutil.copytree(releases(), rilis)
    return rilis


def withdraw(rilis: Path, *options: str, reason: str = REASON, period: str = PERIOD) -> int:
    folder = str(rilis / AGENCY / period)
    return main(["release", "withdraw", folder, "--reason", reason, *options])


def build(data: Path, rilis: Path, *options: str) -> int:
    where = ["--data", str(data), "--out", str(rilis), "--criteria", str(ROOT / "criteria")]
    return main(["release", "build", *where, "--agency", AGENCY, *options])


def test_data_go_and_the_operator_learns_what_copies_still_tell(
    rilis: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_release(rilis / AGENCY / PERIOD)
    options = ["--date", "2026-11-20", "--copy", str(tmp_path / "bukti"), "--lang", "en"]

    assert 0 == withdraw(rilis, *options, "--reason-en", "A figure was too small.")
    told = capsys.readouterr().out
    shown = sum(table.shown for table in before.certificate.tables)
    assert f"{AGENCY}/{PERIOD} withdrawn as of 20 November 2026" in told
    assert f"{shown} shown figures stay known; 0 of" in told
    assert f"copy + {AGENCY}/2024: 0 groups" in told
    assert "git history" in told
    assert [NOTICE] == [path.name for path in (rilis / AGENCY / PERIOD).iterdir()]
    assert before == read_release(tmp_path / "bukti" / AGENCY / f"{PERIOD}-r0")


def test_a_release_is_withdrawn_once(rilis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == withdraw(rilis, "--date", "2026-11-20")
    assert 1 == withdraw(rilis)
    assert "sudah ditarik pada 20 November 2026" in capsys.readouterr().err
    assert REASON == read_notice(rilis / AGENCY / PERIOD).reason.id


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "10 sampai 1000"),
        ("   salah   ", "10 sampai 1000"),
        ("x" * 1001, "10 sampai 1000"),
        ("terbalik \u202edi sini", "tanda kendali"),
        ("Data 199103142019032990 terbuka", "tanpa menyebut orang"),
    ],
)
def test_a_reason_that_nobody_should_read_is_refused(
    rilis: Path, capsys: pytest.CaptureFixture[str], reason: str, said: str
) -> None:
    assert 2 == withdraw(rilis, reason=reason)
    told = capsys.readouterr().err
    assert (True, False) == (said in told, "199103142019032990" in told)
    assert read_release(rilis / AGENCY / PERIOD)


def test_days_that_cannot_be_are_refused(rilis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(rilis / AGENCY / PERIOD)
    for role in ("ppid", "pimpinan"):
        assert 0 == main(["release", "approve", folder, "--role", role, "--on", "2026-03-31"])
    ahead = datetime.now(UTC).date() + timedelta(days=2)

    assert [2, 2, 0] == [
        withdraw(rilis, "--date", day) for day in (ahead.isoformat(), "2026-03-30", "2026-03-31")
    ]
    told = capsys.readouterr().err
    assert ("masa depan" in told, "mendahului persetujuan terakhir (2026-03-31)" in told) == (
        True,
        True,
    )


def test_a_copy_is_not_kept_where_it_would_be_served(
    rilis: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == withdraw(rilis, "--copy", str(rilis.parent / "bukti"))
    assert "ikut terbit" in capsys.readouterr().err
    assert [AGENCY] == [path.name for path in rilis.iterdir()]


def test_what_is_no_release_cannot_be_withdrawn(
    rilis: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [2, 2] == [withdraw(rilis, period=name) for name in (".", "1999")]
    assert "Tidak ada rilis" in capsys.readouterr().err
    (rilis / AGENCY / PERIOD / "sertifikat.json").write_text("{")
    assert 1 == withdraw(rilis)
    assert "R005" in capsys.readouterr().err


def test_building_again_needs_the_copy(
    rilis: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == withdraw(rilis)
    (tmp_path / "data" / AGENCY / PERIOD).mkdir(parents=True)

    assert 1 == build(tmp_path / "data", rilis)
    assert "pernah terbit lalu ditarik" in capsys.readouterr().err
    assert [NOTICE] == [path.name for path in (rilis / AGENCY / PERIOD).iterdir()]


@long
def test_the_same_figures_never_come_back(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copies = tmp_path / "bukti"
    assert 0 == withdraw(built, "--copy", str(copies))

    assert 1 == build(microdata(800), built, "--withdrawn", str(copies))
    assert "sama dengan rilis yang ditarik" in capsys.readouterr().err
    assert [NOTICE] == [path.name for path in (built / AGENCY / PERIOD).iterdir()]


@long
def test_a_correction_is_checked_beside_the_copy_and_carries_no_digest_of_it(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copies, data = tmp_path / "bukti", tmp_path / "data"
    assert 0 == withdraw(built, "--copy", str(copies))
    shutil.copytree(microdata(800) / AGENCY, data / AGENCY)

    _more_participants(data, 1)
    assert 1 == build(data, built, "--withdrawn", str(copies))
    assert "R048" in capsys.readouterr().err
    _more_participants(data, 6)
    assert 0 == build(data, built, "--withdrawn", str(copies))

    made = read_release(built / AGENCY / PERIOD)
    assert (1, None, True) == (
        made.revision,
        made.supersedes,
        f"{AGENCY}/{PERIOD}" in made.certificate.archive,
    )
    assert 0 == read_notice(built / AGENCY / "arsip" / f"{PERIOD}-r0").revision


def _more_participants(data: Path, count: int) -> None:
    """So many people of the largest unit take a training that others of it took."""
    folder = data / AGENCY / PERIOD
    with (folder / "pegawai.csv").open(newline="") as source:
        staff = [r["pegawai"] for r in csv.DictReader(source) if r["unit"].endswith("informasi")]
    with (folder / "pelatihan.csv").open(newline="") as source:
        rows = list(csv.DictReader(source))
    like = next(row for row in rows if row["pegawai"] in staff)
    took = {row["pegawai"] for row in rows if row["pelatihan"] == like["pelatihan"]}
    new = [person for person in staff if person not in took][:count]
    with (folder / "pelatihan.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, like)
        writer.writeheader()
        writer.writerows([*rows, *({**like, "pegawai": person} for person in new)])
