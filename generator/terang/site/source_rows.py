"""Where each row of an agency's source text ended up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from terang.core.dates import sums_of
from terang.core.model import (
    AgencyCriteria,
    GroupComponent,
    MeasureRule,
    Provenance,
    Scheme,
    Statement,
    Text,
)


@dataclass(frozen=True, slots=True)
class Use:
    """A thing on a page that rests on a row."""

    title: Text
    path: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row id with the statements that carry it and the things that rest on it."""

    id: str
    statements: tuple[Statement, ...]
    uses: tuple[Use, ...]


def source_rows(own: AgencyCriteria) -> tuple[SourceRow, ...]:
    """Every row id of an agency, in order of the source text."""
    statements: dict[str, list[Statement]] = {}
    for statement in own.agency.statements:
        for row in statement.rows:
            statements.setdefault(row, []).append(statement)
    uses: dict[str, dict[Use, None]] = {}
    for provenance, use in _uses(own):
        for row in provenance.rows:
            uses.setdefault(row, {})[use] = None
    return tuple(
        SourceRow(row, tuple(statements.get(row, ())), tuple(uses.get(row, {})))
        for row in sorted(statements.keys() | uses.keys(), key=_order)
    )


def _order(row: str) -> tuple[str, int]:
    prefix, _, number = row.rpartition("-")
    return (prefix, int(number) if number.isdigit() else 0)


def _uses(own: AgencyCriteria) -> Iterator[tuple[Provenance, Use]]:
    home = own.agency.id
    for indicator in own.indicators.values():
        yield indicator.provenance, Use(indicator.name, f"{home}/indikator/{indicator.id}/")
    for scheme in own.schemes.values():
        use = Use(scheme.name, f"{home}/skema/{scheme.id}/")
        for provenance in _scheme_provenances(scheme):
            yield provenance, use
        for source in scheme.sources:
            yield source.provenance, Use(source.name, f"{home}/skema/{scheme.id}/#penilai")
    for unit in own.agency.units:
        yield unit.provenance, Use(unit.name, f"{home}/#unit")
    for group in own.agency.position_groups:
        yield group.provenance, Use(group.name, f"{home}/#kelompok")
    for service in own.services.values():
        yield service.provenance, Use(service.name, f"{home}/layanan/{service.id}/")


def _scheme_provenances(scheme: Scheme) -> Iterator[Provenance]:
    yield scheme.provenance
    if scheme.cycle_provenance is not None:
        yield scheme.cycle_provenance
    for measure in scheme.measures:
        yield from _measure_provenances(measure)


def _measure_provenances(measure: MeasureRule) -> Iterator[Provenance]:
    yield measure.provenance
    if measure.gap is not None:
        yield measure.gap.provenance
    for gate in measure.gates:
        yield gate.provenance
    for rule in sums_of(measure):
        for part in rule.components:
            if isinstance(part, GroupComponent):
                yield part.provenance
