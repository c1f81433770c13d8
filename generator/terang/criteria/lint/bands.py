"""Bands cut their whole scale into known categories, once; a matrix has every cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product

from terang.core.model import (
    Band,
    BandSet,
    Category,
    MatrixProfile,
    Profile,
)
from terang.criteria.draft import CriteriaFile, Draft
from terang.criteria.nearest import listed, nearest
from terang.problems import Problem


def band_sets(draft: Draft) -> Iterator[Problem]:
    """K018 gaps, K019 overlaps, K020 ends not reached, K059 not best first, in every band set."""
    for file in draft.files:
        for bands in file.all(BandSet):
            yield from _coverage(file, bands)


def _coverage(file: CriteriaFile, bands: BandSet) -> Iterator[Problem]:
    plain = [band for band in bands.bands if band.condition is None]
    if bands.minimum >= bands.maximum or not plain:
        yield file.problem("K020", file.of(bands, "low"), **_scale(bands), end="@end.none")
        return
    for better, worse in pairwise(plain):
        if better.low is not None and better.low <= _low(worse, bands):
            fields = {"category": worse.category, "before": better.category}
            yield file.problem("K059", file.of(worse), **fields)
            return
    for better, worse in pairwise(plain):
        yield from _joint(file, bands, better, worse)
    yield from _ends(file, bands, plain)


def _joint(file: CriteriaFile, bands: BandSet, better: Band, worse: Band) -> Iterator[Problem]:
    """Where a band ends and the next better one starts."""
    low, high = better.low, worse.high
    fields = {"upper": better.category, "lower": worse.category}
    if low is None or high is None:
        edge = low if low is not None else high
        yield file.problem("K019", file.of(worse), **fields, at=_told(edge))
        return
    step = _step(bands) if worse.high_inclusive else Decimal(0)
    if step is None:  # a continuous scale: an inclusive end meets the next start in one point
        code = "K019" if high >= low else "K018"
        yield file.problem(code, file.of(worse, "sampai"), **fields, at=_told(high), to=_told(low))
    elif high + step != low:
        code = "K019" if high + step > low else "K018"
        at = _told(high + step if code == "K018" else low)
        yield file.problem(code, file.of(worse), **fields, at=at, to=_told(low))


def _ends(file: CriteriaFile, bands: BandSet, plain: Sequence[Band]) -> Iterator[Problem]:
    top, bottom = plain[0], plain[-1]
    reaches_top = top.high is None or (top.high == bands.maximum and top.high_inclusive)
    if not reaches_top:
        yield file.problem("K020", file.of(top), **_scale(bands), end=_told(bands.maximum))
    if bottom.low is not None and bottom.low != bands.minimum:
        yield file.problem("K020", file.of(bottom), **_scale(bands), end=_told(bands.minimum))


def _scale(bands: BandSet) -> dict[str, str]:
    return {"low": _told(bands.minimum), "high": _told(bands.maximum)}


def _low(band: Band, bands: BandSet) -> Decimal:
    return bands.minimum - 1 if band.low is None else band.low


def _step(bands: BandSet) -> Decimal | None:
    """The grid on which values are looked up, or None for a continuous scale."""
    return None if bands.round_places is None else Decimal(1).scaleb(-bands.round_places)


def _told(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def band_categories(draft: Draft) -> Iterator[Problem]:
    """K021: bands name declared categories, and every category has a band."""
    for file in draft.files:
        for bands in file.all(BandSet):
            known = [category.id for category in bands.categories]
            for band in bands.bands:
                yield from _known(file, known, band.category, file.of(band, "category"))
            used = {band.category for band in bands.bands}
            for position, name in enumerate(known):
                if name not in used:
                    place = file.of(bands, "kategori", position)
                    yield file.problem("K021", place, name=name, choices=listed(used))


def _known(
    file: CriteriaFile, known: Sequence[str], name: str, place: tuple[int, int]
) -> Iterator[Problem]:
    if name not in known:
        fields = {"name": name, "choices": ", ".join(known), **nearest(name, known)}
        yield file.problem("K021", place, **fields)


def matrices(draft: Draft) -> Iterator[Problem]:
    """K022 missing, repeated or unknown cells; K023 a better rating that gives a worse result."""
    for file, profile in draft.values(Profile):
        if isinstance(profile.body, MatrixProfile):
            incomplete = list(_cells(file, profile.body))
            yield from incomplete or _monotone(file, profile.body)


def _cells(file: CriteriaFile, matrix: MatrixProfile) -> Iterator[Problem]:
    ratings = [rating.id for rating in matrix.ratings]
    seen: set[tuple[str, str]] = set()
    for position, cell in enumerate(file.cells(matrix)):
        place = file.of(matrix, "cells", position)
        if cell in seen:
            yield file.problem("K022", place, **_cell(cell), what="@cell.repeated")
        elif not set(cell) <= set(ratings):
            foreign = next(code for code in cell if code not in ratings)
            fields = {**_cell(cell), "what": "@cell.unknown", **nearest(foreign, ratings)}
            yield file.problem("K022", place, **fields)
        seen.add(cell)
        result = matrix.cells[cell]
        known = [category.id for category in matrix.categories]
        yield from _known(file, known, result, file.of(matrix, "cells", position, "hasil"))
    for cell in product(ratings, ratings):
        if cell not in seen:
            place = file.of(matrix, "cells")
            yield file.problem("K022", place, **_cell(cell), what="@cell.missing")


def _cell(cell: tuple[str, str]) -> dict[str, str]:
    return {"row": cell[0], "column": cell[1]}


def _monotone(file: CriteriaFile, matrix: MatrixProfile) -> Iterator[Problem]:
    rank = {category.id: place for place, category in enumerate(matrix.categories)}
    positions = {cell: place for place, cell in enumerate(file.cells(matrix))}
    for better, worse in _neighbours(matrix.ratings):
        if rank[matrix.cells[better]] > rank[matrix.cells[worse]]:
            place = file.of(matrix, "cells", positions[better], "hasil")
            fields = {"worse": matrix.cells[better], "better": matrix.cells[worse]}
            yield file.problem("K023", place, **_cell(better), **fields)


def _neighbours(
    ratings: Sequence[Category],
) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pairs of cells of which the first has one rating a step better and the other the same."""
    for (better, worse), other in product(pairwise(ratings), ratings):
        yield (better.id, other.id), (worse.id, other.id)
        yield (other.id, better.id), (other.id, worse.id)
