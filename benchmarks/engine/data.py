"""Synthetic batches of ratings by seeded integer hashing, written as Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb

from terang.core.program import InputSpec
from terang.release.scoring.cells import Plan

BATCH = 50_000  # people
SEED = 20_251_231
PEERS = 8
UNIT_SIZE = 40


def hashed(*parts: str) -> str:
    """A whole number 0..2^31-2 out of whole-number SQL expressions; no engine's own hash."""
    value = f"{SEED}::BIGINT"
    for part in parts:
        value = f"((({value}) * 48271 + ({part}) + 1) % 2147483647)"
    for _ in range(2):
        value = f"(({value}) * 69621 % 2147483647)"
    return value


def write_batches(plan: Plan, employees: int, out: Path) -> list[Path]:
    """Folders of at most BATCH people with `orang.parquet` and `penilaian.parquet`."""
    folders = []
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        for number, first in enumerate(range(0, employees, BATCH)):
            folder = out / f"{number:04d}"
            folder.mkdir(parents=True)
            last = min(first + BATCH, employees)
            connection.execute(
                f"COPY (SELECT i::INTEGER AS pegawai, (i // {UNIT_SIZE})::INTEGER AS unit, "
                f"({hashed('i')} % 4)::INTEGER AS kelompok FROM range({first}, {last}) t(i)) "
                f"TO '{folder / 'orang.parquet'}' (FORMAT parquet)"
            )
            connection.execute(
                f"COPY (SELECT * EXCLUDE (urut) FROM ({ratings_query(plan, first, last)})) "
                f"TO '{folder / 'penilaian.parquet'}' (FORMAT parquet)"
            )
            folders.append(folder)
    return folders


def ratings_query(plan: Plan, first: int, last: int) -> str:
    """Ratings in order of people, numbered from 0 for each; one in fifty is missing."""
    rows = []
    for spec in plan.program.inputs:
        for _ in range(PEERS if spec.source == "rekan" else 1):
            number, target, code = _value(plan, spec, hashed("i", str(len(rows)), "7"))
            rows.append(
                f"{{'masukan': {plan.layout.inputs[spec.id]}::SMALLINT, "
                f"'angka': ({number})::BIGINT, 'target': ({target})::BIGINT, "
                f"'kode': ({code})::INTEGER, 'urut': {len(rows)}, "
                f"'ada': {hashed('i', str(len(rows)), '3')} % 50 > 0}}"
            )
    return (
        "SELECT pegawai, r.masukan, r.angka, r.target, r.kode, r.urut FROM "
        "(SELECT i::INTEGER AS pegawai, "
        f"unnest([{', '.join(rows)}]) AS r FROM range({first}, {last}) t(i)) WHERE r.ada"
    )


def _value(plan: Plan, spec: InputSpec, chance: str) -> tuple[str, str, str]:
    """SQL of number, target and code of one rating."""
    layout = plan.layout
    scale = layout.scales[spec.id]
    if spec.choices:
        first = layout.codes[spec.id, spec.choices[0].code]
        return "NULL", "NULL", f"{first} + {chance} % {len(spec.choices)}"
    if spec.kind == "skala":
        assert spec.low is not None and spec.high is not None
        width = int(spec.high - spec.low) + 1
        return f"({int(spec.low)} + {chance} % {width}) * {scale}", "NULL", "NULL"
    if spec.kind == "rasio":
        return f"({chance} % 500) * {scale}", f"{400 * scale}", "NULL"
    return f"({chance} % 10000) * {scale // 100}", "NULL", "NULL"
