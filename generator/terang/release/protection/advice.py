"""Why a release could not be protected, and what helps against exactly that."""

from __future__ import annotations

from terang.disclosure import DisclosureError, ProtectionFailed
from terang.messages import text
from terang.release.counting.counts import CountSystem

AREA = "loss"
BY_CODE = {
    "infeasible": "coarsen",
    "known_cells": "wait",
    "solver": "repeat",
    "time": "time",
    "unverified": "tell",
    "opendp": "install",
    "budget": "budget",
    "ledger": "ledger",
}


def advised(failed: ProtectionFailed, counts: CountSystem) -> ProtectionFailed:
    """The same failure with what helps.

    Any count may be withheld beside a small one, so that tables alone always have a safe pattern:
    where there is none, counts that are public already leave no room, and only time gives some.
    """
    advice = BY_CODE.get(failed.code, "tell")
    if failed.code == "infeasible" and (counts.known or counts.must_withhold):
        advice = "wait"
    return ProtectionFailed(failed.code, failed.cells, dict(failed.fields) | {"advice": advice})


def failure_text(failed: DisclosureError, lang: str) -> str:
    """What went wrong, in which tables, and what to do."""
    tables = sorted({cell.partition("|")[0] for cell in failed.cells if "|" in cell})
    key = f"failed_{failed.code}" if failed.code in BY_CODE else "failed_other"
    fields = {"tables": ", ".join(tables) or "-", "fault": str(failed), **failed.fields}
    told = text(AREA, key, lang, **fields)
    advice = failed.fields.get("advice", BY_CODE.get(failed.code, "tell"))
    return f"{told} {text(AREA, f'advice_{advice}', lang)}"
