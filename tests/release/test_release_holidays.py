"""Which days stop the clock: the office's list, the nation's where there is none, and changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from terang.core.complaints import due_date
from terang.release.intake.holidays import calendar

VECTORS = Path(__file__).parents[1] / "vectors" / "complaints.yaml"


def test_the_national_list_with_joint_leave_gives_the_due_days_of_the_vectors() -> None:
    pytest.importorskip("holidays")
    days = calendar((2025, 2026), (), {})
    cases = yaml.safe_load(VECTORS.read_text())["working_days"]

    found = [
        due_date(date.fromisoformat(case["received"]), case["class_days"], days) for case in cases
    ]

    assert [date.fromisoformat(case["expect_due"]) for case in cases] == found


def test_a_listed_year_is_listed_whole_and_others_follow_the_nation() -> None:
    pytest.importorskip("holidays")
    days = calendar((2025, 2026), {date(2025, 5, 1)}, {})

    assert {date(2025, 5, 1)} == {day for day in days if day.year == 2025}
    assert date(2026, 8, 17) in days


def test_changes_add_and_strike_out_days() -> None:
    listed = {date(2025, 5, 1), date(2025, 12, 26)}
    changes = {date(2025, 12, 26): False, date(2025, 12, 24): True}

    assert {date(2025, 5, 1), date(2025, 12, 24)} == calendar((2025,), listed, changes)
