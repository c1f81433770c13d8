"""Values of the model in words, for sentences about changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from terang.core import model as m
from terang.core.dates import format_date
from terang.core.edits import ABSENT, Key, content_fields, identity, same
from terang.core.numbers import format_number
from terang.messages import catalogue, text

AREA = "diff"
LONGEST = 90  # characters of a quoted text
NAMED_BY = ("name", "title", "text")


class Voice:
    """Tells values in one language, with the names that two criteria sets give to ids."""

    def __init__(self, sets: tuple[m.CriteriaSet, ...], lang: str) -> None:
        self.lang = lang
        self._names: dict[tuple[str | None, str], str] = {}  # the first name met stays
        self._regulations: dict[str, str] = {}
        for criteria in sets:
            for profile in criteria.profiles.values():
                self._collect(profile, None)
            for regulation in criteria.regulations.values():
                self._regulations.setdefault(regulation.id, regulation.name)
            for agency in criteria.agencies.values():
                self._collect(agency, agency.agency.id)

    def say(self, key: str, **parts: str) -> str:
        """A text of the catalogue of changes."""
        return text(AREA, key, self.lang, **parts)

    def name(self, code: str, agency: str | None) -> str:
        """The name of an id in an agency or nationally, else the id itself."""
        for known in (self._names.get((agency, code)), self._names.get((None, code))):
            if known is not None:
                return known
        if code in self._regulations:
            return self._regulations[code]
        return catalogue(AREA, self.lang).get(f"kata.{code}", code)

    def own_name(self, thing: object, agency: str | None) -> str | None:  # noqa: PLR0911 - one a kind
        """What people call a thing, or None when it has no name of its own."""
        match thing:
            case m.IndicatorComponent() | m.CategoryAxis():
                return self.name(thing.indicator, agency)
            case m.Band():
                return self.name(thing.category, agency)
            case m.RaterAlternative():
                return ", ".join(self.name(code, agency) for code in sorted(thing.without))
            case m.Level():
                return thing.code
            case m.PublicationDate():
                return thing.period
            case m.Regulation():
                return thing.name
            case m.Statement():
                return ", ".join(thing.rows)
            case m.WeightVariant() | m.RaterSet():
                return thing.id
        for name in NAMED_BY:
            own = getattr(thing, name, None)
            if isinstance(own, m.Text):
                words = own.in_language(self.lang)
                return words if isinstance(thing, PROPER) else lowered(words)
        return None

    def value(self, value: object, agency: str | None) -> str:  # noqa: PLR0911 - one a kind
        """Any value of the model in a few words."""
        match value:
            case Key():
                return self.key(value.value, agency)
            case None | Absent():
                return self.say("nilai.tidak_ada")
            case bool():
                return self.say(f"kata.{str(value).lower()}")
            case Decimal() | int():
                return self.number(value)
            case date():
                return format_date(value, self.lang)
            case m.Text():
                return self.say("nilai.kutip", isi=shortened(value.in_language(self.lang)))
            case Enum():
                return self.say(f"kata.{value.value}")
            case str():
                return self.name(value, agency)
            case Mapping():
                return ", ".join(
                    f"{self.key(key, agency)} {self.value(item, agency)}"
                    for key, item in value.items()
                ) or self.say("nilai.tidak_ada")
            case tuple() | frozenset():
                items = sorted(value) if isinstance(value, frozenset) else value
                return ", ".join(self._item(item, agency) for item in items) or self.say(
                    "nilai.tidak_ada"
                )
        return self._thing(value, agency)

    def number(self, value: Decimal | int) -> str:
        """A number without idle zeros."""
        exact = Decimal(value)
        plain = exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact.normalize()
        return format_number(plain, lang=self.lang)

    def key(self, key: object, agency: str | None) -> str:
        """The key of a mapping or list element in words."""
        if isinstance(key, tuple | frozenset) and (len(key) != 2 or None in key):
            parts = sorted(str(part) for part in key if part is not None)
            return ", ".join(self.name(part, agency) for part in parts)
        if isinstance(key, tuple):
            row, column = (str(part) for part in key)
            names = (self.name(part, agency) for part in (row, column))
            return self.say("nilai.sel", **dict(zip(("baris", "kolom"), names, strict=True)))
        return self.name(str(key), agency).split(",")[0]

    def details(self, old: object, new: object, agency: str | None) -> str | None:
        """What differs inside two values of one kind, part by part; None for plain values."""
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            pairs = self._pairs(old, new, agency)
        elif isinstance(old, m.BandSet) and isinstance(new, m.BandSet):
            pairs = self._pairs(_by_identity(old.bands), _by_identity(new.bands), agency)
        elif type(old) is type(new) and isinstance(old, m.Levels | m.Categorical):
            assert isinstance(new, m.Levels | m.Categorical)
            pairs = self._pairs(self._scores(old), self._scores(new), agency)
        else:
            return None
        return ", ".join(pairs) or None

    def _pairs(
        self, old: Mapping[object, object], new: Mapping[object, object], agency: str | None
    ) -> Iterator[str]:
        for key in [*old, *(key for key in new if key not in old)]:
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if same(before, after):
                continue
            thing = before if after is ABSENT else after
            own = self.own_name(thing, agency) if is_dataclass(thing) else None
            name = own if own is not None else self.key(key, agency)
            form = "hilang" if after is ABSENT else "muncul" if before is ABSENT else "pasangan"
            shown = {
                "lama": self._extent(before, agency),
                "baru": self._extent(after, agency),
            }
            yield self.say(f"nilai.{form}", nama=name, **shown)

    def _scores(self, levels: m.Levels | m.Categorical) -> dict[object, object]:
        return {self.say("nilai.tingkat", kode=level.code): level.score for level in levels.levels}

    def _extent(self, value: object, agency: str | None) -> str:
        return self.band(value) if isinstance(value, m.Band) else self.value(value, agency)

    def band(self, band: m.Band) -> str:
        """The range of a band: 90–120, 70 to below 90, 110 and up."""
        low = "…" if band.low is None else self.number(band.low)
        if band.high is None:
            return self.say("nilai.mulai_dari", dari=low)
        form = "rentang" if band.high_inclusive else "sebelum"
        return self.say(f"nilai.{form}", dari=low, sampai=self.number(band.high))

    def _item(self, item: object, agency: str | None) -> str:
        if isinstance(item, tuple):
            return f"({'; '.join(self.value(part, agency) for part in item)})"
        return self.value(item, agency)

    def _thing(self, value: object, agency: str | None) -> str:  # noqa: PLR0911 - one a kind
        match value:
            case m.Dated():
                return self.value(value.value, agency)
            case m.Band():
                shown = f"{self.name(value.category, agency)} {self.band(value)}"
                if value.condition is None:
                    return shown
                condition = self.name(value.condition, agency)
                return self.say("nilai.syarat", nama=shown, syarat=condition)
            case m.BandSet():
                return ", ".join(self.value(band, agency) for band in value.bands)
            case m.Level():
                code = self.say("nilai.tingkat", kode=value.code)
                return f"{code}: {self.number(value.score)}"
            case m.LegalBasis():
                name = self._regulations.get(value.regulation, value.regulation)
                if value.article is None:
                    return name
                is_number = value.article[:1].isdigit()
                form = "nilai.pasal" if is_number else "nilai.lampiran"
                return self.say(form, nama=name, pasal=value.article)
            case m.Gap():
                sides = (self.name(side, agency) for side in (value.minuend, value.subtrahend))
                return self.say(
                    "nilai.selisih", **dict(zip(("dari", "dengan"), sides, strict=True))
                )
            case m.RatingInput():
                return self.value(value.value, agency)
        name = type(value).__name__
        if f"fungsi.{name}" in catalogue(AREA, self.lang):
            parts = {f: self.value(getattr(value, f), agency) for f in content_fields(value)}
            return self.say(f"fungsi.{name}", **parts)
        return self.say(f"benda.{name}", nama=self.own_name(value, agency) or "").strip()

    def _collect(self, value: object, agency: str | None) -> None:
        """Note the name of everything inside that has an id or code and a name."""
        if isinstance(value, Mapping):
            value = tuple(value.values())
        if isinstance(value, tuple):
            for item in value:
                self._collect(item, agency)
        if not is_dataclass(value) or isinstance(value, type | m.Text | m.Mark):
            return
        code, own = getattr(value, "id", getattr(value, "code", None)), getattr(value, "name", None)
        if isinstance(code, str) and isinstance(own, m.Text) and not isinstance(value, WHOLE):
            words = own.in_language(self.lang)
            shown = words if isinstance(value, PROPER) else lowered(words)
            self._names.setdefault((agency, code), shown)
        for part in fields(value):
            self._collect(getattr(value, part.name), agency)


Absent = type(ABSENT)
# names that keep their capital letters
PROPER = (m.Agency, m.Unit, m.Profile, m.SourceText, m.WorkedExample, m.Category)
WHOLE = (m.Agency, m.Scheme, m.Service)  # never referred to by value; groups share their ids


def lowered(words: str) -> str:
    """A name inside a sentence: Disiplin kerja becomes disiplin kerja, IKM and SKP stay.

    >>> lowered("Disiplin kerja"), lowered("IKM unit"), lowered("Dinas Sosial")
    ('disiplin kerja', 'IKM unit', 'Dinas Sosial')
    """
    first, *others = words.split(" ")
    is_title = any(word[:1].isupper() and word[1:].islower() for word in others)
    if is_title or not (first[1:].islower() or len(first) == 1):
        return words
    return words[:1].lower() + words[1:]


def shortened(words: str) -> str:
    """A text cut at a word when it is long."""
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0] + " …"


def _by_identity(items: tuple[object, ...]) -> dict[object, object]:
    return {identity(item): item for item in items}
