"""Releases over time by command: approval, corrections that pass and that are refused, archive."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from release_samples import ROOT, approved, criteria, microdata, releases

from terang.cli import main
from terang.disclosure import AttackFailed, ProtectionFailed, attack, case_system
from terang.release.protection import proven as protection
from terang.release.protection.history import History, count_cell
from terang.release.protection.insiders import _narrowest, attack_by_insiders
from terang.releasefile.approval import is_approved
from terang.releasefile.archive import read_agency
from terang.releasefile.gate import check
from terang.releasefile.model import Row, Shown, Table
from terang.releasefile.read import read_all, read_release

AGENCY, PERIOD = "rangkui", "2025"
Rows = list[dict[str, str]]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The archive folder after both periods were approved by two roles."""
    return Path(shutil.copytree(approved(), tmp_path / "rilis"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(microdata(800) / AGENCY, tmp_path / "data" / AGENCY)
    return tmp_path / "data"


def build(data: Path, out: Path, *options: str) -> int:
    where = ["--data", str(data), "--out", str(out), "--criteria", str(ROOT / "criteria")]
    return main(["release", "build", *where, "--agency", AGENCY, *options])


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def edit(data: Path, name: str, change: Callable[[Rows], Rows]) -> None:
    path = data / AGENCY / PERIOD / name
    with path.open(newline="") as source:
        rows = list(csv.DictReader(source))
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(change(rows))


def staff_of(data: Path, unit: str) -> list[str]:
    with (data / AGENCY / PERIOD / "pegawai.csv").open(newline="") as source:
        return [row["pegawai"] for row in csv.DictReader(source) if row["unit"] == unit]


def with_more_participants(data: Path, count: int) -> None:
    """So many more people of the largest unit take a training that others of it took."""
    staff = staff_of(data, "pelayanan-informasi")

    def more(rows: Rows) -> Rows:
        like = next(row for row in rows if row["pegawai"] in staff)
        took = {row["pegawai"] for row in rows if row["pelatihan"] == like["pelatihan"]}
        new = [person for person in staff if person not in took][:count]
        return [*rows, *({**like, "pegawai": person} for person in new)]

    edit(data, "pelatihan.csv", more)


def test_approval_takes_two_different_roles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rilis"
    shutil.copytree(releases(), out)
    folder = out / AGENCY / PERIOD

    def approve(role: str) -> bool:
        assert 0 == main(["release", "approve", str(folder), "--role", role, "--on", "2026-03-31"])
        return is_approved(read_release(folder))

    assert [False, False, True] == [approve("ppid"), approve("ppid"), approve("pimpinan")]
    assert "Rilis kini terhitung terbit" in capsys.readouterr().out
    assert 0 == main(["release", "verify", str(folder)])


def test_a_release_that_does_not_verify_is_not_approved(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = published / AGENCY / PERIOD
    path = folder / "tabel" / "predikat.csv"
    path.write_bytes(path.read_bytes().replace(b"dilindungi", b"tampil", 1))

    assert 1 == main(["release", "approve", str(folder), "--role", "pimpinan"])
    assert "TIDAK dicatat" in capsys.readouterr().err
    assert ["pengelola-sdm", "ppid"] == [a.role for a in read_release(folder).approvals]


def test_the_same_data_leave_an_approved_release_as_it_is(data: Path, published: Path) -> None:
    before = content(published)

    assert 0 == build(data, published)
    assert before == content(published)


def test_a_correction_of_enough_people_passes_and_keeps_what_it_replaces(
    data: Path, published: Path
) -> None:
    old = read_release(published / AGENCY / PERIOD)
    with_more_participants(data, 6)

    assert 0 == build(data, published)

    found = read_agency(published / AGENCY)
    assert [("2024", 0), (PERIOD, 0), (PERIOD, 1)] == [(r.period, r.revision) for r in found]
    correction = read_release(published / AGENCY / PERIOD)
    assert found[1] == old
    assert not is_approved(correction)
    assert correction.supersedes == old.approvals[0].digest
    assert "arsip" in correction.certificate.checks
    assert 2 == len(read_all(published))
    assert 0 == main(["release", "attack", str(published)])
    assert 0 == main(["release", "verify", str(published)])


def test_a_correction_of_one_person_is_refused_with_reason_and_alternative(
    data: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(published)
    with_more_participants(data, 1)

    assert 1 == build(data, published)

    said = capsys.readouterr().err
    assert "R048 Tabel pelatihan: " in said
    assert "terkecil 1" in said
    assert "tunda. Perubahan terkecil menyangkut 1 orang" in said
    assert "(kurang 4)" in said
    assert before == content(published)


def test_the_safe_replacement_asked_for_is_written_with_its_reason(
    data: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One participant too few in a training, and enough complaints more: the rest may go out."""
    old = read_release(published / AGENCY / PERIOD)
    with_more_participants(data, 1)
    edit(
        data,
        "volume.csv",
        lambda rows: [row | {"jumlah": f"{int(row['jumlah']) + 40}"} for row in rows],
    )

    assert 0 == build(data, published, "--alternative", "nearest")

    said = capsys.readouterr().err
    assert "gantinya lolos pemeriksaan" in said
    correction = read_release(published / AGENCY / PERIOD)
    assert "tabel pelatihan" == correction.policy["pengurangan"]
    assert "pelatihan" in {table.id for table in old.tables}
    assert "pelatihan" not in {table.id for table in correction.tables}
    assert 1 == correction.revision
    assert 0 == main(["release", "verify", str(published)])


def test_a_correction_told_to_wait_leaves_everything_as_it_is(data: Path, published: Path) -> None:
    before = content(published)
    with_more_participants(data, 1)

    assert 0 == build(data, published, "--alternative", "delay")
    assert before == content(published)


def test_one_person_left_out_is_refused(
    data: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(published)
    left_out = staff_of(data, "pelayanan-informasi")[0]
    for name in ("pegawai.csv", "penilaian.csv", "pelatihan.csv"):
        edit(data, name, lambda rows: [row for row in rows if row["pegawai"] != left_out])

    assert 1 == build(data, published)
    assert "R048" in capsys.readouterr().err
    assert before == content(published)


def test_insiders_learn_of_nobody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release = read_release(releases() / AGENCY / PERIOD)
    rows = microdata(800) / AGENCY / PERIOD

    assert () == attack_by_insiders(release, criteria(), rows).exposed
    where = [str(releases() / AGENCY), "--insiders", str(microdata(800))]
    assert 0 == main(["release", "attack", *where, "--criteria", str(ROOT / "criteria")])
    assert "rangkui/2025 (*)" in capsys.readouterr().out


def test_two_periods_isolate_no_group() -> None:
    found = read_agency(releases() / AGENCY)

    assert [[], []] == [check(release, found) for release in found]


def test_groups_that_few_people_changed_are_guarded() -> None:
    """Beside a made-up earlier year that differs by one person, that group is guarded."""
    later = read_release(releases() / AGENCY / PERIOD)
    name = "status-penilaian"
    table = next(t for t in later.tables if t.id == name)

    def one_more(rows: tuple) -> tuple:
        first = next(r for r in rows if r.coords == ("rangkui", "tertunda"))
        cell = Shown(first.cells[0].value + 1)
        return tuple(type(r)(r.coords, (cell,)) if r is first else r for r in rows)

    earlier = replace(later, period="2023", tables=(replace(table, rows=one_more(table.rows)),))
    past = History((earlier,), PERIOD, 5)

    guards = past.unguarded(later.tables, ())

    assert {"status|rangkui|tertunda"} == guards
    assert frozenset() == past.unguarded(later.tables, guards)
    assert {"R056"} == {problem.code for problem in check(later, (earlier,))}


def test_units_merged_since_are_guarded_together() -> None:
    """Two units of last year are one now, in which one person more is pending."""
    now = read_release(releases() / AGENCY / PERIOD)
    table = next(t for t in now.tables if t.id == "status-penilaian")

    def told(units: dict[str, tuple[int, int]]) -> Table:
        dim = table.dims[0]
        codes = tuple(replace(dim.codes[0], id=unit, parent=None) for unit in units)
        rows = tuple(
            Row((unit, status), (Shown(Decimal(count)),))
            for unit, counts in units.items()
            for status, count in zip(("dinilai", "tertunda"), counts, strict=True)
        )
        return replace(table, dims=(replace(dim, codes=codes), table.dims[1]), rows=rows)

    earlier = replace(now, period="2023", tables=(told({"a": (40, 10), "b": (60, 10)}),), policy={})
    later = told({"ab": (100, 21)})

    alone = History((earlier,), PERIOD, 5).unguarded([later], ())
    together = History((earlier,), PERIOD, 5, {"dahulu.ab": "a b"}).unguarded([later], ())

    assert frozenset() == alone
    assert {"status|ab|tertunda"} == together


def test_published_counts_have_the_names_of_the_count_system() -> None:
    names = {
        "predikat.jumlah|u|g|baik": "predikat|u|g|baik",
        "status-penilaian.jumlah|u|dinilai": "status|u|dinilai",
        "kebutuhan-pelatihan.dinilai|u|s.i": "kebutuhan.s.i|u|T",
        "kebutuhan-pelatihan.di_bawah|u|s.i": "kebutuhan.s.i|u|di_bawah",
        "pelatihan.peserta|u|i": "pelatihan.i|u",
        "aduan.masuk|l|k": "aduan.l|k|T",
        "aduan.tepat_waktu|l|k": "aduan.l|k|tepat_waktu",
        "waktu-aduan.jumlah|l|0-1": "waktu.l|0-1",
        "volume.jumlah|l|2025-01": "volume.l|2025-01",
    }

    assert list(names.values()) == [count_cell(published) for published in names]


@pytest.mark.parametrize(
    ("failure", "advice"),
    [
        (ProtectionFailed("time"), "batas waktu"),
        (ProtectionFailed("infeasible"), "Tunda koreksi"),  # what is public leaves no room
        (AttackFailed("contradiction"), "Laporkan kepada"),
    ],
)
def test_a_failing_engine_writes_nothing_and_says_what_to_do(
    data: Path,
    published: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: Exception,
    advice: str,
) -> None:
    before = content(published)

    def broken(*_: object, **__: object) -> None:
        raise failure

    part = "attack" if isinstance(failure, AttackFailed) else "protect"
    monkeypatch.setattr(protection, part, broken)

    assert 1 == build(data, published)
    said = capsys.readouterr().err
    assert "TIDAK ditulis" in said
    assert advice in said
    assert before == content(published)


def test_an_insider_who_completes_a_sum_is_found() -> None:
    """Four in all, wide enough for strangers; the one person of `a` knows that `b` has three."""
    cells = {"a": (1, False), "b": (3, False), "t": (4, True)}
    system = case_system(
        {
            "cells": {name: {"value": v, "published": p} for name, (v, p) in cells.items()},
            "relations": [{"coef": {"a": 1, "b": 1, "t": -1}}],
        }
    )

    assert not attack(system)["b"].narrower_than(4)
    assert ("b",) == _narrowest(system, ["a", "b"], 4).exposed
