"""How far raters lie from the others who rate by the same indicator: hard, in line, or mild."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction

from terang.disclosure import CountTable
from terang.release.analyses.judged import Judged
from terang.release.counts import CountSystem, count_table
from terang.release.units import flat

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


def rater_counts(now: Judged) -> CountSystem:
    """Raters by source and deviation; a rater of two sources counts in both."""
    bands = (*(code for code, _ in BANDS), MILDEST, TOO_FEW)
    dims = (flat(SOURCES), flat(bands))
    leaves: Counter[tuple[str, ...]] = Counter(
        (source, band_of(deviations)) for (source, _), deviations in _deviations(now).items()
    )
    table: CountTable = count_table(SEVERITY, ("sumber", "pita"), dims, leaves, group_dim=1)
    return CountSystem((table,), ())


def band_of(deviations: dict[str, list[Fraction]]) -> str:
    """The band of a rater's mean deviation. deviations: percent of the scale, by person rated.

    >>> band_of({str(n): [Fraction(-10)] for n in range(5)}), band_of({"a": [Fraction(0)]})
    ('lebih_keras', 'terlalu_sedikit')
    """
    if len(deviations) < FEWEST:
        return TOO_FEW
    every = [deviation for found in deviations.values() for deviation in found]
    mean = sum(every, Fraction(0)) / len(every)
    return next((code for code, end in BANDS if mean < end), MILDEST)


def _deviations(now: Judged) -> dict[tuple[str, str], dict[str, list[Fraction]]]:
    """By source and rater: the distance of each rating from the mean of its input, in percent."""
    found: defaultdict[tuple[str, str], dict[str, list[Fraction]]] = defaultdict(dict)
    for scheme, program in sorted(now.programs.items()):
        specs = {s.id: s for s in program.inputs if s.kind == "skala" and s.source in SOURCES}
        ratings = now.data.ratings[scheme]
        sums: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        for row in ratings:
            if row.input in specs and row.number is not None:
                sums[row.input] += int(row.number)
                counts[row.input] += 1
        for row, rater in zip(ratings, now.data.raters[scheme], strict=True):
            spec = specs.get(row.input)
            if spec is None or row.number is None or spec.low is None or spec.high is None:
                continue
            mean = Fraction(sums[row.input], counts[row.input])
            percent = 100 * (Fraction(row.number) - mean) / Fraction(spec.high - spec.low)
            found[spec.source, rater].setdefault(row.person, []).append(percent)
    return found
