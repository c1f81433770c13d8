"""Attack with what single members know; needs the rows about people, so in the private zone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from terang.core.model import CriteriaSet
from terang.disclosure import System, attack
from terang.release.counting.counts import employee_counts
from terang.release.counting.figures import scheme_figures
from terang.release.counting.units import unit_tree
from terang.release.intake.contract import accept
from terang.release.intake.schemes import programs
from terang.release.protection.history import count_cell
from terang.releasefile.attacker import Attack
from terang.releasefile.model import Release
from terang.releasefile.relations import counts_of


def attack_by_insiders(release: Release, criteria: CriteriaSet, data: Path) -> Attack:
    """Attack the small withheld counts of employees as everybody who is alone in a withheld count.

    data: the microdata folder the release was built from. Exposed: counts that somebody else knows
    to within less than the certificate's width. Raises MicrodataError, DisclosureError.
    """
    agency = criteria.agencies[release.agency]
    judges = programs(agency, criteria, release.period)
    rows = accept(data, agency, criteria, judges)
    tree = unit_tree(agency.agency, {person.unit for person in rows.people})
    by_scheme = {program.scheme: program for program in judges.values()}
    schemes = [scheme_figures(by_scheme[name], agency, rows, tree) for name in sorted(by_scheme)]
    groups = [group.id for group in agency.agency.position_groups]
    counts = employee_counts(schemes, groups, rows, tree)
    system = System.from_tables(counts.tables, counts.cells, extra_relations=counts.relations)
    told = {count_cell(cell): value for cell, value in counts_of(release.tables).items()}
    hidden = [c for c in system.ids if told.get(c) is None and c not in counts.unseen]
    small = [cell for cell in hidden if 0 < counts.value(cell) < release.certificate.threshold]
    return _narrowest(system.withholding(hidden), small, release.certificate.width)


def _narrowest(system: System, asked: Sequence[str], width: int) -> Attack:
    found = attack(system, cells=asked, insiders=True)
    exposed = tuple(cell for cell, known in found.items() if known.narrower_than(width))
    widths = [known.width for known in found.values() if known.width is not None]
    return Attack(len(asked), exposed, min(widths, default=None))
