"""`terang impact`: what a change of the criteria does to worked examples and, privately, to people.

The examples need nothing of the private zone. Microdata are read only when a folder is named, and
only then is the private part loaded.
"""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from terang.console import echo
from terang.core.dates import format_date
from terang.core.impact import Effect, Replay, Result, replay
from terang.core.model import CriteriaSet
from terang.criteria.change_values import Voice
from terang.criteria.edit_commands import (
    DONE,
    PROBLEMS,
    USAGE,
    Refused,
    add_states,
    both_states,
    guarded,
)
from terang.messages import LANGUAGES, text

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

AREA = "diff"


def add_commands(subparsers: Subparsers) -> None:
    """Registers `impact OLD [NEW] [--data DIR] [--format text|markdown|json]`."""
    say = partial(text, AREA)
    parser = subparsers.add_parser(
        "impact", help=say("bantuan.impact"), description=say("bantuan.impact")
    )
    add_states(parser)
    parser.add_argument("--data", metavar="DIR", help=say("bantuan.data"))
    parser.add_argument("--releases", default="docs/rilis", help=say("bantuan.releases"))
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    parser.add_argument("--lang", choices=LANGUAGES, default="id", help=say("bantuan.lang"))
    parser.set_defaults(run=guarded(run_impact))


def run_impact(options: argparse.Namespace) -> int:
    """Tells the effect on the worked examples, and with --data the protected table of moves."""
    old, new = both_states(options)
    replayed = replay(old, new)
    voice = Voice((new, old), options.lang)
    renderers = {"text": _text, "markdown": _markdown, "json": _json}
    echo(renderers[options.format](replayed, voice))
    return DONE if options.data is None else _moves(options, old, new)


def _moves(options: argparse.Namespace, old: CriteriaSet, new: CriteriaSet) -> int:
    """The private part: microdata of one agency and period under both criteria."""
    from terang.release.impact.moves import ImpactRefused, protected_moves  # noqa: PLC0415 - private zone

    folder = Path(options.data)
    if not folder.is_dir():
        raise Refused(text(AREA, "salah.berkas", options.lang, nama=folder), USAGE)
    try:
        moves = protected_moves(folder, old, new, Path(options.releases))
    except ImpactRefused as refused:
        told = text(AREA, f"tolak.{refused.key}", options.lang, **refused.fields)
        raise Refused(text(AREA, "dampak.ditolak", options.lang, alasan=told), PROBLEMS) from None
    voice = Voice((new, old), options.lang)
    echo()
    echo(voice.say("dampak.kelompok"))
    echo(voice.say(f"dampak.kolom_{moves.form}"))
    for place, count in moves.cells.items():
        names = (voice.name(code, moves.agency) for code in place)
        echo(",".join([*names, voice.say("dampak.dilindungi") if count is None else str(count)]))
    return DONE


def _summary(replayed: Replay, voice: Voice) -> str:
    counts = {"jumlah": str(replayed.computed), "berubah": str(len(replayed.effects))}
    return voice.say("dampak.jumlah" if replayed.effects else "dampak.kosong", **counts)


def _text(replayed: Replay, voice: Voice) -> str:
    return "\n".join(
        [_summary(replayed, voice), *(f"  {_line(e, voice)}" for e in replayed.effects)]
    )


def _markdown(replayed: Replay, voice: Voice) -> str:
    lines = [f"### {voice.say('dampak.judul')}", "", _summary(replayed, voice), ""]
    lines += [f"- {_line(effect, voice)}" for effect in replayed.effects]
    return "\n".join(lines).rstrip("\n")


def _json(replayed: Replay, voice: Voice) -> str:
    rows = [
        {
            "agency": effect.agency,
            "example": effect.example.id,
            "measure": effect.measure,
            "on": effect.on.isoformat(),
            "old": _plain(effect.old),
            "new": _plain(effect.new),
            "sentence": _line(effect, voice),
        }
        for effect in replayed.effects
    ]
    return json.dumps(
        {"computed": replayed.computed, "effects": rows}, ensure_ascii=False, indent=2
    )


def _plain(result: Result | None) -> dict[str, str | None] | None:
    if result is None:
        return None
    value = None if result.value is None else str(result.value)
    return {"value": value, "category": result.category, "status": result.status}


def _line(effect: Effect, voice: Voice) -> str:
    return voice.say(
        "dampak.baris",
        contoh=voice.value(effect.example.title, effect.agency),
        ukuran=effect.name.in_language(voice.lang),
        tanggal=format_date(effect.on, voice.lang),
        lama=_result(effect.old, effect.agency, voice),
        baru=_result(effect.new, effect.agency, voice),
    )


def _result(result: Result | None, agency: str, voice: Voice) -> str:
    if result is None:
        return voice.say("dampak.tidak_dapat")
    value = None if result.value is None else voice.number(result.value)
    category = None if result.category is None else voice.name(result.category, agency)
    if value is not None and category is not None:
        return voice.say("dampak.hasil", nilai=value, kategori=category)
    return value or category or voice.say("dampak.tunda")
