"""No criteria file says anything about a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terang.core.identifiers import identifiers
from terang.criteria.draft import Draft
from terang.problems import Problem

# a name with an academic title behind or before it belongs to somebody
_TITLED_NAME = re.compile(
    r"\b(?:[A-Z][a-z']+ ){1,4}[A-Z][a-z']+, ?(?:S|M|A)\.[A-Z][A-Za-z.]*"
    r"|\b(?:Drs|Dra|Ir|Prof|dr)\. (?:H\. |Hj\. )?[A-Z][a-z']+ [A-Z][a-z']+"
)


def personal_numbers(draft: Draft) -> Iterator[Problem]:
    """K038: nothing shaped like a NIP, NI PPPK or NIK anywhere in a file, comments included."""
    for file in draft.files:
        for number, line in enumerate(file.text.splitlines(), 1):
            for found in identifiers(line):
                yield file.problem("K038", (number, found.start + 1), kind=f"@id.{found.kind}")


def titled_names(draft: Draft) -> Iterator[Problem]:
    """K080, a warning: what looks like the name of a person with an academic title."""
    for file in draft.files:
        for number, line in enumerate(file.text.splitlines(), 1):
            for found in _TITLED_NAME.finditer(line):
                yield file.warning("K080", (number, found.start() + 1))
