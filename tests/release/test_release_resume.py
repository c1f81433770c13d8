"""An interrupted build goes on where it was: what was decided is neither read nor decided again."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from release_samples import ROOT, criteria

from terang.cli import main
from terang.release import commands, finished
from terang.release.build import Built
from terang.sample.files import write_sample

AGENCIES = ("binawidya", "rangkui")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("contoh")
    for _ in write_sample(criteria(), home, 60, 4):
        pass
    return home


@pytest.fixture
def home(sample: Path, tmp_path: Path) -> Path:
    """Microdata of two agencies and two periods each, some rows refused."""
    for agency in AGENCIES:
        shutil.copytree(sample / agency, tmp_path / "data" / agency)
        with (tmp_path / "data" / agency / "2025" / "pegawai.csv").open("a") as out:
            out.write("RAHASIA,tiada,pelaksana,ya\n")
    return tmp_path


def words(home: Path, *more: str) -> list[str]:
    where = ["--data", str(home / "data"), "--out", str(home / "rilis")]
    named = [word for agency in AGENCIES for word in ("--agency", agency)]
    return ["release", "build", *where, *named, "--criteria", str(ROOT / "criteria"), *more]


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
    built: Counter[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = shutil.copytree(home, home.parent / f"{home.name}-utuh")
    assert 0 == main(words(whole))
    told = capsys.readouterr().out.replace(str(whole), "")
    built.clear()
    real, chance = commands.keep, random.Random(5)

    def stopped(*given: object) -> None:
        if chance.random() < 0.5:
            raise KeyboardInterrupt
        real(*given)  # type: ignore[arg-type]
        if chance.random() < 0.5:
            raise KeyboardInterrupt

    monkeypatch.setattr(commands, "keep", stopped)
    runs = 0
    while True:
        done, runs = len(list((home / "data").rglob(finished.ACCOUNT))), runs + 1
        before = sum(built.values())
        try:
            status = main(words(home))
        except KeyboardInterrupt:
            status = 130
        assert sum(built.values()) - before <= 4 - done
        if status == 0:
            break
        assert not (home / "rilis").exists()

    assert runs > 2
    assert state(whole) == state(home)
    assert told in capsys.readouterr().out.replace(str(home), "")
    built.clear()
    assert 0 == main(words(home))
    assert {} == built


def test_other_data_criteria_options_or_program_are_decided_anew(
    home: Path, built: Counter[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 0 == main(words(home))
    built.clear()

    assert 0 == main(words(home, "--lang", "en"))
    assert 4 == built.total()
    with (home / "data" / "rangkui" / "2025" / "penilaian.csv").open("a") as out:
        out.write("RAHASIA,komitmen,atasan,R9,4,,ya\n")
    assert 0 == main(words(home, "--lang", "en"))
    assert 5 == built.total()
    (home / "data" / "rangkui" / "2025" / "ditolak.csv").unlink()
    assert 0 == main(words(home, "--lang", "en"))
    assert 6 == built.total()
    monkeypatch.setattr(finished, "program_digest", lambda: "lain")
    assert 0 == main(words(home, "--lang", "en"))
    assert 10 == built.total()
    shutil.copytree(ROOT / "criteria", home / "kriteria")
    policy = home / "kriteria" / "rangkui" / "terbitan.yml"
    policy.write_text(policy.read_text().replace("ambang: 5", "ambang: 6"))
    assert 0 == main([*words(home, "--lang", "en"), "--criteria", str(home / "kriteria")])
    assert built.total() > 10


def test_what_is_kept_and_broken_is_decided_anew(
    home: Path, built: Counter[tuple[str, str]]
) -> None:
    assert 0 == main(words(home))
    first = state(home)
    for number, path in enumerate(sorted((home / "data").rglob(finished.ACCOUNT))):
        broken = path if number % 2 else path.parent / finished.RELEASE / "rilis.json"
        broken.write_text(broken.read_text()[: 40 * number])
    built.clear()

    assert 0 == main(words(home))

    assert 4 == built.total()
    assert first == state(home)


def test_nobody_is_named_in_what_is_kept(home: Path) -> None:
    assert 0 == main(words(home))

    kept = [path for path in (home / "data" / ".sel").rglob("*") if path.is_file()]
    assert kept
    assert [] == [path for path in kept if b"RAHASIA" in path.read_bytes()]
    assert [] == [path for path in kept if b"P0000" in path.read_bytes()]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_anywhere_goes_on_to_the_same(home: Path, how: signal.Signals) -> None:
    whole = shutil.copytree(home, home.parent / f"{home.name}-{how.name}")
    command = [sys.executable, "-m", "terang.cli"]
    subprocess.run([*command, *words(whole)], check=True, stdout=subprocess.DEVNULL)
    chance, kills = random.Random(how), 0
    while kills < 6:
        run = subprocess.Popen(
            [*command, *words(home)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            if run.wait(chance.uniform(0.5, 8)) == 0:
                break
        except subprocess.TimeoutExpired:
            run.send_signal(how)
            run.wait()
            kills += 1
    subprocess.run([*command, *words(home)], check=True, stdout=subprocess.DEVNULL)

    assert kills
    assert state(whole) == state(home)
    assert not (home / "data" / ".sel" / "sementara").exists()
