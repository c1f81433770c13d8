"""What the commands on cell files say: refusals with their rows and remedies, and progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping

from terang.cellfiles.rows import FileRefused
from terang.console import note
from terang.disclosure import DisclosureError
from terang.messages import catalogue, text

AREA = "disclosure"
ROWS_NAMED = 20


def told(lang: str, work: Callable[[], int]) -> int:
    """Run a command; a refusal becomes what is wrong, which rows, and what to do."""
    try:
        return work()
    except FileRefused as refused:
        _tell(lang, refused.code, refused.fields, refused.rows)
    except DisclosureError as refused:
        code = "threshold_floor" if refused.code == "width_floor" else refused.code
        _tell(lang, code, refused.fields, refused.cells)
    return 1


def _tell(lang: str, code: str, fields: Mapping[str, str], rows: Iterable[str]) -> None:
    known = catalogue(AREA, lang)
    key = code if (code in known and f"{code}_fix" in known) or code == "bad_file" else "other"
    filled = {**fields, "code": code}
    note(known["refused"].format(why=known[key].format(**filled)))
    named = list(rows)
    for row in named[:ROWS_NAMED]:
        note(f"  {row}")
    if len(named) > ROWS_NAMED:
        note(known["more"].format(count=len(named) - ROWS_NAMED))
    if f"{key}_fix" in known:
        note(known["fix"].format(what=known[f"{key}_fix"].format(**filled)))


def progress(lang: str) -> Callable[[str, int, int], None] | None:
    """Shows how far the work is, when somebody is watching."""
    if not sys.stderr.isatty():
        return None
    last = [0.0]

    def show(_stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - last[0] > 0.2 or done == total:
            last[0] = now
            sys.stderr.write("\r" + text(AREA, "progress", lang, done=done, total=total))
            sys.stderr.write("\n" if done == total else "")
            sys.stderr.flush()

    return show
