"""The same rows give the same release, whatever form they come in."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from input_forms import (
    AGENCY,
    FORMS,
    PERIOD,
    accepted,
    as_csv,
    digest,
    people,
    postgres,
    postgres_folder,
    sample,
    tables,
    write_csv,
    write_xlsx,
)

from terang.release.intake.inputs import parquet_files
from terang.release.intake.inputs.folder import open_inputs
from terang.release.intake.source import MicrodataError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / AGENCY / PERIOD
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_people_and_services(form: str, home: Path) -> None:
    FORMS[form](home)

    data = accepted(home)

    assert people(accepted(sample())) == people(data)
    assert all(count.read == count.accepted for count in data.counts)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["terbalik", "buku kerja", "ekspor"])
def test_every_form_gives_the_same_release(form: str, home: Path) -> None:
    FORMS[form](home)

    assert digest(sample()) == digest(home)


MAPPING = """\
format: terang/1
jenis: pemetaan
postgresql: TERANG_PG_UJI
tabel:
  pegawai:
    kueri: SELECT nomor, unit, kelompok FROM pegawai
    kolom: {pegawai: nomor, unit: unit, kelompok: kelompok, sintetis: {tetap: ya}}
  penilaian:
    kueri: SELECT * FROM penilaian;
    kolom: {pegawai: pegawai, indikator: indikator, sumber: sumber, penilai: penilai,
            nilai: nilai, target: target, sintetis: {tetap: ya}}
  aduan:
    kueri: SELECT * FROM aduan
    kolom: {layanan: layanan, aduan: aduan, kelas: kelas, diterima: diterima, selesai: selesai,
            sintetis: {tetap: ya}}
"""


@pytest.mark.skipif(postgres_folder() is None, reason="no PostgreSQL server on this machine")
def test_a_database_gives_the_same_people_and_services(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")
    programs = postgres_folder()
    assert programs is not None
    as_csv(home)
    for name in ("pegawai", "penilaian", "aduan"):
        (home / f"{name}.csv").unlink()
    (home / "pemetaan.yml").write_text(MAPPING)
    with postgres(programs) as address:
        monkeypatch.setenv("TERANG_PG_UJI", address)
        with dbapi.connect(address) as connection, connection.cursor() as cursor:
            for statement in _statements():
                cursor.execute(statement)
            connection.commit()

        data = accepted(home)
        again = accepted(home)
        with dbapi.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute("UPDATE penilaian SET nilai = '1' WHERE nilai = '5'")
            connection.commit()
        changed = accepted(home)
        (home / "pemetaan.yml").write_text(MAPPING.replace("FROM aduan", "FROM rahasia"))
        with pytest.raises(MicrodataError) as refused:
            accepted(home)
        written = MAPPING.replace("SELECT * FROM aduan", "DELETE FROM aduan RETURNING *")
        (home / "pemetaan.yml").write_text(written)
        with pytest.raises(MicrodataError):
            accepted(home)

    assert people(accepted(sample())) == people(data)
    assert data.asked == again.asked != changed.asked
    assert "" == accepted(sample()).asked
    assert "postgresql:penilaian" in {count.file for count in data.counts}
    assert {"source": "postgresql:aduan", "fault": "42P01"} == refused.value.fields


def _statements() -> list[str]:
    """The tables as another system keeps them: exact decimals, days, nulls."""
    kinds = {"nilai": "text", "target": "numeric(12,2)", "diterima": "date", "selesai": "date"}
    made = []
    for name in ("pegawai", "penilaian", "aduan"):
        head, rows = tables()[name]
        head = ["nomor" if (name, column) == ("pegawai", "pegawai") else column for column in head]
        made.append(
            f"CREATE TABLE {name} (" + ", ".join(f"{c} {kinds.get(c, 'text')}" for c in head) + ")"
        )
        values = ", ".join(
            "(" + ", ".join(f"'{value}'" if value else "NULL" for value in row) + ")"
            for row in rows[::-1]
        )
        made.append(f"INSERT INTO {name} VALUES {values}")
    return made


def test_a_long_number_stored_as_a_figure_is_refused_with_its_place(home: Path) -> None:
    head, rows = tables()["pegawai"]
    as_csv(home)
    (home / "pegawai.csv").unlink()
    rows = [*rows[:2], ["198501012010011001", *rows[2][1:]]]
    write_xlsx(home / "pegawai.xlsx", {"Data": (head, rows)}, numbers=("pegawai",))

    with pytest.raises(MicrodataError) as refused:
        accepted(home)

    place = {"file": "pegawai.xlsx[Data]", "row": "4", "column": "pegawai"}
    assert ("file_long_number", place) == (refused.value.code, refused.value.fields)
    assert "1985" not in refused.value.told("id")


@pytest.mark.parametrize("place", ["XFD1048576", "ZZZZ1", "A00000000009999999"])
def test_a_sheet_that_spans_more_than_memory_holds_is_refused(home: Path, place: str) -> None:
    as_csv(home)
    (home / "pegawai.csv").unlink()
    path = home / "pegawai.xlsx"
    write_xlsx(path, {"Data": tables()["pegawai"]})
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="9"><c r="PLACE"><v>1</v></c></row></sheetData>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", far.replace(b"PLACE", place.encode()))
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)

    with pytest.raises(MicrodataError) as refused:
        accepted(home)

    assert ("file_too_large", {"file": "pegawai.xlsx"}) == (
        refused.value.code,
        refused.value.fields,
    )


def test_a_decimal_comma_in_a_workbook_is_a_number(home: Path) -> None:
    as_csv(home)
    head, rows = tables()["populasi"]
    (home / "populasi.csv").unlink()
    write_xlsx(home / "populasi.xlsx", {"x": (head, [[rows[0][0], "12,0", "ya"]])})
    data = accepted(home)

    assert [("populasi.xlsx", 2, "not_whole")] == [(r.file, r.row, r.reason) for r in data.refusals]


def test_a_table_in_two_forms_is_refused(home: Path) -> None:
    as_csv(home)
    (home / "libur.parquet").touch()

    with pytest.raises(MicrodataError) as refused:
        open_inputs(home)

    assert {"table": "libur", "files": "libur.csv, libur.parquet"} == refused.value.fields


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("pegawai.csv.gz", b"pegawai,unit", "file_broken"),
        ("pegawai.parquet", b"PAR1", "file_broken_form"),
        ("pegawai.xlsx", b"PK", "file_broken_form"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_stops_the_release(
    home: Path, name: str, content: bytes, code: str
) -> None:
    as_csv(home)
    (home / "pegawai.csv").unlink()
    (home / name).write_bytes(content)

    with pytest.raises(MicrodataError) as refused:
        accepted(home)

    assert (code, name) == (refused.value.code, refused.value.fields["file"])


def test_a_workbook_whose_parts_have_no_readable_name_is_refused(home: Path) -> None:
    as_csv(home)
    (home / "pegawai.csv").unlink()
    place = home / "pegawai.xlsx"
    with zipfile.ZipFile(place, "w") as book:
        book.writestr("é.xml", "")
    place.write_bytes(place.read_bytes().replace("é".encode(), b"\x99\x99"))

    with pytest.raises(MicrodataError) as refused:
        accepted(home)

    assert "UnicodeDecodeError" == refused.value.fields["fault"]


def test_faults_of_a_form_are_told_by_row_and_column(home: Path) -> None:
    as_csv(home)
    (home / "penilaian.csv").unlink()
    person = tables()["pegawai"][1][0][0]
    head = ["pegawai", "sumber", "penilai", "komitmen", "kerja-sama", "tidak-ada"]
    rows = [[person, "atasan", "R1", "4", "9", "1"], [person, "atasan", "R2", "", "", ""]]
    write_csv(home / "formulir.csv", head, rows)

    data = accepted(home)

    told = [(r.row, r.column, r.reason) for r in data.refusals]
    assert (2, "tidak-ada", "not_in_scheme") in told
    assert (3, "", "no_answer") in told
    assert [4] == [count.read for count in data.counts if count.file == "formulir.csv"]


def test_duckdb_neither_installs_nor_loads_extensions() -> None:
    import duckdb

    with duckdb.connect(":memory:", config=parquet_files.SETTINGS) as connection:
        found = connection.execute(
            "SELECT current_setting('autoinstall_known_extensions'),"
            " current_setting('autoload_known_extensions')"
        ).fetchone()
        with pytest.raises(duckdb.Error):
            connection.execute("SELECT * FROM read_xlsx('x.xlsx')")

    assert (False, False) == found


def test_without_a_list_the_nation_s_holidays_count_and_the_office_may_change_them(
    home: Path,
) -> None:
    pytest.importorskip("holidays")
    as_csv(home)
    (home / "libur.csv").unlink()
    changes = [["2025-12-26", "tidak"], ["2025-12-24", "ya"]]
    write_csv(home / "cuti-bersama.csv", ["tanggal", "berlaku"], changes)

    days = accepted(home).holidays

    asked = [date(2025, 8, 17), date(2025, 4, 2), date(2025, 12, 24), date(2025, 12, 26)]
    assert [True, True, True, False] == [day in days for day in asked]
