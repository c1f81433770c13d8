"""The synthetic batches as the files an agency hands in: text, a row a rating, names of people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.engine.data import BATCH, UNIT_SIZE, ratings_query
from terang.release.scoring.cells import Plan

FORMS = ("csv", "parquet")
COPY = {"csv": "FORMAT csv, HEADER true", "parquet": "FORMAT parquet"}


def write_agency(
    plan: Plan, units: tuple[str, ...], first: int, last: int, folder: Path, form: str
) -> None:
    """People first..last-1 of one agency and period: `pegawai` and `penilaian` in one form."""
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.execute("SET enable_progress_bar = false")
        listed = "[" + ", ".join(f"'{unit}'" for unit in units) + "]"
        unit = f"{listed}[1 + (i // {UNIT_SIZE}) % {len(units)}]"
        people = (
            f"SELECT {_person('i')} AS pegawai, {unit} AS unit, 'pelaksana' AS kelompok, "
            f"'ya' AS sintetis FROM range({first}, {last}) t(i)"
        )
        tables = {"pegawai": people, "penilaian": _ratings(plan, first, last)}
        for name, query in tables.items():
            target = folder / f"{name}.{form}"
            connection.execute(f"COPY ({query}) TO '{target}' ({COPY[form]})")


def spans(employees: int) -> Iterator[tuple[int, int]]:
    """First and last-but-one number of the people of each agency."""
    for first in range(0, employees, BATCH):
        yield first, min(first + BATCH, employees)


def _person(number: str) -> str:
    return f"'P' || lpad(({number})::VARCHAR, 7, '0')"


def _ratings(plan: Plan, first: int, last: int) -> str:
    """Each stored rating as the row that says it; peers and superiors are people of the agency."""
    indicator, source, shown = [], [], []
    choices = {place: code for (_, code), place in plan.layout.codes.items()}
    for spec in plan.program.inputs:
        indicator.append(f"'{spec.indicator}'")
        source.append(f"'{spec.source}'")
        shown.append("true" if plan.layout.scales[spec.id] == 1 else "false")
    codes = ", ".join(f"'{choices[place]}'" for place in sorted(choices))
    whole = f"[{', '.join(shown)}][masukan]"
    places = "(angka // 1000000)::VARCHAR || '.' || lpad((angka // 10000 % 100)::VARCHAR, 2, '0')"
    value = (
        f"CASE WHEN kode IS NOT NULL THEN [{codes}][kode] "
        f"WHEN {whole} THEN angka::VARCHAR ELSE {places} END"
    )
    other = f"{first} + (pegawai - {first} + urut * 7919 + 1) % {last - first}"
    rater = f"CASE WHEN sumber = 'diri' THEN pegawai ELSE {other} END"
    return (
        f"SELECT {_person('pegawai')} AS pegawai, indikator, sumber, {_person(rater)} AS penilai, "
        f"nilai, target, sintetis FROM (SELECT pegawai, urut, [{', '.join(indicator)}][masukan] "
        f"AS indikator, [{', '.join(source)}][masukan] AS sumber, {value} AS nilai, "
        "(target // 1000000)::VARCHAR AS target, "
        f"'ya' AS sintetis FROM ({ratings_query(plan, first, last)}))"
    )
