"""Commands for people who edit criteria: diff, fmt, explain, migrate, schema, init."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from terang import report
from terang.console import echo, note
from terang.core.diff import diff
from terang.core.model import CriteriaSet
from terang.criteria import change_report, migrate, publish_schemas, starter
from terang.criteria.change_words import Teller
from terang.criteria.explained import explained, find, names
from terang.criteria.format import Comment, formatted
from terang.criteria.history import NoSuchState, state
from terang.criteria.load import load
from terang.criteria.rewrite import criteria_files, replace_content
from terang.messages import LANGUAGES, text
from terang.problems import Problem

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DONE, PROBLEMS, USAGE = 0, 1, 2
AREA = "diff"


class Refused(Exception):
    """A command that ends here: what to say, and its exit code."""

    def __init__(self, told: str, code: int = USAGE) -> None:
        super().__init__(told)
        self.told = told
        self.code = code


def add_commands(subparsers: Subparsers) -> None:
    """Registers diff, fmt, explain, migrate, schema and init."""
    changes = _parser(subparsers, "diff", run_diff)
    add_states(changes)
    changes.add_argument("--format", choices=change_report.FORMATS, default="text")
    tidy = _parser(subparsers, "fmt", run_fmt)
    tidy.add_argument(
        "paths", nargs="*", default=["criteria"], metavar="PATH", help=_help("fmt_path")
    )
    tidy.add_argument("--check", action="store_true", help=_help("check"))
    tidy.add_argument("--schemas", metavar="URL", help=_help("schemas"))
    tidy.add_argument("--drop-comments", action="store_true", help=_help("drop"))
    tell = _parser(subparsers, "explain", run_explain)
    tell.add_argument("id", metavar="ID", help=_help("id"))
    tell.add_argument("--on", metavar="DATE", help=_help("on_explain"))
    tell.add_argument("--criteria", default="criteria", metavar="DIR", help=_help("criteria"))
    carry = _parser(subparsers, "migrate", run_migrate)
    carry.add_argument(
        "paths", nargs="*", default=["criteria"], metavar="PATH", help=_help("fmt_path")
    )
    carry.add_argument("--check", action="store_true", help=_help("check"))
    schemas = _parser(subparsers, "schema", run_schema)
    schemas.add_argument("--out", required=True, metavar="DIR", help=_help("out"))
    schemas.add_argument("--sveltia", action="store_true", help=_help("sveltia"))
    begin = _parser(subparsers, "init", run_init)
    begin.add_argument("folder", metavar="DIR", help=_help("init_dir"))


def add_states(parser: argparse.ArgumentParser) -> None:
    """The arguments of every command that compares two states of the criteria."""
    parser.add_argument("old", metavar="OLD", help=_help("lama"))
    parser.add_argument("new", nargs="?", metavar="NEW", help=_help("baru"))
    parser.add_argument("--criteria", default="criteria", metavar="DIR", help=_help("criteria"))
    parser.add_argument("--on", metavar="DATE", help=_help("on"))


def guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The command with its refusals said on standard error."""

    def guard(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except Refused as refused:
            note(refused.told)
            return refused.code

    return guard


def run_diff(options: argparse.Namespace) -> int:
    """Tells the changes from OLD to NEW; 0 whatever they are."""
    old, new = both_states(options)
    changes = diff(old, new, day(options.on, options.lang))
    teller = Teller(old, new, changes, options.lang)
    told = change_report.render(changes, teller, options.format, options.criteria.rstrip("/"))
    if told:
        echo(told)
    return DONE


def both_states(options: argparse.Namespace) -> tuple[CriteriaSet, CriteriaSet]:
    """The criteria OLD and NEW; raises `Refused` where one cannot be read."""
    new = options.new if options.new is not None else options.criteria
    old_set, new_set = (_criteria(name, options) for name in (options.old, new))
    return old_set, new_set


def day(given: str | None, lang: str) -> date:
    """The day given, or today; raises `Refused` for anything else."""
    if given is None:
        return date.today()
    try:
        return date.fromisoformat(given)
    except ValueError as unreal:
        raise Refused(text(AREA, "salah.tanggal", lang, isi=given)) from unreal


def _criteria(name: str, options: argparse.Namespace) -> CriteriaSet:
    folder = Path(options.criteria)
    try:
        loaded = state(name, folder)
    except NoSuchState as none:
        key = f"salah.{none.reason}"
        raise Refused(text(AREA, key, options.lang, nama=name, folder=folder)) from none
    if loaded.criteria is None:
        _note_problems(loaded.problems, options.lang, "")
        raise Refused(text(AREA, "salah.kriteria", options.lang, nama=name), PROBLEMS)
    return loaded.criteria


def _schemas_from(file: Path, schemas: str | None) -> str | None:
    """The schema folder as a file names it: an address as it is, a folder relative to the file."""
    if schemas is None or "://" in schemas:
        return schemas
    return Path(os.path.relpath(schemas, file.parent)).as_posix()


def run_fmt(options: argparse.Namespace) -> int:
    """Rewrites files in canonical form, or with --check says which are not; 1 if any is left."""
    lang, files, changed, left = options.lang, 0, 0, 0
    for path in _paths(options):
        files += 1
        content = path.read_bytes()
        result = formatted(content, path.as_posix(), _schemas_from(path, options.schemas))
        if result.text is None:
            _note_problems(result.problems, lang, "")
            left += 1
            continue
        if result.text.encode() == content:
            continue
        _note_comments(path, result.comments, lang)
        changed += 1
        if options.check:
            echo(text(AREA, "fmt.berubah", lang, berkas=path))
            left += 1
        elif result.comments and not options.drop_comments:
            echo(text(AREA, "fmt.dilewati", lang, berkas=path))
            changed -= 1
            left += 1
        else:
            replace_content(path, result.text.encode())
            echo(text(AREA, "fmt.ditulis", lang, berkas=path))
    key = "fmt.ringkas" if options.check else "fmt.selesai"
    note(text(AREA, key, lang, jumlah=files, berubah=changed))
    return PROBLEMS if left else DONE


def run_explain(options: argparse.Namespace) -> int:
    """Tells what one thing is and what holds on a day."""
    on = day(options.on, options.lang)
    if not Path(options.criteria).is_dir():
        raise Refused(text(AREA, "salah.berkas", options.lang, nama=options.criteria))
    criteria = load(Path(options.criteria)).criteria
    if criteria is None:
        raise Refused(text(AREA, "salah.kriteria", options.lang, nama=options.criteria), PROBLEMS)
    found = find(criteria, options.id)
    if not found:
        known = names(criteria)
        near = get_close_matches(options.id, [*known, *(n.split("/")[-1] for n in known)], 5)
        shown = ", ".join(dict.fromkeys(near)) or "–"
        raise Refused(text(AREA, "salah.id", options.lang, id=options.id, mirip=shown))
    if len(found) > 1:
        choices = ", ".join(found)
        raise Refused(text(AREA, "salah.id_ganda", options.lang, id=options.id, pilihan=choices))
    for full, thing in found.items():
        for line in explained(criteria, full, thing, on, options.lang):
            echo(line)
    return DONE


def run_migrate(options: argparse.Namespace) -> int:
    """Brings older files to the current format; 1 when a file is left behind."""
    lang, files, carried, left = options.lang, 0, 0, 0
    for path in _paths(options):
        files += 1
        result = migrate.migrated(path.read_bytes(), path.as_posix())
        shown = {"berkas": path, "versi": migrate.CURRENT}
        if result.standing is migrate.Standing.CURRENT:
            continue
        if result.content is None:
            _note_problems(result.problems, lang, "")
            note(text(AREA, f"migrate.{result.standing.value}", lang, **shown))
            left += 1
            continue
        _note_comments(path, result.comments, lang)
        if options.check or result.comments:
            left += 1
            continue
        replace_content(path, result.content)
        echo(text(AREA, "migrate.ditulis", lang, **shown))
        carried += 1
    if not carried and not left:
        note(text(AREA, "migrate.terbaru", lang, jumlah=files, versi=migrate.CURRENT))
    return PROBLEMS if left else DONE


def run_schema(options: argparse.Namespace) -> int:
    """Writes the JSON Schemas, and a Sveltia configuration when asked."""
    folder = Path(options.out)
    files = publish_schemas.schema_files()
    if options.sveltia:
        files |= {"config.yml": publish_schemas.sveltia_config()}
    _write(folder, files)
    note(text(AREA, "schema.ditulis", options.lang, jumlah=len(files), folder=folder))
    return DONE


def run_init(options: argparse.Namespace) -> int:
    """Writes a new agency's repository into a new or empty folder."""
    folder = Path(options.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(text(AREA, "salah.tidak_kosong", options.lang, folder=folder))
    files = starter.files()
    _write(folder, files)
    note(text(AREA, "init.selesai", options.lang, jumlah=len(files), folder=folder))
    return DONE


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")


def _paths(options: argparse.Namespace) -> list[Path]:
    found: list[Path] = []
    for name in options.paths:
        if not Path(name).exists():
            raise Refused(text(AREA, "salah.berkas", options.lang, nama=name))
        found += criteria_files(Path(name))
    return list(dict.fromkeys(found))


def _note_comments(path: Path, comments: tuple[Comment, ...], lang: str) -> None:
    for comment in comments:
        words = comment.text.lstrip("# ").rstrip()
        shown = {"berkas": path, "baris": comment.line, "isi": comment.text}
        note(text(AREA, "fmt.komentar", lang, **shown))
        note(text(AREA, "fmt.tawaran", lang, isi=words))


def _note_problems(problems: tuple[Problem, ...], lang: str, prefix: str) -> None:
    if problems:
        note(report.as_text(problems, lambda _: (), lang, prefix))


def _parser(
    subparsers: Subparsers, verb: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(verb, help=_help(verb), description=_help(verb))
    parser.add_argument("--lang", choices=LANGUAGES, default="id", help=_help("lang"))
    parser.set_defaults(run=guarded(run))
    return parser


def _help(key: str) -> str:
    return text(AREA, f"bantuan.{key}")
