"""What earlier releases oblige a new one to, on counts made by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from release_samples import ROOT, criteria

from terang.core.model import Text
from terang.core.program import MeasureSpec
from terang.disclosure import Policy, System, attack
from terang.release.counting.counts import CountSystem, count_table
from terang.release.counting.figures import Need, SchemeFigures
from terang.release.counting.units import Tree
from terang.release.protection.history import History, guarded, share_guards
from terang.release.protection.proven import pattern
from terang.releasefile.model import (
    NOISY,
    PROTECTED,
    Cell,
    Code,
    Dimension,
    Measure,
    Release,
    Row,
    Shown,
    Table,
)
from terang.releasefile.read import read_release

UNITS = {"kota": None, "u1": "kota", "u2": "kota", "u3": "kota"}
STATUS = {"T": None, "dinilai": "T", "tertunda": "T"}
PERIOD = "2025"


@cache
def shipped() -> Release:
    return read_release(ROOT / "docs" / "rilis" / "rangkui" / PERIOD)


def counts() -> CountSystem:
    leaves = {(unit, kind): 40 for unit in ("u1", "u2", "u3") for kind in ("dinilai", "tertunda")}
    trained = count_table("pelatihan.x", ("unit",), (UNITS,), {(u,): 20 for u in ("u1", "u2")})
    rated = {(u, kind): 20 for u in ("u1", "u2", "u3") for kind in ("di_bawah", "memenuhi")}
    levels = {"T": None, "di_bawah": "T", "memenuhi": "T"}
    needs = count_table("kebutuhan.s.x", ("unit", "tingkat"), (UNITS, levels), rated)
    return CountSystem(
        (count_table("status", ("unit", "status"), (UNITS, STATUS), leaves), trained, needs), ()
    )


def table(
    name: str,
    codes: Mapping[str, str | None],
    measures: tuple[str, ...],
    cells: Mapping[tuple[str, str], tuple[Cell, ...]],
    kind: str = "count",
) -> Table:
    """By unit and one more dimension."""
    dims = tuple(
        Dimension(axis, Text(axis), tuple(Code(c, Text(c), p) for c, p in tree.items()))
        for axis, tree in (("unit", UNITS), ("kode", codes))
    )
    made = tuple(Measure(m, Text(m), kind, Text("orang"), 0) for m in measures)  # type: ignore[arg-type]
    rows = tuple(Row(place, told) for place, told in cells.items())
    return Table(name, Text(name), Text(name), dims, made, rows, {})


def release(*tables: Table, period: str = PERIOD, revision: int = 0) -> Release:
    return replace(
        shipped(), period=period, revision=revision, tables=tables, policy={"kelompok.s": "T"}
    )


def number(n: int) -> Shown:
    return Shown(Decimal(n))


def pending(*told: Cell) -> Table:
    cells = {("u1", "tertunda"): told[:1], ("u2", "tertunda"): told[1:]}
    return table("status-penilaian", STATUS, ("jumlah",), cells)


def test_a_correction_keeps_what_was_shown_and_what_was_withheld() -> None:
    """The needs show `below` only beside a withheld rest, which is in no file; so it stays open."""
    needs = {
        ("u1", "s.x"): (number(40), number(20)),
        ("u2", "s.x"): (number(40), PROTECTED),
    }
    told = table("kebutuhan-pelatihan", {"s.x": None}, ("dinilai", "di_bawah"), needs)
    past = History((release(pending(PROTECTED, number(40)), told),), PERIOD, 5)

    tied = past.tied(counts())

    shown = {"status|u2|tertunda", "kebutuhan.s.x|u1|T", "kebutuhan.s.x|u1|di_bawah"}
    assert shown | {"kebutuhan.s.x|u2|T"} == tied.known
    assert "kebutuhan.s.x|u2|memenuhi" in tied.between
    assert "kebutuhan.s.x|u1|memenuhi" not in tied.between
    assert {"status|u1|tertunda", "kebutuhan.s.x|u2|di_bawah"} | tied.between == tied.must_withhold
    assert not [cell for cell in tied.between if cell.startswith("pelatihan")]


def test_the_latest_release_of_the_same_period_is_the_one_corrected() -> None:
    first = release(pending(PROTECTED, number(40)))
    second = release(pending(PROTECTED, PROTECTED), revision=1)
    later = release(pending(number(40), number(40)), period="2026", revision=2)

    found = History((first, second, later), PERIOD, 5)

    assert second == found.corrected
    assert frozenset() == found.tied(counts()).known
    assert None is History((later,), PERIOD, 5).corrected


def test_counts_that_are_not_exact_oblige_to_nothing() -> None:
    exact = release(pending(PROTECTED, number(40)))
    noisy = replace(exact, certificate=replace(exact.certificate, method=NOISY))

    assert counts() == History((noisy,), PERIOD, 5).tied(counts())


@pytest.mark.parametrize("name", ["rerata", "kesenjangan"])
def test_means_that_were_withheld_stay_withheld(name: str) -> None:
    cells = {("u1", "s.x"): (PROTECTED,), ("u2", "s.x"): (Shown(Decimal("80"), 30),)}
    own = table(name, {"s": None, "s.x": "s"}, ("rerata",), cells, "mean")

    assert {"s": frozenset({"u1"})} == History((release(own),), PERIOD, 5).barred()
    assert {} == History((release(own, period="2024"),), PERIOD, 5).barred()


def still_tables(mean: Cell) -> tuple[Table, ...]:
    ratings = {"T": None, "baik": "T", "cukup": "T"}
    base = table("predikat", ratings, ("jumlah",), {})
    groups = Dimension("kelompok", Text("k"), (Code("T", Text("T")),))
    rows = tuple(
        Row(("u1", "T", code), (number(n),))
        for code, n in {"T": 40, "baik": 30, "cukup": 10}.items()
    )
    people = replace(base, dims=(base.dims[0], groups, base.dims[1]), rows=rows)
    return people, table(
        "rerata", {"s": None, "s.x": "s"}, ("r",), {("u1", "s.x"): (mean,)}, "mean"
    )


def test_a_unit_that_stands_still_shows_its_means_in_one_period_only() -> None:
    policy = {"kelompok.s": "T"}
    mean = Shown(Decimal("80"), 40)
    told, hidden = still_tables(mean), still_tables(PROTECTED)

    def found(tables: tuple[Table, ...], period: str) -> dict[str, set[str]]:
        return History((release(*tables, period=period),), PERIOD, 5).still(told, policy)

    assert {"s": {"u1"}} == found(told, "2024")
    assert {} == found(hidden, "2024")  # what the other withholds may be shown
    assert {} == found(told, PERIOD)


@pytest.mark.parametrize("width", [5, 90])
def test_a_guarded_count_is_withheld_and_keeps_its_width(width: int) -> None:
    """All counts are large, so that without a guard nothing is withheld; of 90, one unit is 80."""
    rules = Policy(threshold=5, width=5)
    system = replace(counts(), width=width)
    cell = "status|u1|tertunda"
    plain = pattern(system, rules)
    assert plain is not None and not plain.withheld
    protected = guarded(system, {cell})

    protection = pattern(protected, rules)

    assert protection is not None
    assert cell in protection.withheld
    seen = System.from_tables(
        protected.tables, protected.cells, extra_relations=protected.relations
    )
    found = attack(seen.withholding(protection.withheld), cells=[cell])[cell]
    assert not found.narrower_than(width)


@pytest.mark.parametrize(
    ("minimum", "below", "meets", "few"),
    [
        (None, 6, 3, set()),  # the threshold: protected as a count already
        (10, 6, 3, {"u1"}),
        (10, 6, 4, set()),
        (10, 0, 0, set()),
        (51, 6, 4, {"u1", "kota"}),
    ],
)
def test_the_part_of_a_share_over_few_people_is_guarded(
    minimum: int | None, below: int, meets: int, few: set[str]
) -> None:
    policy = criteria().agencies["rangkui"].publication
    policy = replace(policy, protection=replace(policy.protection, minimum_share_n=minimum))
    headline = MeasureSpec(
        "m", Text("m"), "utama", False, "n.m", None, "s.m", (), None, None, (), ()
    )
    found = SchemeFigures("s", Text("s"), ("g",), headline, True)
    leaves = {("u1", "di_bawah"): below, ("u1", "memenuhi"): meets}
    leaves |= {(unit, code): 10 for unit in ("u2", "u3") for code in ("di_bawah", "memenuhi")}
    found.needs = [Need("x", Text("x"), Counter(leaves))]
    units = Tree(UNITS, {code: Text(code) for code in UNITS})
    others = {"u2", "u3"} if minimum == 51 else set()

    guards = share_guards([found], units, policy)

    assert {f"kebutuhan.s.x|{unit}|di_bawah" for unit in few | others} == guards
