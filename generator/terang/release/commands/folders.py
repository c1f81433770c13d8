"""`terang release attack|verify|approve`: over release folders, from published files alone."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from terang.console import echo, note
from terang.criteria.load import InvalidCriteria, load_valid
from terang.messages import text
from terang.problems import Problem
from terang.release.intake.source import MicrodataError
from terang.release.protection.insiders import attack_by_insiders
from terang.releasefile.approval import ROLES, ROLES_NEEDED, record_approval
from terang.releasefile.archive import ARCHIVE, read_agency, release_id
from terang.releasefile.attacker import attack_published
from terang.releasefile.gate import verify_folder
from terang.releasefile.groups import isolated_between
from terang.releasefile.model import Release
from terang.releasefile.parse import Refused
from terang.releasefile.read import MANIFEST, is_release, read_release
from terang.releasefile.revisions import joint_attack

DONE, FAULTS, USAGE = 0, 1, 2
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_folder_commands(verbs: Subparsers) -> None:
    """Register the commands that work on release folders."""
    runs: tuple[tuple[str, Callable[[argparse.Namespace], int]], ...] = (
        ("attack", _attack),
        ("verify", _verify),
        ("approve", _approve),
    )
    for name, run in runs:
        parser: argparse.ArgumentParser = verbs.add_parser(name, help=_help(name))
        parser.add_argument("--lang", choices=("id", "en"), default="id", help=_help("lang"))
        parser.add_argument("folder", type=Path, help=_help("folder"))
        parser.set_defaults(run=run)
        if name == "attack":
            parser.add_argument("--insiders", type=Path, metavar="DATA", help=_help("insiders"))
            home = Path("criteria")
            parser.add_argument("--criteria", type=Path, default=home, help=_help("criteria"))
        if name == "approve":
            parser.add_argument("--role", choices=ROLES, required=True, help=_help("role"))
            parser.add_argument("--on", type=date.fromisoformat, help=_help("on"))


def words(problem: Problem, lang: str) -> str:
    """A problem of a release with its place and what to do."""
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


def _help(key: str) -> str:
    return text("release", f"help_{key}")


def release_folders(options: argparse.Namespace) -> list[Path]:
    """The release folders beneath a folder: one release, one agency, or the whole archive."""
    folder: Path = options.folder
    if is_release(folder):
        return [folder.resolve()]
    found = {
        path.parent.resolve()
        for path in folder.rglob(MANIFEST)
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    if not found:
        note(text("release", "no_release", options.lang, path=folder))
    return sorted(found)


def _attack(options: argparse.Namespace) -> int:
    """Each release alone, then those of an agency together; exit 1 when anything is exposed."""
    folders = release_folders(options)
    exposed_n = 0
    for name, attack in [*_attacks(folders), *_by_insiders(folders, options)]:
        try:
            attacked, exposed = attack()
        except Refused as refused:
            echo(words(refused.problem, options.lang))
            exposed_n += 1
            continue
        except (MicrodataError, InvalidCriteria) as wrong:
            note(text("release", "insiders_stopped", options.lang, release=name, fault=str(wrong)))
            exposed_n += 1
            continue
        except ValueError as fault:
            echo(words(Problem("R046", name, 0, 0, {"table": str(fault)}), options.lang))
            exposed_n += 1
            continue
        exposed_n += len(exposed)
        told = {"release": name, "attacked": attacked, "exposed": len(exposed)}
        echo(text("release", "attack_result", options.lang, **told))
        for cell in exposed:
            echo(f"  {cell}")
    return USAGE if not folders else FAULTS if exposed_n else DONE


Found: TypeAlias = tuple[int, tuple[str, ...]]  # cells or groups attacked, those exposed


def _attacks(folders: list[Path]) -> Iterator[tuple[str, Callable[[], Found]]]:
    for folder in folders:
        yield "/".join(folder.parts[-2:]), partial(_alone, folder)
    homes = Counter(f.parent.parent if f.parent.name == ARCHIVE else f.parent for f in folders)
    for home, count in sorted(homes.items()):
        if count > 1:
            releases = read_agency(home)
            for place, later in enumerate(releases):
                for earlier in releases[:place]:
                    name = f"{release_id(earlier)} + {release_id(later)}"
                    yield name, partial(_together, later, earlier)


def _by_insiders(
    folders: list[Path], options: argparse.Namespace
) -> Iterator[tuple[str, Callable[[], Found]]]:
    """Every current release as its own members see it, from the rows it was built from."""
    for folder in folders if options.insiders else ():
        if folder.parent.name != ARCHIVE:
            name = "/".join(folder.parts[-2:])
            yield f"{name} (*)", partial(_inside, folder, options.insiders, options.criteria)


def _inside(folder: Path, data: Path, criteria: Path) -> Found:
    release = read_release(folder)
    rows = data / release.agency / release.period
    result = attack_by_insiders(release, load_valid(criteria), rows)
    return result.attacked, result.exposed


def _alone(folder: Path) -> Found:
    result = attack_published(read_release(folder))
    return result.attacked, result.exposed


def _together(later: Release, earlier: Release) -> Found:
    """Two revisions of a period: one system. Two periods: groups that few people changed."""
    if later.period == earlier.period:
        result = joint_attack(later, earlier)
        return result.attacked, result.exposed
    groups = isolated_between(later, earlier, later.certificate.threshold)
    return 0, tuple("|".join(group) for group in groups)


def _verify(options: argparse.Namespace) -> int:
    folders = release_folders(options)
    faults_n = 0
    for folder in folders:
        faults = _faults(folder)
        faults_n += len(faults)
        for fault in faults:
            echo(words(fault, options.lang))
        if not faults:
            echo(text("release", "verify_clean", options.lang, release="/".join(folder.parts[-2:])))
    return USAGE if not folders else FAULTS if faults_n else DONE


def _faults(folder: Path) -> list[Problem]:
    try:
        return verify_folder(folder)
    except Refused as refused:
        return [refused.problem]


def _approve(options: argparse.Namespace) -> int:
    """Records a role's approval of a release that verifies; a stale approval of its own goes."""
    folder = options.folder.resolve()
    if not is_release(folder):
        note(text("release", "no_release", options.lang, path=options.folder))
        return USAGE
    faults = [fault for fault in _faults(folder) if fault.code != "R055"]
    if faults:
        for fault in faults:
            note(words(fault, options.lang))
        note(text("release", "approve_refused", options.lang))
        return FAULTS
    on = options.on or datetime.now(UTC).date()
    release = record_approval(folder, options.role, on)
    done = len(release.approvals)
    key = "approved" if done >= ROLES_NEEDED else "approved_first"
    digest = next(a.digest for a in release.approvals if a.role == options.role)
    told = {"release": release_id(release), "role": options.role, "digest": digest}
    echo(text("release", key, options.lang, done=done, needed=ROLES_NEEDED, **told))
    return DONE
