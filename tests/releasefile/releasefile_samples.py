"""A small release made by hand, for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from terang.core.model import Text
from terang.releasefile.model import (
    Approval,
    Certificate,
    Code,
    Dimension,
    Measure,
    Release,
    Row,
    Shown,
    ShownText,
    Table,
    TableCheck,
    Withheld,
    WithheldReason,
)

WITHHELD = Withheld(WithheldReason.PROTECTED)


def table(label: str = "Dinas A") -> Table:
    units = Dimension(
        "unit",
        Text("Unit", "Unit"),
        (Code("kota", Text("Kota"), None, True), Code("a", Text(label), "kota")),
    )
    return Table(
        id="contoh",
        title=Text("Rerata", "Means"),
        description=Text("Contoh"),
        dims=(units,),
        measures=(
            Measure("rerata", Text("Rerata"), "mean", Text("angka"), 2),
            Measure("mutu", Text("Mutu"), "word", Text("huruf"), 0),
        ),
        rows=(
            Row(("kota",), (Shown(Decimal("-1.50"), 40), ShownText("=B+1"))),
            Row(("a",), (WITHHELD, WITHHELD)),
        ),
        metadata={"konsep": Text("Contoh", "Example")},
        rule_refs=("pelayanan",),
    )


def release(revision: int = 0, label: str = "Dinas A") -> Release:
    return Release(
        agency="kota",
        period="2025",
        revision=revision,
        supersedes=None,
        criteria_digest="ab12",
        synthetic=True,
        published_on=date(2026, 3, 31),
        next_on=None,
        tables=(table(label),),
        certificate=Certificate(
            method="penyembunyian",
            threshold=5,
            width=5,
            rules=("ambang",),
            checks=("serangan-lp",),
            attacked=2,
            undecided=0,
            narrowest=Decimal("7"),
            not_checked=("periode-lain",),
            tables=(TableCheck("contoh", 4, 2, 2),),
            archive=("kota/2024",),
            tool_version="0",
        ),
        policy={"ambang": "5"},
        approvals=(Approval("kepegawaian", date(2026, 3, 1), "cd34"),),
    )
