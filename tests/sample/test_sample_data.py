"""The synthetic data: the same seed gives the same bytes, every file is labelled, skew is real."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from tests import shipped

from terang.sample.files import LABEL, write_sample

ROOT = Path(__file__).parents[2]
CRITERIA = shipped.criteria()


def written(out: Path, seed: int = 1, employees: int = 60) -> dict[str, bytes]:
    for _ in write_sample(CRITERIA, out, employees, seed):
        pass
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return written(tmp_path_factory.mktemp("sample"))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode().splitlines()))


def test_same_seed_gives_the_same_bytes(files: dict[str, bytes], tmp_path: Path) -> None:
    assert files == written(tmp_path)


def test_another_seed_gives_other_people(files: dict[str, bytes], tmp_path: Path) -> None:
    assert files != written(tmp_path, seed=2)


def test_every_row_of_every_file_is_labelled_synthetic(files: dict[str, bytes]) -> None:
    tables = {name: rows(content) for name, content in files.items() if name.endswith(".csv")}

    assert {"ya"} == {row["sintetis"] for found in tables.values() for row in found}
    assert len(tables) > 40


def test_every_folder_says_synthetic_in_both_languages(files: dict[str, bytes]) -> None:
    labels = [content.decode() for name, content in files.items() if name.endswith(LABEL)]

    assert 10 == len(labels)
    assert all("SINTETIS" in label and "SYNTHETIC" in label for label in labels)


def test_each_agency_has_the_asked_number_of_people_in_two_periods(
    files: dict[str, bytes],
) -> None:
    counts = {
        name.removesuffix("/pegawai.csv"): len(rows(content))
        for name, content in files.items()
        if name.endswith("pegawai.csv")
    }

    assert {f"{a}/{p}": 60 for a in CRITERIA.agencies for p in ("2024", "2025")} == counts


def test_people_sit_in_leaf_units_that_fit_their_group(files: dict[str, bytes]) -> None:
    found = rows(files["kotabumi/2025/pegawai.csv"])
    units = CRITERIA.agencies["kotabumi"].agency.units
    inner = {unit.parent for unit in units}

    assert not {row["unit"] for row in found} & inner
    teachers = {row["unit"] for row in found if row["kelompok"] == "pegawai-pendidikan"}
    assert all(unit.startswith("pendidikan-") for unit in teachers)


def test_most_stay_and_some_are_replaced_between_periods(files: dict[str, bytes]) -> None:
    before, after = (
        {row["pegawai"] for row in rows(files[f"semarang/{period}/pegawai.csv"])}
        for period in ("2024", "2025")
    )

    assert 0.8 < len(before & after) / len(before) < 1


def test_some_required_ratings_are_missing(files: dict[str, bytes]) -> None:
    found = Counter(row["indikator"] for row in rows(files["kotabumi/2025/penilaian.csv"]))

    assert 0 < len(found)
    assert len(set(found.values())) > 1
