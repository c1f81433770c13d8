"""Random cases in the JSON form of `terang attack --case`, with the stranger's own answers.

Cells of any kind tied by any relations: sums, negative and fractional coefficients, tolerances of
rounded figures, several releases, nothing in common at all.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import Any

from benchmarks.stranger.attacker import Known, Sum
from benchmarks.stranger.said import said

Case = dict[str, Any]
SLACK = 1e-5  # of the two solvers' answers beside each other


def drawn_case(seed: int) -> Case:
    """A case whose true values keep every relation, of 2 to 12 cells."""
    rng = random.Random(seed)
    top = rng.choice((6, 30, 10**6))
    share = rng.choice((0.3, 0.6, 1.0))
    cells = {
        f"u{n}.{rng.choice('xyz')}": {
            "value": rng.randrange(0, top),
            "published": rng.random() > share,
        }
        for n in range(rng.randrange(2, 9))
    }
    case: Case = {"cells": cells, "relations": [], "need_width": rng.choice((3, 5, 5, 7))}
    for n in range(rng.randrange(0, 6)):
        _tie(rng, case, n)
    if rng.random() < 0.5:
        for cell in cells.values():
            if not cell["published"]:
                cell["value"] = None
    case["sensitive"] = [name for name, cell in cells.items() if not cell["published"]]
    return case


def _tie(rng: random.Random, case: Case, number: int) -> None:
    """A relation: a published or withheld total, or a figure rounded to within a tolerance."""
    cells = case["cells"]
    some = rng.sample(sorted(cells), min(len(cells), rng.randrange(1, 5)))
    factors = rng.choice(((1,), (1,), (1, 2, 5), (1, -1), (0.5, 0.25, 3)))
    coef = {name: rng.choice(factors) for name in some}
    value = sum(c * cells[name]["value"] for name, c in coef.items())
    line: dict[str, Any] = {"coef": coef}
    if value < 0 or value != int(value) or rng.random() < 0.25:
        tol = rng.choice((0.05, 0.5, 2.5))
        cells.setdefault("one", {"value": 1, "published": True})
        coef["one"] = coef.get("one", 0) - round(value + rng.uniform(-tol, tol), 3)
        line["tol"] = tol + 0.001
    else:
        sign = rng.choice((1, -1))
        name = f"T{number}.{rng.choice('xyz')}"
        cells[name] = {"value": int(value), "published": rng.random() < 0.8}
        line["coef"] = {**{n: sign * c for n, c in coef.items()}, name: -sign}
    case["relations"].append(line)


def one_case(seed: int, folder: Path) -> Iterator[str]:
    """Faults of one case: intervals other than the stranger's, or another verdict."""
    case = drawn_case(seed)
    path = folder / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    code, words = said(["attack", "--case", str(path), "--lang", "en"])
    try:
        told = json.loads(words)
    except ValueError:
        yield f"no intervals: {words[-200:]}"
        return
    known = Known(
        {(n,): c["value"] if c["published"] else None for n, c in case["cells"].items()},
        [
            Sum({(n,): c for n, c in line["coef"].items()}, -line.get("tol", 0), line.get("tol", 0))
            for line in case["relations"]
        ],
    )
    narrow = False
    for (name,) in known.hidden:
        low, high = known.interval((name,), whole=False)
        given = told[name][0], inf if told[name][1] is None else told[name][1]
        scale = SLACK * max(1.0, abs(low), abs(high) if high < inf else 1.0)
        if abs(given[0] - low) > scale or (given[1] != high and abs(given[1] - high) > scale):
            yield f"says {given} of {name}, true is {(low, high)}"
        whole = known.interval((name,))
        narrow |= whole[1] - whole[0] < case["need_width"]
        if not given[0] - scale <= whole[0] <= whole[1] <= given[1] + scale:
            yield f"whole tables reach {whole} of {name}, told {given}"
    if set(told) != {name for (name,) in known.hidden}:
        yield "intervals of other cells"
    if narrow < (code == 1) and not _between(known, told, case["need_width"]):
        yield f"ends with {code} though every cell is wide"
    if narrow > (code == 1) and not _between(known, told, case["need_width"]):
        yield f"ends with {code} though a cell is narrow"


def _between(known: Known, told: dict[str, list[float | None]], need: int) -> bool:
    """Some cell is as wide as needed between its ends, but not for whole tables, or has a group."""
    for (name,) in known.hidden:
        low, high = known.interval((name,))
        given = told[name]
        if given[1] is not None and high - low < need <= given[1] - (given[0] or 0):
            return True
    return False
