"""The shipped releases against a stranger who has nothing but their tables."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from benchmarks.stranger.answers import share_told, survey_told
from benchmarks.stranger.averages import means_told
from benchmarks.stranger.published import joined, leftovers, mean_rests, numbers, tables, trees
from release_samples import ROOT, criteria, microdata

from terang.release.counting.figures import _rarest, scheme_figures
from terang.release.counting.units import TOTAL, unit_tree
from terang.release.intake.contract import accept
from terang.release.intake.schemes import programs
from terang.release.protection.sums import bounds
from terang.releasefile.gate import check
from terang.releasefile.model import Cell, Row, Shown
from terang.releasefile.read import read_release

SHIPPED = sorted(path.parent for path in (ROOT / "docs" / "rilis").glob("*/*/rilis.json"))
WIDTH, MINIMUM, ROOM = 5, 10, 2


def name(folder: Path) -> str:
    return "/".join(folder.parts[-2:])


@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_no_withheld_count_of_people_is_narrow(folder: Path) -> None:
    """Ratings and who is assessed as one system, every end by a whole-number program."""
    known = joined(tables(folder))
    widths = {}
    for cell in known.hidden:
        low, high = known.interval(cell)
        widths[cell] = high - low

    assert {} == {cell: wide for cell, wide in widths.items() if wide < WIDTH}


@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_means_that_make_each_other_up_leave_nobody_over(folder: Path) -> None:
    """Once 13 had scored themselves and 14 were scored: what was left was one person's score."""
    release = tables(folder)

    assert [] == [rest for rest in leftovers(release) if rest.people]
    assert {} == {place: found for place, found in numbers(release).items() if len(found) > 1}


@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_what_shown_parts_leave_of_a_mean_is_of_enough_people(folder: Path) -> None:
    table = tables(folder)["rerata"]
    rests = [rest for code in trees(table)[1] for rest in mean_rests(table, code)]

    assert [] == [rest for rest in rests if rest.people < MINIMUM]


@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_no_program_over_sums_finds_the_mean_of_a_few(folder: Path) -> None:
    """With scales, weights, gaps, standards and bands that the pages print; surveys and shares."""
    release, policy = tables(folder), json.loads((folder / "rilis.json").read_text())

    assert [] == list(means_told(release, policy, ROOT / "criteria" / folder.parent.name, ROOM))
    assert [] == list(survey_told(release, policy, ROOM))
    assert [] == list(share_told(release, policy))


def test_the_stranger_finds_a_mean_of_five_that_neighbours_leave_over() -> None:
    """Of 49 people 15 and 29 are shown: what is left is five, and all that is averaged of them."""
    folder = ROOT / "docs" / "rilis" / "kotabumi" / "2024"
    release, policy = tables(folder), json.loads((folder / "rilis.json").read_text())
    shown = {"kotabumi": 49, "dinas-pendidikan": 49}
    shown |= {"pendidikan-pembelajaran": 29, "pendidikan-sekretariat": 15}
    for table in (release["rerata"], release["kesenjangan"]):
        whole = {code: cells for (unit, code), cells in table["baris"] if unit == "kotabumi"}
        for (unit, code), cells in table["baris"]:
            if unit in shown and code.startswith("pendidikan."):
                cells[:] = [cell | {"n": shown[unit]} for cell in whole[code]]

    found = list(means_told(release, policy, ROOT / "criteria" / "kotabumi", ROOM))

    assert any("pendidikan.komitmen in pendidikan-sekolah: the sum of 5 " in f for f in found)
    assert any("5 people are left over of pendidikan.komitmen" in f for f in found)
    assert any(f.startswith("selisih ") for f in found)


def test_the_stranger_finds_answers_alike_and_few_late() -> None:
    release = {
        "ikm-unsur": {"baris": [(("loket", "U1"), [{"nilai": "3.9500", "n": 40}])]},
        "aduan": {
            "baris": [
                (("loket", "T"), [{"nilai": x} for x in ("60", "58", "50")]),
                (("loket", "a"), [{"nilai": x} for x in ("60", "55", "50")]),
            ]
        },
    }
    for (_, cells), share in zip(release["aduan"]["baris"], ("82.8", "83.3"), strict=True):
        cells.append({"nilai": share, "n": 58 if share == "82.8" else 60})
    policy = {"kebijakan": {"minimum_responden": "30", "ambang": "5"}}

    assert ["all but few answered U1 of loket alike: 158 of 40"] == list(
        survey_told(release, policy, ROOM)
    )
    assert ["2 open of ('loket', 'T')", "2 overdue of ('loket', 'T')"] == list(
        share_told(release, policy)
    )


def test_a_mean_over_one_person_more_is_refused() -> None:
    """The gate reads it from the files alone."""
    release = read_release(ROOT / "docs" / "rilis" / "rangkui" / "2025")

    def more(cell: Cell) -> Cell:
        return replace(cell, n=cell.n - 1) if isinstance(cell, Shown) and cell.n else cell

    def changed(row: Row) -> Row:
        return replace(row, cells=(more(row.cells[0]), *row.cells[1:]))

    wrong = tuple(
        replace(table, rows=(changed(table.rows[0]), *table.rows[1:]))
        if table.id == "kesenjangan"
        else table
        for table in release.tables
    )

    assert "R062" not in {problem.code for problem in check(release)}
    assert "R062" in {problem.code for problem in check(replace(release, tables=wrong))}


def test_a_score_that_few_have_does_not_take_the_others_people() -> None:
    def cell(people: int, whole: int, *known: int) -> dict[str, object]:
        numbered = {f"n{place}": n for place, n in enumerate(known)}
        state = {"status": "lengkap", "kategori": "baik", "jumlah": people, "lengkap": whole}
        return {**state, **numbered}

    assert None is _rarest([cell(40, 38, 40, 38), cell(60, 52, 55, 57)], 2)
    assert 1 == _rarest([cell(40, 3, 40, 3), cell(60, 5, 58, 6)], 2)


@pytest.mark.parametrize("agency", ["rangkui", "semarang"])
def test_what_sums_say_of_counts_is_true_though_some_people_are_left_out(agency: str) -> None:
    """The true counts keep every relation that the attacker of the build is given."""
    own = criteria().agencies[agency]
    judges = programs(own, criteria(), "2025")
    data = accept(microdata(800) / agency / "2025", own, criteria(), judges)
    tree = unit_tree(own.agency, {person.unit for person in data.people})
    schemes = [scheme_figures(judge, own, data, tree) for judge in judges.values()]
    shown = {figures.scheme: frozenset(tree.codes) for figures in schemes}
    truth: Counter[str] = Counter()
    for figures in schemes:
        for (leaf, group, category), count in figures.assessed.items():
            for unit in (u for u in tree.codes if leaf in tree.leaves(u)):
                for place in (group, TOTAL):
                    truth["|".join(("predikat", unit, place, category))] += count
        for need in figures.needs:
            table = f"kebutuhan.{figures.scheme}.{need.indicator}"
            for (leaf, category), count in need.counts.items():
                for unit in (u for u in tree.codes if leaf in tree.leaves(u)):
                    truth["|".join((table, unit, category))] += count
                    truth["|".join((table, unit, TOTAL))] += count

    told = bounds(schemes, tree, shown)

    left_out = sum(
        sum(f.population(tree)[leaf] for leaf in tree.leaves(tree.root)) for f in schemes
    )
    assert told
    assert left_out > sum(max(sum(m.n.values()) for m in f.means) for f in schemes)
    for bound in told:
        values = {**truth, bound.cell.id: Fraction(bound.cell.value)}
        for relation in bound.relations:
            total = sum(Fraction(f) * values.get(cell, 0) for cell, f in relation.coef.items())
            assert total <= relation.tol if relation.side == "most" else total >= -relation.tol
