"""The pages of an agency's indicators: all of them, and one each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terang.core.model import (
    AgencyCriteria,
    CriteriaSet,
    Indicator,
    IndicatorKind,
    Text,
    ValuesProfile,
)
from terang.site.changes import of_agency, users
from terang.site.indicator_view import indicator_view
from terang.site.page import Crumb, Page
from terang.site.render import Place, render
from terang.site.toc import headings
from terang.site.worked import worked_indicator


@dataclass(frozen=True, slots=True)
class Reference:
    """A value of a national profile an indicator leans on."""

    name: Text
    path: str


def pages(own: AgencyCriteria, criteria: CriteriaSet, on: date, lang: str) -> tuple[Page, ...]:
    """The list of indicators, then a page for each."""
    each = (_page(own, i, criteria, on, lang) for i in own.indicators.values())
    return (_index(own, criteria, lang), *each)


def _index(own: AgencyCriteria, criteria: CriteriaSet, lang: str) -> Page:
    agency = own.agency
    place = Place(lang, f"{agency.id}/indikator/")
    found = list(own.indicators.values())
    kinds = [(k.value, [i for i in found if i.kind is k]) for k in IndicatorKind]
    html = render(
        "indicators.html",
        place,
        agency=agency,
        regulations=criteria.regulations,
        indicators=found,
        kinds=[(kind, members) for kind, members in kinds if members],
    )
    return Page(
        path=place.path,
        lang=lang,
        title=f"{place.t('sec_indicators')} · {place.plain(agency.name)}",
        summary=place.t("indicators_lead"),
        kind="indikator-daftar",
        html=html,
        crumbs=(Crumb(place.plain(agency.name), f"{agency.id}/"),),
        toc=headings(html),
        agency=agency.id,
    )


def _page(
    own: AgencyCriteria, indicator: Indicator, criteria: CriteriaSet, on: date, lang: str
) -> Page:
    agency = own.agency
    place = Place(lang, f"{agency.id}/indikator/{indicator.id}/")
    ids = users(own, indicator)
    html = render(
        "indicator.html",
        place,
        agency=agency,
        regulations=criteria.regulations,
        view=indicator_view(indicator, place, on),
        uses=[own.schemes[ident] for ident in ids],
        services=[s for s in own.services.values() if indicator.id in s.indicators],
        reference=_reference(indicator, criteria),
        examples=[
            worked_indicator(own, example, place)
            for example in own.examples.values()
            if example.indicator == indicator.id
        ],
        changes=[c for c in of_agency(own) if c.path == place.path],
        on=on,
    )
    return Page(
        path=place.path,
        lang=lang,
        title=f"{place.plain(indicator.name)} · {place.plain(agency.name)}",
        summary=place.plain(indicator.meaning),
        kind="indikator",
        html=html,
        crumbs=(
            Crumb(place.plain(agency.name), f"{agency.id}/"),
            Crumb(place.t("sec_indicators"), f"{agency.id}/indikator/"),
        ),
        toc=headings(html),
        source=indicator.file,
        agency=agency.id,
    )


def _reference(indicator: Indicator, criteria: CriteriaSet) -> Reference | None:
    if indicator.reference is None:
        return None
    profile_id, _, value = indicator.reference.partition("/")
    profile = criteria.profiles[profile_id]
    assert isinstance(profile.body, ValuesProfile)  # checked at load
    found = next(guide for guide in profile.body.values if guide.id == value)
    return Reference(found.name, f"nasional/{profile_id}/#{value}")
