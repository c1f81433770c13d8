"""Two releases about the same people, subtracted."""

from __future__ import annotations

import pytest

from terang.disclosure import (
    Bridge,
    CountTable,
    Hierarchy,
    InvalidTable,
    already_public,
    bridges,
    links,
    revealing_changes,
)

FIRST = {"a": 20, "b": 6, "c": None, "d": 40}


def test_a_correction_of_one_person_reveals_that_person() -> None:
    found = revealing_changes(FIRST, {"a": 20, "b": 7, "c": None, "d": 41}, 5)

    assert [("b", "small_change", 1), ("d", "small_change", 1)] == [
        (f.cell, f.kind, f.difference) for f in found
    ]


def test_large_changes_and_equal_figures_reveal_nobody() -> None:
    assert () == revealing_changes(FIRST, {"a": 26, "b": 6, "c": 9, "d": 31}, 5)


def test_hiding_what_was_shown_hides_nothing() -> None:
    assert ["opened"] == [f.kind for f in revealing_changes(FIRST, {"a": None, "b": 6}, 5)]
    assert frozenset({"a", "b"}) == already_public(FIRST, {"a": 20, "b": 6, "c": 3, "d": 41})


def tree(**parents: str | None) -> Hierarchy:
    return Hierarchy.from_parents(parents)


BEFORE = {"all": None, "h": "all", "a": "h", "b": "h", "c": "all"}


def test_equal_trees_are_bridged_code_by_code() -> None:
    found = bridges(tree(**BEFORE), tree(**BEFORE))

    assert [((code,), (code,)) for code in BEFORE] == [(b.old, b.new) for b in found]


def test_a_unit_that_changed_office_leaves_both_offices_unlinked() -> None:
    after = {"all": None, "h": "all", "a": "h", "k": "all", "b": "k", "c": "all"}

    assert {"all", "a", "b", "c"} == {
        bridge.old[0] for bridge in bridges(tree(**BEFORE), tree(**after))
    }


def test_merged_units_are_one_bridge_and_their_office_stays_linked() -> None:
    after = {"all": None, "h": "all", "m": "h", "c": "all"}

    found = bridges(tree(**BEFORE), tree(**after), [("a", "m"), ("b", "m")])

    assert [(("a", "b"), ("m",)), (("all",), ("all",)), (("h",), ("h",)), (("c",), ("c",))] == [
        (bridge.old, bridge.new) for bridge in found
    ]


def test_an_office_that_took_in_somebody_elses_unit_is_another_office() -> None:
    """a of office h and c of no office became m, under h: h holds more people than before."""
    after = {"all": None, "h": "all", "m": "h", "b": "h"}

    found = bridges(tree(**BEFORE), tree(**after), [("a", "m"), ("c", "m")])

    assert [(("a", "c"), ("m",)), (("all",), ("all",)), (("b",), ("b",))] == [
        (bridge.old, bridge.new) for bridge in found
    ]


def test_parts_of_one_change_on_both_sides_are_no_equal_people() -> None:
    """a and c became m and k; h had a and has m now."""
    after = {"all": None, "h": "all", "m": "h", "b": "h", "k": "all"}
    pairs = [("a", "m"), ("c", "m"), ("c", "k")]

    assert "h" not in {bridge.old[0] for bridge in bridges(tree(**BEFORE), tree(**after), pairs)}


def test_an_office_renamed_with_its_units_keeps_what_stands_above_it() -> None:
    deep = {"all": None, "z": "all", "h": "z", "a": "h", "b": "h", "c": "all"}
    after = {"all": None, "z": "all", "g": "z", "a": "g", "b": "g", "c": "all"}

    assert Bridge(("z",), ("z",)) in bridges(tree(**deep), tree(**after), [("h", "g")])


def test_a_unit_that_got_sub_units_is_still_the_same_unit() -> None:
    after = {**BEFORE, "c1": "c", "c2": "c"}

    assert Bridge(("c",), ("c",)) in bridges(tree(**BEFORE), tree(**after))


def test_a_mapping_of_unknown_units_is_refused() -> None:
    with pytest.raises(InvalidTable) as refused:
        bridges(tree(**BEFORE), tree(**BEFORE), [("a", "nowhere")])

    assert ["nowhere"] == refused.value.cells


def test_a_split_unit_is_a_sum_in_every_column() -> None:
    ratings = Hierarchy.flat(["x", "y"])
    old = {"T": None, "a": "T", "b": "T"}
    new = {"T": None, "a1": "T", "a2": "T", "b": "T"}
    tables = [
        CountTable(name, (("n", tree(**codes)), ("r", ratings)), {})
        for name, codes in (("e0", old), ("t", new))
    ]

    found = links(*tables, [("a", "a1"), ("a", "a2")])

    assert [{f"e0|a|{r}": 1, f"t|a1|{r}": -1, f"t|a2|{r}": -1} for r in ("T", "x", "y")] == [
        relation.coef for relation in found.relations
    ]
    assert 6 == len(found.shared)
    assert "t|b|x" == found.shared["e0", ("b", "x")]
