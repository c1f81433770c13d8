"""What happens when a source or a component has no value: pending, redistributed, replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from core_samples import (
    as_is,
    criteria,
    group,
    indicator,
    leaf,
    measure,
    rater_set,
    scored,
    weighted,
)
from hypothesis import given
from hypothesis import strategies as st

from terang.core.model import Likert, MissingPolicy

PENDING, MOVES = MissingPolicy.PENDING, MissingPolicy.REDISTRIBUTE
FIVE = Likert(1, 5, Decimal(20), Decimal(100))
WEIGHTS = {"atasan": 60, "rekan": 25, "diri": 15}
REPLACED = (["rekan"], {"atasan": 80, "diri": 20})


def rated_by(policy: MissingPolicy, *alternatives: Any) -> Any:
    raters = rater_set("tiga", WEIGHTS, policy, *alternatives)
    return criteria(
        [indicator("komunikasi", FIVE)],
        measure(weighted(leaf("komunikasi", raters="tiga"))),
        rater_sets=[raters],
    )


def outcome(own: Any, **ratings: Sequence[int]) -> Any:
    return scored(own, {"komunikasi": ratings})


@pytest.mark.parametrize("policy", [PENDING, MOVES])
def test_every_source_counts_with_its_declared_weight(policy: MissingPolicy) -> None:
    found = outcome(rated_by(policy), atasan=[5], rekan=[3, 4, 5], diri=[4])

    assert Decimal("92.00") == found.indicators["komunikasi"]


def test_pending_names_who_has_not_rated() -> None:
    found = outcome(rated_by(PENDING), atasan=[5], rekan=[3, 4], diri=[4]).measures["predikat"]

    assert ("belum_lengkap", None) == (found.status, found.value)
    assert [("penilaian_kurang", "rekan", 2, 3)] == [
        (r.key, r.source.id, r.given, r.needed) for r in found.reasons if r.source
    ]


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ({"atasan": [5], "diri": [4]}, Decimal("96.00")),
        ({"atasan": [5], "rekan": [3, 4], "diri": [4]}, Decimal("96.00")),
        ({"diri": [4]}, Decimal("80.00")),
    ],
    ids=["no peer", "too few peers", "self alone"],
)
def test_weight_of_a_missing_source_is_shared_out(
    ratings: Mapping[str, Sequence[int]], expected: Decimal
) -> None:
    found = outcome(rated_by(MOVES), **ratings).indicators["komunikasi"]

    assert expected == found


def test_nothing_rated_stays_pending_even_when_weights_move() -> None:
    found = outcome(rated_by(MOVES)).measures["predikat"]

    assert "belum_lengkap" == found.status
    assert 3 == len(found.reasons)


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ({"atasan": [5], "diri": [4]}, Decimal("96.00")),
        ({"atasan": [5], "rekan": [3, 4, 5], "diri": [4]}, Decimal("92.00")),
        ({"atasan": [5], "rekan": [3, 4], "diri": [4]}, None),
        ({"diri": [4]}, None),
    ],
    ids=["no peer at all", "complete", "too few peers", "no superior either"],
)
def test_replacement_weights_apply_only_without_any_rating(
    ratings: Mapping[str, Sequence[int]], expected: Decimal | None
) -> None:
    assert expected == outcome(rated_by(PENDING, REPLACED), **ratings).indicators["komunikasi"]


def test_replacement_for_more_missing_sources_goes_first() -> None:
    own = rated_by(PENDING, REPLACED, (["rekan", "diri"], {"atasan": 100}))

    assert Decimal("100.00") == outcome(own, atasan=[5]).indicators["komunikasi"]
    assert Decimal("96.00") == outcome(own, atasan=[5], diri=[4]).indicators["komunikasi"]


COMPONENTS = ("a", "b", "c")
VALUES = st.decimals(0, 120, places=2)


def three(policy: MissingPolicy, weights: Sequence[int]) -> Any:
    parts = [leaf(name, weight) for name, weight in zip(COMPONENTS, weights, strict=True)]
    return criteria([as_is(name) for name in COMPONENTS], measure(weighted(*parts, missing=policy)))


@given(st.integers(1, 98), st.integers(1, 98), st.lists(VALUES | st.none(), min_size=3, max_size=3))
def test_redistribution_is_the_mean_over_what_is_there(
    one: int, other: int, values: list[Decimal | None]
) -> None:
    """Counted weights sum to what was declared for the present parts; the result stays between."""
    first, second = sorted((one, other))
    weights = (first, second - first + 1, 99 - second)
    given_ = {n: {"sistem": [v]} for n, v in zip(COMPONENTS, values, strict=True) if v is not None}
    found = scored(three(MOVES, weights), given_)
    present = [(w, v) for w, v in zip(weights, values, strict=True) if v is not None]

    counted = [found.values[f"w.n.predikat.{name}"] for name in COMPONENTS]
    assert sum(w for w, _ in present) == sum(counted)
    if not present or sum(counted) == 0:
        assert found.values["n.predikat"] is None
    else:
        shares = [v for w, v in present if w]
        assert min(shares) <= found.values["n.predikat"] <= max(shares)
        assert found.values["n.predikat"] == sum(Fraction(v) * w for w, v in present) / sum(counted)


@given(st.permutations(COMPONENTS), st.lists(VALUES, min_size=3, max_size=3))
def test_order_of_inputs_never_changes_the_output(order: list[str], values: list[Decimal]) -> None:
    by_name = dict(zip(COMPONENTS, values, strict=True))
    own = three(PENDING, (50, 30, 20))
    plain = scored(own, {n: {"sistem": [by_name[n]]} for n in COMPONENTS})
    shuffled = scored(own, {n: {"sistem": [by_name[n]]} for n in order})

    assert plain == shuffled


def test_groups_are_weighted_sums_of_their_own() -> None:
    rule = weighted(group("hasil", 70, leaf("a", 40), leaf("b", 60)), leaf("c", 30))
    found = scored(
        criteria([as_is(name) for name in COMPONENTS], measure(rule)),
        {name: {"sistem": [value]} for name, value in zip(COMPONENTS, (100, 50, 90), strict=True)},
    )

    assert 70 == found.values["k.predikat.hasil"]
    assert 76 == found.values["n.predikat"]


def test_the_same_indicator_rated_in_two_ways_has_two_scores() -> None:
    own = criteria(
        [indicator("komunikasi", FIVE)],
        measure(weighted(leaf("komunikasi", raters="atasan")), measure_id="satu"),
        measure(weighted(leaf("komunikasi", raters="diri")), measure_id="dua"),
    )
    found = outcome(own, atasan=[5], diri=[2])

    assert {"komunikasi": Decimal("100.00"), "komunikasi@diri": Decimal("40.00")} == (
        found.indicators
    )
