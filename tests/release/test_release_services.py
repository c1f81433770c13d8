"""Surveys and complaints at the limits of what may be shown, from answers to published cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from release_samples import criteria

from terang.core.model import Service, SurveyProfile
from terang.core.model.shared import Dated
from terang.disclosure import System, attack
from terang.release.counting.counts import CountSystem, cell_id
from terang.release.counting.services import (
    FINISHED,
    LATE,
    ON_TIME,
    OVERDUE,
    RUNNING,
    SurveyFigures,
    on_time_among_due,
    service_counts,
    standard_days,
    standards,
    survey_figures,
)
from terang.release.counting.units import TOTAL
from terang.release.intake.contract import Microdata
from terang.release.intake.contract_services import ComplaintRow
from terang.release.protection.published import Published
from terang.release.publication.service_tables import (
    Results,
    aduan,
    answer_times,
    ikm,
    ikm_elements,
    volume,
)
from terang.releasefile.model import (
    PROTECTED,
    Cell,
    Precision,
    Shown,
    ShownText,
    Table,
    Withheld,
    WithheldReason,
)

NAME, KIND, END = "vaksinasi", "normatif", date(2025, 12, 31)
MONDAY = date(2025, 3, 3)
NOT_COLLECTED = Withheld(WithheldReason.NOT_COLLECTED)
Days = Sequence[int | None]  # of each complaint, calendar days to the answer; None: still open


def service() -> Service:
    return criteria().agencies["kotabumi"].services[NAME]


def profile() -> SurveyProfile:
    body = criteria().profiles[service().survey_profile].body
    assert isinstance(body, SurveyProfile)
    return body


def data(
    answers: Sequence[tuple[int | None, ...]] = (),
    complaints: Sequence[ComplaintRow] = (),
    volumes: dict[tuple[str, str], int] | None = None,
) -> Microdata:
    return Microdata(
        people=(),
        ratings={},
        trainings=(),
        answers={NAME: tuple(answers)},
        populations={},
        complaints=tuple(complaints),
        volumes=volumes or {},
        holidays=frozenset(),
        synthetic=True,
        refusals=(),
        counts=(),
    )


def surveyed(first: Sequence[int | None], minimum: int = 30, room: int = 2) -> SurveyFigures:
    """Answers to the first element by respondent; half answered 2 to all others, half 3."""
    others = len(profile().elements) - 1
    rows = [(told, *([2 + place % 2] * others)) for place, told in enumerate(first)]
    return survey_figures(service(), profile(), data(rows), minimum, room)


def results(
    counts: CountSystem,
    surveys: Sequence[SurveyFigures] = (),
    withheld: Collection[str] = (),
    due: dict[tuple[str, str], int] | None = None,
    told: dict[str, int] | None = None,
) -> Results:
    agency = criteria().agencies["kotabumi"]
    precision = Precision.EXACT if told is None else Precision.ROUNDED
    published = Published(counts, withheld, told, precision)
    mine = (service(),)
    return Results(
        agency.agency, "2025", agency.publication, mine, surveys, published, dict(due or {})
    )


NOTHING = CountSystem((), ())


def cells(table: Table, *coords: str) -> tuple[Cell, ...]:
    return next(row.cells for row in table.rows if row.coords == coords)


@pytest.mark.parametrize(("n", "fit"), [(30, True), (29, False)])
def test_every_element_needs_the_minimum_of_answers(n: int, fit: bool) -> None:
    """Forty took part; it is the answers to one element that are few."""
    first = [2 + place % 2 if place < n else None for place in range(40)]

    assert fit == surveyed(first).is_fit


@pytest.mark.parametrize("room", [1, 2, 3])
@pytest.mark.parametrize(("short", "fit"), [(0, True), (1, False)])
@pytest.mark.parametrize("end", ["low", "high"])
def test_answers_keep_the_room_of_some_people_at_both_ends(
    end: str, short: int, fit: bool, room: int
) -> None:
    """The scale goes from 1 to 4: so many steps away from all at one end, or one less."""
    steps = room * 3 - short
    first = [1] * (40 - steps) + [2] * steps
    if end == "high":
        first = [5 - told for told in first]

    assert fit == surveyed(first, room=room).is_fit


def test_an_element_that_nobody_answered_leaves_no_result() -> None:
    assert surveyed([]).result is None
    found = surveyed([None] * 40)

    assert (None, False) == (found.result, found.is_fit)


@pytest.mark.parametrize(("n", "number"), [(4, PROTECTED), (5, Shown(Decimal(5)))])
def test_a_survey_that_is_not_fit_shows_the_number_of_respondents_at_most(
    n: int, number: Cell
) -> None:
    unfit = surveyed([2 + place % 2 for place in range(n)])
    found = results(NOTHING, [unfit])

    index, grade, told, *sizes, depends = cells(ikm(found), NAME)
    assert (PROTECTED, PROTECTED, number, PROTECTED) == (index, grade, told, depends)
    assert [NOT_COLLECTED, NOT_COLLECTED] == sizes
    for element in profile().elements:
        assert (PROTECTED,) * 3 == cells(ikm_elements(found), NAME, element.code)


def test_a_fit_survey_tells_how_many_answered_each_element() -> None:
    """The gate asks both numbers for the minimum (R042)."""
    fit = surveyed([2 + place % 2 if place < 31 else None for place in range(40)])
    assert fit.result is not None
    found = results(NOTHING, [fit])
    first, second = (cells(ikm_elements(found), NAME, e.code) for e in profile().elements[:2])

    index = cells(ikm(found), NAME)
    assert Shown(fit.result.ikm, 40) == index[0]
    assert Shown(Decimal(40)) == index[2]
    word = "ya" if fit.result.grade_depends else "tidak"
    assert ShownText(word) == index[-1]
    assert [31, 31] == [cell.n for cell in first if isinstance(cell, Shown)]
    assert [40, 40] == [cell.n for cell in second if isinstance(cell, Shown)]


def complained(days: Days, kind: str = KIND, on: date = MONDAY) -> list[ComplaintRow]:
    return [
        ComplaintRow(NAME, kind, on, None if each is None else on + timedelta(each))
        for each in days
    ]


def counted(rows: Sequence[ComplaintRow], *standard: int) -> CountSystem:
    return service_counts((judged(*standard),), data(complaints=rows), END)


def judged(*standard: int) -> Service:
    """The service; its class in `KIND` has had these standards, one after the other."""
    if not standard:
        return service()
    kind = next(kind for kind in service().complaint_classes if kind.id == KIND)
    source = kind.days[0].provenance
    starts = [date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1)]
    days = tuple(
        Dated(start, Decimal(number), source)
        for start, number in zip(starts, standard, strict=False)
    )
    own = replace(kind, days=days)
    return replace(
        service(),
        complaint_classes=tuple(own if c.id == KIND else c for c in service().complaint_classes),
    )


def test_complaints_are_in_time_up_to_the_last_day_of_their_standard() -> None:
    """Five working days from Monday end next Monday."""
    counts = counted(complained([0, 1, 7, 8, None]))
    found = {
        outcome: counts.value(cell_id(f"aduan.{NAME}", (KIND, outcome)))
        for outcome in (ON_TIME, LATE, FINISHED, OVERDUE, RUNNING, TOTAL)
    }

    assert {ON_TIME: 3, LATE: 1, FINISHED: 4, OVERDUE: 1, RUNNING: 0, TOTAL: 5} == found
    times = {code: counts.value(f"waktu.{NAME}|{code}") for code in ("0-1", "4-5", "6-10")}
    assert {"0-1": 2, "4-5": 1, "6-10": 1} == times


def test_answers_after_the_period_are_not_counted_yet() -> None:
    counts = counted(complained([1, None], on=END) + complained([1]))

    assert 1 == counts.value(f"waktu.{NAME}|T")
    assert 1 == counts.value(cell_id(f"aduan.{NAME}", (TOTAL, FINISHED)))


def test_a_standard_of_the_last_day_is_one_of_the_period() -> None:
    kind = next(kind for kind in judged(5, 3).complaint_classes if kind.id == KIND)

    assert (5,) == standard_days(kind, date(2025, 6, 30))
    assert (3, 5) == standard_days(kind, date(2025, 7, 1))


def test_a_class_whose_first_standard_comes_after_the_period_has_none_and_no_complaints() -> None:
    later = date(2026, 1, 1)
    own = tuple(
        kind
        if kind.id == KIND
        else replace(kind, days=tuple(replace(entry, start=later) for entry in kind.days))
        for kind in service().complaint_classes
    )
    changed = replace(service(), complaint_classes=own)
    counts = service_counts((changed,), data(complaints=complained([0, 1, 8])), END)

    assert [f"standar.{NAME}.{KIND}"] == list(standards((changed,), END))
    assert 2 == counts.value(cell_id(f"aduan.{NAME}", (KIND, ON_TIME)))
    assert 3 == counts.value(cell_id(f"aduan.{NAME}", (TOTAL, FINISHED)))


def told_of(
    counts: CountSystem, outcome: str, *hidden: str, kind: str = KIND
) -> tuple[int, int | None]:
    """What shown counts leave of a withheld outcome to the attacker of the build."""
    system = System.from_tables(counts.tables, counts.cells, extra_relations=counts.relations)
    name = cell_id(f"aduan.{NAME}", (kind, outcome))
    places = [
        cell_id(f"aduan.{NAME}", (place, each))
        for place in (kind, TOTAL, *hidden)
        for each in (ON_TIME, LATE)
    ]
    found = attack(system.withholding(places), cells=[name])[name].whole()
    return int(found.lower), None if found.upper is None else int(found.upper)


@pytest.mark.parametrize(
    ("standard", "stated", "days", "on_time"),
    [
        ((5,), "5", [1] * 20 + [30] * 8, (20, 20)),  # at most one day, and more than twenty
        ((5,), "5", [7] * 20, (20, 20)),  # five working days: in time
        ((5,), "5", [8] * 20, (0, 0)),  # six
        ((6,), "6", [9] * 20, (0, 20)),  # 6-10 working days holds the standard
        ((3, 10), "3 10", [3] * 20, (20, 20)),  # 2-3 working days: in time under both
        ((3, 10), "3 10", [7] * 20, (0, 20)),  # 4-5: in time under one only
        ((10, 3), "3 10", [9] * 20, (0, 20)),  # 6-10
        ((3, 10), "3 10", [15] * 20, (0, 0)),  # eleven: late under both
        ((3, 3, 10), "3", [7] * 20, (0, 0)),  # what comes after the period counts for nothing
    ],
)
def test_the_attacker_of_the_build_reads_days_and_complaints_together(
    standard: tuple[int, ...], stated: str, days: list[int], on_time: tuple[int, int]
) -> None:
    assert on_time == told_of(counted(complained(days), *standard), ON_TIME)
    assert stated == standards((judged(*standard),), END)[f"standar.{NAME}.{KIND}"]


def test_classes_share_the_days_of_a_service() -> None:
    """Of eight answers after more than twenty days some belong to each of two classes."""
    late = [30] * 8
    rows = [*complained([1] * 20 + late[:4]), *complained([1] * 20 + late[4:], "ringan")]

    assert (20, 20) == told_of(counted(rows), ON_TIME)
    assert (16, 24) == told_of(counted(rows), ON_TIME, "ringan")


def test_finished_complaints_are_those_with_a_number_of_days() -> None:
    counts = counted(complained([1] * 20 + [None] * 9))
    system = System.from_tables(counts.tables, counts.cells, extra_relations=counts.relations)
    name = cell_id(f"aduan.{NAME}", (TOTAL, FINISHED))
    hidden = [c for c in system.ids if c.startswith(f"aduan.{NAME}|") and c not in counts.unseen]

    found = attack(system.withholding(hidden), cells=[name])[name].whole()

    assert (20, 20) == (found.lower, found.upper)


DECIDED = [1] * 30 + [30] * 10 + [None] * 10


@pytest.mark.parametrize("outcome", [ON_TIME, LATE, OVERDUE])
def test_no_share_in_time_is_shown_beside_a_withheld_part_of_it(outcome: str) -> None:
    counts = counted(complained(DECIDED))
    hidden = cell_id(f"aduan.{NAME}", (KIND, outcome))

    open_ = cells(aduan(results(counts, due={(NAME, KIND): 30})), NAME, KIND)
    closed = cells(aduan(results(counts, (), [hidden], {(NAME, KIND): 30})), NAME, KIND)

    assert Shown(Decimal("60.0"), 50) == open_[3]
    assert PROTECTED == closed[3]
    assert (outcome == ON_TIME) == (PROTECTED == closed[2])


def test_the_share_is_over_complaints_whose_last_day_is_over() -> None:
    rows = complained(DECIDED) + complained([0] * 7 + [None] * 8, on=date(2025, 12, 30))
    counts = counted(rows)
    due = on_time_among_due((service(),), data(complaints=rows), END)

    shown = cells(aduan(results(counts, due=due)), NAME, KIND)

    told = [cell.value for cell in shown[:3] if isinstance(cell, Shown)]
    assert [Decimal(65), Decimal(47), Decimal(37)] == told
    assert Shown(Decimal("60.0"), 50) == shown[3]


def test_a_share_beside_rounded_counts_follows_from_them_and_tells_no_number() -> None:
    counts = counted(complained(DECIDED))
    told = {
        cell_id(f"aduan.{NAME}", (kind, outcome)): number
        for kind in (KIND, TOTAL, "ringan", "pemeriksaan")
        for outcome, number in {
            TOTAL: 50, FINISHED: 40, ON_TIME: 25, LATE: 15, OVERDUE: 10, RUNNING: 0,
        }.items()
    }  # fmt: skip

    shown = cells(aduan(results(counts, due={(NAME, KIND): 30}, told=told)), NAME, KIND)

    assert Shown(Decimal("50.0"), None, Precision.ROUNDED) == shown[3]
    assert Shown(Decimal(25), None, Precision.ROUNDED) == shown[2]


def test_withheld_days_and_months_are_not_shown() -> None:
    months = {(NAME, "2025-01"): 40, (NAME, "2025-02"): 3}
    rows = complained([1] * 20 + [7] * 3)
    counts = service_counts((service(),), data(complaints=rows, volumes=months), END)
    hidden = [f"waktu.{NAME}|4-5", f"volume.{NAME}|2025-02"]
    found = results(counts, withheld=hidden)

    assert (PROTECTED,) == cells(answer_times(found), NAME, "4-5")
    assert (Shown(Decimal(20)),) == cells(answer_times(found), NAME, "0-1")
    assert (PROTECTED,) == cells(volume(found), NAME, "2025-02")
    assert (Shown(Decimal(40)),) == cells(volume(found), NAME, "2025-01")
    assert (NOT_COLLECTED,) == cells(volume(found), NAME, "2025-03")
