"""`terang scan`: looks for personal data in files, folders, or a diff, before they are committed.

Numbers are known by their shape. Names, remarks and row numbers are known only from the employee
data themselves (`--data`), which the machine of the personnel office has.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from terang.console import echo, note
from terang.core.leakscan import MADE_UP, Secrets, leaks
from terang.messages import LANGUAGES, text

CLEAN, FOUND, USAGE = 0, 1, 2
PACKED = frozenset(
    {".gz", ".zip", ".xlsx", ".ods", ".parquet", ".pdf", ".docx"}
)  # text in disguise
PICTURES = frozenset({".png", ".jpg", ".ico", ".woff2"})
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d{1,7})(?!\d)")  # a file of ten million lines at most
Texts: TypeAlias = "Iterator[tuple[str, str]]"


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `scan`."""
    parser = subparsers.add_parser("scan", help=text("cli", "verb_scan"))
    parser.add_argument("paths", nargs="+", metavar="PATH", help=_say("help_paths"))
    parser.add_argument("--data", type=Path, action="append", default=[], help=_say("help_data"))
    parser.add_argument("--lang", choices=LANGUAGES, default="id", help=_say("help_lang"))
    parser.set_defaults(run=scan)


def scan(options: argparse.Namespace) -> int:
    """1 when anything is found; what it is, is told by place and kind and never repeated."""
    named = [*(name for name in options.paths if name != "-"), *map(str, options.data)]
    missing = [name for name in named if not Path(name).exists()]
    if missing:
        note(_say("no_path", options.lang, path=missing[0]))
        return USAGE
    try:
        known = _known(options.data)
    except ValueError as wrong:
        note(_say("no_data", options.lang, fault=str(wrong)))
        return USAGE
    unread: list[str] = []
    found = list(leaks(_texts(options.paths, unread), known, MADE_UP))
    for leak in found:
        echo(f"{leak.file}:{leak.line}  {_say(f'kind_{leak.kind}', options.lang)}")
    for name in unread:
        note(_say("unread", options.lang, path=name))
    note(_say("found" if found else "clean", options.lang, count=len(found)))
    return FOUND if found else CLEAN


def _say(key: str, lang: str = "id", **fields: object) -> str:
    return text("scan", key, lang, **fields)


def _known(folders: list[Path]) -> Secrets | None:
    """What the microdata of some folders (DATA/<agency>/<period>) say about persons."""
    if not folders:
        return None
    from terang.release.protection.leaks import private_values  # noqa: PLC0415 - the private zone

    merged: dict[str, tuple[tuple[str, ...], ...]] = {}
    for folder in folders:
        for first, values in private_values(folder).by_first.items():
            merged[first] = (*merged.get(first, ()), *values)
    return Secrets(merged)


def _texts(paths: list[str], unread: list[str]) -> Texts:
    """(name, text) of everything that is to be searched; `unread` collects what cannot be."""
    for name in paths:
        if name == "-":
            yield from _standard_input()
            continue
        path = Path(name)
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if not file.is_file() or ".git" in file.parts or file.suffix in PICTURES:
                continue
            if file.suffix in PACKED:
                unread.append(str(file))
            else:
                yield str(file), file.read_bytes().decode("utf-8", "replace")


def _standard_input() -> Texts:
    """Standard input as it is, or, of a diff, what it adds to each file."""
    content = sys.stdin.read()
    if not re.search(r"^\+\+\+ ", content, re.MULTILINE):
        yield "-", content
        return
    yield from added(content)


def added(diff: str) -> Texts:
    """What a unified diff adds, by file, every line at its number in the new file.

    >>> list(added("--- a/x\\n+++ b/x\\n@@ -1 +2 @@\\n-old\\n+new\\n"))
    [('x', '\\nnew')]
    """
    files: dict[str, dict[int, str]] = {}
    lines: dict[int, str] = {}
    number = 0
    for line in diff.split("\n"):
        if line.startswith("+++ "):
            name = line[4:].split("\t")[0].removeprefix("b/")
            lines = files.setdefault(name, {})
        elif hunk := _HUNK.match(line):
            number = int(hunk[1])
        elif line.startswith("+"):
            lines[number] = line[1:]
            number += 1
        elif not line.startswith("-"):
            number += 1
    for name, own in files.items():
        places = [1, *sorted(own)]
        gaps = ("\n" * (at - before) for before, at in itertools.pairwise(places))
        yield name, "".join(gap + own[at] for gap, at in zip(gaps, places[1:], strict=True))
