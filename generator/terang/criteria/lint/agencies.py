"""An agency: one tree of units, its own ids, a publication policy that protects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terang.core.dates import indicators_of
from terang.core.model import (
    Agency,
    BandSet,
    Category,
    ComplaintClass,
    IndicatorKind,
    PublicationPolicy,
    Regulation,
    SurveyProfile,
)
from terang.criteria.draft import CriteriaFile, Draft, DraftAgency
from terang.criteria.nearest import nearest
from terang.problems import Problem

SERVICE_TABLES = ("ikm", "ikm-unsur", "aduan", "waktu-aduan", "volume")


def unit_tree(draft: Draft) -> Iterator[Problem]:
    """K044: one unit has no parent, and every other reaches it. K025: parents are units."""
    for file, agency in draft.values(Agency):
        parents = {unit.id: unit.parent for unit in agency.units}
        roots = [unit for unit in agency.units if unit.parent is None]
        if len(roots) != 1:
            place = file.of(roots[1], "id") if roots else file.of(agency, "units")
            yield file.problem("K044", place, what="@units.roots", name=len(roots))
        for unit in agency.units:
            if unit.parent is not None and unit.parent not in parents:
                names = [name for name in parents if name != unit.id]
                fields = {"name": unit.parent, "choices": ", ".join(sorted(names))}
                place = file.of(unit, "parent")
                yield file.problem("K025", place, **fields, **nearest(unit.parent, names))
            elif _is_circular(unit.id, parents):
                yield file.problem(
                    "K044", file.of(unit, "parent"), what="@units.cycle", name=unit.id
                )


def _is_circular(unit: str, parents: dict[str, str | None]) -> bool:
    """Whether going up from a unit leads back to itself."""
    above, steps = parents.get(unit), 0
    while above is not None and above != unit and steps <= len(parents):
        above, steps = parents.get(above), steps + 1
    return above == unit


def former_units(draft: Draft) -> Iterator[Problem]:
    """K089: what a unit was called before is not what it is called now."""
    for file, agency in draft.values(Agency):
        for unit in agency.units:
            for position, former in enumerate(unit.former):
                if former == unit.id:
                    yield file.problem("K089", file.of(unit, "former", position), name=former)


def repeated_ids(draft: Draft) -> Iterator[Problem]:
    """K045: units, position groups, prefixes, classes, elements, regulations, categories: once."""
    for file in draft.files:
        for agency in file.all(Agency):
            yield from _repeated(file, [unit.id for unit in agency.units], agency.units, "id")
            groups = agency.position_groups
            yield from _repeated(file, [group.id for group in groups], groups, "id")
            prefixes = [source.prefix for source in agency.sources]
            yield from _repeated(file, prefixes, agency.sources, "awalan")
        classes = list(file.all(ComplaintClass))
        yield from _repeated(file, [own.id for own in classes], classes, "id")
        rows = list(file.all(Regulation))
        yield from _repeated(file, [row.id for row in rows], rows, "id")
        for survey in file.all(SurveyProfile):
            codes = [element.code for element in survey.elements]
            yield from _repeated(file, codes, survey.elements, "kode")
        for bands in file.all(BandSet):
            yield from _repeated_category(file, bands, bands.categories)


def _repeated(
    file: CriteriaFile, names: Sequence[str], values: Sequence[object], field: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for name, value in zip(names, values, strict=True):
        if name in seen:
            yield file.problem("K045", file.of(value, field), name=name)
        seen.add(name)


def _repeated_category(
    file: CriteriaFile, owner: object, categories: Sequence[Category]
) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, category in enumerate(categories):
        if category.id in seen:
            place = file.of(owner, "kategori", position, "kode")
            yield file.problem("K045", place, name=category.id)
        seen.add(category.id)


def published_tables(draft: Draft) -> Iterator[Problem]:
    """K053: every table to be published has something to show."""
    for file, policy in draft.values(PublicationPolicy):
        agency = draft.agencies[file.folder]
        if not agency.broken:
            empty = _empty_tables(agency)
            for position, table in enumerate(policy.tables):
                if table in empty:
                    place = file.of(policy, "tables", position)
                    yield file.problem("K053", place, name=table, why=empty[table])


def _empty_tables(agency: DraftAgency) -> dict[str, str]:
    """Table -> why nothing can stand in it."""
    empty: dict[str, str] = {}
    if not agency.services:
        empty |= dict.fromkeys(SERVICE_TABLES, "@tables.service")
    measures = [measure for scheme in agency.schemes.values() for measure in scheme.measures]
    if all(measure.gap is None for measure in measures):
        empty["kesenjangan"] = "@tables.gap"
    used = {name for scheme in agency.schemes.values() for name in indicators_of(scheme)}
    with_standard = any(
        own.kind is IndicatorKind.COMPETENCE and own.standards
        for name, own in agency.indicators.items()
        if name in used
    )
    if not with_standard:
        empty["kebutuhan-pelatihan"] = "@tables.standard"
    return empty
