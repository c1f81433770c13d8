"""A case in its JSON form, made by hand or by others, as one system of cells and relations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terang.disclosure.assemble import UNBOUNDED, assembled
from terang.disclosure.errors import InvalidTable
from terang.disclosure.model import Cell, Relation
from terang.disclosure.system import System

LAST = re.compile(r"(.*)[.|/:].*", re.DOTALL)  # all of an id before its last part
MOST = 10**15  # no number of a case is larger
PLACES = 9  # decimals that count; 0.1 + 0.2 as machines write it is 0.3
TOO_LARGE = "relations: numbers too large, or too fine, together"


def case_system(case: Mapping[str, Any], *, known: bool = False) -> System:
    """From `cells` {id: {value, published, integer}} and `relations` [{coef, tol}].

    The value of a withheld cell may be missing, unless `known` (insiders know their own). Groups
    are the relations whose ids differ only after their last part, minus their total.
    Raises InvalidTable: `case` with a `detail` that names the place, `relation_unknown`.
    """
    cells = [_cell(name, given, known) for name, given in _mapping(case, "cells").items()]
    given = case.get("relations")
    if not isinstance(given, list):
        raise _fault("relations")
    relations = [_relation(f"relations[{n}]", line) for n, line in enumerate(given)]
    try:
        system = System(**assembled([], cells, relations))
    except OverflowError as fault:
        raise _fault(TOO_LARGE) from fault
    size = abs(system.matrix).astype(float) @ np.maximum(abs(system.value), 1).astype(float)
    if size.max(initial=0) >= UNBOUNDED:
        raise _fault(TOO_LARGE)
    groups = [found for relation in relations if (found := _group(relation))]
    return replace(system, group=_padded([[system.index(n) for n in g] for g in groups]))


def _fault(detail: str) -> InvalidTable:
    return InvalidTable("case", fields={"detail": detail})


def _mapping(holder: object, key: str, place: str = "") -> Mapping[str, object]:
    found = holder.get(key) if isinstance(holder, Mapping) else None
    if not isinstance(found, Mapping):
        raise _fault(place or key)
    return found


def _cell(name: str, given: object, known: bool) -> Cell:
    place = f"cells.{name}"
    if not isinstance(given, Mapping) or not isinstance(given.get("published"), bool):
        raise _fault(f"{place}.published")
    whole = given.get("integer", True)
    if not isinstance(whole, bool):
        raise _fault(f"{place}.integer")
    value, published = given.get("value"), given["published"]
    if value is None and not published and not known:
        return Cell(name, 0, published, whole)
    exact = _number(f"{place}.value", value)
    return Cell(name, exact, published, whole and exact.denominator == 1)


def _relation(place: str, given: object) -> Relation:
    coefs = {
        name: _number(f"{place}.coef.{name}", coef)
        for name, coef in _mapping(given, "coef", f"{place}.coef").items()
    }
    assert isinstance(given, Mapping)  # or there were no coef
    tol = _number(f"{place}.tol", given.get("tol", 0))
    if tol < 0:
        raise _fault(f"{place}.tol")
    return Relation(coefs, tol)


def _number(place: str, given: object) -> Fraction:
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        raise _fault(place)
    try:
        exact = Fraction(str(given))
    except (ValueError, ZeroDivisionError) as fault:
        raise _fault(place) from fault
    if abs(exact) >= MOST:
        raise _fault(place)
    return round(exact, PLACES)


def _group(relation: Relation) -> list[str]:
    """The parts of a relation that says: these codes of one unit add up to its total."""
    names = list(relation.coef)
    before = {found and found[1] for found in map(LAST.fullmatch, names)}
    if relation.tol or len(names) < 3 or len(before) != 1 or None in before:
        return []
    alike = len({abs(coef) for coef in relation.coef.values()}) == 1
    for sign in (1, -1):
        parts = [name for name in names if sign * relation.coef[name] > 0]
        if alike and len(parts) == len(names) - 1:
            return parts
    return []


def _padded(groups: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    widest = max((len(group) for group in groups), default=0)
    out = np.full((len(groups), widest), -1, dtype=np.int32)
    for row, group in enumerate(groups):
        out[row, : len(group)] = group
    return out
