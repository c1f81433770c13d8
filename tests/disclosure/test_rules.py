"""Primary rules for sums, means, shares and surveys, on cases worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from terang.disclosure import InvalidTable
from terang.disclosure.rules import (
    Contributions,
    MagnitudeRules,
    MeanOf,
    MeanRules,
    ShareOf,
    ShareRules,
    magnitude_reasons,
    magnitude_widths,
    mean_reasons,
    one_person_width,
    respondent_reasons,
    share_reasons,
)
from terang.messages import catalogue


def test_dominance_holds_only_beyond_k_percent() -> None:
    rules = MagnitudeRules(p=None)
    cells = [
        Contributions("beyond", 5, 100, (60, 26)),
        Contributions("at", 5, 100, (60, 25)),
        Contributions("empty", 0, 0, ()),
    ]

    assert {"beyond": "dominance"} == magnitude_reasons(cells, rules)


def test_p_percent_asks_what_the_second_can_work_out_of_the_first() -> None:
    """The second knows that the first holds at most total - own: 100 - 30 = 70, 10 above 60."""
    cells = [
        Contributions("close", 6, 100, (60, 35)),  # 5 unknown, less than 6
        Contributions("open", 6, 100, (60, 34)),  # 6 unknown
    ]

    assert {"close": "p_percent"} == magnitude_reasons(cells, MagnitudeRules(dominance_k=None))


def test_a_coalition_works_out_more() -> None:
    cell = Contributions("c", 6, 100, (60, 20, 15))

    assert {} == magnitude_reasons([cell], MagnitudeRules(dominance_k=None))
    assert {"c": "p_percent"} == magnitude_reasons(
        [cell], MagnitudeRules(dominance_k=None, coalition=2)
    )


def test_only_the_n_largest_count_for_dominance_however_many_are_told() -> None:
    cell = Contributions("c", 6, 100, (40, 40, 10, 10))  # two hold 80, four hold all

    assert {} == magnitude_reasons([cell], MagnitudeRules(p=None))
    assert {"c": "dominance"} == magnitude_reasons([cell], MagnitudeRules(p=None, dominance_n=3))


def test_the_contributions_of_a_whole_coalition_must_be_told() -> None:
    """Two who pool what they know come after the largest: three values, not two."""
    cell = Contributions("c", 6, 100, (60, 20))

    assert {} == magnitude_reasons([cell], MagnitudeRules(dominance_k=None))
    with pytest.raises(InvalidTable):
        magnitude_reasons([cell], MagnitudeRules(dominance_k=None, coalition=2))


def test_few_contributors_come_before_every_other_reason() -> None:
    assert {"c": "contributors"} == magnitude_reasons([Contributions("c", 4, 100, (90, 5))])


def test_the_width_is_the_rise_after_which_neither_rule_holds() -> None:
    cells = [
        Contributions("p", 5, 100, (60, 30)),  # p = 20: 12 - 10
        Contributions("k", 5, Decimal("100"), (Decimal("60"), Decimal("29"))),
    ]

    assert {"p": 2} == magnitude_widths(cells[:1], MagnitudeRules(dominance_k=None, p=20))
    assert {"k": 5} == magnitude_widths(cells[1:], MagnitudeRules(p=None))  # 100/85·89 = 104.7


def test_a_sum_that_only_has_few_contributors_must_still_move() -> None:
    assert {"c": 1} == magnitude_widths([Contributions("c", 4, 100, (25, 25, 25, 25))])


def test_a_sum_raised_by_its_width_is_no_longer_sensitive() -> None:
    rules = MagnitudeRules()
    for first in range(40, 100, 3):
        cell = Contributions("c", 9, 100, (first, (100 - first) // 2))
        rise = magnitude_widths([cell], rules).get("c", 0)
        raised = Contributions("c", 9, 100 + rise, cell.largest)

        assert {} == magnitude_reasons([raised], rules)


@pytest.mark.parametrize(
    "largest", [(30, 60), (60, -1), (60,), (70, 60)], ids=["order", "negative", "few", "above"]
)
def test_contributions_that_cannot_be_are_refused(largest: tuple[int, ...]) -> None:
    with pytest.raises(InvalidTable):
        magnitude_reasons([Contributions("c", 5, 100, largest)])


def scores(name: str, *values: int, low: int = 0) -> MeanOf:
    ordered = tuple(sorted(values))
    return MeanOf(name, len(values), sum(values), low, 100, ordered[:2], ordered[:-3:-1])


def test_a_mean_over_few_people_is_sensitive() -> None:
    assert {"few": "minimum_n"} == mean_reasons([scores("few", 70, 80, 60, 90)])


def test_a_mean_that_bounds_every_single_person_is_sensitive() -> None:
    """Of 80, 85, 90, 90, 95 the first leaves 40 percent open; of 90, 95, 95, 95, 100 only 15."""
    cells = [scores("open", 80, 85, 90, 90, 95), scores("closed", 90, 95, 95, 95, 100)]

    assert {"closed": "one_person"} == mean_reasons(cells)
    assert {"open": "one_person", "closed": "one_person"} == mean_reasons(
        cells, MeanRules(person=41)
    )


def test_a_mean_at_the_bottom_of_the_scale_bounds_people_too() -> None:
    assert {"low": "one_person"} == mean_reasons([scores("low", 0, 0, 0, 0, 10)])


@pytest.mark.parametrize(
    "values", [(0, 0, 0, 0, 60), (40, 100, 100, 100, 100)], ids=["bottom", "top"]
)
def test_who_is_far_from_all_others_knows_what_they_have(values: tuple[int, ...]) -> None:
    """To everybody else 60 percent of the scale stay open about each."""
    assert {"one": "one_person"} == mean_reasons([scores("one", *values)])


@pytest.mark.parametrize(
    ("each", "places", "told"),
    [
        ("94", 0, False),  # four others hold 376 +- 2.5: from 73.5, and 26.5 percent stay open
        ("94", 2, True),  # 376 +- 0.025: 24 percent
        ("95", 0, True),  # 380 +- 2.5: 22.5 percent
        ("94.375", 0, False),  # 377.5 +- 2.5: exactly 25
    ],
)
def test_a_mean_tells_its_sum_up_to_its_rounding(each: str, places: int, told: bool) -> None:
    own = Decimal(each)
    cell = MeanOf("m", 5, 5 * own, 0, 100, (own,), (own,), places)

    assert told == bool(mean_reasons([cell]))


def test_a_coalition_of_members_knows_more_of_the_others() -> None:
    """Two with 60 know that four others hold 380; each is then at 80 or above: 20 percent."""
    cell = scores("c", 60, 60, 95, 95, 95, 95)

    assert {} == mean_reasons([cell], MeanRules(person=20))
    assert {"c": "one_person"} == mean_reasons([cell], MeanRules(person=25, coalition=2))


def test_a_hidden_sum_stays_wider_than_what_one_person_moves() -> None:
    assert 5 == one_person_width(1, 5)
    assert 3 == one_person_width(Fraction(1, 2), 3)


def test_shares_are_judged_by_the_counts_beneath() -> None:
    cells = [
        ShareOf("few", 4, 9),
        ShareOf("part", 4, 40),
        ShareOf("rest", 36, 40),
        ShareOf("nobody", 0, 40),
        ShareOf("all", 40, 40),
        ShareOf("fine", 5, 40),
        ShareOf("smallest", 5, 10),
        ShareOf("empty", 0, 0),
    ]

    assert {
        "few": "share_base",
        "part": "share_part",
        "rest": "share_part",
        "nobody": "share_whole",
        "all": "share_whole",
    } == share_reasons(cells, ShareRules(minimum=10))
    assert {"few", "part", "rest"} == set(share_reasons(cells, ShareRules(minimum=10, whole=False)))


def test_survey_figures_need_a_least_number_of_answers() -> None:
    assert {"a": "respondents"} == respondent_reasons({"a": 9, "b": 10, "none": 0})


@pytest.mark.parametrize(
    "options",
    [
        {"minimum": 2},
        {"dominance_n": 0},
        {"dominance_k": 91},
        {"dominance_k": 0},
        {"p": 4},
        {"coalition": 0},
        {"dominance_k": None, "p": None},
    ],
)
def test_no_magnitude_policy_passes_the_floors(options: dict[str, int | None]) -> None:
    with pytest.raises(InvalidTable):
        MagnitudeRules(**options)


def test_no_other_policy_passes_its_floor() -> None:
    for refused in (
        lambda: MeanRules(person=9),
        lambda: MeanRules(person=101),
        lambda: MeanRules(minimum=2),
        lambda: MeanRules(coalition=5),
        lambda: MeanRules(coalition=0),
        lambda: ShareRules(minimum=2),
        lambda: ShareRules(threshold=2),
        lambda: respondent_reasons({}, minimum=4),
    ):
        with pytest.raises(InvalidTable):
            refused()


def test_every_limit_itself_may_be_chosen() -> None:
    MagnitudeRules(3, dominance_n=1, dominance_k=90, p=5, coalition=1)
    MagnitudeRules(dominance_k=1, p=None)
    MeanRules(minimum=3, person=10, coalition=2)
    MeanRules(person=100)
    ShareRules(minimum=3, threshold=3)

    assert {} == respondent_reasons({"a": 5}, minimum=5)


@pytest.mark.parametrize(
    ("total", "smallest"), [(501, 90), (-1, 0), (400, -1), (400, 101)], ids=str
)
def test_means_that_cannot_be_are_refused(total: int, smallest: int) -> None:
    with pytest.raises(InvalidTable):
        mean_reasons([MeanOf("m", 5, total, 0, 100, (smallest,), (100,))])


@pytest.mark.parametrize(("part", "n"), [(-1, 40), (41, 40)])
def test_a_part_larger_than_its_whole_is_refused(part: int, n: int) -> None:
    with pytest.raises(InvalidTable):
        share_reasons([ShareOf("s", part, n)])


def test_fewer_than_no_answers_are_refused() -> None:
    with pytest.raises(InvalidTable):
        respondent_reasons({"a": -1})


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    "code",
    ["rule_floor", "rule_ceiling", "rule_missing", "contributions", "rounding_base"],
)
def test_every_refusal_says_what_to_do(lang: str, code: str) -> None:
    known = catalogue("disclosure", lang)
    fields = {"option": "p", "limit": "5", "base": "4"}

    assert "{" not in known[code].format(**fields) + known[f"{code}_fix"].format(**fields)
