"""Every case of the national vectors, computed with the shipped national profiles."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from core_samples import (
    ROOT,
    VECTORS,
    as_is,
    body,
    criteria,
    indicator,
    inputs,
    leaf,
    matrix,
    measure,
    program,
    rated,
    rater_set,
    scored,
    vector,
    weighted,
)

from terang.core.bands import category
from terang.core.complaints import due_date, on_time_share
from terang.core.inputs import InvalidInputs
from terang.core.model import (
    AchievementRatio,
    Band,
    BandSet,
    Category,
    Likert,
    MissingPolicy,
    Text,
    YesNo,
)
from terang.core.national import check_distribution, credit_points, sample_size, weighted_index
from terang.core.scoring import score
from terang.core.survey import UnusableSurvey, index, survey
from terang.criteria.load import load


def named(cases: list[Any], *keys: str) -> list[Any]:
    """The cases with readable test ids made from some of their values."""
    return [
        pytest.param(case, id=f"{n}-" + "-".join(str(case.get(key)) for key in keys))
        for n, case in enumerate(cases)
    ]


# --- PermenPANRB 6/2022 ----------------------------------------------------------------------

RATINGS = {"di_atas_ekspektasi": 110, "sesuai_ekspektasi": 90, "di_bawah_ekspektasi": 60}
QUADRANT = criteria(
    [rated("hasil-kerja", **RATINGS), rated("perilaku-kerja", **RATINGS)],
    measure(matrix("hasil-kerja", "perilaku-kerja")),
)


def quadrant(results: str | None, behaviour: str | None) -> Any:
    given = {"hasil-kerja": results, "perilaku-kerja": behaviour}
    ratings = {k: {"atasan": [] if v is None else [v]} for k, v in given.items()}
    return scored(QUADRANT, ratings).measures["predikat"]


@pytest.mark.parametrize(
    "case", named(vector("predikat_matrix")["cases"], "hasil_kerja", "perilaku_kerja")
)
def test_quadrant_gives_the_national_predikat(case: dict[str, str]) -> None:
    assert case["expect"] == quadrant(case["hasil_kerja"], case["perilaku_kerja"]).category


@pytest.mark.parametrize(
    "case", named(vector("predikat_matrix")["must_reject"], "hasil_kerja", "why")
)
def test_quadrant_never_defaults(case: dict[str, str | None]) -> None:
    try:
        outcome = quadrant(case["hasil_kerja"], case["perilaku_kerja"])
    except InvalidInputs as refused:
        assert {"bukan_pilihan"} == {fault.key for fault in refused.faults}
    else:
        assert (None, "belum_lengkap") == (outcome.category, outcome.status)


WRONG_CELLS = [
    {"name": seen["name"]} | cell
    for seen in [
        *vector("predikat_matrix")["wrong_results_seen_in_public_code"],
        vector("predikat_matrix")["likely_mistake"],
    ]
    for cell in seen["cells"]
]


@pytest.mark.parametrize("case", named(WRONG_CELLS, "name", "hasil_kerja", "perilaku_kerja"))
def test_quadrant_avoids_mistakes_seen_elsewhere(case: dict[str, str]) -> None:
    found = quadrant(case["hasil_kerja"], case["perilaku_kerja"]).category

    assert case["right"] == found
    assert case["wrong"] != found


# --- PP 30/2019 ------------------------------------------------------------------------------


def pp30(variant_id: str) -> Any:
    """SKP and behaviour as they are, weighted as the variant says, cut by the national bands."""
    variant = {v.id: v for v in body("pp30-2019").variants}[variant_id]
    parts = [leaf(name, weight) for name, weight in variant.weights.items()]
    rule = weighted(*parts, profile="pp30-2019", conditions={"ide_atau_cara_baru": "ide-baru"})
    idea = indicator("ide-baru", YesNo(Decimal(100), Decimal(0)))
    return criteria([as_is("skp"), as_is("perilaku"), idea], measure(rule))


@pytest.mark.parametrize(
    "case", named(vector("pp30_bands")["band_cases"], "nilai", "ide_atau_cara_baru")
)
def test_pp30_band_of_a_value(case: dict[str, Any]) -> None:
    met = {"ide_atau_cara_baru"} if case["ide_atau_cara_baru"] else set()
    expected = None if case["expect"] == "invalid" else case["expect"]

    assert expected == category(body("pp30-2019").bands, Decimal(case["nilai"]), met)


@pytest.mark.parametrize(
    "case", named(vector("pp30_bands")["weighted_cases"], "skema", "skp", "perilaku")
)
def test_pp30_weighted_value_and_predikat(case: dict[str, Any]) -> None:
    outcome = scored(
        pp30(case["skema"].replace("_", "-")),
        {
            "skp": {"sistem": [Decimal(case["skp"])]},
            "perilaku": {"sistem": [Decimal(case["perilaku"])]},
            "ide-baru": {"sistem": [case["ide_atau_cara_baru"]]},
        },
    )

    assert Fraction(case["nilai"]) == outcome.values["n.predikat"]
    assert case["expect"] == outcome.measures["predikat"].category


@pytest.mark.parametrize(
    "case", named(vector("pp30_bands")["capaian_cases"], "target", "realisasi")
)
def test_achievement_is_capped_and_needs_a_target(case: dict[str, Any]) -> None:
    own = criteria(
        [indicator("capaian", AchievementRatio(body("pp30-2019").cap))],
        measure(weighted(leaf("capaian"))),
    )
    given = inputs({"capaian": {"sistem": [(case["realisasi"], case["target"])]}})
    if case.get("expect_error"):
        with pytest.raises(InvalidInputs) as refused:
            score(program(own), given)
        assert ["target_nol"] == [fault.key for fault in refused.value.faults]
    else:
        expected = Decimal(case["expect_capaian"])
        assert expected == score(program(own), given).indicators["capaian"]


# --- several sources -------------------------------------------------------------------------

ITEMS = [f"butir-{n}" for n in range(10)]


def several_sources() -> Any:
    """An office's application: ten items on 1..10, superior, three peers at least, subordinates."""
    example = vector("multi_source")["example"]
    full, without = (
        {s: 100 * Decimal(w) for s, w in example[key].items()}
        for key in ("weights_with_subordinates", "weights_without_subordinates")
    )
    raters = rater_set("semua", full, MissingPolicy.PENDING, (["bawahan"], without))
    bands = floor_bands({b["label"]: b["min"] for b in example["bands"]}, "0", "100", None)
    ten = Likert(1, 10, Decimal(10), Decimal(100))
    return criteria(
        [indicator(item, ten) for item in ITEMS],
        measure(weighted(*(leaf(item, 10, "semua") for item in ITEMS), bands=bands)),
        rater_sets=[raters],
    )


def floor_bands(floors: dict[str, Any], low: str, high: str, places: int | None) -> BandSet:
    """Bands known by where they start, best first."""
    names = list(floors)
    ends = [None, *(Decimal(str(floor)) for floor in floors.values())]
    bands = tuple(
        Band(name, Decimal(str(floors[name])), end, False)
        for name, end in zip(names, ends, strict=False)
    )
    scale = tuple(Category(name, Text(name)) for name in names)
    return BandSet(scale, bands, Decimal(low), Decimal(high), places)


def items_of(mean: str) -> list[int]:
    """Ten whole answers with this mean."""
    whole, tenths = divmod(int(Decimal(mean) * 10), 10)
    return [whole + 1] * tenths + [whole] * (10 - tenths)


@pytest.mark.parametrize("case", named(vector("multi_source")["cases"], "expect", "why"))
def test_several_sources(case: dict[str, Any]) -> None:
    given: dict[str, dict[str, list[int]]] = {item: {} for item in ITEMS}
    for source_id in ("atasan", "rekan", "bawahan"):
        means = case[source_id] or []
        for mean in [means] if isinstance(means, str) else means:
            for item, answer in zip(ITEMS, items_of(mean), strict=True):
                given[item].setdefault(source_id, []).append(answer)

    outcome = scored(several_sources(), given).measures["predikat"]

    if "expect_status" in case:
        assert (case["expect_status"], None) == (outcome.status, outcome.value)
        assert {"penilaian_kurang"} == {reason.key for reason in outcome.reasons}
    else:
        assert (Decimal(case["expect"]), case["label"]) == (outcome.value, outcome.category)


@pytest.mark.parametrize("case", named(vector("multi_source")["weight_rules"], "weights"))
def test_weights_of_sources_are_checked(case: dict[str, Any], tmp_path: Path) -> None:
    """In a copy of the shipped criteria, with the weights of Kotabumi's raters replaced."""
    root = tmp_path / "criteria"
    shutil.copytree(ROOT / "criteria", root)
    file = root / "kotabumi" / "skema" / "pelayanan.yml"
    names = {"bawahan": "sistem", "diri_sendiri": "diri"}
    weights = ", ".join(
        f"{names.get(s, s)}: {100 * Decimal(w)}" for s, w in case["weights"].items()
    )
    text = file.read_text(encoding="utf-8")
    shipped_weights = "{atasan: 60, rekan: 30, diri: 10}"
    line = text[: text.index(shipped_weights)].count("\n") + 1
    file.write_text(text.replace(shipped_weights, f"{{{weights}}}"), encoding="utf-8")

    found = [p for p in load(root).problems if p.file.endswith("pelayanan.yml") and p.line == line]

    assert case["valid"] == (found == [])


# --- satisfaction survey ---------------------------------------------------------------------


@pytest.mark.parametrize("case", named(vector("ikm_bands")["cases"], "ikm"))
def test_grade_of_an_ikm(case: dict[str, Any]) -> None:
    found = category(body("skm-2017").bands, Decimal(case["ikm"]))

    assert case.get("expect") == found


@pytest.mark.parametrize("case", named(vector("ikm_bands")["unsur_cases"], "nrr"))
def test_grade_of_an_element(case: dict[str, Any]) -> None:
    profile = body("skm-2017")
    result = index([Decimal(case["nrr"])], profile, "1/n")

    assert (Decimal(case["konversi"]), case["expect"]) == (result.ikm, result.grade)


@pytest.mark.parametrize("case", named(vector("ikm_bands")["profile_cases"], "ikm"))
def test_grade_changes_with_the_rule_in_force(case: dict[str, Any]) -> None:
    found = [category(body(f"skm-{y}").bands, Decimal(case["ikm"])) for y in (2004, 2017)]

    assert [case["profile_2004"], case["profile_2017"]] == found


@pytest.mark.parametrize("year", [2017, 2004])
def test_shipped_cut_points_are_those_of_the_vectors(year: int) -> None:
    rows = vector("ikm_bands")[f"profile_{year}"]
    rows = rows["bands"] if isinstance(rows, dict) else rows
    expected = [(row["mutu"], Decimal(row["min"]), Decimal(row["max"])) for row in rows]

    found = [(b.category, b.low, b.high) for b in body(f"skm-{year}").bands.bands]

    assert expected == found


def worked_answers() -> list[dict[str, int | None]]:
    """The 29 respondents of the worked example, in the codes of the shipped profile.

    The example follows the questionnaire: its U8 is the profile's U9 and the other way round.
    """
    counts = vector("ikm_worked")["full"]["counts_1_to_4"]
    columns = {
        {"U8": "U9", "U9": "U8"}.get(code, code): [
            answer for answer, n in enumerate(row, 1) for _ in range(n)
        ]
        for code, row in counts.items()
    }
    return [{code: column[i] for code, column in columns.items()} for i in range(29)]


def profile_code(code: str) -> str:
    return {"U8": "U9", "U9": "U8"}.get(code, code)


def test_worked_survey_gives_its_totals_means_and_grades() -> None:
    expected = vector("ikm_worked")["full"]["expect"]
    result = survey(worked_answers(), body("skm-2017"))

    found = {code: result.elements[profile_code(code)] for code in expected["totals"]}
    assert expected["totals"] == {code: e.total for code, e in found.items()}
    assert expected["total"] == sum(e.total for e in found.values())
    assert expected["nrr"] == {code: str(e.nrr_text) for code, e in found.items()}
    assert expected["unsur_konversi"] == {code: str(e.converted) for code, e in found.items()}
    assert expected["unsur_mutu"] == {code: e.grade for code, e in found.items()}
    assert (expected["lowest_unsur"],) == result.weakest
    assert (expected["highest_unsur"],) == result.strongest
    assert 29 == result.n


def flat(results: Any) -> dict[str, dict[str, Any]]:
    return {
        name: {"indeks": str(r.index), "ikm": str(r.ikm), "mutu": r.grade}
        for name, r in results.items()
    }


def test_worked_survey_under_every_convention() -> None:
    full = vector("ikm_worked")["full"]
    found = flat(survey(worked_answers(), body("skm-2017")).by_convention)

    assert full["expect"]["by_weight"] == found
    assert full["published"]["ikm"] == found["0.11"]["ikm"]
    assert full["published"]["also_shows"] == found["1/n"]["ikm"]


@pytest.mark.parametrize("case", named(vector("ikm_worked")["edge"], "case"))
def test_index_of_element_means(case: dict[str, Any]) -> None:
    profile = body("skm-2017")
    nrr = [Decimal(value) for value in case["nrr"]]
    results = flat({name: index(nrr, profile, name) for name in profile.conventions})

    for name, expected in case["expect"].items():
        told = {key: value for key, value in expected.items() if key != "note"}
        assert told == {key: results[name][key] for key in told}
    if "grade_sensitive" in case:
        assert case["grade_sensitive"] == (len({r["mutu"] for r in results.values()}) > 1)
    if "lowest_unsur" in case:
        assert case["lowest_unsur"] == f"U{nrr.index(min(nrr)) + 1}"


@pytest.mark.parametrize("case", named(vector("ikm_worked")["missing"], "case"))
def test_incomplete_and_impossible_answers(case: dict[str, Any]) -> None:
    profile = body("skm-2017")
    codes = [element.code for element in profile.elements]
    rows = [dict(zip(codes, row, strict=True)) for row in case["rows"]]
    if case.get("expect_error"):
        with pytest.raises(UnusableSurvey):
            survey(rows, profile)
    else:
        result = survey(rows, profile)
        found = {code: str(result.elements[code].nrr_text) for code in case["expect_nrr"]}
        assert case["expect_nrr"] == found
        assert (1, 1) == (result.elements["U4"].n, result.elements["U4"].missing)


def test_shipped_element_names_follow_the_rule_and_know_the_questionnaire() -> None:
    expected = vector("ikm_worked")["unsur_names"]
    elements = {element.code: element for element in body("skm-2017").elements}
    rule = {k: v for k, v in expected.items() if k.startswith("U")} | expected["regulation_order"]

    assert rule == {code: element.name.id for code, element in elements.items()}
    for code, name in expected["questionnaire_order"].items():
        (element,) = [e for e in elements.values() if e.name.id == name]
        assert code in element.aliases


# --- credit points ---------------------------------------------------------------------------

CREDIT = vector("angka_kredit")


@pytest.mark.parametrize(
    "case", named([*CREDIT["full_year"], *CREDIT["partial"]], "jenjang", "predikat", "bulan")
)
def test_credit_points(case: dict[str, Any]) -> None:
    found = credit_points(body("angka-kredit"), case["jenjang"], case["predikat"], case["bulan"])

    assert case["expect"] == str(found)


def test_shipped_shares_and_coefficients_are_those_of_the_vectors() -> None:
    profile = body("angka-kredit")

    assert {k: Decimal(v) for k, v in CREDIT["share"].items()} == profile.shares
    assert {k: Decimal(v) for k, v in CREDIT["coefficient"].items()} == profile.coefficients


@pytest.mark.parametrize("level", CREDIT["not_applicable"])
def test_posts_without_credit_points_are_refused(level: str) -> None:
    with pytest.raises(ValueError, match="no coefficient"):
        credit_points(body("angka-kredit"), level, "baik", 12)


@pytest.mark.parametrize("case", named(CREDIT["must_reject"], "bulan", "predikat"))
def test_impossible_credit_points_are_refused(case: dict[str, Any]) -> None:
    asked = {"bulan": 12, "predikat": "baik"} | case

    with pytest.raises(ValueError, match=r"months|share"):
        credit_points(body("angka-kredit"), "Ahli Muda", asked["predikat"], asked["bulan"])


# --- distribution, sample, complaints, index -------------------------------------------------


@pytest.mark.parametrize(
    "case",
    named(
        [*vector("distribusi_predikat")["cases"], *vector("distribusi_predikat")["small_unit"]],
        "organisasi",
        "counts",
    ),
)
def test_distribution_of_predikat(case: dict[str, Any]) -> None:
    rules = {rule.organisation: rule for rule in body("se-3-2023").rules}
    counts = dict(zip(vector("distribusi_predikat")["columns"], case["counts"], strict=True))

    assert case["expect_ok"] == (check_distribution(counts, rules[case["organisasi"]]) == ())


SAMPLES = vector("sample_size")


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        *SAMPLES["table"].items(),
        *((row["population"], row["expect"]) for row in SAMPLES["between_rows"]),
    ],
)
def test_sample_size(population: int, expected: int) -> None:
    assert expected == sample_size(population)


@pytest.mark.parametrize("population", SAMPLES["must_reject"])
def test_sample_of_nobody_is_refused(population: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        sample_size(population)


@pytest.mark.parametrize("case", named(vector("complaints")["share_on_time"], "class"))
def test_share_of_complaints_on_time(case: dict[str, Any]) -> None:
    limit = vector("complaints")["classes_working_days"][case["class"]]
    share = on_time_share(case["days_taken"], limit)

    assert case["expect_percent"] == (None if share.percent is None else str(share.percent))
    assert case.get("expect_on_time", 0) == share.on_time


@pytest.mark.parametrize("case", named(vector("complaints")["working_days"], "received"))
def test_due_date_in_working_days(case: dict[str, Any]) -> None:
    holidays = {date.fromisoformat(day) for day in case["holidays"]}
    received = date.fromisoformat(case["received"])

    assert date.fromisoformat(case["expect_due"]) == due_date(
        received, case["class_days"], holidays, "kerja"
    )


IPP = vector("ipp")
IPP_WEIGHTS = {name: Decimal(weight) for name, weight in IPP["weights"].items()}


@pytest.mark.parametrize("case", named(IPP["cases"], "expect"))
def test_public_service_index(case: dict[str, Any]) -> None:
    scores = {name: Decimal(value) for name, value in case["aspects"].items()}
    floors = {row["code"]: row["min"] for row in IPP["categories"]}
    value = weighted_index(scores, IPP_WEIGHTS, Decimal(0), Decimal(5))

    assert case["expect"] == str(value)
    assert case["category"] == category(floor_bands(floors, "0", "5", 2), value)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"weights": {"inovasi": Decimal(13)}}, "weights sum to 101"),
        ({"scores": {"inovasi": Decimal("5.1")}}, "outside"),
    ],
    ids=IPP["must_reject"],
)
def test_public_service_index_refuses(change: dict[str, Any], why: str) -> None:
    weights = IPP_WEIGHTS | change.get("weights", {})
    scores = dict.fromkeys(IPP_WEIGHTS, Decimal(4)) | change.get("scores", {})

    with pytest.raises(ValueError, match=why):
        weighted_index(scores, weights, Decimal(0), Decimal(5))


# --- the country, for sizing -----------------------------------------------------------------

ASN = vector("asn_national")


@pytest.mark.parametrize("split", [key for key in ASN if key.startswith("by_")])
def test_every_split_of_the_workforce_sums_to_its_total(split: str) -> None:
    assert ASN["total"] == sum(ASN[split].values())


def test_provinces_sum_to_the_national_counts() -> None:
    with (VECTORS / "province_counts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sums = {key: sum(int(row[key]) for row in rows) for key in ("kabupaten", "kota", "kecamatan")}
    regions = ASN["regions"]

    assert {key: regions[key] for key in sums} == sums
    assert regions["provinsi"] == len(rows)
    assert 514 == sums["kabupaten"] + sums["kota"]
    assert ASN["derived"]["regional_governments"] == 514 + len(rows)
    assert ASN["derived"]["mean_asn_per_regional_government"] == round(
        Fraction(ASN["by_level"]["daerah"], 552)
    )
