"""The door in SQL gives the account that going through the rows one by one gives."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from door_by_row import Found, by_row
from input_forms import AGENCY, PERIOD, criteria

from terang.release.intake import contract, door_ratings
from terang.release.intake.contract import Microdata
from terang.release.intake.inputs import csv_files, parquet_files, records
from terang.release.intake.names import Names
from terang.release.intake.schemes import programs
from terang.release.intake.source import MicrodataError

KEY = "kunci uji yang cukup panjang 0123456789"
NIP = ("198501012010011001", "19850101 201001 1 001", "198501012010012002")
PEOPLE = [*(f"P{number}" for number in range(9)), "Siti Aminah", "Bu R.", ""]
RATERS = [*PEOPLE, "R1", "R2", "R3", "\u00a0R1 ", "R1\t"]
UNITS = ["pelayanan-umum", "pelayanan-aduan", "kesehatan-puskesmas", "dinas-luar", ""]
GROUPS = ["pelaksana"] * 4 + ["petugas-kesehatan", "pegawai-pendidikan", "juru-masak", ""]
INDICATORS = [
    *("komitmen", "kerja-sama", "inisiatif-kerja", "ide-baru", "jumlah-layanan"),
    *("kepuasan-masyarakat", "manajemen-waktu", "memancing", ""),
]
SOURCES = ["atasan", "rekan", "diri", "sistem", "dokumen", "tetangga", ""]
VALUES = [
    *("1", "2", "3", "4", "5", "4", "5", "ya", "tidak", "6", "0", "04", "3.5", "4.0", "4.", ".5"),
    *(
        "",
        "mungkin",
        "NaN",
        "-1",
        "-9223372036854775808",
        "+1",
        "1e3",
        "３",
        "٣",
        "1_000",
        " 4",
        "4\u2003",
        "3,5",
    ),
    *("92.44", "1000000000", "1000000000.000001", "1000000001", "0" * 40 + "7", "9" * 45),
    *(
        "0.000001",
        "0.0000001",
        "74.900000",
        "x" * 999,
        "x" * 1001,
        'kata "sulit"',
        "a\nb",
        "a\r\nb",
    ),
]
TARGETS = [*([""] * 12), "100", "0", "0.0", "x", "1000000001", "7,5", "0.0000001", "400"]
MARKS = ["ya"] * 9 + ["tidak", ""]


class Dirty:
    """A folder of microdata in which much is wrong, drawn from a seed."""

    def __init__(self, seed: int, home: Path) -> None:
        self.random = random.Random(seed)
        self.folder = home / AGENCY / PERIOD
        self.folder.mkdir(parents=True)
        self.people = PEOPLE
        if self.random.random() < 0.3:
            self.people = [*PEOPLE, *NIP]
            (home / "kunci-nip.txt").write_text(KEY)
        self.is_marked = self.random.random() < 0.8

    def write(self) -> None:
        chance = self.random
        rows = [
            [chance.choice(self.people), chance.choice(UNITS), chance.choice(GROUPS)]
            for _ in range(20)
        ]
        rows += [[person, chance.choice(UNITS[:3]), "pelaksana"] for person in self.people]
        self.table("pegawai", ["pegawai", "unit", "kelompok"], rows)
        if chance.random() < 0.3:
            answers = [*INDICATORS[:-1], "jumlah-layanan.target"]
            head = ["pegawai", "sumber", "penilai", *chance.sample(answers, 6)]
            self.table("formulir", head, [self.form(len(head) - 3) for _ in range(150)])
        if chance.random() < 0.85 or not (self.folder / "formulir.csv").exists():
            head = ["pegawai", "indikator", "sumber", "penilai", "nilai", "target"]
            self.table("penilaian", head, [self.rating() for _ in range(400)])

    def form(self, answers: int) -> list[str]:
        chance = self.random
        who = [chance.choice(self.people), chance.choice(SOURCES), chance.choice(RATERS)]
        return [*who, *(chance.choice([*VALUES, "", "", ""]) for _ in range(answers))]

    def rating(self) -> list[str]:
        chance = self.random
        person = chance.choice(self.people)
        source = chance.choice(SOURCES)
        rater = person if source == "diri" and chance.random() < 0.9 else chance.choice(RATERS)
        asked = [chance.choice(INDICATORS), source, rater]
        return [person, *asked, chance.choice(VALUES), chance.choice(TARGETS)]

    def table(self, name: str, head: list[str], rows: list[list[str]]) -> None:
        """As one file, gzipped, or in parts of which folders name a column."""
        chance = self.random
        if self.is_marked:
            head, rows = [*head, "sintetis"], [[*row, chance.choice(MARKS)] for row in rows]
        if chance.random() < 0.2:
            head, rows = [*head, "catatan"], [[*row, chance.choice(VALUES)] for row in rows]
        form = chance.choice(("csv", "csv", "csv.gz", "parts"))
        if form != "parts":
            self.file(self.folder / f"{name}.{form}", head, rows)
            return
        at = head.index("sumber") if "sumber" in head else head.index("kelompok")
        rest = [column for column in head if column != head[at]]
        for value in ("rekan", "atasan", "pelaksana"):
            part = self.folder / name / f"{head[at]}={value}"
            part.mkdir(parents=True)
            mine = [[v for p, v in enumerate(row) if p != at] for row in rows]
            self.file(part / "0.csv", rest, mine[: len(mine) // 2])
            self.file(part / "1.csv.gz", rest, mine[len(mine) // 2 :])

    def file(self, path: Path, head: list[str], rows: list[list[str]]) -> None:
        chance = self.random
        out = io.StringIO(newline="")
        quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
        end = chance.choice(("\n", "\n", "\r\n"))
        writer = csv.writer(out, lineterminator=end, quoting=quoting)
        writer.writerow(head)
        for row in rows:
            ragged = chance.choice((row[:-1], [*row, "x"], [row[0]]))
            if chance.random() < 0.02:
                out.write(chance.choice(("", "  ", '""', "," * (len(head) - 1))) + end)
            if chance.random() < 0.01:
                out.write(chance.choice(('a"b', 'x, "y"', "\x00", "\x1c4")) + end)
            writer.writerow(ragged if chance.random() < 0.02 else row)
        text = out.getvalue()
        if chance.random() < 0.2:
            text = "\ufeff" + text
        if chance.random() < 0.2:
            text = text.removesuffix(end)
        if chance.random() < 0.04:
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(('"', "\r", "\ufeff", ",", "\n\n")) + text[at:]
        content = text.encode()
        if chance.random() < 0.01:
            content = content[: len(content) // 2] + b"\xff" + content[len(content) // 2 :]
        path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Names]]:
    """Every list of names that is made."""
    made: list[Names] = []

    class Listed(Names):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr(contract, "Names", Listed)
    yield made


def told(data: Microdata, names: Names) -> tuple[object, ...]:
    """Everything that came of the two tables, in an order of its own."""
    people = [(person.id, person.unit, person.group) for person in data.people]
    rows = []
    for scheme, ratings in data.ratings.items():
        own = ratings.layout
        inputs = {place: name for name, place in own.inputs.items()}
        codes = {place: code for (_, code), place in own.codes.items()}
        for row in ratings.table().to_pylist():
            name = inputs[row["masukan"]]
            rows.append(
                (
                    *(scheme, people[row["pegawai"]][0], name, names.id(row["penilai"])),
                    *(row["angka"], row["target"], codes.get(row["kode"])),
                )
            )
    return people, sorted(rows, key=str), data.refusals, data.counts, data.synthetic


def expected(found: Found, data: Microdata) -> tuple[object, ...]:
    scales = {scheme: ratings.layout.scales for scheme, ratings in data.ratings.items()}
    rows = []
    for row in found.ratings:
        scale = scales[row.scheme][row.input]
        numbers = [None if n is None else int(n * scale) for n in (row.number, row.target)]
        rows.append((row.scheme, row.person, row.input, row.rater, *numbers, row.code))
    people = [(person.id, person.unit, person.group) for person in found.people]
    refusals, counts = found.refusals, found.counts
    return people, sorted(rows, key=str), refusals, counts, found.marks == {"ya"}


@pytest.mark.parametrize("seed", range(40))
def test_both_doors_give_the_same_account(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[Names]
) -> None:
    dirty = Dirty(seed, tmp_path)
    dirty.write()
    monkeypatch.setattr(csv_files, "BLOCK", dirty.random.choice((300, 3000, 10**6)))
    monkeypatch.setattr(records, "AT_ONCE", dirty.random.choice((40, 1000)))
    monkeypatch.setattr(door_ratings, "SORTED_AT_ONCE", dirty.random.choice((3, 1000)))
    agency = criteria().agencies[AGENCY]
    judges = programs(agency, criteria(), PERIOD)
    try:
        found = by_row(dirty.folder, agency, judges)
    except MicrodataError as fault:
        with pytest.raises(MicrodataError) as stopped:
            contract.accept(dirty.folder, agency, criteria(), judges)
        assert (fault.code, fault.fields) == (stopped.value.code, stopped.value.fields)
        return

    data = contract.accept(dirty.folder, agency, criteria(), judges)

    assert expected(found, data) == told(data, names[-1])


@pytest.mark.parametrize("seed", range(6))
def test_the_same_rows_as_parquet_give_the_same_account(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[Names]
) -> None:
    """But for the head, which a Parquet file has not: its first row is number 1."""
    dirty = Dirty(seed, tmp_path)
    monkeypatch.setattr(parquet_files, "ROWS", dirty.random.choice((37, 1000)))
    head = ["pegawai", "indikator", "sumber", "penilai", "nilai", "target"]
    rows = [dirty.rating() for _ in range(400)]
    people = [[person, "pelayanan-umum", "pelaksana"] for person in dirty.people]
    for name, columns, written in (
        ("pegawai", ["pegawai", "unit", "kelompok"], people),
        ("penilaian", head, rows),
    ):
        with (dirty.folder / f"{name}.csv").open("w", newline="") as out:
            csv.writer(out).writerows([columns, *written])
    agency = criteria().agencies[AGENCY]
    judges = programs(agency, criteria(), PERIOD)
    found = told(contract.accept(dirty.folder, agency, criteria(), judges), names[-1])
    (dirty.folder / "penilaian.csv").unlink()
    columns = {
        column: [row[at] or dirty.random.choice((None, "")) for row in rows]
        for at, column in enumerate(head)
    }
    pq.write_table(pa.table(columns), dirty.folder / "penilaian.parquet", row_group_size=150)

    again = told(contract.accept(dirty.folder, agency, criteria(), judges), names[-1])

    def moved(refusals: object) -> list[tuple[int, str]]:
        assert isinstance(refusals, tuple)
        return [
            (r.row + r.file.endswith(".parquet"), r.reason)
            for r in refusals
            if r.file.startswith("penilaian")
        ]

    assert found[:2] == again[:2]
    assert moved(found[2]) == moved(again[2]) != []
