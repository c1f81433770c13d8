"""Disclosure control: which cells of published tables to withhold, with a proof for each.

Pure arrays: knows cells and relations, nothing of people, files or texts. Needs numpy, scipy and
highspy (extra `release`), so the public zone imports it only where it re-runs the attack.
"""

from __future__ import annotations

from terang.disclosure.archive import (
    Bridge,
    Finding,
    Links,
    already_public,
    bridges,
    joined,
    links,
    revealing_changes,
)
from terang.disclosure.assemble import NEVER
from terang.disclosure.attack import attack, disclosed_groups, elimination, refuse_contradiction
from terang.disclosure.case import case_system
from terang.disclosure.coarsen import (
    Coarsening,
    CoarseningReport,
    Trial,
    coarsenings,
    compare_coarsenings,
)
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
from terang.disclosure.rounding import Rounded, RoundingLoss, round_table
from terang.disclosure.rules import (
    Contributions,
    MagnitudeRules,
    MeanOf,
    MeanRules,
    ShareOf,
    ShareRules,
    magnitude_reasons,
    magnitude_widths,
    mean_reasons,
    one_person_width,
    respondent_reasons,
    share_reasons,
)
from terang.disclosure.supposed import suppose_insiders
from terang.disclosure.system import System, mean_relation, plain_id
from terang.disclosure.verify import verify
from terang.disclosure.whole import WholeEnds, completed, whole_ends

__all__ = [
    "NEVER",
    "AttackFailed",
    "Bridge",
    "Cell",
    "Coarsening",
    "CoarseningReport",
    "Contributions",
    "CountTable",
    "DisclosureError",
    "Finding",
    "Hierarchy",
    "Interval",
    "InvalidTable",
    "Links",
    "LossReport",
    "MagnitudeRules",
    "MeanOf",
    "MeanRules",
    "Move",
    "Policy",
    "Protection",
    "ProtectionFailed",
    "Relation",
    "Rounded",
    "RoundingLoss",
    "ShareOf",
    "ShareRules",
    "System",
    "TableLoss",
    "Trial",
    "WholeEnds",
    "already_public",
    "attack",
    "bridges",
    "case_system",
    "coarsenings",
    "compare_coarsenings",
    "completed",
    "disclosed_groups",
    "elimination",
    "joined",
    "links",
    "magnitude_reasons",
    "magnitude_widths",
    "mean_reasons",
    "mean_relation",
    "one_person_width",
    "plain_id",
    "primary",
    "protect",
    "protect_system",
    "refuse_contradiction",
    "respondent_reasons",
    "revealing_changes",
    "round_table",
    "share_reasons",
    "suppose_insiders",
    "verify",
    "whole_ends",
]
