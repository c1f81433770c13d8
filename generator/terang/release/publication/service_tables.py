"""The published tables about services: survey index and elements, complaints, volumes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terang.core.model import Agency, PublicationPolicy, Service, Text
from terang.core.national import sample_size
from terang.release.counting.services import FINISHED, LATE, ON_TIME, OVERDUE, RANGES, SurveyFigures
from terang.release.counting.units import TOTAL, flat
from terang.release.protection.published import Published
from terang.release.publication.publish import (
    NOT_APPLICABLE,
    NOT_COLLECTED,
    Origin,
    dimension,
    measure,
    said,
    share,
    table,
)
from terang.releasefile.model import (
    PROTECTED,
    Cell,
    Dimension,
    Measure,
    Row,
    Shown,
    ShownText,
    Table,
)

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Results:
    """All that the tables about services are made of."""

    agency: Agency
    period: str
    policy: PublicationPolicy
    services: Sequence[Service]
    surveys: Sequence[SurveyFigures]
    counts: Published
    on_time_among_due: Mapping[tuple[str, str], int]  # by service and class

    @property
    def dimension(self) -> Dimension:
        return dimension(
            "layanan",
            {service.id: None for service in self.services},
            {service.id: service.name for service in self.services},
        )

    def has(self, name: str) -> bool:
        return any(table.name == name for table in self.counts.counts.tables)


def ikm(results: Results) -> Table:
    """Index, grade, respondents, population, sample needed, whether the convention decides."""
    rows = [Row((figures.service.id,), _ikm_cells(figures, results)) for figures in results.surveys]
    measures = (
        measure("ikm", "ikm", "index", 2),
        measure("ikm", "mutu", "word"),
        measure("ikm", "n", "count"),
        measure("ikm", "populasi", "count"),
        measure("ikm", "sampel_minimum", "count"),
        measure("ikm", "mutu_bergantung_konvensi", "word"),
    )
    return _table("ikm", results, (results.dimension,), measures, rows)


def _ikm_cells(figures: SurveyFigures, results: Results) -> tuple[Cell, ...]:
    result, population = figures.result, figures.population
    sizes: tuple[Cell, Cell] = (NOT_COLLECTED, NOT_COLLECTED)
    if population is not None and population > 0:
        sizes = (Shown(Decimal(population)), Shown(Decimal(sample_size(population))))
    if result is None:
        return (NOT_COLLECTED, NOT_COLLECTED, NOT_COLLECTED, *sizes, NOT_COLLECTED)
    n: Cell = Shown(Decimal(result.n)) if result.n >= results.policy.threshold else PROTECTED
    if not figures.is_fit:
        return (PROTECTED, PROTECTED, n, *sizes, PROTECTED)
    return (
        Shown(result.ikm, result.n),
        _word(result.grade),
        n,
        *sizes,
        ShownText("ya" if result.grade_depends else "tidak"),
    )


def ikm_elements(results: Results) -> Table:
    """Every element's mean, converted value, grade and number of answers."""
    rows: list[Row] = []
    labels: dict[str, Text] = {}
    for figures in results.surveys:
        labels |= {element.code: element.name for element in figures.profile.elements}
        for element in figures.profile.elements:
            rows.append(
                Row((figures.service.id, element.code), _element_cells(figures, element.code))
            )
    codes: dict[str, str | None] = dict.fromkeys(labels)
    measures = (
        measure("ikm-unsur", "nrr", "mean", 4),
        measure("ikm-unsur", "konversi", "index", 2),
        measure("ikm-unsur", "mutu", "word"),
    )
    dims = (results.dimension, dimension("unsur", codes, labels))
    return _table("ikm-unsur", results, dims, measures, rows)


def _element_cells(figures: SurveyFigures, code: str) -> tuple[Cell, ...]:
    if figures.result is None:
        return (NOT_COLLECTED,) * 3
    if not figures.is_fit:
        return (PROTECTED,) * 3
    element = figures.result.elements[code]
    return (
        Shown(element.nrr_text, element.n),
        Shown(element.converted, element.n),
        _word(element.grade),
    )


def _word(grade: str | None) -> Cell:
    return NOT_APPLICABLE if grade is None else ShownText(grade)


def aduan(results: Results) -> Table:
    """Complaints received, finished, in time, and the share in time, by class."""
    rows = []
    parents: dict[str, str | None] = {TOTAL: None}
    labels: dict[str, Text] = {TOTAL: said("total")}
    for service in results.services:
        parents |= {kind.id: TOTAL for kind in service.complaint_classes}
        labels |= {kind.id: kind.name for kind in service.complaint_classes}
        for code in flat(kind.id for kind in service.complaint_classes):
            rows.append(Row((service.id, code), _complaint_cells(results, service.id, code)))
    measures = (
        measure("aduan", "masuk", "count"),
        measure("aduan", "selesai", "count"),
        measure("aduan", "tepat_waktu", "count"),
        measure("aduan", "persen_tepat", "share", results.policy.share_places),
    )
    dims = (results.dimension, dimension("kelas", parents, labels))
    return _table("aduan", results, dims, measures, rows)


def _complaint_cells(results: Results, service: str, kind: str) -> tuple[Cell, ...]:
    """The share is taken over complaints whose last day is over; see `counting/services.py`."""
    counts, name = results.counts, f"aduan.{service}"
    if not results.has(name):
        return (NOT_COLLECTED,) * 4
    decided = (ON_TIME, LATE, OVERDUE)
    percent: Cell = PROTECTED
    if all(counts.is_shown(name, kind, outcome) for outcome in decided):
        exact = counts.told is None  # else every published figure follows from published counts
        due = results.on_time_among_due.get((service, kind), 0)
        answered = due if exact else counts.value(name, kind, ON_TIME)
        whole = answered + counts.value(name, kind, LATE) + counts.value(name, kind, OVERDUE)
        percent = NOT_APPLICABLE
        if whole:
            places = results.policy.share_places
            n = whole if exact else None
            percent = Shown(share(answered, whole, places), n, counts.precision)
    return (
        counts.cell(name, kind, TOTAL),
        counts.cell(name, kind, FINISHED),
        counts.cell(name, kind, ON_TIME),
        percent,
    )


def answer_times(results: Results) -> Table:
    """Finished complaints by the days of the clock they took."""
    codes = flat(code for code, _ in RANGES)
    labels = {TOTAL: said("total")} | {code: said("days_range", range=code) for code, _ in RANGES}
    rows = [
        Row((service.id, code), (_count(results, f"waktu.{service.id}", code),))
        for service in results.services
        for code in codes
    ]
    dims = (results.dimension, dimension("rentang", codes, labels))
    measures = (measure("waktu-aduan", "jumlah", "count"),)
    return _table("waktu-aduan", results, dims, measures, rows)


def volume(results: Results) -> Table:
    """Services completed by month, and in the whole period."""
    months = [f"{results.period}-{month:02d}" for month in range(1, MONTHS + 1)]
    codes = flat(months)
    labels = {TOTAL: said("total")} | {
        month: said("month", month=said(f"month_{month[-2:]}"), year=month[:4]) for month in months
    }
    rows = [
        Row((service.id, code), (_count(results, f"volume.{service.id}", code),))
        for service in results.services
        for code in codes
    ]
    dims = (results.dimension, dimension("bulan", codes, labels))
    return _table("volume", results, dims, (measure("volume", "jumlah", "count"),), rows)


def _count(results: Results, name: str, code: str) -> Cell:
    known = next((t for t in results.counts.counts.tables if t.name == name), None)
    if known is None or code not in known.dims[0][1].codes:
        return NOT_COLLECTED
    return results.counts.cell(name, code)


def _table(
    key: str,
    results: Results,
    dims: Sequence[Dimension],
    measures: Sequence[Measure],
    rows: Sequence[Row],
) -> Table:
    rules = tuple(service.id for service in results.services)
    return table(key, Origin(results.agency, results.period, rules), dims, measures, rows)
