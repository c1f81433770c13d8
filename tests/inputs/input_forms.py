"""One period of synthetic microdata, and the same rows in every form that Terang reads."""

from __future__ import annotations

import csv
import gzip
import os
import pwd
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from xml.sax.saxutils import escape

from tests.shipped import criteria

sys.path.insert(0, str(Path(__file__).parents[1] / "release"))  # how ratings are looked at
from rating_rows import RatingRow, rows_of

from terang.release.intake.contract import Microdata, accept
from terang.release.intake.schemes import programs
from terang.release.publication.build import build_release
from terang.releasefile.form import manifest_digest
from terang.sample.files import write_sample

ROOT = Path(__file__).parents[2]
AGENCY, PERIOD = "kotabumi", "2025"
Table = tuple[list[str], list[list[str]]]


@cache
def sample(employees: int = 60) -> Path:
    """One agency and period as plain CSV; do not change it."""
    home = Path(mkdtemp(prefix="terang-masukan-"))
    for done in write_sample(criteria(), home, employees, 3):
        if (done.agency, done.period) == (AGENCY, PERIOD):
            break
    return home / AGENCY / PERIOD


def tables() -> dict[str, Table]:
    found = {}
    for path in sorted(sample().glob("*.csv")):
        with path.open(newline="") as source:
            head, *rows = csv.reader(source)
        found[path.stem] = (head, rows)
    return found


def accepted(folder: Path) -> Microdata:
    agency = criteria().agencies[AGENCY]
    return accept(folder, agency, criteria(), programs(agency, criteria(), PERIOD))


@cache
def digest(folder: Path) -> str:
    """Of the release that is built from a folder."""
    built = build_release(criteria().agencies[AGENCY], criteria(), folder, PERIOD)
    return manifest_digest(built.release)


def people(data: Microdata) -> object:
    """Everything a release is made of, in an order of its own."""
    return (
        sorted(map(str, data.people)),
        {scheme: sorted(map(_rating, rows_of(data, scheme))) for scheme in data.ratings},
        sorted(map(str, data.trainings)),
        {service: sorted(map(str, rows)) for service, rows in data.answers.items()},
        dict(data.populations),
        sorted(map(str, data.complaints)),
        dict(data.volumes),
        data.holidays,
        data.synthetic,
        data.refusals,
    )


def _rating(row: RatingRow) -> str:
    """74.9 and 74.90 are one number."""
    numbers = [None if n is None else str(n.normalize()) for n in (row.number, row.target)]
    return f"{row.person} {row.input} {numbers} {row.code}"


# --- forms ------------------------------------------------------------------------------------


def as_csv(home: Path) -> None:
    for name, (head, rows) in tables().items():
        write_csv(home / f"{name}.csv", head, rows)


def as_reversed(home: Path) -> None:
    """The same rows in the opposite order."""
    for name, (head, rows) in tables().items():
        write_csv(home / f"{name}.csv", head, rows[::-1])


def as_gz(home: Path) -> None:
    for name in tables():
        with gzip.open(home / f"{name}.csv.gz", "wb") as out:
            out.write((sample() / f"{name}.csv").read_bytes())


def as_parquet(home: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name, (head, rows) in tables().items():
        columns = {column: [row[at] for row in rows] for at, column in enumerate(head)}
        pq.write_table(pa.table(columns), home / f"{name}.parquet")


def as_typed_parquet(home: Path) -> None:
    """As another program stores it: whole numbers, floats, days, nulls."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name, (head, rows) in tables().items():
        columns = {}
        for at, column in enumerate(head):
            texts = [row[at] or None for row in rows]
            try:
                values: pa.Array = pa.array([None if t is None else float(t) for t in texts])
            except ValueError:
                values = pa.array(texts, pa.string())
                if column in ("diterima", "selesai", "tanggal") and name != "pelatihan":
                    values = values.cast(pa.date32())
            columns[column] = values
        pq.write_table(pa.table(columns), home / f"{name}.parquet")


def as_partitions(home: Path) -> None:
    """Ratings by source, half of them Parquet; other tables in two files each."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name, (head, rows) in tables().items():
        if name != "penilaian":
            half = len(rows) // 2
            (home / name).mkdir()
            write_csv(home / name / "a.csv", head, rows[:half])
            write_csv(home / name / "b.csv", head, rows[half:])
            continue
        at = head.index("sumber")
        rest = [column for column in head if column != "sumber"]
        for source in sorted({row[at] for row in rows}):
            part = home / name / f"sumber={source}"
            part.mkdir(parents=True)
            mine = [[v for p, v in enumerate(row) if p != at] for row in rows if row[at] == source]
            if source == "atasan":
                columns = {column: [row[p] for row in mine] for p, column in enumerate(rest)}
                pq.write_table(pa.table(columns), part / "0.parquet")
            else:
                write_csv(part / "0.csv", rest, mine)


def as_workbook(home: Path) -> None:
    write_xlsx(home / "mikrodata.xlsx", tables(), numbers=("nilai", "target", "populasi", "jumlah"))


def as_form(home: Path) -> None:
    """Ratings by form: one row a person, source and rater, a column for each indicator."""
    as_csv(home)
    (home / "penilaian.csv").unlink()
    head, rows = tables()["penilaian"]
    forms: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows:
        fields = dict(zip(head, row, strict=True))
        key = (fields["pegawai"], fields["sumber"], fields["penilai"])
        form = forms.setdefault(key, {})
        form[fields["indikator"]] = fields["nilai"]
        if fields["target"]:
            form[f"{fields['indikator']}.target"] = fields["target"]
    columns = sorted({column for form in forms.values() for column in form})
    write_csv(
        home / "formulir.csv",
        ["pegawai", "sumber", "penilai", *columns, "sintetis"],
        [[*key, *(form.get(c, "") for c in columns), "ya"] for key, form in forms.items()],
    )


EXPORT = """\
format: terang/1
jenis: pemetaan
tabel:
  pegawai:
    berkas: [ekspor/Data Pegawai.xlsx]
    lembar: Data
    baris_kepala: 3
    kolom:
      pegawai: No Induk
      unit:
        kolom: OPD
        ganti: {UNITS}
      kelompok: Jabatan
      sintetis: {tetap: ya}
  penilaian:
    berkas: [ekspor/nilai-*.csv]
    pemisah: titik_koma
    desimal: koma
    kolom: {pegawai: No Induk, indikator: Kode, sumber: Dari, penilai: Oleh, nilai: Skor,
            target: Sasaran, sintetis: {tetap: ya}}
  aduan:
    berkas: [ekspor/aduan.csv]
    tanggal: HH/BB/TTTT
    kolom: {layanan: Layanan, aduan: Tiket, kelas: Kelas, diterima: Masuk, selesai: Tutup,
            sintetis: {tetap: ya}}
"""


def as_export(home: Path) -> None:
    """Files of another system, read through a mapping file; the other tables are plain."""
    as_csv(home)
    for name in ("pegawai", "penilaian", "aduan"):
        (home / f"{name}.csv").unlink()
    (home / "ekspor").mkdir()
    _, rows = tables()["pegawai"]
    units = {unit: f"{place}.01" for place, unit in enumerate(sorted({row[1] for row in rows}))}
    data = [["Daftar Pegawai"], [], ["No Induk", "OPD", "Jabatan", "Nama"]]
    data += [[row[0], units[row[1]], row[2], f"Orang {row[0]}"] for row in rows]
    write_xlsx(home / "ekspor" / "Data Pegawai.xlsx", {"Lain": ([], []), "Data": ([], data)})
    _, rows = tables()["penilaian"]
    names = ["No Induk", "Kode", "Dari", "Oleh", "Skor", "Sasaran"]
    with_comma = [[*row[:4], *(value.replace(".", ",") for value in row[4:6])] for row in rows]
    half = len(rows) // 2
    write_csv(home / "ekspor" / "nilai-1.csv", names, with_comma[:half], ";")
    write_csv(home / "ekspor" / "nilai-2.csv", names, with_comma[half:], ";")
    _, rows = tables()["aduan"]
    late = [[*row[:3], *("/".join(day.split("-")[::-1]) for day in row[3:5])] for row in rows]
    write_csv(home / "ekspor/aduan.csv", ["Layanan", "Tiket", "Kelas", "Masuk", "Tutup"], late)
    told = "{" + ", ".join(f'"{code}": {unit}' for unit, code in units.items()) + "}"
    (home / "pemetaan.yml").write_text(EXPORT.replace("{UNITS}", told))


FORMS: dict[str, Callable[[Path], None]] = {
    "csv": as_csv,
    "terbalik": as_reversed,
    "gz": as_gz,
    "parquet": as_parquet,
    "parquet bertipe": as_typed_parquet,
    "partisi": as_partitions,
    "buku kerja": as_workbook,
    "formulir": as_form,
    "ekspor": as_export,
}


def write_csv(
    path: Path, head: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str = ","
) -> None:
    with path.open("w", newline="") as out:
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def write_xlsx(path: Path, sheets: dict[str, Table], numbers: Sequence[str] = ()) -> None:
    """A small workbook; columns named in `numbers` hold number cells where they can."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/'
            'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        )
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        out.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        listed = "".join(
            f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>'
            for at, name in enumerate(names, 1)
        )
        out.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>{listed}</sheets></workbook>',
        )
        targets = "".join(
            f'<Relationship Id="r{at}" Type="{relation}/worksheet" '
            f'Target="worksheets/sheet{at}.xml"/>'
            for at in range(1, len(names) + 1)
        )
        out.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}">{targets}</Relationships>',
        )
        for at, (head, rows) in enumerate(sheets.values(), 1):
            lines = ([head] if head else []) + rows
            body = "".join(
                _xml_row(number, row, head, numbers) for number, row in enumerate(lines, 1)
            )
            out.writestr(
                f"xl/worksheets/sheet{at}.xml",
                f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
            )


def _xml_row(number: int, row: Sequence[str], head: Sequence[str], numbers: Sequence[str]) -> str:
    cells = "".join(
        _xml_cell(f"{chr(65 + at)}{number}", value, at < len(head) and head[at] in numbers)
        for at, value in enumerate(row)
        if value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _xml_cell(place: str, value: str, may_be_number: bool) -> str:
    if may_be_number and value.replace(".", "").isdigit():
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


# --- PostgreSQL -------------------------------------------------------------------------------


def postgres_folder() -> Path | None:
    """Where the server's programs are, or None."""
    found = shutil.which("postgres")
    homes = [Path(found).resolve().parent] if found else []
    homes += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((home for home in homes if (home / "initdb").is_file()), None)


@contextmanager
def postgres(programs_folder: Path) -> Iterator[str]:
    """A server of its own on a socket; yields its address."""
    home = Path(mkdtemp(prefix="terang-pg-", dir="/tmp"))
    home.chmod(0o755)
    data = home / "data"
    data.mkdir()
    options: dict[str, object] = {"cwd": "/", "capture_output": True}
    if os.getuid() == 0:  # the server refuses to run as root
        user = pwd.getpwnam("nobody")
        os.chown(data, user.pw_uid, user.pw_gid)
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    options["env"] = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ["PATH"]}

    def run(*words: object) -> None:
        subprocess.run([str(word) for word in words], check=True, **options)  # type: ignore[call-overload]

    control = programs_folder / "pg_ctl"
    try:
        first = ("-U", "terang", "--auth=trust", "-E", "UTF8", "--no-sync")
        run(programs_folder / "initdb", "-D", data, *first)
        socket = f"-k {data} -c listen_addresses= -c fsync=off"
        run(control, "-D", data, "-w", "-l", data / "log", "-o", socket, "start")
        try:
            yield f"postgresql://terang@/postgres?host={data}"
        finally:
            run(control, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
