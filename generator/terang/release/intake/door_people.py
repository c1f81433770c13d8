"""What a row about a person must be to count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import duckdb
import pyarrow as pa

from terang.release.intake.door import UNKNOWN, Columns, Gathered, because, looked_up
from terang.release.intake.inputs.folder import Source
from terang.release.intake.names import Names, Places
from terang.release.intake.source import Part

PEOPLE_COLUMNS = "nama INTEGER, unit INTEGER, kelompok INTEGER"
PEOPLE_CHECKED = f"""
SELECT *, CASE
    WHEN nama = 0 THEN {because("empty")}
    WHEN unit < 0 THEN {because("unknown_unit")}
    WHEN kelompok < 0 THEN {because("unknown_group")} END AS alasan
FROM isi
"""
PEOPLE_REPEATED = f"""
UPDATE pegawai_masuk AS ini
SET alasan = CASE WHEN ini.unit = pertama.unit THEN {because("person_twice")}
    ELSE {because("person_in_two_units")} END
FROM (
    SELECT nama, arg_min(berkas, (berkas, urut)) AS berkas, arg_min(urut, (berkas, urut)) AS urut,
        arg_min(unit, (berkas, urut)) AS unit
    FROM pegawai_masuk WHERE alasan IS NULL GROUP BY nama HAVING count(*) > 1
) AS pertama
WHERE ini.nama = pertama.nama AND ini.alasan IS NULL
    AND (ini.berkas, ini.urut) <> (pertama.berkas, pertama.urut)
"""


def people_at_the_door(
    connection: duckdb.DuckDBPyConnection,
    names: Names,
    sources: Sequence[Source],
    units: Sequence[str],
    groups: Sequence[str],
) -> Gathered:
    """The table `pegawai_masuk` with the people of all sources, checked."""
    known = {"unit": _numbered(units), "kelompok": _numbered(groups)}

    def rows(part: Part, people: Mapping[str, Places]) -> Columns:
        places = {name: looked_up(part, name, find) for name, find in known.items()}
        return {"nama": people["pegawai"], **places}

    gathered = Gathered(connection, "pegawai_masuk", PEOPLE_COLUMNS, names)
    for source in sources:
        gathered.gather(source, source.parts(), rows, PEOPLE_CHECKED)
    connection.execute(PEOPLE_REPEATED)
    return gathered


def accepted_people(
    connection: duckdb.DuckDBPyConnection, schemes: Sequence[int | None]
) -> list[tuple[int, int, int]]:
    """Name, unit and group of everybody accepted, in the order of files and rows.

    schemes: the number of the one that judges a group, by group. The table `dikenal` tells the
    ratings who is known: nama, pegawai (the place in this list), skema.
    """
    connection.register(
        "penilai_kelompok",
        pa.table({"kelompok": range(len(schemes)), "skema": pa.array(schemes, pa.int8())}),
    )
    connection.execute(
        "CREATE OR REPLACE TABLE dikenal AS SELECT nama, skema, unit, kelompok, "
        "CAST(row_number() OVER (ORDER BY berkas, urut) - 1 AS INTEGER) AS pegawai "
        "FROM pegawai_masuk JOIN penilai_kelompok USING (kelompok) WHERE alasan IS NULL"
    )
    connection.unregister("penilai_kelompok")
    return connection.execute(
        "SELECT nama, unit, kelompok FROM dikenal ORDER BY pegawai"
    ).fetchall()


def _numbered(words: Sequence[str]) -> Callable[[str], int]:
    places = {word: place for place, word in enumerate(words)}
    return lambda word: places.get(word, UNKNOWN)
