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
from typing import TypeAlias

from terang.core.model import AgencyCriteria, CriteriaSet
from terang.core.program import NO, YES, InputSpec, Program
from terang.release.contract_services import ComplaintRow, Services
from terang.release.engine import RatingRow
from terang.release.fields import Refuse, filled, known, number
from terang.release.inputs.folder import Inputs, open_inputs
from terang.release.inputs.layout import MARK
from terang.release.inputs.pseudonyms import pseudonyms
from terang.release.source import MicrodataError, TextRow


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
    raters: Mapping[str, tuple[str, ...]]  # by scheme, one a rating, in the same order
    trainings: tuple[TrainingRow, ...]
    answers: Mapping[str, tuple[tuple[int | None, ...], ...]]  # by service, in element order
    populations: Mapping[str, int]
    complaints: tuple[ComplaintRow, ...]
    volumes: Mapping[tuple[str, str], int]  # (service, month)
    holidays: frozenset[date]
    synthetic: bool
    refusals: tuple[Refusal, ...]
    counts: tuple[FileCount, ...]


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
    services = Services(agency, criteria, folder.resolve().name)
    account.read(services.check_population, "populasi")
    account.read(services.check_answers, "survei")
    account.read(services.check_holiday, "libur")
    account.read(services.check_change, "cuti-bersama")
    account.read(services.check_complaint, "aduan")
    account.read(services.check_volume, "volume")
    schemes = sorted({program.scheme for program in programs.values()})
    return Microdata(
        people=tuple(people.rows.values()),
        ratings={scheme: tuple(ratings.accepted.get(scheme, ())) for scheme in schemes},
        raters={scheme: tuple(ratings.raters.get(scheme, ())) for scheme in schemes},
        trainings=tuple(trainings.accepted.values()),
        answers={service: tuple(found) for service, found in services.answers.items()},
        populations=services.populations,
        complaints=tuple(services.complaints.values()),
        volumes=services.volumes,
        holidays=services.calendar(),
        synthetic=account.marks == {"ya"},
        refusals=tuple(account.refusals),
        counts=tuple(account.counts),
    )


def reasons(refusals: Sequence[Refusal]) -> list[tuple[str, str, int]]:
    """(file, reason, count), sorted: the summary that may be shown, without rows or people."""
    found = Counter((refusal.file, refusal.reason) for refusal in refusals)
    return [(file, reason, count) for (file, reason), count in sorted(found.items())]


def exceeds(data: Microdata, limit_percent: Decimal) -> bool:
    """Whether more rows were refused than this percentage of all rows."""
    read = sum(count.read for count in data.counts)
    return 100 * len(data.refusals) > limit_percent * read


class _People:
    def __init__(self, agency: AgencyCriteria) -> None:
        self.units = {unit.id for unit in agency.agency.units}
        self.groups = {group.id for group in agency.agency.position_groups}
        self.rows: dict[str, PersonRow] = {}

    def check(self, row: Mapping[str, str]) -> None:
        person = PersonRow(filled(row["pegawai"]), row["unit"], row["kelompok"])
        known(person.unit, self.units, "unknown_unit")
        known(person.group, self.groups, "unknown_group")
        before = self.rows.get(person.id)
        if before is not None:
            raise Refuse("person_twice" if before.unit == person.unit else "person_in_two_units")
        self.rows[person.id] = person


Reading: TypeAlias = tuple[Decimal | None, Decimal | None, str | None]  # number, target, code
MEASURED = frozenset({"angka", "rasio"})


class _Ratings:
    def __init__(self, people: Mapping[str, PersonRow], programs: Mapping[str, Program]) -> None:
        self.people, self.programs = people, programs
        self.inputs = {
            group: {(spec.indicator, spec.source): spec for spec in program.inputs}
            for group, program in programs.items()
        }
        self.read: dict[tuple[str, str, str], Reading] = {}  # by input, value and target
        self.accepted: dict[str, list[RatingRow]] = {}
        self.raters: dict[str, list[str]] = {}
        self.seen: set[tuple[str, str, str]] = set()  # person, input, rater; where many may rate
        self.recorded: dict[tuple[str, str], str] = {}  # person, input -> rater; where one may
        self.names: dict[str, str] = {}  # one text for each rater, however many rows name them

    def check(self, row: Mapping[str, str]) -> None:
        person = self.people.get(row["pegawai"])
        if person is None:
            raise Refuse("unknown_person")
        program = self.programs.get(person.group)
        if program is None:
            raise Refuse("group_without_scheme")
        if not (row["indikator"] or row["nilai"] or row["target"]):
            raise Refuse("no_answer")
        spec = self.inputs[person.group].get((row["indikator"], row["sumber"]))
        if spec is None:
            raise Refuse("not_in_scheme")
        rater = filled(row["penilai"])
        if (rater == person.id) != (spec.source == "diri") and spec.source != "dokumen":
            raise Refuse("rater_is_self" if rater == person.id else "self_by_other")
        self._check_repeated(person.id, spec, rater)
        rating = RatingRow(person.id, spec.id, *self._reading(program, spec, row))
        rater = self.names.setdefault(rater, rater)
        if spec.many:
            self.seen.add((person.id, spec.id, rater))
        else:
            self.recorded[person.id, spec.id] = rater
        self.accepted.setdefault(program.scheme, []).append(rating)
        self.raters.setdefault(program.scheme, []).append(rater)

    def _check_repeated(self, person: str, spec: InputSpec, rater: str) -> None:
        before = self.recorded.get((person, spec.id))
        if before == rater or (person, spec.id, rater) in self.seen:
            raise Refuse("rating_twice")
        if before is not None:
            raise Refuse("record_twice")

    def _reading(self, program: Program, spec: InputSpec, row: Mapping[str, str]) -> Reading:
        """What a rating says; the few answers of scales and choices are read once."""
        value, target = row["nilai"], row["target"]
        if spec.kind in MEASURED:
            return _reading(spec, value, target)
        key = (f"{program.scheme}.{spec.id}", value, target)
        if key not in self.read:
            self.read[key] = _reading(spec, value, target)
        return self.read[key]


def _reading(spec: InputSpec, value: str, target: str) -> Reading:
    """A rating of the kind its input asks for, or a refusal."""
    if (target != "") != (spec.kind == "rasio"):
        raise Refuse("target_where_none" if target else "target_missing")
    match spec.kind:
        case "pilihan":
            known(value, {choice.code for choice in spec.choices}, "unknown_code")
            return None, None, value
        case "ya_tidak":
            known(value, {YES, NO}, "unknown_code")
            return None, None, value
        case "skala":
            score = number(value)
            low, high = spec.low, spec.high
            if score != score.to_integral_value() or low is None or high is None:
                raise Refuse("not_whole")
            if not low <= score <= high:
                raise Refuse("out_of_range")
            return score, None, None
        case "angka":
            return number(value), None, None
        case "rasio":
            goal = number(target)
            if goal <= 0:
                raise Refuse("target_not_positive")
            return number(value), goal, None


class _Trainings:
    def __init__(self, people: Mapping[str, PersonRow], agency: AgencyCriteria) -> None:
        self.people, self.indicators = people, agency.indicators
        self.accepted: dict[tuple[str, str], TrainingRow] = {}

    def check(self, row: Mapping[str, str]) -> None:
        known(row["pegawai"], self.people, "unknown_person")
        known(row["kompetensi"], self.indicators, "unknown_indicator")
        known(row["selesai"], {YES, NO}, "unknown_code")
        key = (row["pegawai"], filled(row["pelatihan"]))
        if key in self.accepted:
            raise Refuse("training_twice")
        self.accepted[key] = TrainingRow(*key, row["kompetensi"], row["selesai"] == YES)
