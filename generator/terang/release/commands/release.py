"""`terang sample` and `terang release build`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from terang.console import echo, note, progress
from terang.core.lowering import CannotLower
from terang.core.model import CriteriaSet
from terang.criteria.load import load
from terang.disclosure import DisclosureError, ProtectionFailed
from terang.messages import text
from terang.problems import Problem
from terang.release.commands.analyse import add_analyse_command
from terang.release.commands.asked import folders_of
from terang.release.commands.folders import add_folder_commands, words
from terang.release.commands.intake import add_intake_command
from terang.release.commands.loss import add_loss_command, spend, told_to_office
from terang.release.commands.plan import (
    KEPT,
    add_engine_options,
    add_plan_command,
    computing,
    no_spark,
)
from terang.release.commands.withdraw import (
    add_withdraw_command,
    copies,
    make_room,
    without_copy,
)
from terang.release.intake.contract import exceeds, reasons
from terang.release.intake.refusals import keep_refusals, reason_lines
from terang.release.intake.source import MicrodataError
from terang.release.protection.advice import failure_text
from terang.release.protection.leaks import leaked
from terang.release.protection.proven import NotSafe
from terang.release.publication.build import Built, build_release
from terang.release.publication.corrections import CHOICES, Correction, instead, told, untied
from terang.release.publication.finished import Finished, finished, keep, kept, kept_draw, key
from terang.release.publication.jobs import side_by_side
from terang.release.publication.loss import report
from terang.release.scoring.spark import NoSpark
from terang.releasefile.archive import keep as keep_old
from terang.releasefile.archive import read_agency
from terang.releasefile.form import manifest_digest
from terang.releasefile.gate import check
from terang.releasefile.model import Release
from terang.releasefile.parse import Refused
from terang.releasefile.read import is_release, read_release
from terang.releasefile.revisions import differs
from terang.releasefile.write import recover, write_release
from terang.sample.files import write_sample

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
    build.add_argument("--strict", action="store_true", help=_help("strict"))
    build.add_argument("--withdrawn", type=Path, help=text("withdraw", "help_withdrawn"))
    _criteria(build)
    add_engine_options(build)
    build.add_argument("--alternative", choices=tuple(CHOICES), help=_help("alternative"))
    add_folder_commands(verbs)
    add_plan_command(verbs)
    add_intake_command(verbs)
    add_analyse_command(verbs)
    add_loss_command(verbs)
    add_withdraw_command(verbs)


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
    wanted = _wanted(options, criteria)
    if not wanted:
        _say("no_data", options, path=options.data)
        return USAGE
    agencies = list(dict.fromkeys(agency for agency, _ in wanted))
    if options.jobs > 1 and len(agencies) > 1 and options.engine != "spark":
        side_by_side(_apart, options, agencies)
    try:
        with computing(options):
            ready = _decided(options, criteria, wanted)
    except NoSpark as failed:
        note(no_spark(failed, options))
        return USAGE
    if ready is None:
        return FAULTS
    for made in ready:
        folder = options.data / made.release.agency / made.release.period
        spend(made, folder, criteria.digest, _draw(options, folder))
        _written(options, made)
        told_to_office(made.loss, folder, options.lang)
    return DONE


def _wanted(options: argparse.Namespace, criteria: CriteriaSet) -> list[tuple[str, Path]]:
    """Agency and folder of microdata of each release asked for, in order."""
    return [(folder.parent.name, folder) for folder in folders_of(options, criteria)]


def _apart(options: argparse.Namespace, agency: str) -> None:
    """Decide the releases of one agency; they are kept for the run that writes them."""
    criteria = _loaded(options)
    options.agency = [agency]
    if criteria is not None:
        with computing(options, agency):
            _decided(options, criteria, _wanted(options, criteria))


def _decided(
    options: argparse.Namespace, criteria: CriteriaSet, wanted: Sequence[tuple[str, Path]]
) -> list[Finished] | None:
    """Every release that is wanted, or None as soon as one cannot be made."""
    ready: list[Finished] = []
    for agency, folder in progress("release build", wanted, len(wanted)):
        periods = {f.name for owner, f in wanted if owner == agency}
        fresh = [made.release for made in ready if made.release.agency == agency]
        made = _one(options, criteria, agency, folder, (periods, fresh))
        if made is None:
            return None
        ready.append(made)
    return ready


def _one(
    options: argparse.Namespace,
    criteria: CriteriaSet,
    agency: str,
    folder: Path,
    made: tuple[Collection[str], Sequence[Release]],
) -> Finished | None:
    """One release that has passed the gate, or None after saying why there is none.

    made: the periods built in this run, and the releases of the agency ready so far.
    """
    place = {"agency": agency, "period": folder.name}
    target = options.out / agency / folder.name
    try:
        recover(target)
        gone = copies(options.withdrawn, agency)
        public = _in_order([*gone, *_public(options.out / agency, *made)])
        if _is_blocked(options, public, place):
            return None
        told_by = (options.strict, options.alternative, options.lang)
        home = options.data / KEPT / agency / f"siap-{folder.name}"
        place_kept = (home, key(folder, criteria.digest, [*public, *gone], told_by))
        if (before := kept(*place_kept, folder)) is not None:
            return before
        case = Correction(criteria.agencies[agency], criteria, folder, public)
        earlier = case.earlier
        built = _built(case, target, _draw(options, folder))
        if earlier and not differs(built.release, earlier[-1]):
            return _done(options, _unchanged(options, built, earlier[-1], gone), place_kept)
        built = _unlinked(built, gone)
        faults = [*check(built.release, public), *leaked(built.release, folder)]
    except MicrodataError as wrong:
        reason = wrong.told(options.lang)
    except CannotLower as wrong:
        reason = text("release", "file_scheme", options.lang, fault=str(wrong))
    except NotSafe as unsafe:
        reason = text("release", "not_safe", options.lang, count=len(unsafe.cells))
    except DisclosureError as failed:
        reason = failure_text(failed, options.lang)
    except Refused as refused:
        reason = words(refused.problem, options.lang)
    else:
        return _judged(options, case, built, faults, place_kept)
    _say("build_stopped", options, reason=reason, **place)
    return None


def _judged(
    options: argparse.Namespace,
    case: Correction,
    built: Built,
    faults: Sequence[Problem],
    place: tuple[Path, str | None],
) -> Finished | None:
    """A release that was built and checked, unless too much was refused or it may not be shown."""
    keep_refusals(case.folder, built.data.refusals)
    limit = case.agency.publication.refused_percent
    if options.strict and exceeds(built.data, limit):
        _too_many(options, built, limit)
        return None
    if not faults:
        return _done(options, built, place)
    return _done(options, _replaced(options, built, case, faults))


def _done(
    options: argparse.Namespace, built: Built | None, place: tuple[Path, str | None] | None = None
) -> Finished | None:
    """A decided release, remembered in its place; what it was made of is let go."""
    if built is None:
        return None
    made = finished(built, report(built, options.lang))
    if place is not None:
        keep(*place, made)
    return made


def _too_many(options: argparse.Namespace, built: Built, limit: Decimal) -> None:
    """Says why a load with too many refused rows gives no release, reason by reason."""
    release, counts = built.release, built.data.counts
    told = {"refused": len(built.data.refusals), "read": sum(count.read for count in counts)}
    reason = text("release", "strict_refused", options.lang, limit=limit, **told)
    place = {"agency": release.agency, "period": release.period}
    _say("build_stopped", options, reason=reason, **place)
    for line in reason_lines(reasons(built.data.refusals), options.lang):
        note(line)


def _is_blocked(
    options: argparse.Namespace, public: Sequence[Release], place: dict[str, str]
) -> bool:
    """Whether a release of this period was withdrawn of which no copy can be attacked."""
    gone = without_copy(options.out, place["agency"], public)
    for one in gone:
        key = "build_blocked" if one.period == place["period"] else "build_unchecked"
        note(text("withdraw", key, options.lang, release=one.place, **place))
    return any(one.period == place["period"] for one in gone)


def _unchanged(
    options: argparse.Namespace, built: Built, earlier: Release, gone: Collection[Release]
) -> Built | None:
    """The release that nothing corrects; none where it was withdrawn."""
    if earlier not in gone:
        return replace(built, release=earlier)
    place = {"agency": earlier.agency, "period": earlier.period}
    note(text("withdraw", "build_same", options.lang, **place))
    return None


def _unlinked(built: Built, gone: Collection[Release]) -> Built:
    """Without the digest of a withdrawn release: one could try out values until it fits."""
    if built.release.supersedes not in [manifest_digest(one) for one in gone]:
        return built
    return replace(built, release=replace(built.release, supersedes=None))


def _public(
    folder: Path, periods: Collection[str], fresh: Sequence[Release]
) -> tuple[Release, ...]:
    """What a reader may have of an agency: all but drafts that this run replaces, oldest first."""
    kept = [
        release
        for release in read_agency(folder)
        if release.approvals or release.period not in periods
    ]
    return _in_order([*kept, *(release for release in fresh if release not in kept)])


def _in_order(releases: Sequence[Release]) -> tuple[Release, ...]:
    return tuple(sorted(releases, key=lambda release: (release.period, release.revision)))


def _replaced(
    options: argparse.Namespace, built: Built, case: Correction, faults: Sequence[Problem]
) -> Built | None:
    """What is published instead of a refused release, where that was asked for and is safe."""
    place = {"agency": built.release.agency, "period": built.release.period}
    reason = "\n".join(words(fault, options.lang) for fault in faults)
    if case.earlier:
        other, found = instead(built, case, options.alternative)
        if other is not None:
            key = "alternative_kept" if found.release is None else "alternative_written"
            _say(key, options, **place)
            note(told(found, options.lang))
            return other
        reason += f"\n{told(found, options.lang)}"
        if options.alternative:
            wanted = options.alternative
            reason += "\n" + text("release", "alternative_unsafe", options.lang, choice=wanted)
    _say("build_stopped", options, reason=reason, **place)
    return None


def _draw(options: argparse.Namespace, folder: Path) -> Path:
    """Where the noise drawn last for a period is remembered, in the private zone."""
    home: Path = options.data / KEPT / folder.parent.name / f"derau-{folder.name}"
    return home


def _built(case: Correction, target: Path, draw: Path) -> Built:
    """The release of a period; parts of it only where what is public leaves no room."""
    drawn = [*([read_release(target)] if is_release(target) else []), *kept_draw(draw)]
    try:
        return build_release(
            case.agency, case.criteria, case.folder, case.folder.name, case.public, drawn=drawn
        )
    except ProtectionFailed as failed:
        return untied(case, failed)


def _written(options: argparse.Namespace, made: Finished) -> None:
    release = made.release
    target = options.out / release.agency / release.period
    path: Path = target
    if not release.approvals:  # an approved release that nothing corrects stays as it is
        if is_release(target) and read_release(target).approvals:
            keep_old(target)
        make_room(target)
        path = write_release(release, options.out)
    checks = release.certificate.tables
    echo(
        text(
            "release",
            "built",
            options.lang,
            agency=release.agency,
            period=release.period,
            read=sum(count.read for count in made.counts),
            refused=made.refused,
            shown=sum(entry.shown for entry in checks),
            withheld=sum(entry.withheld for entry in checks),
            path=path,
        )
    )
    for line in reason_lines(made.reasons, options.lang):
        echo(line)
