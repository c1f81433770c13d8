"""Counts that bound each other across tables: means and needs, trainings, complaints and days."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.stranger.agencies import built, drawn_agency, faults
from benchmarks.stranger.corrections import planted
from release_samples import ROOT

from terang.releasefile.attacker import attack_published
from terang.releasefile.gate import check
from terang.releasefile.model import Cell, Release, Row, Shown, Withheld, WithheldReason
from terang.releasefile.read import read_release
from terang.releasefile.relations import readable

HIDDEN = Withheld(WithheldReason.PROTECTED)
RILIS = ROOT / "docs" / "rilis"
SHIPPED = sorted(path.parent for path in RILIS.glob("*/*/rilis.json"))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: "/".join(folder.parts[-2:]))
def test_no_table_bounds_what_another_withholds(folder: Path) -> None:
    assert [] == list(faults(folder))


@pytest.mark.parametrize("seed", [0, 6])
def test_small_agencies_keep_what_they_withhold(seed: int, tmp_path: Path) -> None:
    """0: answers by days told how many were late. 6: and the other way round."""
    agency = drawn_agency(seed, tmp_path / "data")

    code, words = built(tmp_path / "data", tmp_path / "out", agency)

    assert 0 == code, words
    found = sorted(path.parent for path in (tmp_path / "out").glob("*/*/rilis.json"))
    assert 2 == len(found)
    assert [] == [fault for folder in found for fault in faults(folder)]


def changed(
    release: Release, table: str, cells: dict[tuple[str, ...], tuple[Cell, ...]]
) -> Release:
    """The release with other cells at some places of a table."""

    def other(row: Row) -> Row:
        return replace(row, cells=cells[row.coords]) if row.coords in cells else row

    made = tuple(
        replace(one, rows=tuple(map(other, one.rows))) if one.id == table else one
        for one in release.tables
    )
    return replace(release, tables=made)


def rangkui() -> Release:
    return read_release(RILIS / "rangkui" / "2025")


def codes(release: Release) -> set[str]:
    return {problem.code for problem in check(release)}


def with_n(release: Release, unit: str, n: int) -> Release:
    """All means of a unit over n people."""

    def over(row: Row) -> Row:
        if row.coords[0] != unit:
            return row
        cells = (replace(c, n=n) if isinstance(c, Shown) and c.n else c for c in row.cells)
        return replace(row, cells=tuple(cells))

    made = tuple(
        replace(table, rows=tuple(map(over, table.rows)))
        if table.id in ("rerata", "kesenjangan")
        else table
        for table in release.tables
    )
    return replace(release, tables=made)


def test_the_gate_reads_the_number_beneath_means_as_rated_people() -> None:
    """Two of a unit's people lack some score, so all, one less or two less are rated."""
    release, unit = read_release(RILIS / "rangkui" / "2024"), "pelayanan-loket"
    table = next(table for table in release.tables if table.id == "kebutuhan-pelatihan")
    rows = [row for row in table.rows if row.coords[1].endswith(".komunikasi")]
    places = [row.coords for row in rows if "administrasi" not in row.coords[0]]
    withheld = changed(release, table.id, dict.fromkeys(places, (HIDDEN,) * 3))
    people = readable(release).counts[f"predikat.jumlah|{unit}|pelayanan-publik|T"]
    assert people is not None

    assert () == attack_published(withheld).exposed
    assert f"kebutuhan-pelatihan.dinilai|{unit}|pelayanan-publik.komunikasi" in (
        attack_published(with_n(withheld, unit, people - 2)).exposed
    )


def test_the_gate_reads_days_and_complaints_together() -> None:
    """A standard of ten days: whatever took at most ten was in time."""
    rows = next(table for table in rangkui().tables if table.id == "aduan").rows
    hidden = {row.coords: (*row.cells[:2], HIDDEN, HIDDEN) for row in rows}
    withheld = changed(rangkui(), "aduan", hidden)
    policy = {key: text for key, text in withheld.policy.items() if "standar." not in key}
    with_days = policy | {"standar.loket-pelayanan.umum": "10"}

    assert () == attack_published(replace(withheld, policy=policy)).exposed
    assert 2 == len(attack_published(replace(withheld, policy=with_days)).exposed)


def test_the_gate_knows_ratings_that_a_scheme_does_not_have() -> None:
    release = rangkui()
    withheld = {
        row.coords: (HIDDEN,)
        for table in release.tables
        if table.id == "predikat"
        for row in table.rows
    }
    nothing = changed(release, "predikat", withheld)
    own = "baik butuh_perbaikan"
    told = readable(replace(nothing, policy=nothing.policy | {"kategori.administrasi": own}))

    assert None is readable(nothing).counts["predikat.jumlah|rangkui|administrasi|kurang"]
    assert 0 == told.counts["predikat.jumlah|rangkui|administrasi|kurang"]
    assert None is told.counts["predikat.jumlah|rangkui|administrasi|baik"]
    assert None is told.counts["predikat.jumlah|rangkui|pelayanan-publik|kurang"]


def test_more_people_trained_than_there_are_is_a_contradiction() -> None:
    table = next(table for table in rangkui().tables if table.id == "pelatihan")
    many = {
        row.coords: (Shown(cell.value * 1000),)
        for row in table.rows
        if isinstance(cell := row.cells[0], Shown)
    }

    assert "R046" not in codes(rangkui())
    assert "R046" in codes(changed(rangkui(), "pelatihan", many))


def test_one_person_is_refused_and_many_pass_in_an_agency(tmp_path: Path) -> None:
    """Removed, added, moved, rated anew; all five agencies: `benchmarks.stranger.corrections`.

    Once every correction of this agency was refused: open complaints, which no file holds, follow
    from shown counts and were taken for secrets.
    """
    assert [] == list(planted("semarang", tmp_path))
