"""Lowering, upper half: the measures of a scheme, and the two ways in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from terang.core import expr
from terang.core.bands import closed
from terang.core.dates import in_force, leaves, sums_of
from terang.core.expr import Expr, Num, Ref
from terang.core.functions import HUNDRED
from terang.core.lowering import SCORE_PLACES, CannotLower, Lowering
from terang.core.model import (
    DISCRETE,
    AgencyCriteria,
    Axis,
    Band,
    BandProfile,
    BandSet,
    Category,
    CategoryAxis,
    Component,
    Gate,
    GroupComponent,
    Indicator,
    Matrix,
    MatrixProfile,
    MeasureRule,
    MissingPolicy,
    Profile,
    RaterSource,
    Scheme,
    Text,
    WeightedSum,
)
from terang.core.program import (
    COMPLETE,
    PENDING,
    AxisSpec,
    CategorySpec,
    Cut,
    GapSpec,
    GateSpec,
    MatrixSpec,
    MeasureSpec,
    Part,
    Program,
    Scale,
)

FALSE = expr.Bool(False)


def lower(
    criteria: AgencyCriteria, profiles: Mapping[str, Profile], scheme_id: str, on: date
) -> Program:
    """What a scheme computes on a date, with the values then in force.

    profiles: national profiles by id. Raises `CannotLower` for an unknown scheme, a date on which
    it does not hold, or a reference or value that is missing on that date.
    """
    scheme = criteria.schemes.get(scheme_id)
    if scheme is None:
        raise CannotLower("skema_tidak_ada", skema=scheme_id)
    if on < scheme.start or (scheme.end is not None and on >= scheme.end):
        raise CannotLower("skema_tidak_berlaku", skema=scheme_id, tanggal=on.isoformat())
    build = Lowering(criteria.indicators, profiles, scheme, on)
    measures = tuple(_measure(build, rule) for rule in scheme.measures)
    return build.program(criteria.agency.id, scheme.id, scheme.name, measures)


def lower_indicator(
    criteria: AgencyCriteria, indicator_id: str, source_id: str, on: date
) -> Program:
    """One indicator scored by one source on a date, as a program without measures."""
    indicator = criteria.indicators.get(indicator_id)
    if indicator is None:
        raise CannotLower("indikator_tidak_ada", indikator=indicator_id)
    build = Lowering(criteria.indicators, {}, _alone(indicator, source_id), on)
    build.indicator(indicator_id, source_id)
    return build.program(criteria.agency.id, indicator_id, indicator.name, ())


def _alone(indicator: Indicator, source_id: str) -> Scheme:
    """A scheme with one source and no measures, to score an indicator outside any scheme."""
    source = RaterSource(source_id, Text(source_id), 1, indicator.provenance)
    return Scheme(
        id=indicator.id,
        name=indicator.name,
        summary=indicator.meaning,
        position_groups=(),
        start=date.min,
        end=None,
        cycle=None,
        cycle_provenance=None,
        sources=(source,),
        rater_sets=(),
        measures=(),
        basis=(),
        provenance=indicator.provenance,
        mark=indicator.mark,
        file=indicator.file,
    )


def _measure(build: Lowering, measure: MeasureRule) -> MeasureSpec:
    scale: Scale | None = None
    matrix: MatrixSpec | None = None
    categories: tuple[CategorySpec, ...] = ()
    target = f"c.{measure.id}.dasar" if _limiting(measure.gates) else f"c.{measure.id}"
    match measure.rule:
        case WeightedSum():
            scale = _sum(build, measure.rule, measure.id, target)
            categories = scale.categories if scale is not None else ()
            build.bindings[f"v.{measure.id}"] = expr.Round(Ref(f"n.{measure.id}"), SCORE_PLACES)
        case Matrix():
            matrix, categories = _matrix(build, measure.rule, measure.id, target)
    gates = tuple(_gate(build, gate, measure.id) for gate in measure.gates)
    has_category = bool(categories)
    if has_category and _limiting(measure.gates):
        order = tuple(category.id for category in categories)
        build.bindings[f"c.{measure.id}"] = _gated(Ref(target), gates, order)
    gaps = _gaps(build, measure)
    build.bindings[f"s.{measure.id}"] = _status(measure.id, gates, has_category)
    return MeasureSpec(
        id=measure.id,
        name=measure.name,
        role=measure.role,
        is_national=measure.is_national,
        value=f"n.{measure.id}" if matrix is None else None,
        category=f"c.{measure.id}" if has_category else None,
        status=f"s.{measure.id}",
        categories=categories,
        scale=scale,
        matrix=matrix,
        gates=gates,
        gaps=gaps,
    )


# --- weighted sums and scales ----------------------------------------------------------------


def _sum(build: Lowering, rule: WeightedSum, path: str, category: str) -> Scale | None:
    """Binds `n.<path>` and, when the sum has bands, its category; path: measure or axis."""
    value = f"n.{path}"
    parts = _parts(build, rule.components, rule.missing, path)
    build.bindings[value] = build.weighted(value, parts, rule.missing)
    bands, names = _bands(build, rule)
    if bands is None:
        return None
    cuts = tuple(_cut(build, band, bands, rule, names) for band in bands.bands)
    scale = Scale(value, category, bands.round_places, _specs(bands.categories), cuts)
    build.bindings[category] = _pick(scale)
    return scale


def _parts(
    build: Lowering, components: Sequence[Component], missing: MissingPolicy, path: str
) -> tuple[Part, ...]:
    """The terms of a sum that weigh anything on the date; groups are bound as `k.`."""
    parts: list[Part] = []
    for component in components:
        dated = in_force(component.weights, build.on)
        if dated is None or dated.value == 0:
            continue
        weight = Fraction(dated.value)
        if isinstance(component, GroupComponent):
            name = f"k.{path}.{component.id}"
            inner = _parts(build, component.components, missing, path)
            build.bindings[name] = build.weighted(name, inner, missing)
            parts.append(Part(component.id, component.name, name, weight, None))
        else:
            name = build.indicator(component.indicator, component.raters)
            label = build.known(component.indicator).name
            parts.append(Part(name.removeprefix("i."), label, name, weight, None))
    return tuple(parts)


def _bands(build: Lowering, rule: WeightedSum) -> tuple[BandSet | None, Mapping[str, Text]]:
    """The bands in force, own or national, and the names of a profile's conditions."""
    if rule.profile is not None:
        body = _profile(build, rule.profile).body
        if not isinstance(body, BandProfile):
            raise CannotLower("profil_salah_jenis", profil=rule.profile)
        return body.bands, {condition.id: condition.name for condition in body.conditions}
    dated = in_force(rule.bands, build.on)
    if dated is None and rule.bands:
        raise CannotLower("pita_belum_berlaku", tanggal=build.on.isoformat())
    return (None if dated is None else dated.value), {}


def _profile(build: Lowering, profile_id: str) -> Profile:
    if profile_id not in build.profiles:
        raise CannotLower("profil_tidak_ada", profil=profile_id)
    return build.profiles[profile_id]


def _cut(
    build: Lowering, band: Band, bands: BandSet, rule: WeightedSum, names: Mapping[str, Text]
) -> Cut:
    """A band closed on both sides by the scale; with its condition's indicator, if any."""
    label, shown_by = None, None
    if band.condition is not None:
        indicator_id = rule.conditions.get(band.condition)
        label = names.get(band.condition, Text(band.condition))
        if indicator_id is not None:
            shown_by = build.indicator(indicator_id, _recorder(build), optional=True)
    span = closed(band, bands)
    return Cut(
        category=band.category,
        low=span.low,
        high=span.high,
        inclusive=span.inclusive,
        condition=label,
        condition_binding=shown_by,
    )


def _recorder(build: Lowering) -> str:
    """The source that records whether a condition holds: the system, else the superior."""
    listed = [source.id for source in build.scheme.sources]
    return next((source for source in ("sistem", "atasan") if source in listed), listed[0])


def _pick(scale: Scale) -> Expr:
    cuts = tuple(
        expr.BandCut(cut.category, cut.low, cut.high, cut.inclusive, _condition(cut))
        for cut in scale.cuts
    )
    return expr.PickBand(Ref(scale.value), scale.places, cuts)


def _condition(cut: Cut) -> Expr | None:
    """Holds at a score of 100; what nobody recorded does not hold."""
    if cut.condition is None:
        return None
    if cut.condition_binding is None:
        return FALSE
    return expr.Coalesce((expr.Eq(Ref(cut.condition_binding), Num(HUNDRED)), FALSE))


def _specs(categories: Sequence[Category]) -> tuple[CategorySpec, ...]:
    return tuple(CategorySpec(category.id, category.name) for category in categories)


# --- matrices --------------------------------------------------------------------------------


def _matrix(
    build: Lowering, rule: Matrix, measure_id: str, category: str
) -> tuple[MatrixSpec, tuple[CategorySpec, ...]]:
    profile = _profile(build, rule.profile).body
    if not isinstance(profile, MatrixProfile):
        raise CannotLower("profil_salah_jenis", profil=rule.profile)
    row = _axis(build, rule.row, f"{measure_id}.baris", profile.row_name)
    column = _axis(build, rule.column, f"{measure_id}.kolom", profile.column_name)
    cells = tuple(
        (r.id, c.id, profile.cells[r.id, c.id]) for r in profile.ratings for c in profile.ratings
    )
    build.bindings[category] = expr.PickCell(Ref(row.category), Ref(column.category), cells)
    spec = MatrixSpec(_specs(profile.ratings), row, column, cells)
    return spec, _specs(profile.categories)


def _axis(build: Lowering, axis: Axis, path: str, name: Text) -> AxisSpec:
    category = f"c.{path}"
    match axis:
        case CategoryAxis():
            sources = build.sources_of(axis.raters)
            if len(sources) != 1:
                raise CannotLower("sumbu_banyak_sumber", indikator=axis.indicator)
            input_id = build.input(axis.indicator, sources[0], single=True)
            build.indicator(axis.indicator, axis.raters)
            build.bindings[category] = expr.Code(input_id)
            return AxisSpec(name, category, None, input_id)
        case WeightedSum():
            scale = _sum(build, axis, path, category)
            if scale is None:
                raise CannotLower("sumbu_tanpa_pita", sumbu=path)
            return AxisSpec(name, category, scale, None)


# --- gates, status, gaps ---------------------------------------------------------------------


def _limiting(gates: Sequence[Gate]) -> bool:
    return any(gate.effect != "catat" for gate in gates)


def _gate(build: Lowering, gate: Gate, measure_id: str) -> GateSpec:
    """Binds `g.<measure>.<gate>`: any of its sources gave one of the codes; null if one is mute."""
    name = f"g.{measure_id}.{gate.id}"
    inputs = tuple(
        build.input(gate.indicator, source, single=True, optional=gate.effect == "catat")
        for source in build.sources_of(gate.raters)
    )
    build.indicator(gate.indicator, gate.raters, optional=gate.effect == "catat")
    hits = [expr.Eq(expr.Code(i), expr.Text(code)) for i in inputs for code in gate.codes]
    build.bindings[name] = hits[0] if len(hits) == 1 else expr.Or(tuple(hits))
    return GateSpec(gate.id, gate.name, name, inputs, gate.effect, gate.category)


def _gated(category: Expr, gates: Sequence[GateSpec], order: Sequence[str]) -> Expr:
    """The category after every gate; null when a gate holds it back or cannot be decided."""
    for gate in gates:
        applies = Ref(gate.binding)
        if gate.effect == "paling_tinggi":
            if gate.category is None or gate.category not in order:
                raise CannotLower("gerbang_tanpa_kategori", gerbang=gate.id)
            limit = expr.If(applies, expr.Text(gate.category), expr.Text(order[0]))
            category = expr.Worst(category, limit, tuple(order))
        elif gate.effect == "tunda":
            category = expr.If(applies, expr.Null(), category)
    return category


def _status(measure_id: str, gates: Sequence[GateSpec], has_category: bool) -> Expr:
    if has_category:
        lacking: Expr = expr.IsNull(Ref(f"c.{measure_id}"))
    else:
        held = [
            expr.Coalesce((Ref(gate.binding), expr.Bool(True)))
            for gate in gates
            if gate.effect == "tunda"
        ]
        lacking = expr.Or((expr.IsNull(Ref(f"n.{measure_id}")), *held))
    return expr.If(lacking, expr.Text(PENDING), expr.Text(COMPLETE))


def _gaps(build: Lowering, measure: MeasureRule) -> tuple[GapSpec, ...]:
    """Binds `d.<measure>.<indicator>` for every indicator both sources can rate."""
    if measure.gap is None:
        return ()
    both = (measure.gap.minuend, measure.gap.subtrahend)
    found: dict[str, GapSpec] = {}
    for rule in sums_of(measure):
        for leaf in leaves(rule.components):
            indicator = build.known(leaf.indicator)
            if leaf.indicator in found or not isinstance(build.function(indicator), DISCRETE):
                continue
            one, other = (build.source_score(indicator.id, s, optional=True) for s in both)
            name = f"d.{measure.id}.{indicator.id}"
            build.bindings[name] = expr.Round(expr.Sub(Ref(one), Ref(other)), SCORE_PLACES)
            found[indicator.id] = GapSpec(indicator.id, indicator.name, name, *both)
    return tuple(found.values())
