"""Where commands speak: results to standard output, everything else to standard error.

What files of strangers say is made harmless here, at the one door: no control characters reach a
terminal, no personal numbers a log.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from terang.core.visible import visible

T = TypeVar("T")


def echo(text: str = "") -> None:
    """One line of a command's result."""
    sys.stdout.write(visible(text) + "\n")


def echo_figures(value: object) -> None:
    """A result for machines. In ASCII, so that nothing hides in it; no digit is masked."""
    sys.stdout.write(json.dumps(value, indent=1) + "\n")


def note(text: str) -> None:
    """One line about what is happening; never part of the result."""
    sys.stderr.write(visible(text) + "\n")
    sys.stderr.flush()


def progress(label: str, items: Iterable[T], total: int) -> Iterator[T]:
    """Yield the items, showing how far we are; silent unless standard error is a terminal."""
    show = sys.stderr.isatty()
    last = 0.0
    for done, item in enumerate(items):
        now = time.monotonic()
        if show and now - last > 0.1:
            last = now
            sys.stderr.write(f"\r{label} {done}/{total}")
            sys.stderr.flush()
        yield item
    if show:
        sys.stderr.write(f"\r{label} {total}/{total}\n")
