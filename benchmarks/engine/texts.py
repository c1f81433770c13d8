"""The synthetic batches as an office delivers them: names of people, units and indicators, text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from terang.release.scoring.cells import Plan

TEXT_COLUMNS = ("pegawai", "indikator", "sumber", "penilai", "nilai", "target")


def write_texts(plan: Plan, batches: Sequence[Path], out: Path) -> None:
    """Each batch again, the same rows in the same order. Values have two places, as forms have."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        for batch in batches:
            folder = out / batch.name
            folder.mkdir(parents=True)
            queries = {"orang": _people(batch), "penilaian": _ratings(plan, batch)}
            for name, query in queries.items():
                target = folder / f"{name}.parquet"
                connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)")
            (folder / "pegawai.parquet").hardlink_to(folder / "orang.parquet")  # as the door asks


def _name(number: str) -> str:
    return f"'P' || lpad(({number})::VARCHAR, 7, '0')"


def _people(batch: Path) -> str:
    return (
        f"SELECT {_name('pegawai')} AS pegawai, 'unit-' || unit AS unit, "
        f"'kelompok-' || kelompok AS kelompok FROM '{batch / 'orang.parquet'}'"
    )


def _ratings(plan: Plan, batch: Path) -> str:
    specs = plan.program.inputs
    choices = {place: code for (_, code), place in plan.layout.codes.items()}
    indicators, sources = _list(s.indicator for s in specs), _list(s.source for s in specs)
    codes = _list(choices[place] for place in sorted(choices))
    whole = "[" + ", ".join(str(plan.layout.scales[s.id] == 1) for s in specs) + "]"
    places = "(angka // 1000000)::VARCHAR || '.' || lpad((angka // 10000 % 100)::VARCHAR, 2, '0')"
    other = "pegawai + 1 + urut % 31"  # a colleague
    return (
        f"SELECT {_name('pegawai')} AS pegawai, {indicators}[masukan] AS indikator, "
        f"{sources}[masukan] AS sumber, CASE WHEN {sources}[masukan] = 'diri' "
        f"THEN {_name('pegawai')} ELSE {_name(other)} END AS penilai, "
        f"CASE WHEN kode IS NOT NULL THEN {codes}[kode] WHEN {whole}[masukan] "
        f"THEN angka::VARCHAR ELSE {places} END AS nilai, "
        "coalesce((target // 1000000)::VARCHAR, '') AS target "
        f"FROM (SELECT *, row_number() OVER () AS urut FROM '{batch / 'penilaian.parquet'}')"
    )


def _list(words: object) -> str:
    assert hasattr(words, "__iter__")
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"
