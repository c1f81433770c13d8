"""The gate at its limits: the number that is refused, and the next one that is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from archive_samples import HIDDEN, rated

from terang.core.model import Text
from terang.releasefile.attested import table_check
from terang.releasefile.form import sha256
from terang.releasefile.gate import check, verify_folder
from terang.releasefile.model import (
    Approval,
    Cell,
    Code,
    Dimension,
    Measure,
    Release,
    Row,
    Shown,
    Table,
)
from terang.releasefile.write import write_release

PARTS = {"a": None, "b": "a", "c": "a"}
LARGE = {"a": (60, 60, 60), "b": (30, 30, 30), "c": (30, 30, 30)}
POLICY = {"ambang": "5", "minimum_rerata": "10", "minimum_responden": "30", "kelompok.s": "T"}


def base(counts: dict[str, tuple[int | None, ...]] | None = None, **totals: int) -> Release:
    parents = PARTS if counts is None or "b" in counts else {"a": None}
    release = rated(counts or LARGE, parents, totals=totals)
    return counted(replace(release, policy=POLICY))


def counted(release: Release) -> Release:
    """With a certificate that counts the cells of its tables."""
    tables = tuple(table_check(table) for table in release.tables)
    return replace(release, certificate=replace(release.certificate, tables=tables, undecided=0))


def codes(release: Release) -> set[str]:
    return {problem.code for problem in check(release)}


def table(name: str, axis: str, measures: tuple[Measure, ...], cells: dict) -> Table:
    units = base().tables[0].dims[0]
    names = dict.fromkeys(code for _, code in cells)
    first = dict.fromkeys(code.partition(".")[0] for code in names if "." in code)
    kinds = (*(Code(c, Text(c)) for c in first),)
    own = tuple(Code(c, Text(c), c.partition(".")[0] if "." in c else None) for c in names)
    dims = (units, Dimension(axis, Text(axis), (*kinds, *own)))
    rows = tuple(Row(place, tuple(told)) for place, told in cells.items())
    return Table(name, Text(name), Text(name), dims, measures, rows, {})


def measure(name: str, kind: str, places: int = 0) -> Measure:
    return Measure(name, Text(name), kind, Text("orang"), places)


def mean(n: int) -> Cell:
    return Shown(Decimal("80.00"), n)


def with_means(
    numbers: dict[str, int | None], code: str = "s.x", gap: int | None = None
) -> Release:
    cells = {(u, code): (HIDDEN if n is None else mean(n),) for u, n in numbers.items()}
    made = [table("rerata", "ukuran", (measure("rerata", "mean", 2),), cells)]
    if gap is not None:
        kinds = tuple(measure(kind, "mean", 2) for kind in ("dari", "terhadap", "selisih"))
        made.append(table("kesenjangan", "indikator", kinds, {("a", code): [mean(gap)] * 3}))
    return counted(replace(base(), tables=(*base().tables, *made)))


@pytest.mark.parametrize(("count", "refused"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_shown_count_below_the_threshold_is_refused(count: int, refused: bool) -> None:
    assert refused == ("R040" in codes(base({"a": (count, 60, 60)})))


@pytest.mark.parametrize(("n", "refused"), [(9, True), (10, False)])
def test_a_mean_over_fewer_than_the_minimum_is_refused(n: int, refused: bool) -> None:
    assert refused == ("R042" in codes(with_means({"a": 180, "b": n, "c": None})))


@pytest.mark.parametrize(("n", "refused"), [(29, True), (30, False)])
def test_a_survey_of_fewer_than_the_minimum_is_refused(n: int, refused: bool) -> None:
    own = table("ikm-unsur", "unsur", (measure("nrr", "mean", 4),), {("a", "U1"): (mean(n),)})

    assert refused == ("R042" in codes(counted(replace(base(), tables=(*base().tables, own)))))


@pytest.mark.parametrize(("n", "refused"), [(180, False), (181, True)])
def test_a_mean_is_not_over_more_people_than_there_are(n: int, refused: bool) -> None:
    assert refused == ("R045" in codes(with_means({"a": n})))


def test_n_beside_a_mean_is_not_a_withheld_count() -> None:
    release = with_means({"a": 180})
    first, *rest = release.tables
    rows = tuple(
        replace(row, cells=(HIDDEN,)) if row.coords == ("a", "T", "T") else row
        for row in first.rows
    )

    assert "R045" in codes(counted(replace(release, tables=(replace(first, rows=rows), *rest))))


@pytest.mark.parametrize(("left", "refused"), [(0, False), (1, True), (9, True), (10, False)])
def test_a_hidden_part_that_few_are_left_in_is_refused(left: int, refused: bool) -> None:
    assert refused == ("R043" in codes(with_means({"a": 80 + left, "b": 80, "c": None})))


def test_a_part_left_in_a_hidden_unit_between_is_found() -> None:
    """m stands between a and b, c: 85 less c's 80 leaves five in b."""
    release = with_means({"a": 85, "m": None, "b": None, "c": 80})
    units = Dimension(
        "unit",
        Text("unit"),
        tuple(Code(u, Text(u), p) for u, p in {"a": None, "m": "a", "b": "m", "c": "m"}.items()),
    )
    own = release.tables[-1]
    deeper = replace(own, dims=(units, own.dims[1]))

    assert "R043" in codes(replace(release, tables=(*release.tables[:-1], deeper)))


def test_one_group_of_a_scheme_withheld_is_a_withheld_count() -> None:
    """Ten beneath the mean are no more than the shown group has, yet the other one is hidden."""
    release = replace(with_means({"a": 10}), policy={**POLICY, "kelompok.s": "T lain"})
    first, *rest = release.tables
    hidden = Row(("a", "lain", "T"), (HIDDEN,))

    changed = replace(first, rows=(*first.rows, hidden))
    assert "R045" in codes(replace(release, tables=(changed, *rest)))


@pytest.mark.parametrize(("more", "refused"), [(0, False), (1, True), (9, True), (10, False)])
def test_means_of_one_unit_over_nearly_the_same_people_are_refused(
    more: int, refused: bool
) -> None:
    assert refused == ("R062" in codes(with_means({"a": 100 + more}, gap=100)))


@pytest.mark.parametrize(
    ("below", "whole", "refused"),
    [(0, 40, True), (1, 40, True), (39, 40, True), (40, 40, True), (20, 40, False), (0, 0, False)],
)
@pytest.mark.parametrize("alone", [True, False])
def test_a_need_of_nobody_or_everybody_is_refused(
    below: int, whole: int, refused: bool, alone: bool
) -> None:
    """All but one only where the policy has insiders, or has not switched that off."""
    cells = {("a", "s.x"): (Shown(Decimal(whole)), Shown(Decimal(below)))}
    kinds = (measure("dinilai", "count"), measure("di_bawah", "count"))
    own = table("kebutuhan-pelatihan", "kompetensi", kinds, cells)
    release = counted(replace(base(), tables=(*base().tables, own)))
    off = {} if alone else {"hampir_homogen": "tidak"}
    wanted = refused and (alone or below in (0, whole))

    assert wanted == ("R044" in codes(replace(release, policy={**POLICY, **off})))


@pytest.mark.parametrize(
    ("rest", "refused"), [((0, 0), True), ((1, 0), True), ((0, 5), False), ((6, 7), False)]
)
def test_a_group_in_one_rating_is_refused(rest: tuple[int, int], refused: bool) -> None:
    assert refused == ("R044" in codes(base({"a": (60, *rest)})))


def test_a_lone_withheld_count_is_refused() -> None:
    counts = {"a": (60, 60, 60), "b": (None, 30, 30), "c": (30, 30, 30)}

    assert "R041" in codes(base(counts, a=180, b=90, c=90))
    assert "R041" not in codes(base())


def test_a_certificate_with_something_undecided_is_refused() -> None:
    release = base()
    open_ = replace(release, certificate=replace(release.certificate, undecided=1))

    assert "R035" not in codes(release)
    assert "R035" in codes(open_)


def folder_of(release: Release, home: Path) -> set[str]:
    place = write_release(release, home)
    return {problem.code for problem in verify_folder(place, ())}


def test_an_approval_that_signs_something_else_is_told(tmp_path: Path) -> None:
    signed = Approval("ppid", date(2026, 3, 31), "0" * 64)

    assert "R055" in folder_of(replace(base(), approvals=(signed,)), tmp_path)


def test_files_beside_the_listed_ones_and_other_places_are_told(tmp_path: Path) -> None:
    place = write_release(base(), tmp_path)
    assert not {"R031", "R032"} & {p.code for p in verify_folder(place, ())}
    (place / "catatan.txt").write_text("x")
    moved = place.rename(place.with_name("2099"))

    assert {"R031", "R032"} <= {p.code for p in verify_folder(moved, ())}


def test_a_csv_that_says_something_else_than_its_table_is_told(tmp_path: Path) -> None:
    """Its digest is that of the changed file, so that only reading both finds it."""
    place = write_release(base(), tmp_path)
    path, manifest = place / "tabel" / "predikat.csv", place / "rilis.json"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"180", b"181", 1))
    told = manifest.read_text().replace(sha256(before), sha256(path.read_bytes()))
    manifest.write_text(told)

    assert "R033" in {problem.code for problem in verify_folder(place, ())}
