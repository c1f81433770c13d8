"""The published tables about employees, from protected counts and the means that may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from terang.core.model import Agency, PublicationPolicy, Text
from terang.core.numbers import round_half_up
from terang.release.counting.counts import ASSESSED, PENDING, categories_of, training_table
from terang.release.counting.figures import BELOW, HUNDRED, Mean, SchemeFigures, need_table
from terang.release.counting.units import TOTAL, Tree, flat
from terang.release.intake.contract import Microdata
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
from terang.releasefile.model import PROTECTED, Cell, Code, Dimension, Measure, Row, Shown, Table

GAP_KINDS = ("dari", "terhadap", "selisih")


@dataclass(frozen=True, slots=True)
class People:
    """All that the tables about employees are made of."""

    agency: Agency
    period: str
    policy: PublicationPolicy
    tree: Tree
    schemes: Sequence[SchemeFigures]
    counts: Published
    shown_means: Mapping[str, frozenset[str]]  # scheme -> units
    data: Microdata

    @property
    def units(self) -> Dimension:
        return dimension("unit", self.tree.parents, self.tree.labels)

    @property
    def scheme_ids(self) -> tuple[str, ...]:
        return tuple(figures.scheme for figures in self.schemes)


def predikat(people: People) -> Table:
    """Assessed employees by unit, position group and category."""
    groups = flat(group.id for group in people.agency.position_groups)
    categories = categories_of(people.schemes)
    total = {TOTAL: said("total")}
    group_names = total | {group.id: group.name for group in people.agency.position_groups}
    rows = [
        Row((unit, group, category), (people.counts.cell("predikat", unit, group, category),))
        for unit in people.tree.codes
        for group in groups
        for category in flat(categories)
    ]
    dims = (
        people.units,
        dimension("kelompok", groups, group_names),
        dimension("kategori", flat(categories), total | categories),
    )
    return _table("predikat", people, dims, (measure("predikat", "jumlah", "count"),), rows)


def status(people: People) -> Table:
    """Employees assessed and pending by unit."""
    codes = flat((ASSESSED, PENDING))
    labels = {code: said("total" if code == TOTAL else f"status_{code}") for code in codes}
    rows = [
        Row((unit, code), (people.counts.cell("status", unit, code),))
        for unit in people.tree.codes
        for code in codes
    ]
    key = "status-penilaian"
    dims = (people.units, dimension("status", codes, labels))
    return _table(key, people, dims, (measure(key, "jumlah", "count"),), rows)


def rerata(people: People) -> Table:
    """Means of indicator scores and measures, with n, by unit."""
    figures = [(f, mean) for f in people.schemes for mean in f.means if mean.kind in _AVERAGED]
    rows = [
        Row((unit, _code(f, mean)), (_mean_cell(people, f, mean, unit),))
        for unit in people.tree.codes
        for f, mean in figures
    ]
    places = people.policy.mean_places
    dims = (people.units, _scheme_dimension("ukuran", [(f, m.id, m.label) for f, m in figures]))
    return _table("rerata", people, dims, (measure("rerata", "rerata", "mean", places),), rows)


_AVERAGED = ("ukuran", "indikator")


def kesenjangan(people: People) -> Table:
    """Two sources on the same people: both means and their difference, by unit."""
    found: dict[tuple[str, str], dict[str, Mean]] = {}
    for f in people.schemes:
        for mean in f.means:
            if mean.kind in GAP_KINDS:
                found.setdefault((f.scheme, mean.id), {})[mean.kind] = mean
    by_scheme = {f.scheme: f for f in people.schemes}
    kept = [
        (by_scheme[s], parts) for (s, _), parts in found.items() if set(parts) == set(GAP_KINDS)
    ]
    rows = [
        Row(
            (unit, _code(f, parts["selisih"])),
            tuple(_mean_cell(people, f, parts[kind], unit) for kind in GAP_KINDS),
        )
        for unit in people.tree.codes
        for f, parts in kept
    ]
    names = [(f, parts["selisih"].id, parts["selisih"].label) for f, parts in kept]
    places = people.policy.mean_places
    measures = [measure("kesenjangan", kind, "mean", places) for kind in GAP_KINDS]
    dims = (people.units, _scheme_dimension("indikator", names))
    return _table("kesenjangan", people, dims, measures, rows)


def kebutuhan(people: People) -> Table:
    """Assessed employees, how many are below the expected level, and their share."""
    needs = [(f, need) for f in people.schemes for need in f.needs]
    rows = []
    for unit in people.tree.codes:
        for f, need in needs:
            name = need_table(f, need)
            whole, below = (people.counts.cell(name, unit, code) for code in (TOTAL, BELOW))
            percent: Cell = PROTECTED
            if isinstance(whole, Shown) and isinstance(below, Shown):
                part, all_ = int(below.value), int(whole.value)
                places, precision = people.policy.share_places, people.counts.precision
                percent = (
                    Shown(share(part, all_, places), precision=precision)
                    if all_
                    else NOT_APPLICABLE
                )
            rows.append(Row((unit, f"{f.scheme}.{need.indicator}"), (whole, below, percent)))
    key = "kebutuhan-pelatihan"
    measures = (
        measure(key, "dinilai", "count"),
        measure(key, "di_bawah", "count"),
        measure(key, "persen", "share", people.policy.share_places),
    )
    names = [(f, need.indicator, need.label) for f, need in needs]
    return _table(
        key, people, (people.units, _scheme_dimension("kompetensi", names)), measures, rows
    )


def pelatihan(people: People, names: Mapping[str, Text]) -> Table:
    """Participants of trainings by unit. names: label by competence."""
    competence = {row.training: row.competence for row in people.data.trainings}
    codes: dict[str, str | None] = dict.fromkeys(sorted(competence))
    labels = {code: said("training", competence=names[competence[code]]) for code in codes}
    rows = [
        Row((unit, code), (people.counts.cell(training_table(code), unit),))
        for unit in people.tree.codes
        for code in codes
    ]
    dims = (people.units, dimension("pelatihan", codes, labels))
    return _table("pelatihan", people, dims, (measure("pelatihan", "peserta", "count"),), rows)


def _mean_cell(people: People, figures: SchemeFigures, mean: Mean, unit: str) -> Cell:
    leaves = people.tree.leaves(unit)
    n = sum(mean.n[leaf] for leaf in leaves)
    if unit in people.shown_means[figures.scheme]:
        if n == 0:
            return NOT_COLLECTED
        total = sum(mean.sums[leaf] for leaf in leaves)
        value = round_half_up(Fraction(total, n * HUNDRED), people.policy.mean_places)
        return Shown(value, n if people.counts.told is None else None)  # n would tell a count
    group_cells = [("predikat", unit, group, TOTAL) for group in figures.count_groups]
    known_empty = all(
        people.counts.is_shown(*cell) and people.counts.value(*cell) == 0 for cell in group_cells
    )
    return NOT_APPLICABLE if known_empty else PROTECTED


def _code(figures: SchemeFigures, mean: Mean) -> str:
    return f"{figures.scheme}.{mean.id}"


def _scheme_dimension(key: str, entries: Sequence[tuple[SchemeFigures, str, Text]]) -> Dimension:
    """Codes `<scheme>.<id>` under the scheme; the scheme itself has no rows."""
    parents: dict[str, str | None] = {}
    labels: dict[str, Text] = {}
    for figures, code, label in entries:
        parents[figures.scheme], labels[figures.scheme] = None, figures.name
        parents[f"{figures.scheme}.{code}"] = figures.scheme
        labels[f"{figures.scheme}.{code}"] = label
    built = dimension(key, parents, labels)
    codes = tuple(Code(c.id, c.label, c.parent, is_total=False) for c in built.codes)
    return Dimension(built.id, built.name, codes)


def _table(
    key: str,
    people: People,
    dims: Sequence[Dimension],
    measures: Sequence[Measure],
    rows: Sequence[Row],
) -> Table:
    origin = Origin(people.agency, people.period, people.scheme_ids)
    return table(key, origin, dims, measures, rows)
