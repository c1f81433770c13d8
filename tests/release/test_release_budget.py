"""The privacy budget: spent release by release, refused when gone, never drawn twice."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from release_samples import ROOT, microdata

from terang.cli import main
from terang.core.model import Method, ProtectionRules
from terang.disclosure import ProtectionFailed
from terang.release.commands import loss
from terang.release.commands import release as commands
from terang.release.protection.advice import failure_text
from terang.release.protection.ledger import (
    LEDGER,
    Spent,
    affordable,
    data_digest,
    read_ledger,
    record,
)
from terang.releasefile.form import manifest_digest
from terang.releasefile.model import NOISY
from terang.releasefile.read import read_release

AGENCY = "rangkui"
RULES = ProtectionRules(method=Method.NOISE, epsilon=Decimal("0.5"), budget=Decimal("1.0"))


def test_a_budget_is_spent_to_its_end_and_no_further(tmp_path: Path) -> None:
    record(tmp_path, Spent("2023", Decimal("0.5"), "a", "x"))
    affordable(tmp_path, RULES, ())
    record(tmp_path, Spent("2024", Decimal("0.5"), "b", "y"))

    with pytest.raises(ProtectionFailed) as failed:
        affordable(tmp_path, RULES, ())

    assert ["2023", "2024"] == [entry.period for entry in read_ledger(tmp_path)]
    assert "1.0 dari 1.0" in failure_text(failed.value, "id")


def test_what_is_out_counts_although_the_ledger_is_lost(tmp_path: Path) -> None:
    shipped = read_release(ROOT / "docs" / "rilis" / AGENCY / "2025")
    noisy = replace(
        shipped,
        certificate=replace(shipped.certificate, method=NOISY),
        policy={**shipped.policy, "epsilon": "0.6"},
    )
    affordable(tmp_path, RULES, (shipped,))

    with pytest.raises(ProtectionFailed) as failed:
        affordable(tmp_path, RULES, (noisy,))

    assert "0.6" == failed.value.fields["spent"]
    record(tmp_path, Spent("2025", Decimal("0.5"), "a", manifest_digest(noisy)))
    affordable(tmp_path, RULES, (noisy,))  # the ledger knows it: counted once


def _entry(epsilon: str) -> str:
    return f'[{{"periode": "2024", "epsilon": {epsilon}, "data": "ab", "rilis": "cd"}}]'


@pytest.mark.parametrize(
    "content",
    [
        '[{"periode": "2024"}]',
        *map(_entry, ('"NaN"', '"-1"', '"0"', '"Infinity"', '"1E+999"', "1", "null")),
        "[" * 100_000,
        "\x00",
    ],
    ids=map(str, range(10)),
)
def test_a_broken_ledger_spends_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / LEDGER).write_text(content, encoding="utf-8")

    with pytest.raises(ProtectionFailed) as failed:
        affordable(tmp_path, RULES, ())

    assert "ledger" == failed.value.code
    assert LEDGER in failure_text(failed.value, "en")


def test_other_data_or_other_rules_have_another_digest(tmp_path: Path) -> None:
    (tmp_path / "pegawai.csv").write_text("a\n", encoding="utf-8")
    first = data_digest(tmp_path, "k")
    (tmp_path / "ditolak.csv").write_text("our own note\n", encoding="utf-8")

    assert first == data_digest(tmp_path, "k")
    assert first != data_digest(tmp_path, "other")
    (tmp_path / "pegawai.csv").write_text("b\n", encoding="utf-8")
    assert first != data_digest(tmp_path, "k")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Criteria of one agency that uses noise with a budget for one release, and a year of data."""
    pytest.importorskip("opendp")
    shutil.copytree(ROOT / "criteria" / "nasional", tmp_path / "criteria" / "nasional")
    shutil.copytree(ROOT / "criteria" / AGENCY, tmp_path / "criteria" / AGENCY)
    policy = tmp_path / "criteria" / AGENCY / "terbitan.yml"
    rules = "perlindungan: {metode: privasi_diferensial, epsilon: 0.5, anggaran: 0.5}\npembulatan:"
    policy.write_text(policy.read_text("utf-8").replace("pembulatan:", rules), encoding="utf-8")
    shutil.copytree(microdata(300) / AGENCY / "2025", tmp_path / "data" / AGENCY / "2025")
    return tmp_path


def build(office: Path) -> int:
    places = [f"--{name}={office / name}" for name in ("data", "criteria", "out")]
    return main(["release", "build", *places])


def test_noise_is_drawn_once_for_the_same_data_and_refused_beyond_the_budget(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = office / "out" / AGENCY / "2025"

    assert 0 == build(office)
    first = (files / "tabel" / "predikat.json").read_bytes()
    assert "derau rata-rata" in capsys.readouterr().out
    assert 0 == build(office)
    assert first == (files / "tabel" / "predikat.json").read_bytes()
    assert 1 == len(read_ledger(office / "data" / AGENCY))
    assert "anggaran tidak terpakai" in capsys.readouterr().out

    with (office / "data" / AGENCY / "2025" / "volume.csv").open("a", encoding="utf-8") as changed:
        changed.write("\n")
    assert 1 == build(office)
    assert "Anggaran privasi habis" in capsys.readouterr().err
    assert first == (files / "tabel" / "predikat.json").read_bytes()
    assert 0 == main(["release", "verify", str(files)])


@pytest.mark.parametrize("moment", ["record", "_written", "told_to_office"])
def test_a_run_stopped_while_it_pays_draws_and_pays_once(
    office: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Before the ledger is written, after that, and when the release is out."""
    home = loss if moment == "record" else commands
    files = office / "out" / AGENCY / "2025"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(home, moment, stop)
        assert 130 == build(office)
    paid = [entry.release for entry in read_ledger(office / "data" / AGENCY)]
    assert (moment != "record") == bool(paid)
    assert (moment == "told_to_office") == files.exists()

    assert 0 == build(office)  # the budget holds one release

    ledger = read_ledger(office / "data" / AGENCY)
    assert [manifest_digest(read_release(files))] == [entry.release for entry in ledger]
    assert paid in ([], [entry.release for entry in ledger])
    shutil.rmtree(office / "out")
    assert 0 == build(office)
    assert [manifest_digest(read_release(files))] == [entry.release for entry in ledger]


def test_a_run_killed_at_any_moment_pays_once(office: Path) -> None:
    chance = random.Random(7)
    places = [f"--{name}={office / name}" for name in ("data", "criteria", "out")]
    words = [sys.executable, "-m", "terang", "release", "build", *places]
    for _ in range(6):
        run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            run.wait(chance.uniform(0.5, 2.5))
        run.kill()
        run.wait()

    assert 0 == build(office)
    assert 1 == len(read_ledger(office / "data" / AGENCY))


def test_other_rows_of_a_query_or_another_mapping_have_another_digest(tmp_path: Path) -> None:
    """The folder itself stays the same."""
    folder = tmp_path / "data" / "a" / "2025"
    folder.mkdir(parents=True)
    (folder / "lain.csv").write_text("A,B,C\n", encoding="utf-8")
    mapping = folder.parents[1] / "pemetaan.yml"
    told = "format: terang/1\njenis: pemetaan\ntabel:\n  volume:\n    berkas: [lain.csv]\n"
    told += "    kolom: {layanan: A, bulan: B, jumlah: C, sintetis: {tetap: ya}}\n"
    mapping.write_text(told, encoding="utf-8")
    found = [data_digest(folder, "k"), data_digest(folder, "k", "rows")]
    mapping.write_text(told.replace("A, bulan: B", "B, bulan: A"), encoding="utf-8")
    found.append(data_digest(folder, "k"))

    assert len(found) == len(set(found))
