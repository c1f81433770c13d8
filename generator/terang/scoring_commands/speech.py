"""How both commands speak, read files and refuse."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from terang.console import echo, note
from terang.core.explain import Say
from terang.core.model import CriteriaSet
from terang.criteria.load import Loaded, load
from terang.messages import text

DONE, PROBLEMS, USAGE = 0, 1, 2
Run = Callable[[argparse.Namespace], int]


class Refused(Exception):
    """A command that ends here: what to say, and its exit code."""

    def __init__(self, told: str, code: int = USAGE) -> None:
        super().__init__(told)
        self.told = told
        self.code = code


def guarded(run: Run) -> Run:
    """The command, with every refusal told on standard error."""

    def guard(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except Refused as refused:
            note(refused.told)
            return refused.code

    return guard


def speaker(lang: str) -> Say:
    """The texts of the scoring catalogue in a language."""

    def say(key: str, **fields: str) -> str:
        return text("scoring", key, lang, **fields)

    return say


def content(path: Path, say: Say) -> bytes:
    """The bytes of a file; Refused when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(say("salah.berkas_tidak_ada", berkas=str(path))) from error
    except OSError as error:
        raise Refused(say("salah.berkas", berkas=str(path))) from error


def loaded(folder: str, say: Say) -> Loaded:
    """The criteria of a folder with their problems; Refused when there is no such folder."""
    root = Path(folder)
    if not root.is_dir():
        raise Refused(say("salah.folder", folder=folder))
    return load(root)


def sound(folder: str, say: Say) -> CriteriaSet:
    """Criteria without errors; Refused when `terang check` has something to say."""
    found = loaded(folder, say)
    errors = sum(problem.severity == "error" for problem in found.problems)
    if found.criteria is None or errors:
        raise Refused(say("salah.kriteria", folder=folder, banyak=str(errors)), PROBLEMS)
    return found.criteria


def echo_json(value: object) -> None:
    """One JSON document on standard output; numbers people see stay exact texts."""
    echo(json.dumps(value, ensure_ascii=False, indent=2))
