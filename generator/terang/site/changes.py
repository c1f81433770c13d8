"""Every dated change in the criteria, past and announced, as one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal, TypeVar

from terang.core.dates import indicators_of, sums_of
from terang.core.model import (
    AgencyCriteria,
    ComplaintClass,
    CriteriaSet,
    Dated,
    GroupComponent,
    Indicator,
    IndicatorComponent,
    LowerIsBetter,
    Provenance,
    RaterSet,
    Scheme,
    Service,
    Text,
)
from terang.site.once import Once
from terang.site.texts import both

T = TypeVar("T")
Kind = Literal["bobot", "penilai", "standar", "fungsi", "pita", "aduan", "mulai"]


@dataclass(frozen=True, slots=True)
class DatedChange:
    """One value giving way to another.

    subject: what changes; old is None where something starts. schemes: ids it touches.
    path: the page that shows it. values: numbers with the name of the unit, or rater weights.
    """

    on: date
    kind: Kind
    agency: str
    subject: Text
    path: str
    old: object
    new: object
    unit: Text | None
    provenance: Provenance
    schemes: tuple[str, ...]


def all_changes(criteria: CriteriaSet) -> tuple[DatedChange, ...]:
    """Every change of every agency, newest first."""
    found = [change for agency in criteria.agencies.values() for change in of_agency(agency)]
    return tuple(sorted(found, key=_newest_first))


def of_agency(own: AgencyCriteria) -> tuple[DatedChange, ...]:
    """An agency's changes, newest first; starts of whole schemes included."""
    return _of_agency(own)


def _found(own: AgencyCriteria) -> tuple[DatedChange, ...]:
    found = [
        *_scheme_changes(own),
        *_indicator_changes(own),
        *_service_changes(own),
    ]
    return tuple(sorted(found, key=_newest_first))


_of_agency = Once(_found, most=1)  # every page of an indicator asks


def of_scheme(own: AgencyCriteria, scheme: Scheme) -> tuple[DatedChange, ...]:
    """The changes that touch one scheme, newest first, without its own start."""
    return tuple(c for c in of_agency(own) if scheme.id in c.schemes and c.kind != "mulai")


def _newest_first(change: DatedChange) -> tuple[int, str, str, str]:
    return (-change.on.toordinal(), change.agency, change.kind, change.subject.id)


def _steps(values: tuple[Dated[T], ...]) -> Iterator[tuple[Dated[T], Dated[T]]]:
    return pairwise(values)


def _scheme_changes(own: AgencyCriteria) -> Iterator[DatedChange]:
    agency = own.agency.id
    for scheme in own.schemes.values():
        path, ids = f"{agency}/skema/{scheme.id}/", (scheme.id,)
        yield DatedChange(
            scheme.start,
            "mulai",
            agency,
            scheme.name,
            path,
            None,
            None,
            None,
            scheme.provenance,
            ids,
        )
        for chosen in scheme.rater_sets:
            yield from _rater_changes(agency, scheme, chosen)
        for measure in scheme.measures:
            for rule in sums_of(measure):
                for part in rule.components:
                    yield from _weight_changes(own, scheme, part)
                for old, new in _steps(rule.bands):
                    yield DatedChange(
                        new.start,
                        "pita",
                        agency,
                        measure.name,
                        path,
                        old.value,
                        new.value,
                        None,
                        new.provenance,
                        ids,
                    )


def _rater_changes(agency: str, scheme: Scheme, chosen: RaterSet) -> Iterator[DatedChange]:
    names = {source.id: source.name for source in scheme.sources}
    for old, new in _steps(chosen.weights):
        yield DatedChange(
            new.start,
            "penilai",
            agency,
            scheme.name,
            f"{agency}/skema/{scheme.id}/",
            named(old.value, names),
            named(new.value, names),
            None,
            new.provenance,
            (scheme.id,),
        )


def named(
    weights: Mapping[str, Decimal], names: Mapping[str, Text]
) -> tuple[tuple[Text, Decimal], ...]:
    """Weights with the names of their sources instead of ids."""
    return tuple((names.get(source, Text(source)), weight) for source, weight in weights.items())


def _weight_changes(
    own: AgencyCriteria, scheme: Scheme, part: GroupComponent | IndicatorComponent
) -> Iterator[DatedChange]:
    agency = own.agency.id
    match part:
        case GroupComponent():
            subject = part.name
            for inner in part.components:
                yield from _weight_changes(own, scheme, inner)
        case IndicatorComponent():
            subject = own.indicators[part.indicator].name
    for old, new in _steps(part.weights):
        yield DatedChange(
            new.start,
            "bobot",
            agency,
            subject,
            f"{agency}/skema/{scheme.id}/",
            old.value,
            new.value,
            None,
            new.provenance,
            (scheme.id,),
        )


def _indicator_changes(own: AgencyCriteria) -> Iterator[DatedChange]:
    agency = own.agency.id
    for indicator in own.indicators.values():
        path = f"{agency}/indikator/{indicator.id}/"
        ids = users(own, indicator)
        for old, new in _steps(indicator.standards):
            yield DatedChange(
                new.start,
                "standar",
                agency,
                indicator.name,
                path,
                old.value,
                new.value,
                standard_unit(indicator),
                new.provenance,
                ids,
            )
        for before, after in _steps(indicator.functions):
            yield DatedChange(
                after.start,
                "fungsi",
                agency,
                indicator.name,
                path,
                before.value,
                after.value,
                None,
                after.provenance,
                ids,
            )


def standard_unit(indicator: Indicator) -> Text | None:
    """The unit of a standard: that of the value where lower is better, else a score (None)."""
    is_raw = any(isinstance(dated.value, LowerIsBetter) for dated in indicator.functions)
    return indicator.unit if is_raw else None


def users(own: AgencyCriteria, indicator: Indicator) -> tuple[str, ...]:
    """Ids of the schemes that use an indicator."""
    return tuple(s.id for s in own.schemes.values() if indicator.id in indicators_of(s))


def _service_changes(own: AgencyCriteria) -> Iterator[DatedChange]:
    for service in own.services.values():
        for complaint in service.complaint_classes:
            yield from _complaint_changes(own.agency.id, service, complaint)


def _complaint_changes(
    agency: str, service: Service, complaint: ComplaintClass
) -> Iterator[DatedChange]:
    subject = Text(
        f"{service.name.id}: {complaint.name.id}",
        f"{service.name.in_language('en')}: {complaint.name.in_language('en')}",
    )
    unit = both("working_days" if complaint.day_kind == "kerja" else "calendar_days")
    for old, new in _steps(complaint.days):
        yield DatedChange(
            new.start,
            "aduan",
            agency,
            subject,
            f"{agency}/layanan/{service.id}/",
            old.value,
            new.value,
            unit,
            new.provenance,
            (),
        )
