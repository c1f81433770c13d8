"""`terang score`: one appraisal by a scheme in force on a date."""

from __future__ import annotations

import argparse
import codecs
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from terang import report
from terang.console import echo, note
from terang.core.dates import format_date
from terang.core.explain import Say, explain
from terang.core.inputs import InputFault, InvalidInputs
from terang.core.lowering import CannotLower
from terang.core.model import AgencyCriteria, CriteriaSet, RatingInput
from terang.core.program import Program
from terang.core.rules import lower
from terang.core.scoring import Outcome, score
from terang.core.steps import ResultStep
from terang.criteria.source import Node, read
from terang.scoring_commands.speech import (
    DONE,
    PROBLEMS,
    Refused,
    content,
    echo_json,
    sound,
    speaker,
)

Ratings = Mapping[str, Mapping[str, tuple[RatingInput, ...]]]


def run_score(options: argparse.Namespace) -> int:
    """Scores the inputs and prints result and steps; 1 when the inputs cannot be used."""
    say = speaker(options.lang)
    root, ratings = _inputs(Path(options.inputs), options.lang, say)
    on = _date(options.on, root, say)
    criteria = sound(options.criteria, say)
    agency, scheme_id = _scheme(criteria, options.scheme, options.agency, say)
    try:
        program = lower(agency, criteria.profiles, scheme_id, on)
        outcome = score(program, ratings)
    except CannotLower as error:
        raise Refused(say(f"rendah.{error.key}", **error.fields)) from error
    except InvalidInputs as invalid:
        for fault in invalid.faults:
            note(_fault(fault, options.inputs, root, say))
        return PROBLEMS
    if options.format == "json":
        echo_json(_as_json(program, outcome, options.lang, say))
    else:
        echo(_as_text(program, outcome, options.lang, say))
    return DONE


# --- reading ---------------------------------------------------------------------------------


def _inputs(path: Path, lang: str, say: Say) -> tuple[Node, Ratings]:
    """The file's tree and its ratings; a whole worked example (`masukan:`) is fine too."""
    raw = content(path, say).removeprefix(codecs.BOM_UTF8)
    root, problems = read(raw, str(path))
    if root is None or problems:
        lines = raw.decode("utf-8", errors="replace").split("\n")
        raise Refused(report.as_text(problems, lambda _: lines, lang), PROBLEMS)
    return root, {
        indicator: {
            source: tuple(_rating(item, f"{indicator}.{source}", path, say) for item in _list(node))
            for source, node in _mapping(by_source, indicator, path, say).items()
        }
        for indicator, by_source in _mapping(_ratings_node(root), path.name, path, say).items()
    }


def _ratings_node(root: Node) -> Node:
    return root.members.get("masukan", root)


def _mapping(node: Node, place: str, path: Path, say: Say) -> Mapping[str, Node]:
    if not isinstance(node.value, dict):
        raise _misshapen(node, place, path, say)
    return node.members


def _list(node: Node) -> list[Node]:
    """The items of a list; one rating may stand alone, and null is no rating."""
    if isinstance(node.value, list):
        return node.items
    return [] if node.value is None else [node]


def _rating(node: Node, place: str, path: Path, say: Say) -> RatingInput:
    if isinstance(node.value, dict):
        if "nilai" not in node.members or node.members.keys() - {"nilai", "target"}:
            raise _misshapen(node, place, path, say)
        target = node.find("target")
        number = None if target is None else _plain(target, place, path, say)
        if number is not None and not isinstance(number, Decimal):
            raise _misshapen(node, place, path, say)
        return RatingInput(_plain(node.at("nilai"), place, path, say), number)
    return RatingInput(_plain(node, place, path, say))


def _plain(node: Node, place: str, path: Path, say: Say) -> Decimal | str | bool:
    if isinstance(node.value, str | bool):
        return node.value
    if isinstance(node.value, int | Decimal):
        return Decimal(node.value)
    raise _misshapen(node, place, path, say)


def _misshapen(node: Node, place: str, path: Path, say: Say) -> Refused:
    told = say("salah.bentuk_masukan", tempat=place, nilai=str(node.value))
    where = say("salah.tempat_baris", berkas=str(path), baris=str(node.line), pesan=told)
    return Refused(where, PROBLEMS)


def _date(given: str | None, root: Node, say: Say) -> date:
    """The day asked for, else the one in the file (`pada`), else today."""
    written = root.members.get("pada") if "masukan" in root.members else None
    if given is None and written is None:
        return date.today()
    word = given if given is not None or written is None else str(written.value)
    try:
        return date.fromisoformat(str(word))
    except ValueError as error:
        raise Refused(say("salah.tanggal", nilai=str(word))) from error


def _scheme(
    criteria: CriteriaSet, name: str, agency: str | None, say: Say
) -> tuple[AgencyCriteria, str]:
    """The scheme `agency/scheme`, or a scheme id that one agency has."""
    wanted_agency, _, wanted = name.rpartition("/")
    wanted_agency = wanted_agency or (agency or "")
    every = [(own, scheme) for own in criteria.agencies.values() for scheme in own.schemes]
    found = [
        (own, scheme)
        for own, scheme in every
        if scheme == wanted and wanted_agency in ("", own.agency.id)
    ]
    if len(found) == 1:
        return found[0]
    key = "salah.skema_ganda" if found else "salah.skema_tidak_ada"
    choices = ", ".join(f"{own.agency.id}/{scheme}" for own, scheme in found or every)
    raise Refused(say(key, skema=name, pilihan=choices))


# --- telling ---------------------------------------------------------------------------------


def _fault(fault: InputFault, file: str, root: Node, say: Say) -> str:
    fields = {name: value or say("tanpa_batas") for name, value in fault.fields.items()}
    told = say(
        "masukan.tempat",
        indikator=fault.indicator,
        sumber=fault.source,
        pesan=say(f"masukan.{fault.key}", **fields),
    )
    node = _ratings_node(root).members[fault.indicator].members[fault.source]
    return say("salah.tempat_baris", berkas=file, baris=str(node.line), pesan=told)


def _as_text(program: Program, outcome: Outcome, lang: str, say: Say) -> str:
    results = [step for step in outcome.steps if isinstance(step, ResultStep)]
    others = [step for step in outcome.steps if not isinstance(step, ResultStep)]
    title = say(
        "skor.judul",
        skema=program.name.in_language(lang),
        tanggal=format_date(program.on, lang),
    )
    lines = [title, "", say("skor.hasil")]
    lines += [f"  {sentence}" for sentence in explain(results, lang, say)]
    lines += ["", say("skor.langkah")]
    told = explain(others, lang, say)
    lines += [f"  {number:>2}. {sentence}" for number, sentence in enumerate(told, 1)]
    return "\n".join(lines)


def _as_json(program: Program, outcome: Outcome, lang: str, say: Say) -> dict[str, object]:
    """Scores as exact texts with two decimals, statuses, reasons, and the steps in words."""
    results = [step for step in outcome.steps if isinstance(step, ResultStep)]
    reasons = {
        step.outcome.id: [
            say(
                f"alasan.{reason.key}",
                nama=reason.name.in_language(lang),
                sumber="" if reason.source is None else reason.source.in_language(lang),
                ada=str(reason.given),
                perlu=str(reason.needed),
            )
            for reason in step.outcome.reasons
        ]
        for step in results
    }
    measures = {
        step.outcome.id: {
            "nilai": _number(step.outcome.value),
            "kategori": step.outcome.category,
            "nama_kategori": None
            if step.category is None
            else step.category.name.in_language(lang),
            "status": step.outcome.status,
            "alasan": reasons[step.outcome.id],
        }
        for step in results
    }
    return {
        "instansi": program.agency,
        "skema": program.scheme,
        "pada": program.on.isoformat(),
        "indikator": {name: _number(value) for name, value in outcome.indicators.items()},
        "ukuran": measures,
        "langkah": list(explain(outcome.steps, lang, say)),
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
