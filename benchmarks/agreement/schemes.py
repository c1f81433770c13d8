"""Schemes from a seed: every kind of score function, source policy, gate, condition and rule."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from terang.core import model as m

ON = date(2025, 6, 30)
START = date(2024, 1, 1)
SAID = m.Provenance(m.Nature.EXAMPLE)
MARK = m.Mark("acak.yml", 1, 1)
MINIMUM = {"atasan": 1, "rekan": 2, "diri": 1, "bawahan": 3, "sistem": 1}
RATINGS = (("di_atas_ekspektasi", 110), ("sesuai_ekspektasi", 90), ("di_bawah_ekspektasi", 60))


def scheme(chance: random.Random) -> m.AgencyCriteria:
    """An agency with one scheme, `skema`: a weighted sum of two to six indicators or a matrix."""
    made = _Made(chance)
    measure = made.matrix() if chance.random() < 0.2 else made.weighted()
    text = m.Text("acak")
    sources = tuple(m.RaterSource(s, m.Text(s), n, SAID) for s, n in MINIMUM.items())
    built = m.Scheme(
        id="skema",
        name=text,
        summary=text,
        position_groups=("semua",),
        start=START,
        end=None,
        cycle=None,
        cycle_provenance=None,
        sources=sources,
        rater_sets=tuple(made.rater_sets),
        measures=(measure,),
        basis=(),
        provenance=SAID,
        mark=MARK,
        file=MARK.file,
    )
    objection = m.Objection(False, text, text, (), SAID)
    agency = m.Agency(
        "acak", text, text, None, None, text, (), (), (), (), objection, MARK, MARK.file
    )
    policy = m.PublicationPolicy((), 5, 30, 10, 2, 1, (), SAID, MARK, MARK.file)
    indicators = {indicator.id: indicator for indicator in made.indicators}
    return m.AgencyCriteria(agency, indicators, {"skema": built}, {}, {}, policy)


class _Made:
    """Parts of a scheme as they are drawn."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.indicators: list[m.Indicator] = []
        self.rater_sets: list[m.RaterSet] = []

    def weighted(self) -> m.MeasureRule:
        parts: list[m.IndicatorComponent | m.GroupComponent] = []
        weights = self._shares(self.chance.randint(1, 4))
        for number, weight in enumerate(weights):
            if self.chance.random() < 0.4:
                inner = tuple(
                    self._leaf(share) for share in self._shares(self.chance.randint(1, 3))
                )
                name = f"kelompok-{number}"
                given = (_dated(weight),)
                parts.append(m.GroupComponent(name, m.Text(name), given, inner, SAID, MARK))
            else:
                parts.append(self._leaf(weight))
        condition = self._indicator(m.YesNo(Decimal(100), Decimal(0)))
        rule = m.WeightedSum(
            tuple(parts),
            self.chance.choice(tuple(m.MissingPolicy)),
            (),
            "pp30-2019",
            {"ide_atau_cara_baru": condition},
        )
        gates = [self._gate()] if self.chance.random() < 0.6 else []
        return _measure(rule, gates)

    def matrix(self) -> m.MeasureRule:
        levels = tuple(m.Level(code, Decimal(n), m.Text(code)) for code, n in RATINGS)
        axes = [m.CategoryAxis(self._indicator(m.Categorical(levels)), "atasan") for _ in "ab"]
        return _measure(m.Matrix("permenpanrb-6-2022", *axes), [])

    def _leaf(self, weight: Decimal) -> m.IndicatorComponent:
        function = self._function()
        raters = "sistem"
        if isinstance(function, m.Likert | m.Levels | m.YesNo) and self.chance.random() < 0.8:
            raters = self._rater_set()
        name = self._indicator(function)
        return m.IndicatorComponent(name, (_dated(weight),), raters, MARK)

    def _function(self) -> m.ScoreFunction:
        draw = self.chance
        match draw.randint(0, 5):
            case 0:
                return m.AchievementRatio(Decimal(draw.choice((100, 110, 120))))
            case 1:
                return m.LowerIsBetter(Decimal(draw.choice((100, 120))))
            case 2:
                ends = sorted(draw.sample(range(12_000), draw.randint(2, 5)))
                scores = [Decimal(draw.randint(0, 12_000)).scaleb(-2) for _ in ends]
                values = [Decimal(end).scaleb(-2) for end in ends]
                return m.PiecewiseLinear(tuple(zip(values, scores, strict=True)))
            case 3:
                low = draw.randint(0, 1)
                return m.Likert(low, low + draw.randint(2, 9), Decimal(20), Decimal(100))
            case 4:
                many = draw.randint(3, 6)
                scores = sorted(Decimal(draw.randint(0, 1200)).scaleb(-1) for _ in range(many))
                codes = enumerate(scores, start=1)
                return m.Levels(tuple(m.Level(str(n), s, m.Text(str(n))) for n, s in codes))
            case _:
                return m.YesNo(Decimal(100), Decimal(draw.randint(0, 50)))

    def _indicator(self, function: m.ScoreFunction) -> str:
        name = f"indikator-{len(self.indicators)}"
        text = m.Text(name)
        standard = Decimal(self.chance.randint(1, 10_000)).scaleb(-2)
        self.indicators.append(
            m.Indicator(
                id=name,
                name=text,
                kind=m.IndicatorKind.RESULT,
                meaning=text,
                measurement=text,
                unit=text,
                evidence=None,
                functions=(m.Dated(START, function, SAID),),
                standards=(_dated(standard),),
                reference=None,
                provenance=SAID,
                mark=MARK,
                file=MARK.file,
            )
        )
        return name

    def _rater_set(self) -> str:
        draw = self.chance
        name = f"penilai-{len(self.rater_sets)}"
        chosen = draw.sample(["atasan", "rekan", "diri", "bawahan"], draw.randint(1, 4))
        weights = dict(zip(chosen, self._shares(len(chosen)), strict=True))
        alternatives = []
        if len(chosen) > 1 and draw.random() < 0.5:
            gone = draw.choice(chosen)
            rest = [source for source in chosen if source != gone]
            shares = dict(zip(rest, self._shares(len(rest)), strict=True))
            alternatives.append(m.RaterAlternative(frozenset({gone}), shares))
        missing = draw.choice(tuple(m.MissingPolicy))
        given = (m.Dated(START, weights, SAID),)
        self.rater_sets.append(m.RaterSet(name, given, missing, tuple(alternatives)))
        return name

    def _gate(self) -> m.Gate:
        levels = tuple(m.Level(c, Decimal(0), m.Text(c)) for c in ("tidak_ada", "ringan", "berat"))
        name = self._indicator(m.Categorical(levels))
        effect = self.chance.choice(("paling_tinggi", "tunda", "catat"))
        worst = self.chance.choice(("cukup", "kurang")) if effect == "paling_tinggi" else None
        codes = ("berat",) if self.chance.random() < 0.5 else ("ringan", "berat")
        text = m.Text("gerbang")
        return m.Gate("gerbang", text, name, "sistem", codes, effect, worst, SAID, MARK)

    def _shares(self, many: int) -> list[Decimal]:
        """Percentages that add up to 100, whole or with two places."""
        places = self.chance.choice((0, 2))
        whole = 100 * 10**places
        cuts = sorted(self.chance.sample(range(1, whole), many - 1))
        ends = zip([0, *cuts], [*cuts, whole], strict=True)
        return [Decimal(last - first).scaleb(-places) for first, last in ends]


def _measure(rule: m.Rule, gates: list[m.Gate]) -> m.MeasureRule:
    text = m.Text("predikat")
    return m.MeasureRule("predikat", text, "utama", False, rule, tuple(gates), None, SAID, MARK)


def _dated(value: Decimal) -> m.Dated[Decimal]:
    return m.Dated(START, value, SAID)
