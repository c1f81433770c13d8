"""Units under new names, merged or split: the same people are still protected together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from archive_samples import Counts, rated

from terang.releasefile.groups import isolated_between
from terang.releasefile.lineage import in_terms_of, merged_links, units_of
from terang.releasefile.model import Release
from terang.releasefile.revisions import joint_attack, revision_faults

OLD: Counts = {"kota": (60, 30, 31), "u1": (20, 10, 6), "u2": (40, 20, 25)}
TREE = {"kota": None, "u1": "kota", "u2": "kota"}


def release(counts: Counts, former: Mapping[str, str], period: str = "2025") -> Release:
    """A release of one city and its units that states what they were before."""
    tree = {unit: None if unit == "kota" else "kota" for unit in counts}
    made = rated(counts, tree, period=period, revision=int(period == "2024"))
    stated = {f"dahulu.{unit}": ids for unit, ids in former.items()}
    return replace(made, policy={**made.policy, **stated})


EARLIER = release(OLD, {}, "2024")


@pytest.mark.parametrize(
    ("counts", "former", "isolated"),
    [
        # one person less in u1, which is now called a
        ({"kota": (60, 30, 36), "a": (20, 10, 5), "u2": (40, 20, 31)}, {"a": "u1"}, "a"),
        # u1 and u2 are one unit now, and one person less
        ({"kota": (60, 30, 30), "a": (60, 30, 30)}, {"a": "u1 u2"}, "gabung:a"),
        # u2 is two units now, and one person less in both together
        (
            {"kota": (80, 30, 30), "u1": (40, 10, 6), "a": (20, 10, 12), "b": (20, 10, 12)},
            {"a": "u2", "b": "u2"},
            "gabung:a+b",
        ),
        # u2 keeps its name and gives people to a, one person less in both together
        (
            {"kota": (80, 30, 30), "u1": (40, 10, 6), "a": (20, 10, 12), "u2": (20, 10, 12)},
            {"a": "u2"},
            "gabung:a+u2",
        ),
    ],
)
def test_a_change_of_one_person_is_found_under_other_names(
    counts: Counts, former: dict[str, str], isolated: str
) -> None:
    later = release(counts, former)

    found = {unit for _, unit, _ in isolated_between(later, EARLIER, 5)}
    backwards = isolated_between(EARLIER, later, 5)
    unknown = {unit for _, unit, _ in isolated_between(release(counts, {}), EARLIER, 5)}

    assert isolated in found
    assert isolated not in unknown
    assert len(found) == len(backwards)


def test_many_changes_in_a_merged_unit_isolate_nobody() -> None:
    later = release({"kota": (50, 45, 20), "a": (50, 45, 20)}, {"a": "u1 u2"})

    assert [] == isolated_between(later, EARLIER, 5)


def test_a_correction_that_renames_a_unit_is_compared_with_the_old_name() -> None:
    before = rated({"u1": (20, 10, 6)}, {"u1": None})
    later = rated({"a": (20, 10, 5)}, {"a": None}, revision=1)
    renamed = replace(later, policy={**later.policy, "dahulu.a": "u1"})

    assert [] == revision_faults(later, before)
    assert {"R048", "R052"} == {problem.code for problem in revision_faults(renamed, before)}


def test_what_one_name_showed_cannot_be_withheld_under_another() -> None:
    hidden: Counts = {"kota": (60, 30, 31), "a": (20, None, None), "u2": (40, None, None)}
    tree = {"kota": None, "a": "kota", "u2": "kota"}
    later = rated(hidden, tree, revision=1, totals={"a": 36, "u2": 85})
    renamed = replace(later, policy={**later.policy, "dahulu.a": "u1"})
    split = rated(OLD, TREE)
    blind = rated({k: v for k, v in OLD.items() if k != "u2"}, {"kota": None, "u1": "kota"})

    assert "baru:predikat.jumlah|a|T|kurang" in joint_attack(renamed, split).exposed
    assert () == joint_attack(later, blind).exposed
    assert "baru:predikat.jumlah|a|T|kurang" in joint_attack(renamed, blind).exposed


def test_only_renames_change_names_and_unknown_units_tie_nothing() -> None:
    later = release({"kota": (1, 1, 1), "a": (1, 1, 1)}, {"a": "u1 u2"})
    strange = release({"kota": (1, 1, 1), "a": (1, 1, 1)}, {"a": "u1 gone"})

    assert EARLIER == in_terms_of(EARLIER, later.policy, units_of(later.tables))
    assert [(("u1", "u2"), ("a",))] == merged_links(EARLIER, later.policy, units_of(later.tables))
    assert [] == merged_links(EARLIER, strange.policy, units_of(strange.tables))
