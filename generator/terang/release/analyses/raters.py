"""How far raters lie from the others who rate by the same indicator: hard, in line, or mild."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from terang.core.program import InputSpec
from terang.disclosure import CountTable
from terang.release.analyses.judged import Judged
from terang.release.counting.counts import CountSystem, count_table
from terang.release.counting.units import flat

SEVERITY = "keparahan"
FEWEST = 5  # people a rater must have rated to be compared
SOURCES = ("atasan", "rekan", "bawahan")
# upper ends of the deviation, in percent of the width of the scale
BANDS = (
    ("jauh_lebih_keras", Fraction(-15)),
    ("lebih_keras", Fraction(-5)),
    ("sejalan", Fraction(5)),
    ("lebih_lunak", Fraction(15)),
)
MILDEST, TOO_FEW = "jauh_lebih_lunak", "terlalu_sedikit"


@dataclass(slots=True)
class Deviations:
    """Of one rater and source: how many people were rated, and by how much off, in percent of the
    scale, from the mean of each input."""

    people: int = 0
    ratings: int = 0
    total: Fraction = Fraction(0)


def rater_counts(now: Judged) -> CountSystem:
    """Raters by source and deviation; a rater of two sources counts in both."""
    bands = (*(code for code, _ in BANDS), MILDEST, TOO_FEW)
    dims = (flat(SOURCES), flat(bands))
    leaves: Counter[tuple[str, ...]] = Counter(
        (source, band_of(found)) for (source, _), found in deviations(now).items()
    )
    table: CountTable = count_table(SEVERITY, ("sumber", "pita"), dims, leaves, group_dim=1)
    return CountSystem((table,), ())


def band_of(found: Deviations) -> str:
    """The band of a rater's mean deviation.

    >>> band_of(Deviations(5, 10, Fraction(-100))), band_of(Deviations(1, 1, Fraction(0)))
    ('lebih_keras', 'terlalu_sedikit')
    """
    if found.people < FEWEST:
        return TOO_FEW
    mean = found.total / found.ratings
    return next((code for code, end in BANDS if mean < end), MILDEST)


def deviations(now: Judged) -> dict[tuple[str, int], Deviations]:
    """By source and number of the rater; people are judged by one scheme each."""
    found: defaultdict[tuple[str, int], Deviations] = defaultdict(Deviations)
    for scheme, program in sorted(now.programs.items()):
        ratings = now.data.ratings[scheme]
        for source in SOURCES:
            specs = {spec.id: spec for spec in program.inputs if _is_compared(spec, source)}
            for rater, people in ratings.rated_by(specs).items():
                found[source, rater].people += people
            for rater, share in _shares(list(ratings.of_raters(specs)), specs):
                found[source, rater].ratings += share[0]
                found[source, rater].total += share[1]
    return found


def _is_compared(spec: InputSpec, source: str) -> bool:
    return spec.kind == "skala" and spec.source == source and None not in (spec.low, spec.high)


def _shares(
    given: Sequence[tuple[int, str, int, Fraction]], specs: Mapping[str, InputSpec]
) -> Iterator[tuple[int, tuple[int, Fraction]]]:
    """Rater, number of ratings and sum of their distances from the mean of the input."""
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    counts: Counter[str] = Counter()
    for _, input_id, count, total in given:
        sums[input_id] += total
        counts[input_id] += count
    for rater, input_id, count, total in given:
        spec = specs[input_id]
        mean = sums[input_id] / counts[input_id]
        width = Fraction(spec.high or 0) - Fraction(spec.low or 0)
        yield rater, (count, 100 * (total - count * mean) / width)
