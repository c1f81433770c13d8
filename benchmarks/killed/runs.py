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

PARTS = ".baru-*"  # names of folders that are being written

State = dict[str, str]


def state(folder: Path) -> State:
    """Digest of every file by its path, those of unfinished runs left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(x.startswith(".baru-") for x in path.parts)
    }


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "terang", *words]


def killed(words: Sequence[str], home: Path, wait: float, nth: int, parts: str = PARTS) -> str:
    """Start a run and kill it after some seconds, counted from the moment it starts to write its
    nth folder or file; 0: from its start. parts: names of what is being written.

    Returns the phase in which it died: "between" lies after one of several was finished.
    """
    before = _unfinished(home, parts)
    run = subprocess.Popen(
        command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    started = time.monotonic()
    seen: set[str] = set()
    while len(seen) < nth and run.poll() is None:
        assert time.monotonic() - started < MOST
        seen |= {path.name for path, _ in _unfinished(home, parts) - before}
        time.sleep(0.0005)
    try:
        run.wait(wait)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
    assert run.wait(MOST) in (0, -signal.SIGKILL)
    if run.returncode == 0:
        return "finished"
    if _unfinished(home, parts) != before:
        return "writing"
    return "between" if seen else "before"


def _unfinished(home: Path, parts: str = PARTS) -> set[tuple[Path, int]]:
    """What is being written right in this folder or was left behind, and when it last changed."""
    found = set()
    for path in home.glob(parts):
        with suppress(FileNotFoundError):
            found.add((path, path.stat().st_ctime_ns))
    return found


def moments(
    random: Random, count: int, whole: float, write: float, folders: int
) -> Iterator[tuple[float, int]]:
    """(seconds to wait, counted from the start of which folder): two of three lie in the writing
    of one of the folders."""
    for number in range(count):
        nth = random.randint(1, folders) if number % 3 > 0 else 0
        yield random.uniform(0, write if nth else whole), nth


def timed(words: Sequence[str], home: Path, parts: str = PARTS) -> tuple[float, float]:
    """Seconds of a whole run in a process of its own, and of writing one part, on average."""
    before = _unfinished(home, parts)
    run = subprocess.Popen(command(*words), stdout=subprocess.DEVNULL, cwd=ROOT)
    started = last = time.monotonic()
    names: set[str] = set()
    writing = 0.0
    while run.poll() is None:
        now, fresh = time.monotonic(), _unfinished(home, parts) - before
        writing += now - last if fresh else 0
        names |= {path.name for path, _ in fresh}
        last = now
        time.sleep(0.0005)
    assert run.returncode == 0
    return time.monotonic() - started, writing / max(1, len(names))


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
    random = Random(f"{seed} {count}")
    for number, (wait, nth) in enumerate(moments(random, count, whole, write, 1)):
        phases[killed([*words, days[number % 2]], home, wait, nth)] += 1
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
    random = Random(f"{seed} {count}")
    for number, (wait, nth) in enumerate(moments(random, count, whole, write, len(wanted[0]))):
        phases[killed(words[number % 2], out / AGENCY, wait, nth)] += 1
        for period in wanted[0]:
            choices = [releases[period] for releases in wanted]
            assert state(out / AGENCY / period) in choices, (number, period)
    assert main(words[0]) == 0
    assert wanted[0] == {path.name: state(path) for path in sorted((out / AGENCY).iterdir())}
    assert not _unfinished(out / AGENCY)
    return phases


def _build(data: Path, out: Path, criteria: Path) -> list[str]:
    return ["--data", str(data), "--out", str(out), "--criteria", str(criteria)]
