"""What a stranger works out from the published files of a release: JSON in, intervals out.

Knows of a release only what stands in its tables: dimensions with their trees, counts, means with
their n. Nothing of terang is
imported.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.stranger.attacker import Coords, Known, Sum, Tree, sums_of

Table = dict[str, Any]
HALF = 0.005  # of the last decimal of a mean


@dataclass(frozen=True)
class Leftover:
    """What is left when sums of the same score, or of scores that make each other up, are
    subtracted: so many people, whose scores add up to `total` within `slack`."""

    unit: str
    what: str
    people: int
    total: float
    slack: float


def tables(folder: Path) -> dict[str, Table]:
    """Every table of a release by its id."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((folder / "tabel").glob("*.json"))
    }


def trees(table: Table) -> list[Tree]:
    return [{code["id"]: code["induk"] for code in dim["kode"]} for dim in table["dimensi"]]


def counts(name: str, table: Table) -> Known:
    """All counts of a table with every sum over its trees, and parts no larger than their whole."""
    kinds = [m["id"] for m in table["ukuran"] if m["jenis"] == "count"]
    figures: dict[Coords, int | None] = {}
    places = [m["id"] for m in table["ukuran"]]
    for coords, cells in table["baris"]:
        for kind in kinds:
            told = cells[places.index(kind)]
            figures[(name, kind, *coords)] = int(told["nilai"]) if "nilai" in told else None
    sums = [
        Sum({(name, kind, *coords): factor for coords, factor in line.terms.items()})
        for kind in kinds
        for line in sums_of(trees(table))
        if all((name, kind, *coords) in figures for coords in line.terms)
    ]
    return Known(figures, sums)


def joined(release: dict[str, Table]) -> Known:
    """The counts about employees as one system: the assessed people of a unit are those rated."""
    parts = [counts(name, release[name]) for name in ("predikat", "status-penilaian")]
    figures = {cell: figure for part in parts for cell, figure in part.figures.items()}
    sums = [line for part in parts for line in part.sums]
    for _, _, unit, status in parts[1].figures:
        rated = ("predikat", "jumlah", unit, "T", "T")
        assessed = ("status-penilaian", "jumlah", unit, "dinilai")
        if status == "dinilai" and rated in figures:
            sums.append(Sum({rated: 1.0, assessed: -1.0}))
    return Known(figures, sums)


def leftovers(release: dict[str, Table]) -> Iterator[Leftover]:
    """Whose scores are left over when a gap is undone: own less superior's less the gap."""
    gaps = release.get("kesenjangan")
    for (unit, code), cells in gaps["baris"] if gaps else ():
        if all("nilai" in cell for cell in cells):
            (own, n), (other, m), (gap, k) = ((float(c["nilai"]), c["n"]) for c in cells)
            people = abs(n - k) + abs(m - k)
            yield Leftover(unit, code, people, own * n - other * m - gap * k, HALF * (n + m + k))


def numbers(release: dict[str, Table]) -> dict[tuple[str, str], set[int]]:
    """By unit and scheme, over how many people its means are."""
    found: dict[tuple[str, str], set[int]] = {}
    for name in ("rerata", "kesenjangan"):
        for (unit, code), cells in release[name]["baris"] if name in release else ():
            shown = {cell["n"] for cell in cells if "nilai" in cell}
            found.setdefault((unit, code.partition(".")[0]), set()).update(shown)
    return found


def mean_rests(table: Table, code: str) -> Iterator[Leftover]:
    """Sums over the parts of a unit whose mean is not shown: the unit's less its shown parts'."""
    (units, _) = trees(table)
    shown = {
        unit: (float(cells[0]["nilai"]), cells[0]["n"])
        for (unit, own), cells in table["baris"]
        if own == code and "nilai" in cells[0]
    }
    for unit, (mean, n) in shown.items():
        parts = list(_nearest(unit, units, shown))
        inner = unit in units.values()
        people = n - sum(shown[part][1] for part in parts)
        if inner and people:
            total = mean * n - sum(shown[part][0] * shown[part][1] for part in parts)
            slack = HALF * (n + sum(shown[part][1] for part in parts))
            yield Leftover(unit, code, people, total, slack)


def _nearest(unit: str, units: Tree, shown: dict[str, tuple[float, int]]) -> Iterator[str]:
    for part, above in units.items():
        if above == unit:
            if part in shown:
                yield part
            else:
                yield from _nearest(part, units, shown)
