"""The page an employee needs: what I am judged by, since when, by whom, and how to object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from terang.core.dates import change_dates, in_force, indicators_of, sums_of
from terang.core.model import (
    AgencyCriteria,
    CriteriaSet,
    Gate,
    GroupComponent,
    MatrixProfile,
    MissingPolicy,
    RaterAlternative,
    RaterSet,
    Scheme,
    Text,
)
from terang.site.calculator import calculator
from terang.site.changes import of_scheme
from terang.site.charts_rules import weight_bar
from terang.site.indicator_view import IndicatorView, families, indicator_view
from terang.site.page import Crumb, Page
from terang.site.programs import programs
from terang.site.render import Place, render
from terang.site.rule_view import (
    MeasureView,
    RaterShare,
    SumView,
    WeightRow,
    measure_view,
    raters,
)
from terang.site.toc import headings
from terang.site.worked import worked_examples


@dataclass(frozen=True, slots=True)
class RaterSetView:
    used_for: str
    weights: Mapping[str, Decimal]
    missing: str
    alternatives: tuple[str, ...]


def pages(own: AgencyCriteria, criteria: CriteriaSet, on: date, lang: str) -> tuple[Page, ...]:
    """One page for every scheme of an agency."""
    return tuple(_page(own, scheme, criteria, on, lang) for scheme in own.schemes.values())


def _page(own: AgencyCriteria, scheme: Scheme, criteria: CriteriaSet, on: date, lang: str) -> Page:
    agency = own.agency
    place = Place(lang, f"{agency.id}/skema/{scheme.id}/")
    names = {ident: indicator.name for ident, indicator in own.indicators.items()}
    views = [measure_view(m, scheme, names, criteria.profiles, on) for m in scheme.measures]
    changes = of_scheme(own, scheme)
    past = [change.on for change in changes if change.on <= on]
    ahead = [change.on for change in changes if change.on > on]
    html = render(
        "scheme.html",
        place,
        agency=agency,
        scheme=scheme,
        regulations=criteria.regulations,
        groups=[g.name for g in agency.position_groups if g.id in scheme.position_groups],
        headline=[v for v in views if v.rule.role == "utama"],
        companions=[v for v in views if v.rule.role != "utama"],
        rule_heading=_rule_heading(views, place),
        view_bar=_bars(views, place),
        families=families(_cards(own, scheme, views, place, on)),
        names=names,
        source_names={s.id: place.plain(s.name) for s in scheme.sources},
        gate_words={g.id: _gate_words(g, own, views, place) for v in views for g in v.rule.gates},
        rater_sets=[_rater_set(s, scheme, views, place, on) for s in scheme.rater_sets],
        examples=worked_examples(own, scheme, criteria, place),
        changes=changes,
        on=on,
        last_change=max(past, default=None),
        next_change=min(ahead, default=None),
        others=[other for other in own.schemes.values() if other.id != scheme.id],
        calculator=calculator(place, _programs(own, scheme, criteria, place, on), "hitung"),
    )
    return Page(
        path=place.path,
        lang=lang,
        title=f"{place.plain(scheme.name)} · {place.plain(agency.name)}",
        summary=place.plain(scheme.summary),
        kind="skema",
        html=html,
        crumbs=(
            Crumb(place.plain(agency.name), f"{agency.id}/"),
            Crumb(place.t("sec_schemes"), f"{agency.id}/#skema"),
        ),
        toc=headings(html),
        search_text=" ".join(place.plain(names[i]) for i in indicators_of(scheme)),
        source=scheme.file,
        agency=agency.id,
        stylesheets=("assets/terang/kalkulator.css",),
        scripts=("assets/terang/kalkulator.js",),
    )


def _programs(
    own: AgencyCriteria, scheme: Scheme, criteria: CriteriaSet, place: Place, on: date
) -> list[tuple[str, str]]:
    """The rule in force and every announced one as scripts, under the words that name it."""
    days = change_dates(scheme, own.indicators)
    started = [day for day in days if day <= on]
    ahead = [day for day in days if day > on]
    known = [("rule_now", started[-1])] if started else []
    known += [("rule_announced", day) for day in ahead]
    return [
        (place.t(key, day=place.day(day)), programs(criteria).script(own, scheme.id, day))
        for key, day in known
    ]


def _rule_heading(views: list[MeasureView], place: Place) -> str:
    """What decides the headline measure, as a finding."""
    view = next(v for v in views if v.rule.role == "utama")
    if view.quadrant is not None:
        return place.t(
            "rule_heading_matrix",
            row=place.plain(view.quadrant.row_name).lower(),
            column=place.plain(view.quadrant.column_name).lower(),
        )
    assert view.sum is not None
    parts = [f"{place.plain(row.name)} {place.short(row.weight)}%" for row in view.sum.rows]
    told = f" {place.t('and')} ".join([", ".join(parts[:-1]), parts[-1]]) if parts[1:] else parts[0]
    return place.t("rule_heading_sum", parts=told)


def _sums(view: MeasureView) -> list[tuple[str, SumView]]:
    """The sums of a measure under the names their pictures carry in the template."""
    if view.sum is not None:
        return [(view.rule.id, view.sum)]
    axes = view.quadrant.axes if view.quadrant else ()
    return [(f"{view.rule.id}.{at}", axis.sum) for at, axis in enumerate(axes) if axis.sum]


def _bars(views: list[MeasureView], place: Place) -> dict[str, Markup]:
    title = place.t("weight_bar_title")
    return {
        ident: weight_bar([row.weight for row in found.rows], title)
        for view in views
        for ident, found in _sums(view)
    }


def _cards(
    own: AgencyCriteria, scheme: Scheme, views: list[MeasureView], place: Place, on: date
) -> list[IndicatorView]:
    """A card for every indicator, in the order of the rule."""
    roles: dict[str, tuple[str, tuple[RaterShare, ...]]] = {}
    for view in views:
        for _, found in _sums(view):
            for row in found.rows:
                _note_roles(row, None, view, place, roles)
            for name, indicator in found.conditions:
                words = place.t("role_condition", name=place.plain(name))
                roles.setdefault(indicator, (words, ()))
        for axis in view.quadrant.axes if view.quadrant else ():
            if axis.indicator:
                roles.setdefault(
                    axis.indicator, (place.t("role_axis", name=place.plain(axis.name)), axis.raters)
                )
        for gate in view.rule.gates:
            who = raters(scheme, gate.raters, on)
            roles.setdefault(
                gate.indicator, (place.t("role_gate", name=place.plain(gate.name)), who)
            )
    return [
        indicator_view(own.indicators[ident], place, on, *roles.get(ident, ("", ())))
        for ident in indicators_of(scheme)
    ]


def _note_roles(
    row: WeightRow,
    parent: Text | None,
    view: MeasureView,
    place: Place,
    roles: dict[str, tuple[str, tuple[RaterShare, ...]]],
) -> None:
    for part in row.rows:
        _note_roles(part, row.name, view, place, roles)
    if row.indicator is None or row.indicator in roles:
        return
    key = "role_part" if parent is None else "role_group_part"
    words = place.t(
        key,
        weight=place.short(row.weight),
        group=place.plain(parent or view.rule.name),
        measure=place.plain(view.rule.name),
        share=place.num(row.share, 1 if row.share.denominator != 1 else 0),
    )
    roles[row.indicator] = (words, row.raters)


def _gate_words(gate: Gate, own: AgencyCriteria, views: list[MeasureView], place: Place) -> str:
    """When a gate applies and what it does."""
    answers = _answers(gate, own, place)
    category = place.plain(_category_name(gate.category, views)) if gate.category else ""
    return place.t(
        f"gate_{gate.effect}",
        indicator=place.plain(own.indicators[gate.indicator].name),
        answers=answers,
        category=category,
    )


def _answers(gate: Gate, own: AgencyCriteria, place: Place) -> str:
    function = own.indicators[gate.indicator].functions[-1].value
    known = {level.code: level.description for level in getattr(function, "levels", ())}
    told = [place.plain(known[code]) if code in known else code for code in gate.codes]
    return "; ".join(told)


def _category_name(category: str, views: list[MeasureView]) -> Text:
    for view in views:
        if view.quadrant and isinstance(view.quadrant.profile.body, MatrixProfile):
            for known in view.quadrant.profile.body.categories:
                if known.id == category:
                    return known.name
        if view.sum and view.sum.scale:
            for row in view.sum.scale.rows:
                if row.band.category == category:
                    return row.name
    return Text(category)


def _rater_set(
    chosen: RaterSet, scheme: Scheme, views: list[MeasureView], place: Place, on: date
) -> RaterSetView:
    names = {s.id: place.plain(s.name) for s in scheme.sources}
    dated = in_force(chosen.weights, on)
    used = _used_for(chosen, views)
    key = "missing_set_tunda" if chosen.missing is MissingPolicy.PENDING else "missing_set_bagi"
    label = ", ".join(place.plain(text) for text in used) or chosen.id
    return RaterSetView(
        used_for=label,
        weights=dated.value if dated else {},
        missing=place.t(key, what=label),
        alternatives=tuple(_alternative(a, names, place) for a in chosen.alternatives),
    )


def _used_for(chosen: RaterSet, views: list[MeasureView]) -> tuple[Text, ...]:
    """The measures or groups whose indicators this set rates."""
    found: dict[Text, None] = {}
    for view in views:
        for part in _parts_with(chosen.id, view):
            found[part] = None
    return tuple(found)


def _parts_with(ident: str, view: MeasureView) -> list[Text]:
    found: list[Text] = []
    for rule in sums_of(view.rule):
        for part in rule.components:
            inner = part.components if isinstance(part, GroupComponent) else (part,)
            if any(leaf.raters == ident for leaf in inner):
                found.append(part.name if isinstance(part, GroupComponent) else view.rule.name)
    return found


def _alternative(alternative: RaterAlternative, names: Mapping[str, str], place: Place) -> str:
    return place.t(
        "alternative",
        without=", ".join(sorted(names.get(s, s) for s in alternative.without)),
        weights=", ".join(
            f"{names.get(s, s)} {place.short(w)}%" for s, w in alternative.weights.items()
        ),
    )
