"""A compiled program as a statement: only the columns that are asked for, and what they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from terang.release.rational import Sql
from terang.release.readings import Readings
from terang.release.storage import PERSON, Layout

WIDE, NARROW = "INT128", "BIGINT"
WHOLE_OF = {"spark": "DECIMAL(38, 0)"}  # the widest whole number of other dialects


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
        type_ = exp.DataType.build(WHOLE_OF.get(dialect, whole), dialect=dialect)
        names = self.outputs if wanted is None else wanted
        statement = self._statement([self.outputs[name] for name in names], people)
        for cast in statement.find_all(exp.Cast):
            if cast.to.this == exp.DataType.Type.INT128:
                cast.set("to", type_.copy())
        return statement.sql(dialect=dialect, copy=False)

    def _statement(self, wanted: Iterable[Output], people: Sequence[str]) -> exp.Select:
        """Sub-queries, innermost the gathered ratings; each keeps only what is read later."""
        reads = {name: _read(sql) for name, sql in self.columns.items()}
        asked = {name for output in wanted for name in output.columns}
        needed = set(asked)
        for name in reversed(reads):
            if name in needed:
                needed.update(reads[name])
        gathered = [name for name in self.readings.aggregates if name in needed]
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
