"""A scheme says one thing: one headline, one way to compute, one scheme for a group at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from terang.core.dates import in_force, leaves, sums_of
from terang.core.model import (
    Axis,
    Band,
    BandProfile,
    Categorical,
    Category,
    CategoryAxis,
    Gate,
    GroupComponent,
    Matrix,
    MatrixProfile,
    MeasureRule,
    Scheme,
    WeightedSum,
)
from terang.criteria.draft import CriteriaFile, Draft
from terang.criteria.nearest import listed, nearest
from terang.problems import Problem


def overlapping_schemes(draft: Draft) -> Iterator[Problem]:
    """K043: a position group has one scheme at a time."""
    for agency in draft.agencies.values():
        for first, second in combinations(agency.schemes.values(), 2):
            shared = [name for name in second.position_groups if name in first.position_groups]
            apart = (first.end is not None and first.end <= second.start) or (
                second.end is not None and second.end <= first.start
            )
            if shared and not apart:
                file = draft.by_path[second.file]
                position = second.position_groups.index(shared[0])
                place = file.of(second, "position_groups", position)
                yield file.problem("K043", place, name=shared[0], other=first.id)


def uncovered_groups(draft: Draft) -> Iterator[Problem]:
    """K077, a warning: no scheme says how a position group is appraised."""
    for agency in draft.agencies.values():
        if agency.agency is None or any(kind == "skema" for kind, _ in agency.broken):
            continue
        covered = {name for own in agency.schemes.values() for name in own.position_groups}
        file = draft.by_path[agency.agency.file]
        for position, group in enumerate(agency.agency.position_groups):
            if group.id not in covered:
                place = file.of(agency.agency, "position_groups", position)
                yield file.warning("K077", place, name=group.id)


def headline(draft: Draft) -> Iterator[Problem]:
    """K048: exactly one measure of a scheme is `utama`."""
    for file, scheme in draft.values(Scheme):
        main = [measure for measure in scheme.measures if measure.role == "utama"]
        if len(main) != 1:
            place = file.of(main[1], "role") if main else file.of(scheme, "measures")
            yield file.problem("K048", place, count=len(main))


def national_rating(draft: Draft) -> Iterator[Problem]:
    """K081: what is called the national predikat is computed by a national profile."""
    for file, scheme in draft.values(Scheme):
        for measure in scheme.measures:
            if measure.is_national and measure.rule.profile is None:
                place = file.of(measure, "predikat_nasional")
                yield file.problem("K081", place, name=measure.id)


def one_way_to_band(draft: Draft) -> Iterator[Problem]:
    """K070: a sum is cut by a national profile or by its own bands, not both; a band ends once."""
    for file in draft.files:
        for rule in file.all(WeightedSum):
            if rule.profile is not None and rule.bands:
                yield file.problem("K070", file.key_of(rule, "pita"), first="profil", second="pita")
        for band in file.all(Band):
            if file.has_keys(band, "sampai", "sebelum"):
                place = file.key_of(band, "sebelum")
                yield file.problem("K070", place, first="sampai", second="sebelum")


def matrix_axes(draft: Draft) -> Iterator[Problem]:
    """K046: both axes of a matrix give the ratings of its profile."""
    for file, scheme in draft.values(Scheme):
        for measure in scheme.measures:
            profile = draft.profiles.get(getattr(measure.rule, "profile", None) or "")
            if not isinstance(measure.rule, Matrix) or profile is None:
                continue
            if isinstance(profile.body, MatrixProfile):
                expected = [rating.id for rating in profile.body.ratings]
                for axis in (measure.rule.row, measure.rule.column):
                    yield from _axis(draft, file, axis, expected)


def _axis(
    draft: Draft, file: CriteriaFile, axis: Axis, expected: Sequence[str]
) -> Iterator[Problem]:
    fields = {"expected": ", ".join(expected)}
    if isinstance(axis, WeightedSum):
        if not axis.bands:
            yield file.problem("K046", file.of(axis), **fields, found="@none")
        for dated in axis.bands:
            found = [category.id for category in dated.value.categories]
            if found != list(expected):
                place = file.of(dated, "kategori")
                yield file.problem("K046", place, **fields, found=", ".join(found))
        return
    indicator = draft.agencies[file.folder].indicators.get(axis.indicator)
    for function in indicator.functions if indicator is not None else ():
        levels = function.value.levels if isinstance(function.value, Categorical) else ()
        codes = [level.code for level in levels]
        if set(codes) != set(expected):
            place = file.of(axis, "indicator")
            yield file.problem("K046", place, **fields, found=", ".join(codes) or "@none")


def gates(draft: Draft) -> Iterator[Problem]:
    """K047: a gate looks at codes its indicator has, and caps at a category the measure has."""
    for file, scheme in draft.values(Scheme):
        for measure in scheme.measures:
            known = [category.id for category in _outcomes(draft, scheme, measure)]
            for gate in measure.gates:
                yield from _gate_codes(draft, file, gate)
                yield from _gate_category(file, gate, known)


def _gate_codes(draft: Draft, file: CriteriaFile, gate: Gate) -> Iterator[Problem]:
    indicator = draft.agencies[file.folder].indicators.get(gate.indicator)
    for function in indicator.functions if indicator is not None else ():
        levels = getattr(function.value, "levels", ())
        known = [level.code for level in levels]
        for position, code in enumerate(gate.codes):
            if code not in known:
                place = file.of(gate, "codes", position)
                fields = {"name": code, "choices": ", ".join(known) or "@none"}
                yield file.problem("K047", place, **fields, **nearest(code, known))


def _gate_category(file: CriteriaFile, gate: Gate, known: Sequence[str]) -> Iterator[Problem]:
    place = file.of(gate, "category")
    if gate.effect != "paling_tinggi":
        if gate.category is not None:
            fields = {"name": gate.category, "choices": "@gate.no_category"}
            yield file.problem("K047", place, **fields)
    elif gate.category is None:
        yield file.problem("K062", place, key="kategori", where=f"gerbang {gate.id}")
    elif known and gate.category not in known:
        fields = {"name": gate.category, "choices": ", ".join(known)}
        yield file.problem("K047", place, **fields, **nearest(gate.category, known))


def _outcomes(draft: Draft, scheme: Scheme, measure: MeasureRule) -> tuple[Category, ...]:
    """The categories a measure can have, or none where that cannot be told."""
    profile = draft.profiles.get(measure.rule.profile) if measure.rule.profile else None
    if profile is not None and isinstance(profile.body, MatrixProfile):
        return profile.body.categories
    if profile is not None and isinstance(profile.body, BandProfile):
        return profile.body.bands.categories
    if isinstance(measure.rule, WeightedSum):
        own = in_force(measure.rule.bands, scheme.start)
        return own.value.categories if own is not None else ()
    return ()


def band_conditions(draft: Draft) -> Iterator[Problem]:
    """K050: a condition is declared by its profile, and an indicator shows whether it holds."""
    for file, scheme in draft.values(Scheme):
        for measure in scheme.measures:
            for rule in sums_of(measure):
                yield from _conditions(draft, file, rule)
    for file in draft.files:
        for body in file.all(BandProfile):
            declared = [condition.id for condition in body.conditions]
            for band in body.bands.bands:
                if band.condition is not None and band.condition not in declared:
                    place = file.of(band, "syarat")
                    fields = {"name": band.condition, "choices": listed(declared)}
                    yield file.problem("K050", place, **fields, **nearest(band.condition, declared))


def _conditions(draft: Draft, file: CriteriaFile, rule: WeightedSum) -> Iterator[Problem]:
    profile = draft.profiles.get(rule.profile) if rule.profile is not None else None
    sets = [dated.value for dated in rule.bands]
    if profile is not None and isinstance(profile.body, BandProfile):
        sets = [profile.body.bands]
    elif rule.profile is not None:
        return
    needed = {band.condition for own in sets for band in own.bands if band.condition is not None}
    for name in rule.conditions:
        if name not in needed:
            place = file.key_of(rule, "conditions", name)
            fields = {"name": name, "choices": listed(needed), **nearest(name, needed)}
            yield file.problem("K050", place, **fields)
    for name in sorted(needed - set(rule.conditions)):
        place = file.of(rule, "conditions")
        yield file.problem("K062", place, key=name, where="syarat")


def gaps(draft: Draft) -> Iterator[Problem]:
    """K027: a gap names two sources of the scheme. K054: two different ones."""
    for file, scheme in draft.values(Scheme):
        known = [source.id for source in scheme.sources]
        for measure in scheme.measures:
            gap = measure.gap
            if gap is None:
                continue
            for name, field in ((gap.minuend, "minuend"), (gap.subtrahend, "subtrahend")):
                if name not in known:
                    fields = {"name": name, "choices": listed(known), **nearest(name, known)}
                    yield file.problem("K027", file.of(gap, field), **fields)
            if gap.minuend == gap.subtrahend:
                yield file.problem("K054", file.of(gap, "subtrahend"), name=gap.minuend)


def repeated_ids(draft: Draft) -> Iterator[Problem]:
    """K045: sources and rater sets, measures, gates, groups and indicators of a sum: once each."""
    for file, scheme in draft.values(Scheme):
        yield from _repeated(file, [*scheme.sources, *scheme.rater_sets], "id")
        yield from _repeated(file, scheme.measures, "id")
        for measure in scheme.measures:
            yield from _repeated(file, measure.gates, "id")
            for rule in sums_of(measure):
                groups = [part for part in rule.components if isinstance(part, GroupComponent)]
                yield from _repeated(file, groups, "kelompok")
                seen: set[str] = set()
                for leaf in leaves(rule.components):
                    if leaf.indicator in seen:
                        place = file.of(leaf, "indicator")
                        yield file.problem("K045", place, name=leaf.indicator)
                    seen.add(leaf.indicator)


def _repeated(file: CriteriaFile, values: Sequence[object], field: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for value in values:
        name = str(getattr(value, "id", ""))
        if name in seen:
            yield file.problem("K045", file.of(value, field), name=name)
        seen.add(name)


def direct_axes(draft: Draft) -> Iterator[Problem]:
    """K079: a directly rated axis comes from one rater, so its source asks for one."""
    for file, scheme in draft.values(Scheme):
        minimum = {source.id: source.minimum for source in scheme.sources}
        for axis in file.all(CategoryAxis):
            if minimum.get(axis.raters, 1) > 1:
                place = file.of(axis, "raters")
                yield file.problem("K079", place, source=axis.raters, minimum=minimum[axis.raters])
