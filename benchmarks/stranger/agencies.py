"""Small agencies by chance, built by `terang release build` and attacked from their files alone."""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.stranger.answers import share_told, survey_told
from benchmarks.stranger.averages import means_told
from benchmarks.stranger.everything import narrow, people, services
from benchmarks.stranger.published import leftovers, numbers, tables
from benchmarks.stranger.runs import Found
from benchmarks.stranger.said import said

ROOT = Path(__file__).parents[2]
AGENCIES = ("binawidya", "kasemen", "kotabumi", "rangkui", "semarang")
PERIODS = ("2024", "2025")
Row = list[str]


def drawn_agency(seed: int, folder: Path) -> str:
    """Microdata of one agency, two periods, 25 to 400 people; the agency's id."""
    rng = random.Random(seed)
    agency, size = rng.choice(AGENCIES), rng.choice((25, 40, 60, 90, 140, 250, 400))
    shutil.rmtree(folder, ignore_errors=True)
    said(["sample", "--out", str(folder), "--employees", str(size), "--seed", str(seed)])
    for other in AGENCIES:
        if other != agency:
            shutil.rmtree(folder / other)
    for period in PERIODS:
        _spoil(folder / agency / period, rng)
    return agency


def _spoil(folder: Path, rng: random.Random) -> None:
    """Scores that are missing, trainings that all of a unit had, few complaints, rare services."""
    gone = rng.choice((0, 0, 0.002, 0.02))
    _kept(folder / "penilaian.csv", lambda _: rng.random() >= gone)
    units = sorted({row[1] for row in rows_of(folder / "pegawai.csv")})
    chosen = set(rng.sample(units, min(len(units), rng.choice((0, 1, 2)))))
    dense = {row[0] for row in rows_of(folder / "pegawai.csv") if row[1] in chosen}
    taken = rows_of(folder / "pelatihan.csv")
    if taken:
        first = taken[0]
        had = {row[0] for row in taken if row[1] == first[1]}
        more = [[who, *first[1:]] for who in sorted(dense - had) if rng.random() < 0.9]
        write_rows(folder / "pelatihan.csv", [*taken, *more])
    if not (folder / "aduan.csv").exists():
        return
    share, odd = rng.choice((0.1, 0.3, 1.0)), rng.choice((0.05, 0.3, 1.0))
    _kept(folder / "aduan.csv", lambda row: rng.random() < (share if row[2] == "ringan" else odd))
    answered = rng.choice((0.15, 0.3, 1.0))
    _kept(folder / "survei.csv", lambda _: rng.random() < answered)
    silent = rng.choice((0, 0, 0.03))
    write_rows(
        folder / "survei.csv",
        [
            [*row[:2], *("" if rng.random() < silent else cell for cell in row[2:-1]), row[-1]]
            for row in rows_of(folder / "survei.csv")
        ],
    )
    if rng.random() < 0.5:
        few = [[*r[:2], str(rng.randrange(0, 9)), r[3]] for r in rows_of(folder / "volume.csv")]
        write_rows(folder / "volume.csv", few)


def rows_of(path: Path) -> list[Row]:
    """The rows of a CSV without its head."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def write_rows(path: Path, rows: list[Row]) -> None:
    """Other rows beneath the same head."""
    with path.open(newline="", encoding="utf-8") as file:
        head = next(csv.reader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def _kept(path: Path, keep: Callable[[Row], bool]) -> None:
    write_rows(path, [row for row in rows_of(path) if keep(row)])


def built(data: Path, out: Path, agency: str, *, anew: bool = True) -> tuple[int, str]:
    """Releases of both periods, beside what is in `out` unless anew; exit code and words."""
    if anew:
        shutil.rmtree(out, ignore_errors=True)
    given = ["--data", str(data), "--agency", agency, "--criteria", str(ROOT / "criteria")]
    return said(["release", "build", *given, "--out", str(out), "--lang", "en"])


def one_agency(seed: int, home: Path, found: Found) -> Iterator[str]:
    """Draw, build and attack one agency; a refusal is counted."""
    agency = drawn_agency(seed, home / "data")
    code, _ = built(home / "data", home / "out", agency)
    found.seen["agencies refused" if code else "agencies"] += 1
    for path in sorted((home / "out").glob("*/2*/rilis.json")):
        found.seen["releases"] += 1
        yield from (f"agency {seed}: {fault}" for fault in faults(path.parent))


def faults(folder: Path, width: int = 5) -> Iterator[str]:
    """What anybody works out of one release that it promises to withhold."""
    release, criteria = tables(folder), ROOT / "criteria" / folder.parent.name
    manifest = json.loads((folder / "rilis.json").read_text(encoding="utf-8"))
    for known in (people(release, manifest, criteria), services(release, criteria)):
        try:
            for cell, ends in narrow(known, width).items():
                yield f"{cell} is within {ends}"
        except ValueError as fault:
            yield f"contradiction: {fault}"
    for rest in leftovers(release):
        if rest.people:
            yield f"{rest.people} people are left over of {rest.what} in {rest.unit}"
    policy = manifest["kebijakan"]
    room = 1 if policy.get("orang_dalam") == "tidak" else 1 + int(policy.get("koalisi", "1"))
    yield from means_told(release, manifest, criteria, room)
    yield from survey_told(release, manifest, room)
    yield from share_told(release, manifest)
    for place, found in numbers(release).items():
        if len(found) > 1:
            yield f"means over {sorted(found)} people in {place}"
