"""`terang pages`: the whole site as a folder of HTML, or as Markdown for another generator."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, date, datetime
from pathlib import Path

from terang.console import echo, note
from terang.criteria.load import InvalidCriteria
from terang.messages import LANGUAGES, text
from terang.releasefile.parse import Refused
from terang.report import Lines, as_text
from terang.site.folder import Leaking, NotOurs
from terang.site.plan import Settings
from terang.site.write import Drafts, Request, leak_report, write_site

DONE, FAULTS, USAGE = 0, 1, 2
FORMATS = ("html", "md")


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers `pages --out DIR` with where to read, the form, the day and the addresses."""
    parser = subparsers.add_parser("pages", help=text("cli", "verb_pages"))
    for name, default in (
        ("out", None),
        ("criteria", Path("criteria")),
        ("releases", Path("docs/rilis")),
        ("docs", Path("docs")),
    ):
        parser.add_argument(
            f"--{name}", type=Path, default=default, required=default is None, help=_help(name)
        )
    parser.add_argument("--format", choices=FORMATS, default="html", help=_help("format"))
    parser.add_argument("--on", type=_day, default=None, help=_help("on"))
    parser.add_argument("--address", default=os.environ.get("TERANG_ALAMAT", ""), help=_help("at"))
    edit = os.environ.get("TERANG_ALAMAT_SUNTING", "")
    parser.add_argument("--edit-address", default=edit, help=_help("edit"))
    production = os.environ.get("TERANG_PRODUKSI", "0") != "0"
    parser.add_argument(
        "--production", action="store_true", default=production, help=_help("production")
    )
    parser.add_argument("--lang", choices=LANGUAGES, default="id", help=_help("lang"))
    parser.set_defaults(run=pages)


def _help(name: str) -> str:
    return text("pages", f"help_{name}")


def _day(word: str) -> date:
    return date.fromisoformat(word)


def pages(options: argparse.Namespace) -> int:
    """Writes the folder; on any fault the old one stays."""
    if not options.criteria.is_dir():
        note(text("pages", "no_criteria", options.lang, path=options.criteria))
        return USAGE
    try:
        done = write_site(_request(options), options.out)
    except InvalidCriteria as invalid:
        note(as_text(invalid.problems, _lines_of(options.criteria), options.lang))
    except Refused as refused:
        fault = refused.problem
        told = text("release", f"{fault.code}.message", options.lang, **fault.fields)
        note(f"{fault.file}:{fault.line}:{fault.column}  {fault.code}  {told}")
    except Leaking as leaking:
        note("\n".join(leak_report(leaking.found, options.lang)))
    except Drafts as waiting:
        note(text("site", "plugin_drafts", options.lang, releases=", ".join(waiting.releases)))
    except NotOurs:
        note(text("pages", "not_ours", options.lang, path=options.out))
        return USAGE
    except OSError as fault:
        note(text("pages", "unwritten", options.lang, reason=fault.strerror or ""))
    else:
        echo(text("pages", "done", options.lang, count=done.files, path=options.out))
        return DONE
    return FAULTS


def _request(options: argparse.Namespace) -> Request:
    address = options.address
    settings = Settings(
        on=options.on or _today(),
        address=address if not address or address.endswith("/") else f"{address}/",
        edit_address=options.edit_address,
    )
    return Request(
        criteria=options.criteria,
        releases=options.releases,
        docs=options.docs,
        settings=settings,
        form=options.format,
        is_production=options.production,
    )


def _today() -> date:
    """SOURCE_DATE_EPOCH where set, for builds that give the same bytes; else today in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()


def _lines_of(root: Path) -> Lines:
    def lines(file: str) -> list[str]:
        return (root / file).read_text(encoding="utf-8", errors="replace").splitlines()

    return lines
