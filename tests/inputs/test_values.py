"""Typed values become the text a CSV file would hold, or are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from terang.release.intake.inputs.values import NO_DAY, LongNumber, UnknownType, as_text, values
from terang.release.intake.inputs.values import texts as texts_of
from terang.release.intake.source import MicrodataError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (" x ", " x "),
        (True, "ya"),
        (False, "tidak"),
        (198501012010011001, "198501012010011001"),
        (4.0, "4"),
        (74.900000000000006, "74.9"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (999_999_999_999_999.0, "999999999999999"),
        (float("nan"), "NaN"),
        (Decimal("1200.00"), "1200"),
        (Decimal("1E+3"), "1000"),
        (date(2025, 1, 2), "2025-01-02"),
        (datetime(2025, 1, 2), "2025-01-02"),
        (datetime(2025, 1, 2, 13, 5), "2025-01-02 13:05:00"),
        (datetime(2025, 1, 2, tzinfo=UTC), "2025-01-02 00:00:00+00:00"),
    ],
)
def test_a_value_as_text(value: object, expected: str) -> None:
    assert expected == as_text(value)


@pytest.mark.parametrize("value", [1e15, 198501012010011001.0, -(2.0**53), float("inf")])
def test_a_float_that_is_too_long_is_refused(value: float) -> None:
    with pytest.raises(LongNumber):
        as_text(value)


@pytest.mark.parametrize("value", [b"x", [1], timedelta(1)])
def test_a_value_of_no_known_type_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(UnknownType):
        as_text(value)
    with pytest.raises(MicrodataError) as refused:
        texts_of((1, value), ("a", "b"), 7, "x.parquet")

    place = {"file": "x.parquet", "row": "7", "column": "b"}
    assert place | {"type": type(value).__name__} == refused.value.fields


def test_days_that_no_calendar_has_are_known_for_what_they_are() -> None:
    """A database has days without end; they come as the last day that its numbers can tell."""
    days = pa.array([0, -(2**31), 2**31 - 1, None], pa.date32())
    moments = pa.array([0, 2**63 - 1], pa.timestamp("us"))

    assert [date(1970, 1, 1), NO_DAY, NO_DAY, None] == values(days)
    assert [datetime(1970, 1, 1), NO_DAY] == values(moments)
