"""Ratings one by one: how tests look into what the door stored, and store some by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import duckdb
import pyarrow as pa

from terang.core.program import Program
from terang.release.intake.contract import Microdata
from terang.release.scoring.ratings import Ratings
from terang.release.scoring.storage import layout


@dataclass(frozen=True, slots=True)
class RatingRow:
    """An accepted rating; number and target in exact decimals."""

    person: str
    input: str
    number: Decimal | None
    target: Decimal | None
    code: str | None
    rater: str = field(default="", compare=False, repr=False)


def rows_of(data: Microdata, scheme: str) -> list[RatingRow]:
    """The stored ratings of a scheme, in order of people; raters by number."""
    ratings = data.ratings[scheme]
    own = ratings.layout
    inputs = {place: name for name, place in own.inputs.items()}
    codes = {place: code for (_, code), place in own.codes.items()}
    people = {person.number: person.id for person in data.people}
    rows = []
    for row in ratings.table().to_pylist():
        name = inputs[row["masukan"]]
        number, target = (
            None if row[key] is None else Decimal(row[key]) / own.scales[name]
            for key in ("angka", "target")
        )
        code = None if row["kode"] is None else codes[row["kode"]]
        rows.append(
            RatingRow(people[row["pegawai"]], name, number, target, code, str(row["penilai"]))
        )
    return sorted(rows, key=str)


def stored(rows: Iterable[RatingRow], people: Mapping[str, int], program: Program) -> Ratings:
    """Ratings made by hand, as the door stores them; other people are left out."""
    own = layout(program)
    kept = [row for row in rows if row.person in people]
    table = pa.table(
        {
            "pegawai": pa.array([people[row.person] for row in kept], pa.int32()),
            "masukan": pa.array([own.inputs[row.input] for row in kept], pa.int16()),
            "angka": pa.array(
                [_scaled(row.number, own.scales[row.input]) for row in kept], pa.int64()
            ),
            "target": pa.array(
                [_scaled(row.target, own.scales[row.input]) for row in kept], pa.int64()
            ),
            "kode": pa.array(
                [row.code and own.codes[row.input, row.code] for row in kept], pa.int32()
            ),
            "penilai": pa.array([0] * len(kept), pa.int32()),
        }
    )
    connection = duckdb.connect()
    connection.register("isi", table)
    connection.execute("CREATE TABLE penilaian_masuk AS FROM isi")
    return Ratings(connection, "FROM penilaian_masuk", own)


def _scaled(value: Decimal | None, scale: int) -> int | None:
    return None if value is None else int(value * scale)
