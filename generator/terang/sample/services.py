"""Synthetic service results: survey answers, complaints with their dates, monthly volumes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from terang.core.dates import in_force
from terang.core.model import Service, SurveyProfile

NO_ANSWER = 0.01


@dataclass(frozen=True, slots=True)
class Complaint:
    """A row of aduan.csv; finished is None while open."""

    id: str
    kind: str
    received: date
    finished: date | None


def respondents(profile: SurveyProfile, count: int, random: Random) -> Iterator[tuple[str, ...]]:
    """`count` respondents' answers by element, some unanswered; some elements are weaker."""
    levels = [2.8 + 0.8 * random.random() for _ in profile.elements]
    for _ in range(count):
        mood = (random.random() + random.random() - 1) * 0.7
        answers = []
        for level in levels:
            wanted = level + mood + (random.random() - 0.5)
            answer = min(profile.answer_high, max(profile.answer_low, round(wanted)))
            answers.append("" if random.random() < NO_ANSWER else str(answer))
        yield tuple(answers)


def complaints(service: Service, year: int, count: int, random: Random) -> Iterator[Complaint]:
    """`count` complaints over a year; graver classes are rarer; a few stay open or come late."""
    weights = [1.0 / (place + 1) for place in range(len(service.complaint_classes))]
    for number in range(1, count + 1):
        kind = random.choices(service.complaint_classes, weights=weights)[0]
        received = date(year, 1, 1) + timedelta(days=int(random.random() * 365))
        standard = in_force(kind.days, received)
        allowed = float(standard.value) if standard is not None else 10.0
        days = int(allowed * (0.2 + random.random() + (random.random() < 0.15) * 2))
        finished = received + timedelta(days=days)
        still_open = finished > date(year, 12, 31)
        yield Complaint(f"A{number:05d}", kind.id, received, None if still_open else finished)


def volumes(year: int, random: Random) -> Iterator[tuple[str, int]]:
    """Month ("2025-01") and number of services completed."""
    usual = 150 + int(random.random() * 500)
    for month in range(1, 13):
        yield f"{year}-{month:02d}", round(usual * (0.8 + 0.4 * random.random()))
