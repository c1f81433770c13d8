"""Disclosure control: which cells of published tables to withhold, with a proof for each.

Pure arrays: knows cells and relations, nothing of people, files or texts. Needs numpy, scipy and
highspy (extra `release`), so the public zone imports it only where it re-runs the attack.
"""

from __future__ import annotations

from terang.disclosure.archive import Finding, already_public, revealing_changes
from terang.disclosure.attack import attack, disclosed_groups, elimination
from terang.disclosure.errors import AttackFailed, DisclosureError, InvalidTable, ProtectionFailed
from terang.disclosure.model import (
    Cell,
    CountTable,
    Hierarchy,
    Interval,
    LossReport,
    Move,
    Policy,
    Protection,
    Relation,
    TableLoss,
)
from terang.disclosure.primary import primary
from terang.disclosure.protect import protect, protect_system
from terang.disclosure.system import System, mean_relation
from terang.disclosure.verify import verify

__all__ = [
    "AttackFailed",
    "Cell",
    "CountTable",
    "DisclosureError",
    "Finding",
    "Hierarchy",
    "Interval",
    "InvalidTable",
    "LossReport",
    "Move",
    "Policy",
    "Protection",
    "ProtectionFailed",
    "Relation",
    "System",
    "TableLoss",
    "already_public",
    "attack",
    "disclosed_groups",
    "elimination",
    "mean_relation",
    "primary",
    "protect",
    "protect_system",
    "revealing_changes",
    "verify",
]
