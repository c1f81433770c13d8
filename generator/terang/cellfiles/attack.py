"""`terang attack` on a published file of cells."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from terang.cellfiles.earlier import Earlier, joint_system, read_earlier, read_mapping
from terang.cellfiles.rows import CellRows, FileRefused, check_places, write_files
from terang.cellfiles.tables import TABLE, Layout, array_of, axis_of, cell_id, read_cells, with_rows
from terang.cellfiles.telling import AREA, progress
from terang.console import echo
from terang.disclosure import (
    CountTable,
    DisclosureError,
    Interval,
    System,
    attack,
    disclosed_groups,
    refuse_contradiction,
    suppose_insiders,
    whole_ends,
)
from terang.disclosure.model import Coords
from terang.messages import text

WIDTH = 5
EXACT = 20_000  # withheld cells up to which every end is solved unless asked otherwise
PLANE = 2  # dimensions up to which every end of a table is reached by whole people
NAMED = 5  # changed cells named per file
MANY = 10**6  # stands for an unknown count of an earlier table: more people than any coalition


def attack_file(args: argparse.Namespace) -> int:
    """Attack a file; 1 when a withheld cell is narrower than the width."""
    layout = Layout(tuple(args.dim), args.count, args.total)
    check_places([args.out], [args.cells, args.truth, args.mapping, *layout.files])
    rows, dims = read_cells(args.cells, layout)
    group = None if args.group is None else axis_of(rows, args.group)
    now = CountTable(TABLE, dims, array_of(rows, dims, rows.values), group_dim=group)
    earlier = _earlier(args, layout, now, rows)
    system = _attacked(earlier, now, rows)
    try:
        refuse_contradiction(system)
    except DisclosureError as refusal:
        raise with_rows(refusal, rows) from refusal
    few = rows.values.count(None) <= EXACT
    exact = args.ends == "exact" or (args.ends is None and few)
    width = WIDTH if args.width is None else args.width
    need, show = None if exact else width, progress(args.lang)
    if args.insiders and args.truth is not None:
        system = _with_truth(args, system, layout)
    asked = [*map(cell_id, _withheld(rows)), *earlier.withheld] if earlier.tables else None
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
    groups = [] if group is None else disclosed_groups(system, found, width)
    before = {cell: found[cell] for cell in found if cell in earlier.withheld}
    found = {cell: found[cell] for cell in found if cell not in before}
    learned: Mapping[str, Interval] | None = None
    if args.insiders and args.truth is None:
        options = {"threshold": args.threshold, "need": width, "coalition": args.coalition}
        learned = suppose_insiders(system, found, progress=show, **options)
    _write(args, rows, found, exact, learned)
    if unsettled:
        echo(text(AREA, "attack_rounded", args.lang, count=unsettled))
    bad = _summary(args, found, earlier, learned, width)
    bad = max(bad, _opened(args.lang, before, earlier, width))
    return max(bad, _groups(args, groups, earlier) if args.group is not None else 0)


def _groups(args: argparse.Namespace, groups: Sequence[Sequence[str]], earlier: Earlier) -> int:
    """Tell the groups whose members are known to share one code; 1 when there are any."""
    shared = [cell for cell, *_ in groups[:NAMED]]
    cells = ", ".join(earlier.withheld.get(cell) or _spoken(cell) for cell in shared)
    key = "attack_groups" if groups else "attack_no_groups"
    echo(text(AREA, key, args.lang, count=len(groups), dim=args.group, cells=cells))
    return int(bool(groups))


def _opened(lang: str, before: Mapping[str, Interval], earlier: Earlier, width: int) -> int:
    """Tell which cells that earlier files withhold are narrow now; 1 when there are any."""
    narrow = [earlier.withheld[cell] for cell in before if before[cell].narrower_than(width)]
    if narrow:
        cells = ", ".join(narrow[:NAMED])
        told = {"count": len(narrow), "width": width, "cells": cells}
        echo(text(AREA, "attack_before", lang, **told))
    return int(bool(narrow))


def _spoken(name: str) -> str:
    """A cell's id as people read it."""
    return name.partition("|")[2].replace("|", " × ")


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
    write_files({args.out: (header, _lines(rows, found, exact, learned))})


def _lines(
    rows: CellRows,
    found: Mapping[str, Interval],
    exact: bool,
    learned: Mapping[str, Interval] | None,
) -> Iterator[Sequence[str]]:
    for coords in _withheld(rows):
        known = found[cell_id(coords)]
        whole = known.whole()
        line = [*coords, str(whole.lower), "" if whole.upper is None else str(whole.upper)]
        line += [_yes(whole.exact)]
        line += [] if exact else [_yes(known.solved)]
        line += [] if learned is None else [_yes(cell_id(coords) in learned)]
        yield line


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _summary(
    args: argparse.Namespace,
    found: Mapping[str, Interval],
    earlier: Earlier,
    learned: Mapping[str, Interval] | None,
    width: int,
) -> int:
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
        cells = ", ".join(_spoken(f.cell) for f in findings[:NAMED])
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
        if args.mapping is not None:
            raise FileRefused("mapping_alone", {"file": str(args.mapping)})
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


def _attacked(earlier: Earlier, now: CountTable, rows: CellRows) -> System:
    """What is published, today and before; one table alone needs no name by cell."""
    both = zip(rows.coords, rows.values, strict=True)
    if earlier.tables:
        shown = {cell_id(coords): value for coords, value in both if value is not None}
        return joint_system(earlier, now, {**earlier.known, **shown})
    return System.from_tables([replace(now, hidden=frozenset(_withheld(rows)))], check=False)


def _withheld(rows: CellRows) -> Iterator[Coords]:
    """The withheld cells of today's file."""
    both = zip(rows.coords, rows.values, strict=True)
    return (coords for coords, value in both if value is None)
