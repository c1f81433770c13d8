"""The holidays that stop a clock of working days: listed by the office, or those of the nation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from terang.release.intake.source import MicrodataError


def calendar(
    years: Sequence[int], listed: Collection[date], changes: Mapping[date, bool]
) -> frozenset[date]:
    """All days off in the years.

    listed: the whole list of every year it names; other years follow the national one (holidays
    and joint leave of the civil service). changes: days added (True) or struck out (False) after
    that. Raises MicrodataError where the national list is needed and its package is missing.
    """
    own = {day.year for day in listed}
    missing = [year for year in years if year not in own]
    days = set(listed) | (national(missing) if missing else set())
    added = {day for day, holds in changes.items() if holds}
    return frozenset((days | added) - (changes.keys() - added))


def national(years: Sequence[int]) -> set[date]:
    """Public holidays of Indonesia and joint leave (cuti bersama), as the package knows them.

    Islamic days of years to come are estimates until the joint decree of the ministers is out.
    """
    try:
        from holidays.constants import GOVERNMENT, PUBLIC  # noqa: PLC0415 - heavy
        from holidays.countries.indonesia import Indonesia  # noqa: PLC0415 - heavy
    except ImportError as error:
        raise MicrodataError("holidays_missing") from error
    return set(Indonesia(years=years, categories=(PUBLIC, GOVERNMENT)))
