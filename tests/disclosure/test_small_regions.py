"""Tables cut in many small regions, with groups and insiders: a way is found, and it is safe."""

from __future__ import annotations

import pytest
from benchmarks.disclosure.sample_tables import Shape, drawn

from terang.disclosure import (
    CountTable,
    Policy,
    System,
    attack,
    protect,
    protect_system,
    verify,
)
from terang.disclosure.carry import Carrier
from terang.disclosure.primary import sensitive
from terang.disclosure.program import Program
from terang.disclosure.regions import Regions

THREE_LEVELS = Shape((3, 9, 30), groups=5, people=240, spread=1.8, present=0.9, seed=0)
FOUR_LEVELS = Shape((2, 6, 18, 40), groups=3, people=200, spread=1.8, present=0.9, seed=0)


@pytest.fixture(autouse=True)
def _many_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terang.disclosure.regions.MOST_CELLS", 100)


def faults(table: CountTable, policy: Policy) -> list[str]:
    """What proof reading doubts, and sensitive counts that anybody knows too closely."""
    system = System.from_tables([table])
    found = protect_system(system, policy)
    names = [system.ids[i] for i in sensitive(system, policy).tolist()]
    intervals = attack(system.withholding(found.withheld), cells=names, need=policy.need)
    narrow = [name for name, found in intervals.items() if found.narrower_than(policy.need)]
    return verify(system, found) + narrow


@pytest.mark.parametrize("seed", [2, 8, 12])
def test_a_unit_moves_with_its_parts_where_they_could_not_follow(seed: int) -> None:
    """In each of these the parts of some unit refuse every move its siblings and it propose."""
    assert [] == faults(drawn(THREE_LEVELS, seed), Policy(seconds=0))


def test_so_do_the_parts_of_parts() -> None:
    assert [] == faults(drawn(FOUR_LEVELS, 1), Policy(seconds=0))


def test_a_coalition_of_two_leaves_a_way() -> None:
    assert [] == faults(drawn(FOUR_LEVELS, 0), Policy(seconds=0, coalition=2))


def test_withheld_cells_of_parts_take_up_a_change_without_a_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As safe as by programs, at no greater loss than a hundredth, with fewer of them."""
    system, policy = System.from_tables([drawn(FOUR_LEVELS, 5)]), Policy(seconds=0, insiders=False)
    solved: list[list[int]] = [[], []]

    def protected(into: list[int]) -> int:
        def counted(regions: Regions, *args: object) -> Program:
            into.append(1)
            return program(regions, *args)

        monkeypatch.setattr(Regions, "program", counted)
        found = protect_system(system, policy)
        assert [] == verify(system, found)
        return found.loss.people_secondary

    program = Regions.program
    with_shares = protected(solved[0])
    monkeypatch.setattr(Carrier, "_absorbed", lambda *_: None)
    by_programs = protected(solved[1])

    assert len(solved[0]) < len(solved[1])
    assert with_shares <= by_programs * 1.01


@pytest.mark.parametrize(
    ("shape", "seed"), [(THREE_LEVELS, 1), (THREE_LEVELS, 4), (FOUR_LEVELS, 2)]
)
def test_where_most_cells_are_known_all_are_searched_together(shape: Shape, seed: int) -> None:
    """An earlier file with a safe pattern shows most cells: that pattern is left, if nothing less.

    The few cells that may still change lie in families that no region joins.
    """
    table, policy = drawn(shape, seed), Policy(seconds=0)
    system = System.from_tables([table])
    shown = frozenset(system.ids) - protect_system(system, policy).withheld

    found = protect([table], policy, known=shown)

    assert not found.withheld & shown
    assert {system.ids[i] for i in sensitive(system, policy).tolist()} <= found.withheld
