"""Which program judges whom in a period."""

from __future__ import annotations

from datetime import date

from terang.core.model import AgencyCriteria, CriteriaSet
from terang.core.program import Program
from terang.core.rules import lower
from terang.release.intake.source import MicrodataError


def period_end(period: str) -> date:
    """The day whose rules judge a yearly period ("2025"): its last."""
    if not (len(period) == 4 and period.isascii() and period.isdigit() and period >= "1000"):
        raise MicrodataError("period_name", period=period[:40])
    return date(int(period), 12, 31)


def programs(agency: AgencyCriteria, criteria: CriteriaSet, period: str) -> dict[str, Program]:
    """The program of each position group that a scheme covers at the end of the period."""
    on = period_end(period)
    found: dict[str, Program] = {}
    for scheme in agency.schemes.values():
        if scheme.start <= on and (scheme.end is None or on < scheme.end):
            program = lower(agency, criteria.profiles, scheme.id, on)
            found |= dict.fromkeys(scheme.position_groups, program)
    return found
