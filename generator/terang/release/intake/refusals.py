"""What became of the rows of a load: the list for the office, and counts by reason for the screen.

The list stays beside the data. Neither it nor the counts repeat what a row says.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from terang.messages import text
from terang.release.intake.contract import Refusal
from terang.release.intake.inputs.folder import REJECTS


def keep_refusals(folder: Path, refusals: Sequence[Refusal]) -> None:
    """Write file, row, reason and column of every refused row; no file when there is none."""
    path = folder / REJECTS
    if not refusals:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("berkas", "baris", "alasan", "kolom"))
        writer.writerows((r.file, r.row, r.reason, r.column) for r in refusals)


def reason_lines(found: Iterable[tuple[str, str, int]], lang: str) -> list[str]:
    """How many rows were refused for what, by file, see `reasons`: no row and nobody is named."""
    lines = []
    for file, reason, count in found:
        said = text("release", f"refused_{reason}", lang)
        lines.append(text("release", "refused_count", lang, file=file, count=count, reason=said))
    return lines
