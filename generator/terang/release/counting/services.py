"""Results of public services: survey index, complaints against their standard, volumes.

The on-time share is taken over the complaints whose standard has run out by the end of the period,
finished or not: an open one among them is late. One whose last day is still to come is left out
even when it is answered already; counting quick answers of the last days, but not the open cases
beside them, would flatter every office.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from terang.core.complaints import days_taken, due_date
from terang.core.dates import in_force
from terang.core.model import ComplaintClass, Service, SurveyProfile
from terang.core.survey import SurveyResult, survey
from terang.disclosure import Cell, CountTable, Relation, respondent_reasons
from terang.release.counting.counts import CountSystem, cell_id, count_table
from terang.release.counting.units import TOTAL, flat
from terang.release.intake.contract import Microdata
from terang.release.intake.contract_services import ComplaintRow
from terang.releasefile.relations import DAYS_OF

ON_TIME, LATE = "tepat_waktu", "terlambat"
FINISHED, OPEN = "selesai", "terbuka"
OVERDUE, RUNNING = "lewat_batas", "berjalan"
OUTCOMES: dict[str, str | None] = {
    TOTAL: None,
    FINISHED: TOTAL,
    ON_TIME: FINISHED,
    LATE: FINISHED,
    OPEN: TOTAL,
    OVERDUE: OPEN,
    RUNNING: OPEN,
}
# days of the clock from receipt to answer; the last range has no end
RANGES = (("0-1", 1), ("2-3", 3), ("4-5", 5), ("6-10", 10), ("11-20", 20), ("21+", None))


Answered = tuple[str, str, str]  # class, range of days, outcome


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """A survey's result, or None when nobody answered; whether it is fit to be shown."""

    service: Service
    profile: SurveyProfile
    population: int | None
    result: SurveyResult | None
    is_fit: bool


def survey_figures(
    service: Service, profile: SurveyProfile, data: Microdata, minimum: int, room: int
) -> SurveyFigures:
    """The survey of a service; unfit with too few respondents or an element all but unanimous.

    minimum: fewest answers to every element. room: how many respondents' full range must stay open.
    """
    answers = data.answers.get(service.id, ())
    codes = [element.code for element in profile.elements]
    population = data.populations.get(service.id)
    unanswered = any(all(row[i] is None for row in answers) for i in range(len(codes)))
    if not answers or unanswered:
        return SurveyFigures(service, profile, population, None, False)
    rows = [dict(zip(codes, row, strict=True)) for row in answers]
    result = survey(rows, profile, service.survey_convention)
    open_ = room * (profile.answer_high - profile.answer_low)
    few = respondent_reasons({code: each.n for code, each in result.elements.items()}, minimum)
    fit = not few and all(
        element.total - element.n * profile.answer_low >= open_
        and element.n * profile.answer_high - element.total >= open_
        for element in result.elements.values()
    )
    return SurveyFigures(service, profile, population, result, fit)


def service_counts(services: Sequence[Service], data: Microdata, end: date) -> CountSystem:
    """Complaints by class and outcome, answer times, monthly volumes, as count tables."""
    tables: list[CountTable] = []
    relations: list[Relation] = []
    cells: list[Cell] = []
    for service in services:
        rows = [row for row in data.complaints if row.service == service.id]
        classes = {kind.id: kind for kind in service.complaint_classes}
        if rows:
            outcomes: Counter[tuple[str, ...]] = Counter()
            times: Counter[tuple[str, ...]] = Counter()
            answered: Counter[Answered] = Counter()
            for row in rows:
                kind = classes[row.kind]
                outcome = _outcome(row, kind, data.holidays, end)
                outcomes[row.kind, outcome] += 1
                if row.finished is not None and row.finished <= end:
                    days = days_taken(row.received, row.finished, data.holidays, kind.day_kind)
                    times[(_range(days),)] += 1
                    answered[row.kind, _range(days), outcome] += 1
            name, clock = f"aduan.{service.id}", f"waktu.{service.id}"
            ranges = flat(code for code, _ in RANGES)
            tables.append(
                count_table(name, ("kelas", "hasil"), (flat(classes), OUTCOMES), outcomes)
            )
            tables.append(count_table(clock, ("rentang",), (ranges,), times))
            finished = cell_id(name, (TOTAL, FINISHED))
            relations.append(Relation({finished: 1, cell_id(clock, (TOTAL,)): -1}))
            unseen, ties = _by_clock(service, answered, end)
            cells += unseen
            relations += ties
        months = {month: n for (owner, month), n in data.volumes.items() if owner == service.id}
        if months:
            tables.append(
                count_table(
                    f"volume.{service.id}",
                    ("bulan",),
                    (flat(sorted(months)),),
                    {(month,): n for month, n in months.items()},
                )
            )
    return CountSystem(tuple(tables), tuple(relations), tuple(cells))


def _by_clock(
    service: Service, answered: Mapping[Answered, int], end: date
) -> tuple[list[Cell], list[Relation]]:
    """Finished complaints by class, range of days and outcome, as far as the standards allow them.

    No file holds these; but a class's days are public, so that both tables bound each other.
    """
    values = dict.fromkeys(_allowed(service, end), 0) | dict(answered)
    cells, name, clock = [], f"aduan.{service.id}", f"waktu.{service.id}"
    sums: dict[str, dict[str, int]] = {}
    for (kind, range_, outcome), count in values.items():
        cell = cell_id(f"hari.{service.id}", (kind, range_, outcome))
        cells.append(Cell(cell, count, published=False, sensitive_width=0))
        sums.setdefault(cell_id(clock, (range_,)), {})[cell] = 1
        sums.setdefault(cell_id(name, (kind, outcome)), {})[cell] = 1
    for kind in (each.id for each in service.complaint_classes):
        for outcome in (ON_TIME, LATE):
            sums.setdefault(cell_id(name, (kind, outcome)), {})
    return cells, [Relation({**parts, whole: -1}) for whole, parts in sums.items()]


def _allowed(service: Service, end: date) -> Iterator[Answered]:
    """Class, range of days and outcome: all that the class's standards leave possible."""
    for kind in service.complaint_classes:
        standards = standard_days(kind, end)
        if not standards:
            continue
        least = 0
        for code, last in RANGES:
            if least <= max(standards):
                yield kind.id, code, ON_TIME
            if last is None or last > min(standards):
                yield kind.id, code, LATE
            least = least if last is None else last + 1


def standard_days(kind: ComplaintClass, end: date) -> tuple[int, ...]:
    """Every number of days that has been a class's standard, rising."""
    return tuple(sorted({int(entry.value) for entry in kind.days if entry.start <= end}))


def standards(services: Sequence[Service], end: date) -> dict[str, str]:
    """The standards of all classes as a release's policy states them; none where none was set."""
    return {
        f"{DAYS_OF}{service.id}.{kind.id}": " ".join(map(str, days))
        for service in services
        for kind in service.complaint_classes
        if (days := standard_days(kind, end))
    }


def _outcome(row: ComplaintRow, kind: ComplaintClass, holidays: frozenset[date], end: date) -> str:
    """On time or late against the standard of the day of receipt."""
    finished = row.finished if row.finished is not None and row.finished <= end else None
    due = _due(row, kind, holidays)
    if finished is not None:
        return ON_TIME if finished <= due else LATE
    return OVERDUE if due <= end else RUNNING


def on_time_among_due(
    services: Sequence[Service], data: Microdata, end: date
) -> dict[tuple[str, str], int]:
    """Complaints answered in time whose last day is over, by service and class, T for all classes.

    What a reader can work out from a share beside its counts is how many of the last days'
    complaints were answered at once; that tells of no outcome still open and is not withheld.
    """
    found: Counter[tuple[str, str]] = Counter()
    for service in services:
        classes = {kind.id: kind for kind in service.complaint_classes}
        for row in data.complaints:
            if row.service == service.id:
                kind = classes[row.kind]
                is_due = _due(row, kind, data.holidays) <= end
                if is_due and _outcome(row, kind, data.holidays, end) == ON_TIME:
                    found.update([(service.id, row.kind), (service.id, TOTAL)])
    return dict(found)


def _due(row: ComplaintRow, kind: ComplaintClass, holidays: frozenset[date]) -> date:
    """The last day of the standard that was in force on the day of receipt."""
    standard = in_force(kind.days, row.received)
    assert standard is not None, "the contract refuses complaints without a standard"
    return due_date(row.received, int(standard.value), holidays, kind.day_kind)


def _range(days: int) -> str:
    return next(code for code, last in RANGES if last is None or days <= last)
