"""Complaint clocks: when an answer is due, and how many came in time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from terang.core.numbers import Exact, round_half_up

DayKind = Literal["kerja", "kalender"]
SATURDAY = 5


def counts(day: date, kind: DayKind, holidays: Collection[date]) -> bool:
    """Whether a day runs the clock: every calendar day, or a weekday that is no holiday."""
    return kind == "kalender" or (day.weekday() < SATURDAY and day not in holidays)


def due_date(
    received: date, days: int, holidays: Collection[date] = (), kind: DayKind = "kerja"
) -> date:
    """The last day on which an answer is in time. The day after receipt is day 1.

    days >= 0; ValueError otherwise. Holidays are an input: no calendar is built in.

    >>> due_date(date(2025, 1, 2), 5)
    datetime.date(2025, 1, 9)
    """
    if days < 0:
        raise ValueError("days must not be negative")
    day = received
    while days > 0:
        day += timedelta(days=1)
        days -= counts(day, kind, holidays)
    return day


def days_taken(
    received: date, finished: date, holidays: Collection[date] = (), kind: DayKind = "kerja"
) -> int:
    """How many days of the clock ran after receipt, up to and with the day of the answer.

    0 on the day of receipt; ValueError when finished before received.
    """
    if finished < received:
        raise ValueError("finished before received")
    span = (received + timedelta(days=n + 1) for n in range((finished - received).days))
    return sum(counts(day, kind, holidays) for day in span)


@dataclass(frozen=True, slots=True)
class OnTime:
    """on_time of total; percent with 2 places, None when there were no complaints at all."""

    on_time: int
    total: int
    percent: Decimal | None


def on_time_share(taken: Sequence[int], limit: Exact) -> OnTime:
    """How many answers took at most `limit` days. No complaints is neither 0 nor 100 percent."""
    on_time = sum(days <= limit for days in taken)
    return OnTime(on_time, len(taken), percent(on_time, len(taken), 2))


def percent(part: int, whole: int, places: int) -> Decimal | None:
    """part / whole x 100, rounded half up; None when whole is 0."""
    return None if whole == 0 else round_half_up(Fraction(100 * part, whole), places)
