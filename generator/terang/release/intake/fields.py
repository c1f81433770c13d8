"""Single fields of microdata as typed values, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from decimal import Decimal

MAX_PLACES = 6
MAX_NUMBER = Decimal(10) ** 9


class Refuse(Exception):
    """Raised by a row's check with the reason code."""


def known(value: str, choices: Container[str], reason: str) -> None:
    if value not in choices:
        raise Refuse(reason)


def filled(value: str) -> str:
    if not value:
        raise Refuse("empty")
    return value


def number(text: str) -> Decimal:
    """A plain decimal from 0, with at most six places."""
    whole, _, places = text.partition(".")
    digits = whole + places
    if not (digits.isascii() and digits.isdigit() and whole) or len(places) > MAX_PLACES:
        raise Refuse("not_a_number")
    found = Decimal(text)
    if found > MAX_NUMBER:
        raise Refuse("out_of_range")
    return found


def whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise Refuse("not_whole")
    return int(text)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refuse("not_a_date") from error
