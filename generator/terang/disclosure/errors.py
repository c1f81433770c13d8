"""Every way in which disclosure control refuses. Fields, not texts: the caller words them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class DisclosureError(Exception):
    """A refusal: a stable `code`, the cells it concerns (by id) and values for its message."""

    code: str
    cells: Sequence[str] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        named = ", ".join(f"{key}={value}" for key, value in self.fields.items())
        return f"{self.code} ({named}) {' '.join(self.cells[:5])}".strip()


class InvalidTable(DisclosureError, ValueError):
    """The cells given are missing, negative, or do not add up; `cells` names them."""


class ProtectionFailed(DisclosureError, RuntimeError):
    """No safe pattern was found or proved; nothing may be published.

    code: `infeasible` (no move exists), `solver`, `time`, `unverified`, `known_cells` (an earlier
    release shows what would have to be hidden).
    """


class AttackFailed(DisclosureError, RuntimeError):
    """The attacker could not finish (solver, time, or figures that contradict each other)."""
