"""A typed value of a workbook, a Parquet file or a database as the text a CSV file would hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

import pyarrow as pa

from terang.release.intake.source import MicrodataError

# a float holds every whole number below 2**53 (9.0e15), but spreadsheets keep fifteen digits and
# turn the sixteenth of a population number (NIK) into a zero
LARGEST_FLOAT = 10**15
YES, NO = "ya", "tidak"
NO_DAY = "?"


class LongNumber(ValueError):
    """A whole number was stored as a float that can no longer tell it from its neighbours."""


class UnknownType(ValueError):
    """A value that no column of ours may hold (a list, bytes, a duration)."""


def as_text(value: object) -> str:  # noqa: PLR0911 - one a type
    """The value as text: nothing as "", numbers plain and shortest, days as YYYY-MM-DD.

    A float is read with its 15 certain digits, as spreadsheets show it. Raises LongNumber for a
    longer one (an employee number stored so has lost its last digits) and UnknownType.

    >>> [as_text(v) for v in (None, 4.0, 3.5, Decimal("3.50"), True, date(2025, 1, 2))]
    ['', '4', '3.5', '3.5', 'ya', '2025-01-02']
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return YES if value else NO
        case int():
            return str(value)
        case float():
            return _float(value)
        case Decimal():
            return _plain(value)
        case datetime():
            is_day = value.timetz() == time(0)
            return value.date().isoformat() if is_day else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
    raise UnknownType(type(value).__name__)


def _float(value: float) -> str:
    if abs(value) >= LARGEST_FLOAT:
        raise LongNumber
    return _plain(Decimal(format(value, ".15g")))


def _plain(number: Decimal) -> str:
    """Digits without exponent and without zeros at the end; words for what is no number."""
    if not number.is_finite():
        return str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def texts(record: Sequence[object], head: Sequence[str], number: int, file: str) -> tuple[str, ...]:
    """The fields of a row as text; raises MicrodataError with the place of one that has none."""
    try:
        return tuple(as_text(value) for value in record)
    except (LongNumber, UnknownType):
        for name, value in zip(head, record, strict=True):
            _check(value, {"file": file, "row": str(number), "column": name})
        raise


def values(column: pa.Array) -> list[object]:
    """The values of a column; days and times that Python has no value for as a word that no
    check takes for a day (a database knows days without end)."""
    try:
        found: list[object] = column.to_pylist()
    except (OverflowError, ValueError):
        return [None if not one.is_valid else _value(one) for one in column]
    return found


def _value(scalar: pa.Scalar) -> object:
    try:
        found: object = scalar.as_py()
    except (OverflowError, ValueError):
        return NO_DAY
    return found


def _check(value: object, place: dict[str, str]) -> None:
    try:
        as_text(value)
    except LongNumber as error:
        raise MicrodataError("file_long_number", **place) from error
    except UnknownType as error:
        raise MicrodataError("file_type", **place, type=str(error)) from error
