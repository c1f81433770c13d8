"""A compiled program as a statement: only the columns that are asked for, and what they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlglot import exp

from terang.release.scoring.rational import Sql
from terang.release.scoring.readings import Reading, Readings
from terang.release.scoring.storage import PERSON, Layout

WIDE, NARROW = "INT128", "BIGINT"
WHOLE_OF = {("spark", WIDE): "DECIMAL(38, 0)"}  # the widest whole number of other dialects

Step: TypeAlias = tuple[str, Sql, Sequence[str]]  # a column, and those that nothing reads later


@dataclass(frozen=True, slots=True)
class Output:
    """Where a binding's value stands: its column, and its denominator if it is a number."""

    column: str
    denominator: int | str | None  # int static, str a column, None for words

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, *([self.denominator] if isinstance(self.denominator, str) else []))


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled program: its columns in order of computation, and where each binding went."""

    readings: Readings
    columns: Mapping[str, Sql]  # each reads earlier ones and what is gathered of ratings
    outputs: Mapping[str, Output]

    @property
    def layout(self) -> Layout:
        return self.readings.layout

    def sql(
        self,
        dialect: str = "duckdb",
        whole: str = WIDE,
        wanted: Iterable[str] | None = None,
        people: Sequence[str] = (PERSON,),
    ) -> str:
        """The statement in a dialect: columns `people` and those of the bindings wanted (all).

        whole: WIDE or NARROW, the type of whole numbers.
        """
        type_ = exp.DataType.build(WHOLE_OF.get((dialect, whole), whole), dialect=dialect)
        names = self.outputs if wanted is None else wanted
        asked = [column for name in names for column in self.outputs[name].columns]
        statement = self._statement(asked, people)
        for cast in statement.find_all(exp.Cast):
            if cast.to.this == exp.DataType.Type.INT128:
                cast.set("to", type_.copy())
        return statement.sql(dialect=dialect, copy=False)

    def reads(self, wanted: Iterable[str]) -> dict[str, Reading]:
        """Column -> what is read of ratings for the bindings wanted."""
        asked = [column for name in wanted for column in self.outputs[name].columns]
        needed, _ = self._needed(asked)
        return {name: how for name, how in self.readings.columns.items() if name in needed}

    def steps(self, wanted: Iterable[str]) -> tuple[list[Step], list[str]]:
        """What to compute in order for the bindings wanted, and the columns that hold these."""
        asked = list(dict.fromkeys(c for name in wanted for c in self.outputs[name].columns))
        needed, reads = self._needed(asked)
        order = [name for name in self.columns if name in needed]
        read_last = {part: name for name in order for part in sorted(reads[name])}
        finished: dict[str, list[str]] = {}
        for part, name in read_last.items():
            if part not in asked:
                finished.setdefault(name, []).append(part)
        return [(name, self.columns[name], finished.get(name, [])) for name in order], asked

    def _needed(self, asked: Iterable[str]) -> tuple[set[str], dict[str, set[str]]]:
        """The columns that those asked for read, themselves included, and what each reads."""
        reads = {name: _read(sql) for name, sql in self.columns.items()}
        needed = set(asked)
        for name in reversed(reads):
            if name in needed:
                needed.update(reads[name])
        return needed, reads

    def _statement(self, asked: Sequence[str], people: Sequence[str]) -> exp.Select:
        """Sub-queries, innermost what is read of ratings; each keeps only what is read later."""
        needed, reads = self._needed(asked)
        gathered = [name for name in self.readings.columns if name in needed]
        level = dict.fromkeys(gathered, -1)
        for name, parts in reads.items():
            if name in needed:
                level[name] = max((level[part] for part in parts), default=-1) + 1
        top = max(level.values(), default=-1)
        last = dict.fromkeys(level, 0) | dict.fromkeys(asked, top + 1)
        for name, depth in level.items():
            for part in reads.get(name, ()):
                last[part] = max(last[part], depth)
        query = self.readings.statement(people, gathered)
        for depth in range(top + 1):
            kept = [column_of(name) for name in level if level[name] < depth < last[name]]
            new = [
                exp.alias_(self.columns[name].copy(), name, quoted=True)
                for name in level
                if level[name] == depth
            ]
            inner = query.subquery(f"lapis{depth}", copy=False)
            query = exp.select(*people, *kept, *new).from_(inner, copy=False)
        return query


def _read(sql: Sql) -> set[str]:
    return {part.name for part in sql.find_all(exp.Column)}


def column_of(name: str) -> Sql:
    return exp.column(name, quoted=True)
