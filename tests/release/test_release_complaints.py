"""The share in time is taken over complaints whose standard has run out, finished or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from release_samples import criteria, microdata

from terang.release.counting.counts import cell_id
from terang.release.counting.services import LATE, OVERDUE, on_time_among_due, service_counts
from terang.release.counting.units import TOTAL
from terang.release.intake.contract import Microdata, accept
from terang.release.intake.contract_services import ComplaintRow
from terang.release.intake.schemes import programs

AGENCY, PERIOD, END = "kotabumi", "2025", date(2025, 12, 31)
SERVICE, KIND = "vaksinasi", "normatif"  # five working days


def data(*rows: tuple[date, date | None]) -> Microdata:
    """Complaints of one class by day of receipt and answer; no holidays."""
    agency = criteria().agencies[AGENCY]
    folder = microdata() / AGENCY / PERIOD
    whole = accept(folder, agency, criteria(), programs(agency, criteria(), PERIOD))
    complaints = tuple(ComplaintRow(SERVICE, KIND, *row) for row in rows)
    return replace(whole, complaints=complaints, holidays=frozenset(), volumes={})


def counted(complaints: Microdata) -> tuple[int, int, int]:
    """On time, late and overdue, among those whose last day is over."""
    services = (criteria().agencies[AGENCY].services[SERVICE],)
    counts = service_counts(services, complaints, END)
    late, overdue = (
        counts.value(cell_id(f"aduan.{SERVICE}", (KIND, outcome))) for outcome in (LATE, OVERDUE)
    )
    in_time = on_time_among_due(services, complaints, END)
    assert in_time.get((SERVICE, KIND), 0) == in_time.get((SERVICE, TOTAL), 0)
    return in_time.get((SERVICE, KIND), 0), late, overdue


def test_answers_before_their_day_has_come_do_not_flatter() -> None:
    settled = [(date(2025, 3, 3), date(2025, 3, 4)), (date(2025, 3, 3), date(2025, 3, 20))]
    last_days = [(date(2025, 12, 30), date(2025, 12, 31)), (date(2025, 12, 30), None)]

    assert (1, 1, 0) == counted(data(*settled, *last_days))


def test_an_open_complaint_is_late_when_its_last_day_is_the_last_of_the_period() -> None:
    assert (0, 0, 1) == counted(data((date(2025, 12, 24), None)))
    assert (0, 0, 0) == counted(data((date(2025, 12, 25), None)))


def test_an_answer_after_the_period_is_not_known_yet() -> None:
    assert (0, 0, 1) == counted(data((date(2025, 12, 1), date(2026, 1, 2))))


def test_cutting_the_year_anywhere_does_not_move_the_share_of_a_steady_office() -> None:
    """Every Monday one complaint is answered next day and one after three weeks: always a half."""
    days = [date(2025, 1, 6 + 7 * week) for week in range(4)] + [date(2025, 12, 29)]
    rows = [(day, date.fromordinal(day.toordinal() + after)) for day in days for after in (1, 21)]
    in_time, late, overdue = counted(data(*rows))

    assert Fraction(1, 2) == Fraction(in_time, in_time + late + overdue)
