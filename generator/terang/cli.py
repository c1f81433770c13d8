"""The `terang` command: finds the verb's module, runs it, and owns the exit code.

Exit codes: 0 done and clean, 1 problems found, 2 wrong usage. Modules are imported only when
their verb is called, so that `terang --help` starts at once and the public zone never loads the
private one.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from terang import __version__
from terang.console import echo, note
from terang.messages import catalogue, text

# verb -> module with add_commands(subparsers); order is the order of the help
VERBS = {
    "check": "terang.criteria.commands",
    "diff": "terang.criteria.edit_commands",
    "impact": "terang.release.commands.impact",
    "fmt": "terang.criteria.edit_commands",
    "explain": "terang.criteria.edit_commands",
    "migrate": "terang.criteria.edit_commands",
    "schema": "terang.criteria.edit_commands",
    "init": "terang.criteria.edit_commands",
    "pages": "terang.site.pages_command",
    "score": "terang.scoring_commands",
    "survey": "terang.scoring_commands",
    "sample": "terang.release.commands.release",
    "release": "terang.release.commands.release",
    "protect": "terang.cellfiles",
    "attack": "terang.cellfiles",
    "scan": "terang.scan",
}


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in Indonesian and exits with 2."""

    def error(self, message: str) -> NoReturn:
        note(self.format_usage().rstrip())
        note(text("cli", "usage_error", prog=self.prog, message=message))
        raise SystemExit(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns its exit code.

    Usage mistakes end with 2, an interrupt with 130, a reader who leaves (`| head`) with 141, too
    little memory with 1.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        done = _run(given)
        sys.stdout.flush()
    except MemoryError:
        note(text("cli", "no_memory", _language(given)))
        return 1
    except KeyboardInterrupt:
        note(text("cli", "interrupted"))
        return 130
    except BrokenPipeError:
        # what is left unwritten goes nowhere, or Python would complain once more while it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return done


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        echo(overview(_language(arguments)))
        return 0 if arguments else 2
    if arguments[0] == "--version":
        echo(f"terang {__version__}")
        return 0
    verb = arguments[0]
    if verb not in VERBS:
        note(text("cli", "unknown_verb", verb=verb, verbs=", ".join(VERBS)))
        return 2
    try:
        module = importlib.import_module(VERBS[verb])
    except ModuleNotFoundError as missing:
        if missing.name is not None and missing.name.startswith("terang"):
            raise
        note(text("cli", "extra_missing", verb=verb, package=str(missing.name)))
        return 2
    parser = Parser(prog="terang")
    module.add_commands(parser.add_subparsers(dest="verb", required=True, parser_class=Parser))
    options = parser.parse_args(arguments)
    return int(options.run(options))


def overview(lang: str) -> str:
    """The help of the whole command: every verb with one line."""
    lines = [text("cli", "overview_head", lang)]
    known = catalogue("cli", lang)
    lines += [f"  {verb:<10} {known[f'verb_{verb}']}" for verb in VERBS]
    lines.append(text("cli", "overview_foot", lang))
    return "\n".join(lines)


def _language(arguments: Sequence[str]) -> str:
    """The language asked for last, as the verbs' own parsers read it."""
    asked = "id"
    for word, after in zip(arguments, [*arguments[1:], ""], strict=True):
        if word.startswith("--lang"):
            asked = word.partition("=")[2] or after
    return "en" if asked == "en" else "id"
