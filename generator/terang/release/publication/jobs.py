"""Agencies side by side: each is decided in a process of its own, and what it decides is kept.

The run that follows finds it and says what there is to say, in the usual order; a release that
could not be decided is decided again there, with its reasons.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from terang.console import progress

Work = Callable[[argparse.Namespace, str], None]


def side_by_side(work: Work, options: argparse.Namespace, agencies: Sequence[str]) -> None:
    """Do the work for each agency, `options.jobs` at a time. work: a function of a module."""
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        done = pool.map(partial(_silent, work, options), agencies)
        for _ in progress("release build", done, len(agencies)):
            pass


def _silent(work: Work, options: argparse.Namespace, agency: str) -> None:
    with Path(os.devnull).open("w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        work(options, agency)
