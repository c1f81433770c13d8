"""The runs that are compared. Each is one process that prints what it used as JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import resource
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.engine import rivals
from terang.core.model import AgencyCriteria
from terang.criteria.load import load_valid
from terang.release.intake.contract import accept
from terang.release.intake.schemes import programs
from terang.release.scoring import spark as spark_engine
from terang.release.scoring.cells import TABLES, Plan, compute, connect, margins, plan
from terang.release.scoring.leaves import leaf_cells
from terang.release.scoring.margins import digest
from terang.release.scoring.workplace import Workplace, working

ROOT = Path(__file__).parents[2]
AGENCY, GROUP, PERIOD = "kotabumi", "pelaksana", "2025"


def scheme_plan() -> Plan:
    """The scheme with the most inputs of the shipped criteria."""
    criteria = load_valid(ROOT / "criteria", {"nasional", AGENCY})
    return plan(programs(criteria.agencies[AGENCY], criteria, PERIOD)[GROUP])


def batches_of(folder: Path) -> list[Path]:
    return sorted((folder / "batches").iterdir())


def _sql(folder: Path, options: argparse.Namespace, statement: str) -> str:
    total = 0
    for batch in batches_of(folder):
        with connect([batch], options.threads, options.memory) as connection:
            source = f"read_parquet('{batch / 'penilaian.parquet'}')"
            row = connection.execute(statement.format(source)).fetchone()
            total += sum(row or ())
    return str(total)


def scan(folder: Path, options: argparse.Namespace) -> str:
    """Every column is read once."""
    columns = "sum(pegawai), sum(masukan), sum(angka), coalesce(sum(target), 0), sum(kode)"
    if rivals.is_text(batches_of(folder)[0]):
        read = ("pegawai", "indikator", "sumber", "nilai", "target")
        columns = ", ".join(f"length(max({name}))" for name in read)
    return _sql(folder, options, f"SELECT {columns} FROM {{}}")


def group_by(folder: Path, options: argparse.Namespace) -> str:
    """The least that scoring needs: number and sum of ratings by person and input."""
    inner = (
        "SELECT count(*) AS n, sum(angka) AS s, sum(kode) AS k FROM {} GROUP BY pegawai, masukan"
    )
    if rivals.is_text(batches_of(folder)[0]):
        number = "CASE WHEN nilai = 'ya' THEN 1 ELSE TRY_CAST(nilai AS DECIMAL(12, 2)) END"
        inner = (
            f"SELECT count(*) AS n, sum({number}) AS s, 0 AS k FROM {{}} "
            "GROUP BY pegawai, indikator, sumber"
        )
    return _sql(folder, options, f"SELECT sum(n), sum(s), sum(k) FROM ({inner})")


def terang(folder: Path, options: argparse.Namespace) -> list[pa.Table]:
    """Criteria loaded, full scoring, leaf cells as Parquet, all margins; text through the door."""
    if rivals.is_text(batches_of(folder)[0]):
        return through_the_door(batches_of(folder), folder / "cells", options)
    scheme = scheme_plan()
    cells = compute(
        scheme, batches_of(folder), folder / "cells", threads=options.threads, memory=options.memory
    )
    return list(margins(scheme, cells, options.memory))


def terang_streamed(folder: Path, options: argparse.Namespace) -> str:
    """The same, margins taken in ranges and told by their digest: for any number of employees."""
    scheme = scheme_plan()
    cells = compute(
        scheme, batches_of(folder), folder / "cells", threads=options.threads, memory=options.memory
    )
    return digest(margins(scheme, cells, options.memory))


def through_the_door(
    batches: Sequence[Path], kept: Path, options: argparse.Namespace
) -> list[pa.Table]:
    """As `release build` does it: every row is checked, none may be refused; then the same."""
    criteria = load_valid(ROOT / "criteria", {"nasional", AGENCY})
    agency = criteria.agencies[AGENCY]
    scheme = plan(programs(agency, criteria, PERIOD)[GROUP])
    for batch in batches:
        place = Workplace(kept / batch.name, options.threads, options.memory)
        with working(place):
            office = _office(agency, batch)
            judges = {group.id: scheme.program for group in office.agency.position_groups}
            data = accept(batch, office, criteria, judges)
            assert not data.refusals
            people = [(person.number, person.unit, person.group) for person in data.people]
            leaf_cells(scheme, people, data.ratings[scheme.program.scheme], place)
    return list(margins(scheme, sorted(kept.glob("*/*.parquet")), options.memory))


def _office(agency: AgencyCriteria, batch: Path) -> AgencyCriteria:
    """The agency with the units and position groups of a batch."""
    people = pq.read_table(batch / "pegawai.parquet", columns=["unit", "kelompok"])
    units, groups = (column.unique().to_pylist() for column in people.columns)
    unit, group = agency.agency.units[0], agency.agency.position_groups[0]
    own = replace(
        agency.agency,
        units=tuple(replace(unit, id=name) for name in units),
        position_groups=tuple(replace(group, id=name) for name in groups),
    )
    return replace(agency, agency=own)


def spark(folder: Path, options: argparse.Namespace) -> list[pa.Table]:
    """As `--engine spark` does it: leaf cells of all batches on Spark, added up here."""
    scheme = scheme_plan()
    with spark_engine.session(f"local[{options.threads}]") as session:
        for table in TABLES:
            paths = [str(batch / f"{table}.parquet") for batch in batches_of(folder)]
            session.read.parquet(*paths).createOrReplaceTempView(table)
        cells = spark_engine.narrow_first(
            lambda whole: session.sql(scheme.cells("spark", whole)).toArrow()
        )
        _end(session)
    kept = folder / "cells.parquet"
    pq.write_table(cells, kept)
    return list(margins(scheme, [kept], options.memory))


def _end(session: Any) -> None:  # noqa: ANN401  no types
    """Stop Spark and wait for its Java process, so that its CPU seconds are known."""
    gateway = session.sparkContext._gateway
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


def rival(name: str, **choice: bool) -> Callable[[Path, argparse.Namespace], list[pa.Table]]:
    """The same scheme written by hand for another engine."""

    def run(folder: Path, options: argparse.Namespace) -> list[pa.Table]:
        how: Callable[..., list[pa.Table]] = getattr(rivals, name)
        out = folder / f"cells-{options.run}"
        out.mkdir(exist_ok=True)
        return how(batches_of(folder), out, options.threads, options.memory, **choice)

    return run


RUNS: dict[str, Callable[[Path, argparse.Namespace], str | list[pa.Table]]] = {
    "scan": scan,
    "group-by": group_by,
    "terang": terang,
    "terang-streamed": terang_streamed,
    "spark": spark,
    "by-hand": rival("by_hand"),
    "polars": rival("polars"),
    "pandas": rival("pandas"),
    "polars-codes": rival("polars", codes=True),
    "pandas-codes": rival("pandas", codes=True),
}


def _cpu() -> float:
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in every)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("run", choices=RUNS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--memory")
    options = parser.parse_args()
    engine = options.run.partition("-")[0]
    if engine in ("polars", "pandas"):  # ours is there already: start-up counts for nobody
        importlib.import_module(engine)
    before = _cpu()
    result = RUNS[options.run](options.folder, options)
    cpu = _cpu() - before
    told = result if isinstance(result, str) else digest(result)
    with connect([options.folder], 1, None) as connection:
        found = connection.execute(
            f"SELECT count(*) FROM read_parquet('{options.folder}/batches/*/penilaian.parquet')"
        ).fetchone()
    peak = sum(
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"cpu": cpu, "peak": peak, "rows": (found or (0,))[0], "result": told}))


if __name__ == "__main__":
    main()
