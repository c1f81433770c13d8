"""`terang sample` and `terang release build|attack|verify`."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from terang.console import echo, note, progress
from terang.core.lowering import CannotLower
from terang.core.model import CriteriaSet
from terang.criteria.load import load
from terang.disclosure import DisclosureError
from terang.messages import text
from terang.problems import Problem
from terang.release.build import Built, build_release
from terang.release.contract import Refusal, reasons
from terang.release.protection import NotSafe
from terang.release.source import MicrodataError
from terang.releasefile.gate import attack_published, check, verify_folder
from terang.releasefile.model import Release
from terang.releasefile.parse import Refused
from terang.releasefile.read import is_release, read_release
from terang.releasefile.write import recover, write_release
from terang.sample.files import write_sample

REJECTS = "ditolak.csv"
DONE, FAULTS, USAGE = 0, 1, 2
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_commands(subparsers: Subparsers) -> None:
    """Register `sample` and `release`."""
    sample = _parser(subparsers, "sample", _sample)
    sample.add_argument("--out", type=Path, required=True, help=text("release", "help_out"))
    sample.add_argument("--employees", type=_positive, default=800, help=_help("employees"))
    sample.add_argument("--seed", type=int, default=1, help=_help("seed"))
    _criteria(sample)
    release = subparsers.add_parser("release", help=_help("release"))
    verbs = release.add_subparsers(dest="part", required=True)
    build = _parser(verbs, "build", _build)
    build.add_argument("--data", type=Path, required=True, help=_help("data"))
    build.add_argument("--out", type=Path, default=Path("docs/rilis"), help=_help("out"))
    build.add_argument("--agency", action="append", help=_help("agency"))
    _criteria(build)
    for name, run in (("attack", _attack), ("verify", _verify)):
        _parser(verbs, name, run).add_argument("folder", type=Path, help=_help("folder"))


def _help(key: str) -> str:
    return text("release", f"help_{key}")


def _parser(
    subparsers: Subparsers, name: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=_help(name))
    parser.add_argument("--lang", choices=("id", "en"), default="id", help=_help("lang"))
    parser.set_defaults(run=run)
    return parser


def _criteria(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--criteria", type=Path, default=Path("criteria"), help=_help("criteria"))


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number


def _loaded(options: argparse.Namespace) -> CriteriaSet | None:
    loaded = load(options.criteria)
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    if loaded.criteria is None or errors:
        _say("criteria_broken", options, count=str(len(errors)), path=str(options.criteria))
        return None
    return loaded.criteria


def _say(key: str, options: argparse.Namespace, **fields: object) -> None:
    note(text("release", key, options.lang, **fields))


def _sample(options: argparse.Namespace) -> int:
    criteria = _loaded(options)
    if criteria is None:
        return FAULTS
    for done in write_sample(criteria, options.out, options.employees, options.seed):
        echo(
            text(
                "release",
                "sample_done",
                options.lang,
                agency=done.agency,
                period=done.period,
                people=done.people,
                ratings=done.ratings,
            )
        )
    return DONE


def _build(options: argparse.Namespace) -> int:
    """Every release is decided before the first is written: a failure leaves the old ones."""
    criteria = _loaded(options)
    if criteria is None:
        return FAULTS
    wanted = [
        (agency, folder)
        for agency in sorted(options.agency or criteria.agencies)
        for folder in sorted((options.data / agency).glob("*"))
        if folder.is_dir() and agency in criteria.agencies
    ]
    if not wanted:
        _say("no_data", options, path=options.data)
        return USAGE
    ready: list[Built] = []
    for agency, folder in progress("release build", wanted, len(wanted)):
        earlier = tuple(f"{b.release.agency}/{b.release.period}" for b in ready)
        archive = tuple(name for name in earlier if name.startswith(f"{agency}/"))
        built = _one(options, criteria, agency, folder, archive)
        if built is None:
            return FAULTS
        ready.append(built)
    for built in ready:
        _written(options, built)
    return DONE


def _one(
    options: argparse.Namespace,
    criteria: CriteriaSet,
    agency: str,
    folder: Path,
    archive: Sequence[str],
) -> Built | None:
    """One release that has passed the gate, or None after saying why there is none."""
    place = {"agency": agency, "period": folder.name}
    target = options.out / agency / folder.name
    try:
        built = build_release(criteria.agencies[agency], criteria, folder, folder.name, archive)
        public = _public_before(target)
        faults = check(built.release, public)
    except MicrodataError as wrong:
        reason = text("release", wrong.code, options.lang, **wrong.fields)
    except CannotLower as wrong:
        reason = text("release", "file_scheme", options.lang, fault=str(wrong))
    except NotSafe as unsafe:
        reason = text("release", "not_safe", options.lang, count=len(unsafe.cells))
    except DisclosureError as failed:
        reason = text("release", "protection_failed", options.lang, fault=str(failed))
    except Refused as refused:
        reason = _words(refused.problem, options.lang)
    else:
        _keep_refusals(folder, built.data.refusals)
        if not faults:
            return built
        reason = "\n".join(_words(fault, options.lang) for fault in faults)
    _say("build_stopped", options, reason=reason, **place)
    return None


def _public_before(target: Path) -> tuple[Release, ...]:
    """The release already published at this place; a draft without approvals is replaced."""
    recover(target)
    if not is_release(target):
        return ()
    earlier = read_release(target)
    return (earlier,) if earlier.approvals else ()


def _written(options: argparse.Namespace, built: Built) -> None:
    release = built.release
    target = options.out / release.agency / release.period
    if _public_before(target):
        path: Path = target  # the gate has found no difference: nothing to replace
    else:
        path = write_release(release, options.out)
    checks = release.certificate.tables
    echo(
        text(
            "release",
            "built",
            options.lang,
            agency=release.agency,
            period=release.period,
            read=sum(count.read for count in built.data.counts),
            refused=len(built.data.refusals),
            shown=sum(entry.shown for entry in checks),
            withheld=sum(entry.withheld for entry in checks),
            path=path,
        )
    )
    for file, reason, count in reasons(built.data.refusals):
        said = text("release", f"refused_{reason}", options.lang)
        echo(text("release", "refused_count", options.lang, file=file, count=count, reason=said))


def _keep_refusals(folder: Path, refusals: Sequence[Refusal]) -> None:
    """The refused rows by file, number and reason, beside the microdata they come from."""
    path = folder / REJECTS
    if not refusals:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("berkas", "baris", "alasan"))
        writer.writerows((refusal.file, refusal.row, refusal.reason) for refusal in refusals)


def _folders(options: argparse.Namespace) -> list[Path]:
    folder: Path = options.folder
    if is_release(folder):
        return [folder.resolve()]
    found = sorted(path.parent.resolve() for path in folder.glob("*/*/rilis.json"))
    if not found:
        _say("no_release", options, path=folder)
    return found


def _attack(options: argparse.Namespace) -> int:
    """Only the published files are read; exit 1 when anything is exposed."""
    folders = _folders(options)
    exposed_n = 0
    for folder in folders:
        name = "/".join(folder.parts[-2:])
        try:
            result = attack_published(read_release(folder))
        except Refused as refused:
            echo(_words(refused.problem, options.lang))
            exposed_n += 1
            continue
        except ValueError as fault:
            echo(_words(Problem("R046", name, 0, 0, {"table": str(fault)}), options.lang))
            exposed_n += 1
            continue
        exposed_n += len(result.exposed)
        echo(
            text(
                "release",
                "attack_result",
                options.lang,
                release=name,
                attacked=result.attacked,
                exposed=len(result.exposed),
            )
        )
        for cell in result.exposed:
            echo(f"  {cell}")
    return USAGE if not folders else FAULTS if exposed_n else DONE


def _verify(options: argparse.Namespace) -> int:
    folders = _folders(options)
    faults_n = 0
    for folder in folders:
        try:
            faults = verify_folder(folder)
        except Refused as refused:
            faults = [refused.problem]
        faults_n += len(faults)
        for fault in faults:
            echo(_words(fault, options.lang))
        if not faults:
            echo(text("release", "verify_clean", options.lang, release="/".join(folder.parts[-2:])))
    return USAGE if not folders else FAULTS if faults_n else DONE


def _words(problem: Problem, lang: str) -> str:
    message = text("release", f"{problem.code}.message", lang, **problem.fields)
    told = text(
        "release",
        "problem",
        lang,
        file=problem.file,
        line=problem.line,
        column=problem.column,
        code=problem.code,
        message=message,
    )
    fix = text("release", f"{problem.code}.fix", lang, **problem.fields)
    return f"{told}\n{text('release', 'fix', lang, fix=fix)}"
