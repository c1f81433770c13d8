"""`terang release plan`, and how `release build` is told where and with which engine to compute."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import duckdb

from terang.console import echo, note
from terang.criteria.load import load
from terang.messages import text
from terang.release.intake.schemes import programs
from terang.release.intake.source import MicrodataError
from terang.release.scoring import spark
from terang.release.scoring.cells import plan
from terang.release.scoring.query import NARROW, WIDE
from terang.release.scoring.workplace import Workplace, working

KEPT = ".sel"  # beside the agencies' folders, in the private zone
ENGINES = ("duckdb", "spark")
DONE, FAULTS, USAGE = 0, 1, 2
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_plan_command(verbs: Subparsers) -> None:
    """Register `release plan`."""
    parser: argparse.ArgumentParser = verbs.add_parser("plan", help=_help("plan"))
    parser.add_argument("--lang", choices=("id", "en"), default="id", help=_help("lang"))
    parser.add_argument("--criteria", type=Path, default=Path("criteria"), help=_help("criteria"))
    parser.add_argument("--agency", required=True, help=_help("agency"))
    parser.add_argument("--period", required=True, help=_help("plan_period"))
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help=_help("engine"))
    parser.set_defaults(run=_plan)


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """How `release build` computes leaf cells."""
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help=_help("engine"))
    parser.add_argument("--master", type=_master, default=spark.LOCAL, help=_help("master"))
    parser.add_argument("--threads", type=_threads, default=1, help=_help("threads"))
    parser.add_argument("--jobs", type=_threads, default=1, help=_help("jobs"))
    parser.add_argument("--memory", type=_memory, help=_help("memory"))


@contextmanager
def computing(options: argparse.Namespace, apart: str = "") -> Iterator[None]:
    """Leaf cells are kept below the data folder and computed as asked. Raises NoSpark, MemoryError.

    apart: a name for this process, where others work in the same folder.
    """
    place = Workplace(options.data / KEPT, options.threads, options.memory, apart=apart)
    if options.engine != "spark":
        try:
            with working(place):
                yield
        except duckdb.OutOfMemoryException as full:
            raise MemoryError(str(full)) from full
        return
    log = options.data / KEPT / spark.LOG
    with spark.session(options.master, log) as session, working(place.on(session)):
        yield


def no_spark(failed: spark.NoSpark, options: argparse.Namespace) -> str:
    """Why Spark could not do it, in words."""
    log = options.data / KEPT / spark.LOG
    fields = {"master": options.master, "log": log}
    return text("release", f"no_{failed.reason}", options.lang, **fields)


def _plan(options: argparse.Namespace) -> int:
    """Print the statements that score an agency's schemes, as the engine gets them."""
    criteria = load(options.criteria).criteria
    if criteria is None or options.agency not in criteria.agencies:
        note(text("release", "plan_no_agency", options.lang, agency=options.agency))
        return USAGE
    try:
        judges = programs(criteria.agencies[options.agency], criteria, options.period)
    except MicrodataError as wrong:
        note(wrong.told(options.lang))
        return USAGE
    if options.engine == "duckdb":
        echo(text("release", "plan_columns", options.lang))
    for program in {program.scheme: program for program in judges.values()}.values():
        made = plan(program)
        echo(f"-- {program.agency} {program.scheme} {program.on} {made.rules}: sel")
        whole = WIDE if options.engine == "duckdb" else NARROW
        echo(f"{made.cells(options.engine, whole)};")
        echo(f"-- {program.agency} {program.scheme} {program.on} {made.rules}: margin")
        echo(f"{made.margins('sel')};")
    return DONE


def _help(key: str) -> str:
    return text("release", f"help_{key}")


def _threads(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 1024:
        raise ValueError(word)
    return number


def _master(word: str) -> str:
    if not spark.MASTER.fullmatch(word):
        raise ValueError(word)
    return word


def _memory(word: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,6}(MB|GB)", word):
        raise ValueError(word)
    return word
