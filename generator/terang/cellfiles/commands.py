"""`terang protect` and `terang attack`: disclosure control on one CSV file of cells."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from terang.cellfiles.attack import attack_case, attack_file
from terang.cellfiles.earlier import read_earlier, read_mapping
from terang.cellfiles.rows import CellRows, FileRefused, write_rows
from terang.cellfiles.tables import TABLE, Layout, array_of, cell_id, read_cells
from terang.cellfiles.telling import AREA, progress, told
from terang.console import echo, note
from terang.disclosure import CountTable, InvalidTable, Policy, protect
from terang.messages import text

Subparsers = Any  # argparse names its action privately


def add_commands(subparsers: Subparsers) -> None:
    """The two verbs with their options."""
    shield = subparsers.add_parser("protect", help=text(AREA, "help_protect"))
    shield.add_argument("cells", type=Path, help=text(AREA, "arg_cells"))
    _common(shield)
    shield.add_argument("--threshold", type=int, default=5, help=text(AREA, "arg_threshold"))
    shield.add_argument(
        "--cost", choices=("size", "root", "unit"), default="size", help=text(AREA, "arg_cost")
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
    assault.add_argument("--threshold", type=int, default=5, help=text(AREA, "arg_threshold"))
    assault.add_argument("--coalition", type=int, default=1, help=text(AREA, "arg_coalition"))
    assault.add_argument("--truth", type=Path, help=text(AREA, "arg_truth"))
    assault.add_argument("--ends", choices=("exact", "enough"), help=text(AREA, "arg_ends"))
    assault.add_argument("--case", type=Path, help=text(AREA, "arg_case"))
    assault.add_argument("--out", type=Path, help=text(AREA, "arg_out"))
    assault.set_defaults(run=run_attack)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dim", action="append", default=[], help=text(AREA, "arg_dim"))
    parser.add_argument("--count", default="n", help=text(AREA, "arg_count"))
    parser.add_argument("--total", default="T", help=text(AREA, "arg_total"))
    parser.add_argument("--width", type=int, default=None, help=text(AREA, "arg_width"))
    parser.add_argument("--group", help=text(AREA, "arg_group"))
    parser.add_argument("--mapping", type=Path, help=text(AREA, "arg_mapping"))
    parser.add_argument("--insiders", action="store_true", help=text(AREA, "arg_insiders"))
    parser.add_argument("--lang", choices=("id", "en"), default="id", help=text(AREA, "arg_lang"))


def run_protect(args: argparse.Namespace) -> int:
    """Protect a file of cells; 0 when written, 1 when refused (then nothing is written)."""
    return told(args.lang, lambda: _protect(args))


def run_attack(args: argparse.Namespace) -> int:
    """Attack a published file or a case; 1 when a withheld cell is narrower than the width."""
    if args.case is None and (args.cells is None or not args.dim or args.out is None):
        note(text(AREA, "need_cells", args.lang))
        return 2
    return told(args.lang, lambda: attack_case(args) if args.case else attack_file(args))


def _protect(args: argparse.Namespace) -> int:
    layout = Layout(tuple(args.dim), args.count, args.total)
    rows, dims = read_cells(args.cells, layout)
    absent = [place for place, value in enumerate(rows.values) if value is None]
    if absent:
        raise FileRefused("not_whole", {}, [rows.named(place) for place in absent])
    value = array_of(rows, dims, rows.values)
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
    known = frozenset(_archived(args, layout, table, rows))
    try:
        found = protect([table], policy, known=known, progress=progress(args.lang))
    except InvalidTable as refusal:
        raise _with_rows(refusal, rows) from refusal
    hidden = [cell_id(coords) in found.withheld for coords in rows.coords]
    shown = [
        (*coords, "" if out else str(number), "withheld" if out else "shown")
        for coords, number, out in zip(rows.coords, rows.values, hidden, strict=True)
    ]
    header = (*rows.dims, args.count, "status")
    if args.explain is not None:
        kinds = [_kind(cell_id(coords), found.reasons, found.withheld) for coords in rows.coords]
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


def _archived(
    args: argparse.Namespace, layout: Layout, table: CountTable, rows: CellRows
) -> set[str]:
    """Cells of this table that an earlier file about the same people shows."""
    if args.archive is None:
        return set()
    earlier = read_earlier(
        args.archive,
        layout,
        table,
        rows,
        mapping=read_mapping(args.archive, args.mapping),
        leave_out=[args.cells, args.out],
        threshold=args.threshold,
    )
    return set(earlier.known) & {cell_id(coords) for coords in rows.coords}


def _axis(rows: CellRows, name: str) -> int:
    if name not in rows.dims:
        fields = {"column": name, "file": "--group", "columns": ", ".join(rows.dims)}
        raise FileRefused("column_missing", fields)
    return rows.dims.index(name)


def _with_rows(refusal: InvalidTable, rows: CellRows) -> InvalidTable:
    place = {cell_id(coords): n for n, coords in enumerate(rows.coords)}
    named = [rows.named(place[name]) if name in place else name for name in refusal.cells]
    return replace(refusal, cells=named)
