"""All tables of a release as one system, with what anybody reads on the pages about its criteria.

Beside the sums within tables: a mean's n is of people who have every score that is averaged, so a
need is of at least as many; who was trained works in the unit; a scheme knows only its own ratings;
an answer within its class's days is in time. Read from published JSON and the criteria's YAML.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import Any

import yaml

from benchmarks.stranger.attacker import Coords, Known, Sum, Tree, sums_of
from benchmarks.stranger.published import Table, counts, joined, trees

Figures = dict[Coords, int | None]
SCHEMES = "kelompok."  # starts the key of the manifest that names a scheme's groups


def people(release: dict[str, Table], manifest: dict[str, Any], criteria: Path) -> Known:
    """Ratings, who is assessed, needs, trainings, and the people beneath means."""
    known = joined(release)
    figures, sums = dict(known.figures), list(known.sums)
    for name in ("kebutuhan-pelatihan", "pelatihan"):
        if name in release:
            own = counts(name, release[name])
            figures |= own.figures
            sums += own.sums
    units = trees(release["predikat"])[0]
    for key, groups in manifest["kebijakan"].items():
        if key.startswith(SCHEMES):
            scheme = key.removeprefix(SCHEMES)
            sums += _of_scheme(release, figures, units, scheme, groups.split())
            sums += list(_never(figures, scheme, groups.split(), criteria, units))
    for cell in [cell for cell in figures if cell[0] == "pelatihan"]:
        sums.append(Sum({cell: 1, ("status-penilaian", "jumlah", cell[2], "T"): -1}, -inf))
    return Known(figures, [line for line in sums if all(cell in figures for cell in line.terms)])


def _of_scheme(
    release: dict[str, Table], figures: Figures, units: Tree, scheme: str, groups: list[str]
) -> Iterator[Sum]:
    """below <= rated <= the scheme's people; beneath means <= rated in what they average."""
    averaged: dict[str, int] = {}
    codes = set()
    for name in ("rerata", "kesenjangan"):
        for (unit, code), cells in release[name]["baris"] if name in release else ():
            if code.partition(".")[0] == scheme:
                codes.add(code)
                averaged.update((unit, cell["n"]) for cell in cells if "n" in cell)
    if codes:
        figures |= {("n", scheme, unit): averaged.get(unit) for unit in units}
        for line in sums_of([units]):
            yield Sum({("n", scheme, *cell): factor for cell, factor in line.terms.items()})
    for unit in units:
        whole = {("predikat", "jumlah", unit, group, "T"): -1.0 for group in groups}
        if codes:
            yield Sum({("n", scheme, unit): 1, **whole}, -inf)
        for cell in [c for c in figures if c[0] == "kebutuhan-pelatihan" and c[2] == unit]:
            if cell[1] != "dinilai" or cell[3].partition(".")[0] != scheme:
                continue
            yield Sum({cell: 1, **whole}, -inf)
            yield Sum({("kebutuhan-pelatihan", "di_bawah", *cell[2:]): 1, cell: -1}, -inf)
            if cell[3] in codes:
                yield Sum({("n", scheme, unit): 1, cell: -1}, -inf)


def _never(
    figures: Figures, scheme: str, groups: list[str], criteria: Path, units: Tree
) -> Iterator[Sum]:
    """No group of a scheme has a rating that its headline does not know."""
    known = set(_words(_read(criteria / "skema" / f"{scheme}.yml")))
    for path in (criteria.parent / "nasional").glob("*.yml"):
        national = _read(path)
        if national["id"] in known:
            known |= set(_words(national))
    codes = {cell[4] for cell in figures if cell[0] == "predikat"} - {"T"}
    for code in codes - known:
        for unit in units:
            for group in groups:
                yield Sum({("predikat", "jumlah", unit, group, code): 1})


def _read(path: Path) -> Any:  # noqa: ANN401  whatever the file holds
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _words(node: object) -> Iterator[str]:
    """Every word of a file: what is not among them can't be one of its ratings."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from _words(value)
    elif isinstance(node, list):
        for value in node:
            yield from _words(value)
    else:
        yield str(node)


def services(release: dict[str, Table], criteria: Path) -> Known:
    """Complaints, the days they took, and what a class's days say of both; volumes."""
    figures: Figures = {}
    sums: list[Sum] = []
    for name in ("aduan", "waktu-aduan", "volume"):
        if name in release:
            own = counts(name, release[name])
            figures |= own.figures
            sums += own.sums
    for (service, kind), _ in release["aduan"]["baris"] if "aduan" in release else ():
        received, done, on_time = (
            ("aduan", what, service, kind) for what in ("masuk", "selesai", "tepat_waktu")
        )
        sums += [Sum({done: 1, received: -1}, -inf), Sum({on_time: 1, done: -1}, -inf)]
        if kind == "T":
            sums += _classes(release, figures, service, criteria)
    return Known(figures, [line for line in sums if all(cell in figures for cell in line.terms)])


def _classes(
    release: dict[str, Table], figures: Figures, service: str, criteria: Path
) -> Iterator[Sum]:
    """How many of each class took how long: unknown, but for its sums and what is in time."""
    own = _read(criteria / "layanan" / f"{service}.yml")
    days = {
        kind["id"]: [int(entry["nilai"]) for entry in kind["standar_hari"]] for kind in own["aduan"]
    }
    clock = [c for s, c in (row[0] for row in release["waktu-aduan"]["baris"]) if s == service]
    ranges = [code for code in clock if code != "T"]
    for what in ("masuk", "selesai", "tepat_waktu"):
        total = ("aduan", what, service, "T")
        yield Sum({total: -1, **{("aduan", what, service, kind): 1 for kind in days}})
    yield Sum({("aduan", "selesai", service, "T"): 1, ("waktu-aduan", "jumlah", service, "T"): -1})
    figures |= {("hari", service, kind, code): None for kind in days for code in ranges}
    for code in ranges:
        parts = {("hari", service, kind, code): 1.0 for kind in days}
        yield Sum({("waktu-aduan", "jumlah", service, code): -1, **parts})
    for kind, standards in days.items():
        parts = {("hari", service, kind, code): 1.0 for code in ranges}
        yield Sum({("aduan", "selesai", service, kind): -1, **parts})
        on_time = {("aduan", "tepat_waktu", service, kind): -1.0}
        surely = [code for code in ranges if _ends(code)[1] <= min(standards)]
        maybe = [code for code in ranges if _ends(code)[0] <= max(standards)]
        yield Sum({**on_time, **{("hari", service, kind, code): 1 for code in surely}}, -inf)
        yield Sum({**on_time, **{("hari", service, kind, code): 1 for code in maybe}}, 0, inf)


def _ends(code: str) -> tuple[float, float]:
    """Least and greatest number of days of a range such as 2-3 or 21+."""
    low, _, high = code.partition("-")
    return (float(low), float(high)) if high else (float(low.rstrip("+")), inf)


def narrow(known: Known, width: int) -> dict[Coords, tuple[float, float]]:
    """Withheld counts of files that are known to within less than a width."""
    found = {}
    for cell in known.hidden:
        if cell[0] not in ("n", "hari"):
            low, high = known.interval(cell)
            if high - low < width:
                found[cell] = (low, high)
    return found
