"""One agency's release of one period: microdata in, a protected release out. All or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from terang.core.model import (
    AgencyCriteria,
    CriteriaSet,
    Method,
    PublicationPolicy,
    Service,
    SurveyProfile,
)
from terang.core.program import Program
from terang.release.counting.counts import categories_of, employee_counts
from terang.release.counting.figures import SchemeFigures, scheme_figures
from terang.release.counting.services import (
    on_time_among_due,
    service_counts,
    standards,
    survey_figures,
)
from terang.release.counting.units import Tree, former_units, unit_tree
from terang.release.intake.contract import Microdata, accept
from terang.release.intake.schemes import period_end, programs
from terang.release.protection.history import History, guarded, share_guards
from terang.release.protection.ledger import affordable, unchanged
from terang.release.protection.means import mean_policy, people_kept_open, shown_units
from terang.release.protection.methods import Noise, Shield, shield
from terang.release.protection.proven import (
    NotSafe,
    Proven,
    employee_policy,
    service_policy,
)
from terang.release.protection.sums import Bound, bounds
from terang.release.publication import people_tables, service_tables
from terang.release.publication.certify import attested, certificate, noise_told, stated
from terang.release.publication.people_tables import People
from terang.release.publication.service_tables import Results
from terang.releasefile.form import manifest_digest
from terang.releasefile.lineage import in_terms_of
from terang.releasefile.model import Release, Table
from terang.releasefile.relations import GROUPS_OF, MEAN_TABLES, RATINGS_OF


@dataclass(frozen=True, slots=True)
class Built:
    """A release ready to be written, and the account of the microdata behind it."""

    release: Release
    data: Microdata
    proofs: tuple[Proven, ...]  # about employees, about services


def build_release(
    agency: AgencyCriteria,
    criteria: CriteriaSet,
    folder: Path,
    period: str,
    archive: Sequence[Release] = (),
    *,
    drawn: Sequence[Release] = (),
) -> Built:
    """Check, score, aggregate, protect, attack. folder: the microdata of this agency and period.

    archive: releases of the agency that are already public, superseded revisions included; the
    latest of the same period is the one corrected. drawn: noisy releases of the period that
    were paid for; noise is not drawn twice for the same data. Raises MicrodataError,
    DisclosureError or NotSafe; then nothing may be written.
    """
    former = former_units(agency.agency)
    units = {unit.id for unit in agency.agency.units}
    past = [in_terms_of(release, former, units) for release in archive]
    history = History(past, period, agency.publication.threshold, former)
    judges = programs(agency, criteria, period)
    data = accept(folder, agency, criteria, judges)
    kept = unchanged(folder, criteria.digest, data.asked, drawn)
    if kept is not None:
        return Built(kept, data, ())
    affordable(folder.parent, agency.publication.protection, archive)
    people, people_proof = _people(agency, period, data, judges, history)
    results, service_proof = _services(agency, criteria, period, data, history)
    tables = _tables(agency, people, results)
    policy = agency.publication
    calendar = {entry.period: entry.on for entry in policy.calendar}
    release = Release(
        agency=agency.agency.id,
        period=period,
        revision=0 if history.corrected is None else history.corrected.revision + 1,
        supersedes=None if history.corrected is None else manifest_digest(history.corrected),
        criteria_digest=criteria.digest,
        synthetic=data.synthetic,
        published_on=calendar.get(period),
        next_on=min((day for p, day in calendar.items() if p > period), default=None),
        tables=tables,
        certificate=certificate(policy, tables, (people_proof, service_proof), archive),
        policy=_schemes(people.schemes)
        | standards(results.services, period_end(period))
        | former
        | stated(policy)
        | noise_told((people_proof, service_proof)),
    )
    return Built(attested(release, archive), data, (people_proof, service_proof))


def _schemes(schemes: Sequence[SchemeFigures]) -> dict[str, str]:
    """Whom each scheme judges, and its ratings where another scheme has others."""
    every = categories_of(schemes)
    groups = {f"{GROUPS_OF}{each.scheme}": " ".join(each.count_groups) for each in schemes}
    ratings = {f"{RATINGS_OF}{each.scheme}": categories_of([each]) for each in schemes}
    return groups | {key: " ".join(own) for key, own in ratings.items() if len(own) < len(every)}


def _people(
    agency: AgencyCriteria,
    period: str,
    data: Microdata,
    judges: Mapping[str, Program],
    history: History,
) -> tuple[People, Proven]:
    """The protected figures about employees; guards grow until no other period isolates a group."""
    tree = unit_tree(agency.agency, {person.unit for person in data.people})
    by_scheme = {program.scheme: program for program in judges.values()}
    schemes = [scheme_figures(by_scheme[name], agency, data, tree) for name in sorted(by_scheme)]
    groups = [group.id for group in agency.agency.position_groups]
    policy = agency.publication
    counts = history.tied(employee_counts(schemes, groups, data, tree))
    counts = replace(counts, width=policy.width)
    guards = share_guards(schemes, tree, policy)
    while True:
        own = shield(guarded(counts, guards), employee_policy(policy), policy.protection)
        published = own.published()
        people = People(agency.agency, period, policy, tree, schemes, published, {}, data)
        barred = _barred(history, people)
        shown, proof = _shown_means(policy, schemes, tree, own, barred)
        people = replace(people, shown_means=shown)
        missing = history.unguarded(_rated(people), guards)
        if policy.protection.method is not Method.WITHHOLDING or not missing:
            return people, proof
        guards |= missing


def _barred(history: History, people: People) -> dict[str, frozenset[str]]:
    """By scheme the units whose means must not be shown because of what is public already."""
    before = history.barred()
    still = history.still(_rated(people), _schemes(people.schemes))
    return {
        figures.scheme: before.get(figures.scheme, frozenset()) | still.get(figures.scheme, set())
        for figures in people.schemes
    }


def _rated(people: People) -> tuple[Table, ...]:
    """The tables to be published in which people stand by rating."""
    made = (people_tables.predikat(people), people_tables.status(people))
    tables = (*made, people_tables.kebutuhan(people))
    return tuple(table for table in tables if table.id in people.policy.tables)


def _shown_means(
    policy: PublicationPolicy,
    schemes: Sequence[SchemeFigures],
    tree: Tree,
    own: Shield,
    before: Mapping[str, Collection[str]],
) -> tuple[dict[str, frozenset[str]], Proven]:
    """As many means as leave every protected count safe; none beside noise."""
    if isinstance(own, Noise):
        return {figures.scheme: frozenset() for figures in schemes}, own.attacked()
    limits = mean_policy(policy)
    barred = {figures.scheme: set(before.get(figures.scheme, ())) for figures in schemes}
    while True:
        shown = {
            figures.scheme: shown_units(figures, tree, own.withheld, barred[figures.scheme], limits)
            for figures in schemes
        }
        known = bounds(schemes, tree, shown)
        proof = own.attacked(known)
        if not proof.exposed:
            return shown, proof
        if not known:
            raise NotSafe(proof.exposed)
        for scheme, unit in _telling(known, proof):
            barred[scheme].add(unit)


def _telling(known: Sequence[Bound], proof: Proven) -> set[tuple[str, str]]:
    """The means that touch an exposed count directly, or else all that touch a withheld one."""

    def touching(cells: Collection[str]) -> set[tuple[str, str]]:
        return {
            (bound.scheme, bound.unit)
            for bound in known
            if any(cell in cells for relation in bound.relations for cell in relation.coef)
        }

    every = {(bound.scheme, bound.unit) for bound in known}
    return touching(set(proof.exposed)) or touching(proof.withheld) or every


def _services(
    agency: AgencyCriteria,
    criteria: CriteriaSet,
    period: str,
    data: Microdata,
    history: History,
) -> tuple[Results, Proven]:
    policy = agency.publication
    services = tuple(agency.services.values())
    counts = history.tied(service_counts(services, data, period_end(period)))
    own = shield(counts, service_policy(policy), policy.protection)
    proof = own.attacked()
    if proof.exposed:
        raise NotSafe(proof.exposed)
    minimum, room = policy.minimum_respondents, people_kept_open(policy)
    surveys = [
        survey_figures(service, _profile(criteria, service), data, minimum, room)
        for service in services
    ]
    published = own.published()
    in_time = on_time_among_due(services, data, period_end(period))
    return Results(agency.agency, period, policy, services, surveys, published, in_time), proof


def _profile(criteria: CriteriaSet, service: Service) -> SurveyProfile:
    body = criteria.profiles[service.survey_profile].body
    assert isinstance(body, SurveyProfile)
    return body


def _tables(agency: AgencyCriteria, people: People, results: Results) -> tuple[Table, ...]:
    """The tables that the agency's policy lists, in its order."""
    names = {indicator.id: indicator.name for indicator in agency.indicators.values()}
    makers = {
        "predikat": lambda: people_tables.predikat(people),
        "status-penilaian": lambda: people_tables.status(people),
        "rerata": lambda: people_tables.rerata(people),
        "kesenjangan": lambda: people_tables.kesenjangan(people),
        "kebutuhan-pelatihan": lambda: people_tables.kebutuhan(people),
        "pelatihan": lambda: people_tables.pelatihan(people, names),
        "ikm": lambda: service_tables.ikm(results),
        "ikm-unsur": lambda: service_tables.ikm_elements(results),
        "aduan": lambda: service_tables.aduan(results),
        "waktu-aduan": lambda: service_tables.answer_times(results),
        "volume": lambda: service_tables.volume(results),
    }
    noisy = agency.publication.protection.method is Method.NOISE
    left_out = MEAN_TABLES if noisy else ()  # noise has no means beside it
    made = (makers[name]() for name in agency.publication.tables if name not in left_out)
    return tuple(table for table in made if table.rows)
