"""The loss report tries coarsenings for real: what it promises is what protecting gives."""

from __future__ import annotations

import numpy as np
from tests.disclosure.test_trees import uneven_table

from terang.disclosure import CountTable, Hierarchy, Policy, System, protect_system
from terang.disclosure.coarsen import coarsenings, compare_coarsenings


def small_tree() -> CountTable:
    """Two offices; the second has a tiny sub-unit beside two that are not."""
    parents = {"all": None, "o1": "all", "o2": "all", "s1": "o1", "s2": "o1"}
    tree = Hierarchy.from_parents({**parents, "s3": "o2", "s4": "o2", "s5": "o2"})
    inner = np.zeros((8, 3), dtype=np.int64)
    inner[3:] = (20, 30, 15), (25, 35, 18), (2, 9, 8), (11, 12, 9), (13, 17, 19)
    inner[1], inner[2] = inner[3:5].sum(axis=0), inner[5:].sum(axis=0)
    inner[0] = inner[1] + inner[2]
    values = np.concatenate([inner.sum(axis=1, keepdims=True), inner], axis=1)
    rating = Hierarchy.flat(["x", "y", "z"])
    return CountTable("t", (("unit", tree), ("rating", rating)), values, group_dim=1)


def test_each_kind_of_coarsening_names_its_cells() -> None:
    table = small_tree()
    found = coarsenings(System.from_tables([table]), [table])

    assert [
        ("dimension", "all", "", 28),
        ("margin", "all", "", 4),
        ("children", "o1", "", 8),
        ("children", "o2", "", 12),
        ("pair", "s4", "s3", 8),
        ("pair", "s5", "s3", 8),
    ] == [(each.kind, each.code, each.partner, len(each.cells)) for each in found]
    assert {f"t|{unit}|{rating}" for unit in ("s3", "s4") for rating in "Txyz"} == found[4].cells


def test_merging_two_units_frees_what_the_third_had_to_hide() -> None:
    """The 2 in s3|x is covered by a rectangle; merged with the other unit, it needs no cover."""
    table = small_tree()
    system = System.from_tables([table])
    before = protect_system(system, Policy(seconds=0)).withheld
    pairs = [each for each in coarsenings(system, [table]) if each.kind == "pair"]

    report = compare_coarsenings(system, pairs, Policy())

    covering = {name.split("|")[1] for name in before} - {"s3"}
    assert 1 == len(covering)
    best, other = report.trials
    assert ("s5" if covering == {"s4"} else "s4") == best.coarsening.code
    beside = {name for name in before if not name.startswith("t|s3|")}
    assert len(beside) == best.freed == 2
    assert sum(int(system.value[system.index(name)]) for name in beside) == best.freed_people
    assert (0, 6, 8) == (other.freed, best.given_up, best.withheld)
    assert {"t": {"secondary": 3, "threshold": 1}} == report.withheld


def test_every_trial_agrees_with_protecting_under_it() -> None:
    table = uneven_table(2, offices=3)
    system = System.from_tables([table])
    policy = Policy(seconds=0)
    before = protect_system(system, policy).withheld

    report = compare_coarsenings(system, coarsenings(system, [table]), policy)

    assert 0 == report.untried
    best = next(trial for trial in report.trials if trial.safe)
    after = protect_system(system, policy, must_withhold=best.coarsening.cells).withheld
    assert (len(before - after), len(after - before)) == (best.freed, best.given_up)
    freed = [trial.freed for trial in report.trials if trial.safe]
    assert sorted(freed, reverse=True) == freed


def test_the_budget_leaves_candidates_untried_and_says_so() -> None:
    table = small_tree()
    system = System.from_tables([table])
    candidates = coarsenings(system, [table])

    report = compare_coarsenings(system, candidates, Policy(), budget=1)

    assert (1, len(candidates) - 1) == (len(report.trials), report.untried)


def test_what_is_public_already_makes_a_coarsening_impossible() -> None:
    table = small_tree()
    system = System.from_tables([table], known=frozenset({"t|s1|T"}))
    candidates = [each for each in coarsenings(system, [table]) if each.code == "o1"]

    (trial,) = compare_coarsenings(system, candidates, Policy()).trials

    assert not trial.safe
