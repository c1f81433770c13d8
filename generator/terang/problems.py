"""Located problems in people's files. The only shape in which a mistake is reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a file: where, which rule (`code`, e.g. K014), and values for its message.

    The words come from the catalogue in `terang/messages/` by code: `<code>.message` and
    `<code>.fix`, formatted with `fields`. line and column count from 1; 0 means the whole file.
    """

    code: str
    file: str
    line: int
    column: int
    fields: dict[str, str] = field(default_factory=dict)
    severity: Severity = "error"

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Sort key: file order, then line, column, code."""
        return (self.file, self.line, self.column, self.code)
