"""Every option of the publication policy changes what a release shows and what it promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from release_samples import criteria, microdata

from terang.core.model import AgencyCriteria, ProtectionRules
from terang.release.protection.means import mean_policy, people_kept_open
from terang.release.protection.proven import employee_policy, service_policy
from terang.release.publication.build import build_release
from terang.releasefile.gate import check
from terang.releasefile.model import Release, Shown, Table
from terang.releasefile.relations import counts_of

AGENCY, PERIOD = "rangkui", "2025"


def agency_with(rules: Mapping[str, Any], **policy: Any) -> AgencyCriteria:
    agency = criteria().agencies[AGENCY]
    changed = replace(agency.publication, protection=ProtectionRules(**rules), **policy)
    return replace(agency, publication=changed)


def built(agency: AgencyCriteria) -> Release:
    return build_release(
        agency, criteria(), microdata(300) / AGENCY / PERIOD, PERIOD, archive=()
    ).release


def shown_in(release: Release, table: str) -> int:
    found = next(t for t in release.tables if t.id == table)
    return sum(isinstance(cell, Shown) for row in found.rows for cell in row.cells)


def needs(release: Release) -> Table:
    return next(table for table in release.tables if table.id == "kebutuhan-pelatihan")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, (5, True, True, True, 1)),
        ({"width": 8}, (8, True, True, True, 1)),
        ({"all_but_one": False}, (5, True, False, True, 1)),
        ({"insiders": False, "coalition": 3}, (5, True, True, False, 3)),
    ],
)
def test_rules_about_counts_reach_the_engine(
    rules: Mapping[str, Any], expected: tuple[int, bool, bool, bool, int]
) -> None:
    policy = employee_policy(agency_with(rules).publication)

    assert expected == (
        policy.need,
        policy.homogeneity,
        policy.all_but_one,
        policy.insiders,
        policy.coalition,
    )
    assert not service_policy(agency_with(rules).publication).homogeneity


def test_means_keep_the_scores_of_one_more_person_than_know_theirs_open() -> None:
    rooms = [{}, {"coalition": 2}, {"insiders": False}]

    assert [2, 3, 1] == [people_kept_open(agency_with(each).publication) for each in rooms]


def test_dominance_and_p_percent_are_asked_of_means_only_where_stated() -> None:
    assert mean_policy(agency_with({}).publication).magnitude is None

    rules = mean_policy(agency_with({"dominance_k": 60, "dominance_n": 3}).publication).magnitude

    assert rules is not None
    assert (10, 3, 60, None) == (rules.minimum, rules.dominance_n, rules.dominance_k, rules.p)

    alone = mean_policy(agency_with({"p_percent": 20, "coalition": 2}).publication).magnitude

    assert alone is not None
    assert (20, 2, None) == (alone.p, alone.coalition, alone.dominance_k)


def test_stricter_options_show_less_and_are_told() -> None:
    usual = built(agency_with({}))
    strict = built(
        agency_with(
            {"minimum_share_n": 25, "width": 8, "dominance_k": 50, "dominance_n": 9, "coalition": 2}
        )
    )

    assert shown_in(strict, "predikat") <= shown_in(usual, "predikat")
    assert shown_in(strict, "rerata") < shown_in(usual, "rerata")
    assert 8 == strict.certificate.width
    assert {"bagian-n", "dominasi"} == set(strict.certificate.rules) - set(usual.certificate.rules)
    told = {key: strict.policy[key] for key in strict.policy.keys() - usual.policy.keys()}
    assert {
        "lebar": "8",
        "koalisi": "2",
        "minimum_bagian": "25",
        "dominasi_n": "9",
        "dominasi_k": "50",
    } == told
    assert [] == check(strict)


def test_no_share_rests_on_fewer_people_than_the_policy_says() -> None:
    release = built(agency_with({"minimum_share_n": 25}))
    counts = counts_of(release.tables)

    small = [row for row in needs(release).rows if isinstance(row.cells[2], Shown)]

    assert small
    for row in small:
        whole = counts["|".join(("kebutuhan-pelatihan.dinilai", *row.coords))]
        assert whole is not None and whole >= 25


def test_a_certificate_below_the_floor_is_refused() -> None:
    release = built(agency_with({}))
    weak = replace(release, certificate=replace(release.certificate, threshold=2, width=1))

    assert {"R058"} <= {problem.code for problem in check(weak)}
