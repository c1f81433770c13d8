"""gconfid on one table, in a process of its own: JSON in, the withheld cells on the last line.

In: numbers of the cells, their values, and relation, cell and coefficient of each entry of a sum.
"""

from __future__ import annotations

import json
import sys

import gconfid  # type: ignore[import-not-found,unused-ignore]
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

FEW = 5


def main() -> None:
    cells, value, (rows, columns, coefficients) = json.load(sys.stdin)
    ties = {
        "ConstraintId": [row + 1 for row in rows],
        "CellId": [cell + 1 for cell in columns],
        "Coefficient": coefficients,
    }
    given = {
        "CellId": [cell + 1 for cell in cells],
        "TotalNoise": [float(n) for n in value],
        "Total": [float(n) for n in value],
        "Sensitivity": [float(n) if n < FEW else -1.0 for n in value],
        "Status": ["S" if n < FEW else "V" for n in value],
        "Type": "C",
    }
    done = gconfid.Suppression(
        incell=pd.DataFrame(given), inconstraint=pd.DataFrame(ties), outsuppress="pandas"
    ).outsuppress
    withheld = done.loc[done["OutStatus"] == "X", "CellId"]
    sys.stdout.write("\n" + json.dumps([int(cell) - 1 for cell in withheld]) + "\n")


if __name__ == "__main__":
    main()
