"""Which counts and groups are sensitive by themselves, at each limit, and what must stay open."""

from __future__ import annotations

import pytest

from terang.disclosure import Cell, CountTable, Hierarchy, Policy, Relation, System, protect
from terang.disclosure.primary import Target, holders, same_people, targets

INSIDERS = Policy(homogeneity=True, insiders=True)


def system(*rows: tuple[int, ...]) -> System:
    """Units u0, u1 and so on by ratings r0, r1 and so on, with totals."""
    return System.from_tables([table(*rows)])


def table(*rows: tuple[int, ...]) -> CountTable:
    codes = [f"r{place}" for place in range(len(rows[0]))]
    values: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows):
        values |= {(f"u{number}", code): n for code, n in zip(codes, row, strict=True)}
        values[f"u{number}", "T"] = sum(row)
    units = [f"u{number}" for number in range(len(rows))]
    for code in (*codes, "T"):
        values["T", code] = sum(values[unit, code] for unit in units)
    dims = (("unit", Hierarchy.flat(units)), ("rating", Hierarchy.flat(codes)))
    return CountTable("t", dims, values, group_dim=1)


def asked(found: System, policy: Policy, cell: str) -> list[Target]:
    return [t for t in targets(found, policy) if found.ids[t.name] == f"t|{cell}"]


@pytest.mark.parametrize(("count", "sensitive"), [(0, False), (1, True), (4, True), (5, False)])
def test_counts_from_one_to_below_the_threshold_are_sensitive(count: int, sensitive: bool) -> None:
    found = asked(system((count, 40), (40, 40)), Policy(), "u0|r0")

    assert sensitive == bool(found)
    assert all(target.options == (((target.name, 5),),) for target in found)


@pytest.mark.parametrize(("full", "moves"), [(4, False), (5, True), (6, True)])
def test_a_group_in_one_rating_of_the_threshold_or_more_must_move_itself(
    full: int, moves: bool
) -> None:
    """A smaller one is a sensitive count already, so that only another rating must be possible."""
    found = asked(system((full, 0, 0), (30, 30, 30)), INSIDERS, "u0|r0")
    (group,) = (target for target in found if target.reason == "homogeneity")

    assert {moves} == {any(cell == group.name for cell, _ in option) for option in group.options}


def test_where_only_one_rating_exists_it_tells_nothing() -> None:
    one = table((7,), (30,), (40,))

    assert [] == asked(system((7,), (30,), (40,)), INSIDERS, "u0|r0")
    assert protect([one], INSIDERS).withheld == frozenset()


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ((1, 20, 0), {"u0|r1"}),
        ((1, 1, 0), {"u0|r0", "u0|r1"}),  # each of the two knows the other
        ((2, 20, 0), set()),
        ((1, 20, 30), set()),
        ((1, 20), set()),
    ],
)
def test_the_odd_one_of_a_group_must_not_know_the_others(
    row: tuple[int, ...], names: set[str]
) -> None:
    found = system(row, (30,) * len(row))
    odd = {found.ids[t.name] for t in targets(found, INSIDERS) if t.reason == "all_but_one"}

    assert {f"t|{name}" for name in names} == odd


def test_two_together_are_odd_where_two_may_pool_what_they_know() -> None:
    found = system((2, 20, 0), (30, 30, 30))
    policy = Policy(homogeneity=True, insiders=True, coalition=2)

    assert "all_but_one" in {target.reason for target in targets(found, policy)}


@pytest.mark.parametrize(("tol", "same"), [(0, True), (1, False)])
def test_cells_of_one_are_the_same_person_where_a_sum_says_so_exactly(tol: int, same: bool) -> None:
    cells = [Cell("p", 1), Cell("q", 1)]
    ties = [Relation({"p": 1, "q": -1}, tol)]
    found = System.from_tables([table((30, 30), (30, 30))], cells, ties)
    owner = same_people(found, 1)

    assert same == (owner[found.index("p")] == owner[found.index("q")])


def test_a_cell_with_somebody_else_in_it_is_not_the_same_person() -> None:
    """u0 has one in r0 and one in r1: their total of two is neither."""
    found = system((1, 1), (30, 30))
    owner = same_people(found, 2)
    places = [owner[found.index(f"t|u0|{code}")] for code in ("r0", "r1", "T")]

    assert 3 == len(set(places))


@pytest.mark.parametrize(
    ("tie", "held"),
    [
        (Relation({"p": 1, "q": 1, "t": -1}), True),
        (Relation({"p": 1, "q": 1, "t": -1}, 1), False),
        (Relation({"p": 1, "q": 3, "t": -2}), False),
    ],
    ids=["a sum", "a sum about right", "another relation"],
)
def test_a_count_of_two_holds_the_people_of_its_parts_only_where_it_is_their_sum(
    tie: Relation, held: bool
) -> None:
    cells = [Cell("p", 1), Cell("q", 1), Cell("t", 2)]
    found = System.from_tables([table((30, 30), (30, 30))], cells, [tie])
    owner = same_people(found, 2)
    part, total = (int(owner[found.index(name)]) for name in "pt")

    assert ((part, total) if held else (part,)) == holders(found, owner)[part]
