"""`terang protect` killed at random moments: its two files are old or new, and always whole."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from benchmarks.killed.runs import killed, moments, timed
from terang.cli import main

PARTS = ".*.part"
FILES = ("out.csv.gz", "own.csv.gz")  # public, private
OFFICES, UNITS, GROUPS, RATINGS = 6, 20, 60, 8
Pair = tuple[bytes | None, ...]  # public and private; None: no file


def cells_survive(home: Path, count: int, seed: int = 0) -> Counter[str]:
    """Kill `terang protect` so often, every other time where there is no file yet.

    After each kill a file is absent, the old or the new one; the public one is new only where the
    private one is, which is renamed first. A run that is left alone heals.
    """
    tables = [_table(home, f"cells-{number}.csv", number) for number in (1, 2)]
    words = [_words(home, table) for table in tables]
    wanted: list[Pair] = []
    for line in words:
        assert main(line) == 0
        wanted.append(_pair(home))
    assert wanted[0] != wanted[1]
    whole, write = timed(words[1], home, PARTS) if count > 9 else (2.0, 0.02)
    phases: Counter[str] = Counter()
    drawn = moments(random.Random(f"{seed} {count}"), count, whole, write, len(FILES))
    for number, (wait, nth) in enumerate(drawn):
        if number % 2:
            for name in FILES:
                (home / name).unlink(missing_ok=True)
        before, after = _pair(home), wanted[number % 2]
        phases[killed(words[number % 2], home, wait, nth, PARTS)] += 1
        assert _pair(home) in (before, after, (before[0], after[1])), number
    assert main(words[0]) == 0
    assert (wanted[0], []) == (_pair(home), list(home.glob(PARTS)))
    return phases


def _words(home: Path, cells: Path) -> list[str]:
    """One run of the command; both runs write the same two files."""
    dims = [f"node={home / 'tree.csv'}", "group", "rating"]
    given = [word for dim in dims for word in ("--dim", dim)]
    out, own = (str(home / name) for name in FILES)
    return ["protect", str(cells), *given, "--out", out, "--explain", own]


def _pair(home: Path) -> Pair:
    paths = [home / name for name in FILES]
    return tuple(path.read_bytes() if path.exists() else None for path in paths)


def _table(home: Path, name: str, seed: int) -> Path:
    """A table with a few small counts, long enough that its files take time to be written."""
    chance = random.Random(seed)
    above = {f"u{n}": f"o{n % OFFICES}" for n in range(UNITS)}
    above |= {f"o{n}": "all" for n in range(OFFICES)}
    tree = "".join(f"{node},{parent}\n" for node, parent in {"all": "", **above}.items())
    (home / "tree.csv").write_text("node,parent\n" + tree, encoding="utf-8")
    found: Counter[tuple[str, str, str]] = Counter()
    for unit, group, rating in product(range(UNITS), range(GROUPS), range(RATINGS)):
        few = chance.random() < 0.001
        people = chance.randint(1, 4) if few else chance.randint(20, 90)
        for cell in product(_up(f"u{unit}", above), (f"g{group}", "T"), (f"r{rating}", "T")):
            found[cell] += people
    lines = "".join(f"{','.join(cell)},{people}\n" for cell, people in found.items())
    path = home / name
    path.write_text("node,group,rating,n\n" + lines, encoding="utf-8")
    return path


def _up(node: str, above: dict[str, str]) -> Iterator[str]:
    """A unit and everything above it."""
    yield node
    if node in above:
        yield from _up(above[node], above)
