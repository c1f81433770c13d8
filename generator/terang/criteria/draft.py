"""The criteria as far as they could be read: what the meaning checks look at.

A file with faults of form has no value here, but its identity stays known, so that a reference to
it is not reported as a second mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from terang.core.model import (
    Agency,
    AgencyCriteria,
    Indicator,
    MatrixProfile,
    Profile,
    PublicationPolicy,
    Regulation,
    Scheme,
    Service,
    WorkedExample,
)
from terang.criteria.structure.places import KEYS, Places
from terang.problems import Problem

T = TypeVar("T")

NATIONAL = "nasional"
AGENCY_KINDS = ("indikator", "skema", "layanan", "contoh")  # folders of an agency
AGENCY_FILES = ("instansi", "terbitan")  # single files of an agency


@dataclass(frozen=True, slots=True)
class CriteriaFile:
    """One file: `path` relative to the root, and the kind and id its place gives it.

    kind is `profil` for any national profile. value: the model object (or, for peraturan, a tuple
    of them), None when the file has faults of form. text: empty when it is not UTF-8.
    """

    path: str
    folder: str  # nasional, or the agency
    kind: str
    id: str
    text: str = ""
    places: Places | None = None
    value: object | None = None

    def problem(self, code: str, place: tuple[int, int], **fields: object) -> Problem:
        """A problem at a place of this file; field values become text."""
        return Problem(code, self.path, *place, {name: str(v) for name, v in fields.items()})

    def warning(self, code: str, place: tuple[int, int], **fields: object) -> Problem:
        """Like `problem`, for what is worth a look but keeps nothing from working."""
        return replace(self.problem(code, place, **fields), severity="warning")

    def all(self, kind: type[T]) -> Iterator[T]:
        """Every value of a class that this file holds; none when it could not be read."""
        yield from () if self.places is None else self.places.all(kind)

    def of(self, value: object, *path: str | int) -> tuple[int, int]:
        """Where a model object of this file, or something under it, was written."""
        return (0, 0) if self.places is None else self.places.of(value, *path)

    def key_of(self, value: object, *path: str | int) -> tuple[int, int]:
        """Where the last key of a path was written, or what stands before it when it was not."""
        if self.places is None:
            return 0, 0
        *above, last = path
        node = self.places.node(value, *above)
        key = KEYS.get(str(last), str(last))
        return node.keys.get(key, node.keys.get(str(last), node.line_column))

    def has_keys(self, value: object, *keys: str) -> bool:
        """Whether a model object was written with all of these keys."""
        assert self.places is not None, "a value has a place"
        return set(keys) <= set(self.places.node(value).members)

    def cells(self, matrix: MatrixProfile) -> list[tuple[str, str]]:
        """The (row, column) of every cell of a matrix as written, repeated ones too."""
        assert self.places is not None, "a value has a place"
        nodes = self.places.node(matrix, "cells").items
        return [(node.at("baris").string, node.at("kolom").string) for node in nodes]


@dataclass(frozen=True, slots=True)
class DraftAgency:
    """One agency's folder, as far as it could be read. `broken`: (kind, id) of the rest."""

    id: str
    agency: Agency | None
    publication: PublicationPolicy | None
    indicators: Mapping[str, Indicator]
    schemes: Mapping[str, Scheme]
    services: Mapping[str, Service]
    examples: Mapping[str, WorkedExample]
    broken: frozenset[tuple[str, str]]

    def complete(self) -> AgencyCriteria | None:
        """The agency as the rest of Terang takes it, or None when anything is missing."""
        if self.agency is None or self.publication is None or self.broken:
            return None
        return AgencyCriteria(
            self.agency,
            self.indicators,
            self.schemes,
            self.services,
            self.examples,
            self.publication,
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """All files, and what could be read of them."""

    files: tuple[CriteriaFile, ...]
    regulations: Mapping[str, Regulation]
    profiles: Mapping[str, Profile]
    agencies: Mapping[str, DraftAgency]
    broken_profiles: frozenset[str]
    register_is_broken: bool
    by_path: Mapping[str, CriteriaFile] = field(default_factory=dict)

    def values(self, kind: type[T]) -> Iterator[tuple[CriteriaFile, T]]:
        """Every readable file whose value is of a model class, in file order."""
        for file in self.files:
            if isinstance(file.value, kind):
                yield file, file.value


def assemble(files: tuple[CriteriaFile, ...]) -> Draft:
    """The draft of a sorted list of files."""
    national = [file for file in files if file.folder == NATIONAL]
    register = [file for file in national if file.kind == "peraturan"]
    names = sorted({file.folder for file in files} - {NATIONAL})
    return Draft(
        files=files,
        regulations={row.id: row for file in register for row in _rows(file)},
        profiles={file.id: file.value for file in national if isinstance(file.value, Profile)},
        agencies={name: _agency(name, files) for name in names},
        broken_profiles=frozenset(
            file.id for file in national if file.kind == "profil" and file.value is None
        ),
        register_is_broken=any(file.value is None for file in register),
        by_path={file.path: file for file in files},
    )


def _rows(file: CriteriaFile) -> tuple[Regulation, ...]:
    return file.value if isinstance(file.value, tuple) else ()


def _agency(name: str, files: tuple[CriteriaFile, ...]) -> DraftAgency:
    own = [file for file in files if file.folder == name]
    return DraftAgency(
        id=name,
        agency=next(iter(_of(own, Agency).values()), None),
        publication=next(iter(_of(own, PublicationPolicy).values()), None),
        indicators=_of(own, Indicator),
        schemes=_of(own, Scheme),
        services=_of(own, Service),
        examples=_of(own, WorkedExample),
        broken=frozenset((file.kind, file.id) for file in own if file.value is None),
    )


def _of(files: list[CriteriaFile], kind: type[T]) -> dict[str, T]:
    return {file.id: file.value for file in files if isinstance(file.value, kind)}
