"""What a row of microdata must be to count. Each refused row is told once, with its reason.

People and ratings are checked in SQL (`door`), the small tables here, row by row.

Rows in = accepted + refused, per file; a row of a form counts as the answers it holds. Numbers of
persons are replaced by keyed hashes before anything looks at a row. Reasons are codes of the
`release` catalogue (`refused_<reason>`); a refusal names file and row number and never repeats
what the row says.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path

import duckdb

from terang.core.model import Agency, AgencyCriteria, CriteriaSet
from terang.core.program import NO, YES, Program
from terang.release.intake.contract_services import ComplaintRow, Services
from terang.release.intake.door import Gathered
from terang.release.intake.door_people import accepted_people, people_at_the_door
from terang.release.intake.door_ratings import Rules, ratings_at_the_door
from terang.release.intake.fields import Refuse, filled, known
from terang.release.intake.inputs.folder import Inputs, Source, open_inputs
from terang.release.intake.inputs.layout import MARK
from terang.release.intake.inputs.pseudonyms import pseudonyms
from terang.release.intake.names import Names
from terang.release.intake.source import MicrodataError, TextRow, text_rows
from terang.release.scoring.ratings import Ratings
from terang.release.scoring.workplace import workplace


@dataclass(frozen=True, slots=True)
class Refusal:
    """column: the one of a form whose answer is refused, "" for a whole row."""

    file: str
    row: int
    reason: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """number: stands for the person in ratings; those of one load have each their own."""

    id: str
    unit: str
    group: str
    number: int = field(compare=False, repr=False)


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
    """The accepted rows of one agency and period, and the account of all rows.

    asked: digest of the rows that queries gave, "" where no database is asked.
    """

    people: tuple[PersonRow, ...]
    ratings: Mapping[str, Ratings]  # by scheme
    trainings: tuple[TrainingRow, ...]
    answers: Mapping[str, tuple[tuple[int | None, ...], ...]]  # by service, in element order
    populations: Mapping[str, int]
    complaints: tuple[ComplaintRow, ...]
    volumes: Mapping[tuple[str, str], int]  # (service, month)
    holidays: frozenset[date]
    synthetic: bool
    refusals: tuple[Refusal, ...]
    counts: tuple[FileCount, ...]
    asked: str = ""


Check = Callable[[Mapping[str, str]], None]


class _Account:
    """The books of a load: what was read, accepted and refused, file by file."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.pseudonyms = pseudonyms(inputs.folder)
        self.refusals: list[Refusal] = []
        self.counts: list[FileCount] = []
        self.marks: set[str] = set()  # values of the column `sintetis`
        self._asked = hashlib.sha256()

    @property
    def asked(self) -> str:
        """Digest of the rows that queries gave so far; "" where no database is asked."""
        is_asked = any(source.path is None for source in self.inputs.sources)
        return self._asked.hexdigest() if is_asked else ""

    def of(self, *tables: str) -> tuple[Source, ...]:
        """The sources of these tables; what queries give is heard for the digest."""
        return tuple(
            source if source.path is not None else source.heard(self._asked)
            for source in self.inputs.of(*tables)
        )

    def needed(self, *tables: str) -> tuple[Source, ...]:
        """The sources of tables of which one must be there."""
        sources = self.of(*tables)
        if not sources:
            raise MicrodataError("file_missing", file=f"{tables[0]}.csv")
        return sources

    def enter(self, gathered: Gathered) -> None:
        """A table that was checked in SQL."""
        for file, read, accepted, refusals in gathered.counts():
            self._count(file, read, accepted, refusals)
        self.refusals += [Refusal(*told) for told in gathered.refused()]
        self.marks |= gathered.marks()

    def read(self, check: Check, table: str) -> None:
        """Check all rows of a small table one by one."""
        for source in self.of(table):
            read, accepted, before = 0, 0, len(self.refusals)
            for row in chain.from_iterable(map(text_rows, source.parts())):
                read += 1
                reason = self._reason(row, check, source.name)
                if reason is None:
                    accepted += 1
                else:
                    self.refusals.append(Refusal(source.name, row.number, reason, row.column))
            self._count(source.name, read, accepted, len(self.refusals) - before)

    def _count(self, file: str, read: int, accepted: int, refused: int) -> None:
        assert read == accepted + refused, "every row is accepted or refused"
        self.counts.append(FileCount(file, read, accepted, refused))

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
    place = workplace()
    connection = place.connect()
    names, rules = Names(account.pseudonyms), Rules(programs)
    people = _people(account, connection, names, agency.agency, rules)
    sources = account.needed("penilaian", "formulir")
    account.enter(ratings_at_the_door(connection, names, sources, rules))
    trainings = _Trainings({person.id for person in people}, agency)
    account.read(trainings.check, "pelatihan")
    services = Services(agency, criteria, folder.resolve().name)
    account.read(services.check_population, "populasi")
    account.read(services.check_answers, "survei")
    account.read(services.check_holiday, "libur")
    account.read(services.check_change, "cuti-bersama")
    account.read(services.check_complaint, "aduan")
    account.read(services.check_volume, "volume")
    digest = None if place.folder is None else account.inputs.digest(account.asked)
    return Microdata(
        people=people,
        ratings=rules.accepted(connection, digest),
        trainings=tuple(trainings.accepted.values()),
        answers={service: tuple(found) for service, found in services.answers.items()},
        populations=services.populations,
        complaints=tuple(services.complaints.values()),
        volumes=services.volumes,
        holidays=services.calendar(),
        synthetic=account.marks == {"ya"},
        refusals=tuple(account.refusals),
        counts=tuple(account.counts),
        asked=account.asked,
    )


def _people(
    account: _Account,
    connection: duckdb.DuckDBPyConnection,
    names: Names,
    agency: Agency,
    rules: Rules,
) -> tuple[PersonRow, ...]:
    """Who was accepted, in the order of the files."""
    units = [unit.id for unit in agency.units]
    groups = [group.id for group in agency.position_groups]
    sources = account.needed("pegawai")
    account.enter(people_at_the_door(connection, names, sources, units, groups))
    found = accepted_people(connection, [rules.scheme_of(group) for group in groups])
    return tuple(
        PersonRow(names.id(name), units[unit], groups[group], number)
        for number, (name, unit, group) in enumerate(found)
    )


def reasons(refusals: Sequence[Refusal]) -> list[tuple[str, str, int]]:
    """(file, reason, count), sorted: the summary that may be shown, without rows or people."""
    found = Counter((refusal.file, refusal.reason) for refusal in refusals)
    return [(file, reason, count) for (file, reason), count in sorted(found.items())]


def exceeds(data: Microdata, limit_percent: Decimal) -> bool:
    """Whether more rows were refused than this percentage of all rows."""
    read = sum(count.read for count in data.counts)
    return 100 * len(data.refusals) > limit_percent * read


class _Trainings:
    def __init__(self, people: Collection[str], agency: AgencyCriteria) -> None:
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
