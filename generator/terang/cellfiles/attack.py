"""`terang attack` on a published file of cells, or on one case."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np

from terang.cellfiles.earlier import Earlier, read_earlier, read_mapping
from terang.cellfiles.rows import CellRows, FileRefused, write_rows
from terang.cellfiles.tables import TABLE, Layout, array_of, cell_id, read_cells
from terang.cellfiles.telling import AREA, progress
from terang.console import echo
from terang.disclosure import (
    CountTable,
    DisclosureError,
    Interval,
    System,
    attack,
    disclosed_groups,
    plain_id,
    suppose_insiders,
    whole_ends,
)
from terang.messages import text

WIDTH = 5
EXACT = 20_000  # withheld cells up to which every end is solved unless asked otherwise
PLANE = 2  # dimensions up to which every end of a table is reached by whole people
NAMED = 5  # changed cells named per file
MANY = 10**6  # stands for an unknown count of an earlier table: more people than any coalition


def attack_file(args: argparse.Namespace) -> int:
    """Attack a file; 1 when a withheld cell is narrower than the width."""
    layout = Layout(tuple(args.dim), args.count, args.total)
    rows, dims = read_cells(args.cells, layout)
    now = CountTable(TABLE, dims, array_of(rows, dims, rows.values))
    earlier = _earlier(args, layout, now, rows)
    known = {**earlier.known, **_shown(rows)}
    system = _system(earlier, now, known)
    asked = [
        cell_id(coords) for coords, v in zip(rows.coords, rows.values, strict=True) if v is None
    ]
    exact = args.ends == "exact" or (args.ends is None and len(asked) <= EXACT)
    width = args.width or WIDTH
    need, show = None if exact else width, progress(args.lang)
    if args.insiders and args.truth is not None:
        system = _with_truth(args, system, layout)
    found = attack(
        system,
        cells=asked,
        insiders=args.insiders and args.truth is not None,
        coalition=args.coalition,
        need=need,
        progress=show,
    )
    unsettled = 0
    if exact and (len(dims) > PLANE or earlier.tables):
        sharp = whole_ends(system, found)
        found, unsettled = sharp.intervals, sharp.unsettled
    learned: Mapping[str, Interval] | None = None
    if args.insiders and args.truth is None:
        options = {"threshold": args.threshold, "need": width, "coalition": args.coalition}
        learned = suppose_insiders(system, found, progress=show, **options)
    _write(args, rows, found, exact, learned)
    if unsettled:
        echo(text(AREA, "attack_rounded", args.lang, count=unsettled))
    return _summary(args, found, earlier, learned)


def _write(
    args: argparse.Namespace,
    rows: CellRows,
    found: Mapping[str, Interval],
    exact: bool,
    learned: Mapping[str, Interval] | None,
) -> None:
    """One row a withheld cell; `solved` where not every end was solved, `insiders` if supposed."""
    header = [*rows.dims, "lower", "upper", "exact"]
    header += [] if exact else ["solved"]
    header += [] if learned is None else ["insiders"]
    lines = []
    for coords, value in zip(rows.coords, rows.values, strict=True):
        if value is not None:
            continue
        known = found[cell_id(coords)]
        whole = known.whole()
        line = [*coords, str(whole.lower), "" if whole.upper is None else str(whole.upper)]
        line += [_yes(whole.exact)]
        line += [] if exact else [_yes(known.solved)]
        line += [] if learned is None else [_yes(cell_id(coords) in learned)]
        lines.append(line)
    write_rows(args.out, header, lines)


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _summary(
    args: argparse.Namespace,
    found: Mapping[str, Interval],
    earlier: Earlier,
    learned: Mapping[str, Interval] | None,
) -> int:
    width = args.width or WIDTH
    narrow = sum(interval.narrower_than(width) for interval in found.values())
    exact = sum(interval.whole().exact for interval in found.values())
    told = {"withheld": len(found), "exact": exact, "narrow": narrow, "width": width}
    echo(text(AREA, "attack_done", args.lang, **told))
    loose = sum(not interval.solved for interval in found.values())
    if loose:
        echo(text(AREA, "attack_loose", args.lang, count=loose))
    if learned is not None:
        told = {"count": len(learned), "coalition": args.coalition, "width": width}
        echo(text(AREA, "attack_supposed", args.lang, **told))
    for file, findings in earlier.changed.items():
        cells = ", ".join(f.cell.partition("|")[2].replace("|", " × ") for f in findings[:NAMED])
        key = "archive_reveals" if findings else "archive_changed"
        echo(text(AREA, key, args.lang, file=file, count=len(findings), cells=cells))
    return int(narrow > 0 or bool(learned) or any(earlier.changed.values()))


def _with_truth(args: argparse.Namespace, system: System, layout: Layout) -> System:
    """The system with the true counts of today, and earlier unknown ones out of the way."""
    rows, dims = read_cells(args.truth, layout)
    array_of(rows, dims, rows.values)
    value = np.where(system.published, system.value, MANY)
    for coords, count in zip(rows.coords, rows.values, strict=True):
        name = cell_id(coords)
        if count is not None and name in system.places:
            value[system.index(name)] = count
    return replace(system, value=value)


def _earlier(args: argparse.Namespace, layout: Layout, now: CountTable, rows: CellRows) -> Earlier:
    if args.archive is None:
        return Earlier()
    return read_earlier(
        args.archive,
        layout,
        now,
        rows,
        mapping=read_mapping(args.archive, args.mapping),
        leave_out=[path for path in (args.cells, args.out, args.truth) if path is not None],
        threshold=args.threshold,
    )


def _shown(rows: CellRows) -> dict[str, int]:
    both = zip(rows.coords, rows.values, strict=True)
    return {cell_id(coords): value for coords, value in both if value is not None}


def _system(earlier: Earlier, now: CountTable, known: Mapping[str, int]) -> System:
    """All tables as one system in which everything that no file shows is withheld."""
    tables = [_filled(table, earlier, known) for table in (*earlier.tables, now)]
    system = System.from_tables(
        tables, extra_relations=earlier.relations, shared=earlier.shared, check=False
    )
    return system.withholding(name for name in system.ids if name not in known)


def _filled(table: CountTable, earlier: Earlier, known: Mapping[str, int]) -> CountTable:
    every = product(*(tree.codes for _, tree in table.dims))
    ids = (
        earlier.shared.get((table.name, coords), plain_id(table.name, coords)) for coords in every
    )
    values = np.array([known.get(name, 0) for name in ids], dtype=np.int64)
    return replace(table, values=values.reshape(table.shape))


def attack_case(args: argparse.Namespace) -> int:
    try:
        case = json.loads(args.case.read_text(encoding="utf-8"))
        system = System.from_case(case)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        if isinstance(fault, DisclosureError):
            raise
        raise FileRefused("bad_file", {"file": str(args.case), "detail": str(fault)}) from fault
    found = attack(system, insiders=args.insiders, coalition=args.coalition)
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
