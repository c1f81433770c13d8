"""Every name that points to something points to something that is there."""

from __future__ import annotations

from collections.abc import Iterator

from terang.core.model import (
    BandProfile,
    CategoryAxis,
    Gate,
    Indicator,
    IndicatorComponent,
    LegalBasis,
    Matrix,
    MatrixProfile,
    Provenance,
    Regulation,
    Scheme,
    Service,
    Statement,
    SurveyProfile,
    ValuesProfile,
    WeightedSum,
    WorkedExample,
)
from terang.criteria.draft import NATIONAL, CriteriaFile, Draft
from terang.criteria.nearest import listed, nearest
from terang.problems import Problem


def _unless_known(
    file: CriteriaFile,
    code: str,
    name: str,
    known: list[str],
    place: tuple[int, int],
) -> Iterator[Problem]:
    """A problem with the nearest valid name, unless the name is known."""
    if name not in known:
        fields = {"name": name, "choices": listed(known), **nearest(name, known)}
        yield file.problem(code, place, **fields)


def _of_agency(draft: Draft, file: CriteriaFile, kind: str) -> list[str]:
    """Ids of an agency's files of a kind, faulty ones too."""
    return [own.id for own in draft.files if own.folder == file.folder and own.kind == kind]


def indicator_names(draft: Draft) -> Iterator[Problem]:
    """K024: components, axes, gates, conditions, services and examples name real indicators."""
    for file in draft.files:
        known = _of_agency(draft, file, "indikator")
        for name, place in _indicators_named(file):
            yield from _unless_known(file, "K024", name, known, place)


def _indicators_named(file: CriteriaFile) -> Iterator[tuple[str, tuple[int, int]]]:
    for component in file.all(IndicatorComponent):
        yield component.indicator, file.of(component, "indicator")
    for axis in file.all(CategoryAxis):
        yield axis.indicator, file.of(axis, "indicator")
    for gate in file.all(Gate):
        yield gate.indicator, file.of(gate, "indicator")
    for rule in file.all(WeightedSum):
        for condition, name in rule.conditions.items():
            yield name, file.of(rule, "conditions", condition)
    for service in file.all(Service):
        for position, name in enumerate(service.indicators):
            yield name, file.of(service, "indicators", position)
    for example in file.all(WorkedExample):
        if example.indicator is not None:
            yield example.indicator, file.of(example, "indicator")
        for name in example.inputs:
            yield name, file.key_of(example, "inputs", name)
        for name in example.indicator_scores:
            yield name, file.key_of(example, "hasil", "indikator", name)


def unit_and_group_names(draft: Draft) -> Iterator[Problem]:
    """K025: services name units of the agency. K026: schemes name its position groups."""
    for file in draft.files:
        agency = draft.agencies[file.folder].agency if file.folder != NATIONAL else None
        if agency is None:
            continue
        units = [unit.id for unit in agency.units]
        groups = [group.id for group in agency.position_groups]
        for service in file.all(Service):
            place = file.of(service, "unit")
            yield from _unless_known(file, "K025", service.unit, units, place)
        for scheme in file.all(Scheme):
            for position, name in enumerate(scheme.position_groups):
                place = file.of(scheme, "position_groups", position)
                yield from _unless_known(file, "K026", name, groups, place)


def rater_names(draft: Draft) -> Iterator[Problem]:
    """K027: `dinilai_oleh` names a source or a rater set of the scheme; axes and gates a source."""
    for file, scheme in draft.values(Scheme):
        sources = [source.id for source in scheme.sources]
        either = [*sources, *(rater_set.id for rater_set in scheme.rater_sets)]
        for component in file.all(IndicatorComponent):
            place = file.of(component, "raters")
            yield from _unless_known(file, "K027", component.raters, either, place)
        for axis in file.all(CategoryAxis):
            place = file.of(axis, "raters")
            yield from _unless_known(file, "K027", axis.raters, sources, place)
        for gate in file.all(Gate):
            place = file.of(gate, "raters")
            yield from _unless_known(file, "K027", gate.raters, sources, place)


def profile_names(draft: Draft) -> Iterator[Problem]:
    """K028: rules and services name a national profile of the kind they need."""
    for file in draft.files:
        for name, kind, place in _profiles_named(file):
            fits = [own for own, value in draft.profiles.items() if isinstance(value.body, kind)]
            if name not in draft.broken_profiles:
                yield from _unless_known(file, "K028", name, fits, place)


def _profiles_named(file: CriteriaFile) -> Iterator[tuple[str, type, tuple[int, int]]]:
    for rule in file.all(WeightedSum):
        if rule.profile is not None:
            yield rule.profile, BandProfile, file.of(rule, "profile")
    for matrix in file.all(Matrix):
        yield matrix.profile, MatrixProfile, file.of(matrix, "profile")
    for service in file.all(Service):
        yield service.survey_profile, SurveyProfile, file.of(service, "survey", "survey_profile")


def regulation_names(draft: Draft) -> Iterator[Problem]:
    """K029: a legal basis names a regulation of the register, and so does `diganti`."""
    if draft.register_is_broken:
        return
    known = list(draft.regulations)
    for file in draft.files:
        for basis in file.all(LegalBasis):
            place = file.of(basis, "regulation")
            yield from _unless_known(file, "K029", basis.regulation, known, place)
        for row in file.all(Regulation):
            if row.replaced_by is not None:
                place = file.of(row, "replaced_by")
                yield from _unless_known(file, "K029", row.replaced_by, known, place)


def source_rows(draft: Draft) -> Iterator[Problem]:
    """K030: a row id starts with the prefix of one of the agency's source texts."""
    for file in draft.files:
        agency = draft.agencies[file.folder].agency if file.folder != NATIONAL else None
        if agency is None:
            continue
        prefixes = [source.prefix for source in agency.sources]
        owners: list[Provenance | Statement] = [*file.all(Provenance), *file.all(Statement)]
        for owner in owners:
            for position, row in enumerate(owner.rows):
                prefix = row.split("-")[0]
                place = file.of(owner, "rows", position)
                for problem in _unless_known(file, "K030", prefix, prefixes, place):
                    yield file.problem("K030", place, **(problem.fields | {"row": row}))


def value_references(draft: Draft) -> Iterator[Problem]:
    """K031: `acuan` names a value of a values profile."""
    known = [
        f"{profile.id}/{value.id}"
        for profile in draft.profiles.values()
        if isinstance(profile.body, ValuesProfile)
        for value in profile.body.values
    ]
    for file, indicator in draft.values(Indicator):
        name = indicator.reference
        if name is not None and name.split("/")[0] not in draft.broken_profiles:
            place = file.of(indicator, "reference")
            yield from _unless_known(file, "K031", name, known, place)


def survey_conventions(draft: Draft) -> Iterator[Problem]:
    """K052: a service's weight convention is one of its survey profile's, and so is the default."""
    for file, service in draft.values(Service):
        profile = draft.profiles.get(service.survey_profile)
        if profile is not None and isinstance(profile.body, SurveyProfile):
            known = list(profile.body.conventions)
            name, place = service.survey_convention, file.of(service, "survey", "survey_convention")
            yield from _unless_known(file, "K052", name, known, place)
    for file in draft.files:
        for body in file.all(SurveyProfile):
            known = list(body.conventions)
            place = file.of(body, "default_convention")
            yield from _unless_known(file, "K052", body.default_convention, known, place)


def example_schemes(draft: Draft) -> Iterator[Problem]:
    """K035: an example names a scheme of the agency."""
    for file, example in draft.values(WorkedExample):
        if example.scheme is not None:
            known = _of_agency(draft, file, "skema")
            place = file.of(example, "scheme")
            for problem in _unless_known(file, "K035", example.scheme, known, place):
                yield file.problem("K035", place, **problem.fields, why="@input.scheme")
