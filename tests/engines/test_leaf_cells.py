"""Margins are the same however rows are ordered and cut into batches, and whatever ran before."""

from __future__ import annotations

import shutil
from fractions import Fraction
from functools import cache
from pathlib import Path

import duckdb
import pytest
from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import scheme_plan

from terang.core.evaluate import Rating, run
from terang.release.cells import Plan, compute, digest, margins

PEOPLE = 600


@cache
def scheme() -> Plan:
    return scheme_plan()


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_batches(scheme(), PEOPLE, tmp_path_factory.mktemp("data"))[0]


@pytest.fixture(scope="module")
def expected(batch: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    cells = compute(scheme(), [batch], tmp_path_factory.mktemp("cells"))
    return digest(margins(scheme(), cells))


def copied(source: Path, target: Path, order: str, where: str = "true") -> Path:
    target.mkdir(parents=True)
    for path in source.glob("*.parquet"):
        duckdb.sql(
            f"COPY (FROM '{path}' WHERE {where} ORDER BY {order}) "
            f"TO '{target / path.name}' (FORMAT parquet)"
        )
    return target


def test_two_threads_give_the_same(batch: Path, expected: str, tmp_path: Path) -> None:
    cells = compute(scheme(), [batch], tmp_path, threads=2, memory="1GB")
    assert expected == digest(margins(scheme(), cells))


def test_order_of_rows_and_number_of_batches_do_not_matter(
    batch: Path, expected: str, tmp_path: Path
) -> None:
    order = "hash(pegawai), random()"
    parts = [copied(batch, tmp_path / f"part{i}", order, f"pegawai % 3 = {i}") for i in range(3)]
    cells = compute(scheme(), parts, tmp_path / "cells")
    assert expected == digest(margins(scheme(), cells))


def test_an_interrupted_run_keeps_what_is_finished(
    batch: Path, expected: str, tmp_path: Path
) -> None:
    parts = [
        copied(batch, tmp_path / f"part{i}", "pegawai", f"pegawai % 2 = {i}") for i in range(2)
    ]

    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compute(scheme(), parts, tmp_path / "cells", done=stop)
    shutil.rmtree(parts[0])  # finished: not read again
    cells = compute(scheme(), parts, tmp_path / "cells")

    assert expected == digest(margins(scheme(), cells))


def test_grand_total_equals_the_python_evaluator(batch: Path, tmp_path: Path) -> None:
    plan = scheme()
    inputs = {number: name for name, number in plan.query.layout.inputs.items()}
    codes = {number: code for (_, code), number in plan.query.layout.codes.items()}
    given: dict[int, dict[str, list[Rating]]] = {i: {} for i in range(PEOPLE)}
    for person, place, number, target, code in duckdb.sql(
        f"FROM '{batch / 'penilaian.parquet'}'"
    ).fetchall():
        name = inputs[place]
        scale = plan.query.layout.scales[name]
        value = codes[code] if number is None else Fraction(number, scale)
        goal = None if target is None else Fraction(target, scale)
        given[person].setdefault(name, []).append(Rating(value, goal))
    results = [run(plan.program, ratings) for ratings in given.values()]
    wanted: list[int] = [PEOPLE]
    for name in plan.scores:
        values = [found[name] for found in results if found[name] is not None]
        wanted += [int(sum(value * 100 for value in values)), len(values)]

    cells = compute(plan, [batch], tmp_path)
    (total,) = [row for row in margins(plan, cells) if row[0] == 15]

    assert tuple(wanted) == total[5:]
