"""One period as it was judged: the rows, and the category of every person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from terang.core.model import AgencyCriteria, CriteriaSet
from terang.core.program import COMPLETE, MeasureSpec, Program
from terang.release.counting.counts import PENDING
from terang.release.counting.units import Tree, leaf_of, unit_tree
from terang.release.intake.contract import Microdata, accept
from terang.release.intake.schemes import programs
from terang.release.scoring.engine import score


@dataclass(frozen=True, slots=True)
class Judged:
    """categories: of all headlines, best first. outcome: a category or PENDING, by person.

    scores: by scheme and measure, the hundredths of every person who has a category.
    """

    agency: AgencyCriteria
    programs: Mapping[str, Program]  # by scheme
    data: Microdata
    tree: Tree
    categories: tuple[str, ...]
    outcome: Mapping[str, str]
    scores: Mapping[tuple[str, str], Mapping[str, int]]

    @property
    def leaves(self) -> dict[str, str]:
        """The leaf unit of everybody whom a scheme judges."""
        people = self.data.people
        return {p.id: leaf_of(p.unit, self.tree) for p in people if p.id in self.outcome}

    @property
    def is_national(self) -> bool:
        """Whether every headline is the national rating."""
        return all(headline(program).is_national for program in self.programs.values())


def headline(program: Program) -> MeasureSpec:
    return next(measure for measure in program.measures if measure.role == "utama")


def judged(agency: AgencyCriteria, criteria: CriteriaSet, folder: Path) -> Judged:
    """Score the people of a folder of microdata; raises MicrodataError or CannotLower."""
    judges = programs(agency, criteria, folder.resolve().name)
    data = accept(folder, agency, criteria, judges)
    by_scheme = {program.scheme: program for program in judges.values()}
    outcome: dict[str, str] = {}
    scores: dict[tuple[str, str], dict[str, int]] = {}
    for scheme, program in sorted(by_scheme.items()):
        people = {p.id: p.number for p in data.people if judges.get(p.group) is program}
        own, own_scores = _outcomes(program, people, data, scheme)
        outcome |= own
        scores |= {(scheme, measure): values for measure, values in own_scores.items()}
    names = (c.id for scheme in sorted(by_scheme) for c in headline(by_scheme[scheme]).categories)
    return Judged(
        agency,
        by_scheme,
        data,
        unit_tree(agency.agency, {person.unit for person in data.people}),
        tuple(dict.fromkeys(names)),
        outcome,
        scores,
    )


def _outcomes(
    program: Program, people: Mapping[str, int], data: Microdata, scheme: str
) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """The category of each person, and by measure the scores of those who have one."""
    measure = headline(program)
    category = measure.category or measure.status
    values = {m.id: f"v.{m.id}" for m in program.measures if m.value is not None}
    wanted = tuple(dict.fromkeys((measure.status, category, *values.values())))
    scored = score(program, people, data.ratings[scheme], wanted)
    found = {}
    scores: dict[str, dict[str, int]] = {name: {} for name in values}
    for place, person in enumerate(people):
        word = scored.values[category][place]
        is_known = scored.values[measure.status][place] == COMPLETE and isinstance(word, str)
        found[person] = str(word) if is_known else PENDING
        for name, binding in values.items():
            value = scored.values[binding][place]
            if is_known and isinstance(value, Fraction):
                scores[name][person] = int(value * 100)
    return found, scores
