"""Analyses for the personnel office: right figures, protected, and kept out of publication."""

from __future__ import annotations

import csv
import shutil
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.shipped import criteria

sys.path.insert(0, str(Path(__file__).parents[1] / "release"))  # how ratings are looked at
from rating_rows import rows_of

from terang.cli import main
from terang.release.analyses.judged import Judged, judged
from terang.release.analyses.patterns import kept_patterns, patterns_of
from terang.release.analyses.people import ABSENT, DISTRIBUTION, people_counts
from terang.release.analyses.quantiles import histograms, quantile_rows, quartile
from terang.release.analyses.raters import Deviations, band_of, deviations, rater_counts
from terang.release.analyses.report import WITHHELD
from terang.release.counting.counts import PENDING, CountSystem, cell_id, count_table
from terang.release.counting.units import TOTAL, flat
from terang.release.protection.published import Published
from terang.sample.files import write_sample

ROOT = Path(__file__).parents[2]
AGENCY = "rangkui"


@cache
def sample() -> Path:
    home = Path(mkdtemp(prefix="terang-analisis-"))
    small = replace(criteria(), agencies={AGENCY: criteria().agencies[AGENCY]})
    list(write_sample(small, home, 150, 5))
    return home


@cache
def period(name: str) -> Judged:
    return judged(criteria().agencies[AGENCY], criteria(), sample() / AGENCY / name)


def of(counts: CountSystem, table: str, *coords: str) -> int:
    return counts.value(cell_id(table, coords))


def test_movement_has_the_margins_of_both_periods() -> None:
    before, now = period("2024"), period("2025")
    counts = people_counts(now, before)

    for code in (*now.categories, PENDING):
        old = sum(outcome == code for outcome in before.outcome.values())
        new = sum(outcome == code for outcome in now.outcome.values())
        assert old == of(counts, "perpindahan", code, TOTAL)
        assert new == of(counts, "perpindahan", TOTAL, code)
    left = len(before.outcome.keys() - now.outcome.keys())
    assert left == of(counts, "perpindahan", TOTAL, ABSENT) > 0


def test_movement_follows_the_same_people() -> None:
    before, now = period("2024"), period("2025")
    counts = people_counts(now, before)
    both = now.outcome.keys() & before.outcome.keys()
    stayed = Counter(now.outcome[p] for p in both if now.outcome[p] == before.outcome[p])

    found = {code: of(counts, "perpindahan", code, code) for code in (*now.categories, PENDING)}

    assert {code: stayed[code] for code in found} == found
    assert 0 < found["baik"] < sum(outcome == "baik" for outcome in now.outcome.values())


def test_all_relations_between_the_tables_hold() -> None:
    counts = people_counts(period("2025"), period("2024"))

    for relation in counts.relations:
        assert 0 == sum(times * counts.value(cell) for cell, times in relation.coef.items())


def test_completeness_counts_people_without_any_rating_of_an_input() -> None:
    now = period("2025")
    scheme, program = next(iter(now.programs.items()))
    asked = program.inputs[0].id
    given = now.data.ratings[scheme]
    other = f"FROM ({given.query}) WHERE masukan <> {given.layout.inputs[asked]}"
    fewer = {**now.data.ratings, scheme: replace(given, query=other)}
    empty = replace(now, data=replace(now.data, ratings=fewer))
    counts = people_counts(empty, None)
    name = f"kelengkapan.{scheme}.{asked}"
    groups = now.agency.schemes[scheme].position_groups
    people = sum(person.group in groups for person in now.data.people)

    assert people == of(counts, name, now.tree.root, "kosong")
    assert 0 == of(counts, name, now.tree.root, "cukup")


def test_fewer_ratings_than_count_are_told_apart_from_none() -> None:
    now = period("2025")
    scheme, program = next(
        (s, p) for s, p in now.programs.items() if any(i.minimum > 1 for i in p.inputs)
    )
    spec = next(spec for spec in program.inputs if spec.minimum > 1)
    asked = Counter(row.person for row in rows_of(now.data, scheme) if row.input == spec.id)
    counts = people_counts(now, None)
    name = f"kelengkapan.{scheme}.{spec.id}"

    few = sum(0 < n < spec.minimum for n in asked.values())
    enough = sum(n >= spec.minimum for n in asked.values())
    assert few == of(counts, name, now.tree.root, "kurang")
    assert enough == of(counts, name, now.tree.root, "cukup") > 0


def test_a_rater_who_always_gives_less_is_found_hard() -> None:
    now = period("2025")
    found = deviations(now)
    bands = Counter(band_of(one) for one in found.values())
    counts = rater_counts(now)

    assert sum(bands.values()) == of(counts, "keparahan", TOTAL, TOTAL) > 0
    assert bands["sejalan"] == of(counts, "keparahan", TOTAL, "sejalan")


@pytest.mark.parametrize(
    ("percent", "people", "band"),
    [
        (-16, 5, "jauh_lebih_keras"),
        (-15, 5, "lebih_keras"),
        (-5, 5, "sejalan"),
        (5, 5, "lebih_lunak"),
        (15, 5, "jauh_lebih_lunak"),
        (-50, 4, "terlalu_sedikit"),
    ],
)
def test_bands_of_deviation_are_half_open(percent: int, people: int, band: str) -> None:
    assert band == band_of(Deviations(people, 3 * people, 3 * people * Fraction(percent)))


def test_deviations_are_those_of_the_ratings_one_by_one() -> None:
    now = period("2025")
    expected: dict[tuple[str, str], tuple[set[str], list[Fraction]]] = {}
    for scheme, program in now.programs.items():
        rows = rows_of(now.data, scheme)
        for spec in program.inputs:
            mine = [row for row in rows if row.input == spec.id]
            if spec.kind != "skala" or spec.source not in ("atasan", "rekan", "bawahan"):
                continue
            mean = Fraction(sum(Fraction(row.number or 0) for row in mine), max(len(mine), 1))
            for row in mine:
                people, off = expected.setdefault((spec.source, row.rater), (set(), []))
                people.add(row.person)
                width = Fraction(spec.high or 0) - Fraction(spec.low or 0)
                off.append(100 * (Fraction(row.number or 0) - mean) / width)

    found = deviations(now)

    told = {(source, int(rater)): d for (source, rater), d in expected.items()}
    assert {key: (len(p), len(off), sum(off)) for key, (p, off) in told.items()} == {
        key: (one.people, one.ratings, one.total) for key, one in found.items()
    }


CASES = yaml.safe_load((ROOT / "tests/vectors/distribusi_predikat.yaml").read_text())


@pytest.mark.parametrize("case", CASES["cases"], ids=str)
def test_patterns_agree_with_the_vectors(case: dict[str, object]) -> None:
    now = replace(period("2025"), categories=tuple(CASES["columns"]))
    counts = case["counts"]
    assert isinstance(counts, list)
    unit = now.tree.leaves(now.tree.root)[0]
    leaves = {(unit, word): n for word, n in zip(CASES["columns"], counts, strict=True)}
    dims = (now.tree.parents, flat((*now.categories, PENDING)))
    system = CountSystem((count_table(DISTRIBUTION, ("unit", "kategori"), dims, leaves),), ())
    rules = patterns_of(now, criteria())

    kept = kept_patterns(now, rules, Published(system, frozenset()))[unit]
    hidden = Published(system, frozenset({cell_id(DISTRIBUTION, (unit, "baik"))}))

    assert kept is not None
    assert case["expect_ok"] == kept[str(case["organisasi"])]
    assert kept_patterns(now, rules, hidden)[unit] is None


def test_the_command_writes_protected_tables_beside_the_data_and_names_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(sample() / AGENCY, tmp_path / AGENCY)
    arguments = ["--data", str(tmp_path), "--agency", AGENCY, "--period", "2025"]

    assert 0 == main(["release", "analyse", *arguments, "--criteria", str(ROOT / "criteria")])

    home = tmp_path / AGENCY / "2025" / "analisis"
    told = capsys.readouterr().out
    assert "Bukan untuk terbitan" in told
    assert (home / "JANGAN-DITERBITKAN.txt").is_file()
    names = {path.stem for path in home.glob("*.csv")}
    pattern = "pola-se-3-2023"
    wanted = {"sebaran", "perpindahan", "kelengkapan", "keparahan", pattern, "kuartil"}
    assert wanted == names
    threshold = criteria().agencies[AGENCY].publication.threshold
    people = {person.id for person in period("2025").data.people}
    for path in home.glob("*.csv"):
        text = path.read_text()
        assert not people & set(text.replace("\n", ",").split(","))
        for row in csv.DictReader(text.splitlines()):
            if "jumlah" in row:
                assert (row["keadaan_sel"] == WITHHELD) == (row["jumlah"] == "")
                assert row["jumlah"] == "" or not 0 < int(row["jumlah"]) < threshold


def test_the_command_says_why_there_is_no_analysis(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / AGENCY / "2025"
    folder.mkdir(parents=True)
    arguments = ["--data", str(tmp_path), "--agency", AGENCY, "--lang", "en"]

    status = main(["release", "analyse", *arguments, "--criteria", str(ROOT / "criteria")])

    assert (1, False) == (status, (folder / "analisis").exists())
    assert "pegawai.csv" in capsys.readouterr().err


@given(st.lists(st.integers(0, 12_000), min_size=1, max_size=60), st.sampled_from([1, 2, 3]))
def test_a_quartile_is_what_the_sorted_scores_say(scores: list[int], k: int) -> None:
    place = -(-k * len(scores) // 4)

    assert sorted(scores)[place - 1] == quartile(Counter(scores), k)


def test_histograms_add_up_over_the_units() -> None:
    now = period("2025")
    for scores in now.scores.values():
        found = histograms(now, scores)
        for unit in now.tree.codes:
            inside = set(now.tree.leaves(unit))
            wanted = Counter(s for person, s in scores.items() if now.leaves[person] in inside)
            assert wanted == found[unit]
        assert Counter(scores.values()) == found[now.tree.root]


def test_quartiles_are_shown_only_where_all_counts_of_the_unit_are_and_quarters_are_filled() -> (
    None
):
    now = period("2025")
    counts = people_counts(now, None)
    least = 4 * now.agency.publication.threshold
    everything = quantile_rows(now, Published(counts, frozenset()))
    assert {bool(told) for told in everything.values()} == {True, False}
    for (scheme, measure, unit), told in everything.items():
        people = histograms(now, now.scores[scheme, measure])[unit].total()
        assert (people >= least) == bool(told)
        if told:
            one = cell_id(DISTRIBUTION, (unit, now.categories[0]))
            less = quantile_rows(now, Published(counts, frozenset({one})))
            assert () == less[scheme, measure, unit]
