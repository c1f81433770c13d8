"""Releases that leak on purpose are caught from their published files alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from release_samples import ROOT, criteria, microdata

from terang.release.intake.contract import accept
from terang.release.intake.schemes import programs
from terang.release.protection.history import History
from terang.release.protection.published import PROTECTED
from terang.release.publication import build
from terang.release.publication.build import build_release
from terang.release.publication.people_tables import People
from terang.releasefile.attested import table_check
from terang.releasefile.gate import attack_published, check, verify_folder
from terang.releasefile.model import Cell, Release, Row, Shown, Table, Withheld
from terang.releasefile.write import write_release

AGENCY, PERIOD = "rangkui", "2025"
SHIPPED = sorted(path.parent for path in (ROOT / "docs" / "rilis").glob("*/*/rilis.json"))


@cache
def release() -> Release:
    agency = criteria().agencies[AGENCY]
    return build_release(agency, criteria(), microdata(800) / AGENCY / PERIOD, PERIOD).release


@cache
def people() -> People:
    """The true figures behind the release."""
    agency = criteria().agencies[AGENCY]
    judges = programs(agency, criteria(), PERIOD)
    data = accept(microdata(800) / AGENCY / PERIOD, agency, criteria(), judges)
    return build._people(agency, PERIOD, data, judges, History((), PERIOD, 5))[0]


def codes(problems: list) -> set[str]:
    return {problem.code for problem in problems}


def changed(table_id: str, change: Callable[[Row], Row]) -> Release:
    """The release with rows of one table changed and its certificate counting them again."""
    tables = tuple(
        replace(t, rows=tuple(map(change, t.rows))) if t.id == table_id else t
        for t in release().tables
    )
    certificate = replace(
        release().certificate, tables=tuple(table_check(table) for table in tables)
    )
    return replace(release(), tables=tables, certificate=certificate)


def table(table_id: str) -> Table:
    return next(t for t in release().tables if t.id == table_id)


def test_the_release_itself_passes() -> None:
    assert [] == check(release())


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda p: "/".join(p.parts[-2:]))
def test_attacker_finds_nothing_in_shipped_releases(folder: Path) -> None:
    assert [] == verify_folder(folder)


def test_all_agencies_are_shipped_with_two_periods() -> None:
    assert 10 == len(SHIPPED)


def test_showing_one_withheld_count_is_caught() -> None:
    """Every third withheld cell of the first table; what is not caught leaves all others wide."""
    caught = []
    withheld = [row.coords for row in table("predikat").rows if row.cells == (PROTECTED,)][::3]
    for coords in withheld:
        true: Cell = Shown(Decimal(people().counts.value("predikat", *coords)))

        def show(row: Row, at: tuple[str, ...] = coords, cell: Cell = true) -> Row:
            return replace(row, cells=(cell,)) if row.coords == at else row

        caught.append(bool(check(changed("predikat", show))))
    assert len(withheld) > 10
    assert sum(caught) >= 0.9 * len(caught)


def test_a_withheld_mean_shown_with_n_is_caught() -> None:
    rows = table("rerata").rows
    small = Shown(Decimal("81.25"), 4)
    hidden = next(row for row in rows if isinstance(row.cells[0], Withheld))

    leak = changed("rerata", lambda r: replace(r, cells=(small,)) if r == hidden else r)

    assert {"R042", "R045"} & codes(check(leak))


def test_n_beside_a_mean_that_reveals_a_withheld_count_is_caught() -> None:
    """The people under the mean are hidden in `predikat`; the n gives them back."""
    unit, code = next(row.coords for row in table("rerata").rows if isinstance(row.cells[0], Shown))
    group = release().policy[f"kelompok.{code.partition('.')[0]}"]

    def hide(row: Row) -> Row:
        return replace(row, cells=(PROTECTED,)) if row.coords == (unit, group, "T") else row

    assert "R045" in codes(check(changed("predikat", hide)))


def test_one_hidden_mean_among_shown_ones_is_caught() -> None:
    rows = [row for row in table("rerata").rows if isinstance(row.cells[0], Shown)]
    parents = {c.id: c.parent for c in table("rerata").dims[0].codes}
    shown = {row.coords for row in rows}
    leaf = next(
        row
        for row in rows
        if row.coords[0] not in parents.values()
        and (parents[row.coords[0]], row.coords[1]) in shown
    )
    cell = leaf.cells[0]
    assert isinstance(cell, Shown)

    def hide(row: Row) -> Row:
        if row == leaf:
            return replace(row, cells=(PROTECTED,))
        if row.coords == (parents[leaf.coords[0]], leaf.coords[1]):
            above = row.cells[0]
            assert isinstance(above, Shown)
            assert isinstance(cell, Shown)
            fewer = (above.n or 0) - (cell.n or 0) + 3  # as if three people were hidden
            return replace(row, cells=(replace(above, n=fewer),))
        return row

    assert "R043" in codes(check(changed("rerata", hide)))


def test_a_homogeneous_group_is_caught() -> None:
    unit, group, _ = next(
        row.coords
        for row in table("predikat").rows
        if row.coords[1:] == ("pelayanan-publik", "baik") and isinstance(row.cells[0], Shown)
    )

    def same(row: Row) -> Row:
        if row.coords[:2] != (unit, group):
            return row
        return replace(row, cells=(Shown(Decimal(40 if row.coords[2] in ("T", "baik") else 0)),))

    assert "R044" in codes(check(changed("predikat", same)))


def test_a_small_count_is_caught() -> None:
    def small(row: Row) -> Row:
        return (
            replace(row, cells=(Shown(Decimal(2)),)) if row == table("pelatihan").rows[3] else row
        )

    assert "R040" in codes(check(changed("pelatihan", small)))


def test_a_correction_that_differs_by_one_person_is_refused() -> None:
    root = table("pelatihan").rows[0]
    cell = root.cells[0]
    assert isinstance(cell, Shown)
    more = replace(root, cells=(Shown(cell.value + 1),))

    correction = changed("pelatihan", lambda row: more if row == root else row)

    assert "R048" in codes(check(replace(correction, revision=1), archive=(release(),)))
    assert [] == check(replace(release(), revision=1), archive=(release(),))


def test_an_edited_file_and_a_stranger_file_are_caught(tmp_path: Path) -> None:
    folder = write_release(release(), tmp_path)
    csv = folder / "tabel" / "predikat.csv"
    csv.write_text(csv.read_text().replace("dilindungi", "tampil", 1))
    (folder / "catatan.txt").write_text("x")

    assert {"R030", "R031"} == codes(verify_folder(folder))


def test_a_certificate_that_tells_other_counts_is_caught() -> None:
    first, *others = release().certificate.tables
    wrong = replace(first, withheld=first.withheld - 1)
    certificate = replace(release().certificate, tables=(wrong, *others), undecided=1)

    assert {"R034", "R035"} == codes(check(replace(release(), certificate=certificate)))


def test_every_withheld_count_keeps_the_promised_width() -> None:
    result = attack_published(release())

    assert result.attacked > 40
    assert result.exposed == ()
    assert result.narrowest is not None
    assert result.narrowest >= release().certificate.width


def test_the_same_microdata_give_the_same_release() -> None:
    again = build_release(
        criteria().agencies[AGENCY], criteria(), microdata(800) / AGENCY / PERIOD, PERIOD
    )

    assert release() == again.release
