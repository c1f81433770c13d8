"""The reader of proofs finds each thing that is wrong with a protection, by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from terang.disclosure import (
    CountTable,
    Hierarchy,
    Policy,
    Protection,
    System,
    protect,
    verify,
)
from terang.disclosure.model import Move
from terang.disclosure.primary import Target, targets
from terang.disclosure.verify import proof_key, proves

POLICY = Policy(homogeneity=True, insiders=True)
COUNTS = {
    "a": (3, 20, 30),
    "b": (20, 40, 9),
    "c": (30, 9, 50),
    "d": (0, 40, 0),
    "e": (1, 60, 0),
    "f": (1, 1, 60),
}


def table() -> CountTable:
    values = {(u, r): n for u, row in COUNTS.items() for r, n in zip("xyz", row, strict=True)}
    values |= {(u, "T"): sum(row) for u, row in COUNTS.items()}
    values |= {("T", r): sum(values[u, r] for u in COUNTS) for r in "xyzT"}
    dims = (("unit", Hierarchy.flat(list(COUNTS))), ("rating", Hierarchy.flat(list("xyz"))))
    return CountTable("t", dims, values, group_dim=1)


@pytest.fixture
def system() -> System:
    return System.from_tables([table()])


@pytest.fixture
def whole() -> Protection:
    return protect([table()], POLICY)


def with_move(protection: Protection, number: int, move: Move) -> Protection:
    moves = list(protection.moves)
    moves[number] = move
    return replace(protection, moves=tuple(moves))


def read(system: System, protection: Protection) -> str:
    return "\n".join(verify(system, protection))


def test_a_whole_protection_has_every_kind_of_target(system: System, whole: Protection) -> None:
    reasons = {target.reason for target in targets(system, POLICY)}

    assert {"threshold", "homogeneity", "all_but_one"} == reasons
    assert [] == verify(system, whole)


def test_a_shown_cell_that_a_proof_moves_is_found(system: System, whole: Protection) -> None:
    secondary = sorted(whole.withheld - whole.primary)
    for cell in secondary:
        wrong = replace(whole, withheld=whole.withheld - {cell})
        used = any(system.index(cell) in move.cells for move in whole.moves)
        assert used == ("same published figures" in read(system, wrong))
    assert secondary


def test_a_sensitive_cell_that_is_shown_is_found(system: System, whole: Protection) -> None:
    wrong = replace(whole, withheld=whole.withheld - {"t|a|x"})

    assert "shown: t|a|x" in read(system, wrong)


def test_an_undecided_cell_is_found(system: System, whole: Protection) -> None:
    assert "undecided: t|a|x" in read(system, replace(whole, undecided=frozenset({"t|a|x"})))


def test_a_missing_proof_is_found(system: System, whole: Protection) -> None:
    for key in whole.proof:
        proof = {name: moves for name, moves in whole.proof.items() if name != key}
        assert "no proof" in read(system, replace(whole, proof=proof))


def test_a_move_that_falls_below_zero_or_breaks_a_sum_is_found(
    system: System, whole: Protection
) -> None:
    """Ten times a move keeps every sum and leaves the bounds; a move less one cell breaks a sum."""
    for number, move in enumerate(whole.moves):
        far = Move(move.cells, move.changes * 100)
        broken = Move(move.cells[1:], move.changes[1:])
        assert f"move {number} is not" in read(system, with_move(whole, number, far))
        assert f"move {number} is not" in read(system, with_move(whole, number, broken))


def test_each_move_of_a_proof_must_reach_the_width(system: System, whole: Protection) -> None:
    """A move of nothing is a table that fits and proves nothing, beside one that does."""
    still = Move(whole.moves[0].cells[:0], whole.moves[0].changes[:0])
    for key, numbers in whole.proof.items():
        moves = (*whole.moves, still)
        proof = {**whole.proof, key: (*numbers, len(whole.moves))}
        wrong = replace(whole, moves=moves, proof=proof)
        assert "does not reach the width" in read(system, wrong)


@pytest.mark.parametrize(("more", "found"), [(0, False), (1, True)])
def test_a_rise_that_is_one_short_is_found(
    more: int, found: bool, system: System, whole: Protection
) -> None:
    """Rise exactly as far as its proofs go, the width asked for being as much or one more."""
    key, cell = "t|a|x", system.index("t|a|x")
    least = min(whole.moves[number].change(cell) for number in whole.proof[key])
    asked = replace(POLICY, width=least + more)
    told = replace(whole, policy=asked)

    assert found == (f"{key}: a move does not reach" in read(system, told))


def test_a_count_that_is_public_already_is_not_withheld(whole: Protection) -> None:
    known = System.from_tables([table()], known=frozenset({"t|b|z"}))
    wrong = replace(whole, withheld=whole.withheld | {"t|b|z"})

    assert "public already: t|b|z" in read(known, wrong)


def test_figures_that_do_not_add_up_are_found(system: System, whole: Protection) -> None:
    wrong = replace(system, value=system.value + np.eye(1, system.size, 0, dtype=np.int64)[0])

    assert "does not hold" in read(wrong, whole)


def test_a_proof_that_a_single_person_can_undo_is_found(system: System, whole: Protection) -> None:
    """The one person in x of f knows that x of f can't rise, so that the move is none to them."""
    changes = {"a|x": 5, "a|y": -5, "b|x": -6, "b|y": 5, "b|z": 1, "f|x": 1, "f|z": -1}
    cells = np.array([system.index(f"t|{name}") for name in changes], dtype=np.int64)
    order = np.argsort(cells)
    through = Move(cells[order], np.array(list(changes.values()), dtype=np.int64)[order])
    told = replace(
        whole,
        withheld=whole.withheld | {f"t|{name}" for name in changes},
        moves=(*whole.moves, through),
        proof={**whole.proof, "t|a|x": (len(whole.moves),)},
    )
    fault = "t|a|x: a singleton is needed"
    outside = replace(told, policy=replace(POLICY, insiders=False, all_but_one=False))
    beside = {**whole.proof, "t|a|x": (*whole.proof["t|a|x"], len(whole.moves))}

    assert fault in read(system, told)
    assert fault not in read(system, outside)
    assert [] == verify(system, replace(told, proof=beside))


def test_a_member_does_not_fall_out_of_a_cell_they_know(system: System, whole: Protection) -> None:
    """With insiders a count does not fall to nobody in any proof."""
    one = system.index("t|f|x")
    falls = np.array([-1, 1, 1, -1], dtype=np.int64)
    cells = np.array([one, *map(system.index, ("t|f|y", "t|a|x", "t|a|y"))], dtype=np.int64)
    hidden = whole.withheld | {system.ids[cell] for cell in cells.tolist()}
    moves = (*whole.moves, Move(cells, falls))
    told = replace(whole, withheld=hidden, moves=moves)
    fault = f"move {len(whole.moves)} is not"

    assert fault in read(system, told)
    assert fault not in read(system, replace(told, policy=replace(POLICY, insiders=False)))


def test_every_target_has_a_name_of_its_own(system: System) -> None:
    keys = [proof_key(system, target) for target in targets(system, POLICY)]

    assert len(keys) == len(set(keys))


def test_a_rise_beyond_what_a_count_can_be_is_found(system: System, whole: Protection) -> None:
    full = replace(system, upper=system.value.copy())

    assert all(f"move {n} is not" in read(full, whole) for n in range(len(whole.moves)))


@pytest.mark.parametrize(("change", "reached"), [(-5, True), (-4, False), (5, False)])
def test_a_fall_must_reach_as_far_as_it_was_asked_to(change: int, reached: bool) -> None:
    target = Target(3, (((3, -5),),), "none", (), "homogeneity")
    move = Move(np.array([3], dtype=np.int64), np.array([change], dtype=np.int64))

    assert reached == proves(target, move)
