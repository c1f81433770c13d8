"""All schemes of an agency and all their versions side by side, one column each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terang.core.dates import change_dates, in_force, indicators_of
from terang.core.model import AgencyCriteria, CriteriaSet, Scheme, Text
from terang.site.indicator_view import standard_words
from terang.site.page import Crumb, Page
from terang.site.render import Place, render
from terang.site.rule_view import SumView, WeightRow, measure_view
from terang.site.toc import headings

Values = dict[tuple[Text, str], str]  # (measure, indicator) -> words


@dataclass(frozen=True, slots=True)
class Column:
    """A scheme from a day on."""

    scheme: Scheme
    groups: str
    start: date
    is_announced: bool


@dataclass(frozen=True, slots=True)
class Cell:
    words: str | None
    is_changed: bool  # against the version before it of the same scheme


@dataclass(frozen=True, slots=True)
class Row:
    measure: Text
    indicator: Text
    path: str
    cells: tuple[Cell, ...]


def page(own: AgencyCriteria, criteria: CriteriaSet, on: date, lang: str) -> Page:
    """<agency>/banding/: shares of every indicator, and standards, by scheme and version."""
    agency = own.agency
    place = Place(lang, f"{agency.id}/banding/")
    columns = [
        _column(own, scheme, day, on, place)
        for scheme in own.schemes.values()
        for day in change_dates(scheme, own.indicators)
    ]
    shares = [_shares(own, column, criteria, place) for column in columns]
    standards = [_standards(own, column, place) for column in columns]
    html = render(
        "compare.html",
        place,
        agency=agency,
        columns=columns,
        shares=_rows(own, columns, shares),
        standards=_rows(own, columns, standards),
    )
    return Page(
        path=place.path,
        lang=lang,
        title=f"{place.t('compare_name')} · {place.plain(agency.name)}",
        summary=place.t("compare_lead"),
        kind="banding",
        html=html,
        crumbs=(Crumb(place.plain(agency.name), f"{agency.id}/"),),
        toc=headings(html),
        agency=agency.id,
    )


def _column(own: AgencyCriteria, scheme: Scheme, day: date, on: date, place: Place) -> Column:
    groups = [g.name for g in own.agency.position_groups if g.id in scheme.position_groups]
    return Column(scheme, ", ".join(map(place.plain, groups)), day, day > on)


def _shares(own: AgencyCriteria, column: Column, criteria: CriteriaSet, place: Place) -> Values:
    """The share of every indicator in its measure, or that it sets a rating directly."""
    names = {ident: indicator.name for ident, indicator in own.indicators.items()}
    found: Values = {}
    for rule in column.scheme.measures:
        view = measure_view(rule, column.scheme, names, criteria.profiles, column.start)
        if view.sum is not None:
            found |= _leaves(rule.name, view.sum, place)
        for axis in view.quadrant.axes if view.quadrant else ():
            title = Text(
                f"{rule.name.id}: {axis.name.id}",
                f"{rule.name.in_language('en')}: {axis.name.in_language('en')}",
            )
            if axis.sum is not None:
                found |= _leaves(title, axis.sum, place)
            elif axis.indicator is not None:
                found[title, axis.indicator] = place.t("sets_rating")
    return found


def _leaves(measure: Text, view: SumView, place: Place) -> Values:
    def leaves(rows: tuple[WeightRow, ...]) -> list[WeightRow]:
        return [leaf for row in rows for leaf in (row.rows or (row,))]

    return {
        (measure, leaf.indicator): f"{place.short(leaf.share)}%"
        for leaf in leaves(view.rows)
        if leaf.indicator is not None
    }


def _standards(own: AgencyCriteria, column: Column, place: Place) -> Values:
    found: Values = {}
    for ident in indicators_of(column.scheme):
        indicator = own.indicators[ident]
        standard = in_force(indicator.standards, column.start)
        if standard is not None:
            found[indicator.name, ident] = standard_words(indicator, standard.value, place)
    return found


def _rows(own: AgencyCriteria, columns: list[Column], values: list[Values]) -> list[Row]:
    keys = dict.fromkeys(key for column in values for key in column)
    return [
        Row(
            measure,
            own.indicators[ident].name,
            f"{own.agency.id}/indikator/{ident}/",
            tuple(
                Cell(
                    found.get((measure, ident)),
                    at > 0
                    and columns[at - 1].scheme.id == columns[at].scheme.id
                    and values[at - 1].get((measure, ident)) != found.get((measure, ident)),
                )
                for at, found in enumerate(values)
            ),
        )
        for measure, ident in keys
    ]
