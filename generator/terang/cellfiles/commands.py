"""`terang protect` and `terang attack`: disclosure control on one CSV file of cells."""

from __future__ import annotations

import argparse
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from terang.cellfiles.attack import attack_file
from terang.cellfiles.beside import Publishing
from terang.cellfiles.case import attack_case
from terang.cellfiles.earlier import Earlier, read_earlier, read_mapping
from terang.cellfiles.rows import CellRows, FileRefused, check_places, write_files
from terang.cellfiles.tables import (
    TABLE,
    Layout,
    array_of,
    axis_of,
    cell_id,
    read_cells,
    refuse_hidden_totals,
    with_rows,
)
from terang.cellfiles.telling import AREA, progress, told
from terang.console import echo, note
from terang.disclosure import CountTable, DisclosureError, Policy, Protection
from terang.messages import text

Subparsers = Any  # argparse names its action privately
MOST_PEOPLE = 10**6  # of a threshold, a width or a coalition
MOST_SECONDS = 10**6


def add_commands(subparsers: Subparsers) -> None:
    """The two verbs with their options."""
    shield = subparsers.add_parser("protect", help=text(AREA, "help_protect"))
    shield.add_argument("cells", type=Path, help=text(AREA, "arg_cells"))
    _common(shield)
    shield.add_argument("--threshold", type=_people, default=5, help=text(AREA, "arg_threshold"))
    shield.add_argument(
        "--cost", choices=("size", "root", "unit"), default="size", help=text(AREA, "arg_cost")
    )
    shield.add_argument("--seconds", type=_seconds, default=None, help=text(AREA, "arg_seconds"))
    shield.add_argument("--out", type=Path, required=True, help=text(AREA, "arg_out"))
    shield.add_argument("--explain", type=Path, help=text(AREA, "arg_explain"))
    shield.add_argument("--archive", type=Path, help=text(AREA, "arg_archive"))
    shield.set_defaults(run=run_protect)
    assault = subparsers.add_parser("attack", help=text(AREA, "help_attack"))
    assault.add_argument("cells", type=Path, nargs="?", help=text(AREA, "arg_published"))
    _common(assault)
    assault.add_argument("--archive", type=Path, help=text(AREA, "arg_archive"))
    assault.add_argument("--threshold", type=_people, default=5, help=text(AREA, "arg_threshold"))
    assault.add_argument("--coalition", type=_people, default=1, help=text(AREA, "arg_coalition"))
    assault.add_argument("--truth", type=Path, help=text(AREA, "arg_truth"))
    assault.add_argument("--ends", choices=("exact", "enough"), help=text(AREA, "arg_ends"))
    assault.add_argument("--case", type=Path, help=text(AREA, "arg_case"))
    assault.add_argument("--out", type=Path, help=text(AREA, "arg_out"))
    assault.set_defaults(run=run_attack)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dim", action="append", default=[], help=text(AREA, "arg_dim"))
    parser.add_argument("--count", default="n", help=text(AREA, "arg_count"))
    parser.add_argument("--total", default="T", help=text(AREA, "arg_total"))
    parser.add_argument("--width", type=_people, default=None, help=text(AREA, "arg_width"))
    parser.add_argument("--group", help=text(AREA, "arg_group"))
    parser.add_argument("--mapping", type=Path, help=text(AREA, "arg_mapping"))
    parser.add_argument("--insiders", action="store_true", help=text(AREA, "arg_insiders"))
    parser.add_argument("--lang", choices=("id", "en"), default="id", help=text(AREA, "arg_lang"))


def _people(given: str) -> int:
    """A number of people, 1 or more, from the command line."""
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= MOST_PEOPLE):
        raise argparse.ArgumentTypeError(text(AREA, "bad_people", given=given))
    return int(given)


def _seconds(given: str) -> float:
    """Seconds, 0 or more, from the command line."""
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(text(AREA, "bad_seconds", given=given))
    return seconds


def run_protect(args: argparse.Namespace) -> int:
    """Protect a file of cells; 0 when written, 1 when refused (then nothing is written)."""
    if not args.dim:
        note(text(AREA, "need_dims", args.lang))
        return 2
    return told(args.lang, lambda: _protect(args))


def run_attack(args: argparse.Namespace) -> int:
    """Attack a published file or a case; 1 when a withheld cell is narrower than the width."""
    if args.case is None and (args.cells is None or not args.dim or args.out is None):
        note(text(AREA, "need_cells", args.lang))
        return 2
    return told(args.lang, lambda: attack_case(args) if args.case else attack_file(args))


def _protect(args: argparse.Namespace) -> int:
    layout = Layout(tuple(args.dim), args.count, args.total)
    check_places([args.out, args.explain], [args.cells, *layout.files])
    rows, dims = read_cells(args.cells, layout)
    absent = [place for place, value in enumerate(rows.values) if value is None]
    if absent:
        raise FileRefused("not_whole", {}, [rows.named(place) for place in absent])
    value = array_of(rows, dims, rows.values)
    refuse_hidden_totals(dims, value)
    group = None if args.group is None else axis_of(rows, args.group)
    table = CountTable(TABLE, dims, value, group_dim=group)
    policy = Policy(
        threshold=args.threshold,
        width=args.width,
        homogeneity=group is not None,
        insiders=args.insiders,
        cost=args.cost,
        seconds=args.seconds,
    )
    earlier = _archived(args, layout, table, rows)
    try:
        beside = Publishing(earlier, table, rows, policy).protected(progress(args.lang))
    except DisclosureError as refusal:
        raise with_rows(refusal, rows) from refusal
    _refuse_if_changed(earlier, rows)
    found, unproved = beside.protection, len(beside.bounded)
    _write(args, rows, found)
    loss = next(loss for loss in found.loss.by_table if loss.table == TABLE)
    withheld = loss.primary + loss.secondary
    told = {"primary": loss.primary, "secondary": loss.secondary, "people": loss.people_secondary}
    told |= {"shown": loss.cells - withheld, "withheld": withheld}
    echo(text(AREA, "protect_done", args.lang, **told))
    key = "protect_attacked" if unproved else "protect_proved"
    echo(text(AREA, key, args.lang, count=unproved, width=policy.need))
    public = sum(0 < value < args.threshold for value in _values(rows, earlier.known))
    if public:
        echo(text(AREA, "protect_public", args.lang, count=public))
    return 0


def _values(rows: CellRows, names: Container[str]) -> list[int]:
    """The counts of some cells."""
    both = zip(rows.coords, rows.values, strict=True)
    return [value for coords, value in both if value is not None and cell_id(coords) in names]


def _write(args: argparse.Namespace, rows: CellRows, found: Protection) -> None:
    """The public file, and the private one where it is asked for; both or none."""
    header = (*rows.dims, args.count, "status")
    files: dict[Path, tuple[Sequence[str], Iterable[Sequence[str]]]] = {}
    if args.explain is not None:
        files[args.explain] = ((*header, "kind", "reason"), _explained(rows, found))
    write_files({**files, args.out: (header, _published(rows, found))})


def _published(rows: CellRows, found: Protection) -> Iterator[Sequence[str]]:
    """Every row as anybody may see it."""
    for coords, number in zip(rows.coords, rows.values, strict=True):
        hidden = cell_id(coords) in found.withheld
        yield (*coords, "", "withheld") if hidden else (*coords, str(number), "shown")


def _explained(rows: CellRows, found: Protection) -> Iterator[Sequence[str]]:
    """Every row with its count, and why it is withheld."""
    for coords, number in zip(rows.coords, rows.values, strict=True):
        name = cell_id(coords)
        status = "withheld" if name in found.withheld else "shown"
        yield (*coords, str(number), status, *_kind(name, found))


def _kind(name: str, found: Protection) -> tuple[str, str]:
    if name in found.reasons:
        return "primary", found.reasons[name]
    return ("secondary", "complement") if name in found.withheld else ("", "")


def _archived(
    args: argparse.Namespace, layout: Layout, table: CountTable, rows: CellRows
) -> Earlier:
    """What earlier files say, those that tell of the same people linked to this table."""
    if args.archive is None:
        if args.mapping is not None:
            raise FileRefused("mapping_alone", {"file": str(args.mapping)})
        return Earlier()
    return read_earlier(
        args.archive,
        layout,
        table,
        rows,
        mapping=read_mapping(args.archive, args.mapping),
        leave_out=[args.cells, args.out],
        threshold=args.threshold,
    )


def _refuse_if_changed(earlier: Earlier, rows: CellRows) -> None:
    """Refuse where an earlier file shows a cell with a difference of few people."""
    changed = [finding.cell for findings in earlier.changed.values() for finding in findings]
    if changed:
        raise FileRefused("archive_differs", {}, _named_cells(rows, changed))


def _named_cells(rows: CellRows, names: Iterable[str]) -> list[str]:
    """Cells by their rows, in the order of the rows."""
    wanted = set(names)
    return [rows.named(n) for n, coords in enumerate(rows.coords) if cell_id(coords) in wanted]
