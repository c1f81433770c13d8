"""A correction beside what it corrects: a reader who subtracts finds nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from archive_samples import HIDDEN, Counts, rated
from releasefile_samples import release as by_hand

from terang.core.model import Text
from terang.releasefile.alternatives import nearest
from terang.releasefile.groups import isolated
from terang.releasefile.lineage import in_terms_of
from terang.releasefile.model import (
    Code,
    Dimension,
    MeasureKind,
    Release,
    Row,
    Shown,
    Withheld,
)
from terang.releasefile.revisions import differs, joint_attack, revision_faults

TREE = {"kota": None, "u1": "kota", "u2": "kota"}
FIRST: Counts = {"kota": (92, 40, 28), "u1": (40, 20, 12), "u2": (52, 20, 16)}


def corrected(counts: Counts) -> Release:
    return rated(counts, TREE, revision=1)


def codes(release: Release, earlier: Release) -> set[str]:
    return {fault.code for fault in revision_faults(release, earlier)}


def test_the_same_figures_again_are_no_difference() -> None:
    assert set() == codes(corrected(FIRST), rated(FIRST, TREE))


def test_one_person_left_out_is_refused() -> None:
    fewer: Counts = {"kota": (92, 40, 27), "u1": (40, 20, 11), "u2": (52, 20, 16)}

    assert {"R048", "R052"} == codes(corrected(fewer), rated(FIRST, TREE))


def test_one_person_rated_again_is_refused_although_totals_stay() -> None:
    moved: Counts = {"kota": (93, 40, 27), "u1": (41, 20, 11), "u2": (52, 20, 16)}

    assert {"R048"} == codes(corrected(moved), rated(FIRST, TREE))


@pytest.mark.parametrize(("people", "faults"), [(5, set()), (4, {"R048"})])
@pytest.mark.parametrize("sign", [1, -1])
def test_as_many_people_as_the_threshold_with_mixed_ratings_pass(
    people: int, faults: set[str], sign: int
) -> None:
    """So many of each rating come to u1, or leave it."""
    grown = {u: tuple(n + sign * people for n in FIRST[u]) for u in ("kota", "u1")}

    assert faults == codes(corrected({**FIRST, **grown}), rated(FIRST, TREE))


@pytest.mark.parametrize("place", [0, 1])
def test_the_wider_promise_of_both_releases_holds(place: int) -> None:
    """Withheld cells that no reader bounds to within 5 may be bounded to within 35."""
    hidden: Counts = FIRST | {"u1": (40, None, None), "u2": (52, None, None)}
    both = [
        rated(hidden, TREE, revision=revision, totals={"u1": 72, "u2": 88}) for revision in (0, 1)
    ]
    wide = replace(both[place].certificate, width=35)
    asked = [replace(each, certificate=wide) if each is both[place] else each for each in both]

    assert () == joint_attack(both[1], both[0]).exposed
    assert 8 == len(joint_attack(asked[1], asked[0]).exposed)


def test_showing_what_was_withheld_is_refused() -> None:
    hidden: Counts = FIRST | {"u1": (40, None, None), "u2": (52, None, None)}
    before = rated(hidden, TREE, totals={"u1": 72, "u2": 88})

    assert {"R051"} == codes(corrected(FIRST), before)


def test_hiding_what_was_shown_does_not_unshow_it() -> None:
    """Each release alone is safe; the first gives the second's hidden cells."""
    hidden: Counts = FIRST | {"u1": (40, None, None), "u2": (52, None, None)}
    after = rated(hidden, TREE, revision=1, totals={"u1": 72, "u2": 88})

    assert 4 == len(joint_attack(after, rated(FIRST, TREE)).exposed)
    assert {"R053"} == codes(after, rated(FIRST, TREE))


THREE = {"kota": None, "u1": "kota", "u2": "kota", "u9": "kota"}


def split() -> Release:
    """u2 and u9 hide behind each other; the city and u1 are shown."""
    counts: Counts = {
        "kota": (60, 30, 30),
        "u1": (20, 10, 10),
        "u2": (20, None, None),
        "u9": (20, None, None),
    }
    return rated(counts, THREE, totals={"u2": 40, "u9": 40})


def test_merging_two_hidden_units_tells_nothing_new() -> None:
    counts: Counts = {"kota": (60, 30, 30), "u1": (20, 10, 10), "u29": (40, 20, 20)}
    merged = rated(counts, {"kota": None, "u1": "kota", "u29": "kota"}, revision=1)

    assert set() == codes(merged, split())


def test_a_hidden_unit_shown_apart_after_a_split_gives_its_neighbour_away() -> None:
    """u9 is now in two parts, both shown: with the city and u1 they leave u2."""
    counts: Counts = {
        "kota": (60, 30, 30),
        "u1": (20, 10, 10),
        "u2": (20, None, None),
        "u9": (20, None, None),
        "u9a": (10, 8, 9),
        "u9b": (10, 2, 1),
    }
    tree = {**THREE, "u9a": "u9", "u9b": "u9"}
    later = rated(counts, tree, revision=1, totals={"u2": 40, "u9": 40})

    assert {"lama:predikat.jumlah|u2|T|kurang", "lama:predikat.jumlah|u9|T|kurang"} <= set(
        joint_attack(later, split()).exposed
    )


def test_an_inner_unit_stands_for_the_leaf_it_was() -> None:
    """The later release shows u9 and its new parts; the earlier city then gives u2."""
    counts: Counts = {
        "kota": (60, None, None),
        "u1": (20, 10, 10),
        "u2": (20, None, None),
        "u9": (20, 10, 10),
        "u9a": (10, 8, 9),
        "u9b": (10, 2, 1),
    }
    tree = {**THREE, "u9a": "u9", "u9b": "u9"}
    later = rated(counts, tree, revision=1, totals={"kota": 120, "u2": 40})

    exposed = set(joint_attack(later, split()).exposed)

    assert {f"lama:predikat.jumlah|{u}|T|kurang" for u in ("u2", "u9")} <= exposed
    assert "baru:predikat.jumlah|u2|T|kurang" in exposed


def test_people_who_came_and_who_left_are_both_taken_to_be_few() -> None:
    """Nothing else is known of the unit than what it once was."""
    before = rated({"u1": (40, 20, 12)}, {"u1": None})
    after = rated({"u1": (40, None, None)}, {"u1": None}, revision=1)

    assert {"baru:predikat.jumlah|u1|T|cukup", "baru:predikat.jumlah|u1|T|kurang"} <= set(
        joint_attack(after, before).exposed
    )


def test_the_same_people_in_one_unit_or_in_two_are_compared() -> None:
    before = rated({"u1": (20, 10, 6), "u2": (40, 20, 25)}, {"u1": None, "u2": None})
    after = rated({"a": (60, None, None)}, {"a": None}, revision=1, totals={"a": 121})
    stated = replace(after, policy={**after.policy, "dahulu.a": "u1 u2"})

    assert () == joint_attack(after, before).exposed
    assert {"baru:predikat.jumlah|a|T|cukup", "baru:predikat.jumlah|a|T|kurang"} == set(
        joint_attack(stated, before).exposed
    )


@pytest.mark.parametrize(
    ("change", "alike"),
    [
        ((6, 0, 0), True),
        ((6, 1, 0), True),  # all but one
        ((6, 2, 0), False),
        ((6, 6, -6), False),  # twelve came and six left
        ((-6, 0, 0), True),
        ((0, 0, 0), False),
        ((6, 0, -6), False),  # rated anew
    ],
)
def test_people_who_come_or_go_are_alike_up_to_one(change: tuple[int, ...], alike: bool) -> None:
    grown = {u: tuple(n + d for n, d in zip(FIRST[u], change, strict=True)) for u in ("kota", "u1")}

    assert alike == ("R052" in codes(corrected({**FIRST, **grown}), rated(FIRST, TREE)))


@pytest.mark.parametrize(("assessed", "pending"), [(6, 0), (0, 6)])
def test_that_all_who_came_are_assessed_may_be_said(assessed: int, pending: int) -> None:
    def known(*counts: int, revision: int) -> Release:
        release = rated({"u1": (*counts, 0)}, {"u1": None}, revision=revision)
        (own,) = release.tables
        status = Dimension(
            "status", Text("s"), tuple(Code(c, Text(c)) for c in ("T", "dinilai", "tertunda"))
        )
        rows = tuple(
            Row(("u1", code.id), row.cells)
            for code, row in zip(status.codes, own.rows, strict=False)
        )
        table = replace(own, id="status-penilaian", dims=(own.dims[0], status), rows=rows)
        return replace(release, tables=(table,))

    earlier = known(40, 20, revision=0)

    assert set() == codes(known(40 + assessed, 20 + pending, revision=1), earlier)


def test_alternative_is_larger_units_when_only_their_parts_changed() -> None:
    """One person was booked in the wrong sub-unit; their common parent does not change by it."""
    deep = {"kota": None, "dinas": "kota", "u1": "dinas", "u2": "dinas", "lain": "kota"}
    first: Counts = {
        "kota": (132, 60, 48),
        "dinas": (92, 40, 28),
        "u1": (40, 20, 12),
        "u2": (52, 20, 16),
        "lain": (40, 20, 20),
    }
    second: Counts = {
        "kota": (138, 66, 54),
        "dinas": (92, 40, 28),
        "u1": (39, 20, 12),
        "u2": (53, 20, 16),
        "lain": (46, 26, 26),
    }
    before, after = rated(first, deep), rated(second, deep, revision=1)

    assert "R048" in codes(after, before)
    found = nearest(after, [before])
    assert ("unit", {"level": "2"}) == (found.kind, found.fields)


def test_alternative_is_to_wait_when_every_figure_tells() -> None:
    fewer: Counts = {"kota": (92, 40, 27), "u1": (40, 20, 11), "u2": (52, 20, 16)}

    found = nearest(corrected(fewer), [rated(FIRST, TREE)])

    assert ("tunda", "1", "4") == (found.kind, found.fields["least"], found.fields["missing"])


def test_alternative_without_a_breakdown() -> None:
    """Two people of each rating came: the ratings tell of few, the total of six does not."""
    grown: Counts = {"kota": (94, 42, 30), "u1": (42, 22, 14), "u2": (52, 20, 16)}

    found = nearest(corrected(grown), [rated(FIRST, TREE)])

    assert ("dimensi", "kategori") == (found.kind, found.fields["dimension"])


@pytest.mark.parametrize(("n", "faults"), [(40, {"R054"}), (44, {"R054"}), (50, set())])
def test_a_mean_may_change_only_with_enough_people(n: int, faults: set[str]) -> None:
    before = replace(by_hand(), policy={"ambang": "5", "minimum_rerata": "10"})
    (table,) = before.tables
    first, *others = table.rows
    mean = Row(first.coords, (Shown(Decimal("-1.20"), n), first.cells[1]))
    after = replace(before, revision=1, tables=(replace(table, rows=(mean, *others)),))

    assert faults == codes(after, before)


def averaged(told: Shown | Withheld, table_id: str, kind: MeasureKind) -> Release:
    """The release by hand with one figure; 10 people are needed for means, 30 for surveys."""
    policy = {"ambang": "5", "minimum_rerata": "10", "minimum_responden": "30"}
    release = replace(by_hand(), policy=policy)
    (own,) = release.tables
    first, *others = own.rows
    rows = (Row(first.coords, (told, first.cells[1])), *others)
    measures = (replace(own.measures[0], kind=kind), own.measures[1])
    return replace(release, tables=(replace(own, id=table_id, measures=measures, rows=rows),))


def mean(value: str, n: int | None) -> Shown:
    return Shown(Decimal(value), n)


@pytest.mark.parametrize(
    ("table_id", "kind", "before", "now", "refused"),
    [
        ("rerata", "mean", mean("3", 60), mean("3.1", 50), False),  # ten left
        ("rerata", "mean", mean("3", 60), mean("3.1", 51), True),
        ("ikm-unsur", "mean", mean("3", 60), mean("3.1", 90), False),
        ("ikm-unsur", "mean", mean("3", 60), mean("3.1", 89), True),
        ("ikm-unsur", "index", mean("75", 60), mean("76", 89), True),
        ("ikm", "index", mean("75", 60), mean("76", 89), True),
        ("rerata", "mean", HIDDEN, mean("3", 60), True),  # not withheld any more
        ("rerata", "mean", mean("3", 60), HIDDEN, False),  # it is out, and says nothing new
        ("rerata", "mean", mean("3", None), mean("3.1", None), True),  # of how many is not said
        ("rerata", "mean", mean("3", 60), mean("3", 60), False),
        ("rerata", "count", mean("3", None), mean("9", None), False),
    ],
)
def test_a_mean_or_index_changes_with_as_many_people_as_it_needs(
    table_id: str,
    kind: MeasureKind,
    before: Shown | Withheld,
    now: Shown | Withheld,
    refused: bool,
) -> None:
    earlier = averaged(before, table_id, kind)
    later = replace(averaged(now, table_id, kind), revision=1)

    assert refused == ("R054" in codes(later, earlier))


def test_a_mean_changes_with_somebody_where_no_minimum_is_stated() -> None:
    earlier = replace(averaged(mean("3", 60), "rerata", "mean"), policy={"ambang": "5"})
    later = replace(averaged(mean("3.1", 60), "rerata", "mean"), policy={"ambang": "5"}, revision=1)

    assert "R054" in codes(later, earlier)


def test_the_mean_of_a_renamed_unit_is_compared_with_that_of_its_old_name() -> None:
    earlier = averaged(mean("3", 60), "rerata", "mean")
    later = replace(averaged(mean("3", 60), "rerata", "mean"), revision=1)
    renamed = in_terms_of(later, {"dahulu.pusat": "kota"}, {"pusat"})
    stated = replace(renamed, policy={**renamed.policy, "dahulu.pusat": "kota"})

    assert "R054" in codes(renamed, earlier)
    assert "R054" not in codes(stated, earlier)


@pytest.mark.parametrize("place", [0, 1])
def test_a_release_differs_by_any_of_its_figures(place: int) -> None:
    release = averaged(mean("3", 60), "rerata", "mean")
    (own,) = release.tables
    cells = list(own.rows[0].cells)
    cells[place] = HIDDEN
    rows = (Row(own.rows[0].coords, tuple(cells)), *own.rows[1:])
    other = replace(release, tables=(replace(own, rows=rows),))

    assert not differs(release, release)
    assert differs(other, release)


def test_two_years_in_which_one_person_left_isolate_a_group() -> None:
    """The table `two years` of the vectors: 20 and 6, then 20 and 5."""
    unit = {"u1": None}
    then = rated({"u1": (20, 0, 6)}, unit, period="2024")
    now = rated({"u1": (20, 0, 5)}, unit)
    hidden = rated({"u1": (20, 0, None)}, unit)
    many = rated({"u1": (14, 0, 12)}, unit)

    assert [("predikat", "u1", "T")] == isolated(now.tables, then.tables, 5)
    assert [] == isolated(hidden.tables, then.tables, 5)
    assert [] == isolated(many.tables, then.tables, 5)
