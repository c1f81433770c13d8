"""`terang check`: every problem of the criteria, in file order."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from terang import report
from terang.console import echo, note
from terang.criteria.files import root_of
from terang.criteria.load import Loaded, load
from terang.messages import LANGUAGES, text
from terang.problems import Problem

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

CLEAN, PROBLEMS, USAGE = 0, 1, 2


def add_commands(subparsers: Subparsers) -> None:
    """Registers `check [PATH] [--format text|json|github] [--lang id|en]`."""
    parser = subparsers.add_parser("check", help=text("cli", "verb_check"))
    words = {name: text("problems", f"check.{name}_help") for name in ("path", "format", "lang")}
    parser.add_argument("path", nargs="?", default="criteria", metavar="PATH", help=words["path"])
    shapes = ("text", "json", "github")
    parser.add_argument("--format", choices=shapes, default="text", help=words["format"])
    parser.add_argument("--lang", choices=LANGUAGES, default="id", help=words["lang"])
    parser.set_defaults(run=check)


def check(options: argparse.Namespace) -> int:
    """Checks the whole criteria and reports what concerns PATH: the folder, an agency, a file."""
    path = Path(options.path)
    root = root_of(path)
    if root is None:
        note(text("problems", "check.no_folder", options.lang, path=path))
        return USAGE
    loaded = load(root)
    inside = path.resolve().relative_to(root.resolve()).as_posix()
    found = [problem for problem in loaded.problems if _concerns(problem, inside)]
    prefix = f"{root.as_posix()}/"
    match options.format:
        case "json":
            echo(report.as_json(found, options.lang, prefix))
        case "github":
            _echo_unless_empty(report.as_github(found, options.lang, prefix))
        case _:
            _echo_unless_empty(report.as_text(found, _lines_of(root), options.lang, prefix))
            note(_summary(loaded, found, root, options.lang))
    return PROBLEMS if any(problem.severity == "error" for problem in found) else CLEAN


def _concerns(problem: Problem, inside: str) -> bool:
    return inside in (".", problem.file) or problem.file.startswith(f"{inside}/")


def _echo_unless_empty(told: str) -> None:
    if told:
        echo(told)


def _lines_of(root: Path) -> report.Lines:
    """The lines of a criteria file, read once; none for a file that cannot be shown."""

    @cache
    def lines(file: str) -> Sequence[str]:
        try:
            return (root / file).read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return ()

    return lines


def _summary(loaded: Loaded, found: Sequence[Problem], root: Path, lang: str) -> str:
    errors = sum(problem.severity == "error" for problem in found)
    key = "check.clean" if not found else "check.found"
    files = sum(1 for _ in root.glob("**/*.yml"))
    agencies = len(loaded.criteria.agencies) if loaded.criteria is not None else 0
    counts = {"errors": errors, "warnings": len(found) - errors}
    return text("problems", key, lang, files=files, agencies=agencies, **counts)
