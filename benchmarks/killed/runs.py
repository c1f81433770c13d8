"""SIGKILL at random moments of real runs: what was there stays whole, the next run heals."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from terang.cli import main

ROOT = Path(__file__).parents[2]
AGENCY = "binawidya"
MOST = 300.0  # seconds a run may take before it counts as hung

State = dict[str, str]


def state(folder: Path) -> State:
    """Digest of every file by its path, those of unfinished runs left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(x.startswith(".baru-") for x in path.parts)
    }


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "terang.cli", *words]


def killed(words: Sequence[str], home: Path, wait: float, *, writing: bool) -> str:
    """Start a run and kill it after some seconds, counted from its first write if so wanted.

    Returns the phase in which it died.
    """
    before = _unfinished(home)
    run = subprocess.Popen(
        command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    started = time.monotonic()
    while writing and run.poll() is None and _unfinished(home) == before:
        assert time.monotonic() - started < MOST
        time.sleep(0.001)
    try:
        run.wait(wait)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
    assert run.wait(MOST) in (0, -signal.SIGKILL)
    if run.returncode == 0:
        return "finished"
    return "before" if _unfinished(home) == before else "writing"


def _unfinished(home: Path) -> set[tuple[Path, int]]:
    """Folders right in this one that are being written or were left behind, and when they last
    changed."""
    found = set()
    for path in home.glob(".baru-*"):
        with suppress(FileNotFoundError):
            found.add((path, path.stat().st_ctime_ns))
    return found


def moments(random: Random, count: int, whole: float, write: float) -> Iterator[tuple[float, bool]]:
    """(seconds to wait, counted from the first write): two of three fall into the writing."""
    for number in range(count):
        writing = number % 3 > 0
        yield random.uniform(0, write if writing else whole), writing


def timed(words: Sequence[str], home: Path) -> tuple[float, float]:
    """Seconds of a whole run in a process of its own, and from its first write to its end."""
    before = _unfinished(home)
    run = subprocess.Popen(command(*words), stdout=subprocess.DEVNULL, cwd=ROOT)
    started = time.monotonic()
    first = None
    while run.poll() is None:
        if first is None and _unfinished(home) != before:
            first = time.monotonic()
        time.sleep(0.001)
    assert run.returncode == 0
    ended = time.monotonic()
    return ended - started, ended - (first or ended)


def criteria_of_one(home: Path) -> Path:
    """The shipped criteria of one agency, as a folder of their own."""
    for name in ("nasional", AGENCY):
        shutil.copytree(ROOT / "criteria" / name, home / name)
    return home


def site_survives(tmp_path: Path, criteria: Path, count: int, seed: int = 0) -> Counter[str]:
    """Kill `terang pages` so often; the site is always one of the two that were asked for."""
    none = tmp_path / "kosong"
    none.mkdir()
    sources = ["--criteria", str(criteria), "--docs", str(none), "--releases", str(none)]
    days = ("2026-11-22", "2027-02-01")
    wanted = []
    for day in days:
        out = tmp_path / "bersih" / day
        assert main(["pages", "--out", str(out), "--on", day, *sources]) == 0
        wanted.append(state(out))
    assert wanted[0] != wanted[1]
    home = tmp_path / "terbit"
    site = home / "situs"
    shutil.copytree(tmp_path / "bersih" / days[0], site)
    words = ["pages", "--out", str(site), *sources, "--on"]
    whole, write = timed([*words, days[1]], home) if count > 9 else (3.0, 0.3)
    phases: Counter[str] = Counter()
    for number, (wait, writing) in enumerate(
        moments(Random(f"{seed} {count}"), count, whole, write)
    ):
        phases[killed([*words, days[number % 2]], home, wait, writing=writing)] += 1
        assert state(site) in wanted, number
    assert main([*words, days[0]]) == 0
    assert wanted[0] == state(site)
    assert [path.name for path in home.iterdir()] == ["situs"]
    return phases


def releases_survive(tmp_path: Path, criteria: Path, count: int, seed: int = 0) -> Counter[str]:
    """Kill `terang release build` so often; every release is always the old or the new one."""
    wanted = []
    for seed in ("1", "2"):
        data, out = tmp_path / f"data-{seed}", tmp_path / f"bersih-{seed}"
        made = ["--out", str(data), "--employees", "150", "--seed", seed]
        assert main(["sample", *made, "--criteria", str(criteria)]) == 0
        assert main(["release", "build", *_build(data, out, criteria)]) == 0
        wanted.append({path.name: state(path) for path in sorted((out / AGENCY).iterdir())})
    assert wanted[0] != wanted[1]
    out = tmp_path / "rilis"
    shutil.copytree(tmp_path / "bersih-1", out)
    words = [["release", "build", *_build(tmp_path / f"data-{s}", out, criteria)] for s in "12"]
    whole, write = timed(words[1], out / AGENCY)
    phases: Counter[str] = Counter()
    for number, (wait, writing) in enumerate(
        moments(Random(f"{seed} {count}"), count, whole, write)
    ):
        phases[killed(words[number % 2], out / AGENCY, wait, writing=writing)] += 1
        for period in wanted[0]:
            choices = [releases[period] for releases in wanted]
            assert state(out / AGENCY / period) in choices, (number, period)
    assert main(words[0]) == 0
    assert wanted[0] == {path.name: state(path) for path in sorted((out / AGENCY).iterdir())}
    assert not _unfinished(out / AGENCY)
    return phases


def _build(data: Path, out: Path, criteria: Path) -> list[str]:
    return ["--data", str(data), "--out", str(out), "--criteria", str(criteria)]
