"""Rules as pictures and words: weights, quadrants, bands, curves, changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from terang.core.model import (
    AchievementRatio,
    CriteriaSet,
    Likert,
    LowerIsBetter,
    MatrixProfile,
    PiecewiseLinear,
    ScoreFunction,
)
from terang.site.changes import all_changes, of_scheme
from terang.site.charts_rules import curve_points, score_curve, weight_bar
from terang.site.render import Place
from terang.site.rule_view import SumView, WeightRow, measure_view, quadrant_view, step_of

ON = date(2026, 11, 22)


def leaves(rows: tuple[WeightRow, ...]) -> list[WeightRow]:
    return [leaf for row in rows for leaf in (row.rows or (row,))]


def sums(criteria: CriteriaSet) -> list[tuple[str, SumView]]:
    found: list[tuple[str, SumView]] = []
    for own in criteria.agencies.values():
        names = {ident: indicator.name for ident, indicator in own.indicators.items()}
        for scheme in own.schemes.values():
            for rule in scheme.measures:
                view = measure_view(rule, scheme, names, criteria.profiles, ON)
                label = f"{own.agency.id}/{scheme.id}/{rule.id}"
                if view.sum is not None:
                    found.append((label, view.sum))
                axes = view.quadrant.axes if view.quadrant else ()
                found += [(label, axis.sum) for axis in axes if axis.sum is not None]
    return found


def test_shares_of_the_whole_sum_to_one_hundred_in_every_measure(criteria: CriteriaSet) -> None:
    for label, view in sums(criteria):
        assert (label, 100) == (label, sum(leaf.share for leaf in leaves(view.rows)))


def test_every_leaf_says_who_rates_it_with_weights_of_one_hundred(criteria: CriteriaSet) -> None:
    for label, view in sums(criteria):
        for leaf in leaves(view.rows):
            assert (label, 100) == (label, sum(share.weight for share in leaf.raters))


def test_the_best_outcome_of_a_quadrant_stands_top_right(criteria: CriteriaSet) -> None:
    profile = criteria.profiles["permenpanrb-6-2022"]
    assert isinstance(profile.body, MatrixProfile)

    view = quadrant_view(profile, profile.body)

    assert "Sangat Baik" == view.rows[0][1][-1].name.id
    assert "Sangat Kurang" == view.rows[-1][1][0].name.id
    assert (1, 5) == (view.rows[0][1][-1].step, view.rows[-1][1][0].step)


@pytest.mark.parametrize(
    ("count", "steps"), [(1, [1]), (2, [1, 5]), (3, [1, 3, 5]), (4, [1, 2, 4, 5])]
)
def test_colour_steps_spread_over_any_number_of_categories(count: int, steps: list[int]) -> None:
    assert steps == [step_of(place, count) for place in range(count)]


@pytest.mark.parametrize(
    ("function", "standard", "points"),
    [
        (AchievementRatio(Decimal(120)), None, [(0, 0), (120, 120), (140, 120)]),
        (LowerIsBetter(Decimal(120)), Decimal(5), [(0, 120), (4, 120), (10, 0), (11, 0)]),
        (
            PiecewiseLinear(((Decimal(0), Decimal(0)), (Decimal(60), Decimal(50)))),
            None,
            [(0, 0), (60, 50)],
        ),
        (Likert(1, 3, Decimal(20), Decimal(100)), None, [(1, 20), (2, 60), (3, 100)]),
    ],
)
def test_a_curve_turns_where_the_function_does(
    function: ScoreFunction, standard: Decimal | None, points: list[tuple[int, int]]
) -> None:
    found = [(point.value, point.score) for point in curve_points(function, standard)]

    assert [(Fraction(value), Fraction(score)) for value, score in points] == found


def test_a_curve_tells_its_corners_in_words() -> None:
    picture = score_curve(
        "k", LowerIsBetter(Decimal(120)), Decimal(5), "hari kerja", Place("id", "x/")
    )

    assert "0 bernilai 120; 4 bernilai 120; 10 bernilai 0; 11 bernilai 0." in picture


def test_a_weight_bar_is_cut_in_proportion() -> None:
    bar = weight_bar([Decimal(70), Decimal(30)], "bobot")

    assert 'width="700"' in bar
    assert 'x="700"' in bar
    assert 'width="300"' in bar


def test_announced_changes_are_found_with_old_and_new_value(criteria: CriteriaSet) -> None:
    own = criteria.agencies["kotabumi"]
    found = [
        (change.on, change.old, change.new)
        for change in of_scheme(own, own.schemes["pelayanan"])
        if change.kind == "standar" and change.path.endswith("waktu-tanggap-aduan/")
    ]

    assert [(date(2027, 1, 1), Decimal(5), Decimal(4))] == found


def test_changes_stand_newest_first(criteria: CriteriaSet) -> None:
    days = [change.on for change in all_changes(criteria)]

    assert sorted(days, reverse=True) == days
