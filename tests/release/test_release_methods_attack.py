"""What is known of counts told otherwise: the attack on rounded ones, how far noise may touch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product

import pytest
from release_samples import criteria, microdata

from terang.core.model import Method, ProtectionRules
from terang.disclosure import Cell, CountTable, Relation
from terang.release.counting.counts import CountSystem, cell_id, count_table
from terang.release.protection.history import count_cell
from terang.release.protection.methods import Rounding, open_cells, rounding, touched
from terang.release.protection.noise import expected_error, likely_error
from terang.release.protection.sums import Bound
from terang.release.publication.build import Built, build_release
from terang.releasefile.gate import check
from terang.releasefile.rounded import looseness

UNITS = {"kota": None, "u1": "kota", "u2": "kota"}
STATUS = {"T": None, "dinilai": "T", "tertunda": "T"}
BASE = 5


def units(name: str, **counts: int) -> CountTable:
    return count_table(name, ("unit",), (UNITS,), {(unit,): n for unit, n in counts.items()})


def rounded(told: Mapping[str, Mapping[str, int]], *relations: Relation) -> Rounding:
    """Tables with what is told of each unit: of two people in u1 and nine in u2."""
    truth = {"u1": 2, "u2": 9}
    tables = tuple(units(name, **truth) for name in told)
    every = {
        cell_id(name, (unit,)): n
        for name, each in told.items()
        for unit, n in {**each, "kota": sum(each.values())}.items()
    }
    return Rounding(CountSystem(tables, relations), BASE, every, {})


def test_a_rounded_count_is_less_than_one_base_away() -> None:
    found = rounded({"a": {"u1": 0, "u2": 10}}).attacked()

    assert (2, (), Fraction(4)) == (found.attacked, found.exposed, found.narrowest)


def test_counts_that_are_the_same_people_are_attacked_together() -> None:
    """0 is at most four and 5 at least one: the same count is then one of 1 to 4."""
    same = Relation({"a|u1": 1, "b|u1": -1})
    told = {"a": {"u1": 0, "u2": 10}, "b": {"u1": 5, "u2": 10}}

    found = rounded(told, replace(same, tol=Fraction(4))).attacked()
    tied = rounded(told, same).attacked()

    assert () == found.exposed
    assert (("a|u1", "b|u1"), Fraction(3)) == (tied.exposed, tied.narrowest)


@pytest.mark.parametrize(("most", "exposed"), [(4, ()), (3, ("a|u1",))])
def test_means_bound_rounded_counts_too(most: int, exposed: tuple[str, ...]) -> None:
    name = "nilai.s.m|u1"
    bound = Bound("s", "u1", Cell(name, most), (Relation({"a|u1": 1, name: -1}, side="most"),))

    assert exposed == rounded({"a": {"u1": 0, "u2": 10}}).attacked([bound]).exposed


@pytest.mark.parametrize(("unit", "most"), [("u1", 2), ("u2", 9)])
def test_every_inner_count_is_attacked(unit: str, most: int) -> None:
    name = f"nilai.s.m|{unit}"
    bound = Bound("s", unit, Cell(name, most), (Relation({f"a|{unit}": 1, name: -1}, side="most"),))

    assert (f"a|{unit}",) == rounded({"a": {"u1": 0, "u2": 10}}).attacked([bound]).exposed


@pytest.mark.parametrize("seed", range(12))
def test_the_assessed_are_told_alike_in_all_tables(seed: int) -> None:
    chance = random.Random(seed)
    groups, ratings = {"T": None, "g": "T", "h": "T"}, {"T": None, "baik": "T", "cukup": "T"}
    rated = {
        (unit, group, rating): chance.randint(0, 9)
        for unit, group, rating in product(("u1", "u2"), "gh", ("baik", "cukup"))
    }
    people = count_table(
        "predikat", ("unit", "kelompok", "kategori"), (UNITS, groups, ratings), rated
    )
    leaves = {("u1", "tertunda"): chance.randint(0, 9)}
    for (unit, _, _), n in rated.items():
        leaves[unit, "dinilai"] = leaves.get((unit, "dinilai"), 0) + n
    status = count_table("status", ("unit", "status"), (UNITS, STATUS), leaves)

    told = rounding(CountSystem((people, status), ()), BASE).told

    for unit in UNITS:
        assert told[f"predikat|{unit}|T|T"] == told[f"status|{unit}|dinilai"]
        parts = told[f"status|{unit}|dinilai"] + told[f"status|{unit}|tertunda"]
        assert parts == told[f"status|{unit}|T"]
    assert {0} == {n % BASE for n in told.values()}
    assert ["status|u1|tertunda", "status|u2|tertunda"] == open_cells(status)


@pytest.mark.parametrize(
    ("names", "most"),
    [
        ((), 1),
        (("volume.l",), 1),
        (("predikat", "status"), 1),
        (("predikat", "kebutuhan.s.x", "kebutuhan.s.y", "kebutuhan.t.x"), 3),
        (("predikat", "kebutuhan.t.x", "kebutuhan.s.x", "kebutuhan.s.y"), 3),
        (("predikat", "kebutuhan.s.x", "pelatihan.a", "pelatihan.b"), 4),
        (("pelatihan.a", "pelatihan.b"), 2),
        (("aduan.l",), 1),
        (("aduan.l", "waktu.l", "aduan.m", "volume.l"), 2),
    ],
)
def test_noise_is_as_large_as_one_person_or_complaint_may_count(
    names: tuple[str, ...], most: int
) -> None:
    tables = tuple(units(name, u1=9, u2=9) for name in names)

    assert most == touched(CountSystem(tables, ()))


def below(table: CountTable, place: tuple[str, ...]) -> Iterator[str]:
    """The inner counts that add up to a count."""
    for cell in open_cells(table):
        for code, (_, tree), wanted in zip(cell.split("|")[1:], table.dims, place, strict=True):
            at = tree.codes.index(code)
            above = {code}
            while (at := tree.parent[at]) >= 0:
                above.add(tree.codes[at])
            if wanted not in above:
                break
        else:
            yield cell


@cache
def rounded_to(base: int) -> Built:
    """A release of the sample, with the base as its threshold."""
    agency = criteria().agencies["rangkui"]
    rules = ProtectionRules(method=Method.ROUNDING, base=base)
    policy = replace(agency.publication, threshold=base, protection=rules)
    agency = replace(agency, publication=policy)
    return build_release(agency, criteria(), microdata(300) / "rangkui" / "2025", "2025")


@pytest.mark.parametrize("base", [5, 3])
def test_a_release_with_any_base_that_a_policy_may_have_passes_the_gate(base: int) -> None:
    """Three is the least: counts are then known to within two, less than any width withheld."""
    release = rounded_to(base).release

    assert [] == check(release)
    assert base - 1 == release.certificate.width
    more = replace(release.certificate, attacked=release.certificate.attacked + 1)
    assert {"R064"} == {p.code for p in check(replace(release, certificate=more))}


@pytest.mark.parametrize("base", [5, 3])
def test_readers_of_rounded_counts_know_how_many_inner_ones_each_holds(base: int) -> None:
    """Of each is known to within one less than the base."""
    built = rounded_to(base)
    tables = {table.name: table for proof in built.proofs for table in proof.counts.tables}

    found = looseness(built.release)

    assert {"aduan", "kebutuhan-pelatihan", "predikat", "status-penilaian", "waktu-aduan"} <= {
        cell.partition(".")[0] for cell in found
    }
    for cell, loose in found.items():
        name, *place = count_cell(cell).split("|")
        inner = list(below(tables[name], tuple(place)))
        assert loose == (base - 1) * len(inner), cell
    known = {count_cell(cell) for cell in found}
    alone = [c for name in ("predikat", "status") for c in open_cells(tables[name])]
    assert set(alone) <= known


@pytest.mark.parametrize("scale", ["0.5", "1", "2", "6", "17.3"])
def test_how_far_noise_goes_is_told_as_its_law_has_it(scale: str) -> None:
    """P(k) = (1 - q) / (1 + q) * q^|k|, added up far beyond what matters."""
    q = (Decimal(-1) / Decimal(scale)).exp()
    chance = [(1 - q) / (1 + q) * q**k for k in range(600)]
    within = likely_error(Decimal(scale))

    def outside(most: int) -> Decimal:
        return 2 * sum(chance[most + 1 :], Decimal(0))

    assert outside(within) <= Decimal("0.05") < outside(within - 1)
    mean = 2 * sum(k * each for k, each in enumerate(chance))
    assert abs(mean - expected_error(Decimal(scale))) < Decimal("0.000001")
