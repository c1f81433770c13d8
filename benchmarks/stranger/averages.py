"""What published means tell of units whose means are withheld, by linear programs over sums.

Unknown are the sum of every score in every unit and all withheld counts. Tied by: sums over the
tree; the ends of a score's scale; rounded means with their n; a measure's weights; gaps; how many
are below a competence's standard; and the bands of a rating that is read from an averaged score.
Read from published JSON and the criteria's YAML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, floor, inf
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from benchmarks.stranger.attacker import Known
from benchmarks.stranger.everything import people
from benchmarks.stranger.printed import bands, scale, standard, weights
from benchmarks.stranger.published import Table, mean_rests, trees

Key = tuple[str, ...]
NEAR = 1e-6
PERSON = 0.01  # at most so much is rounded off one person's score
TABLES = ("rerata", "kesenjangan")
PART_OF = {"dari": 1.0, "terhadap": -1.0, "selisih": -1.0}  # from - against - gap = 0


@dataclass
class Programs:
    """Rows low <= terms <= high over unknowns; `ends` are bounds of single unknowns."""

    rows: list[tuple[dict[Key, float], float, float]] = field(default_factory=list)
    ends: dict[Key, tuple[float, float]] = field(default_factory=dict)

    def add(self, terms: dict[Key, float], low: float = 0.0, high: float = 0.0) -> None:
        self.rows.append((terms, low, high))

    @cached_property
    def place(self) -> dict[Key, int]:
        return {key: at for at, key in enumerate(self.ends)}

    @cached_property
    def _parts(self) -> tuple[csr_matrix, Any, csr_matrix, Any]:
        """Upper rows and equal rows as linprog takes them."""
        upper: list[tuple[dict[Key, float], float]] = []
        equal: list[tuple[dict[Key, float], float]] = []
        for terms, low, high in self.rows:
            if low == high:
                equal.append((terms, low))
                continue
            if high < inf:
                upper.append((terms, high))
            if low > -inf:
                upper.append(({key: -c for key, c in terms.items()}, -low))
        return (*self._matrix(upper), *self._matrix(equal))

    def _matrix(self, rows: list[tuple[dict[Key, float], float]]) -> tuple[csr_matrix, Any]:
        entries = [(at, self.place[k], c) for at, (t, _) in enumerate(rows) for k, c in t.items()]
        lines, columns, data = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(rows), len(self.place))
        return csr_matrix((data, (lines, columns)), shape=shape), np.array([b for _, b in rows])

    def interval(self, key: Key, told: Mapping[Key, float] | None = None) -> tuple[float, float]:
        """Least and greatest value of an unknown, to somebody who is told others."""
        ends = [self.ends[k] for k in self.place]
        for known, value in (told or {}).items():
            ends[self.place[known]] = (value, value)
        upper, most, equal, whole = self._parts
        found = []
        for sign in (1, -1):
            cost = np.zeros(len(self.place))
            cost[self.place[key]] = sign
            got = linprog(cost, A_ub=upper, b_ub=most, A_eq=equal, b_eq=whole, bounds=ends)
            if got.status not in (0, 3):
                raise ValueError(f"{key} {told}: {got.message}")
            found.append(sign * got.fun if got.status == 0 else -sign * inf)
        return found[0], found[1]


@dataclass(frozen=True)
class Averages:
    """The means of one scheme in one release: figures by (kind, code, unit), and their n."""

    scheme: str
    units: dict[str, str | None]
    means: dict[Key, tuple[float, int]]
    codes: tuple[tuple[str, str], ...]  # (kind, code): kind is rerata or a column of a gap

    def shown(self, unit: str) -> bool:
        return any(key[2] == unit for key in self.means)

    def hidden(self) -> list[str]:
        """Units of which no mean is shown, nor one of a part: what parts show is no secret."""
        parts = {
            unit: [u for u, above in self.units.items() if above == unit] for unit in self.units
        }

        def dark(unit: str) -> bool:
            return not self.shown(unit) and all(map(dark, parts[unit]))

        return list(filter(dark, self.units))


def averages(release: dict[str, Table]) -> Iterator[Averages]:
    """Every scheme's means."""
    means: dict[Key, tuple[float, int]] = {}
    codes: dict[tuple[str, str], None] = {}
    for name in TABLES:
        table = release.get(name, {"baris": [], "ukuran": []})
        for (unit, code), cells in table["baris"]:
            for measure, cell in zip(table["ukuran"], cells, strict=True):
                codes[measure["id"], code] = None
                if "nilai" in cell:
                    means[measure["id"], code, unit] = (float(cell["nilai"]), cell["n"])
    for scheme in dict.fromkeys(code.partition(".")[0] for _, code in codes):
        own = tuple(k for k in codes if k[1].partition(".")[0] == scheme)
        kept = {k: v for k, v in means.items() if k[:2] in own}
        yield Averages(scheme, trees(release["predikat"])[0], kept, own)


def system(
    known: Known, given: Averages, criteria: Path, period: str, *, with_means: bool
) -> Programs:
    """All that ties counts and sums of a scheme."""
    found = Programs()
    for cell, figure in known.figures.items():
        found.ends[cell] = (0, inf) if figure is None else (figure, figure)
    for line in known.sums:
        found.add(dict(line.terms), line.low, line.high)
    scales = scale_ends(given, criteria, period)
    for kind, code in given.codes:
        low, high = scales[kind, code]
        for unit in given.units:
            total, n = (kind, code, unit), ("n", given.scheme, unit)
            found.ends[total] = (-inf, inf)
            found.add({total: 1, n: -low}, 0, inf)
            found.add({total: 1, n: -high}, -inf, 0)
        for above in {above for above in given.units.values() if above is not None}:
            below = [unit for unit, parent in given.units.items() if parent == above]
            sums: dict[Key, float] = dict.fromkeys([(kind, code, unit) for unit in below], 1.0)
            found.add({**sums, (kind, code, above): -1})
    _counted(found, given, scales, criteria, period)
    for ties in (*_gaps(given), *_weighted(given, criteria, period)):
        for unit in given.units:
            terms: dict[Key, float] = {(kind, code, unit): c for (kind, code), c in ties.items()}
            n = ("n", given.scheme, unit)
            found.add({**terms, n: -PERSON}, -inf, 0)
            found.add({**terms, n: PERSON}, 0, inf)
    for key, (mean, n_) in given.means.items() if with_means else ():
        found.ends[key] = (n_ * (mean - 0.005), n_ * (mean + 0.005))
    return found


def scale_ends(
    given: Averages, criteria: Path, period: str
) -> dict[tuple[str, str], tuple[float, float]]:
    """Lowest and highest value of every averaged score; a gap reaches as far both ways."""
    found = {}
    own = {code: scale(criteria, code.partition(".")[2], period) for _, code in given.codes}
    top = max((ends[1] for ends in own.values() if ends is not None), default=120.0)
    for kind, code in given.codes:
        low, high = own[code] or (0.0, top)
        found[kind, code] = (low - high, high - low) if kind == "selisih" else (low, high)
    return found


def _gaps(given: Averages) -> Iterator[dict[tuple[str, str], float]]:
    for code in dict.fromkeys(code for kind, code in given.codes if kind == "selisih"):
        yield {(kind, code): sign for kind, sign in PART_OF.items()}


def _weighted(
    given: Averages, criteria: Path, period: str
) -> Iterator[dict[tuple[str, str], float]]:
    """Measures whose printed weights fit every published mean: some are of other sources."""
    for measure, parts in weights(criteria, given.scheme, period).items():
        ties = {("rerata", f"{given.scheme}.{part}"): w for part, w in parts.items()}
        ties["rerata", f"{given.scheme}.{measure}"] = -1.0
        if set(ties) <= set(given.codes) and _fits(given, ties):
            yield ties


def _fits(given: Averages, ties: dict[tuple[str, str], float]) -> bool:
    for unit in filter(given.shown, given.units):
        told = [(given.means[*key, unit][0], c) for key, c in ties.items()]
        if abs(sum(mean * c for mean, c in told)) > PERSON + 0.005 * sum(abs(c) for _, c in told):
            return False
    return True


def _counted(
    found: Programs,
    given: Averages,
    scales: Mapping[tuple[str, str], tuple[float, float]],
    criteria: Path,
    period: str,
) -> None:
    """Counts below a standard and by rating bound sums of the same people."""
    rated = dict(bands(criteria, given.scheme, period))
    for kind, code in given.codes:
        low, high = scales[kind, code]
        name = code.partition(".")[2]
        cut = standard(criteria, name, period) if kind == "rerata" else None
        for unit in given.units:
            n, total = ("n", given.scheme, unit), (kind, code, unit)
            whole, below = (("kebutuhan-pelatihan", k, unit, code) for k in ("dinilai", "di_bawah"))
            if cut is not None and {whole, below} <= set(found.ends):
                # n - below people at least reach the standard, below - (whole - n) do not
                found.add({total: 1, n: -low - (cut - low), below: cut - low}, 0, inf)
                lost = high - cut
                found.add({total: 1, n: -high + lost, below: lost, whole: -lost}, -inf, 0)
            if kind == "rerata" and name in rated:
                _banded(found, given.scheme, unit, total, (low, high), rated[name])


def _banded(
    found: Programs,
    scheme: str,
    unit: str,
    total: Key,
    ends: tuple[float, float],
    rated: Mapping[str, tuple[float, float]],
) -> None:
    """Who has a rating has a score in its band; who is not beneath the mean, at most the worst."""
    groups = {c[3] for c in found.ends if c[0] == "predikat" and c[2] == unit} - {"T"}
    own = [group for group in groups if (scheme, group) in found.ends]
    low: dict[Key, float] = {total: 1}
    high: dict[Key, float] = {total: 1}
    reach = {code: (max(a, ends[0]), min(b, ends[1])) for code, (a, b) in rated.items()}
    top, bottom = max(a for a, _ in reach.values()), min(b for _, b in reach.values())
    for group in own:
        for code, (least, most) in reach.items():
            cell = ("predikat", "jumlah", unit, group, code)
            if cell in found.ends:
                # the people of the rating, less those without a mean at the dearest rating
                low[cell], high[cell] = top - least, bottom - most
    n = ("n", scheme, unit)
    if len(low) > 1:
        found.add({**low, n: -top}, 0, inf)
        found.add({**high, n: -bottom}, -inf, 0)


def means_told(
    release: dict[str, Table], manifest: dict[str, Any], criteria: Path, room: int
) -> Iterator[str]:
    """Sums over fewer people than a mean needs that are known more closely than the scores of
    `room` people move them, and than by counts alone, however many the people; and sums left over
    that rest on too few."""
    period, minimum = manifest["periode"], int(manifest["kebijakan"]["minimum_rerata"])
    known = people(release, manifest, criteria)
    marked = _groups_of(known, manifest)
    for given in averages(release):
        if not given.means:
            continue
        with_, without = (
            system(marked, given, criteria, period, with_means=told) for told in (True, False)
        )
        scales = scale_ends(given, criteria, period)
        for unit in given.hidden():
            sizes = _sizes(with_, ("n", given.scheme, unit), minimum)
            for (kind, code), ends in scales.items() if sizes else ():
                found = [
                    _closer(with_, without, (kind, code, unit), given, k, room, ends) for k in sizes
                ]
                if all(found):
                    yield f"{kind} {code} in {unit}: {found[0]}"
    table = release.get("rerata", {"baris": []})
    for code in dict.fromkeys(coords[1] for coords, _ in table["baris"]):
        for rest in mean_rests(table, code):
            if 0 < rest.people < minimum:
                yield f"{rest.people} people are left over of {code} in {rest.unit}"


def _groups_of(known: Known, manifest: dict[str, Any]) -> Known:
    """With a mark (of no people) for each group of a scheme, so that bands find their people."""
    marks = {
        (key.removeprefix("kelompok."), group): 0
        for key, groups in manifest["kebijakan"].items()
        if key.startswith("kelompok.")
        for group in groups.split()
    }
    return Known({**known.figures, **marks}, known.sums)


def _sizes(programs: Programs, n: Key, minimum: int) -> list[int]:
    """How many people, fewer than a mean needs, a unit may have beneath one: the ends, a middle."""
    low, high = programs.interval(n)
    least, most = max(1, ceil(low - NEAR)), floor(min(high, minimum - 1) + NEAR)
    return sorted({least, (least + most) // 2, most}) if least <= most else []


def _closer(
    with_: Programs,
    without: Programs,
    key: Key,
    given: Averages,
    people_: int,
    room: int,
    ends: tuple[float, float],
) -> str:
    """Words where so many people's sum is known more closely than it may be; else none."""
    told = {("n", given.scheme, key[2]): float(people_)}
    needed = min(room, people_) * (ends[1] - ends[0])
    low, high = with_.interval(key, told)
    if high - low > needed - NEAR:
        return ""
    least, most = without.interval(key, told)
    narrower = high - low < most - least - NEAR
    return f"the sum of {people_} is within {high - low:.2f} of {needed:.2f}" if narrower else ""
