"""One agency's release of one period: microdata in, a protected release out. All or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from terang import __version__
from terang.core.model import AgencyCriteria, CriteriaSet, Service, SurveyProfile
from terang.core.numbers import round_half_up
from terang.core.program import Program
from terang.release import people_tables, service_tables
from terang.release.contract import Microdata, accept
from terang.release.counts import employee_counts, population_cells
from terang.release.figures import scheme_figures
from terang.release.means import MeanPolicy, shown_units
from terang.release.people_tables import People
from terang.release.protection import Proven, employee_policy, proven, service_policy
from terang.release.publish import Published
from terang.release.schemes import period_end, programs
from terang.release.service_tables import Results
from terang.release.services import service_counts, survey_figures
from terang.release.units import unit_tree
from terang.releasefile.model import Certificate, Release, Table, TableCheck, Withheld

METHOD = "penyembunyian"
RULES = (
    "ambang",
    "homogen",
    "hampir-homogen",
    "orang-dalam",
    "rerata-n",
    "rerata-ruang",
    "responden-minimum",
)
CHECKS = ("bukti-hitungan", "serangan-lp", "serangan-rerata")
NOT_CHECKED = ("data-luar", "beda-antarperiode")


@dataclass(frozen=True, slots=True)
class Built:
    """A release ready to be written, and the account of the microdata behind it."""

    release: Release
    data: Microdata


def build_release(
    agency: AgencyCriteria,
    criteria: CriteriaSet,
    folder: Path,
    period: str,
    archive: Sequence[str] = (),
) -> Built:
    """Check, score, aggregate, protect, attack. folder: the microdata of this agency and period.

    archive: ids ("<agency>/<period>") of releases already published, for the certificate. Raises
    MicrodataError, DisclosureError or NotSafe; then nothing may be written.
    """
    judges = programs(agency, criteria, period)
    data = accept(folder, agency, criteria, judges)
    people, people_proof = _people(agency, period, data, judges)
    results, service_proof = _services(agency, criteria, period, data)
    tables = _tables(agency, people, results)
    policy = agency.publication
    calendar = {entry.period: entry.on for entry in policy.calendar}
    release = Release(
        agency=agency.agency.id,
        period=period,
        revision=0,
        supersedes=None,
        criteria_digest=criteria.digest,
        synthetic=data.synthetic,
        published_on=calendar.get(period),
        next_on=min((day for p, day in calendar.items() if p > period), default=None),
        tables=tables,
        certificate=_certificate(agency, tables, (people_proof, service_proof), archive),
        policy={
            "ambang": str(policy.threshold),
            "minimum_responden": str(policy.minimum_respondents),
            "minimum_rerata": str(policy.minimum_mean_n),
            "desimal_rerata": str(policy.mean_places),
            "desimal_persen": str(policy.share_places),
        },
    )
    return Built(release, data)


def _people(
    agency: AgencyCriteria, period: str, data: Microdata, judges: Mapping[str, Program]
) -> tuple[People, Proven]:
    tree = unit_tree(agency.agency, {person.unit for person in data.people})
    by_scheme = {program.scheme: program for program in judges.values()}
    schemes = [scheme_figures(by_scheme[name], agency, data, tree) for name in sorted(by_scheme)]
    groups = [group.id for group in agency.agency.position_groups]
    counts = employee_counts(schemes, groups, data, tree)
    proof = proven(counts, employee_policy(agency.publication.threshold))
    limits = MeanPolicy(agency.publication.minimum_mean_n, agency.publication.threshold)
    shown = {
        figures.scheme: shown_units(
            figures,
            tree,
            proof.withheld,
            {unit: population_cells(figures, unit) for unit in tree.codes},
            limits,
        )
        for figures in schemes
    }
    published = Published(counts, proof.withheld)
    return (
        People(agency.agency, period, agency.publication, tree, schemes, published, shown, data),
        proof,
    )


def _services(
    agency: AgencyCriteria, criteria: CriteriaSet, period: str, data: Microdata
) -> tuple[Results, Proven]:
    policy = agency.publication
    services = tuple(agency.services.values())
    counts = service_counts(services, data, period_end(period))
    proof = proven(counts, service_policy(policy.threshold))
    surveys = [
        survey_figures(service, _profile(criteria, service), data, policy.minimum_respondents)
        for service in services
    ]
    published = Published(counts, proof.withheld)
    return Results(agency.agency, period, policy, services, surveys, published), proof


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
    made = (makers[name]() for name in agency.publication.tables)
    return tuple(table for table in made if table.rows)


def _certificate(
    agency: AgencyCriteria,
    tables: Sequence[Table],
    proofs: Sequence[Proven],
    archive: Sequence[str],
) -> Certificate:
    widths = [proof.narrowest for proof in proofs if proof.narrowest is not None]
    narrowest: Decimal | None = round_half_up(min(widths), 0) if widths else None
    threshold = agency.publication.threshold
    return Certificate(
        method=METHOD,
        threshold=threshold,
        width=threshold,
        rules=RULES,
        checks=CHECKS,
        attacked=sum(proof.attacked for proof in proofs),
        undecided=0,
        narrowest=narrowest,
        not_checked=NOT_CHECKED,
        tables=tuple(_check(table) for table in tables),
        archive=tuple(archive),
        tool_version=__version__,
    )


def _check(table: Table) -> TableCheck:
    cells = [cell for row in table.rows for cell in row.cells]
    withheld = sum(isinstance(cell, Withheld) for cell in cells)
    return TableCheck(table.id, len(cells), len(cells) - withheld, withheld)
