"""The rules of an agency as programs, and what they make of its worked examples."""

from __future__ import annotations

from datetime import date

from jinja2.utils import htmlsafe_json_dumps

from terang.core.model import AgencyCriteria, CriteriaSet, WorkedExample
from terang.core.program import Program, program_json
from terang.core.rules import lower
from terang.core.scoring import Outcome, score
from terang.site.once import Once


class Programs:
    """Made from criteria when first asked for, the same for the pages of every language."""

    def __init__(self, criteria: CriteriaSet) -> None:
        self._profiles = criteria.profiles
        self._programs: dict[tuple[str, str, date], Program] = {}
        self._outcomes: dict[tuple[str, str], Outcome] = {}
        self._scripts: dict[tuple[str, str, date], str] = {}

    def of(self, own: AgencyCriteria, scheme: str, on: date) -> Program:
        """The program of a scheme as it is on a day."""
        key = (own.agency.id, scheme, on)
        if key not in self._programs:
            self._programs[key] = lower(own, self._profiles, scheme, on)
        return self._programs[key]

    def outcome(self, own: AgencyCriteria, example: WorkedExample) -> Outcome:
        """What a worked example of a scheme comes to."""
        key = (own.agency.id, example.id)
        if key not in self._outcomes:
            assert example.scheme is not None
            program = self.of(own, example.scheme, example.on)
            self._outcomes[key] = score(program, example.inputs)
        return self._outcomes[key]

    def script(self, own: AgencyCriteria, scheme: str, on: date) -> str:
        """A program as JSON, in the form of `in_script`."""
        key = (own.agency.id, scheme, on)
        if key not in self._scripts:
            content = program_json(self.of(own, scheme, on))
            self._scripts[key] = in_script(content)
        return self._scripts[key]


def in_script(content: object) -> str:
    """JSON that may stand in a script element."""
    return htmlsafe_json_dumps(content, sort_keys=True)


programs: Once[CriteriaSet, Programs] = Once(Programs, most=1)
