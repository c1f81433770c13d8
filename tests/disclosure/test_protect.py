"""Every protection must hold against an attacker who writes down all whole tables that fit."""

from __future__ import annotations

import numpy as np
import pytest
from tests.disclosure.brute import margins, possible, tables_that_fit

from terang.disclosure import (
    CountTable,
    Hierarchy,
    InvalidTable,
    Policy,
    Protection,
    ProtectionFailed,
    System,
    attack,
    protect,
    verify,
)

ROWS, COLUMNS = ["a", "b"], ["x", "y", "z"]
CAP = 11


def small_table(seed: int, most: int = 7, share: float = 0.8) -> CountTable:
    rng = np.random.default_rng(seed)
    inner = rng.integers(0, most, size=(2, 3)) * (rng.random((2, 3)) < share)
    dims = (("row", Hierarchy.flat(ROWS)), ("column", Hierarchy.flat(COLUMNS)))
    return CountTable("t", dims, margins(inner, ROWS, COLUMNS), group_dim=1)


def fits(table: CountTable, protection: Protection) -> dict:
    """All values of all cells over the tables that agree with what is shown."""
    shown = {
        coords: value
        for coords, value in table.values.items()
        if "|".join(("t", *coords)) not in protection.withheld
    }
    return possible(tables_that_fit(shown, ROWS, COLUMNS, CAP), ROWS, COLUMNS)


@pytest.mark.parametrize("seed", range(150))
def test_every_sensitive_count_can_rise_by_the_width(seed: int) -> None:
    table = small_table(seed)
    protection = protect([table], Policy(insiders=False, seconds=0))

    values = fits(table, protection)

    narrow = [
        coords
        for coords, value in table.values.items()
        if 0 < value < 5 and values[coords].max() < value + 5
    ]
    assert [] == narrow


@pytest.mark.parametrize("seed", range(150))
def test_no_group_is_known_to_share_one_rating(seed: int) -> None:
    table = small_table(seed, most=4 if seed % 2 else 7, share=0.5)
    protection = protect([table], Policy(insiders=False, seconds=0))

    values = fits(table, protection)

    known = []
    for row in [*ROWS, "T"]:
        ratings = [table.values[row, c] for c in COLUMNS]
        if sum(r > 0 for r in ratings) == 1:
            others = [values[row, c].max() for c in COLUMNS if table.values[row, c] == 0]
            known += [row] if max(others) < 5 else []
    assert [] == known


@pytest.mark.parametrize("seed", range(150))
def test_a_cell_of_one_does_not_undo_the_others(seed: int) -> None:
    """The only member of a cell takes it out; cells of other people stay wide."""
    table = small_table(seed)
    protection = protect([table], Policy(seconds=0))
    values = fits(table, protection)

    ones = [coords for coords, value in table.values.items() if value == 1]
    undone = []
    for one in ones:
        knows = values[one] == 1
        for coords, value in table.values.items():
            same = (
                value == 1
                and (one[0] in (coords[0], "T") or coords[0] == "T")
                and (one[1] in (coords[1], "T") or coords[1] == "T")
            )
            if 0 < value < 5 and not same and values[coords][knows].max() < value + 5:
                undone.append((one, coords))
    assert [] == undone


def test_a_tampered_proof_is_refused() -> None:
    table = small_table(3)
    system = System.from_tables([table])
    protection = protect([table], Policy())
    weaker = Protection(
        **{
            **protection.__dict__,
            "withheld": protection.withheld - {sorted(protection.withheld)[0]},
        }
    )

    assert [] == verify(system, protection)
    assert [] != verify(system, weaker)


def test_totals_that_do_not_add_up_are_refused_with_their_cells() -> None:
    table = small_table(1)
    wrong = CountTable("t", table.dims, {**table.values, ("T", "T"): 999})

    with pytest.raises(InvalidTable) as refusal:
        protect([wrong], Policy())

    assert "totals" == refusal.value.code
    assert "t|T|T" in refusal.value.cells


def test_thresholds_below_the_floor_are_refused() -> None:
    with pytest.raises(InvalidTable):
        Policy(threshold=2)


def test_what_is_public_already_is_never_withheld() -> None:
    dims = (("row", Hierarchy.flat(ROWS)), ("column", Hierarchy.flat(COLUMNS)))
    inner = np.array([[3, 20, 30], [20, 30, 40]])
    table = CountTable("t", dims, margins(inner, ROWS, COLUMNS))
    known = frozenset({"t|a|y", "t|b|y"})

    protection = protect([table], Policy(), known=known)

    assert frozenset() == protection.withheld & known
    assert not attack(System.from_tables([table]).withholding(protection.withheld))[
        "t|a|x"
    ].narrower_than(5)


def test_nothing_is_promised_when_an_earlier_release_shows_too_much() -> None:
    dims = (("row", Hierarchy.flat(ROWS)), ("column", Hierarchy.flat(COLUMNS)))
    inner = np.array([[3, 20, 30], [20, 30, 40]])
    table = CountTable("t", dims, margins(inner, ROWS, COLUMNS))
    known = frozenset("|".join(("t", *coords)) for coords in table.values) - {"t|a|x"}

    with pytest.raises(ProtectionFailed):
        protect([table], Policy(), known=known)


def test_the_same_input_gives_the_same_pattern() -> None:
    table = small_table(11)

    assert protect([table], Policy()).withheld == protect([table], Policy()).withheld


@pytest.mark.parametrize("seed", range(30))
def test_no_withheld_cell_stands_out_by_a_narrow_interval(seed: int) -> None:
    """Complementary cells are as uncertain as sensitive ones."""
    table = small_table(seed, most=12)
    protection = protect([table], Policy(seconds=0))

    found = attack(System.from_tables([table]).withholding(protection.withheld))

    assert [] == [name for name, interval in found.items() if interval.narrower_than(5)]


def test_improving_makes_the_pattern_cheaper_and_keeps_every_proof() -> None:
    table = small_table(4, most=30)
    system = System.from_tables([table])
    plain = protect([table], Policy(seconds=0))
    better = protect([table], Policy(seconds=1))

    assert [] == verify(system, better)
    assert better.loss.secondary <= plain.loss.secondary


@pytest.mark.parametrize("seed", range(20))
def test_wide_cells_are_wide_to_the_exact_attacker_too(seed: int) -> None:
    """What random objectives prove, single programs confirm."""
    table = small_table(seed, most=12)
    protection = protect([table], Policy(seconds=0))
    system = System.from_tables([table]).withholding(protection.withheld)

    quick, full = attack(system, need=5), attack(system)

    inside = [
        full[n].lower <= i.lower and (full[n].upper is None or i.upper <= full[n].upper)
        for n, i in quick.items()
        if i.upper is not None
    ]
    assert all(inside)
    assert {n: full[n].narrower_than(5) for n in full} == {
        n: quick[n].narrower_than(5) for n in quick
    }
