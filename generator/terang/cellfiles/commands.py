"""`terang protect` and `terang attack`: disclosure control on one CSV file of cells."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from terang.cellfiles.rows import CellRows, FileRefused, read_rows, read_tree, write_rows
from terang.console import echo, note
from terang.disclosure import (
    CountTable,
    DisclosureError,
    Hierarchy,
    Interval,
    InvalidTable,
    Policy,
    System,
    attack,
    disclosed_groups,
    protect,
)
from terang.messages import catalogue, text

AREA = "disclosure"
TABLE = "t"
ROWS_NAMED = 20
SOLVED_FULLY = 1500  # with more withheld cells, those proved wide enough keep the ends found
Subparsers = Any  # argparse names its action privately


def add_commands(subparsers: Subparsers) -> None:
    """The two verbs with their options."""
    shield = subparsers.add_parser("protect", help=text(AREA, "help_protect"))
    shield.add_argument("cells", type=Path, help=text(AREA, "arg_cells"))
    _common(shield)
    shield.add_argument("--threshold", type=int, default=5, help=text(AREA, "arg_threshold"))
    shield.add_argument(
        "--cost", choices=("size", "root", "unit"), default="root", help=text(AREA, "arg_cost")
    )
    shield.add_argument("--seconds", type=float, default=None, help=text(AREA, "arg_seconds"))
    shield.add_argument("--out", type=Path, required=True, help=text(AREA, "arg_out"))
    shield.add_argument("--explain", type=Path, help=text(AREA, "arg_explain"))
    shield.add_argument("--archive", type=Path, help=text(AREA, "arg_archive"))
    shield.set_defaults(run=run_protect)
    assault = subparsers.add_parser("attack", help=text(AREA, "help_attack"))
    assault.add_argument("cells", type=Path, nargs="?", help=text(AREA, "arg_published"))
    _common(assault)
    assault.add_argument("--archive", type=Path, help=text(AREA, "arg_archive"))
    assault.add_argument("--case", type=Path, help=text(AREA, "arg_case"))
    assault.add_argument("--out", type=Path, help=text(AREA, "arg_out"))
    assault.set_defaults(run=run_attack)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dim", action="append", default=[], help=text(AREA, "arg_dim"))
    parser.add_argument("--count", default="n", help=text(AREA, "arg_count"))
    parser.add_argument("--total", default="T", help=text(AREA, "arg_total"))
    parser.add_argument("--width", type=int, default=None, help=text(AREA, "arg_width"))
    parser.add_argument("--group", help=text(AREA, "arg_group"))
    parser.add_argument("--insiders", action="store_true", help=text(AREA, "arg_insiders"))
    parser.add_argument("--lang", choices=("id", "en"), default="id", help=text(AREA, "arg_lang"))


def run_protect(args: argparse.Namespace) -> int:
    """Protect a file of cells; 0 when written, 1 when refused (then nothing is written)."""
    return _told(args.lang, lambda: _protect(args))


def run_attack(args: argparse.Namespace) -> int:
    """Attack a published file or a case; 1 when a withheld cell is narrower than the width."""
    if args.case is None and (args.cells is None or not args.dim or args.out is None):
        note(text(AREA, "need_cells", args.lang))
        return 2
    return _told(args.lang, lambda: _attack_case(args) if args.case else _attack_file(args))


def _protect(args: argparse.Namespace) -> int:
    rows, dims = _read(args)
    absent = [place for place, value in enumerate(rows.values) if value is None]
    if absent:
        raise FileRefused("not_whole", {}, [rows.named(place) for place in absent])
    value = _array(rows, dims, rows.values)
    group = None if args.group is None else _axis(rows, args.group)
    table = CountTable(TABLE, dims, value, group_dim=group)
    policy = Policy(
        threshold=args.threshold,
        width=args.width,
        homogeneity=group is not None,
        insiders=args.insiders,
        cost=args.cost,
        seconds=args.seconds,
    )
    known = frozenset(_archived(args, rows, dims))
    try:
        found = protect([table], policy, known=known, progress=_progress(args.lang))
    except InvalidTable as refusal:
        raise _with_rows(refusal, rows) from refusal
    hidden = [_id(coords) in found.withheld for coords in rows.coords]
    shown = [
        (*coords, "" if out else str(number), "withheld" if out else "shown")
        for coords, number, out in zip(rows.coords, rows.values, hidden, strict=True)
    ]
    header = (*rows.dims, args.count, "status")
    if args.explain is not None:
        kinds = [_kind(_id(coords), found.reasons, found.withheld) for coords in rows.coords]
        private = [
            (*coords, str(number), line[-1], *kind)
            for coords, number, line, kind in zip(
                rows.coords, rows.values, shown, kinds, strict=True
            )
        ]
        write_rows(args.explain, (*header, "kind", "reason"), private)
    write_rows(args.out, header, shown)
    echo(
        text(
            AREA,
            "protect_done",
            args.lang,
            shown=len(hidden) - sum(hidden),
            withheld=sum(hidden),
            primary=found.loss.primary,
            secondary=found.loss.secondary,
            people=found.loss.people_secondary,
        )
    )
    return 0


def _kind(name: str, reasons: Mapping[str, str], withheld: frozenset[str]) -> tuple[str, str]:
    if name in reasons:
        return "primary", reasons[name]
    return ("secondary", "complement") if name in withheld else ("", "")


def _attack_file(args: argparse.Namespace) -> int:
    rows, dims = _read(args)
    known = _archived(args, rows, dims)
    values = [
        known.get(_id(coords), value)
        for coords, value in zip(rows.coords, rows.values, strict=True)
    ]
    value = _array(rows, dims, [0 if v is None else v for v in values])
    table = CountTable(TABLE, dims, value)
    withheld = [
        _id(coords)
        for coords, v in zip(rows.coords, rows.values, strict=True)
        if v is None and _id(coords) not in known
    ]
    system = System.from_tables([table], check=False).withholding(withheld)
    need = None if len(withheld) <= SOLVED_FULLY else args.width or 5
    found = dict(attack(system, insiders=args.insiders, need=need, progress=_progress(args.lang)))
    for coords, v in zip(rows.coords, rows.values, strict=True):
        if v is None and _id(coords) in known:
            exact = Fraction(known[_id(coords)])
            found[_id(coords)] = Interval(exact, exact)
    lines = []
    for coords, v in zip(rows.coords, rows.values, strict=True):
        if v is None:
            interval = found[_id(coords)].whole()
            upper = "" if interval.upper is None else str(interval.upper)
            exact_ = "yes" if interval.exact else "no"
            lines.append((*coords, str(interval.lower), upper, exact_))
    write_rows(args.out, (*rows.dims, "lower", "upper", "exact"), lines)
    width = args.width or 5
    narrow = sum(interval.narrower_than(width) for interval in found.values())
    exact_n = sum(interval.whole().exact for interval in found.values())
    told = {"withheld": len(found), "exact": exact_n, "narrow": narrow, "width": width}
    echo(text(AREA, "attack_done", args.lang, **told))
    return 1 if narrow else 0


def _attack_case(args: argparse.Namespace) -> int:
    try:
        case = json.loads(args.case.read_text(encoding="utf-8"))
        system = System.from_case(case)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        if isinstance(fault, DisclosureError):
            raise
        raise FileRefused("bad_file", {"file": str(args.case), "detail": str(fault)}) from fault
    found = attack(system, insiders=args.insiders)
    shown = {
        name: [_number(interval.lower), None if interval.upper is None else _number(interval.upper)]
        for name, interval in found.items()
    }
    echo(json.dumps(shown, ensure_ascii=False, indent=1))
    width = args.width or int(case.get("need_width", 5))
    asked = case.get("sensitive", list(found))
    bare = any(name not in found for name in asked)
    narrow = any(name in found and found[name].narrower_than(width) for name in asked)
    return int(bare or narrow or bool(disclosed_groups(system, found, width)))


def _number(exact: Fraction) -> int | float:
    return int(exact) if exact.denominator == 1 else float(exact)


def _read(args: argparse.Namespace) -> tuple[CellRows, tuple[tuple[str, Hierarchy], ...]]:
    names = [given.partition("=")[0] for given in args.dim]
    rows = read_rows(args.cells, names, args.count)
    return rows, _dims(args, rows)


def _dims(args: argparse.Namespace, rows: CellRows) -> tuple[tuple[str, Hierarchy], ...]:
    found = []
    for axis, given in enumerate(args.dim):
        name, _, file = given.partition("=")
        if file:
            tree = read_tree(Path(file))
            try:
                found.append((name, Hierarchy.from_parents(tree)))
            except InvalidTable as broken:
                raise FileRefused("tree", {"file": file}, broken.cells) from broken
        else:
            codes = list(dict.fromkeys(coords[axis] for coords in rows.coords))
            total = args.total if args.total in codes else None
            parents = {code: None if code == total else total for code in codes}
            found.append((name, Hierarchy.from_parents(parents)))
    return tuple(found)


def _array(
    rows: CellRows, dims: Sequence[tuple[str, Hierarchy]], values: Sequence[int | None]
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The values in the order of the codes; refuses unknown, double and missing cells."""
    place = [{code: i for i, code in enumerate(tree.codes)} for _, tree in dims]
    shape = tuple(len(codes) for codes in place)
    unknown = [
        n
        for n, coords in enumerate(rows.coords)
        if any(code not in codes for code, codes in zip(coords, place, strict=True))
    ]
    if unknown:
        raise FileRefused("code_unknown", {}, [rows.named(n) for n in unknown])
    where = [
        np.array([codes[coords[axis]] for coords in rows.coords], dtype=np.int64)
        for axis, codes in enumerate(place)
    ]
    flat = np.ravel_multi_index(where, shape) if rows.coords else np.zeros(0, dtype=np.int64)
    first = np.unique(flat, return_index=True)[1]
    if len(first) < len(flat):
        again = np.setdiff1d(np.arange(len(flat)), first).tolist()
        raise FileRefused("duplicate", {}, [rows.named(n) for n in again])
    if len(flat) < int(np.prod(shape)):
        present = set(rows.coords)
        every = product(*(tree.codes for _, tree in dims))
        raise FileRefused(
            "cells_missing", {}, [" × ".join(coords) for coords in every if coords not in present]
        )
    out = np.zeros(int(np.prod(shape)), dtype=np.int64)
    out[flat] = [0 if value is None else value for value in values]
    return out.reshape(shape)


def _archived(
    args: argparse.Namespace, rows: CellRows, dims: Sequence[tuple[str, Hierarchy]]
) -> dict[str, int]:
    """Cells of this table that an earlier file about the same people shows, with their values."""
    if args.archive is None:
        return {}
    ours = set(rows.coords)
    shown: dict[str, int] = {}
    for path in sorted(args.archive.glob("*.csv*")):
        if path.resolve() in (args.cells.resolve(), args.out.resolve()):
            continue
        earlier = read_rows(path, rows.dims, args.count)
        for coords, value in zip(earlier.coords, earlier.values, strict=True):
            if value is not None and coords in ours:
                shown[_id(coords)] = value
    return shown


def _axis(rows: CellRows, name: str) -> int:
    if name not in rows.dims:
        fields = {"column": name, "file": "--group", "columns": ", ".join(rows.dims)}
        raise FileRefused("column_missing", fields)
    return rows.dims.index(name)


def _id(coords: Sequence[str]) -> str:
    return "|".join((TABLE, *coords))


def _with_rows(refusal: InvalidTable, rows: CellRows) -> InvalidTable:
    place = {_id(coords): n for n, coords in enumerate(rows.coords)}
    named = [rows.named(place[name]) if name in place else name for name in refusal.cells]
    return replace(refusal, cells=named)


def _told(lang: str, work: Callable[[], int]) -> int:
    """Run a command; a refusal becomes what is wrong, which rows, and what to do."""
    try:
        return work()
    except FileRefused as refused:
        _tell(lang, refused.code, refused.fields, refused.rows)
    except DisclosureError as refused:
        code = "threshold_floor" if refused.code == "width_floor" else refused.code
        _tell(lang, code, refused.fields, refused.cells)
    return 1


def _tell(lang: str, code: str, fields: Mapping[str, str], rows: Iterable[str]) -> None:
    known = catalogue(AREA, lang)
    key = code if (code in known and f"{code}_fix" in known) or code == "bad_file" else "other"
    filled = {**fields, "code": code}
    note(known["refused"].format(why=known[key].format(**filled)))
    named = list(rows)
    for row in named[:ROWS_NAMED]:
        note(f"  {row}")
    if len(named) > ROWS_NAMED:
        note(known["more"].format(count=len(named) - ROWS_NAMED))
    if f"{key}_fix" in known:
        note(known["fix"].format(what=known[f"{key}_fix"].format(**filled)))


def _progress(lang: str) -> Callable[[str, int, int], None] | None:
    """Shows how far the work is, when somebody is watching."""
    if not sys.stderr.isatty():
        return None
    last = [0.0]

    def show(_stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - last[0] > 0.2 or done == total:
            last[0] = now
            sys.stderr.write("\r" + text(AREA, "progress", lang, done=done, total=total))
            sys.stderr.write("\n" if done == total else "")
            sys.stderr.flush()

    return show
