"""What rows about public services must be to count: surveys, complaints, volumes, holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from terang.core.dates import in_force
from terang.core.model import AgencyCriteria, CriteriaSet, SurveyProfile
from terang.core.program import NO, YES
from terang.release.intake.fields import Refuse, day, filled, known, whole
from terang.release.intake.holidays import calendar


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    service: str
    kind: str
    received: date
    finished: date | None


class Services:
    def __init__(self, agency: AgencyCriteria, criteria: CriteriaSet, period: str) -> None:
        self.period = period
        self.services = agency.services
        self.profiles = {
            service.id: criteria.profiles[service.survey_profile].body
            for service in agency.services.values()
        }
        self.answers: dict[str, list[tuple[int | None, ...]]] = {}
        self.respondents: set[tuple[str, str]] = set()
        self.populations: dict[str, int] = {}
        self.complaints: dict[tuple[str, str], ComplaintRow] = {}
        self.volumes: dict[tuple[str, str], int] = {}
        self.holidays: set[date] = set()
        self.changes: dict[date, bool] = {}

    def check_population(self, row: Mapping[str, str]) -> None:
        known(row["layanan"], self.services, "unknown_service")
        if row["layanan"] in self.populations:
            raise Refuse("population_twice")
        self.populations[row["layanan"]] = whole(row["populasi"])

    def check_answers(self, row: Mapping[str, str]) -> None:
        known(row["layanan"], self.services, "unknown_service")
        key = (row["layanan"], filled(row["responden"]))
        if key in self.respondents:
            raise Refuse("respondent_twice")
        profile = self.profiles[row["layanan"]]
        assert isinstance(profile, SurveyProfile)
        found: list[int | None] = []
        for element in profile.elements:
            text = row.get(element.code, "")
            answer = whole(text) if text else None
            if answer is not None and not profile.answer_low <= answer <= profile.answer_high:
                raise Refuse("out_of_range")
            found.append(answer)
        if all(answer is None for answer in found):
            raise Refuse("no_answer")
        self.respondents.add(key)
        self.answers.setdefault(row["layanan"], []).append(tuple(found))

    def check_holiday(self, row: Mapping[str, str]) -> None:
        self.holidays.add(day(row["tanggal"]))

    def check_change(self, row: Mapping[str, str]) -> None:
        """A day off beside the holidays, or (`berlaku` is `tidak`) a working day after all."""
        holds = row.get("berlaku", "") or YES
        known(holds, {YES, NO}, "unknown_code")
        self.changes[day(row["tanggal"])] = holds == YES

    def calendar(self) -> frozenset[date]:
        """The holidays that stop the clock of complaints; none where there are no complaints."""
        if not self.complaints:
            return frozenset(self.holidays)
        year = int(self.period)
        return calendar((year, year + 1), self.holidays, self.changes)

    def check_complaint(self, row: Mapping[str, str]) -> None:
        service = self.services.get(row["layanan"])
        if service is None:
            raise Refuse("unknown_service")
        kinds = {kind.id: kind for kind in service.complaint_classes}
        known(row["kelas"], kinds, "unknown_class")
        received = day(row["diterima"])
        if in_force(kinds[row["kelas"]].days, received) is None:
            raise Refuse("no_standard")
        self._in_period(row["diterima"])
        finished = day(row["selesai"]) if row["selesai"] else None
        if finished is not None and finished < received:
            raise Refuse("finished_before_received")
        key = (service.id, filled(row["aduan"]))
        if key in self.complaints:
            raise Refuse("complaint_twice")
        self.complaints[key] = ComplaintRow(service.id, row["kelas"], received, finished)

    def _in_period(self, day: str) -> None:
        if not day.startswith(f"{self.period}-"):
            raise Refuse("outside_period")

    def check_volume(self, row: Mapping[str, str]) -> None:
        known(row["layanan"], self.services, "unknown_service")
        key = (row["layanan"], row["bulan"])
        day(f"{row['bulan']}-01")
        self._in_period(row["bulan"])
        if key in self.volumes:
            raise Refuse("month_twice")
        self.volumes[key] = whole(row["jumlah"])
