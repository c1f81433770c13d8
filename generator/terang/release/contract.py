"""What a row of microdata must be to count. Each refused row is told once, with its reason.

Rows in = accepted + refused, per file; a row of a form counts as the answers it holds. Numbers of
persons are replaced by keyed hashes before anything looks at a row. Reasons are codes of the
`release` catalogue (`refused_<reason>`); a refusal names file and row number and never repeats
what the row says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from terang.core.dates import in_force
from terang.core.model import AgencyCriteria, CriteriaSet, SurveyProfile
from terang.core.program import NO, YES, InputSpec, Program
from terang.release.engine import RatingRow
from terang.release.inputs.folder import Inputs, open_inputs
from terang.release.inputs.layout import MARK
from terang.release.inputs.pseudonyms import pseudonyms
from terang.release.source import MicrodataError, TextRow

MAX_PLACES = 6
MAX_NUMBER = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Refusal:
    """column: the one of a form whose answer is refused, "" for a whole row."""

    file: str
    row: int
    reason: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: str
    unit: str
    group: str


@dataclass(frozen=True, slots=True)
class TrainingRow:
    person: str
    training: str
    competence: str
    finished: bool


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    service: str
    kind: str
    received: date
    finished: date | None


@dataclass(frozen=True, slots=True)
class FileCount:
    """read = accepted + refused."""

    file: str
    read: int
    accepted: int
    refused: int


@dataclass(frozen=True, slots=True)
class Microdata:
    """The accepted rows of one agency and period, and the account of all rows."""

    people: tuple[PersonRow, ...]
    ratings: Mapping[str, tuple[RatingRow, ...]]  # by scheme
    trainings: tuple[TrainingRow, ...]
    answers: Mapping[str, tuple[tuple[int | None, ...], ...]]  # by service, in element order
    populations: Mapping[str, int]
    complaints: tuple[ComplaintRow, ...]
    volumes: Mapping[tuple[str, str], int]  # (service, month)
    holidays: frozenset[date]
    synthetic: bool
    refusals: tuple[Refusal, ...]
    counts: tuple[FileCount, ...]


class Refuse(Exception):
    """Raised by a row's check with the reason code."""


Check = Callable[[Mapping[str, str]], None]


class _Account:
    """Runs a check over the rows of every source of a table and keeps the books."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.pseudonyms = pseudonyms(inputs.folder)
        self.refusals: list[Refusal] = []
        self.counts: list[FileCount] = []
        self.marks: set[str] = set()  # values of the column `sintetis`

    def read(self, check: Check, *tables: str, needed: bool = False) -> None:
        """Check all rows of the tables; needed: one of them must be there."""
        sources = self.inputs.of(*tables)
        if needed and not sources:
            raise MicrodataError("file_missing", file=f"{tables[0]}.csv")
        for source in sources:
            read, accepted, before = 0, 0, len(self.refusals)
            for row in source.rows():
                read += 1
                reason = self._reason(row, check, source.name)
                if reason is None:
                    accepted += 1
                else:
                    self.refusals.append(Refusal(source.name, row.number, reason, row.column))
            refused = len(self.refusals) - before
            assert read == accepted + refused, "every row is accepted or refused"
            self.counts.append(FileCount(source.name, read, accepted, refused))

    def _reason(self, row: TextRow, check: Check, file: str) -> str | None:
        if row.fields is None:
            return "columns"
        try:
            check(self.pseudonyms.replaced(row.fields, file))
        except Refuse as refused:
            return str(refused)
        self.marks.add(row.fields.get(MARK, ""))
        return None


def accept(
    folder: Path, agency: AgencyCriteria, criteria: CriteriaSet, programs: Mapping[str, Program]
) -> Microdata:
    """Check every row of one agency's period. programs: by position group.

    Raises MicrodataError when a whole file is missing or cannot be read.
    """
    account = _Account(open_inputs(folder))
    people = _People(agency)
    account.read(people.check, "pegawai", needed=True)
    ratings = _Ratings(people.rows, programs)
    account.read(ratings.check, "penilaian", "formulir", needed=True)
    trainings = _Trainings(people.rows, agency)
    account.read(trainings.check, "pelatihan")
    services = _Services(agency, criteria)
    account.read(services.check_population, "populasi")
    account.read(services.check_answers, "survei")
    account.read(services.check_holiday, "libur")
    account.read(services.check_complaint, "aduan")
    account.read(services.check_volume, "volume")
    schemes = sorted({program.scheme for program in programs.values()})
    return Microdata(
        people=tuple(people.rows.values()),
        ratings={scheme: tuple(ratings.accepted.get(scheme, ())) for scheme in schemes},
        trainings=tuple(trainings.accepted.values()),
        answers={service: tuple(found) for service, found in services.answers.items()},
        populations=services.populations,
        complaints=tuple(services.complaints.values()),
        volumes=services.volumes,
        holidays=frozenset(services.holidays),
        synthetic=account.marks == {"ya"},
        refusals=tuple(account.refusals),
        counts=tuple(account.counts),
    )


def reasons(refusals: Sequence[Refusal]) -> list[tuple[str, str, int]]:
    """(file, reason, count), sorted: the summary that may be shown, without rows or people."""
    found = Counter((refusal.file, refusal.reason) for refusal in refusals)
    return [(file, reason, count) for (file, reason), count in sorted(found.items())]


class _People:
    def __init__(self, agency: AgencyCriteria) -> None:
        self.units = {unit.id for unit in agency.agency.units}
        self.groups = {group.id for group in agency.agency.position_groups}
        self.rows: dict[str, PersonRow] = {}

    def check(self, row: Mapping[str, str]) -> None:
        person = PersonRow(_filled(row["pegawai"]), row["unit"], row["kelompok"])
        _known(person.unit, self.units, "unknown_unit")
        _known(person.group, self.groups, "unknown_group")
        if person.id in self.rows:
            raise Refuse("person_twice")
        self.rows[person.id] = person


class _Ratings:
    def __init__(self, people: Mapping[str, PersonRow], programs: Mapping[str, Program]) -> None:
        self.people, self.programs = people, programs
        self.inputs = {
            group: {spec.id: spec for spec in program.inputs} for group, program in programs.items()
        }
        self.accepted: dict[str, list[RatingRow]] = {}
        self.seen: set[tuple[str, str, str]] = set()
        self.recorded: set[tuple[str, str]] = set()

    def check(self, row: Mapping[str, str]) -> None:
        person = self.people.get(row["pegawai"])
        if person is None:
            raise Refuse("unknown_person")
        program = self.programs.get(person.group)
        if program is None:
            raise Refuse("group_without_scheme")
        if not (row["indikator"] or row["nilai"] or row["target"]):
            raise Refuse("no_answer")
        spec = self.inputs[person.group].get(f"{row['indikator']}.{row['sumber']}")
        if spec is None:
            raise Refuse("not_in_scheme")
        rater = _filled(row["penilai"])
        if (rater == person.id) != (spec.source == "diri") and spec.source != "dokumen":
            raise Refuse("rater_is_self" if rater == person.id else "self_by_other")
        if (person.id, spec.id, rater) in self.seen:
            raise Refuse("rating_twice")
        if not spec.many and (person.id, spec.id) in self.recorded:
            raise Refuse("record_twice")
        rating = _rating(person.id, spec, row["nilai"], row["target"])
        self.seen.add((person.id, spec.id, rater))
        self.recorded.add((person.id, spec.id))
        self.accepted.setdefault(program.scheme, []).append(rating)


def _rating(person: str, spec: InputSpec, value: str, target: str) -> RatingRow:
    """A rating of the kind its input asks for, or a refusal."""
    if (target != "") != (spec.kind == "rasio"):
        raise Refuse("target_where_none" if target else "target_missing")
    match spec.kind:
        case "pilihan":
            _known(value, {choice.code for choice in spec.choices}, "unknown_code")
            return RatingRow(person, spec.id, None, None, value)
        case "ya_tidak":
            _known(value, {YES, NO}, "unknown_code")
            return RatingRow(person, spec.id, None, None, value)
        case "skala":
            number = _number(value)
            low, high = spec.low, spec.high
            if number != number.to_integral_value() or low is None or high is None:
                raise Refuse("not_whole")
            if not low <= number <= high:
                raise Refuse("out_of_range")
            return RatingRow(person, spec.id, number, None, None)
        case "angka":
            return RatingRow(person, spec.id, _number(value), None, None)
        case "rasio":
            goal = _number(target)
            if goal <= 0:
                raise Refuse("target_not_positive")
            return RatingRow(person, spec.id, _number(value), goal, None)


class _Trainings:
    def __init__(self, people: Mapping[str, PersonRow], agency: AgencyCriteria) -> None:
        self.people, self.indicators = people, agency.indicators
        self.accepted: dict[tuple[str, str], TrainingRow] = {}

    def check(self, row: Mapping[str, str]) -> None:
        _known(row["pegawai"], self.people, "unknown_person")
        _known(row["kompetensi"], self.indicators, "unknown_indicator")
        _known(row["selesai"], {YES, NO}, "unknown_code")
        key = (row["pegawai"], _filled(row["pelatihan"]))
        if key in self.accepted:
            raise Refuse("training_twice")
        self.accepted[key] = TrainingRow(*key, row["kompetensi"], row["selesai"] == YES)


class _Services:
    def __init__(self, agency: AgencyCriteria, criteria: CriteriaSet) -> None:
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

    def check_population(self, row: Mapping[str, str]) -> None:
        _known(row["layanan"], self.services, "unknown_service")
        if row["layanan"] in self.populations:
            raise Refuse("population_twice")
        self.populations[row["layanan"]] = _whole(row["populasi"])

    def check_answers(self, row: Mapping[str, str]) -> None:
        _known(row["layanan"], self.services, "unknown_service")
        key = (row["layanan"], _filled(row["responden"]))
        if key in self.respondents:
            raise Refuse("respondent_twice")
        profile = self.profiles[row["layanan"]]
        assert isinstance(profile, SurveyProfile)
        found: list[int | None] = []
        for element in profile.elements:
            text = row.get(element.code, "")
            answer = _whole(text) if text else None
            if answer is not None and not profile.answer_low <= answer <= profile.answer_high:
                raise Refuse("out_of_range")
            found.append(answer)
        if all(answer is None for answer in found):
            raise Refuse("no_answer")
        self.respondents.add(key)
        self.answers.setdefault(row["layanan"], []).append(tuple(found))

    def check_holiday(self, row: Mapping[str, str]) -> None:
        self.holidays.add(_day(row["tanggal"]))

    def check_complaint(self, row: Mapping[str, str]) -> None:
        service = self.services.get(row["layanan"])
        if service is None:
            raise Refuse("unknown_service")
        kinds = {kind.id: kind for kind in service.complaint_classes}
        _known(row["kelas"], kinds, "unknown_class")
        received = _day(row["diterima"])
        if in_force(kinds[row["kelas"]].days, received) is None:
            raise Refuse("no_standard")
        finished = _day(row["selesai"]) if row["selesai"] else None
        if finished is not None and finished < received:
            raise Refuse("finished_before_received")
        key = (service.id, _filled(row["aduan"]))
        if key in self.complaints:
            raise Refuse("complaint_twice")
        self.complaints[key] = ComplaintRow(service.id, row["kelas"], received, finished)

    def check_volume(self, row: Mapping[str, str]) -> None:
        _known(row["layanan"], self.services, "unknown_service")
        key = (row["layanan"], row["bulan"])
        _day(f"{row['bulan']}-01")
        if key in self.volumes:
            raise Refuse("month_twice")
        self.volumes[key] = _whole(row["jumlah"])


def _known(value: str, known: object, reason: str) -> None:
    if value not in known:  # type: ignore[operator]  # sets and mappings
        raise Refuse(reason)


def _filled(value: str) -> str:
    if not value:
        raise Refuse("empty")
    return value


def _number(text: str) -> Decimal:
    """A plain decimal from 0, with at most six places."""
    whole, _, places = text.partition(".")
    digits = whole + places
    if not (digits.isascii() and digits.isdigit() and whole) or len(places) > MAX_PLACES:
        raise Refuse("not_a_number")
    number = Decimal(text)
    if number > MAX_NUMBER:
        raise Refuse("out_of_range")
    return number


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise Refuse("not_whole")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refuse("not_a_date") from error
