"""`terang attack --case`: one case of cells and relations as JSON, its intervals as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from terang.cellfiles.rows import FileRefused
from terang.console import echo_figures
from terang.disclosure import (
    Interval,
    InvalidTable,
    attack,
    case_system,
    disclosed_groups,
    refuse_contradiction,
)

WIDTH = 5
MOST_WIDTH = 10**6


def attack_case(args: argparse.Namespace) -> int:
    """Print every withheld cell's interval; 1 when the case is unsafe.

    Unsafe: a sensitive cell (`sensitive`, or else every withheld one) is shown or narrower than
    the width, or a group is known to share one rating.
    """
    case = _read(args.case)
    try:
        system = case_system(case, known=args.insiders)
    except InvalidTable as fault:
        if fault.code != "case":
            raise
        fields = {"file": str(args.case), "detail": fault.fields["detail"]}
        raise FileRefused("bad_case", fields) from fault
    width = _width(case, args)
    refuse_contradiction(system)
    found = attack(system, insiders=args.insiders, coalition=args.coalition)
    shown = {
        name: [_number(interval.lower), None if interval.upper is None else _number(interval.upper)]
        for name, interval in found.items()
    }
    echo_figures(shown)
    asked = list(found) if case.get("sensitive") is None else case["sensitive"]
    bare = any(name not in found for name in asked)
    whole = {name: bool(system.integer[system.index(name)]) for name in found}
    narrow = any(name in found and _narrow(found[name], width, whole[name]) for name in asked)
    return int(bare or narrow or bool(disclosed_groups(system, found, width)))


def _narrow(interval: Interval, width: int, whole: bool) -> bool:
    if whole:
        return interval.narrower_than(width)
    return interval.width is not None and interval.width < width


def _read(path: Path) -> dict[str, Any]:
    try:
        case = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as fault:
        raise FileRefused("bad_file", {"file": str(path), "detail": str(fault)}) from fault
    if not isinstance(case, dict):
        raise FileRefused("bad_case", {"file": str(path), "detail": "{…}"})
    names = case.get("sensitive")
    cells = case.get("cells")
    given = names is None or (isinstance(names, list) and all(isinstance(n, str) for n in names))
    if not given or (isinstance(cells, Mapping) and set(names or ()) - set(cells)):
        raise FileRefused("bad_case", {"file": str(path), "detail": "sensitive"})
    return case


def _width(case: Mapping[str, Any], args: argparse.Namespace) -> int:
    given = args.width if args.width is not None else case.get("need_width")
    if given is None:
        return WIDTH
    known = isinstance(given, (int, float)) and not isinstance(given, bool)
    if not known or not 0 <= given <= MOST_WIDTH:
        raise FileRefused("bad_case", {"file": str(args.case), "detail": "need_width"})
    return -int(-given // 1)


def _number(exact: Fraction) -> int | float:
    return int(exact) if exact.denominator == 1 else float(exact)
