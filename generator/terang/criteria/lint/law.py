"""What a value rests on: a row or a basis, still in force on the day it applies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from terang.core.model import (
    Certainty,
    Dated,
    LegalBasis,
    Matrix,
    Nature,
    Profile,
    Provenance,
    Regulation,
    Scheme,
    Service,
    Statement,
    WeightedSum,
)
from terang.criteria.draft import CriteriaFile, Draft
from terang.problems import Problem


def stated_sources(draft: Draft) -> Iterator[Problem]:
    """K033: what claims to come from a source names its rows or its legal basis."""
    for file in draft.files:
        for provenance in file.all(Provenance):
            if provenance.nature is Nature.SOURCE and not (provenance.rows or provenance.basis):
                yield file.problem("K033", file.of(provenance, "sifat"))
        for statement in file.all(Statement):
            if statement.nature is Nature.SOURCE and not statement.rows:
                yield file.problem("K033", file.of(statement, "sifat"))


def basis_in_force(draft: Draft) -> Iterator[Problem]:
    """K032: the regulation behind a value holds on the day the value starts.

    Dated values are checked on their own start, the rest of a scheme on the scheme's; what has no
    date only must not rest on a regulation that is gone. National profiles may tell of old rules;
    `profile_in_force` looks at who uses them.
    """
    for file in draft.files:
        if isinstance(file.value, Profile):
            continue
        day = file.value.start if isinstance(file.value, Scheme) else None
        dates = {
            id(basis): dated.start for dated in file.all(Dated) for basis in dated.provenance.basis
        }
        for basis in file.all(LegalBasis):
            regulation = draft.regulations.get(basis.regulation)
            if regulation is not None:
                yield from _held(file, basis, regulation, dates.get(id(basis), day))


def _held(
    file: CriteriaFile, basis: LegalBasis, regulation: Regulation, day: date | None
) -> Iterator[Problem]:
    place = file.of(basis, "regulation")
    fields = {"name": regulation.name, "date": "@date.now" if day is None else day.isoformat()}
    successor = regulation.replaced_by
    instead = {"near": successor} if successor is not None else {}
    if regulation.end is not None and (day is None or day >= regulation.end):
        yield file.problem(
            "K032", place, **fields, **instead, when="@date.ended", day=regulation.end
        )
    elif regulation.end is None and not regulation.in_force:
        yield file.problem("K032", place, **fields, **instead, when="@date.revoked")
    elif regulation.start is not None and day is not None and day < regulation.start:
        yield file.problem("K032", place, **fields, when="@date.later", day=regulation.start)


def profile_in_force(draft: Draft) -> Iterator[Problem]:
    """K032: a national profile holds when the scheme that uses it starts, and is not revoked."""
    for file, scheme in draft.values(Scheme):
        users: list[WeightedSum | Matrix] = [*file.all(WeightedSum), *file.all(Matrix)]
        for owner in users:
            profile = draft.profiles.get(owner.profile) if owner.profile else None
            if profile is not None:
                place = file.of(owner, "profile")
                yield from _profile_held(draft, file, profile, scheme.start, place)
    for file, service in draft.values(Service):
        survey = draft.profiles.get(service.survey_profile)
        if survey is not None:
            place = file.of(service, "survey", "survey_profile")
            yield from _profile_held(draft, file, survey, None, place)


def _profile_held(
    draft: Draft, file: CriteriaFile, profile: Profile, day: date | None, place: tuple[int, int]
) -> Iterator[Problem]:
    fields = {"name": profile.id, "date": "@date.now" if day is None else day.isoformat()}
    known = (draft.regulations.get(basis.regulation) for basis in profile.basis)
    regulations = [regulation for regulation in known if regulation is not None]
    if profile.end is not None and (day is None or day >= profile.end):
        yield file.problem("K032", place, **fields, when="@date.ended", day=profile.end)
    elif profile.start is not None and day is not None and day < profile.start:
        yield file.problem("K032", place, **fields, when="@date.later", day=profile.start)
    elif regulations and not any(regulation.in_force for regulation in regulations):
        yield file.problem("K032", place, **fields, when="@date.revoked")


def recalled_facts(draft: Draft) -> Iterator[Problem]:
    """K055: a basis that is only recalled says so in a note."""
    for file in draft.files:
        for basis in file.all(LegalBasis):
            if basis.certainty is Certainty.RECALLED and basis.note is None:
                yield file.problem("K055", file.of(basis, "certainty"), name=basis.regulation)


def register(draft: Draft) -> Iterator[Problem]:
    """K058: status, end and successor of a regulation agree."""
    for file in draft.files:
        for row in file.all(Regulation):
            if row.in_force and (row.end is not None or row.replaced_by is not None):
                field = "end" if row.end is not None else "replaced_by"
                yield file.problem("K058", file.of(row, field), name=row.name)
