"""Corrections of one person, planted in every agency, and one of many people that may stand.

`python -m benchmarks.stranger.corrections [--employees N]`: builds and approves both periods, then
corrects the later one. Each correction of one person must be refused with a reason and a safe
alternative, or change nothing that is public; nothing that stands may be touched.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.stranger.agencies import AGENCIES, PERIODS, built, rows_of, write_rows
from benchmarks.stranger.said import said

OF_PEOPLE = ("pegawai.csv", "penilaian.csv", "pelatihan.csv")
REASONS = ("R048", "R051", "R052", "R053", "R054", "can't be protected")


def removed(folder: Path, who: str) -> None:
    """The person is in no file any more."""
    for name in OF_PEOPLE:
        write_rows(folder / name, [row for row in rows_of(folder / name) if row[0] != who])


def added(folder: Path, who: str) -> None:
    """Somebody new with the same ratings."""
    for name in OF_PEOPLE[:2]:
        rows = rows_of(folder / name)
        write_rows(folder / name, [*rows, *([f"{who}9", *r[1:]] for r in rows if r[0] == who)])


def moved(folder: Path, who: str) -> None:
    """The person works in another unit that has others of the same group."""
    rows = rows_of(folder / "pegawai.csv")
    (own,) = (row for row in rows if row[0] == who)
    units = sorted({row[1] for row in rows if row[2] == own[2]} - {own[1]})
    there = units[0] if units else own[1]
    new = [[who, there, *row[2:]] if row is own else row for row in rows]
    write_rows(folder / "pegawai.csv", new)


def rerated(folder: Path, who: str) -> None:
    """Everybody who judged the person gives what the worst rated gets."""
    rows = rows_of(folder / "penilaian.csv")
    worst: dict[str, str] = {}
    for row in rows:
        if row[4].replace(".", "").isdigit():
            worst[row[1]] = min(worst.get(row[1], row[4]), row[4], key=float)
    new = [[*r[:4], worst.get(r[1], r[4]), *r[5:]] if r[0] == who else r for r in rows]
    write_rows(folder / "penilaian.csv", new)


def many(folder: Path) -> None:
    """Fifty more in a training, or three hundred more served in a month."""
    volume = folder / "volume.csv"
    if volume.exists():
        first, *rest = rows_of(volume)
        write_rows(volume, [[*first[:2], str(int(first[2]) + 300), *first[3:]], *rest])
        return
    staff, took = rows_of(folder / "pegawai.csv"), rows_of(folder / "pelatihan.csv")
    had = {row[0] for row in took if row[1] == took[0][1]}
    units = [row[1] for row in staff]
    largest = max(sorted(set(units)), key=units.count)
    new = [row[0] for row in staff if row[1] == largest and row[0] not in had][:50]
    write_rows(folder / "pelatihan.csv", [*took, *([who, *took[0][1:]] for who in new)])


ONE: dict[str, Callable[[Path, str], None]] = {
    "removed": removed,
    "added": added,
    "moved": moved,
    "rerated": rerated,
}


def planted(agency: str, home: Path, employees: int = 300, seed: int = 1) -> Iterator[str]:
    """Faults of one agency; `home` is an empty folder."""
    data, out = home / "data", home / "out"
    said(["sample", "--out", str(data), "--employees", str(employees), "--seed", str(seed)])
    code, words = built(data, out, agency)
    if code:
        yield f"{agency}: not built: {words[-300:]}"
        return
    for period in PERIODS:
        for role in ("ppid", "pimpinan"):
            place = str(out / agency / period)
            said(["release", "approve", place, "--role", role, "--on", "2026-03-31"])
    folder, before = data / agency / PERIODS[1], _content(out)
    shutil.copytree(folder, home / "kept")
    whom = random.Random(seed).choice([row[0] for row in rows_of(folder / "pegawai.csv")])
    refused = 0
    for name, change in ONE.items():
        change(folder, whom)
        code, words = _again(data, out, agency)
        refused += code != 0
        if _content(out) != before:
            yield f"{agency}: {name}: what was public is another"
        elif code and not (any(r in words for r in REASONS) and "Safe instead" in words):
            yield f"{agency}: {name}: refused without a reason and what is safe: {words[-400:]}"
        _restored(folder, home / "kept")
    if refused < len(ONE) - 1:  # one may change nothing that is public
        yield f"{agency}: only {refused} corrections of one person are refused"
    many(folder)
    code, words = _again(data, out, agency)
    if code or _content(out) == before:
        yield f"{agency}: a correction of many is refused: {words[-400:]}"


def _again(data: Path, out: Path, agency: str) -> tuple[int, str]:
    return built(data, out, agency, anew=False)


def _restored(folder: Path, kept: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


def _content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.stranger.corrections")
    parser.add_argument("--employees", type=int, default=300)
    employees, faults = parser.parse_args().employees, []
    for agency in AGENCIES:
        with tempfile.TemporaryDirectory() as name:
            faults += list(planted(agency, Path(name), employees))
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.stdout.write(f"{len(AGENCIES)} agencies, {len(ONE) + 1} corrections each, ")
    sys.stdout.write(f"{len(faults)} faults\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
