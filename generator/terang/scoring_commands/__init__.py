"""`terang score` and `terang survey`: one appraisal, one survey, told in words or as JSON."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from terang.messages import LANGUAGES, text
from terang.scoring_commands.score import run_score
from terang.scoring_commands.speech import guarded, speaker
from terang.scoring_commands.survey import run_survey

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_commands(subparsers: Subparsers) -> None:
    """Registers `score SCHEME --inputs FILE` and `survey FILE`."""
    say = speaker("id")
    one = subparsers.add_parser("score", help=text("cli", "verb_score"))
    one.add_argument("scheme", metavar="SCHEME", help=say("bantuan.scheme"))
    one.add_argument("--inputs", required=True, metavar="FILE", help=say("bantuan.inputs"))
    one.add_argument("--agency", help=say("bantuan.agency"))
    one.add_argument("--on", metavar="DATE", help=say("bantuan.on"))
    one.set_defaults(run=guarded(run_score))
    many = subparsers.add_parser("survey", help=text("cli", "verb_survey"))
    many.add_argument("file", metavar="FILE", help=say("bantuan.file"))
    many.add_argument("--profile", default="skm-2017", help=say("bantuan.profile"))
    many.add_argument("--weight", metavar="1/n|0.111|0.11", help=say("bantuan.weight"))
    many.set_defaults(run=guarded(run_survey))
    for parser in (one, many):
        parser.add_argument("--criteria", default="criteria", help=say("bantuan.criteria"))
        formats = ("text", "json")
        parser.add_argument("--format", choices=formats, default="text", help=say("bantuan.format"))
        parser.add_argument("--lang", choices=LANGUAGES, default="id", help=say("bantuan.lang"))
