"""Ratings as text give the same cells as stored ones, by the pass over columns and by SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import scheme_plan
from benchmarks.engine.texts import write_texts

from terang.release.scoring.cells import Plan, compute, margins
from terang.release.scoring.coding import Coding, TextRatings
from terang.release.scoring.storage import CODE, INPUT, NUMBER, PERSON, TARGET

PEOPLE = 300


@pytest.fixture(scope="module")
def plan() -> Plan:
    return scheme_plan()


@pytest.fixture(scope="module")
def batches(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same people: stored, and as text."""
    home = tmp_path_factory.mktemp("data")
    (stored,) = write_batches(plan, PEOPLE, home / "stored")
    write_texts(plan, [stored], home / "text")
    return stored, home / "text" / stored.name


def totals(plan: Plan, batch: Path, out: Path) -> list[dict[str, object]]:
    """Margins without units and groups, whose names differ."""
    *_, found = margins(plan, compute(plan, [batch], out))
    return [row for row in found.to_pylist() if row["tingkat"] >= 12]


def test_text_gives_the_same_margins_as_stored_ratings(
    plan: Plan, batches: tuple[Path, Path], tmp_path: Path
) -> None:
    stored, text = batches

    assert totals(plan, stored, tmp_path / "a") == totals(plan, text, tmp_path / "b")


def test_rows_for_sql_are_the_stored_ones(plan: Plan, batches: tuple[Path, Path]) -> None:
    stored, text = batches
    ids = pq.read_table(text / "orang.parquet").column("pegawai").to_pylist()
    coding = Coding(plan.layout, plan.program.inputs, plan.counters)
    found = pa.Table.from_batches(
        TextRatings(text / "penilaian.parquet", coding, ids).stored()
    ).to_pylist()
    wanted = pq.read_table(stored / "penilaian.parquet").to_pylist()
    names = (PERSON, INPUT, NUMBER, TARGET, CODE)

    def ordered(rows: list[dict[str, int | None]]) -> list[tuple[int, ...]]:
        return sorted(tuple(-1 if row[n] is None else row[n] or 0 for n in names) for row in rows)

    assert ordered(wanted) == ordered(found)


@pytest.mark.parametrize("spelling", ["{}", "{}.0", "0{}", "+{}"])
def test_numbers_may_be_spelt_in_any_way(
    spelling: str, plan: Plan, batches: tuple[Path, Path], tmp_path: Path
) -> None:
    stored, text = batches
    spelt = tmp_path / "spelt"
    spelt.mkdir()
    (spelt / "orang.parquet").write_bytes((text / "orang.parquet").read_bytes())
    value = f"'{spelling}'".replace("{}", "' || nilai || '")
    duckdb.sql(
        f"COPY (SELECT * REPLACE (CASE WHEN indikator = 'komitmen' THEN {value} ELSE nilai END "
        f"AS nilai) FROM '{text / 'penilaian.parquet'}') TO '{spelt / 'penilaian.parquet'}'"
    )

    assert totals(plan, stored, tmp_path / "a") == totals(plan, spelt, tmp_path / "b")


def test_a_value_beyond_its_scale_is_left_to_sql_and_ratings_of_strangers_left_out(
    plan: Plan, batches: tuple[Path, Path], tmp_path: Path
) -> None:
    _, text = batches
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "orang.parquet").write_bytes((text / "orang.parquet").read_bytes())
    path = text / "penilaian.parquet"
    duckdb.sql(
        f"COPY (FROM '{path}' "
        "UNION ALL SELECT 'P0000007', 'komitmen', 'rekan', 'P0000008', '9', '' "
        "UNION ALL SELECT 'P9', 'komitmen', 'rekan', 'P0000008', '5', '') "
        f"TO '{strange / 'penilaian.parquet'}'"
    )
    before = totals(plan, text, tmp_path / "a")
    after = totals(plan, strange, tmp_path / "b")
    place = plan.scores.index("i.komitmen")

    assert [row["jumlah"] for row in before] == [row["jumlah"] for row in after]
    assert [row[f"s{place}"] for row in before] != [row[f"s{place}"] for row in after]
