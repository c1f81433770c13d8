"""National rules: the register of regulations, and a page for every profile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from terang.core.dates import sums_of
from terang.core.model import (
    BandProfile,
    ConversionProfile,
    CriteriaSet,
    DistributionProfile,
    DistributionRule,
    Matrix,
    MatrixProfile,
    Profile,
    Scheme,
    SurveyProfile,
    ValuesProfile,
)
from terang.site.page import Crumb, Page
from terang.site.render import Place, render
from terang.site.rule_view import quadrant_view, scale_view
from terang.site.toc import headings

KINDS: dict[type, str] = {
    MatrixProfile: "matrix",
    BandProfile: "bands",
    SurveyProfile: "survey",
    ValuesProfile: "values",
    ConversionProfile: "conversion",
    DistributionProfile: "distribution",
}


def pages(criteria: CriteriaSet, on: date, lang: str) -> tuple[Page, ...]:
    """nasional/, nasional/peraturan/ and nasional/<profile>/."""
    each = (_profile(profile, criteria, on, lang) for profile in criteria.profiles.values())
    return (_index(criteria, lang), _register(criteria, lang), *each)


def _index(criteria: CriteriaSet, lang: str) -> Page:
    place = Place(lang, "nasional/")
    html = render(
        "national.html",
        place,
        profiles=list(criteria.profiles.values()),
        regulations=criteria.regulations,
    )
    return Page(
        path=place.path,
        lang=lang,
        title=place.t("national_title"),
        summary=place.t("national_lead"),
        kind="nasional",
        html=html,
        source=None,
    )


def _register(criteria: CriteriaSet, lang: str) -> Page:
    place = Place(lang, "nasional/peraturan/")
    html = render("regulations.html", place, regulations=criteria.regulations)
    return Page(
        path=place.path,
        lang=lang,
        title=place.t("register_title"),
        summary=place.t("register_lead"),
        kind="peraturan",
        html=html,
        crumbs=(Crumb(place.t("national_name"), "nasional/"),),
        source="nasional/peraturan.yml",
    )


def _profile(profile: Profile, criteria: CriteriaSet, on: date, lang: str) -> Page:
    place = Place(lang, f"nasional/{profile.id}/")
    body = profile.body
    quadrant = quadrant_view(profile, body) if isinstance(body, MatrixProfile) else None
    scale = None
    if isinstance(body, BandProfile | SurveyProfile):
        known = body.conditions if isinstance(body, BandProfile) else ()
        scale = scale_view(body.bands, {c.id: c.name for c in known}, profile, None)
    html = render(
        "profile.html",
        place,
        profile=profile,
        kind=KINDS[type(body)],
        body=body,
        quadrant=quadrant,
        scale=scale,
        patterns=_patterns(body, place) if isinstance(body, DistributionProfile) else (),
        uses=_uses(profile, criteria),
        regulations=criteria.regulations,
    )
    return Page(
        path=place.path,
        lang=lang,
        title=place.plain(profile.name),
        summary=place.plain(profile.summary),
        kind="profil",
        html=html,
        crumbs=(Crumb(place.t("national_name"), "nasional/"),),
        toc=headings(html),
        source=profile.file,
    )


def _uses(profile: Profile, criteria: CriteriaSet) -> tuple[tuple[str, str, Scheme], ...]:
    """Schemes that rest on a profile: agency id, its name, the scheme."""
    return tuple(
        (own.agency.id, own.agency.name.id, scheme)
        for own in criteria.agencies.values()
        for scheme in own.schemes.values()
        if any(
            (isinstance(m.rule, Matrix) and m.rule.profile == profile.id)
            or any(rule.profile == profile.id for rule in sums_of(m))
            for m in scheme.measures
        )
    )


def _patterns(body: DistributionProfile, place: Place) -> tuple[tuple[DistributionRule, str], ...]:
    names = {category.id: place.plain(category.name) for category in body.categories}

    def joined(categories: tuple[str, ...]) -> str:
        return f" {place.t('or')} ".join(names.get(c, c) for c in categories)

    def limits(key: str, found: tuple[tuple[tuple[str, ...], Decimal], ...]) -> list[str]:
        return [
            place.t(f"share_{key}", categories=joined(categories), percent=place.short(percent))
            for categories, percent in found
        ]

    return tuple(
        (
            rule,
            "; ".join(
                [
                    *limits("more_than", rule.more_than),
                    *limits("at_least", rule.at_least),
                    *limits("at_most", rule.at_most),
                    *(place.t("share_some_of", categories=joined(c)) for c in rule.some_of),
                ]
            ),
        )
        for rule in body.rules
    )
