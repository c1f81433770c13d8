"""HiGHS as every module here uses it: one thread, no output, programs handed over as arrays."""

from __future__ import annotations

from typing import NamedTuple

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Options = dict[str, str | int | float]
COLUMNS = highspy.MatrixFormat.kColwise.value
FITS = 2  # HiGHS' number of a solution that keeps every relation
LEAST = highspy.ObjSense.kMinimize.value


class Columns(NamedTuple):
    """A sparse matrix by column: entries of column j lie at start[j] to start[j + 1]."""

    start: Ints
    row: Ints
    entry: Floats


class Ends(NamedTuple):
    """Least and greatest values, of columns or of rows."""

    least: Floats
    most: Floats


def solver(
    matrix: Columns,
    rows: Ends,
    columns: Ends,
    options: Options,
    whole: NDArray[np.bool_] | None = None,
) -> highspy.Highs | None:
    """A solver that holds rows.least <= matrix·x <= rows.most with x between the columns' ends.

    All prices are 0 at first. whole: columns that take whole numbers only. None when the solver
    refuses the program.
    """
    highs = _silent(options)
    size = len(columns.least)
    status = highs.passModel(
        *(size, len(rows.least), len(matrix.entry), COLUMNS, LEAST, 0.0),
        *(np.zeros(size), *columns, *rows),
        *(matrix.start.astype(np.int32), matrix.row.astype(np.int32), matrix.entry.astype(float)),
        (np.zeros(size, dtype=bool) if whole is None else whole).astype(np.int32),
    )
    return None if status == highspy.HighsStatus.kError else highs


def answer(highs: highspy.Highs) -> Floats | None:
    """The values of all columns after a run; None when the solver has none to give."""
    found = np.asarray(highs.getSolution().col_value)
    return found if len(found) == highs.getNumCol() else None


class _Silent(highspy.Highs):
    """Prints nothing from its first step on, not even its name, which 1.16 tells while it is made.

    Callbacks, which are not used here, are not enabled.
    """

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)


def _silent(options: Options) -> highspy.Highs:
    highs = _Silent()  # type: ignore[no-untyped-call]
    for option, value in ({"output_flag": False, "threads": 1} | options).items():
        highs.setOptionValue(option, value)
    return highs


def by_column(matrix: sp.csc_matrix) -> Columns:
    return Columns(matrix.indptr, matrix.indices, matrix.data)
