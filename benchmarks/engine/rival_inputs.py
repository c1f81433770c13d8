"""How the rivals read a batch: by person and input the sum, the number of ratings, the target."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow.parquet as pq

Column: TypeAlias = Any  # a column, expression or array of whichever engine
SUMS = 4  # inputs below it are single records
YES_NO = {"ya": "1", "tidak": "0"}
# inputs in the order of their numbers, 1 to 20, as text names them
INPUTS = (
    *(
        (name, "sistem")
        for name in ("waktu-tanggap-aduan", "jumlah-layanan", "kepuasan-masyarakat")
    ),
    *itertools.product(
        ("orientasi-pelayanan", "komitmen", "inisiatif-kerja", "kerja-sama"),
        ("atasan", "rekan", "diri"),
    ),
    ("ide-baru", "sistem"),
    *itertools.product(("manajemen-waktu", "teknologi-informasi"), ("atasan", "diri")),
)


def is_text(batch: Path) -> bool:
    """Whether a batch holds the rows as an office delivers them."""
    return "indikator" in pq.read_schema(batch / "penilaian.parquet").names


def polars_text(batch: Path) -> Column:
    """Ratings by person and input. Persons stay texts, which is quicker than categories.

    Values have two places, so that a sum of binary numbers rounds to the exact one.
    """
    import polars as pl  # noqa: PLC0415

    names = [pl.Enum(list(dict.fromkeys(names))) for names in zip(*INPUTS, strict=True)]
    number = pl.col("nilai").cast(pl.Float64, strict=False)
    value = pl.coalesce(number, (pl.col("nilai") == "ya").cast(pl.Float64))
    numbers = pl.DataFrame(
        [(i, s, n, 10**6 if n < SUMS else 1) for n, (i, s) in enumerate(INPUTS, start=1)],
        ["indikator", "sumber", "masukan", "kali"],
        orient="row",
    ).with_columns(pl.col("indikator").cast(names[0]), pl.col("sumber").cast(names[1]))
    return (
        pl.scan_parquet(batch / "penilaian.parquet")
        .with_columns(pl.col("indikator").cast(names[0]), pl.col("sumber").cast(names[1]))
        .group_by("pegawai", "indikator", "sumber")
        .agg(s=value.sum(), n=pl.len().cast(pl.Int64), t=pl.col("target").max())
        .collect()
        .join(numbers, on=["indikator", "sumber"])
        .with_columns(
            s=(pl.col("s") * pl.col("kali")).round().cast(pl.Int64),
            t=pl.col("t").cast(pl.Int64, strict=False) * 10**6,
        )
    )


def polars_stored(batch: Path) -> Column:
    import polars as pl  # noqa: PLC0415

    return (
        pl.scan_parquet(batch / "penilaian.parquet")
        .group_by("pegawai", "masukan")
        .agg(
            s=pl.coalesce(pl.col("angka"), pl.col("kode").cast(pl.Int64)).sum(),
            n=pl.len().cast(pl.Int64),
            t=pl.col("target").max(),
        )
        .collect()
    )


def _text_codes(batch: Path) -> dict[str, Column]:
    """Texts as numbers before a rival sees them: each text is read once, rows hold its number."""
    import numpy as np  # noqa: PLC0415

    texts = ["pegawai", "indikator", "sumber", "nilai", "target"]
    path = batch / "penilaian.parquet"
    table = pq.read_table(path, columns=texts, read_dictionary=texts, use_threads=False)
    columns = {
        name: column.combine_chunks()
        for name, column in zip(texts, table.unify_dictionaries().columns, strict=True)
    }
    words = {name: column.dictionary.to_pylist() for name, column in columns.items()}
    rows = {name: column.indices.to_numpy() for name, column in columns.items()}
    inputs = dict(zip(INPUTS, range(1, 21), strict=True))
    pairs = [[inputs.get((i, s), 0) for s in words["sumber"]] for i in words["indikator"]]
    number = np.array(pairs)[rows["indikator"], rows["sumber"]]
    values = [round(float(YES_NO.get(word, word)) * 10**6) for word in words["nilai"]]
    value = np.array(values, np.int64)[rows["nilai"]]
    goals = np.array([int(word or 0) * 10**6 for word in words["target"]], np.int64)
    return {
        "names": words["pegawai"],
        "pegawai": rows["pegawai"],
        "masukan": number,
        "s": np.where(number < SUMS, value, value // 10**6),
        "target": goals[rows["target"]],
    }


def polars_codes(batch: Path) -> Column:
    import polars as pl  # noqa: PLC0415

    codes = _text_codes(batch)
    names = pl.DataFrame({"nomor": range(len(codes["names"])), "pegawai": codes.pop("names")})
    key = codes["pegawai"].astype("int64") * 32 + codes["masukan"]
    return (
        pl.DataFrame({"kunci": key, "s": codes["s"], "t": codes["target"]})
        .group_by("kunci")
        .agg(pl.col("s").sum(), n=pl.len().cast(pl.Int64), t=pl.col("t").max())
        .with_columns(nomor=pl.col("kunci") // 32, masukan=pl.col("kunci") % 32)
        .join(names, on="nomor")
    )


def pandas_codes(batch: Path) -> Column:
    import pandas as pd  # noqa: PLC0415

    codes = _text_codes(batch)
    names = codes.pop("names")
    codes["pegawai"] = pd.Categorical.from_codes(codes["pegawai"], names)
    return pd.DataFrame(codes)


def pandas_text(batch: Path) -> Column:
    """Vectorised: categories for indicator and source, numbers for values."""
    import pandas as pd  # noqa: PLC0415

    texts = ["pegawai", "indikator", "sumber", "nilai", "target"]
    frame = pd.read_parquet(batch / "penilaian.parquet", columns=texts)
    listed = pd.DataFrame(INPUTS, columns=["indikator", "sumber"])
    listed["masukan"] = range(1, len(INPUTS) + 1)
    kinds = {
        name: pd.CategoricalDtype(list(listed[name].unique())) for name in ("indikator", "sumber")
    }
    frame, listed = frame.astype(kinds), listed.astype(kinds)
    frame = frame.merge(listed, on=["indikator", "sumber"])
    value = pd.to_numeric(frame["nilai"], errors="coerce")
    value = value.where(value.notna(), frame["nilai"] == "ya").astype(float)
    frame["s"] = (value * frame["masukan"].lt(SUMS).map({True: 10**6, False: 1})).round()
    frame["target"] = pd.to_numeric(frame["target"], errors="coerce") * 10**6
    return frame[["pegawai", "masukan", "s", "target"]]


def pandas_stored(batch: Path) -> Column:
    import pandas as pd  # noqa: PLC0415

    frame = pd.read_parquet(batch / "penilaian.parquet")
    frame["s"] = frame["angka"].fillna(0) + frame["kode"].fillna(0)
    return frame
