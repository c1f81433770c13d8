"""The two forms of the engine's benchmark hold the same ratings, and ours reads both."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from benchmarks.engine.data import write_batches
from benchmarks.engine.runs import scheme_plan, terang
from benchmarks.engine.texts import write_texts


def test_text_through_the_door_gives_the_margins_of_stored_ratings(tmp_path: Path) -> None:
    plan = scheme_plan()
    stored = write_batches(plan, 300, tmp_path / "stored" / "batches")
    write_texts(plan, stored, tmp_path / "text" / "batches")

    def totals(form: str) -> list[dict[str, object]]:
        """Margins without units and groups, whose names differ."""
        *_, found = terang(tmp_path / form, Namespace(threads=1, memory=None))
        return [row for row in found.to_pylist() if row["tingkat"] >= 12]

    assert totals("stored")
    assert totals("stored") == totals("text")
