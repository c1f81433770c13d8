"""CSV files of the microdata as text rows: every row is counted, none is dropped silently."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_FIELD = 1000
_NAME = re.compile(r"[a-z_]{1,30}|U[0-9]{1,2}")  # what a column may be called in a message


class MicrodataError(ValueError):
    """A whole file cannot be used; `code` and `fields` give the message."""

    def __init__(self, code: str, **fields: str) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row as text: number (the header is 1) and fields by column; None where it is ragged."""

    number: int
    fields: Mapping[str, str] | None


def rows(path: Path, required: Sequence[str]) -> Iterator[TextRow]:
    """The rows of a UTF-8, comma-separated file whose header has at least these columns."""
    if not path.is_file():
        raise MicrodataError("file_missing", file=path.name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            yield from _rows(csv.reader(source, strict=True), path, required)
    except UnicodeDecodeError as error:
        raise MicrodataError("file_encoding", file=path.name) from error
    except csv.Error as error:
        raise MicrodataError("file_broken", file=path.name, fault=str(error)) from error


def _rows(reader: Iterator[list[str]], path: Path, required: Sequence[str]) -> Iterator[TextRow]:
    head = [name.strip() for name in next(reader, [])]
    missing = [name for name in required if name not in head]
    if missing or len(set(head)) < len(head):
        # a file without a header shows its first person here: only plain names are repeated
        found = ", ".join(name if _NAME.fullmatch(name) else "?" for name in head)[:200]
        raise MicrodataError(
            "file_header", file=path.name, expected=", ".join(required), found=found
        )
    for number, record in enumerate(reader, start=2):
        if not record:
            continue  # a blank line is no row
        if len(record) != len(head) or any(len(field) > MAX_FIELD for field in record):
            yield TextRow(number, None)
        else:
            values = (field.strip() for field in record)
            yield TextRow(number, dict(zip(head, values, strict=True)))
