"""Units that are merged, split, renamed and moved while files of the same people are published.

Every file is protected beside those before it. The stranger knows which people are where and
asks what all files together tell of each count.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from benchmarks.stranger.attacker import Coords, Known, Sum
from benchmarks.stranger.runs import Found, figures, rows
from benchmarks.stranger.said import said
from benchmarks.stranger.shapes import Tree, totalled, write

WIDTH = 5
COUNTS = (range(4), range(8), range(8), range(20), range(40), (1, 1, 2, 6, 9, 20))
CODES = ("SB", "B", "BP")
NAMES = ("node", "rating")
FILES = 3


@dataclass
class History:
    """units: by atom (people who always stay together) its unit in each file; offices by unit.

    Only units of the first file are split: of others the changes do not tell who went where.
    """

    counts: dict[Coords, int]
    units: list[dict[str, str]]
    offices: list[dict[str, str]]
    changes: list[list[tuple[str, str]]] = field(default_factory=list)

    def tree(self, at: int) -> Tree:
        tree: Tree = {"all": None, **dict.fromkeys(set(self.offices[at].values()), "all")}
        for unit in dict.fromkeys(self.units[at].values()):
            tree[unit] = self.offices[at].get(unit, "all")
        return tree

    def table(self, at: int) -> dict[Coords, int]:
        leaves: dict[Coords, int] = {}
        for (atom, code), count in self.counts.items():
            place = (self.units[at][atom], code)
            leaves[place] = leaves.get(place, 0) + count
        return totalled(leaves, (self.tree(at), ratings(self.counts)))


def ratings(counts: dict[Coords, int]) -> Tree:
    return {"T": None, **dict.fromkeys(dict.fromkeys(code for _, code in counts), "T")}


def drawn_history(seed: int) -> History:
    """Two to three files over five to nine atoms; small counts are common."""
    rng = random.Random(seed)
    atoms = [f"a{n}" for n in range(rng.randint(5, 9))]
    codes, usual = CODES[: rng.choice((2, 3))], rng.choice(COUNTS)
    counts: dict[Coords, int] = {}
    alike = rng.choice((0, 0, 0.5))  # share of atoms with one rating for all
    for atom in atoms:
        one = rng.choice(codes) if rng.random() < alike else None
        for code in codes:
            drawn = rng.choice(rng.choice(((0,), usual)))
            counts[atom, code] = drawn if one in (None, code) else 0
    first: dict[str, str] = {}
    for atom in atoms:
        alone = not first or rng.random() < 0.6
        first[atom] = f"u{len(first)}" if alone else list(first.values())[-1]
    offices = {unit: rng.choice(("O", "P")) for unit in first.values() if rng.random() < 0.4}
    history = History(counts, [first], [offices])
    for at in range(1, rng.choice((2, FILES))):
        _reorganised(history, at, rng)
    return history


def _reorganised(history: History, at: int, rng: random.Random) -> None:
    units, offices = dict(history.units[-1]), dict(history.offices[-1])
    pairs: list[tuple[str, str]] = []
    free = sorted(set(units.values()))
    rng.shuffle(free)
    for _ in range(rng.choice((0, 1, 1, 2))):
        if len(free) < 3:
            break
        one, other = free.pop(), free[-1]
        parts = [atom for atom, unit in units.items() if unit == one]
        what = rng.choice(("merged", "split", "renamed", "moved"))
        if what == "moved":
            offices[one] = rng.choice(("O", "P", "Q"))
            continue
        new = [f"{one}.{at}"]
        if what == "split" and len(parts) > 1 and one in history.units[0].values():
            new.append(f"{one}.{at}b")
        if what == "merged":
            free.pop()
            parts += [atom for atom, unit in units.items() if unit == other]
            pairs.append((other, new[0]))
        for place, atom in enumerate(parts):
            units[atom] = new[min(place, len(new) - 1)]
        pairs += [(one, unit) for unit in new]
        offices |= dict.fromkeys(new, offices[one]) if one in offices else {}
    history.units.append(units)
    history.offices.append({u: o for u, o in offices.items() if u in units.values()})
    history.changes.append(pairs)


def one_history(seed: int, folder: Path, found: Found) -> Iterator[str]:
    """Publish one file after the other, then attack; yields what is wrong."""
    history, told = drawn_history(seed), dict[int, dict[Coords, int | None]]()
    archive, rng = folder / "archive", random.Random(seed)
    archive.mkdir(exist_ok=True)
    for path in [*archive.iterdir(), folder / "changes.csv"]:
        path.unlink(missing_ok=True)
    careless = rng.random() < 0.3  # whoever publishes does not look at earlier files
    insiders = not careless and rng.random() < 0.4
    grouped = not careless and rng.random() < 0.4
    options = [*(["--insiders"] if insiders else []), *(["--group", "rating"] if grouped else [])]
    found.seen["histories"] += 1
    for at in range(len(history.units)):
        looks = at > 0 and not careless
        code, words, out = _protected(history, at, folder, options, looks=looks)
        if code:
            if "Refused" not in words or "Fix:" not in words or out.exists():
                yield f"{seed}: refused without words, or with a file: {words[-200:]}"
            found.seen["refused"] += 1
            break
        told[at] = figures(out, NAMES)
        if at + 1 < len(history.units):
            (archive / f"{2020 + at}.csv").write_bytes(out.read_bytes())
            (archive / f"{2020 + at}.node.csv").write_bytes((folder / "tree.csv").read_bytes())
    if not told:
        return
    known = _known(history, told)
    if not careless:
        yield from (f"{seed}: {fault}" for fault in _open(history, told, known, found))
    if grouped:
        yield from (f"{seed}: {fault}" for fault in _alike(history, told, known, found))
    if insiders:
        yield from (f"{seed}: {fault}" for fault in _undone(history, told, known, found))
    if max(told) + 1 == len(history.units):
        yield from (f"{seed}: {fault}" for fault in _attacked(history, told, known, folder))


def _protected(
    history: History, at: int, folder: Path, options: list[str], *, looks: bool
) -> tuple[int, str, Path]:
    table, tree = history.table(at), history.tree(at)
    out = folder / "out.csv"
    out.unlink(missing_ok=True)
    write(folder / "tree.csv", [("node", "parent"), *((c, up or "") for c, up in tree.items())])
    write(folder / "cells.csv", [(*NAMES, "n"), *((*c, n) for c, n in table.items())])
    given = ["protect", str(folder / "cells.csv"), *_dims(folder), "--seconds", "0"]
    given += options
    if looks:
        given += _archive(history, at, folder)
    code, words = said([*given, "--out", str(out), "--lang", "en"])
    return code, words, out


def _archive(history: History, at: int, folder: Path) -> list[str]:
    pairs = [pair for changes in history.changes[:at] for pair in changes]
    if not pairs:
        return ["--archive", str(folder / "archive")]
    write(folder / "changes.csv", [("old", "new"), *pairs])
    return ["--archive", str(folder / "archive"), "--mapping", str(folder / "changes.csv")]


def _dims(folder: Path) -> list[str]:
    return ["--dim", f"node={folder / 'tree.csv'}", "--dim", "rating"]


def _known(history: History, told: dict[int, dict[Coords, int | None]]) -> Known:
    """All files as sums of the atoms, which nobody published."""
    cells: dict[Coords, int | None] = {("atom", *cell): None for cell in history.counts}
    sums: list[Sum] = []
    for at, shown in told.items():
        tree = history.tree(at)
        for cell, count in shown.items():
            cells[str(at), *cell] = count
            terms = {(str(at), *cell): -1.0}
            for atom, code in history.counts:
                if _beneath(history.units[at][atom], cell[0], tree) and cell[1] in ("T", code):
                    terms["atom", atom, code] = 1.0
            sums.append(Sum(terms))
    return Known(cells, sums)


def _beneath(unit: str, node: str, tree: Tree) -> bool:
    at: str | None = unit
    while at is not None and at != node:
        at = tree[at]
    return at == node


def _narrow(known: Known, cell: Coords) -> bool:
    low, high = known.interval(cell)
    return high - low < WIDTH


def _open(
    history: History, told: dict[int, dict[Coords, int | None]], known: Known, found: Found
) -> Iterator[str]:
    """Small counts of any file that all files together tell of."""
    for at in told:
        for cell, count in history.table(at).items():
            if 0 < count < WIDTH:
                found.seen["sensitive in files"] += 1
                if _narrow(known, (str(at), *cell)):
                    yield f"file {at} {cell} = {count}: {known.interval((str(at), *cell))}"


def _alike(
    history: History, told: dict[int, dict[Coords, int | None]], known: Known, found: Found
) -> Iterator[str]:
    """Units of any file whose people all have one rating, where it is known that they do."""
    codes = list(dict.fromkeys(code for _, code in history.counts))
    for at in told:
        table = history.table(at)
        for node in history.tree(at):
            others = [code for code in codes if not table[node, code]]
            if len(others) != len(codes) - 1:
                continue
            found.seen["units of one rating"] += 1
            if max(known.highest((str(at), node, code)) for code in others) < WIDTH:
                yield f"file {at}: everybody in {node} is known to have one rating"


def _undone(
    history: History, told: dict[int, dict[Coords, int | None]], known: Known, found: Found
) -> Iterator[str]:
    """Small counts of the last file that somebody alone in another of its cells knows."""
    last, tables = max(told), {at: history.table(at) for at in told}
    few = [cell for cell, count in tables[last].items() if 0 < count < WIDTH]
    seen: set[frozenset[Coords]] = set()
    for atom, code in (cell for cell, people in history.counts.items() if people):
        own = {
            (str(at), *cell): 1
            for at, table in tables.items()
            for cell, count in table.items()
            if count == 1
            and told[at][cell] is None
            and cell[1] in ("T", code)
            and _beneath(history.units[at][atom], cell[0], history.tree(at))
        }
        if frozenset(own) in seen or not any(cell[0] == str(last) for cell in own):
            continue
        seen.add(frozenset(own))
        found.seen["people alone in a cell"] += 1
        inside = known.told(own)
        for cell in few:
            if (str(last), *cell) not in own and _narrow(inside, (str(last), *cell)):
                yield f"file {last}: who is alone in {sorted(own)} knows {cell}"


def _attacked(
    history: History, told: dict[int, dict[Coords, int | None]], known: Known, folder: Path
) -> Iterator[str]:
    """`terang attack` of the last file with the archive finds what the stranger finds."""
    last, ends = max(told), folder / "ends.csv"
    ends.unlink(missing_ok=True)
    given = ["attack", str(folder / "out.csv"), *_dims(folder), *_archive(history, last, folder)]
    code, words = said([*given, "--out", str(ends), "--lang", "en"])
    if code not in (0, 1) or not ends.exists():
        yield f"no attack: {words[-200:]}"
        return
    narrow = False
    for row in rows(ends):
        cell = (str(last), *(row[name] for name in NAMES))
        low, high = known.interval(cell)
        narrow |= high - low < WIDTH
        if (float(row["lower"]), float(row["upper"] or inf)) != (low, high):
            yield f"{cell}: {row['lower']} to {row['upper']}, the stranger {low} to {high}"
    own = {(_people(history, last, cell[0]), cell[1]): n for cell, n in told[last].items()}
    shown = False  # an earlier withheld cell that today shows: told or not, by how units are tied
    for at in range(last):
        for cell in (cell for cell, count in told[at].items() if count is None):
            people = (_people(history, at, cell[0]), cell[1])
            shown |= own.get(people) is not None
            narrow |= people not in own and _narrow(known, (str(at), *cell))
    if narrow != bool(code) and not (code and shown):
        yield f"exit code {code}, the stranger says {narrow}: {words}"


def _people(history: History, at: int, node: str) -> frozenset[str]:
    """The atoms beneath a node of a file's tree."""
    tree = history.tree(at)
    return frozenset(a for a, unit in history.units[at].items() if _beneath(unit, node, tree))
