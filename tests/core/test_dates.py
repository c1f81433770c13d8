"""Dated values and the days on which a scheme changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from core_samples import as_is, criteria, dated, leaf, measure, weighted

from terang.core.complaints import days_taken, due_date
from terang.core.dates import (
    announced,
    change_dates,
    format_date,
    in_force,
    indicators_of,
    previous,
)

FIRST, SECOND, THIRD = date(2024, 1, 1), date(2025, 1, 1), date(2027, 1, 1)
VALUES = [dated(n, start) for n, start in enumerate((FIRST, SECOND, THIRD))]


@pytest.mark.parametrize(
    ("on", "current", "before", "after"),
    [
        (date(2023, 12, 31), None, None, [0, 1, 2]),
        (FIRST, 0, None, [1, 2]),
        (date(2024, 12, 31), 0, None, [1, 2]),
        (SECOND, 1, 0, [2]),
        (date(2030, 1, 1), 2, 1, []),
    ],
)
def test_a_value_holds_from_its_start_until_the_next(
    on: date, current: int | None, before: int | None, after: list[int]
) -> None:
    now, then = in_force(VALUES, on), previous(VALUES, on)

    assert current == (None if now is None else now.value)
    assert before == (None if then is None else then.value)
    assert after == [value.value for value in announced(VALUES, on)]


def test_change_dates_cover_everything_a_scheme_uses_while_it_holds() -> None:
    weights = tuple(dated(Decimal(100), start) for start in (FIRST, SECOND, THIRD))
    function = as_is("a").functions[0].value
    later_function = dated(function, date(2026, 1, 1))
    own = criteria(
        [as_is("a"), as_is("lain")],
        measure(weighted(leaf("a", weights))),
        end=date(2026, 7, 1),
    )
    indicators = {"a": replace(as_is("a"), functions=(dated(function), later_function))}
    scheme = own.schemes["skema"]
    assert ("a",) == indicators_of(scheme)
    assert (FIRST, SECOND, date(2026, 1, 1)) == change_dates(scheme, indicators)


@pytest.mark.parametrize("month", range(1, 13))
def test_dates_in_words_name_every_month(month: int) -> None:
    day = date(2026, month, 1)

    assert day.strftime("1 %B 2026") == format_date(day, "en")
    assert format_date(day).startswith("1 ") and format_date(day).endswith(" 2026")


def test_calendar_days_run_through_weekends() -> None:
    friday = date(2026, 11, 20)

    assert date(2026, 11, 23) == due_date(friday, 3, kind="kalender")
    assert date(2026, 11, 25) == due_date(friday, 3, kind="kerja")
    assert friday == due_date(friday, 0)


@pytest.mark.parametrize("days", range(12))
def test_an_answer_on_the_due_day_took_exactly_the_days(days: int) -> None:
    received, holidays = date(2025, 3, 27), {date(2025, 3, 28), date(2025, 3, 31)}

    for kind in ("kerja", "kalender"):
        due = due_date(received, days, holidays, kind)
        assert days == days_taken(received, due, holidays, kind)


def test_an_answer_before_the_complaint_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        days_taken(date(2025, 1, 2), date(2025, 1, 1))
