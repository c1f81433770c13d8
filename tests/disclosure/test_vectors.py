"""The small-cell vectors: properties that any choice of complementary cells must have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from terang.disclosure import CountTable, Hierarchy, Policy, Protection, System, attack, protect

VECTORS = yaml.safe_load(
    (Path(__file__).parents[1] / "vectors" / "small_cells.yaml").read_text(encoding="utf-8")
)
K = VECTORS["k"]
TABLES = {table["title"]: table for table in VECTORS["tables"]}


def counts(case: dict[str, Any], others: dict[str, list[int]] | None = None) -> CountTable:
    """The vector's table, with further rows where it shows one unit of several, and its margins."""
    columns = case["columns"][:-1]
    rows = {name: row[:-1] for name, row in case["rows"].items() if name != "total"} | (
        others or {}
    )
    values = {
        (name, column): count
        for name, row in rows.items()
        for column, count in zip(columns, row, strict=True)
    }
    values |= {(name, "T"): sum(row) for name, row in rows.items()}
    values |= {("T", c): sum(values[name, c] for name in rows) for c in [*columns, "T"]}
    dims = (("unit", Hierarchy.flat(list(rows))), ("predikat", Hierarchy.flat(columns)))
    return CountTable("t", dims, values, group_dim=1)


def shown(table: CountTable, protection: Protection) -> dict[tuple[str, ...], int]:
    return {
        coords: count
        for coords, count in table.values.items()
        if "|".join(("t", *coords)) not in protection.withheld
    }


def test_one_small_cell_takes_at_least_a_rectangle() -> None:
    case = TABLES["one small cell"]
    table = counts(case)

    protection = protect([table], Policy(threshold=K))

    hidden = table.values.keys() - shown(table, protection).keys()
    assert tuple(case["primary"][0]) in hidden
    assert case["minimum_cells_withheld"] <= len(hidden)
    assert [] == [count for count in shown(table, protection).values() if 0 < count < K]


@pytest.mark.parametrize(
    "blank", [[("Dinas A", "kurang")], [("Dinas A", "kurang"), ("Dinas A", "butuh_perbaikan")]]
)
def test_publications_called_unsafe_are_read_exactly(blank: list[tuple[str, str]]) -> None:
    system = System.from_tables([counts(TABLES["one small cell"])])

    found = attack(system.withholding({"|".join(("t", *coords)) for coords in blank}))

    assert [True] * len(blank) == [interval.exact for interval in found.values()]


def test_a_withheld_cell_never_stands_alone_where_the_total_is_shown() -> None:
    table = counts(TABLES["one small cell"])
    visible = shown(table, protect([table], Policy(threshold=K)))
    hidden = table.values.keys() - visible.keys()

    for axis in (0, 1):
        for code in {coords[axis] for coords in hidden}:
            line = [coords for coords in hidden if coords[axis] == code and "T" not in coords]
            total = (code, "T") if axis == 0 else ("T", code)
            assert total in hidden or len(line) != 1


def test_a_homogeneous_row_is_withheld() -> None:
    case = TABLES["homogeneous row"]
    table = counts(case, {"Bidang Y": [21, 14], "Bidang Z": [18, 9]})

    visible = shown(table, protect([table], Policy(threshold=K)))

    assert ("Bidang X", "baik") not in visible
    assert ("Bidang X", "kurang") not in visible


def test_a_unit_below_the_threshold_is_withheld_with_its_total() -> None:
    case = TABLES["unit below k"]
    table = counts(case, {"Subbagian Z": [21, 14], "Subbagian W": [18, 9]})

    visible = shown(table, protect([table], Policy(threshold=K)))

    assert [] == [coords for coords in visible if coords[0] == "Subbagian Y"]


def test_two_years_whose_difference_is_one_person_are_found() -> None:
    from terang.disclosure import revealing_changes

    rows = TABLES["two years"]["rows"]
    years = [{"baik": row[0], "kurang": row[1]} for row in rows.values()]

    assert ["kurang"] == [finding.cell for finding in revealing_changes(*years, K)]
