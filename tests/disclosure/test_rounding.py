"""Rounded tables add up, hold no small count, and stay near the truth."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from benchmarks.disclosure.sample_tables import sample_table
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.disclosure.test_trees import uneven_table

from terang.disclosure import CountTable, Hierarchy, InvalidTable, System
from terang.disclosure.rounding import round_table


def line(*counts: int) -> CountTable:
    """One dimension: a total and its parts."""
    codes = [f"u{i}" for i in range(len(counts))]
    values = np.array([sum(counts), *counts], dtype=np.int64)
    return CountTable("t", (("unit", Hierarchy.flat(codes)),), values)


def test_a_line_of_small_counts_keeps_its_total_near() -> None:
    """2, 3, 3 make 8. Squared changes: 0, 5, 5 gives 16 (total 10), 0, 5, 0 gives 26 (total 5)."""
    found = round_table(line(2, 3, 3))

    assert [10, 0, 5, 5] == found.values.tolist()
    loss = found.loss
    assert (4, 3, 3, 4, 2) == (loss.cells, loss.inner, loss.rounded, loss.changed, loss.greatest)
    assert {2: 4} == loss.by_change
    assert (Fraction(2), 2) == (loss.mean, loss.total)


def test_counts_of_base_and_more_stay_true() -> None:
    assert [25, 0, 5, 20] == round_table(line(1, 5, 20)).values.tolist()
    assert [29, 4, 5, 20] == round_table(line(4, 5, 20), base=3).values.tolist()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), base=st.sampled_from([3, 5]))
def test_every_rounded_table_adds_up_without_small_counts(seed: int, base: int) -> None:
    table = uneven_table(seed, offices=4)

    found = round_table(table, base)

    rounded = CountTable("t", table.dims, found.values, table.group_dim)
    assert 0 == len(System.from_tables([rounded], check=False).broken())
    assert [] == sorted(set(found.values.ravel().tolist()) & set(range(1, base)))
    leaves = np.ix_(*(np.array(tree.leaves) for _, tree in table.dims))
    before, after = table.values[leaves], found.values[leaves]
    assert (before[before >= base] == after[before >= base]).all()
    assert set(after[before < base].tolist()) <= {0, base}
    assert (after[before == 0] == 0).all()
    assert np.abs(after - before).max() < base
    assert np.abs(found.values - table.values).max() == found.loss.greatest
    assert sum(found.loss.by_change.values()) == found.loss.cells == table.values.size


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_totals_stay_within_three_bases_of_the_truth(seed: int) -> None:
    assert 15 >= round_table(uneven_table(seed)).loss.greatest


@pytest.mark.parametrize(("size", "most"), [("S", 5), ("M", 8)])
def test_totals_of_an_office_and_a_city_change_little(size: str, most: int) -> None:
    """The best tool measured before changes a city's table by 8 at most."""
    assert most >= round_table(sample_table(size)).loss.greatest


def test_the_same_table_is_rounded_the_same_way() -> None:
    table = uneven_table(7)

    assert (round_table(table).values == round_table(table).values).all()


def test_groups_in_one_rating_are_counted_not_hidden() -> None:
    values = np.array([[30, 20, 10], [12, 12, 0], [18, 8, 10]])
    dims = (("unit", Hierarchy.flat(["a", "b"])), ("rating", Hierarchy.flat(["x", "y"])))

    assert 1 == round_table(CountTable("t", dims, values, group_dim=1)).loss.groups_in_one


def test_what_cannot_be_rounded_is_refused() -> None:
    wrong = CountTable("t", line(1, 2).dims, np.array([4, 1, 2]))
    hidden = CountTable("t", wrong.dims, np.array([3, 1, 2]), hidden=frozenset({("u0",)}))

    for table, base, code in (
        (wrong, 5, "totals"),
        (hidden, 5, "rounding_hidden"),
        (line(1, 2), 2, "rounding_base"),
    ):
        with pytest.raises(InvalidTable) as refusal:
            round_table(table, base)

        assert code == refusal.value.code
