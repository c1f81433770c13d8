"""Measures: bands and conditions, gates, matrices of computed axes, gaps, dates, inputs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from core_samples import (
    PROVENANCE,
    as_is,
    body,
    criteria,
    dated,
    gate,
    indicator,
    inputs,
    leaf,
    matrix,
    measure,
    program,
    rated,
    scored,
    weighted,
)

from terang.core.inputs import InvalidInputs
from terang.core.lowering import CannotLower
from terang.core.model import (
    AchievementRatio,
    Band,
    BandSet,
    Category,
    Gap,
    Likert,
    Text,
    WeightedSum,
    YesNo,
)
from terang.core.scoring import score
from terang.core.steps import BandStep

FIVE = Likert(1, 5, Decimal(20), Decimal(100))
DISCIPLINE = rated("disiplin", tidak_ada=100, ringan=75, sedang=50, berat=0)
IDEA = indicator("ide-baru", YesNo(Decimal(100), Decimal(0)))


def pp30(*gates: Any) -> Any:
    rule = weighted(
        leaf("nilai"), profile="pp30-2019", conditions={"ide_atau_cara_baru": "ide-baru"}
    )
    return criteria([as_is("nilai", 200), IDEA, DISCIPLINE], measure(rule, *gates))


def predikat(own: Any, value: object, **records: Any) -> Any:
    ratings = {name.replace("_", "-"): {"sistem": [record]} for name, record in records.items()}
    return scored(own, {"nilai": {"sistem": [value]}} | ratings).measures["predikat"]


# --- conditions and scale --------------------------------------------------------------------


def test_an_unrecorded_idea_is_no_idea() -> None:
    found = [
        predikat(pp30(), 114, **record).category
        for record in ({}, {"ide_baru": False}, {"ide_baru": True})
    ]

    assert ["baik", "baik", "sangat_baik"] == found


def test_the_band_that_only_its_condition_closed_is_told() -> None:
    steps = scored(pp30(), {"nilai": {"sistem": [114]}}).steps
    (step,) = [step for step in steps if isinstance(step, BandStep)]

    assert ("baik", "sangat_baik") == (step.category.id, step.missed_category.id)


def test_a_value_outside_the_scale_is_refused() -> None:
    found = predikat(pp30(), Decimal("120.01"))

    assert ("belum_lengkap", None, None) == (found.status, found.value, found.category)
    assert ["di_luar_skala"] == [reason.key for reason in found.reasons]


def test_bands_look_up_the_exact_value_unless_they_say_so() -> None:
    def found(places: int | None) -> str | None:
        scale = (Category("lulus", Text("Lulus")), Category("belum", Text("Belum")))
        bands = (
            Band("lulus", Decimal(90), None, True),
            Band("belum", None, Decimal(90), False),
        )
        cut = BandSet(scale, bands, Decimal(0), Decimal(100), places)
        own = criteria(
            [as_is("a"), as_is("b")], measure(weighted(leaf("a", 50), leaf("b", 50), bands=cut))
        )
        ratings = {"a": {"sistem": [90]}, "b": {"sistem": [Decimal("89.99")]}}
        return scored(own, ratings).measures["predikat"].category

    assert ("belum", "lulus") == (found(None), found(2))


# --- gates -----------------------------------------------------------------------------------

CAP = gate("disiplin", ["sedang", "berat"], "paling_tinggi", "cukup")


@pytest.mark.parametrize(
    ("value", "record", "expected"),
    [
        (100, "tidak_ada", "baik"),
        (100, "ringan", "baik"),
        (100, "sedang", "cukup"),
        (60, "berat", "kurang"),
    ],
)
def test_a_capping_gate_never_lifts(value: int, record: str, expected: str) -> None:
    assert expected == predikat(pp30(CAP), value, disiplin=record).category


@pytest.mark.parametrize("effect", ["paling_tinggi", "tunda"])
def test_a_gate_without_its_record_leaves_the_measure_pending(effect: str) -> None:
    found = predikat(pp30(gate("disiplin", ["berat"], effect, "cukup")), 100)

    assert ("belum_lengkap", None) == (found.status, found.category)
    assert ["gerbang_tanpa_catatan"] == [reason.key for reason in found.reasons]


def test_a_holding_gate_gives_no_result() -> None:
    own = pp30(gate("disiplin", ["berat"], "tunda"))
    held, free = (predikat(own, 100, disiplin=code) for code in ("berat", "ringan"))

    assert ("belum_lengkap", None, None) == (held.status, held.value, held.category)
    assert ["gerbang_menahan"] == [reason.key for reason in held.reasons]
    assert ("lengkap", "baik") == (free.status, free.category)


@pytest.mark.parametrize("record", [{}, {"disiplin": "berat"}])
def test_a_noting_gate_changes_nothing(record: dict[str, str]) -> None:
    assert "baik" == predikat(pp30(gate("disiplin", ["berat"], "catat")), 100, **record).category


def test_a_holding_gate_works_on_a_score_without_categories() -> None:
    rule = weighted(leaf("nilai"))
    own = criteria(
        [as_is("nilai"), DISCIPLINE], measure(rule, gate("disiplin", ["berat"], "tunda"))
    )

    assert "belum_lengkap" == predikat(own, 100, disiplin="berat").status
    assert Decimal("100.00") == predikat(own, 100, disiplin="ringan").value


def test_a_cap_at_no_category_of_the_measure_cannot_be_computed() -> None:
    with pytest.raises(CannotLower) as refused:
        program(pp30(gate("disiplin", ["berat"], "paling_tinggi", "istimewa")))

    assert "gerbang_tanpa_kategori" == refused.value.key


# --- computed axes, gaps ---------------------------------------------------------------------


def axis(indicator_id: str) -> WeightedSum:
    ratings = body("permenpanrb-6-2022").ratings
    best, middle, worst = (rating.id for rating in ratings)
    bands = (
        Band(best, Decimal(110), None, True),
        Band(middle, Decimal(80), Decimal(110), False),
        Band(worst, None, Decimal(80), False),
    )
    return weighted(
        leaf(indicator_id), bands=BandSet(ratings, bands, Decimal(0), Decimal(120), None)
    )


@pytest.mark.parametrize(
    ("results", "behaviour", "expected"),
    [
        (110, 110, "sangat_baik"),
        (Decimal("109.99"), 110, "baik"),
        (110, Decimal("79.99"), "kurang"),
        (Decimal("79.99"), 110, "butuh_perbaikan"),
    ],
)
def test_matrix_reads_axes_that_are_computed(results: Any, behaviour: Any, expected: str) -> None:
    own = criteria([as_is("hasil"), as_is("sikap")], measure(matrix(axis("hasil"), axis("sikap"))))
    found = scored(own, {"hasil": {"sistem": [results]}, "sikap": {"sistem": [behaviour]}})

    assert expected == found.measures["predikat"].category
    assert results == found.values["n.predikat.baris"]


def test_gap_is_shown_and_never_scored() -> None:
    rule = weighted(leaf("komunikasi", raters="atasan"))
    gap = Gap("diri", "atasan", PROVENANCE)
    own = criteria([indicator("komunikasi", FIVE)], measure(rule, gap=gap))

    with_self = scored(own, {"komunikasi": {"atasan": [3], "diri": [5]}})
    without = scored(own, {"komunikasi": {"atasan": [3]}})

    assert 40 == with_self.values["d.predikat.komunikasi"]
    assert without.values["d.predikat.komunikasi"] is None
    assert with_self.measures == without.measures
    assert Decimal("60.00") == without.measures["predikat"].value


# --- dates -----------------------------------------------------------------------------------


def test_weights_of_the_day_are_used() -> None:
    later = date(2027, 1, 1)
    change = [(dated(Decimal(a)), dated(Decimal(b), later)) for a, b in ((60, 0), (40, 100))]
    rule = weighted(*(leaf(name, weights) for name, weights in zip("ab", change, strict=True)))
    own = criteria([as_is("a"), as_is("b")], measure(rule))
    ratings = {"a": {"sistem": [100]}, "b": {"sistem": [50]}}

    assert 80 == scored(own, ratings, date(2026, 12, 31)).values["n.predikat"]
    assert 50 == scored(own, {"b": {"sistem": [50]}}, later).values["n.predikat"]
    assert ["b.sistem"] == [spec.id for spec in program(own, later).inputs]


@pytest.mark.parametrize("on", [date(2023, 12, 31), date(2026, 1, 1)])
def test_a_scheme_outside_its_time_computes_nothing(on: date) -> None:
    own = criteria([as_is("a")], measure(weighted(leaf("a"))), end=date(2026, 1, 1))

    with pytest.raises(CannotLower) as refused:
        program(own, on)

    assert "skema_tidak_berlaku" == refused.value.key


# --- inputs ----------------------------------------------------------------------------------

EVERYTHING = criteria(
    [
        indicator("capaian", AchievementRatio(Decimal(120))),
        indicator("komunikasi", FIVE),
        DISCIPLINE,
        as_is("nilai"),
        IDEA,
    ],
    measure(
        weighted(
            leaf("capaian", 25),
            leaf("komunikasi", 25, "atasan"),
            leaf("disiplin", 25),
            leaf("nilai", 15),
            leaf("ide-baru", 10),
        )
    ),
)


@pytest.mark.parametrize(
    ("indicator_id", "source_id", "values", "key"),
    [
        ("capain", "sistem", [(1, 2)], "indikator_asing"),
        ("capaian", "rekan", [(1, 2)], "sumber_asing"),
        ("capaian", "sistem", [3], "target_perlu"),
        ("capaian", "sistem", [(3, -1)], "target_nol"),
        ("capaian", "sistem", [(-3, 1)], "di_luar_rentang"),
        ("capaian", "sistem", [(3, 1), (3, 1)], "terlalu_banyak"),
        ("komunikasi", "atasan", [6], "di_luar_rentang"),
        ("komunikasi", "atasan", [0], "di_luar_rentang"),
        ("komunikasi", "atasan", [Decimal("3.5")], "harus_bulat"),
        ("komunikasi", "atasan", ["empat"], "bukan_angka"),
        ("komunikasi", "atasan", [True], "bukan_angka"),
        ("komunikasi", "atasan", [(4, 5)], "target_tidak_perlu"),
        ("disiplin", "sistem", ["parah"], "bukan_pilihan"),
        ("ide-baru", "sistem", ["mungkin"], "bukan_pilihan"),
        ("nilai", "sistem", [Decimal("NaN")], "bukan_angka"),
    ],
)
def test_unusable_ratings_are_refused(
    indicator_id: str, source_id: str, values: list[Any], key: str
) -> None:
    with pytest.raises(InvalidInputs) as refused:
        score(program(EVERYTHING), inputs({indicator_id: {source_id: values}}))

    assert [(indicator_id, source_id, key)] == [
        (fault.indicator, fault.source, fault.key) for fault in refused.value.faults
    ]


def test_every_unusable_rating_is_listed_at_once() -> None:
    with pytest.raises(InvalidInputs) as refused:
        score(program(EVERYTHING), inputs({"komunikasi": {"atasan": [6, 0], "siapa": [1]}}))

    assert 3 == len(refused.value.faults)


def test_yes_and_no_may_be_words_or_truth_values() -> None:
    found = [
        scored(EVERYTHING, {"ide-baru": {"sistem": [answer]}}).indicators["ide-baru"]
        for answer in (True, "ya", False, "tidak")
    ]

    assert [100, 100, 0, 0] == found
