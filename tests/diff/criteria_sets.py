"""Small criteria sets from a seed: few ids and values, so that two of them often meet.

A whole set is too big a tree for Hypothesis to grow piece by piece; it draws the seed instead.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from terang.core import model as m


@dataclass(frozen=True)
class Gen:
    """A way to make a value from a source of chance."""

    make: Callable[[random.Random], Any]

    def map(self, change: Callable[[Any], Any]) -> Gen:
        return Gen(lambda r: change(self.make(r)))

    def __or__(self, other: Gen) -> Gen:
        return Gen(lambda r: r.choice((self, other)).make(r))


def just(value: Any) -> Gen:
    return Gen(lambda _: value)


def sampled_from(values: Any) -> Gen:
    choices: Sequence[Any] = list(values)
    return Gen(lambda r: r.choice(choices))


def one_of(*gens: Gen) -> Gen:
    return Gen(lambda r: r.choice(gens).make(r))


def builds(what: Callable[..., Any], *parts: Gen) -> Gen:
    return Gen(lambda r: what(*(part.make(r) for part in parts)))


def lists(
    item: Gen,
    max_size: int = 3,
    unique: bool = False,
    unique_by: Callable[[Any], Any] | None = None,
) -> Gen:
    same = unique_by if unique_by is not None else (lambda v: v) if unique else None

    def make(r: random.Random) -> list[Any]:
        found = [item.make(r) for _ in range(r.randint(0, max_size))]
        if same is None:
            return found
        return list({same(value): value for value in found}.values())

    return Gen(make)


def dictionaries(keys: Gen, values: Gen, max_size: int = 3) -> Gen:
    return Gen(lambda r: {keys.make(r): values.make(r) for _ in range(r.randint(0, max_size))})


none = just(None)
booleans = sampled_from([False, True])
MARK = m.Mark("x.yml", 1, 1)
slugs = sampled_from(["disiplin", "layanan", "inisiatif", "kerja-sama"])
groups = sampled_from(["pelaksana", "pengawas"])
days = sampled_from([date(2024, 1, 1), date(2025, 1, 1), date(2026, 7, 1), date(2027, 1, 1)])
amounts = sampled_from([Decimal(n) for n in (0, 20, 25, 60, 100)])
texts = builds(m.Text, sampled_from(["Satu", "Dua", "Tiga"]), none | just("One"))
bases = lists(builds(m.LegalBasis, just("pp-30-2019"), none | just("41")), max_size=1).map(tuple)
provenances = builds(
    m.Provenance,
    sampled_from(m.Nature),
    sampled_from([(), ("KOT-01",)]),
    bases,
    none | texts,
    just(MARK),
)


def dated(values: Gen) -> Gen:
    """Dated lists as the loader makes them: sorted, one entry a day."""
    entry = builds(m.Dated, days, values, provenances)
    return lists(entry, max_size=3, unique_by=lambda d: d.start).map(
        lambda found: tuple(sorted(found, key=lambda d: d.start))
    )


def listed(values: Gen, key: str = "id", most: int = 3) -> Gen:
    return lists(values, max_size=most, unique_by=lambda v: getattr(v, key)).map(tuple)


def mapped(values: Gen, key: str = "id") -> Gen:
    return listed(values, key).map(lambda found: {getattr(v, key): v for v in found})


level = builds(m.Level, sampled_from("123"), amounts, texts)
functions = one_of(
    builds(m.AchievementRatio, amounts),
    builds(m.LowerIsBetter, amounts),
    builds(m.Likert, just(1), sampled_from([4, 5]), amounts, amounts),
    builds(m.Levels, listed(level, "code")),
    builds(m.YesNo, amounts, amounts),
)
indicators = builds(
    m.Indicator,
    slugs,
    texts,
    sampled_from(m.IndicatorKind),
    texts,
    texts,
    texts,
    none | texts,
    dated(functions),
    dated(amounts),
    none | just("berakhlak/kolaboratif"),
    provenances,
    just(MARK),
    just("x.yml"),
)
leaf = builds(
    m.IndicatorComponent, slugs, dated(amounts), sampled_from(["atasan", "tiga"]), just(MARK)
)
aspect = builds(
    m.GroupComponent,
    sampled_from(["hasil", "perilaku"]),
    texts,
    dated(amounts),
    lists(leaf, max_size=2).map(tuple),
    provenances,
    just(MARK),
)
band = builds(
    m.Band,
    sampled_from(["baik", "cukup"]),
    none | amounts,
    none | amounts,
    booleans,
    none | just("ide"),
)
bands = builds(
    m.BandSet,
    listed(builds(m.Category, sampled_from(["baik", "cukup"]), texts)),
    lists(band, max_size=3).map(tuple),
    just(Decimal(0)),
    amounts,
    none | just(2),
)
sums = builds(
    m.WeightedSum,
    lists(leaf | aspect, max_size=4).map(tuple),
    sampled_from(m.MissingPolicy),
    dated(bands),
    none | just("pp30-2019"),
    dictionaries(just("ide"), slugs, max_size=1),
)
axis = builds(m.CategoryAxis, slugs, just("atasan")) | sums
rules = sums | builds(m.Matrix, just("permenpanrb-6-2022"), axis, axis)
gate = builds(
    m.Gate,
    sampled_from(["disiplin-berat", "cuti"]),
    texts,
    slugs,
    just("atasan"),
    sampled_from([("berat",), ("sedang", "berat")]),
    sampled_from(["paling_tinggi", "tunda", "catat"]),
    none | just("cukup"),
    provenances,
    just(MARK),
)
measure = builds(
    m.MeasureRule,
    sampled_from(["predikat", "kompetensi"]),
    texts,
    sampled_from(["utama", "pendamping"]),
    booleans,
    rules,
    listed(gate),
    none | builds(m.Gap, just("diri"), just("atasan"), provenances),
    provenances,
    just(MARK),
)
weights = dictionaries(sampled_from(["atasan", "rekan", "diri"]), amounts, max_size=3)
rater_set = builds(
    m.RaterSet,
    sampled_from(["tiga", "dua"]),
    dated(weights),
    sampled_from(m.MissingPolicy),
    listed(
        builds(m.RaterAlternative, sampled_from([frozenset({"rekan"}), frozenset()]), weights),
        "without",
    ),
)
schemes = builds(
    m.Scheme,
    slugs,
    texts,
    texts,
    lists(groups, max_size=2, unique=True).map(tuple),
    days,
    none | days,
    none | just("tahunan"),
    none | provenances,
    listed(builds(m.RaterSource, sampled_from(["atasan", "diri"]), texts, just(1), provenances)),
    listed(rater_set),
    listed(measure),
    bases,
    provenances,
    just(MARK),
    just("x.yml"),
)
rating = builds(m.RatingInput, amounts | just("baik") | booleans, none | amounts)
examples = builds(
    m.WorkedExample,
    slugs,
    texts,
    none | slugs,
    none | slugs,
    days,
    dictionaries(
        slugs,
        dictionaries(just("atasan"), lists(rating, max_size=2).map(tuple)),
        max_size=2,
    ),
    dictionaries(slugs, amounts, max_size=2),
    dictionaries(sampled_from(["predikat", "kompetensi"]), amounts, max_size=2),
    just({}),
    just({}),
    just(MARK),
    just("x.yml"),
)
statement = builds(
    m.Statement,
    just((m.StatementKind.USE,)),
    texts,
    sampled_from([("KOT-01",), ("KOT-02",)]),
    just(MARK),
)
agencies = builds(
    m.Agency,
    sampled_from(["kotabumi", "rangkui"]),
    texts,
    texts,
    none | just("18.03.02"),
    none | texts,
    texts,
    listed(builds(m.SourceText, just("KOT"), texts, none), "prefix"),
    listed(
        builds(m.Unit, slugs, texts, none | slugs, provenances, just(MARK)),
    ),
    listed(builds(m.PositionGroup, groups, texts, provenances)),
    lists(statement, max_size=3).map(tuple),
    builds(m.Objection, booleans, texts, texts, lists(texts, max_size=2).map(tuple), provenances),
    just(MARK),
    just("x.yml"),
)
policies = builds(
    m.PublicationPolicy,
    sampled_from([("predikat",), ("predikat", "ikm")]),
    sampled_from([3, 5]),
    just(30),
    just(10),
    just(2),
    just(1),
    listed(
        builds(m.PublicationDate, sampled_from(["2024", "2025"]), just(date(2026, 3, 31))),
        "period",
    ),
    provenances,
    just(MARK),
    just("x.yml"),
)
services = builds(
    m.Service,
    slugs,
    texts,
    texts,
    slugs,
    lists(slugs, max_size=2, unique=True).map(tuple),
    just("skm-2017"),
    sampled_from(["1/n", "0.11"]),
    listed(builds(m.ComplaintClass, just("normatif"), texts, dated(amounts), just("kerja"))),
    texts,
    lists(statement, max_size=2).map(tuple),
    provenances,
    just(MARK),
    just("x.yml"),
)
agency_criteria = builds(
    m.AgencyCriteria,
    agencies,
    mapped(indicators),
    mapped(schemes),
    mapped(services),
    mapped(examples),
    policies,
)
profile_bodies = one_of(
    builds(
        m.MatrixProfile,
        just(()),
        just(()),
        dictionaries(sampled_from([("atas", "atas"), ("atas", "bawah")]), sampled_from("ab")),
        texts,
        texts,
    ),
    builds(
        m.BandProfile,
        listed(builds(m.WeightVariant, just("70-30"), texts, weights, bases)),
        none | amounts,
        bands,
        just(()),
    ),
    builds(
        m.ConversionProfile,
        dictionaries(just("baik"), amounts),
        dictionaries(just("Ahli"), amounts),
        just(()),
    ),
)
profiles = builds(
    m.Profile,
    sampled_from(["pp30-2019", "permenpanrb-6-2022"]),
    texts,
    texts,
    profile_bodies,
    bases,
    none | days,
    none,
    just(MARK),
    just("x.yml"),
)
regulations = builds(
    m.Regulation,
    sampled_from(["pp-30-2019", "pp-94-2021"]),
    just("PP"),
    texts,
    booleans,
    none | days,
    none,
    none,
    sampled_from(m.Certainty),
    just(()),
)
criteria_sets = builds(
    m.CriteriaSet,
    mapped(regulations),
    mapped(profiles),
    lists(agency_criteria, max_size=2, unique_by=lambda a: a.agency.id).map(
        lambda found: {a.agency.id: a for a in found}
    ),
    sampled_from(["abc", "def"]),
    just({}),
)


def criteria_set(seed: int) -> m.CriteriaSet:
    """The criteria set of a seed; the same each time."""
    found: m.CriteriaSet = criteria_sets.make(random.Random(seed))
    return found
