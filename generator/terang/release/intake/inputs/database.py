"""PostgreSQL through ADBC: a query read as text, in a read-only transaction and a fixed order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from typing import Any

from terang.release.intake.inputs.records import parts
from terang.release.intake.inputs.values import texts, values
from terang.release.intake.source import MicrodataError, Record, Sheet

READ_ONLY = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
TYPE = b"ADBC:postgresql:typname"  # where the driver names the type of an exact decimal


def read_query(variable: str, query: str, name: str) -> Sheet:
    """The rows of a query, sorted by all their columns, numbered from 1.

    variable: the environment variable with the address, which holds a password and is never told.
    name: how messages call the source.
    """
    address = os.environ.get(variable)
    if not address:
        raise MicrodataError("database_address", variable=variable)
    records = _records(address, query, name)
    first = next(records)
    assert first[1] is not None
    head = tuple(first[1])
    return Sheet(head, parts(records, len(head)))


def _records(address: str, query: str, name: str) -> Iterator[Record]:
    """The head as row 0, then the rows."""
    try:
        from adbc_driver_postgresql import dbapi  # noqa: PLC0415
    except ImportError as error:
        raise MicrodataError("database_driver") from error
    try:
        with closing(dbapi.connect(address)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(READ_ONLY)
            connection.commit()
            cursor.execute(f"SELECT * FROM (\n{query}\n) AS asal LIMIT 0")  # noqa: S608 - own query
            head = tuple(str(column[0]).strip() for column in cursor.description or ())
            cursor.fetchall()
            yield 0, head
            cursor.execute(_ordered(query, head))
            yield from _numbered(cursor, head, name)
    except dbapi.Error as error:
        state = getattr(error, "sqlstate", None) or type(error).__name__
        raise MicrodataError("database_failed", source=name, fault=str(state)) from error


def _numbered(cursor: Any, head: Sequence[str], name: str) -> Iterator[Record]:  # noqa: ANN401
    reader = cursor.fetch_record_batch()
    numeric = [(field.metadata or {}).get(TYPE) == b"numeric" for field in reader.schema]
    number = 0
    for batch in reader:
        columns = [values(column) for column in batch.columns]
        for record in zip(*columns, strict=True):
            number += 1
            typed = [
                _decimal(value) if is_numeric else value
                for value, is_numeric in zip(record, numeric, strict=True)
            ]
            yield number, texts(typed, head, number, name)


def _decimal(value: object) -> object:
    """An exact decimal, which the driver gives as text; what is none stays as it is."""
    try:
        return Decimal(value) if isinstance(value, str) else value
    except ArithmeticError:
        return value


def _ordered(query: str, head: Sequence[str]) -> str:
    """The query with its rows in an order that depends on their text alone."""
    names = ['"' + name.replace('"', '""') + '"' for name in head]
    order = ", ".join(f'{name}::text COLLATE "C"' for name in names)
    return f"SELECT * FROM (\n{query}\n) AS asal ORDER BY {order}"  # noqa: S608 - own query
