"""Releases made by hand whose counts a reader can subtract in the head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from releasefile_samples import release as base

from terang.core.model import Text
from terang.releasefile.model import (
    Code,
    Dimension,
    Measure,
    Release,
    Row,
    Shown,
    Table,
    Withheld,
    WithheldReason,
)

HIDDEN = Withheld(WithheldReason.PROTECTED)
CATEGORIES = ("baik", "cukup", "kurang")
Counts = Mapping[str, Sequence[int | None]]  # unit -> counts by category; None: withheld


def rated(
    counts: Counts,
    parents: Mapping[str, str | None],
    *,
    period: str = "2025",
    revision: int = 0,
    totals: Mapping[str, int] | None = None,
) -> Release:
    """A release with one table `predikat`; totals are added where all parts are given."""
    rows = []
    for unit, by_category in counts.items():
        given = totals or {}
        parts = [n for n in by_category if n is not None]
        whole = given.get(unit, sum(parts) if len(parts) == len(by_category) else None)
        for code, n in zip(("T", *CATEGORIES), (whole, *by_category), strict=True):
            rows.append(Row((unit, "T", code), (HIDDEN if n is None else Shown(Decimal(n)),)))
    return replace(
        base(),
        period=period,
        revision=revision,
        tables=(_table(parents, rows),),
        policy={"ambang": "5"},
        approvals=(),
    )


def _table(parents: Mapping[str, str | None], rows: Sequence[Row]) -> Table:
    units = tuple(Code(u, Text(u), p, p is None) for u, p in parents.items())
    flat = (Code("T", Text("T"), None, True),)
    categories = tuple(Code(c, Text(c), "T") for c in CATEGORIES)
    return Table(
        id="predikat",
        title=Text("Predikat"),
        description=Text("Contoh"),
        dims=(
            Dimension("unit", Text("Unit"), units),
            Dimension("kelompok", Text("Kelompok"), flat),
            Dimension("kategori", Text("Kategori"), (*flat, *categories)),
        ),
        measures=(Measure("jumlah", Text("Jumlah"), "count", Text("orang"), 0),),
        rows=tuple(rows),
        metadata={},
    )
