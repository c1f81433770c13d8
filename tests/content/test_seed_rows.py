"""Every row of the five source texts is in the criteria, with its kind, in the right place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from shipped_yaml import AGENCIES, cited_rows, documents, of_kind

ROWS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("seed_rows.yml").read_text("utf-8"))
KINDS = {
    "K": "aspek",
    "I": "indikator",
    "S": "sumber-penilaian",
    "P": "proses",
    "U": "penggunaan",
    "T": "tantangan",
    "J": "janji",
    "O": "tujuan",
    "D": "dasar",
    "E": "ilustrasi",
    "N": "catatan",
}
AGENCY_OF = {prefix: agency for agency, prefix in AGENCIES.items()}


def rows_of_kind(letters: str) -> list[str]:
    return [row for row, kinds in ROWS.items() if set(letters) & set(kinds)]


def agency_of(row: str) -> str:
    return AGENCY_OF[row[:3]]


@pytest.mark.parametrize("row", ROWS)
def test_row_is_a_statement_with_its_kinds(row: str) -> None:
    agency = agency_of(row)
    (statements,) = (doc["pernyataan"] for doc in of_kind(agency, "instansi").values())

    kinds = {kind for each in statements if row in each["sumber"] for kind in each["jenis"]}

    assert {KINDS[letter] for letter in ROWS[row]} == kinds


@pytest.mark.parametrize("row", rows_of_kind("KI"))
def test_aspect_or_indicator_row_shapes_a_criterion(row: str) -> None:
    agency = agency_of(row)
    criteria = [of_kind(agency, "indikator"), of_kind(agency, "skema")]

    assert row in cited_rows([list(each.values()) for each in criteria])


@pytest.mark.parametrize("row", rows_of_kind("S"))
def test_source_row_is_a_rater_source(row: str) -> None:
    schemes = of_kind(agency_of(row), "skema").values()

    assert row in cited_rows([scheme["sumber_penilaian"] for scheme in schemes])


@pytest.mark.parametrize("agency", AGENCIES)
def test_cited_rows_exist_and_belong_to_the_agency(agency: str) -> None:
    own = {row for row in ROWS if agency_of(row) == agency}

    assert own == cited_rows(list(documents(agency).values()))


def test_national_profiles_cite_no_seed_row() -> None:
    assert set() == cited_rows(list(documents("nasional").values()))
