"""What a rating must be to count, and how it is stored for scoring.

Rows that say too little or the wrong thing are refused one by one; of ratings of one thing by one
rater (of single records: by anybody) the first that says something counts, and later ones are
refused whatever they say. A row refused for what it says is not first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from terang.core.program import NO, YES, InputSpec, Program
from terang.release.intake.door import UNKNOWN, Columns, Gathered, because, looked_up
from terang.release.intake.fields import MAX_NUMBER, MAX_PLACES
from terang.release.intake.inputs.folder import Source
from terang.release.intake.names import Names, Places
from terang.release.intake.source import Part
from terang.release.scoring.ratings import Ratings, select
from terang.release.scoring.storage import Layout, layout

TABLE = "penilaian_masuk"
KINDS = {"pilihan": 0, "ya_tidak": 0, "skala": 1, "angka": 2, "rasio": 3}
CODE, SCALE, _, RATIO = range(4)
SELF, DOCUMENT = "diri", "dokumen"
COLUMNS = (
    "pegawai INTEGER, skema TINYINT, masukan SMALLINT, penilai INTEGER, pembeda INTEGER, "
    "angka BIGINT, target BIGINT, kode INTEGER, salah UTINYINT"
)
INPUTS = (
    "skema TINYINT, pasangan INT, nomor INT, masukan SMALLINT, jenis TINYINT, banyak BOOLEAN, "
    "sendiri BOOLEAN, rendah BIGINT, tinggi BIGINT, pecahan BIGINT"
)
MILLION = 10**MAX_PLACES

# the words of a part as numbers, in millionths, and why one is no number
NUMBERS = f"""
SELECT kode, teks <> '' AS ada,
    CAST(greatest(least(angka, {MAX_NUMBER}), -{MAX_NUMBER}) * {MILLION} AS BIGINT) AS nilai,
    CASE WHEN NOT regexp_full_match(teks, '[0-9]+([.][0-9]{{{{0,{MAX_PLACES}}}}})?')
        THEN {because("not_a_number")}
        WHEN angka IS NULL OR angka > {MAX_NUMBER} THEN {because("out_of_range")} END AS salah
FROM (SELECT kode, teks, TRY_CAST(teks AS DECIMAL(38, {MAX_PLACES})) AS angka FROM {{words}})
"""
EARLY = f"""CASE
    WHEN dikenal.pegawai IS NULL THEN {because("unknown_person")}
    WHEN dikenal.skema IS NULL THEN {because("group_without_scheme")}
    WHEN isi.kosong THEN {because("no_answer")}
    WHEN masukan.masukan IS NULL THEN {because("not_in_scheme")}
    WHEN isi.penilai = 0 THEN {because("empty")}
    WHEN masukan.sendiri AND isi.penilai <> isi.nama THEN {because("self_by_other")}
    WHEN NOT masukan.sendiri AND isi.penilai = isi.nama THEN {because("rater_is_self")} END"""
LATE = f"""CASE
    WHEN target.ada AND masukan.jenis <> {RATIO} THEN {because("target_where_none")}
    WHEN NOT target.ada AND masukan.jenis = {RATIO} THEN {because("target_missing")}
    WHEN masukan.jenis = {CODE}
    THEN CASE WHEN pilihan.kode IS NULL THEN {because("unknown_code")} END
    WHEN masukan.jenis = {RATIO} AND target.salah IS NOT NULL THEN target.salah
    WHEN masukan.jenis = {RATIO} AND target.nilai = 0 THEN {because("target_not_positive")}
    WHEN nilai.salah IS NOT NULL THEN nilai.salah
    WHEN masukan.jenis <> {SCALE} THEN NULL
    WHEN nilai.nilai % {MILLION} <> 0 OR masukan.rendah IS NULL THEN {because("not_whole")}
    WHEN nilai.nilai NOT BETWEEN masukan.rendah AND masukan.tinggi
    THEN {because("out_of_range")} END"""
CHECKED = f"""
WITH nilai AS ({NUMBERS.format(words="kata_nilai")}),
    target AS ({NUMBERS.format(words="kata_target")}),
    pilihan AS (
        SELECT pilihan.nomor, kata_nilai.kode AS nilai, pilihan.kode
        FROM kata_nilai JOIN pilihan ON pilihan.teks = kata_nilai.teks
    )
SELECT isi.urut, isi.tanda, dikenal.pegawai, dikenal.skema, masukan.masukan, isi.penilai,
    CASE WHEN masukan.banyak THEN isi.penilai ELSE 0 END AS pembeda,
    CASE WHEN masukan.jenis <> {CODE} THEN nilai.nilai // masukan.pecahan END AS angka,
    CASE WHEN masukan.jenis = {RATIO} THEN target.nilai // masukan.pecahan END AS target,
    pilihan.kode, {EARLY} AS alasan, {LATE} AS salah
FROM isi
LEFT JOIN dikenal ON dikenal.nama = isi.nama
LEFT JOIN masukan ON masukan.skema = dikenal.skema AND masukan.pasangan = isi.pasangan
LEFT JOIN nilai ON nilai.kode = isi.nilai
LEFT JOIN target ON target.kode = isi.target
LEFT JOIN pilihan ON pilihan.nomor = masukan.nomor AND pilihan.nilai = isi.nilai
"""
# what tells apart ratings of which only one counts
KEY = "(pegawai::BIGINT << 37) + (masukan::BIGINT << 27) + pembeda"
MOST_NAMES = 2**26
SORTED_AT_ONCE = 100_000  # people
REPEATED = f"""
UPDATE {TABLE} AS ini
SET alasan = CASE WHEN ini.penilai = pertama.penilai THEN {because("rating_twice")}
    ELSE {because("record_twice")} END
FROM (
    SELECT kunci, min((berkas, urut)) AS tempat, arg_min(penilai, (berkas, urut)) AS penilai
    FROM (SELECT *, {KEY} AS kunci FROM {TABLE} WHERE alasan IS NULL AND salah IS NULL)
    SEMI JOIN berulang USING (kunci) GROUP BY kunci
) AS pertama
WHERE ini.alasan IS NULL AND {KEY} = pertama.kunci
    AND (ini.berkas, ini.urut) > pertama.tempat
"""


class Rules:
    """The inputs of every scheme as tables: `masukan`, `pilihan`."""

    def __init__(self, programs: Mapping[str, Program]) -> None:
        self.schemes = sorted({program.scheme for program in programs.values()})
        by_scheme = {program.scheme: program for program in programs.values()}
        self.layouts = {scheme: layout(by_scheme[scheme]) for scheme in self.schemes}
        specs = [(scheme, spec) for scheme in self.schemes for spec in by_scheme[scheme].inputs]
        self._of = {group: program.scheme for group, program in programs.items()}
        self._indicators = _numbered(spec.indicator for _, spec in specs)
        self._sources = _numbered(spec.source for _, spec in specs)
        self._inputs = [self._input(number, *spec) for number, spec in enumerate(specs)]
        self._choices = [
            (number, word, code)
            for number, (scheme, spec) in enumerate(specs)
            for word, code in _codes(spec, self.layouts[scheme])
        ]

    def scheme_of(self, group: str) -> int | None:
        """The number of the scheme that judges a position group."""
        return self.schemes.index(self._of[group]) if group in self._of else None

    def accepted(
        self, connection: duckdb.DuckDBPyConnection, digest: str | None
    ) -> dict[str, Ratings]:
        """What came through the door, by scheme. digest: of the inputs."""
        return {
            scheme: Ratings(connection, select(TABLE, number), self.layouts[scheme], digest)
            for number, scheme in enumerate(self.schemes)
        }

    def tell(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables."""
        connection.execute(f"CREATE OR REPLACE TABLE masukan ({INPUTS})")
        connection.execute("CREATE OR REPLACE TABLE pilihan (nomor INT, teks VARCHAR, kode INT)")
        for table, rows in (("masukan", self._inputs), ("pilihan", self._choices)):
            for row in rows:
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)

    def _input(self, number: int, scheme: str, spec: InputSpec) -> tuple[object, ...]:
        indicator, source = self._indicators[spec.indicator], self._sources[spec.source]
        pair = indicator * len(self._sources) + source
        own = self.layouts[scheme]
        limits = (None, None)
        if spec.low is not None and spec.high is not None:
            limits = (ceil(spec.low) * MILLION, floor(spec.high) * MILLION)
        is_self = None if spec.source == DOCUMENT else spec.source == SELF
        part = MILLION // own.scales[spec.id]
        place = (self.schemes.index(scheme), pair, number)
        told = (*place, own.inputs[spec.id], KINDS[spec.kind], spec.many, is_self)
        return (*told, *limits, part)

    def rows(self, part: Part, people: Mapping[str, Places]) -> Columns:
        """What a part says, by number."""
        indicator = looked_up(part, "indikator", lambda word: self._indicators.get(word, UNKNOWN))
        source = looked_up(part, "sumber", lambda word: self._sources.get(word, UNKNOWN))
        is_known = (indicator >= 0) & (source >= 0)
        is_empty = [looked_up(part, name, len) == 0 for name in ("indikator", "nilai", "target")]
        return {
            "nama": people["pegawai"],
            "penilai": people["penilai"],
            "pasangan": np.where(is_known, indicator * len(self._sources) + source, UNKNOWN),
            "kosong": np.logical_and.reduce(is_empty),
            "nilai": part.columns["nilai"].indices.to_numpy(),
            "target": part.columns["target"].indices.to_numpy(),
        }


def _numbered(words: Iterable[str]) -> dict[str, int]:
    return {word: place for place, word in enumerate(dict.fromkeys(words))}


def _codes(spec: InputSpec, own: Layout) -> list[tuple[str, int]]:
    """What may be answered, with the number of the code."""
    words = [choice.code for choice in spec.choices] if spec.kind == "pilihan" else []
    words = [YES, NO] if spec.kind == "ya_tidak" else words
    return [(word, own.codes[spec.id, word]) for word in words]


def ratings_at_the_door(
    connection: duckdb.DuckDBPyConnection,
    names: Names,
    sources: Sequence[Source],
    rules: Rules,
) -> Gathered:
    """The table `penilaian_masuk` with the ratings of all sources, checked.

    The table `dikenal` holds who was accepted, see `door_people`.
    """
    rules.tell(connection)
    gathered = Gathered(connection, TABLE, COLUMNS, names)

    def rows(part: Part, people: Mapping[str, Places]) -> Columns:
        for name in ("nilai", "target"):
            words = part.columns[name].dictionary
            places = np.arange(len(words), dtype=np.int32)
            connection.register(f"kata_{name}", pa.table({"kode": places, "teks": words}))
        return rules.rows(part, people)

    for source in sources:
        gathered.gather(source, source.ratings(), rows, CHECKED)
    assert len(names) < MOST_NAMES, "a key of 63 bits holds so many people"
    _refuse_repeated(connection, len(names))
    return gathered


def _refuse_repeated(connection: duckdb.DuckDBPyConnection, people: int) -> None:
    """Of ratings of which only one counts, those after the first."""
    found = [_repeated(connection, first) for first in range(0, people, SORTED_AT_ONCE)]
    connection.register("berulang", pa.table({"kunci": np.concatenate([[], *found]).astype(int)}))
    connection.execute(REPEATED)
    connection.unregister("berulang")
    connection.execute(
        f"UPDATE {TABLE} SET alasan = salah WHERE alasan IS NULL AND salah IS NOT NULL"
    )


def _repeated(connection: duckdb.DuckDBPyConnection, first: int) -> npt.NDArray[np.int64]:
    """Keys that several ratings of some people have. Sorting costs next to nothing where rows are
    in order of people, and half of a GROUP BY where they are not."""
    keys = connection.execute(
        f"SELECT {KEY} AS kunci FROM {TABLE} WHERE alasan IS NULL AND pegawai >= ? AND pegawai < ?",
        [first, first + SORTED_AT_ONCE],
    ).fetchnumpy()["kunci"]
    keys = np.sort(np.asarray(keys), kind="stable")
    again: npt.NDArray[np.int64] = np.unique(keys[1:][keys[1:] == keys[:-1]])
    return again
