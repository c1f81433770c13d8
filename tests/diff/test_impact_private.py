"""The table of moves equals a recount by hand, and gives nobody away together with the release."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from terang.core.model import CriteriaSet, RatingInput
from terang.core.rules import lower
from terang.core.scoring import score
from terang.criteria.load import load
from terang.release.impact.case import case_of
from terang.release.impact.moves import (
    LEDGER,
    ImpactRefused,
    Moves,
    _attacked,
    _world,
    protected_moves,
)
from terang.release.publication.build import build_release
from terang.releasefile.read import read_release
from terang.releasefile.write import write_release
from terang.sample.files import write_sample

ROOT = Path(__file__).parents[2]
AGENCY, PERIOD = "kotabumi", "2025"
PEOPLE = 600
SHARES = (("nilai: 70\n", "nilai: 50\n"), ("nilai: 30\n", "nilai: 50\n"))


def read(root: Path) -> CriteriaSet:
    criteria = load(root).criteria
    assert criteria is not None
    return criteria


def changed(target: Path, *edits: tuple[str, str]) -> CriteriaSet:
    """The shipped criteria with other shares of results and behaviour."""
    shutil.copytree(ROOT / "criteria", target)
    file = target / AGENCY / "skema" / "pelayanan.yml"
    content = file.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in content
        content = content.replace(old, new, 1)
    file.write_text(content, encoding="utf-8")
    return read(target)


@pytest.fixture(scope="module")
def old() -> CriteriaSet:
    return read(ROOT / "criteria")


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> CriteriaSet:
    return changed(tmp_path_factory.mktemp("baru") / "criteria", *SHARES)


@pytest.fixture(scope="module")
def data(old: CriteriaSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for _ in write_sample(old, folder, PEOPLE, 11):
        pass
    return folder / AGENCY / PERIOD


@pytest.fixture(scope="module")
def releases(old: CriteriaSet, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rilis")
    built = build_release(old.agencies[AGENCY], old, data, PERIOD)
    write_release(built.release, root)
    return root


@pytest.fixture(scope="module")
def moves(old: CriteriaSet, new: CriteriaSet, data: Path, releases: Path) -> Moves:
    return protected_moves(data, old, new, releases)


def recount(data: Path, old: CriteriaSet, new: CriteriaSet, on: date) -> Counter[tuple[str, ...]]:
    """Every person scored one by one with the reference evaluator, straight from the CSV files."""
    with (data / "pegawai.csv").open(encoding="utf-8") as lines:
        group_of = {row["pegawai"]: row["kelompok"] for row in csv.DictReader(lines)}
    ratings: dict[str, dict[str, dict[str, list[RatingInput]]]] = defaultdict(dict)
    with (data / "penilaian.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            sources = ratings[row["pegawai"]].setdefault(row["indikator"], {})
            target = Decimal(row["target"]) if row["target"] else None
            sources.setdefault(row["sumber"], []).append(RatingInput(_value(row["nilai"]), target))
    programs = {}
    for side, criteria in (("lama", old), ("baru", new)):
        home = criteria.agencies[AGENCY]
        for scheme in home.schemes.values():
            program = lower(home, criteria.profiles, scheme.id, on)
            programs |= {(side, group): program for group in scheme.position_groups}
    found: Counter[tuple[str, ...]] = Counter()
    for person, group in group_of.items():
        words = [_category(programs[side, group], ratings[person]) for side in ("lama", "baru")]
        for place in _places(group, *words):
            found[place] += 1
    return found


BEST_FIRST = ("sangat_baik", "baik", "cukup", "kurang", "sangat_kurang")


def _places(group: str, was: str, now: str) -> list[tuple[str, ...]]:
    """Every cell of both forms that counts the person."""
    both = [(g, a, b) for g in (group, "T") for a in (was, "T") for b in (now, "T")]
    if was == now:
        way = "tetap"
    elif "tertunda" in (was, now):
        way = "lain"
    else:
        way = "naik" if BEST_FIRST.index(now) < BEST_FIRST.index(was) else "turun"
    return [*both, *((g, w) for g in (group, "T") for w in (way, "T"))]


def _value(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def _category(program, inputs) -> str:
    headline = next(m for m in program.measures if m.role == "utama")
    outcome = score(program, inputs).measures[headline.id]
    return outcome.category if outcome.status == "lengkap" else "tertunda"


@pytest.mark.slow
def test_shown_moves_equal_a_recount_person_by_person(
    moves: Moves, old: CriteriaSet, new: CriteriaSet, data: Path
) -> None:
    truth = recount(data, old, new, moves.on)

    shown = {place: count for place, count in moves.cells.items() if count is not None}
    assert {place: truth[place] for place in shown} == shown
    assert PEOPLE == truth["T", "T"]
    assert len(shown) > len(moves.cells) / 2


@pytest.mark.slow
def test_no_small_move_is_shown(moves: Moves) -> None:
    assert [] == [place for place, count in moves.cells.items() if count in (1, 2, 3, 4)]


@pytest.mark.slow
def test_the_attacker_with_release_and_moves_learns_no_small_cell(
    moves: Moves, old: CriteriaSet, new: CriteriaSet, data: Path, releases: Path
) -> None:
    case = case_of(data, old, new, AGENCY, PERIOD)
    world = _world(read_release(releases / AGENCY / PERIOD), case, moves.form)
    hidden = {"|".join((moves.form, *p)) for p, count in moves.cells.items() if count is None}

    found = _attacked(world, world.tables, world.withheld | hidden)

    truth = {"|".join((moves.form, *place)): count for place, count in world.moves.values.items()}
    small = {cell for cell in hidden if 0 < truth[cell] < 5}
    assert small
    assert [] == [cell for cell in small if found[cell].narrower_than(5)]
    assert [] == [cell for cell in hidden if found[cell].exact]


@pytest.mark.slow
def test_the_same_question_gets_the_same_answer(
    moves: Moves, old: CriteriaSet, new: CriteriaSet, data: Path, releases: Path
) -> None:
    assert moves == protected_moves(data, old, new, releases)


@pytest.mark.slow
def test_a_nearly_equal_second_table_is_refused(
    moves: Moves, old: CriteriaSet, data: Path, releases: Path, tmp_path: Path
) -> None:
    assert (data / LEDGER).is_file()
    other = changed(
        tmp_path / "criteria", ("nilai: 70\n", "nilai: 69\n"), ("nilai: 30\n", "nilai: 31\n")
    )

    with pytest.raises(ImpactRefused) as refused:
        protected_moves(data, old, other, releases)

    assert "sudah_ada" == refused.value.key


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000], ids=("cut", "bytes", "deep"))
def test_with_a_broken_ledger_no_table_is_told(
    moves: Moves, old: CriteriaSet, new: CriteriaSet, data: Path, releases: Path, content: bytes
) -> None:
    ledger = data / LEDGER
    before = ledger.read_bytes()
    ledger.write_bytes(content)
    try:
        with pytest.raises(ImpactRefused) as refused:
            protected_moves(data, old, new, releases)
    finally:
        ledger.write_bytes(before)

    assert "sudah_ada" == refused.value.key


@pytest.mark.slow
def test_without_a_release_nothing_is_told(
    old: CriteriaSet, new: CriteriaSet, data: Path, tmp_path: Path
) -> None:
    with pytest.raises(ImpactRefused) as refused:
        protected_moves(data, old, new, tmp_path)

    assert "tanpa_rilis" == refused.value.key


@pytest.mark.slow
def test_a_release_that_tells_other_figures_is_refused(
    old: CriteriaSet, new: CriteriaSet, data: Path, releases: Path, tmp_path: Path
) -> None:
    fewer = shutil.copytree(data, tmp_path / AGENCY / PERIOD)
    (fewer / LEDGER).unlink(missing_ok=True)
    people = (fewer / "pegawai.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (fewer / "pegawai.csv").write_text("".join(people[:-40]), encoding="utf-8")

    with pytest.raises(ImpactRefused) as refused:
        protected_moves(fewer, old, new, releases)

    assert "rilis_berbeda" == refused.value.key
