"""What withholding costs, in numbers a personnel office can weigh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.model import LossReport, TableLoss
from terang.disclosure.system import System


def loss_report(
    system: System, hidden: NDArray[np.bool_], reasons: Mapping[int, str]
) -> LossReport:
    """Cells and people withheld, in all and by table. reasons: why, by primary cell number."""
    own = np.zeros(system.size, dtype=bool)
    own[list(reasons)] = True
    other = hidden & ~own
    return LossReport(
        cells=system.size,
        primary=int(own.sum()),
        secondary=int(other.sum()),
        people_secondary=int(system.value[other].sum()),
        by_table=tuple(
            TableLoss(
                name,
                len(cells),
                int(own[cells].sum()),
                int(other[cells].sum()),
                int(system.value[cells][own[cells]].sum()),
                int(system.value[cells][other[cells]].sum()),
            )
            for name, cells in system.tables
        ),
        by_reason=dict(sorted(Counter(reasons.values()).items())),
    )
