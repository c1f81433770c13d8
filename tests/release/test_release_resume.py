"""An interrupted build goes on where it was: what was decided is neither read nor decided again."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from release_samples import ROOT, criteria

from terang.cli import main
from terang.release.commands import release as commands
from terang.release.publication import finished
from terang.release.publication.build import Built
from terang.releasefile.read import read_release
from terang.sample.files import write_sample

AGENCY = "rangkui"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Microdata of one agency and two periods, a row of them refused."""
    home = tmp_path_factory.mktemp("contoh")
    small = replace(criteria(), agencies={AGENCY: criteria().agencies[AGENCY]})
    for _ in write_sample(small, home / "data", 24, 4):
        pass
    with (home / "data" / AGENCY / "2025" / "pegawai.csv").open("a") as out:
        out.write("RAHASIA,tiada,pelaksana,ya\n")
    return home


@pytest.fixture(scope="module")
def whole(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after a run that nobody interrupted; do not change it."""
    home = shutil.copytree(sample, tmp_path_factory.mktemp("utuh") / "utuh")
    assert 0 == main(words(home))
    return Path(home)


@pytest.fixture
def home(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "rumah"))


def words(home: Path, *more: str) -> list[str]:
    where = ["--data", str(home / "data"), "--out", str(home / "rilis")]
    named = ["--agency", AGENCY, "--criteria", str(ROOT / "criteria")]
    return ["release", "build", *where, *named, *more]


def state(home: Path) -> dict[str, str]:
    """Digests of the releases and of what lies beside the microdata, nothing that is kept."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and ".sel" not in path.parts
    }


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How often each release was made from microdata."""
    counts: Counter[tuple[str, str]] = Counter()
    real = commands.build_release

    def counted(agency, criteria, folder, *more, **named) -> Built:
        counts[folder.parent.name, folder.name] += 1
        return real(agency, criteria, folder, *more, **named)

    monkeypatch.setattr(commands, "build_release", counted)
    return counts


def test_a_run_that_was_stopped_decides_only_what_is_missing(
    home: Path,
    whole: Path,
    built: Counter[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stops = [KeyboardInterrupt, None, KeyboardInterrupt]
    real = commands.keep

    def stopped(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        if stops and (stop := stops.pop()):
            raise stop

    monkeypatch.setattr(commands, "keep", stopped)
    assert 130 == main(words(home))
    assert not (home / "rilis").exists()

    assert 0 == main(words(home))

    assert {(AGENCY, "2024"): 1, (AGENCY, "2025"): 1} == built
    assert state(whole) == state(home)
    assert 0 == main(words(home))
    assert 2 == built.total()
    assert state(whole) == state(home)


def test_what_is_kept_and_broken_or_lacks_its_list_is_decided_anew(
    whole: Path, tmp_path: Path, built: Counter[tuple[str, str]]
) -> None:
    home = Path(shutil.copytree(whole, tmp_path / "rumah"))
    account = home / "data" / ".sel" / AGENCY / "siap-2024" / finished.ACCOUNT
    account.write_text(account.read_text()[:40])
    (home / "data" / AGENCY / "2025" / "ditolak.csv").unlink()

    assert 0 == main(words(home))

    assert {(AGENCY, "2024"): 1, (AGENCY, "2025"): 1} == built
    assert state(whole) == state(home)


def test_other_data_criteria_releases_options_or_program_have_another_key(
    home: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / "data" / AGENCY / "2025"
    release = read_release(whole / "rilis" / AGENCY / "2024")
    found = [
        finished.key(folder, "a", [], [False]),
        finished.key(folder, "b", [], [False]),
        finished.key(folder, "a", [], [True]),
        finished.key(folder, "a", [release], [False]),
    ]
    with (folder / "penilaian.csv").open("a") as out:
        out.write("RAHASIA,komitmen,atasan,R9,4,,ya\n")
    found.append(finished.key(folder, "a", [], [False]))
    monkeypatch.setattr(finished, "program_digest", lambda: "lain")
    found.append(finished.key(folder, "a", [], [False]))
    assert found[-1] == finished.key(folder, "a", [], [False])

    assert len(found) == len(set(found))


def test_rows_of_a_database_have_no_key(home: Path) -> None:
    mapping = "format: terang/1\njenis: pemetaan\npostgresql: TERANG_PG\ntabel:\n  volume:\n"
    mapping += "    kueri: SELECT 1\n    kolom: {layanan: A, bulan: B, jumlah: C}\n"
    (home / "data" / "pemetaan.yml").write_text(mapping)

    assert finished.key(home / "data" / AGENCY / "2025", "a", [], []) is None


def test_nobody_is_named_in_what_is_kept(whole: Path) -> None:
    kept = [path for path in (whole / "data" / ".sel").rglob("*") if path.is_file()]

    assert kept
    assert [] == [path for path in kept if b"RAHASIA" in path.read_bytes()]
    assert [] == [path for path in kept if b"P0000" in path.read_bytes()]
    assert not (whole / "data" / ".sel" / "sementara").exists()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_anywhere_goes_on_to_the_same(
    home: Path, whole: Path, how: signal.Signals
) -> None:
    chance, kills, ended = random.Random(how), 0, False
    while not ended and kills < 5:
        run = subprocess.Popen(
            [sys.executable, "-m", "terang", *words(home)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            ended = run.wait(chance.uniform(0.3, 1 + kills)) == 0
        except subprocess.TimeoutExpired:
            run.send_signal(how)
            run.wait()
            kills += 1

    assert 0 == main(words(home))
    assert kills
    assert state(whole) == state(home)
    assert not (home / "data" / ".sel" / "sementara").exists()
