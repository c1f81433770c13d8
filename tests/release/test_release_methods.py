"""Rounding and noise instead of withholding: additive, attacked or bounded, told in the files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from release_samples import criteria, microdata

from terang.core.model import Method, ProtectionRules
from terang.disclosure import ProtectionFailed
from terang.release.counting.counts import CountSystem
from terang.release.protection.methods import noise, open_cells, rounding, touched
from terang.release.protection.noise import laplace, nonnegative
from terang.release.publication.build import Built, build_release
from terang.releasefile.attacker import attack_cells, attack_published
from terang.releasefile.gate import check
from terang.releasefile.model import Precision, Release, Row, Shown, Table
from terang.releasefile.read import read_release
from terang.releasefile.relations import readable
from terang.releasefile.rounded import looseness
from terang.releasefile.write import contents, write_release

AGENCY, PERIOD = "rangkui", "2025"
ALICE = Decimal("0.5")


@cache
def built(method: Method) -> Built:
    agency = criteria().agencies[AGENCY]
    policy = replace(agency.publication, protection=ProtectionRules(method=method))
    agency = replace(agency, publication=policy)
    return build_release(agency, criteria(), microdata(300) / AGENCY / PERIOD, PERIOD)


def employees(method: Method = Method.WITHHOLDING) -> CountSystem:
    return built(method).proofs[0].counts


def table(release: Release, name: str) -> Table:
    return next(each for each in release.tables if each.id == name)


def edited(release: Release, name: str, place: int, cell: Shown) -> Release:
    """The release with the first cell of one row of a table replaced."""
    old = table(release, name)
    row = old.rows[place]
    rows = list(old.rows)
    rows[place] = Row(row.coords, (cell, *row.cells[1:]))
    changed = replace(old, rows=tuple(rows))
    return replace(release, tables=tuple(changed if t is old else t for t in release.tables))


def test_rounded_counts_are_multiples_that_add_up_and_stay_near() -> None:
    counts = employees()
    found = rounding(counts, 5)

    for each in counts.tables:
        for cell in open_cells(each):
            assert abs(found.told[cell] - counts.value(cell)) < 5
    assert {0} == {value % 5 for value in found.told.values()}
    release = built(Method.ROUNDING).release
    relations = readable(release)
    for terms in relations.relations:
        if all(cell.startswith("predikat") for cell, _ in terms):
            assert 0 == sum((relations.counts[cell] or 0) * factor for cell, factor in terms)


def test_a_rounded_release_passes_the_gate_and_its_own_attack() -> None:
    release = built(Method.ROUNDING).release

    assert [] == check(release)
    assert ("pembulatan", 4, "5") == (
        release.certificate.method,
        release.certificate.width,
        release.policy["kelipatan"],
    )
    found = attack_published(release)
    assert () == found.exposed
    assert len(looseness(release)) == found.attacked
    counted = [row.cells[0] for row in table(release, "predikat").rows]
    assert {Precision.ROUNDED} == {c.precision for c in counted if isinstance(c, Shown)}
    assert len(counted) == sum(isinstance(cell, Shown) for cell in counted)


def test_means_beside_rounded_counts_do_not_tell_how_many_people_they_rest_on() -> None:
    release = built(Method.ROUNDING).release

    shown = [c for row in table(release, "rerata").rows for c in row.cells if isinstance(c, Shown)]

    assert {None} == {cell.n for cell in shown} | {None}


def test_an_exact_count_among_rounded_ones_is_refused() -> None:
    release = built(Method.ROUNDING).release
    first = table(release, "predikat").rows[0].cells[0]
    assert isinstance(first, Shown)

    exact = edited(release, "predikat", 0, Shown(first.value))

    assert "R061" in {problem.code for problem in check(exact)}


def test_rounded_counts_that_do_not_add_up_or_have_no_base_are_refused() -> None:
    release = built(Method.ROUNDING).release
    policy = {key: value for key, value in release.policy.items() if key != "kelipatan"}
    torn = edited(release, "predikat", 3, Shown(Decimal(500), None, Precision.ROUNDED))

    assert "R060" in {problem.code for problem in check(replace(release, policy=policy))}
    assert "R046" in {problem.code for problem in check(torn)}


def test_rounded_counts_that_leave_one_truth_are_found_from_all_tables_together() -> None:
    """Three zeros hide up to four people each, but another table tells that nobody is there."""
    counts: dict[str, int | None] = {"a": 0, "b": 0, "c": 0, "rest": None, "other": 0}
    relations = [(("a", 1), ("b", 1), ("c", 1), ("other", -1))]

    open_ = attack_cells(counts, relations, ["a"], 4, {"a": 4, "b": 4, "c": 4, "other": 12})
    closed = attack_cells(counts, relations, ["a"], 4, {"a": 4, "b": 4, "c": 4, "other": 3})

    assert ((), 4) == (open_.exposed, open_.narrowest)
    assert (("a",), 3) == (closed.exposed, closed.narrowest)


def test_a_rounded_release_is_not_corrected() -> None:
    release = built(Method.ROUNDING).release
    later = replace(
        edited(release, "predikat", 0, Shown(Decimal(5), None, Precision.ROUNDED)), revision=1
    )

    assert [] == check(replace(release, revision=1), [release])
    assert "R059" in {problem.code for problem in check(later, [release])}


@pytest.mark.parametrize("method", [Method.ROUNDING, Method.NOISE])
def test_files_tell_that_a_count_is_not_exact(method: Method, tmp_path: Path) -> None:
    if method is Method.NOISE:
        pytest.importorskip("opendp")
    release = built(method).release
    word = {Method.ROUNDING: "dibulatkan", Method.NOISE: "berderau"}[method]

    write_release(release, tmp_path)

    read = read_release(tmp_path / AGENCY / PERIOD)
    assert release.tables == read.tables
    assert f",{word}," in contents(release)["tabel/predikat.csv"].decode()
    assert [] == check(read)


def doubled(
    values: Sequence[int], touched_by_one: int, epsilon: Decimal
) -> tuple[list[int], Decimal]:
    """Stands for chance: every second value three lower, the others three higher."""
    return [v + (3 if i % 2 else -3) for i, v in enumerate(values)], touched_by_one / epsilon


def test_noisy_counts_add_up_and_none_is_negative() -> None:
    counts = employees()
    found = noise(counts, ALICE, draw=doubled)

    assert touched(counts) / ALICE == found.scale
    assert 0 == min(found.told.values())
    for each in counts.tables:
        name = each.name
        if name == "predikat":
            total = found.told["predikat|rangkui|T|T"]
            assert total == sum(found.told[cell] for cell in open_cells(each))
            assert total == found.told["status|rangkui|dinilai"]


@pytest.mark.parametrize("values", [[], [0, 0], [-5, 3], [10, -3, 5], [7, 7, -1, -1], [1, -9]])
def test_negative_counts_are_lifted_without_changing_the_sum(values: list[int]) -> None:
    found = nonnegative(values)

    assert max(0, sum(values)) == sum(found)
    assert all(count >= 0 for count in found)


def test_noise_of_a_release_spends_its_epsilon_and_leaves_means_out() -> None:
    pytest.importorskip("opendp")
    release = built(Method.NOISE).release

    assert {"rerata", "kesenjangan"}.isdisjoint(table.id for table in release.tables)
    assert ("privasi-diferensial", "0.5") == (release.certificate.method, release.policy["epsilon"])
    assert [] == check(release)
    drawn, scale = laplace([100] * 400, 3, ALICE)
    assert abs(scale - 6) < Decimal("0.01")
    assert len(set(drawn)) > 10


def test_without_the_package_noise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)

    with pytest.raises(ProtectionFailed) as failed:
        noise(employees(), ALICE)

    assert "opendp" == failed.value.code
