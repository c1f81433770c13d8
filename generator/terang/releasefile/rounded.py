"""What a reader of rounded counts knows of the true ones: the base, and which counts were rounded.

Every inner count went to the multiple of the base below or above it, so the truth is less than one
base away. A published count of several inner ones is loose by each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terang.releasefile.model import Release, Table
from terang.releasefile.relations import children, count_id

BASE = "kelipatan"
# inner counts beneath a published one at the finest breakdown
PARTS: Mapping[tuple[str, str], int] = {
    ("predikat", "jumlah"): 1,
    ("status-penilaian", "jumlah"): 1,
    ("kebutuhan-pelatihan", "dinilai"): 2,  # below and at the expected level
    ("kebutuhan-pelatihan", "di_bawah"): 1,
    ("pelatihan", "peserta"): 1,
    ("aduan", "masuk"): 4,  # in time, late, open and overdue, open and still in time
    ("aduan", "selesai"): 2,
    ("aduan", "tepat_waktu"): 1,
    ("waktu-aduan", "jumlah"): 1,
    ("volume", "jumlah"): 1,
}
SUMMED = ("status-penilaian", "dinilai")  # its inner counts are those of `predikat`


def base(release: Release) -> int:
    """What counts were rounded to. ValueError when the policy does not say."""
    return int(release.policy.get(BASE, ""))


def looseness(release: Release) -> dict[str, int]:
    """How far the truth may be from each published count at the finest breakdown, by its id."""
    step = base(release) - 1
    return {
        cell: step * parts for table in release.tables for cell, parts in _finest(table) if parts
    }


def _finest(table: Table) -> Iterator[tuple[str, int]]:
    inner = [{c.id for c in dim.codes} - set(children(dim)) for dim in table.dims]
    for measure in table.measures:
        parts = PARTS.get((table.id, measure.id), 0)
        for row in table.rows:
            is_sum = (table.id, row.coords[-1]) == SUMMED
            if not is_sum and all(at in codes for at, codes in zip(row.coords, inner, strict=True)):
                yield count_id(table.id, measure.id, row.coords), parts
