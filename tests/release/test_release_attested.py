"""Certificates that read well and are not so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from release_samples import ROOT

from terang.releasefile.attested import below_floor
from terang.releasefile.gate import check
from terang.releasefile.model import Release
from terang.releasefile.read import read_release


def release() -> Release:
    return read_release(ROOT / "docs" / "rilis" / "rangkui" / "2025")


@pytest.mark.parametrize(
    ("part", "false"),
    [
        ("diserang", {"attacked": 5000}),
        ("tersempit", {"narrowest": Decimal(99)}),
        ("ambang", {"threshold": 7, "width": 7}),
        ("lebar", {"width": 9}),
        ("aturan", {"rules": ("ambang",)}),
        ("aturan", {"rules": ()}),
        ("pemeriksaan", {"checks": ("serangan-lp",)}),
        ("tidak_diperiksa", {"not_checked": ()}),
    ],
)
def test_a_certificate_says_no_more_than_the_files_bear_out(
    part: str, false: dict[str, object]
) -> None:
    wrong = replace(release().certificate, **false)  # type: ignore[arg-type]
    problems = check(replace(release(), certificate=wrong))
    found = [problem.fields["part"] for problem in problems if problem.code == "R064"]

    assert [] == check(release())
    assert part in found


def test_counts_of_cells_are_those_of_the_tables() -> None:
    certificate = release().certificate
    more = tuple(replace(t, cells=t.cells + 1, shown=t.shown + 1) for t in certificate.tables)
    wrong = replace(release(), certificate=replace(certificate, tables=more))

    assert ["tabel"] == [problem.fields["part"] for problem in check(wrong)]


@pytest.mark.parametrize("option", ["minimum_rerata", "minimum_responden"])
def test_a_policy_below_the_floor_is_refused(option: str) -> None:
    weak = replace(release(), policy={**release().policy, option: "1"})

    assert "R058" in {problem.code for problem in check(weak)}
    assert "R058" not in {problem.code for problem in check(release())}


@pytest.mark.parametrize(
    ("found", "refused"), [("2", True), ("3", False), ("tiga", True), ("-3", True)]
)
def test_the_floor_itself_may_be_promised(found: str, refused: bool) -> None:
    weak = replace(release(), policy={**release().policy, "minimum_rerata": found})
    told = [fault for fault in below_floor(weak) if fault[0] == "minimum_rerata"]

    assert refused == bool(told)


@pytest.mark.parametrize("rule", ["hampir-homogen", "orang-dalam"])
def test_a_rule_in_force_is_claimed(rule: str) -> None:
    certificate = release().certificate
    fewer = replace(certificate, rules=tuple(r for r in certificate.rules if r != rule))
    problems = check(replace(release(), certificate=fewer))

    assert ["aturan"] == [p.fields["part"] for p in problems if p.code == "R064"]


def test_an_insider_rule_is_not_claimed_beside_a_policy_that_switched_it_off() -> None:
    off = replace(release(), policy={**release().policy, "orang_dalam": "tidak"})

    assert ["aturan"] == [p.fields["part"] for p in check(off) if p.code == "R064"]
