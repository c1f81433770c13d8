"""Every planted fault of the microdata is told once, with file, row and reason; none is lost."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from rating_rows import rows_of
from release_samples import criteria, microdata

from terang.release.intake.contract import Microdata, accept, exceeds, reasons
from terang.release.intake.schemes import programs
from terang.release.intake.source import MicrodataError
from terang.releasefile.csvfile import safe

AGENCY, PERIOD = "kotabumi", "2025"

# file, row to append, expected reason; {p} and {q} are a known employee of unit {u}, not of {o}
PLANTED = [
    ("pegawai.csv", "PX1,dinas-luar,pelaksana,ya", "unknown_unit"),
    ("pegawai.csv", "PX2,pelayanan-umum,juru-masak,ya", "unknown_group"),
    ("pegawai.csv", "{p},{u},pelaksana,ya", "person_twice"),
    ("pegawai.csv", "{p},{o},pelaksana,ya", "person_in_two_units"),
    ("pegawai.csv", ",pelayanan-umum,pelaksana,ya", "empty"),
    ("pegawai.csv", "PX3,pelayanan-umum", "columns"),
    ("penilaian.csv", "PX9,komitmen,atasan,R9,4,,ya", "unknown_person"),
    ("penilaian.csv", "{p},kepatuhan,atasan,R9,4,,ya", "not_in_scheme"),
    ("penilaian.csv", "{p},komitmen,tetangga,R9,4,,ya", "not_in_scheme"),
    ("penilaian.csv", "{p},komitmen,atasan,R9,9,,ya", "out_of_range"),
    ("penilaian.csv", "{p},komitmen,atasan,R9,3.5,,ya", "not_whole"),
    ("penilaian.csv", '{p},komitmen,atasan,R9,"3,5",,ya', "not_a_number"),
    ("penilaian.csv", "{p},komitmen,atasan,R9,NaN,,ya", "not_a_number"),
    ("penilaian.csv", "{p},komitmen,atasan,R9,4,100,ya", "target_where_none"),
    ("penilaian.csv", "{p},komitmen,atasan,{p},4,,ya", "rater_is_self"),
    ("penilaian.csv", "{p},komitmen,diri,R9,4,,ya", "self_by_other"),
    ("penilaian.csv", "{q},ide-baru,sistem,R9,mungkin,,ya", "unknown_code"),
    ("penilaian.csv", "{q},jumlah-layanan,sistem,R9,10,,ya", "target_missing"),
    ("penilaian.csv", "{q},jumlah-layanan,sistem,R9,10,0,ya", "target_not_positive"),
    ("pelatihan.csv", "PX9,pelatihan-x,manajemen-waktu,ya,ya", "unknown_person"),
    ("pelatihan.csv", "{p},pelatihan-x,memancing,ya,ya", "unknown_indicator"),
    ("survei.csv", "vaksinasi,SX1,5,4,4,4,4,4,4,4,4,ya", "out_of_range"),
    ("survei.csv", "vaksinasi,SX2,,,,,,,,,,ya", "no_answer"),
    ("survei.csv", "parkir,SX3,4,4,4,4,4,4,4,4,4,ya", "unknown_service"),
    ("survei.csv", "vaksinasi,S00001,4,4,4,4,4,4,4,4,4,ya", "respondent_twice"),
    ("aduan.csv", "vaksinasi,AX1,gawat,2025-01-05,2025-01-07,ya", "unknown_class"),
    ("aduan.csv", "vaksinasi,AX2,normatif,2025-02-30,,ya", "not_a_date"),
    ("aduan.csv", "vaksinasi,AX3,normatif,2025-03-05,2025-03-01,ya", "finished_before_received"),
    ("aduan.csv", "vaksinasi,AX4,normatif,2019-03-05,2019-03-06,ya", "no_standard"),
    ("aduan.csv", "vaksinasi,AX5,normatif,2024-12-30,2025-01-02,ya", "outside_period"),
    ("aduan.csv", "vaksinasi,A00001,normatif,2025-03-05,,ya", "complaint_twice"),
    ("volume.csv", "vaksinasi,2025-01,10,ya", "month_twice"),
    ("volume.csv", "vaksinasi,2025-13,10,ya", "not_a_date"),
    ("volume.csv", "vaksinasi,2025-1,-10,ya", "not_a_date"),
    ("volume.csv", "vaksinasi,2026-01,10,ya", "outside_period"),
    ("cuti-bersama.csv", "2025-13-01,ya,ya", "not_a_date"),
    ("cuti-bersama.csv", "2025-03-28,barangkali,ya", "unknown_code"),
    ("penilaian.csv", "{p},,atasan,R9,,,ya", "no_answer"),
    ("populasi.csv", "vaksinasi,900,ya", "population_twice"),
]


def accepted(folder: Path) -> Microdata:
    agency = criteria().agencies[AGENCY]
    return accept(folder, agency, criteria(), programs(agency, criteria(), PERIOD))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = Path(shutil.copytree(microdata() / AGENCY / PERIOD, tmp_path / AGENCY / PERIOD))
    (copy / "cuti-bersama.csv").write_text("tanggal,berlaku,sintetis\n2025-12-26,ya,ya\n")
    return copy


def employee(folder: Path) -> str:
    """An employee of group pelaksana with both single records."""
    with (folder / "pegawai.csv").open() as source:
        group = {row["pegawai"]: row["kelompok"] for row in csv.DictReader(source)}
    with (folder / "penilaian.csv").open() as source:
        recorded = {(row["pegawai"], row["indikator"]) for row in csv.DictReader(source)}
    return next(
        person
        for person in group
        if group[person] == "pelaksana"
        and {(person, "ide-baru"), (person, "jumlah-layanan")} <= recorded
    )


def test_clean_sample_is_accepted_whole(folder: Path) -> None:
    data = accepted(folder)

    assert () == data.refusals
    assert all(count.read == count.accepted > 0 for count in data.counts)
    assert data.synthetic


def test_planted_faults_are_each_told_once_and_nothing_else_changes(folder: Path) -> None:
    clean = accepted(folder)
    person = employee(folder)
    unit = next(row.unit for row in clean.people if row.id == person)
    other = next(row.unit for row in clean.people if row.unit != unit)
    expected = []
    for name, row, reason in PLANTED:
        path = folder / name
        line = path.read_text().count("\n") + 1
        with path.open("a") as out:
            out.write(row.format(p=person, q=person, u=unit, o=other) + "\n")
        # there is a target already, and only one may be recorded
        expected.append((name, line, "record_twice" if "jumlah-layanan" in row else reason))

    data = accepted(folder)

    assert sorted(expected) == sorted((r.file, r.row, r.reason) for r in data.refusals)
    assert all(count.read == count.accepted + count.refused for count in data.counts)
    assert clean.people == data.people
    for scheme in clean.ratings:
        assert rows_of(clean, scheme) == rows_of(data, scheme)
    assert clean.answers == data.answers
    assert clean.complaints == data.complaints
    assert clean.volumes == data.volumes


def test_single_records_are_checked_for_code_and_target(folder: Path) -> None:
    path = folder / "penilaian.csv"
    person = employee(folder)
    with path.open() as source:
        lines = [
            line
            for line in source
            if not (line.startswith(person) and ("ide-baru" in line or "jumlah-layanan" in line))
        ]
    rows = [row.format(q=person) for _, row, _ in PLANTED if "{q}" in row]
    path.write_text("".join(lines) + "\n".join(rows) + "\n")

    found = [refusal.reason for refusal in accepted(folder).refusals]

    assert [reason for _, row, reason in PLANTED if "{q}" in row] == found


def test_summary_counts_reasons_and_names_nobody(folder: Path) -> None:
    with (folder / "pegawai.csv").open("a") as out:
        out.write("RAHASIA1,x,pelaksana,ya\nRAHASIA2,x,pelaksana,ya\n")

    summary = reasons(accepted(folder).refusals)

    assert [("pegawai.csv", "unknown_unit", 2)] == summary


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "file_missing"),
        (b"pegawai,unit\n", "file_header"),
        (b"pegawai,unit,kelompok,unit\n", "file_header"),
        (b"", "file_header"),
        (b"pegawai,unit,kelompok\n\xff,a,b\n", "file_encoding"),
        (b'pegawai,unit,kelompok\n"a"b,c,d\n', "file_broken"),
    ],
)
def test_a_file_that_cannot_be_read_stops_the_release(
    folder: Path, content: bytes | None, code: str
) -> None:
    path = folder / "pegawai.csv"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)

    with pytest.raises(MicrodataError) as stopped:
        accepted(folder)

    assert code == stopped.value.code


def test_formula_in_a_text_is_disarmed() -> None:
    assert ["'=1+1", "'@x", "a=1"] == [safe("=1+1"), safe("@x"), safe("a=1")]


def test_the_limit_of_refused_rows_is_exact(folder: Path) -> None:
    rows = sum(count.read for count in accepted(folder).counts)
    with (folder / "pegawai.csv").open("a") as out:
        out.write("PX1,x,pelaksana,ya\n")

    data = accepted(folder)

    assert not exceeds(data, Decimal(100) / (rows + 1) + Decimal("0.0001"))
    assert exceeds(data, Decimal(100) / (rows + 1) - Decimal("0.0001"))
    assert exceeds(data, Decimal(0))
