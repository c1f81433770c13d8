"""What of a refused correction could be published: found by trying, coarsest loss last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from terang.releasefile.groups import depths
from terang.releasefile.model import Dimension, Release, Table
from terang.releasefile.relations import TOTAL
from terang.releasefile.revisions import changes, differs, revision_faults

UNIT, DELAY = "unit", "tunda"


@dataclass(frozen=True, slots=True)
class Alternative:
    """kind: `unit` (larger units), `dimensi` (without a breakdown), `tabel` (without tables) or
    `tunda` (wait); fields for its message. release: what would be published, None to wait."""

    kind: str
    fields: dict[str, str] = field(default_factory=dict)
    release: Release | None = None

    @property
    def key(self) -> str:
        """The field that says how far: the level, the dimension or the tables left out."""
        return {UNIT: "level", "dimensi": "dimension", "tabel": "tables"}.get(self.kind, "")


def nearest(release: Release, earlier: Sequence[Release], wanted: str | None = None) -> Alternative:
    """The first reduction of a correction that passes beside all earlier revisions and still
    corrects something; otherwise to wait until enough people are corrected at once.

    wanted: only reductions of this kind.
    """
    for kind, fields, candidate in _candidates(release, earlier):
        if wanted not in (None, kind):
            continue
        if all(differs(candidate, one) for one in earlier) and not any(
            revision_faults(candidate, one) for one in earlier
        ):
            return Alternative(kind, fields, candidate)
    threshold = release.certificate.threshold
    moved = [abs(c) for one in earlier for c in changes(release, one).values() if c]
    least = min(moved, default=0)
    return Alternative(
        DELAY,
        {"least": str(least), "threshold": str(threshold), "missing": str(threshold - least)},
    )


def _candidates(
    release: Release, earlier: Sequence[Release]
) -> Iterator[tuple[str, dict[str, str], Release]]:
    units = next((d for t in release.tables for d in t.dims if d.id == UNIT), None)
    if units is not None:
        steps = depths(units)
        for depth in range(max(steps.values()) - 1, -1, -1):
            kept = {code for code, at in steps.items() if at <= depth}
            fields = {"level": str(depth + 1)}
            yield UNIT, fields, _reduced(release, UNIT, kept)
    flat = {d.id: d for t in release.tables for d in t.dims if TOTAL in {c.id for c in d.codes}}
    for name, dim in flat.items():
        fields = {"dimension": name, "name": dim.name.id, "name_en": dim.name.in_language("en")}
        yield "dimensi", fields, _reduced(release, name, {TOTAL})
    failing = {fault.fields["table"] for one in earlier for fault in revision_faults(release, one)}
    kept_tables = tuple(t for t in release.tables if t.id not in failing)
    fields = {"tables": ", ".join(sorted(failing))}
    yield "tabel", fields, replace(release, tables=kept_tables)


def _reduced(release: Release, dim_id: str, kept: set[str]) -> Release:
    """The release without rows whose code in a dimension is not kept."""
    return replace(release, tables=tuple(_without(t, dim_id, kept) for t in release.tables))


def _without(table: Table, dim_id: str, kept: set[str]) -> Table:
    axes = [axis for axis, dim in enumerate(table.dims) if dim.id == dim_id]
    rows = tuple(r for r in table.rows if all(r.coords[axis] in kept for axis in axes))
    dims = tuple(
        Dimension(d.id, d.name, tuple(c for c in d.codes if c.id in kept)) if axis in axes else d
        for axis, d in enumerate(table.dims)
    )
    return replace(table, rows=rows, dims=dims)
