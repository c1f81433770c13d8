"""`terang explain`: the rule, values and basis of one thing on one day, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

from terang.core import model as m
from terang.core.change_reach import used_indicators
from terang.core.dates import announced, format_date, in_force
from terang.criteria.change_values import Voice
from terang.criteria.change_words import capital

T = TypeVar("T")
Thing = m.Indicator | m.Scheme | m.Service | m.Profile


def find(criteria: m.CriteriaSet, name: str) -> dict[str, Thing]:
    """Everything called `name` (an id, or agency/id), by its full name; sorted."""
    return {full: thing for full, thing in _things(criteria) if name in (full, thing.id)}


def names(criteria: m.CriteriaSet) -> list[str]:
    """The full names `find` knows."""
    return [full for full, _ in _things(criteria)]


def explained(
    criteria: m.CriteriaSet, full: str, thing: Thing, on: date, lang: str
) -> tuple[str, ...]:
    """Lines telling what the thing is and what holds on the day."""
    return tuple(_Telling(criteria, full.rpartition("/")[0] or None, on, lang).lines(thing))


def _things(criteria: m.CriteriaSet) -> Iterator[tuple[str, Thing]]:
    for key, profile in sorted(criteria.profiles.items()):
        yield key, profile
    for key, agency in sorted(criteria.agencies.items()):
        kinds = (agency.indicators, agency.schemes, agency.services)
        for things in kinds:
            for thing in sorted(things):
                yield f"{key}/{thing}", things[thing]


class _Telling:
    def __init__(self, criteria: m.CriteriaSet, agency: str | None, on: date, lang: str) -> None:
        self.voice = Voice((criteria,), lang)
        self.say = self.voice.say
        self.criteria = criteria
        self.home = criteria.agencies[agency] if agency is not None else None
        self.agency = agency
        self.on = on

    def lines(self, thing: Thing) -> Iterator[str]:
        name = thing.name.in_language(self.voice.lang)
        label = self.say(f"benda.{type(thing).__name__}", nama=name)
        yield self.say("jelas.judul", apa=capital(label), tanggal=self._day(self.on))
        match thing:
            case m.Indicator():
                yield from self._indicator(thing)
            case m.Scheme():
                yield from self._scheme(thing)
            case m.Service():
                yield from self._service(thing)
            case m.Profile():
                yield from self._profile(thing)

    def _indicator(self, thing: m.Indicator) -> Iterator[str]:
        for field in ("meaning", "measurement", "unit", "evidence"):
            text: m.Text | None = getattr(thing, field)
            if text is not None:
                yield self._field(field, text.in_language(self.voice.lang))
        subject = self.say("bidang.functions")
        yield from self._dated(subject, thing.functions)
        if thing.standards:
            yield from self._dated(self.say("bidang.standards"), thing.standards)
        yield self._origin_line(thing.provenance)
        yield from self._uses(thing.id)

    def _uses(self, indicator: str) -> Iterator[str]:
        schemes = self.home.schemes.values() if self.home is not None else ()
        for scheme in schemes:
            if indicator not in used_indicators(scheme):
                continue
            for measure in scheme.measures:
                for part in _leaves(measure.rule):
                    weight = in_force(part.weights, self.on)
                    if part.indicator == indicator and weight is not None:
                        yield self.say(
                            "jelas.dipakai",
                            skema=self.voice.value(scheme.name, self.agency),
                            bobot=self.voice.number(weight.value),
                            penilai=self.voice.name(part.raters, self.agency),
                        )

    def _scheme(self, thing: m.Scheme) -> Iterator[str]:
        yield thing.summary.in_language(self.voice.lang)
        groups = ", ".join(self.voice.name(g, self.agency) for g in thing.position_groups)
        yield self.say("jelas.untuk", kelompok=groups)
        yield from self._period(thing.start, thing.end)
        for rater_set in thing.rater_sets:
            subject = self.say("apa.RaterSet.weights", nama=rater_set.id)
            yield from self._dated(subject, rater_set.weights)
        for measure in thing.measures:
            yield from self._measure(measure)
        if thing.basis:
            yield self.say("jelas.dasar", dasar=self.voice.value(thing.basis, None))

    def _measure(self, measure: m.MeasureRule) -> Iterator[str]:
        name = measure.name.in_language(self.voice.lang)
        match measure.rule:
            case m.WeightedSum():
                yield self.say("jelas.jumlah", apa=name)
                yield from self._parts(measure.rule.components, "")
                yield from self._bands(measure.rule)
            case m.Matrix():
                sides = {
                    "baris": self._axis(measure.rule.row),
                    "kolom": self._axis(measure.rule.column),
                }
                profile = self.voice.name(measure.rule.profile, None)
                yield self.say("jelas.matriks", apa=name, profil=profile, **sides)
                for axis in (measure.rule.row, measure.rule.column):
                    if isinstance(axis, m.WeightedSum):
                        yield from self._parts(axis.components, "")
                        yield from self._bands(axis)
        for gate in measure.gates:
            yield self._gate(gate)

    def _axis(self, axis: m.Axis) -> str:
        if isinstance(axis, m.CategoryAxis):
            return self.voice.name(axis.indicator, self.agency)
        return self.say("jelas.jumlah", apa="").strip(": ")

    def _parts(self, parts: Sequence[m.Component], indent: str) -> Iterator[str]:
        for part in parts:
            weight = in_force(part.weights, self.on)
            shown = "–" if weight is None else self.voice.number(weight.value)
            if isinstance(part, m.GroupComponent):
                name = part.name.in_language(self.voice.lang)
                yield indent + self.say("jelas.kelompok", nama=name, bobot=shown)
                yield from self._parts(part.components, indent + "  ")
            else:
                name = capital(self.voice.name(part.indicator, self.agency))
                raters = self.voice.name(part.raters, self.agency)
                told = {"nama": name, "bobot": shown, "penilai": raters}
                yield indent + self.say("jelas.bagian", **told)
            for later in announced(part.weights, self.on):
                value = self.voice.number(later.value)
                words = self.say("jelas.nanti", tanggal=self._day(later.start), nilai=value)
                yield f"{indent}    {words}"

    def _bands(self, rule: m.WeightedSum) -> Iterator[str]:
        if rule.profile is not None:
            profile = self.voice.name(rule.profile, None)
            yield self.say("jelas.pita_nasional", profil=profile)
        found = in_force(rule.bands, self.on)
        if found is not None:
            yield self.say("jelas.pita", pita=self.voice.value(found.value, self.agency))

    def _gate(self, gate: m.Gate) -> str:
        category = "" if gate.category is None else self.voice.name(gate.category, self.agency)
        return self.say(
            "jelas.gerbang",
            nama=gate.name.in_language(self.voice.lang),
            indikator=self.voice.name(gate.indicator, self.agency),
            kode=", ".join(gate.codes),
            akibat=self.say(f"jelas.gerbang_{gate.effect}", kategori=category),
        )

    def _service(self, thing: m.Service) -> Iterator[str]:
        yield thing.summary.in_language(self.voice.lang)
        yield self._field("survey_profile", self.voice.name(thing.survey_profile, None))
        yield self._field("survey_convention", thing.survey_convention)
        for kind in thing.complaint_classes:
            name = kind.name.in_language(self.voice.lang)
            yield from self._dated(self.say("apa.ComplaintClass.days", nama=name), kind.days)
        yield self._origin_line(thing.provenance)

    def _profile(self, thing: m.Profile) -> Iterator[str]:
        yield thing.summary.in_language(self.voice.lang)
        if thing.start is not None:
            yield from self._period(thing.start, thing.end)
        match thing.body:
            case m.MatrixProfile():
                for cell, category in thing.body.cells.items():
                    yield f"  {self.voice.key(cell, None)}: {self.voice.name(category, None)}"
            case m.BandProfile() | m.SurveyProfile():
                yield self.say("jelas.pita", pita=self.voice.value(thing.body.bands, None))
            case m.ConversionProfile():
                for field in ("shares", "coefficients"):
                    yield self._field(field, self.voice.value(getattr(thing.body, field), None))
            case m.ValuesProfile():
                yield self._field("values", self._names(thing.body.values))
            case m.DistributionProfile():
                yield self._field("rules", self._names(thing.body.rules))
        if thing.basis:
            yield self.say("jelas.dasar", dasar=self.voice.value(thing.basis, None))

    def _names(self, things: Sequence[m.ValueGuide | m.DistributionRule]) -> str:
        return ", ".join(thing.name.in_language(self.voice.lang) for thing in things)

    def _period(self, start: date, end: date | None) -> Iterator[str]:
        key = "jelas.masa" if end is None else "jelas.masa_sampai"
        shown = {"mulai": self._day(start), "akhir": "" if end is None else self._day(end)}
        yield self.say(key, **shown)
        if self.on < start or (end is not None and self.on >= end):
            yield self.say("jelas.tidak_berlaku")

    def _dated(self, subject: str, values: Sequence[m.Dated[T]]) -> Iterator[str]:
        """The value in force, since when and on what basis; then those announced."""
        found = in_force(values, self.on)
        if found is None:
            yield self.say("jelas.belum", apa=subject)
        else:
            yield self.say(
                "jelas.sejak",
                apa=subject,
                nilai=self.voice.value(found.value, self.agency),
                tanggal=self._day(found.start),
                asal=self._origin(found.provenance),
            )
        for later in announced(values, self.on):
            value = self.voice.value(later.value, self.agency)
            yield "  " + self.say("jelas.nanti", tanggal=self._day(later.start), nilai=value)

    def _origin_line(self, provenance: m.Provenance) -> str:
        return capital(self._origin(provenance))

    def _origin(self, provenance: m.Provenance) -> str:
        grounds = ""
        if provenance.basis:
            basis = self.voice.value(provenance.basis, None)
            grounds += self.say("jelas.asal_dasar", dasar=basis)
        if provenance.rows:
            grounds += self.say("jelas.asal_baris", baris=", ".join(provenance.rows))
        nature = self.voice.value(provenance.nature, None)
        return self.say("jelas.asal", sifat=nature, dasar=grounds)

    def _field(self, field: str, words: str) -> str:
        subject = self.say(f"bidang.{field}").removesuffix(" of").removesuffix(" atau unit")
        return self.say("jelas.isi", bidang=subject, isi=words)

    def _day(self, day: date) -> str:
        return format_date(day, self.voice.lang)


def _leaves(rule: m.Rule | m.CategoryAxis) -> Iterator[m.IndicatorComponent]:
    match rule:
        case m.WeightedSum():
            for part in rule.components:
                if isinstance(part, m.GroupComponent):
                    yield from part.components
                else:
                    yield part
        case m.Matrix():
            yield from _leaves(rule.row)
            yield from _leaves(rule.column)
        case _:
            return
