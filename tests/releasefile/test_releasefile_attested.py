"""Statements of a certificate one by one, and counts that are rounded or noisy, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from archive_samples import rated

from terang.core.model import Text
from terang.releasefile.attacker import Attack, attack_published
from terang.releasefile.attested import below_floor, table_check, untrue
from terang.releasefile.gate import check
from terang.releasefile.model import (
    NOISY,
    ROUNDED,
    WITHHELD,
    Certificate,
    Code,
    Dimension,
    Measure,
    Precision,
    Release,
    Row,
    Shown,
    Table,
)

FOUND = Attack(0, (), None)
STATEMENTS = {
    WITHHELD: (
        ("bukti-hitungan", "serangan-lp", "serangan-rerata"),
        ("data-luar", "pindah-antarperiode", "nilai-tak-lengkap"),
    ),
    ROUNDED: (
        ("serangan-pembulatan", "serangan-rerata"),
        ("data-luar", "pindah-antarperiode", "pembulatan-antarperiode"),
    ),
    NOISY: (("anggaran-privasi",), ("derau-di-luar-hitungan",)),
}
RULES = {
    WITHHELD: (
        *("ambang", "homogen", "hampir-homogen", "orang-dalam", "rerata-n", "rerata-ruang"),
        *("responden-minimum", "beda-rilis"),
    ),
    ROUNDED: ("kelipatan", "rerata-n", "rerata-ruang", "responden-minimum"),
    NOISY: ("epsilon", "responden-minimum"),
}
POLICY = {
    WITHHELD: {"ambang": "5"},
    ROUNDED: {"ambang": "5", "kelipatan": "5"},
    NOISY: {"ambang": "5", "epsilon": "0.5", "anggaran": "2"},
}
PRECISION = {ROUNDED: Precision.ROUNDED, NOISY: Precision.NOISY, WITHHELD: Precision.EXACT}
LARGE = {"a": (60, 60, 60), "b": (30, 30, 30), "c": (30, 30, 30)}
PARTS = {"a": None, "b": "a", "c": "a"}


def certified(method: str, *tables: Table) -> Release:
    """A release whose certificate says what is so."""
    base = rated(LARGE, PARTS)
    every = [as_told(table, PRECISION[method]) for table in (*base.tables, *tables)]
    checks, not_checked = STATEMENTS[method]
    certificate = replace(
        base.certificate,
        method=method,
        width=4 if method == ROUNDED else 5,
        rules=RULES[method],
        checks=checks,
        not_checked=not_checked,
        attacked=0,
        narrowest=None,
        tables=tuple(table_check(table) for table in every),
    )
    return replace(base, tables=tuple(every), certificate=certificate, policy=POLICY[method])


def as_told(table: Table, precision: Precision) -> Table:
    rows = tuple(
        replace(
            row,
            cells=tuple(
                replace(c, precision=precision) if isinstance(c, Shown) else c for c in row.cells
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def but(release: Release, **said: object) -> list[str]:
    """The statements that are not so when the certificate says something else."""
    other = replace(release.certificate, **said)  # type: ignore[arg-type]
    return [key for key, _, _ in untrue(replace(release, certificate=other), FOUND)]


def attacked(release: Release) -> Release:
    """The release, with what its attack finds in the certificate."""
    found = attack_published(release)
    said = replace(release.certificate, attacked=found.attacked, narrowest=found.told())
    return replace(release, certificate=said)


def without(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(w for w in words if w != word) for word in words]


@pytest.mark.parametrize("method", STATEMENTS)
def test_every_check_and_every_gap_of_a_method_is_told(method: str) -> None:
    release = certified(method)
    checks, not_checked = STATEMENTS[method]

    assert [] == but(release)
    for fewer in without(checks):
        assert ["pemeriksaan"] == but(release, checks=fewer)
    for fewer in without(not_checked):
        assert ["tidak_diperiksa"] == but(release, not_checked=fewer)
    assert [] == but(release, checks=(*checks, "arsip"))


EVERY = ("bagian-n", "dominasi", "p-persen", *{rule for own in RULES.values() for rule in own})


@pytest.mark.parametrize("method", STATEMENTS)
def test_every_rule_in_force_is_told_and_no_other(method: str) -> None:
    own = RULES[method]
    for fewer in without(own):
        assert ["aturan"] == but(certified(method), rules=fewer)
    for rule in set(EVERY) - set(own):
        assert ["aturan"] == but(certified(method), rules=(*own, rule))
    assert [] == but(certified(method), rules=own[::-1])


@pytest.mark.parametrize(
    ("key", "rule", "methods"),
    [
        ("minimum_bagian", "bagian-n", [WITHHELD]),
        ("dominasi_k", "dominasi", [WITHHELD, ROUNDED]),
        ("p_persen", "p-persen", [WITHHELD, ROUNDED]),
    ],
)
@pytest.mark.parametrize("method", STATEMENTS)
def test_a_rule_that_was_chosen_is_told(
    method: str, key: str, rule: str, methods: list[str]
) -> None:
    release = certified(method)
    chosen = replace(release, policy={**release.policy, key: "60"})
    own = RULES[method]

    assert (["aturan"] if method in methods else []) == but(chosen)
    assert ([] if method in methods else ["aturan"]) == but(chosen, rules=(*own, rule))


@pytest.mark.parametrize("rule", ["hampir-homogen", "orang-dalam"])
def test_a_rule_that_is_off_is_not_told(rule: str) -> None:
    key = rule.replace("-", "_")
    off = certified(WITHHELD)
    off = replace(off, policy={**off.policy, key: "tidak"})
    fewer = tuple(r for r in RULES[WITHHELD] if r != rule)

    assert ["aturan"] == but(off)
    assert [] == but(off, rules=fewer)


@pytest.mark.parametrize(
    ("threshold", "width", "policy", "wrong"),
    [
        (5, 5, {}, []),
        (5, 4, {}, ["lebar"]),  # the threshold, where the policy says nothing
        (5, 8, {"lebar": "8"}, []),
        (5, 5, {"lebar": "8"}, ["lebar"]),
        (5, 5, {"lebar": "5"}, []),
        (7, 7, {}, ["ambang"]),
        (7, 7, {"ambang": "7"}, []),
    ],
)
def test_threshold_and_width_are_those_of_the_policy(
    threshold: int, width: int, policy: dict[str, str], wrong: list[str]
) -> None:
    release = certified(WITHHELD)
    release = replace(release, policy={**release.policy, **policy})

    assert wrong == but(release, threshold=threshold, width=width)


@pytest.mark.parametrize(("base", "width", "wrong"), [(5, 4, []), (5, 5, ["lebar"]), (8, 7, [])])
def test_the_width_of_rounded_counts_is_that_of_their_base(
    base: int, width: int, wrong: list[str]
) -> None:
    release = certified(ROUNDED)
    release = replace(release, policy={**release.policy, "kelipatan": str(base)})

    assert wrong == but(release, width=width)


@pytest.mark.parametrize("method", STATEMENTS)
def test_what_the_attack_found_is_told(method: str) -> None:
    release = certified(method)

    def found(attacked: int, narrowest: str | None, attack: Attack) -> list[str]:
        least = None if narrowest is None else Decimal(narrowest)
        said = replace(release.certificate, attacked=attacked, narrowest=least)
        return [key for key, _, _ in untrue(replace(release, certificate=said), attack)]

    assert [] == found(3, "8", Attack(3, (), Fraction(15, 2)))
    assert ["diserang"] == found(2, "8", Attack(3, (), Fraction(8)))
    assert ["tersempit"] == found(3, "9", Attack(3, (), Fraction(8)))
    assert ["tersempit"] == found(3, None, Attack(3, (), Fraction(8)))
    assert ["tersempit"] == found(3, "8", Attack(3, (), None))


@pytest.mark.parametrize("part", ["cells", "shown"])
def test_every_number_of_cells_is_told(part: str) -> None:
    release = certified(WITHHELD)
    (own,) = release.certificate.tables

    assert ["tabel"] == but(release, tables=(replace(own, **{part: getattr(own, part) + 1}),))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"threshold": 3, "width": 3}, {WITHHELD: set(), ROUNDED: set(), NOISY: set()}),
        ({"threshold": 2, "width": 3}, {key: {"ambang"} for key in STATEMENTS}),
        ({"threshold": 3, "width": 2}, {WITHHELD: {"lebar"}, ROUNDED: set(), NOISY: {"lebar"}}),
    ],
)
@pytest.mark.parametrize("method", STATEMENTS)
def test_no_certificate_promises_less_than_the_floor(
    method: str, said: dict[str, int], wrong: dict[str, set[str]]
) -> None:
    """Counts rounded to three are known to within two: their base is at its floor."""
    release = certified(method)
    certificate: Certificate = replace(release.certificate, **said)  # type: ignore[arg-type]
    weak = replace(release, certificate=certificate)

    assert wrong[method] == {option for option, _, _ in below_floor(weak)}


@pytest.mark.parametrize(
    ("option", "limit", "weaker"),
    [
        ("minimum_rerata", "3", "2"),
        ("minimum_responden", "5", "4"),
        ("minimum_bagian", "3", "2"),
        ("koalisi", "1", "0"),
        ("dominasi_n", "1", "0"),
        ("dominasi_k", "90", "91"),
        ("p_persen", "5", "4"),
        ("kelipatan", "3", "2"),
        ("epsilon", "2", "2.01"),
        ("anggaran", "10", "10.5"),
        ("epsilon", "2", "NaN"),
        ("epsilon", "0.01", "-1"),
        ("anggaran", "10", "1e9"),
        ("minimum_rerata", "10", "tiga"),
    ],
)
def test_no_policy_is_weaker_than_its_limits(option: str, limit: str, weaker: str) -> None:
    release = certified(NOISY)

    def told(number: str) -> list[tuple[str, str]]:
        policy = {**release.policy, option: number}
        found = below_floor(replace(release, policy=policy))
        return [(key, said) for key, said, _ in found]

    assert [] == told(limit)
    assert [(option, weaker)] == told(weaker)


def needs() -> Table:
    units = tuple(Code(u, Text(u), p) for u, p in PARTS.items())
    codes = (Code("s", Text("s")), Code("s.x", Text("x"), "s"))
    dims = (Dimension("unit", Text("u"), units), Dimension("kompetensi", Text("k"), codes))
    made = tuple(Measure(m, Text(m), "count", Text("orang"), 0) for m in ("dinilai", "di_bawah"))
    counts = {"a": (100, 40), "b": (50, 20), "c": (50, 20)}
    rows = tuple(Row((u, "s.x"), tuple(Shown(Decimal(n)) for n in c)) for u, c in counts.items())
    name = Text("kebutuhan-pelatihan")
    return Table("kebutuhan-pelatihan", name, name, dims, made, rows, {})


def codes(release: Release) -> set[str]:
    return {problem.code for problem in check(release)}


def edited(release: Release, table: int, row: int, place: int, cell: Shown) -> Release:
    tables = list(release.tables)
    rows = list(tables[table].rows)
    cells = list(rows[row].cells)
    cells[place] = cell
    rows[row] = replace(rows[row], cells=tuple(cells))
    tables[table] = replace(tables[table], rows=tuple(rows))
    return replace(release, tables=tuple(tables))


@pytest.mark.parametrize("method", STATEMENTS)
def test_no_method_has_faults_by_itself(method: str) -> None:
    assert set() == codes(attacked(certified(method, needs())))


@pytest.mark.parametrize("method", STATEMENTS)
@pytest.mark.parametrize(("table", "place"), [(0, 0), (1, 0), (1, 1)])
@pytest.mark.parametrize("row", [0, -1])
def test_every_count_is_told_as_its_method_tells_counts(
    method: str, table: int, place: int, row: int
) -> None:
    release = certified(method, needs())
    cell = release.tables[table].rows[row].cells[place]
    assert isinstance(cell, Shown)

    for precision in Precision:
        other = edited(release, table, row, place, replace(cell, precision=precision))
        assert (precision != PRECISION[method]) == ("R061" in codes(other))


@pytest.mark.parametrize("method", [ROUNDED, NOISY])
@pytest.mark.parametrize("change", [5, -5])
@pytest.mark.parametrize(("table", "row", "place"), [(0, 5, 0), (0, 8, 0), (1, 0, 1), (1, 2, 0)])
def test_counts_that_are_not_exact_add_up(
    method: str, change: int, table: int, row: int, place: int
) -> None:
    release = certified(method, needs())
    cell = release.tables[table].rows[row].cells[place]
    assert isinstance(cell, Shown)

    assert "R046" in codes(
        edited(release, table, row, place, replace(cell, value=cell.value + change))
    )


@pytest.mark.parametrize(
    ("method", "lacking"),
    [(ROUNDED, "kelipatan"), (NOISY, "epsilon"), (NOISY, "anggaran"), ("lain", "ambang")],
)
def test_a_method_is_known_and_states_its_numbers(method: str, lacking: str) -> None:
    release = certified(method if method in STATEMENTS else WITHHELD)
    said = replace(release.certificate, method=method)
    policy = {key: told for key, told in release.policy.items() if key != lacking}

    assert "R060" in codes(replace(release, certificate=said, policy=policy))


def test_every_earlier_revision_stays_known() -> None:
    """What the first withheld, the third may not show, whatever stood between."""
    hidden = {**LARGE, "b": (30, None, None), "c": (30, None, None)}
    first = rated(hidden, PARTS, totals={"b": 90, "c": 90})
    second = replace(rated({"a": LARGE["a"]}, {"a": None}), revision=1)
    third = replace(certified(WITHHELD), revision=2)

    def faults(*archive: Release) -> set[str]:
        return {problem.code for problem in check(third, archive)}

    assert set() == faults(second)
    assert {"R051"} == faults(second, first)
    assert set() == faults(replace(first, agency="lain"))
    assert set() == faults(replace(first, revision=2))
    assert "R051" not in faults(replace(first, period="2024"))


@pytest.mark.parametrize("place", [0, 1])
def test_a_correction_in_another_method_says_nothing_else(place: int) -> None:
    both = [certified(WITHHELD), certified(WITHHELD)]
    both[place] = certified(NOISY)
    both[1] = replace(both[1], revision=1)

    assert "R059" in {problem.code for problem in check(both[1], [both[0]])}


@pytest.mark.parametrize("method", [WITHHELD, ROUNDED])
@pytest.mark.parametrize(("least", "refused"), [(4, True), (5, False)])
def test_no_count_is_told_below_the_threshold(method: str, least: int, refused: bool) -> None:
    release = certified(method, needs())
    cell = Shown(Decimal(least), precision=PRECISION[method])

    assert refused == ("R040" in codes(edited(release, 1, 1, 1, cell)))
