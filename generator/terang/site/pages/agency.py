"""The overview of an agency: its schemes, whom they cover, why it appraises, how to object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terang.core.model import (
    AgencyCriteria,
    CriteriaSet,
    PositionGroup,
    Scheme,
    Statement,
    StatementKind,
    Unit,
)
from terang.site.changes import of_agency, of_scheme
from terang.site.page import Page
from terang.site.render import Place, render
from terang.site.toc import headings


@dataclass(frozen=True, slots=True)
class SchemeCard:
    scheme: Scheme
    groups: str
    next_change: date | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    group: PositionGroup
    schemes: tuple[Scheme, ...]


@dataclass(frozen=True, slots=True)
class UnitNode:
    unit: Unit
    children: tuple[UnitNode, ...]


def page(own: AgencyCriteria, criteria: CriteriaSet, on: date, lang: str) -> Page:
    """The agency's front page."""
    agency = own.agency
    place = Place(lang, f"{agency.id}/")
    html = render(
        "agency.html",
        place,
        agency=agency,
        regulations=criteria.regulations,
        schemes=[_card(own, scheme, place, on) for scheme in own.schemes.values()],
        groups=[
            GroupRow(g, tuple(s for s in own.schemes.values() if g.id in s.position_groups))
            for g in agency.position_groups
        ],
        goals=of_kind(own, StatementKind.GOAL),
        rules=of_kind(own, StatementKind.RULE),
        changes=[c for c in of_agency(own) if c.kind != "mulai"],
        units=_tree(agency.units, None),
        on=on,
    )
    return Page(
        path=place.path,
        lang=lang,
        title=place.plain(agency.name),
        summary=place.plain(agency.summary),
        kind="instansi",
        html=html,
        crumbs=(),
        toc=headings(html),
        search_text=place.plain(agency.place),
        source=agency.file,
        agency=agency.id,
    )


def of_kind(own: AgencyCriteria, *kinds: StatementKind) -> tuple[Statement, ...]:
    """The agency's statements of any of these kinds, in the order of the text."""
    return tuple(s for s in own.agency.statements if set(kinds) & set(s.kinds))


def _card(own: AgencyCriteria, scheme: Scheme, place: Place, on: date) -> SchemeCard:
    groups = [g.name for g in own.agency.position_groups if g.id in scheme.position_groups]
    ahead = [change.on for change in of_scheme(own, scheme) if change.on > on]
    return SchemeCard(scheme, ", ".join(map(place.plain, groups)), min(ahead, default=None))


def _tree(units: tuple[Unit, ...], parent: str | None) -> tuple[UnitNode, ...]:
    return tuple(UnitNode(u, _tree(units, u.id)) for u in units if u.parent == parent)
