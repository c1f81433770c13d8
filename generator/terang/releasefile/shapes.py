"""What the gate relies on before it counts: the shape of known tables, and numbers in a policy.

A known table without its axes and measures, or a number that is none, would leave the gate
looking for counts where there are none. So a release that has such a thing is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from terang.core.model.protection import LIMITS
from terang.releasefile.model import MeasureKind, Table
from terang.releasefile.parse import Node
from terang.releasefile.relations import DAYS_OF, TOTAL

Shape = tuple[tuple[str, ...], tuple[tuple[str, MeasureKind], ...]]  # axes, measures

SHAPES: Mapping[str, Shape] = {
    "predikat": (("unit", "kelompok", "kategori"), (("jumlah", "count"),)),
    "status-penilaian": (("unit", "status"), (("jumlah", "count"),)),
    "rerata": (("unit", "ukuran"), (("rerata", "mean"),)),
    "kesenjangan": (
        ("unit", "indikator"),
        (("dari", "mean"), ("terhadap", "mean"), ("selisih", "mean")),
    ),
    "kebutuhan-pelatihan": (
        ("unit", "kompetensi"),
        (("dinilai", "count"), ("di_bawah", "count"), ("persen", "share")),
    ),
    "pelatihan": (("unit", "pelatihan"), (("peserta", "count"),)),
    "ikm": (
        ("layanan",),
        (
            *(("ikm", "index"), ("mutu", "word"), ("n", "count"), ("populasi", "count")),
            *(("sampel_minimum", "count"), ("mutu_bergantung_konvensi", "word")),
        ),
    ),
    "ikm-unsur": (
        ("layanan", "unsur"),
        (("nrr", "mean"), ("konversi", "index"), ("mutu", "word")),
    ),
    "aduan": (
        ("layanan", "kelas"),
        (
            *(("masuk", "count"), ("selesai", "count"), ("tepat_waktu", "count")),
            ("persen_tepat", "share"),
        ),
    ),
    "waktu-aduan": (("layanan", "rentang"), (("jumlah", "count"),)),
    "volume": (("layanan", "bulan"), (("jumlah", "count"),)),
}
RANGE = re.compile(r"[0-9]{1,4}(-[0-9]{1,4}|\+)\Z")  # days: 2-3, 21+
WHOLE = re.compile(r"[0-9]{1,9}\Z")
DECIMALS = ("epsilon", "anggaran")
ALSO_WHOLE = ("desimal_rerata", "desimal_persen", "derau_pegawai", "derau_layanan")


def shaped(table: Table, node: Node) -> Table:
    """The table, if it has the shape of its name; node: its whole document."""
    expected = SHAPES.get(table.id)
    if expected is None:
        return table
    axes, measures = expected
    found = tuple(dim.id for dim in table.dims), tuple((m.id, m.kind) for m in table.measures)
    if found != expected:
        wanted = f"{', '.join(axes)}; {', '.join(f'{name} ({kind})' for name, kind in measures)}"
        node.fail("R027", table=table.id, expected=wanted)
    if table.id == "waktu-aduan":
        for code in table.dims[1].codes:
            if code.id != TOTAL and not RANGE.match(code.id):
                node.fail("R015", found=code.id)
    return table


def policy_text(key: str, node: Node) -> str:
    """The text of one option of a policy; a number where the option is one."""
    told = node.string()
    if key in DECIMALS:
        node.decimal()
    elif key in LIMITS or key in ALSO_WHOLE:
        _whole(told, node)
    elif key.startswith(DAYS_OF):
        for number in told.split() or [""]:
            _whole(number, node)
    return told


def _whole(told: str, node: Node) -> None:
    if not WHOLE.match(told):
        node.fail("R016", found=told[:60])
