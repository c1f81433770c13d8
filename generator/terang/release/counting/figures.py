"""From leaf cells to whole numbers by leaf unit: counts of categories, sums of scores.

Scores enter as hundredths, rounded half up where `core/rules` names the rounding point; source
means of a gap are rounded for each person to two places before they are summed.

All means of a scheme are over the same people: those who have every score. Otherwise a reader who
knows how scores make each other up subtracts sums over 14 and over 13 people, and what is left is
one person's score. A score that few have is left out, so that the others keep their people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from terang.core.dates import in_force
from terang.core.expr import Lt, Num, Ref
from terang.core.model import (
    AchievementRatio,
    AgencyCriteria,
    Categorical,
    Indicator,
    IndicatorKind,
    Levels,
    Likert,
    LowerIsBetter,
    PiecewiseLinear,
    Text,
    YesNo,
)
from terang.core.program import COMPLETE, Binding, Cut, IndicatorSpec, MeasureSpec, Program
from terang.release.counting.units import TOTAL, Tree, leaf_of
from terang.release.intake.contract import Microdata
from terang.release.scoring.cells import WHOLE_PEOPLE, Plan
from terang.release.scoring.leaves import Cell, leaf_cells
from terang.release.scoring.workplace import workplace

HUNDRED = 100
NOT_AVERAGED = (IndicatorKind.DISCIPLINE, IndicatorKind.CONDITION)
SCORES = ("ukuran", "indikator", "sumbu")  # kinds of means that categories are cut from
BELOW, MEETS = "di_bawah", "memenuhi"
LEAST_TOGETHER = Fraction(7, 10)  # of those who have the commonest score must have all


@dataclass(slots=True)
class Mean:
    """Sum and number of a score by leaf; every person's score lies within low..high (hundredths).

    kind: `ukuran` or `indikator` (table rerata), `selisih`, `dari`, `terhadap` (kesenjangan), or
    `sumbu`, never published but derivable by whoever knows the rule.
    """

    id: str
    kind: str
    label: Text
    low: int
    high: int
    sums: Counter[str] = field(default_factory=Counter)
    n: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class View:
    """Which scores a category allows: published counts and a mean of the same people bound each
    other. table: the count table that publishes the categories."""

    mean: str
    ranges: Mapping[str, tuple[int, int]]  # category -> lowest and highest score, hundredths
    table: str


@dataclass(slots=True)
class Need:
    """By leaf: rated people below and at the expected level of a competence, and those unrated."""

    indicator: str
    label: Text
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class SchemeFigures:
    """Everything the assessed people of one scheme add up to."""

    scheme: str
    name: Text
    groups: tuple[str, ...]
    headline: MeasureSpec
    covers_all: bool  # no other scheme judges anybody in the agency
    assessed: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # leaf, group, cat.
    pending: Counter[str] = field(default_factory=Counter)
    means: list[Mean] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)

    @property
    def count_groups(self) -> tuple[str, ...]:
        """Codes of table predikat whose cells add up to the people of this scheme."""
        return (TOTAL,) if self.covers_all else self.groups

    def population(self, tree: Tree) -> dict[str, int]:
        """Assessed people by unit."""
        leaves: Counter[str] = Counter()
        for (leaf, _, _), count in self.assessed.items():
            leaves[leaf] += count
        return tree.rolled_up(leaves)


def scheme_figures(
    program: Program, agency: AgencyCriteria, data: Microdata, tree: Tree
) -> SchemeFigures:
    """Add up the people of a scheme from leaf cells. Only groups of the scheme count."""
    groups = agency.schemes[program.scheme].position_groups
    headline = next(m for m in program.measures if m.role == "utama")
    covers_all = set(data.ratings) == {program.scheme}
    result = SchemeFigures(program.scheme, program.name, groups, headline, covers_all)
    columns = _columns(program, agency)
    needs = [
        spec
        for spec in program.indicators
        if spec.kind == IndicatorKind.COMPETENCE and spec.standard is not None
    ]
    result.needs = [Need(spec.id, spec.name) for spec in needs]
    people = [
        (person.number, leaf_of(person.unit, tree), person.group)
        for person in data.people
        if person.group in groups
    ]
    place = workplace().within(agency.agency.id, program.on.isoformat())
    ratings = data.ratings[program.scheme]
    while True:
        plan = _plan(program, [binding for _, binding in columns], needs)
        cells = leaf_cells(plan, people, ratings, place)
        rarest = _rarest(cells, len(columns))
        if rarest is None:
            break
        del columns[rarest]
    result.means = [mean for mean, _ in columns]
    for cell in cells:
        _add(result, cell)
    result.views = _views(result, program)
    return result


def _rarest(cells: Sequence[Cell], scores: int) -> int | None:
    """The score that fewest assessed people have, when too few have all; None when enough do."""
    judged = [cell for cell in cells if _is_assessed(cell)]
    known = [sum(cell[f"n{number}"] for cell in judged) for number in range(scores)]
    together = sum(cell[WHOLE_PEOPLE] for cell in judged)
    if together >= LEAST_TOGETHER * max(known, default=0):
        return None
    return known.index(min(known))


def _is_assessed(cell: Cell) -> bool:
    return cell["status"] == COMPLETE and cell["kategori"] is not None


def _plan(program: Program, scores: Sequence[str], needs: Sequence[IndicatorSpec]) -> Plan:
    """Leaf cells that hold the sums of these bindings and who is below a standard."""
    below = [
        Binding(f"b.{spec.id}", Lt(Ref(spec.binding), Num(spec.standard)))
        for spec in needs
        if spec.standard is not None
    ]
    asked = replace(program, bindings=(*program.bindings, *below))
    flags = tuple(binding.name for binding in below)
    return Plan(asked, tuple(scores), flags, together=True)


def _add(result: SchemeFigures, cell: Cell) -> None:
    """Count a leaf cell: its people are pending, or assessed; sums are of those with all scores."""
    leaf, category, people = cell["unit"], cell["kategori"], cell["jumlah"]
    if not _is_assessed(cell):
        result.pending[leaf] += people
        return
    result.assessed[leaf, cell["kelompok"], category] += people
    for number, mean in enumerate(result.means):
        mean.sums[leaf] += int(cell[f"s{number}"])
        mean.n[leaf] += cell[WHOLE_PEOPLE]
    for number, need in enumerate(result.needs):
        below, known = cell[f"b{number}"], cell[f"k{number}"]
        need.counts[leaf, BELOW] += below
        need.counts[leaf, MEETS] += known - below
        need.missing[leaf] += people - known


def _columns(program: Program, agency: AgencyCriteria) -> list[tuple[Mean, str]]:
    """The means of a scheme with the binding that gives each person's score."""
    names = {binding.name for binding in program.bindings}
    found: list[tuple[Mean, str]] = []
    limits: dict[str, tuple[int, int]] = {}
    for spec in program.indicators:
        indicator = agency.indicators[spec.id]
        bounds = score_limits(indicator, program)
        if bounds is None or indicator.kind in NOT_AVERAGED:
            continue
        limits[spec.id] = bounds
        found.append((Mean(spec.id, "indikator", spec.name, *bounds), spec.binding))
    highest = max((high for _, high in limits.values()), default=120 * HUNDRED)
    for measure in program.measures:
        if measure.value is not None:
            mean = Mean(measure.id, "ukuran", measure.name, 0, highest)
            found.append((mean, f"v.{measure.id}"))
        if measure.matrix is not None:
            for side, axis in (("baris", measure.matrix.row), ("kolom", measure.matrix.column)):
                if axis.scale is not None:
                    mean = Mean(f"{measure.id}.{side}", "sumbu", axis.name, 0, highest)
                    found.append((mean, axis.scale.value))
        for gap in measure.gaps:
            low, high = limits.get(gap.indicator, (0, highest))
            width = high - low
            found.append((Mean(gap.indicator, "selisih", gap.name, -width, width), gap.binding))
            for kind, source in (("dari", gap.minuend), ("terhadap", gap.subtrahend)):
                binding = f"i.{gap.indicator}.{source}"
                if binding in names:
                    found.append((Mean(gap.indicator, kind, gap.name, low, high), binding))
    return found


def score_limits(indicator: Indicator, program: Program) -> tuple[int, int] | None:
    """Lowest and highest score in hundredths; None for scores that would only count people."""
    dated = in_force(indicator.functions, program.on)
    if dated is None:
        return None
    match dated.value:
        case AchievementRatio(cap=cap) | LowerIsBetter(cap=cap):
            low, high = Fraction(0), Fraction(cap)
        case PiecewiseLinear(points=points):
            scores = [Fraction(score) for _, score in points]
            low, high = min(scores), max(scores)
        case Likert(score_low=first, score_high=last):
            low, high = Fraction(first), Fraction(last)
        case Levels(levels=levels) if len(levels) > 2:
            scores = [Fraction(level.score) for level in levels]
            low, high = min(scores), max(scores)
        case Levels() | Categorical() | YesNo():
            return None
    return int(low * HUNDRED), int(high * HUNDRED)


def _views(result: SchemeFigures, program: Program) -> list[View]:
    """How the published categories bound the sums of scores, and the other way round."""
    limits = {mean.id: (mean.low, mean.high) for mean in result.means if mean.kind in SCORES}
    views = []
    headline = result.headline
    lowered = {gate.category for gate in headline.gates if gate.effect == "paling_tinggi"}
    order = [category.id for category in headline.categories]
    worst_kept = max((order.index(c) for c in lowered if c is not None), default=None)
    for mean_id, ranges in _category_ranges(headline):
        if mean_id not in limits:
            continue
        low, high = limits[mean_id]
        bounds = {}
        for place, category in enumerate(order):
            allowed = ranges(category)
            if (worst_kept is not None and place >= worst_kept) or allowed is None:
                allowed = (low, high)  # a gate may have lowered anybody to here
            bounds[category] = (max(low, allowed[0]), min(high, allowed[1]))
        views.append(View(mean_id, bounds, "predikat"))
    standards = {spec.id: spec.standard for spec in program.indicators}
    for need in result.needs:
        low, high = limits.get(need.indicator, (0, 0))
        standard = standards[need.indicator]
        if standard is not None and need.indicator in limits:
            cut = int(standard * HUNDRED)
            bounds = {BELOW: (low, min(cut, high)), MEETS: (max(cut, low), high)}
            views.append(View(need.indicator, bounds, need_table(result, need)))
    return views


def need_table(figures: SchemeFigures, need: Need) -> str:
    """The name of the count table of a training need."""
    return f"kebutuhan.{figures.scheme}.{need.indicator}"


Ranges = Callable[[str], tuple[int, int] | None]


def _category_ranges(headline: MeasureSpec) -> list[tuple[str, Ranges]]:
    """For each numeric sum behind the headline: what a category says of a person's sum."""
    if headline.scale is not None:
        cuts = headline.scale.cuts

        def banded(category: str) -> tuple[int, int] | None:
            ends = [(cut.low, cut.high) for cut in cuts if cut.category == category]
            return _hull(ends)

        return [(headline.id, banded)]
    found: list[tuple[str, Ranges]] = []
    matrix = headline.matrix
    if matrix is None:
        return found
    for side, axis in ((0, matrix.row), (1, matrix.column)):
        scale = axis.scale
        if scale is None:
            continue

        def on_axis(
            category: str,
            side: int = side,
            cuts: tuple[Cut, ...] = scale.cuts,
            cells: tuple[tuple[str, str, str], ...] = matrix.cells,
        ) -> tuple[int, int] | None:
            ratings = {cell[side] for cell in cells if cell[2] == category}
            return _hull([(cut.low, cut.high) for cut in cuts if cut.category in ratings])

        found.append((f"{headline.id}.{('baris', 'kolom')[side]}", on_axis))
    return found


def _hull(ends: Sequence[tuple[Fraction, Fraction]]) -> tuple[int, int] | None:
    if not ends:
        return None
    return (
        int(min(low for low, _ in ends) * HUNDRED),
        int(max(high for _, high in ends) * HUNDRED),
    )
