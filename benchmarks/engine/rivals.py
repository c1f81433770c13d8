"""The scheme of the benchmark written for other engines by hand: DuckDB SQL, Polars, pandas.

Each reads the same batches, stored or text, scores everybody exactly in whole numbers, leaves the
leaf cells of each batch as Parquet in `out` and gives all margins of them, in the order of
`scoring/margins`; the digests must be equal.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.engine.rival_inputs import (
    INPUTS,
    SUMS,
    Column,
    is_text,
    pandas_codes,
    pandas_stored,
    pandas_text,
    polars_codes,
    polars_stored,
    polars_text,
)
from terang.release.scoring.margins import DIMENSIONS, ORDER, in_order

SQL = Path(__file__).with_name("by_hand.sql")
SCORES = 12
FIGURES = ("jumlah", *(f"{kind}{i}" for i in range(SCORES) for kind in "sn"))
WHOLE = pa.int64()
BANDS = ((9_000_000, "baik"), (7_000_000, "cukup"), (5_000_000, "kurang"), (0, "sangat_kurang"))


def by_hand(batches: Sequence[Path], out: Path, threads: int, memory: str | None) -> list[pa.Table]:
    """SQL as in by_hand.sql, margins by GROUP BY CUBE."""
    with duckdb.connect(config={"threads": str(threads)}) as connection:
        if memory:
            connection.execute("SET memory_limit = ?", [memory])
        for number, batch in enumerate(batches):
            connection.execute(f"CREATE OR REPLACE VIEW orang AS FROM '{batch / 'orang.parquet'}'")
            ratings = f"FROM '{batch / 'penilaian.parquet'}'"
            source = _coded(ratings) if is_text(batch) else ratings
            connection.execute(f"CREATE OR REPLACE VIEW penilaian AS {source}")
            if number == 0:
                connection.execute(SQL.read_text(encoding="utf-8"))
                connection.execute("CREATE TABLE semua AS FROM sel()")
                connection.execute(f"COPY semua TO '{cells_file(out, batch)}' (FORMAT parquet)")
            else:
                connection.execute("CREATE OR REPLACE TABLE bagian AS FROM sel()")
                connection.execute(f"COPY bagian TO '{cells_file(out, batch)}' (FORMAT parquet)")
                connection.execute("INSERT INTO semua FROM bagian")
        sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in FIGURES)
        dims = ", ".join(DIMENSIONS)
        return [
            connection.sql(
                f"SELECT CAST(grouping({dims}) AS INTEGER) AS tingkat, {dims}, {sums} FROM semua "
                f"GROUP BY CUBE ({dims}) ORDER BY {ORDER}"
            ).to_arrow_table()
        ]


def cells_file(out: Path, batch: Path) -> Path:
    return out / f"{batch.name}.parquet"


def _coded(ratings: str) -> str:
    """Text as by_hand.sql reads it: numbers of inputs and codes, values in millionths."""
    listed = ", ".join(f"('{i}', '{s}', {n})" for n, (i, s) in enumerate(INPUTS, start=1))
    number = "CAST(nilai AS DECIMAL(12, 2))"
    return (
        f"SELECT pegawai, masukan, CASE WHEN masukan < 4 THEN CAST({number} * 1000000 AS BIGINT) "
        "WHEN masukan < 16 THEN CAST(nilai AS BIGINT) END AS angka, "
        "CASE WHEN masukan = 2 THEN CAST(target AS BIGINT) * 1000000 END AS target, "
        "CASE WHEN masukan = 16 THEN CASE WHEN nilai = 'ya' THEN 1 ELSE 2 END "
        "WHEN masukan > 16 THEN CAST(nilai AS BIGINT) + 5 * masukan - 83 END AS kode "
        f"FROM ({ratings}) JOIN (VALUES {listed}) AS m(indikator, sumber, masukan) "
        "USING (indikator, sumber)"
    )


class Steps:
    """Columns computed one after the other; `where(test, then, otherwise)` of the engine."""

    def __init__(self, put: Callable[[str, Column], Column], where: Callable[..., Column]) -> None:
        self.put, self.where = put, where


def score(value: Callable[[str], Column], steps: Steps) -> None:
    """v0..v11 in hundredths with k0..k11 (known), n (headline) out of a1..a3, t2, s4.., n4.."""
    put, where = steps.put, steps.where

    def rounded(top: Column, bottom: Column) -> Column:
        return (top * 2 + bottom) // (bottom * 2)

    x = value("a1")
    clamped = where(x <= 4_000_000, 4_000_000, where(x >= 10_000_000, 10_000_000, x))
    put("v0", rounded(200_000_000 - clamped * 20, 10_000))
    put("k0", value("h1") > 0)
    made, goal = value("a2"), where(value("h2") > 0, value("t2"), 1)
    put("v1", where(made * 100 >= goal * 120, 12_000, rounded(made * 10_000, goal)))
    put("k1", value("h2") > 0)
    x = value("a3")
    put(
        "v2",
        where(
            x <= 25_000_000,
            0,
            where(
                x <= 65_000_000,
                rounded(x * 7 - 175_000_000, 40_000),
                where(
                    x <= 76_610_000,
                    rounded(x * 2000 - 48_730_000_000, 11_610_000),
                    where(
                        x <= 88_310_000,
                        rounded(x * 200 - 4_792_000_000, 1_170_000),
                        where(
                            x <= 100_000_000,
                            rounded(x * 1000 + 40_280_000_000, 11_690_000),
                            12_000,
                        ),
                    ),
                ),
            ),
        ),
    )
    put("k2", value("h3") > 0)
    for place, first in enumerate((4, 7, 10, 13), start=3):
        s1, s2, s3 = (value(f"s{first + i}") for i in range(3))
        n1, n2, n3 = (value(f"n{first + i}") for i in range(3))
        w1 = put(f"w{place}", where(n1 == 0, 0, where(n2 == 0, 80, 60)))
        w2 = where(n2 < 2, 0, 30)
        w3 = put(f"x{place}", where(n3 == 0, 0, where(n2 == 0, 20, 10)))
        m1, m2, m3 = (put(f"m{i}", where(n == 0, 1, n)) for i, n in enumerate((n1, n2, n3)))
        weight = put("w", w1 + w2 + w3)
        top = (
            w1 * (s1 + n1) * 20 * m2 * m3
            + w2 * (s2 + n2) * 20 * m1 * m3
            + w3 * (s3 + n3) * 20 * m1 * m2
        )
        bottom = put("d", m1 * m2 * m3 * where(weight == 0, 1, weight))
        put(f"k{place}", weight > 0)
        put(f"v{place}", rounded(top * 100, bottom))
    put("k7", value("n16") > 0)
    put("v7", rounded(value("s16") * 10_000, where(value("n16") == 0, 1, value("n16"))))
    for place, first in ((8, 17), (9, 19)):
        s1, s2 = value(f"s{first}"), value(f"s{first + 1}")
        n1, n2 = value(f"n{first}"), value(f"n{first + 1}")
        w1, w2 = where(n1 == 0, 0, 80), where(n2 == 0, 0, 20)
        m1, m2 = (put(f"m{i}", where(n == 0, 1, n)) for i, n in enumerate((n1, n2)))
        weight = put("w", w1 + w2)
        put(f"k{place}", weight > 0)
        top = w1 * s1 * 20 * m2 + w2 * s2 * 20 * m1
        put(f"v{place}", rounded(top * 100, m1 * m2 * where(weight == 0, 1, weight)))
    both = where(value("k8"), 1, 0) + where(value("k9"), 1, 0)
    total = where(value("k8"), value("v8"), 0) + where(value("k9"), value("v9"), 0)
    put("k11", both > 0)
    put("v11", rounded(total, where(both == 0, 1, both)))
    v = [value(f"v{i}") for i in range(7)]
    results = (v[0] * 35 + v[1] * 30 + v[2] * 35) * 7
    n = put("n", results + (v[3] * 30 + v[4] * 20 + v[5] * 25 + v[6] * 25) * 3)
    known = value("k0") & value("k1") & value("k2")
    put("k10", known & value("k3") & value("k4") & value("k5") & value("k6"))
    put("v10", rounded(n, 1000))
    put("idea", value("k7") & (value("v7") == 10_000))
    for i in range(SCORES):
        put(f"s{i}", where(value(f"k{i}"), value(f"v{i}"), 0))
        put(f"n{i}", where(value(f"k{i}"), 1, 0))


def polars(
    batches: Sequence[Path], out: Path, threads: int, memory: str | None, codes: bool = False
) -> list[pa.Table]:
    """codes: texts are turned into numbers first, by pyarrow and numpy."""
    import polars as pl  # noqa: PLC0415

    read = polars_codes if codes else polars_text
    cells = []
    for batch in batches:
        long = read(batch) if is_text(batch) else polars_stored(batch)
        frame = pl.read_parquet(batch / "orang.parquet")
        for k in range(1, 21):
            part = long.filter(pl.col("masukan") == k)
            total, count = ("a", "h") if k < SUMS else ("s", "n")
            names = {"s": f"{total}{k}", "n": f"{count}{k}"} | ({"t": "t2"} if k == 2 else {})
            columns = [pl.col(old).alias(new) for old, new in names.items()]
            frame = frame.join(part.select("pegawai", *columns), on="pegawai", how="left")
        frame = frame.with_columns(pl.exclude("pegawai", "unit", "kelompok").fill_null(0))
        if not is_text(batch):
            frame = frame.with_columns(
                (pl.col("n16") * 2 - pl.col("s16")).alias("s16"),
                *(
                    (pl.col(f"s{k}") - pl.col(f"n{k}") * (5 * k - 83)).alias(f"s{k}")
                    for k in range(17, 21)
                ),
            )

        def put(name: str, value: Column) -> Column:
            nonlocal frame
            frame = frame.with_columns(value.alias(name))
            return pl.col(name)

        def where(test: Column, then: Column, otherwise: Column) -> Column:
            return pl.when(test).then(then).otherwise(otherwise)

        score(pl.col, Steps(put, where))
        category = pl.lit("sangat_kurang")
        for least, name in reversed(BANDS[:-1]):
            category = where(pl.col("n") >= least, pl.lit(name), category)
        best = (pl.col("n") >= 11_000_000) & pl.col("idea")
        put("kategori", where(pl.col("k10"), where(best, pl.lit("sangat_baik"), category), None))
        put("status", where(pl.col("k10"), pl.lit("lengkap"), pl.lit("belum_lengkap")))
        put("jumlah", pl.lit(1, pl.Int64))
        cells.append(frame.group_by(DIMENSIONS).agg(pl.col(name).sum() for name in FIGURES))
        cells[-1].write_parquet(cells_file(out, batch), compression="snappy")
    leaf = pl.concat(cells)
    margins = []
    for level, dims in _levels():
        sums = [pl.col(name).sum() for name in FIGURES]
        part = leaf.group_by(dims).agg(sums) if dims else leaf.select(sums)
        kinds = {name: leaf.schema[name] for name in DIMENSIONS}
        missing = [pl.lit(None, kinds[d]).alias(d) for d in DIMENSIONS if d not in dims]
        part = part.with_columns(pl.lit(level, pl.Int32).alias("tingkat"), *missing)
        margins.append(part.select("tingkat", *DIMENSIONS, *FIGURES))
    nulls_last = {"nulls_last": True}
    order = ("unit", "tingkat", *DIMENSIONS[1:])
    return [pl.concat(margins).sort(order, **nulls_last).to_arrow()]


def pandas(
    batches: Sequence[Path], out: Path, threads: int, memory: str | None, codes: bool = False
) -> list[pa.Table]:
    """codes: texts are turned into numbers first, by pyarrow and numpy."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    read = pandas_codes if codes else pandas_text
    cells = []
    for batch in batches:
        frame = read(batch) if is_text(batch) else pandas_stored(batch)
        people = pd.read_parquet(batch / "orang.parquet")
        long = frame.groupby(["pegawai", "masukan"], sort=False, observed=True).agg(
            s=("s", "sum"), n=("s", "size"), t=("target", "max")
        )
        wide = long.unstack("masukan").reindex(people["pegawai"]).fillna(0)
        columns: dict[str, Column] = {}
        for k in range(1, 21):
            total, count = (wide[kind, k].to_numpy(np.int64) for kind in "sn")
            one, two = ("a", "h") if k < SUMS else ("s", "n")
            columns |= {f"{one}{k}": total, f"{two}{k}": count}
        columns["t2"] = wide["t", 2].to_numpy(np.int64)
        if not is_text(batch):
            columns["s16"] = columns["n16"] * 2 - columns["s16"]
            for k in range(17, 21):
                columns[f"s{k}"] = columns[f"s{k}"] - columns[f"n{k}"] * (5 * k - 83)

        def put(name: str, value: Column, columns: dict[str, Column] = columns) -> Column:
            columns[name] = value
            return value

        score(columns.__getitem__, Steps(put, np.where))
        n, known = columns["n"], columns["k10"]
        place = np.select([n >= least for least, _ in BANDS], range(1, 5))
        place = np.where((n >= 11_000_000) & columns["idea"], 0, place)
        names = ["sangat_baik", *(name for _, name in BANDS)]
        scored = pd.DataFrame({name: columns[name] for name in FIGURES if name != "jumlah"})
        scored["jumlah"] = 1
        scored["unit"], scored["kelompok"] = people["unit"], people["kelompok"]
        codes = np.where(known, place, -1)
        scored["kategori"] = pd.Categorical.from_codes(codes, names)
        scored["status"] = np.where(known, "lengkap", "belum_lengkap")
        cells.append(_summed(scored, DIMENSIONS))
        cells[-1].to_parquet(cells_file(out, batch), index=False)
    leaf = pd.concat(cells)
    margins = []
    for level, dims in _levels():
        part = _summed(leaf, dims) if dims else leaf[list(FIGURES)].sum().to_frame().T
        part["tingkat"] = level
        margins.append(part)
    table = pd.concat(margins)[["tingkat", *DIMENSIONS, *FIGURES]]
    name = pa.string() if is_text(batches[0]) else pa.int32()
    kinds = [pa.int32(), name, name, pa.string(), pa.string()]
    fields = zip(table.columns, [*kinds, *[WHOLE] * len(FIGURES)], strict=True)
    return [in_order(pa.Table.from_pandas(table, pa.schema(list(fields)), preserve_index=False))]


def _summed(frame: Column, dims: Sequence[str]) -> Column:
    groups = frame.groupby(list(dims), dropna=False, observed=True, sort=False)
    return groups[list(FIGURES)].sum().reset_index()


def _levels() -> list[tuple[int, list[str]]]:
    """Each combination of dimensions with its level, as GROUPING numbers it."""
    return [
        (sum(8 >> i for i, d in enumerate(DIMENSIONS) if d not in dims), list(dims))
        for size in range(5)
        for dims in itertools.combinations(DIMENSIONS, size)
    ]
