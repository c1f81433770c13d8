"""One table after another through the commands themselves, each answer checked by the stranger."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from benchmarks.stranger.attacker import Coords, Known, Sum, sums_of
from benchmarks.stranger.said import said
from benchmarks.stranger.shapes import Table, drawn, write


@dataclass
class Found:
    """faults: what is wrong, by kind with the seed; seen: how often what was looked at."""

    faults: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Asked:
    """The options of one run."""

    threshold: int
    width: int
    cost: str
    insiders: bool
    group: bool

    def options(self, table: Table) -> list[str]:
        found = ["--threshold", str(self.threshold), "--width", str(self.width)]
        found += ["--cost", self.cost, *(["--insiders"] if self.insiders else [])]
        return [*found, *(["--group", table.names[-1]] if self.group else [])]


def asked(seed: int) -> Asked:
    rng = random.Random(seed + 10**6)
    threshold = rng.choice((3, 5, 5, 5, 10))
    width = rng.choice((threshold, threshold, 3, 7))
    cost = rng.choice(("root", "size", "unit"))
    return Asked(threshold, width, cost, rng.random() < 0.35, rng.random() < 0.3)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def figures(path: Path, names: tuple[str, ...]) -> dict[Coords, int | None]:
    return {
        tuple(row[name] for name in names): int(row["n"]) if row["n"] else None
        for row in rows(path)
    }


def one(
    seed: int, folder: Path, found: Found, *, minimal: bool = False, table: Table | None = None
) -> None:
    """Protect and attack one drawn table."""
    table, ask = table or drawn(seed), asked(seed)
    cells, out, own = table.write(folder), folder / "out.csv", folder / "own.csv"
    for path in (out, own):
        path.unlink(missing_ok=True)
    given = ["protect", str(cells), *table.options(folder), "--out", str(out)]
    code, words = said([*given, *ask.options(table), "--explain", str(own), "--lang", "en"])
    known = Known(dict(table.counts), sums_of(table.trees))
    found.seen["tables"] += 1
    if code:
        found.seen["refused"] += 1
        found.faults += [f"{seed}: {f}" for f in _refusal(words, out, own, table, ask, known.sums)]
        return
    shown = figures(out, table.names)
    checks = [*_files(table, out, own, shown), *_safe(table, ask, shown, known.sums, found)]
    checks += _attacked(table, ask, folder, Known(shown, known.sums), found)
    if seed % 4 == 0:
        checks += _same_again(table, ask, folder, given, seed)
    if minimal:
        _minimal(table, ask, shown, known.sums, found)
    found.faults += [f"{seed}: {fault}" for fault in checks]


def _refusal(
    words: str, out: Path, own: Path, table: Table, ask: Asked, sums: Sequence[Sum]
) -> Iterator[str]:
    if out.exists() or own.exists():
        yield "refused, but a file is there"
    if "Refused" not in words or "Fix:" not in words:
        yield f"refused without words: {words}"
    nothing = Known(dict.fromkeys(table.counts), sums)
    if not list(_narrow(table, ask, nothing)):
        yield f"refused, but withholding everything would do: {words.splitlines()[:2]}"


def _files(table: Table, out: Path, own: Path, shown: Mapping[Coords, int | None]) -> Iterator[str]:
    if list(shown) != list(table.counts):
        yield "cells are dropped or in another order"
    wrong = [c for c, n in shown.items() if n is not None and n != table.counts[c]]
    if wrong:
        yield f"other figures than given: {wrong[:3]}"
    public, private = rows(out), rows(own)
    if {row["status"] for row in public} - {"shown", "withheld"}:
        yield "a status that says more"
    if any((row["status"] == "shown") != bool(row["n"]) for row in public):
        yield "status and figure disagree"
    for row in private:
        cell = tuple(row[name] for name in table.names)
        if int(row["n"]) != table.counts[cell] or (row["kind"] != "") != (shown[cell] is None):
            yield f"the private file is wrong about {cell}"
        if (row["kind"] == "") != (row["reason"] == ""):
            yield f"kind without reason {cell}"


def _narrow(table: Table, ask: Asked, known: Known) -> Iterator[Coords]:
    """Sensitive counts that are shown, or can't rise by the width."""
    for cell, count in table.counts.items():
        if 0 < count < ask.threshold and known.highest(cell) < count + ask.width:
            yield cell


def _groups(table: Table) -> Iterator[list[Coords]]:
    tree = table.trees[-1]
    inner = set(tree.values())
    for rest in product(*table.trees[:-1]):
        yield [(*rest, code) for code in tree if code not in inner]


def _one_rating(table: Table, ask: Asked, known: Known) -> Iterator[Coords]:
    """Groups of which everybody's rating is known."""
    for group in _groups(table):
        filled = [cell for cell in group if table.counts[cell]]
        if len(filled) == 1 < len(group):
            others = [cell for cell in group if cell not in filled]
            if max(known.highest(cell) for cell in others) < ask.width:
                yield filled[0]


def _but_one(table: Table, ask: Asked, known: Known) -> Iterator[Coords]:
    """Groups of which the odd one out knows everybody's rating."""
    for group in _groups(table):
        filled = sorted((c for c in group if table.counts[c]), key=lambda c: table.counts[c])
        if not len(filled) == 2 < len(group):
            continue
        for odd, rest in (filled, filled[::-1]):
            inside = known.told(_same_people(table, odd)) if table.counts[odd] == 1 else None
            others = [cell for cell in group if cell not in filled]
            if inside and max(inside.highest(cell) for cell in others) < ask.width:
                yield rest


def _same_people(table: Table, one: Coords) -> dict[Coords, int]:
    """All cells of one person that hold nobody else."""

    def leaf(cell: Coords) -> Coords | None:
        at = list(cell)
        for axis, tree in enumerate(table.trees):
            while True:
                below = [code for code, above in tree.items() if above == at[axis]]
                step = [c for c in below if table.counts[(*at[:axis], c, *at[axis + 1 :])]]
                if not below:
                    break
                at[axis] = step[0]
        return tuple(at)

    me = leaf(one)
    ones = [cell for cell, count in table.counts.items() if count == 1]
    return {cell: 1 for cell in ones if leaf(cell) == me}


def _undone(table: Table, ask: Asked, known: Known) -> Iterator[tuple[Coords, Coords]]:
    """Sensitive counts that somebody who is alone in another cell can bound."""
    seen: set[frozenset[Coords]] = set()
    for cell in known.hidden:
        if table.counts[cell] != 1:
            continue
        own = _same_people(table, cell)
        if frozenset(own) in seen:
            continue
        seen.add(frozenset(own))
        inside = known.told(own)
        for other, count in table.counts.items():
            few = other not in own and 0 < count < ask.threshold
            if few and inside.highest(other) < count + ask.width:
                yield cell, other


def _safe(
    table: Table, ask: Asked, shown: Mapping[Coords, int | None], sums: Sequence[Sum], found: Found
) -> Iterator[str]:
    known = Known(shown, sums)
    found.seen["sensitive"] += sum(0 < n < ask.threshold for n in table.counts.values())
    found.seen["withheld"] += len(known.hidden)
    for cell in _narrow(table, ask, known):
        yield f"{ask}: {cell} = {table.counts[cell]} reaches only {known.highest(cell)}"
    if ask.group:
        for cell in _one_rating(table, ask, known):
            yield f"{ask}: everybody in {cell}"
    if ask.insiders:
        for one_, other in _undone(table, ask, known):
            yield f"{ask}: who is alone in {one_} knows {other}"
        if ask.group:
            for cell in _but_one(table, ask, known):
                yield f"{ask}: the odd one knows that all others are in {cell}"


def _attacked(table: Table, ask: Asked, folder: Path, known: Known, found: Found) -> Iterator[str]:
    found_file = folder / "intervals.csv"
    options = [*table.options(folder), "--width", str(ask.width), "--out", str(found_file)]
    code, words = said(["attack", str(folder / "out.csv"), *options, "--lang", "en"])
    told = {tuple(row[name] for name in table.names): row for row in rows(found_file)}
    if set(told) != set(known.hidden):
        yield "the attack is about other cells"
        return
    narrow = 0
    for cell, row in told.items():
        low, high = known.interval(cell)
        truth = table.counts[cell]
        given = float(row["lower"]), float(row["upper"] or "inf")
        if given != (low, high):
            yield f"attack says {given} of {cell}, true is {(low, high)} ({words.strip()})"
        if not given[0] <= truth <= given[1]:
            yield f"the truth {truth} of {cell} is outside {given}"
        if (row["exact"] == "yes") != (low == high):
            yield f"exact is wrong for {cell}"
        narrow += high - low < ask.width
        found.seen["ends"] += 2
        if high - low < ask.width:
            kind = "sensitive" if 0 < truth < ask.threshold else "other"
            found.seen[f"narrow {kind}"] += 1
    if code != int(narrow > 0):
        yield f"attack ends with {code}, {narrow} cells are narrow"


def _same_again(
    table: Table, ask: Asked, folder: Path, given: list[str], seed: int
) -> Iterator[str]:
    """Another order of the rows gives the same pattern; the same order the same bytes."""
    before = (folder / "out.csv").read_bytes()
    pattern = figures(folder / "out.csv", table.names)
    said([*given, *ask.options(table)])
    if (folder / "out.csv").read_bytes() != before:
        yield "not the same bytes again"
    table.write(folder, random.Random(seed))
    said([*given, *ask.options(table)])
    if figures(folder / "out.csv", table.names) != pattern:
        yield "another order of rows gives another pattern"


def _minimal(
    table: Table, ask: Asked, shown: Mapping[Coords, int | None], sums: Sequence[Sum], found: Found
) -> None:
    """How many complementary cells could be shown alone without a sensitive count in danger."""
    for cell, figure in shown.items():
        if figure is not None or 0 < table.counts[cell] < ask.threshold:
            continue
        found.seen["complementary"] += 1
        weaker = Known({**shown, cell: table.counts[cell]}, sums)
        found.seen["needed"] += next(_narrow(table, ask, weaker), None) is not None


def foreign(seed: int, folder: Path, found: Found) -> None:
    """Attack a drawn table in which anything at all is withheld."""
    table, ask, rng = drawn(seed, most=90), asked(seed), random.Random(seed)
    share = rng.choice((0.1, 0.3, 0.6, 0.9))
    shown = {c: (None if rng.random() < share else n) for c, n in table.counts.items()}
    table.write(folder)
    lines = [(*c, "" if n is None else n) for c, n in shown.items()]
    write(folder / "out.csv", [(*table.names, "n"), *lines])
    found.seen["tables"] += 1
    known = Known(shown, sums_of(table.trees))
    checks = _attacked(table, ask, folder, known, found)
    found.faults += [f"{seed}: {fault}" for fault in checks]
