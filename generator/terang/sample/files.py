"""Writes the synthetic microdata of all agencies as CSV, labelled synthetic in every file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from terang.core.model import (
    AgencyCriteria,
    CriteriaSet,
    IndicatorKind,
    Service,
    SurveyProfile,
)
from terang.core.program import Program
from terang.core.rules import lower
from terang.messages import text
from terang.sample.people import Person, next_year, people
from terang.sample.ratings import ratings
from terang.sample.services import complaints, respondents, volumes

PERIODS = ("2024", "2025")
# fixed national holidays; the movable ones are left out of the sample
HOLIDAYS = (
    ("01-01", "Tahun Baru Masehi"),
    ("05-01", "Hari Buruh"),
    ("06-01", "Hari Lahir Pancasila"),
    ("08-17", "Hari Kemerdekaan"),
    ("12-25", "Hari Raya Natal"),
)
LABEL = "LABEL.txt"
YES = "ya"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for one agency and period."""

    agency: str
    period: str
    people: int
    ratings: int


def write_sample(criteria: CriteriaSet, out: Path, employees: int, seed: int) -> Iterator[Written]:
    """Write out/<agency>/<period>/*.csv for every agency, yielding as each period is done."""
    for agency in criteria.agencies.values():
        random = Random(f"{seed}/{agency.agency.id}")  # noqa: S311  sample data, not secrets
        staff = people(agency.agency, employees, random)
        for period in PERIODS:
            if period != PERIODS[0]:
                staff = next_year(staff, random)
            folder = out / agency.agency.id / period
            folder.mkdir(parents=True, exist_ok=True)
            (folder / LABEL).write_text(_label(), encoding="utf-8")
            programs = _programs(agency, criteria, int(period))
            count = _people_files(folder, agency, programs, staff, random)
            _service_files(folder, agency, criteria, int(period), random)
            yield Written(agency.agency.id, period, len(staff), count)


def _label() -> str:
    return f"{text('release', 'sample_label', 'id')}\n{text('release', 'sample_label', 'en')}\n"


def _people_files(
    folder: Path,
    agency: AgencyCriteria,
    programs: dict[str, Program],
    staff: Sequence[Person],
    random: Random,
) -> int:
    _write(
        folder / "pegawai.csv",
        ("pegawai", "unit", "kelompok"),
        ((person.id, person.unit, person.group) for person in staff),
    )
    colleagues: dict[str, tuple[str, ...]] = {}
    for unit in sorted({person.unit for person in staff}):
        colleagues[unit] = tuple(person.id for person in staff if person.unit == unit)
    rows = [
        (person.id, rating.indicator, rating.source, rating.rater, rating.value, rating.target)
        for person in staff
        if person.group in programs
        for rating in ratings(
            person, programs[person.group], agency.indicators, colleagues[person.unit], random
        )
    ]
    _write(
        folder / "penilaian.csv",
        ("pegawai", "indikator", "sumber", "penilai", "nilai", "target"),
        rows,
    )
    _write(
        folder / "pelatihan.csv",
        ("pegawai", "pelatihan", "kompetensi", "selesai"),
        _trainings(agency, staff, random),
    )
    return len(rows)


def _programs(agency: AgencyCriteria, criteria: CriteriaSet, year: int) -> dict[str, Program]:
    """The program that judges each position group at the end of the year."""
    on = date(year, 12, 31)
    found: dict[str, Program] = {}
    for scheme in agency.schemes.values():
        if scheme.start <= on and (scheme.end is None or on < scheme.end):
            program = lower(agency, criteria.profiles, scheme.id, on)
            found |= dict.fromkeys(scheme.position_groups, program)
    return found


def _trainings(
    agency: AgencyCriteria, staff: Sequence[Person], random: Random
) -> Iterator[tuple[str, ...]]:
    competences = [
        indicator.id
        for indicator in agency.indicators.values()
        if indicator.kind is IndicatorKind.COMPETENCE
    ]
    for person in staff:
        for competence in competences:
            if random.random() < 0.18 - 0.08 * person.quality:
                done = YES if random.random() < 0.9 else "tidak"
                yield (person.id, f"pelatihan-{competence}", competence, done)


def _service_files(
    folder: Path, agency: AgencyCriteria, criteria: CriteriaSet, year: int, random: Random
) -> None:
    services = tuple(agency.services.values())
    if not services:
        return
    population = {service.id: 600 + int(random.random() * 2400) for service in services}
    _write(folder / "populasi.csv", ("layanan", "populasi"), population.items())
    profiles = {s.id: _survey_profile(criteria, s) for s in services}
    codes = [element.code for element in profiles[services[0].id].elements]
    _write(
        folder / "survei.csv",
        ("layanan", "responden", *codes),
        _survey_rows(services, profiles, random),
    )
    _write(
        folder / "aduan.csv",
        ("layanan", "aduan", "kelas", "diterima", "selesai"),
        (
            (
                s.id,
                c.id,
                c.kind,
                c.received.isoformat(),
                c.finished.isoformat() if c.finished else "",
            )
            for s in services
            for c in complaints(s, year, 90 + int(random.random() * 120), random)
        ),
    )
    _write(
        folder / "volume.csv",
        ("layanan", "bulan", "jumlah"),
        ((s.id, month, count) for s in services for month, count in volumes(year, random)),
    )
    _write(
        folder / "libur.csv",
        ("tanggal", "nama"),
        ((f"{y}-{day}", name) for y in (year, year + 1) for day, name in HOLIDAYS),
    )


def _survey_rows(
    services: Sequence[Service], profiles: dict[str, SurveyProfile], random: Random
) -> Iterator[tuple[str, ...]]:
    for place, service in enumerate(services):
        few = place == len(services) - 1 and len(services) > 1 and random.random() < 0.5
        count = 24 if few else 120 + int(random.random() * 260)  # some services ask too few
        for number, answers in enumerate(respondents(profiles[service.id], count, random), 1):
            yield (service.id, f"S{number:05d}", *answers)


def _survey_profile(criteria: CriteriaSet, service: Service) -> SurveyProfile:
    body = criteria.profiles[service.survey_profile].body
    assert isinstance(body, SurveyProfile)
    return body


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*head, "sintetis"])
        writer.writerows([*row, YES] for row in rows)
