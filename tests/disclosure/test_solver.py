"""The solver's own words never reach the output of a command."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import scipy.sparse as sp

from terang.disclosure.solver import Ends, answer, by_column, solver

ONE_SUM = {
    "name": "one-sum",
    "need_width": 5,
    "cells": {
        "total": {"value": 9, "published": True},
        "few": {"value": 2, "published": False},
        "rest": {"value": 7, "published": False},
    },
    "relations": [{"coef": {"total": -1, "few": 1, "rest": 1}}],
    "sensitive": ["few"],
}


def test_a_solver_says_nothing_while_it_is_made_and_run(capfd) -> None:
    matrix = sp.csc_matrix(np.array([[1.0, 1.0]]))
    highs = solver(
        by_column(matrix),
        Ends(np.array([9.0]), np.array([9.0])),
        Ends(np.zeros(2), np.full(2, 9.0)),
        {},
    )
    assert highs is not None
    highs.run()
    assert answer(highs).sum() == 9
    assert capfd.readouterr() == ("", "")


def test_the_intervals_of_a_case_are_json_and_nothing_else(tmp_path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps(ONE_SUM))
    command = [sys.executable, "-m", "terang", "attack", "--case", str(case)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["few"] == [0, 9]
