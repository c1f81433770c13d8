"""What a reader of published tables can write down: each relation, by what it leaves of a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from archive_samples import HIDDEN, rated

from terang.core.model import Text
from terang.releasefile.attacker import intervals
from terang.releasefile.model import (
    Cell,
    Code,
    Dimension,
    Measure,
    Release,
    Row,
    Shown,
    Table,
    Withheld,
    WithheldReason,
)
from terang.releasefile.relations import join, readable

TREE = {"a": None, "b": "a", "c": "a"}
RATED = {"a": (30, 30, 15), "b": (20, 20, 10), "c": (10, 10, 5)}
NOT_COLLECTED = Withheld(WithheldReason.NOT_COLLECTED)
Told = int | None | Cell  # None: withheld


def table(
    name: str,
    axes: Sequence[Mapping[str, str | None]],
    measures: Sequence[str],
    cells: Mapping[tuple[str, ...], Sequence[Told]],
    kind: str = "count",
) -> Table:
    dims = tuple(
        Dimension(f"d{place}", Text("d"), tuple(Code(c, Text(c), p) for c, p in axis.items()))
        for place, axis in enumerate(axes)
    )
    rows = tuple(Row(place, tuple(map(_cell, told))) for place, told in cells.items())
    made = tuple(Measure(m, Text(m), kind, Text("orang"), 0) for m in measures)  # type: ignore[arg-type]
    return Table(name, Text(name), Text(name), dims, made, rows, {})


def _cell(told: Told) -> Cell:
    if told is None:
        return HIDDEN
    return Shown(Decimal(told)) if isinstance(told, int) else told


def release(
    *tables: Table, rated_as: Mapping[str, Sequence[int | None]] = RATED, **policy: str
) -> Release:
    base = rated(rated_as, TREE, totals={"a": 75, "b": 50, "c": 25})
    return replace(
        base, tables=(*base.tables, *tables), policy={**base.policy, "kelompok.s": "T", **policy}
    )


def left(found: Release, cell: str) -> tuple[int, int | None]:
    """Least and greatest value of a cell to whoever reads the release."""
    known = readable(found)
    low, high = intervals(known.counts, known.relations, [cell])[cell]
    return int(low), None if high is None else int(high)


@pytest.mark.parametrize(
    ("hidden", "cell"),
    [
        ({"b": (20, None, 10)}, "b|T|cukup"),  # by the other ratings
        ({"b": (None, None, 10), "c": (None, 10, 5)}, "b|T|cukup"),  # by ratings of all units
        ({"c": (None, None, 5)}, "c|T|baik"),  # by the other unit
        ({"a": (None, 30, None)}, "a|T|kurang"),  # by both parts
    ],
)
def test_ratings_and_units_add_up(hidden: dict[str, tuple[int | None, ...]], cell: str) -> None:
    truth = dict(zip(("baik", "cukup", "kurang"), RATED[cell[0]], strict=True))[cell[4:]]
    found = release(rated_as={**RATED, **hidden})

    assert (truth, truth) == left(found, f"predikat.jumlah|{cell}")


def test_the_ratings_of_a_unit_add_up_also_where_its_parts_do() -> None:
    """The totals of b and c are hidden, so that only the other ratings of a are left."""
    hidden = {"a": (None, 30, 15), "b": (None, 20, 10), "c": (None, 10, 5)}
    found = rated(hidden, TREE, totals={"a": 75})

    assert (30, 30) == left(found, "predikat.jumlah|a|T|baik")


def test_nobody_has_a_rating_that_the_scheme_does_not_know() -> None:
    hidden = dict.fromkeys("bc", (None, None, None))
    found = release(rated_as={**RATED, **hidden}, **{"kategori.s": "baik cukup"})
    others = replace(found, policy={**found.policy, "kelompok.s": "g"})

    assert 0 == readable(found).counts["predikat.jumlah|c|T|kurang"]
    assert (0, 15) == left(others, "predikat.jumlah|c|T|kurang")
    assert 25 == readable(found).counts["predikat.jumlah|c|T|T"]


def test_what_was_not_collected_is_no_count() -> None:
    own = table("pelatihan", [TREE, {"x": None}], ["peserta"], {("b", "x"): [NOT_COLLECTED]})

    assert "pelatihan.peserta|b|x" not in readable(release(own)).counts


STATUS = {"T": None, "dinilai": "T", "tertunda": "T"}


def employed(assessed: int | None = 25) -> Table:
    return table(
        "status-penilaian",
        [TREE, STATUS],
        ["jumlah"],
        {("c", "T"): [32], ("c", "dinilai"): [assessed], ("c", "tertunda"): [None]},
    )


def test_the_assessed_are_those_who_are_rated() -> None:
    assert (25, 25) == left(release(employed(None)), "status-penilaian.jumlah|c|dinilai")
    assert (7, 7) == left(release(employed(None)), "status-penilaian.jumlah|c|tertunda")


@pytest.mark.parametrize(
    ("judged", "most"), [(["T"], 32), (["g", "h"], 32), (["g h"], 32), (["g"], None)]
)
def test_no_more_are_trained_than_work_in_the_unit(judged: list[str], most: int | None) -> None:
    """Only where schemes judge everybody: others may be trained and stand in no other table."""
    own = table("pelatihan", [TREE, {"x": None}], ["peserta"], {("c", "x"): [None]})
    first, *rest = release(employed(), own).tables
    unit, _, rating = first.dims
    groups = Dimension("kelompok", Text("d"), tuple(Code(c, Text(c)) for c in ("T", "g", "h")))
    tables = (replace(first, dims=(unit, groups, rating)), *rest)
    policy = {f"kelompok.s{place}": told for place, told in enumerate(judged)}

    found = replace(release(), tables=tables, policy=policy)

    assert (0, most) == left(found, "pelatihan.peserta|c|x")


def needs(rated_: int | None, below: int | None, unit: str = "c", code: str = "s.x") -> Table:
    codes = {"s": None, "s.x": "s", "s.y": "s"}
    return table(
        "kebutuhan-pelatihan",
        [TREE, codes],
        ["dinilai", "di_bawah"],
        {(unit, code): [rated_, below]},
    )


def test_the_rated_are_assessed_and_those_below_a_level_are_rated() -> None:
    assert (8, 25) == left(release(needs(None, 8)), "kebutuhan-pelatihan.dinilai|c|s.x")
    assert (0, 18) == left(release(needs(18, None)), "kebutuhan-pelatihan.di_bawah|c|s.x")
    assert (0, 25) == left(release(needs(None, None)), "kebutuhan-pelatihan.di_bawah|c|s.x")


def averaged(numbers: Mapping[tuple[str, str], int | None], name: str = "rerata") -> Table:
    cells = {place: [None if n is None else Shown(Decimal(80), n)] for place, n in numbers.items()}
    return table(name, [TREE, {"s": None, "s.x": "s", "s.y": "s"}], ["rerata"], cells, "mean")


@pytest.mark.parametrize("code", ["s.x", "s.y"])
def test_whoever_is_beneath_the_means_of_parts_is_rated_in_all_that_is_averaged(code: str) -> None:
    """70 in a and 48 in b are averaged, so that 22 of the 25 in c are, whose mean is hidden."""
    shown = {(u, c): n for c in ("s.x", "s.y") for u, n in {"a": 70, "b": 48, "c": None}.items()}
    own = averaged(shown)

    assert (22, 25) == left(
        release(own, needs(None, None, code=code)), f"kebutuhan-pelatihan.dinilai|c|{code}"
    )


def test_the_fewest_beneath_any_mean_of_a_unit_have_every_score() -> None:
    own = averaged({("c", "s.x"): 24}), averaged({("c", "s.y"): 21}, "kesenjangan")

    assert (21, 25) == left(release(*own, needs(None, None)), "kebutuhan-pelatihan.dinilai|c|s.x")


def test_no_more_are_beneath_a_mean_than_are_assessed() -> None:
    """Ratings of c are hidden but for `cukup` and `kurang`: with 24 averaged, `baik` has nine."""
    base = rated({**RATED, "a": (None,) * 3, "c": (None, 10, 5)}, TREE, totals={"b": 50})
    own = (*base.tables, averaged({("c", "s.x"): 24}))
    found = replace(base, tables=own, policy={**base.policy, "kelompok.s": "T"})

    assert (9, None) == left(found, "predikat.jumlah|c|T|baik")


CLASSES = {"T": None, "umum": "T"}


def complaints(*counts: int | None, code: str = "umum") -> Table:
    names = ["masuk", "selesai", "tepat_waktu"]
    return table("aduan", [{"l": None}, CLASSES], names, {("l", code): counts})


@pytest.mark.parametrize(
    ("counts", "cell", "ends"),
    [
        ((60, None, 20), "selesai", (20, 60)),
        ((None, 40, 20), "masuk", (40, None)),
        ((60, 40, None), "tepat_waktu", (0, 40)),
    ],
)
def test_answers_in_time_are_answers_and_answers_are_to_complaints(
    counts: tuple[int | None, ...], cell: str, ends: tuple[int, int | None]
) -> None:
    assert ends == left(release(complaints(*counts)), f"aduan.{cell}|l|umum")


RANGES = ("0-1", "2-3", "4-5", "6-10", "11-20", "21+")


def days(**counts: int | None) -> Table:
    axis = {"T": None} | dict.fromkeys(RANGES, "T")
    cells = {("l", code): [counts.get(f"d{place}", 0)] for place, code in enumerate(RANGES)}
    return table(
        "waktu-aduan", [{"l": None}, axis], ["jumlah"], {("l", "T"): [counts["whole"]], **cells}
    )


def test_as_many_were_answered_as_have_a_number_of_days() -> None:
    found = release(complaints(60, None, 20, code="T"), days(whole=40, d0=40))

    assert (40, 40) == left(found, "aduan.selesai|l|T")


@pytest.mark.parametrize(
    ("standard", "place", "ends"),
    [
        ("10", 3, (40, 40)),  # 6-10 days are in time under ten
        ("10", 4, (0, 0)),  # 11-20 are late
        ("9", 3, (0, 40)),
        ("6", 3, (0, 40)),  # the first day of the range is its last in time
        ("5", 3, (0, 0)),
        ("3 10", 2, (0, 40)),  # in time under one of two standards
        ("3 10", 1, (40, 40)),
        ("3 10", 3, (0, 40)),
        ("3 10", 4, (0, 0)),
        ("30", 5, (0, 40)),  # the last range has no end
        ("20", 5, (0, 0)),
    ],
)
def test_days_and_standards_say_which_answers_were_in_time(
    standard: str, place: int, ends: tuple[int, int]
) -> None:
    rest = {f"d{place}": 40}
    policy = {"standar.l.umum": standard}
    found = release(complaints(60, 40, None), days(whole=40, **rest), **policy)

    assert ends == left(found, "aduan.tepat_waktu|l|umum")


def test_what_was_in_time_says_how_long_it_took() -> None:
    """All forty kept a standard of three days, so that nothing took longer."""
    policy = {"standar.l.umum": "3"}
    shown = complaints(60, 40, 40)
    found = release(shown, days(whole=40, d0=20, d1=None, d3=None), **policy)

    assert (20, 20) == left(found, "waktu-aduan.jumlah|l|2-3")


def test_units_read_as_one_have_the_counts_of_all() -> None:
    known = readable(release(rated_as={**RATED, "c": (None, 10, 5)}))
    join(known, ("b", "c"), "gabung:bc")

    assert 30 == known.counts["predikat.jumlah|gabung:bc|T|cukup"]
    assert None is known.counts["predikat.jumlah|gabung:bc|T|baik"]
    cell = "predikat.jumlah|gabung:bc|T|baik"
    assert (30, 30) == intervals(known.counts, known.relations, [cell])[cell]


def test_units_of_which_one_has_no_count_are_not_read_as_one() -> None:
    known = readable(release(needs(20, 10)))
    join(known, ("b", "c"), "gabung:bc")

    assert "predikat.jumlah|gabung:bc|T|baik" in known.counts
    assert not [cell for cell in known.counts if cell.startswith("kebutuhan") and "gabung" in cell]
