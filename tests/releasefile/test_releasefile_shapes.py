"""Edits by hand after which the gate would count nothing, or fall over, are refused at reading."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from terang.cli import main
from terang.releasefile.parse import Refused
from terang.releasefile.read import read_release
from terang.releasefile.shapes import SHAPES

SHIPPED = Path(__file__).parents[2] / "docs" / "rilis" / "rangkui" / "2025"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "rangkui" / "2025")


def refusal(folder: Path, name: str, change: Callable[[Any], None]) -> str | None:
    """The code of the refusal after a file was changed, and that the command says it in words."""
    path = folder / name
    known = json.loads(path.read_text(encoding="utf-8"))
    change(known)
    path.write_text(json.dumps(known, indent=1), encoding="utf-8")
    exit_code = main(["release", "verify", str(folder)])
    try:
        read_release(folder)
    except Refused as refused:
        assert (1, True) == (exit_code, refused.problem.line > 0)
        return refused.problem.code
    return None


@pytest.mark.parametrize(
    ("key", "told", "code"),
    [
        ("minimum_rerata", "tiga", "R016"),
        ("minimum_responden", "", "R016"),
        ("ambang", "-5", "R016"),
        ("lebar", "5.0", "R016"),
        ("kelipatan", "5 ", "R016"),
        ("koalisi", "\u0665", "R016"),
        ("desimal_persen", "x", "R016"),
        ("epsilon", "banyak", "R016"),
        ("epsilon", "0.5", None),
        ("standar.loket-pelayanan.umum", "10 x", "R016"),
        ("standar.loket-pelayanan.umum", "", "R016"),
        ("standar.loket-pelayanan.umum", "3 10", None),
        ("kelompok.administrasi", "tiga", None),
    ],
)
def test_a_number_of_a_policy_is_a_number(
    folder: Path, key: str, told: str, code: str | None
) -> None:
    assert code == refusal(
        folder, "rilis.json", lambda known: known["kebijakan"].update({key: told})
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table["ukuran"][0].update(jenis="share"),  # would be no count
        lambda table: table["ukuran"][0].update(id="banyaknya"),
        lambda table: table["dimensi"][0].update(id="tempat"),  # would be no tree of units
        lambda table: table["dimensi"].reverse(),
    ],
)
def test_a_known_table_keeps_its_shape(folder: Path, change: Callable[[Any], None]) -> None:
    def changed(table: Any) -> None:
        change(table)
        table["baris"] = []

    assert "R027" == refusal(folder, "tabel/predikat.json", changed)


def test_measures_stand_in_their_order(folder: Path) -> None:
    """The gate reads who is below a level from the second."""

    def swapped(table: Any) -> None:
        table["ukuran"] = [table["ukuran"][i] for i in (1, 0, 2)]

    assert "R027" == refusal(folder, "tabel/kebutuhan-pelatihan.json", swapped)


@pytest.mark.parametrize("code", ["lama", "2-", "+", "1-2-3"])
def test_ranges_of_days_are_days(folder: Path, code: str) -> None:
    def renamed(table: Any) -> None:
        table["dimensi"][1]["kode"][-1]["id"] = code
        table["baris"] = table["baris"][:1]

    assert "R015" == refusal(folder, "tabel/waktu-aduan.json", renamed)


def test_every_table_of_a_release_has_a_known_shape() -> None:
    made = {table.id for table in read_release(SHIPPED).tables}

    assert made == set(SHAPES)
