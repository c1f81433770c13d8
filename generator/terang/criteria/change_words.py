"""Changes of the criteria as sentences, in Indonesian or English.

"Bobot disiplin 20 → 25 mulai 1 Januari 2027, berlaku untuk pelaksana".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from terang.core import model as m
from terang.core.change_kinds import Level, owners
from terang.core.dates import format_date
from terang.core.diff import Action, Change
from terang.core.edits import ABSENT, Key, Path, at, same
from terang.core.renames import shifted
from terang.criteria.change_values import AREA, NAMED_BY, Voice, lowered, shortened
from terang.messages import catalogue

NO_START = (Action.WITHDRAWN, Action.POSTPONED, Action.REMOVED)


class Teller:
    """Tells the changes between two criteria sets in one language."""

    def __init__(
        self, old: m.CriteriaSet, new: m.CriteriaSet, changes: tuple[Change, ...], lang: str
    ) -> None:
        self.voice = Voice((new, old), lang)
        self.new = new
        for change in changes:
            if change.shift is not None:
                old = shifted(old, change.shift)
        self.old = old  # with the new ids, as the paths of changes have them

    def sentence(self, change: Change) -> str:
        """What changed, from when, for whom."""
        words = self._core(change)
        if change.start is not None and change.action not in NO_START:
            day = format_date(change.start, self.voice.lang)
            words = self.voice.say("akhir.mulai", kalimat=words, tanggal=day)
        if change.affected and change.level is not Level.WORDING:
            groups = self._groups(change)
            words = self.voice.say("akhir.untuk", kalimat=words, kelompok=groups)
        return words

    def notes(self, change: Change) -> tuple[str, ...]:
        """What must be called out: reach into assessed periods, no legal basis."""
        found: list[str] = []
        if change.retroactive:
            found.append(self.voice.say("catatan.surut", periode=", ".join(change.retroactive)))
        if change.without_basis:
            gone = change.action in (Action.REMOVED, Action.WITHDRAWN)
            key = "catatan.hapus_tanpa_dasar" if gone else "catatan.tanpa_dasar"
            found.append(self.voice.say(key))
        return tuple(found)

    def place(self, change: Change) -> str:
        """The agency the change is in, or that it is of the national rules."""
        agency = agency_of(change.path)
        if agency is None:
            return self.voice.say("laporan.nasional")
        for criteria in (self.new, self.old):
            if agency in criteria.agencies:
                return criteria.agencies[agency].agency.name.in_language(self.voice.lang)
        return agency

    def subject(self, path: Path) -> str:
        """What a path points at: Bobot disiplin, Arti indikator disiplin, Indikator disiplin."""
        agency = agency_of(path)
        node, name, place = self._owner(path)
        if name == "provenance" or isinstance(node, m.Provenance):
            words = lowered(self.subject(_described(path)))
            field = "nature" if name == "provenance" else name
            return self.voice.say(f"apa.Provenance.{field}", nama=words)
        last = path[-1]
        is_element = isinstance(last, Key) and not isinstance(last.value, date)
        special = f"apa.{type(node).__name__}.{name}"
        named = self._name(path[:place], agency, is_old=name in NAMED_BY)
        if special in catalogue(AREA, self.voice.lang):
            key = self.voice.key(last.value, agency) if isinstance(last, Key) else ""
            return self.voice.say(special, nama=named, kunci=key)
        if is_element:
            thing = self._thing(path)
            return capital(self._label(thing, self._element_name(path, agency)))
        return f"{self.voice.say(f'bidang.{name}')} {self._label(node, named)}"

    def _core(self, change: Change) -> str:  # noqa: PLR0911 - one an action
        voice, agency = self.voice, agency_of(change.path)
        subject = self.subject(change.path)
        old, new = change.old, change.new
        match change.action:
            case Action.SORTED:
                return voice.say("kalimat.urut", subjek=lowered(subject))
            case Action.RENAMED:
                return voice.say("kalimat.ganti_id", subjek=subject, lama=str(old), baru=str(new))
            case Action.MOVED:
                homes = {
                    key: self._home(home, agency) for key, home in (("lama", old), ("baru", new))
                }
                return voice.say("kalimat.pindah", subjek=subject, **homes)
            case Action.POSTPONED:
                return self._postponed(change, subject, agency)
            case Action.WITHDRAWN:
                assert change.start is not None
                day = format_date(change.start, voice.lang)
                form = "batal_kosong" if new is ABSENT else "batal"
                shown = {"lama": voice.value(old, agency), "baru": voice.value(new, agency)}
                return voice.say(f"kalimat.{form}", subjek=subject, tanggal=day, **shown)
            case Action.ADDED | Action.REMOVED:
                return self._came_or_went(change, subject, agency)
            case _:
                return self._changed(change, subject, agency)

    def _changed(self, change: Change, subject: str, agency: str | None) -> str:
        voice, old, new = self.voice, change.old, change.new
        if isinstance(new, m.WorkedExample):
            label = voice.say("nilai.penilaian")
            return voice.say("kalimat.rinci", subjek=subject, rincian=label)
        if same(old, new):
            return voice.say("kalimat.tetap", subjek=subject, baru=voice.value(new, agency))
        if isinstance(old, m.Band) and isinstance(new, m.Band):
            shown = {"lama": voice.band(old), "baru": voice.band(new)}
            return voice.say("kalimat.ubah", subjek=subject, **shown)
        if isinstance(old, m.Text) and isinstance(new, m.Text):
            return self._reworded(subject, old, new)
        details = voice.details(old, new, agency)
        if details is not None:
            return voice.say("kalimat.rinci", subjek=subject, rincian=details)
        shown = {"lama": voice.value(old, agency), "baru": voice.value(new, agency)}
        form = "angka" if _is_number(old) and _is_number(new) else "ubah"
        return voice.say(f"kalimat.{form}", subjek=subject, **shown)

    def _reworded(self, subject: str, old: m.Text, new: m.Text) -> str:
        """The text in the reader's language, or in the other one when only that changed."""
        lang = self.voice.lang
        if old.in_language(lang) == new.in_language(lang):
            lang = "id" if lang == "en" else "en"
        shown = {
            key: self.voice.say("nilai.kutip", isi=shortened(text.in_language(lang)))
            for key, text in (("lama", old), ("baru", new))
        }
        return self.voice.say("kalimat.ubah", subjek=subject, **shown)

    def _came_or_went(self, change: Change, subject: str, agency: str | None) -> str:
        voice = self.voice
        came = change.action is Action.ADDED
        thing = change.new if came else change.old
        is_dated = isinstance(change.path[-1], Key) and isinstance(change.path[-1].value, date)
        if is_dated or not hasattr(thing, "__dataclass_fields__"):
            form, field = ("tambah_nilai", "baru") if came else ("hapus_nilai", "lama")
            shown = {field: voice.value(thing, agency)}
            return voice.say(f"kalimat.{form}", subjek=subject, **shown)
        detail = ""
        weights = getattr(thing, "weights", None)
        if isinstance(weights, tuple) and weights:
            weight = voice.value(weights[0].value, agency)
            detail = voice.say("nilai.bobot", bobot=weight)
        if isinstance(thing, m.Band):
            detail = f" ({voice.band(thing)})"
        form = "tambah" if came else "hapus"
        return voice.say(f"kalimat.{form}", subjek=subject, rincian=detail)

    def _postponed(self, change: Change, subject: str, agency: str | None) -> str:
        assert isinstance(change.old, date) and isinstance(change.new, date)
        entry = self._thing(change.path)
        assert isinstance(entry, m.Dated)
        form = "mundur" if change.new > change.old else "maju"
        days = {
            "lama": format_date(change.old, self.voice.lang),
            "baru": format_date(change.new, self.voice.lang),
        }
        value = self.voice.value(entry.value, agency)
        return self.voice.say(f"kalimat.{form}", subjek=subject, nilai=value, **days)

    def _groups(self, change: Change) -> str:
        """pelaksana, pengawas (of one agency: bare; of several: with the agency's name)."""
        by_agency: dict[str, list[str]] = {}
        for agency, group in change.affected:
            by_agency.setdefault(agency, []).append(group)
        told = {agency: self._groups_of(agency, groups) for agency, groups in by_agency.items()}
        if agency_of(change.path) is not None:
            return "; ".join(told.values())
        return "; ".join(
            self.voice.say("akhir.di", kelompok=words, instansi=self._agency_name(agency))
            for agency, words in told.items()
        )

    def _groups_of(self, agency: str, groups: list[str]) -> str:
        everybody = {
            group.id
            for criteria in (self.old, self.new)
            if agency in criteria.agencies
            for group in criteria.agencies[agency].agency.position_groups
        }
        if len(everybody) > 1 and everybody == set(groups):
            return self.voice.say("akhir.semua")
        return ", ".join(self.voice.name(group, agency) for group in groups)

    def _agency_name(self, agency: str) -> str:
        holder = self.new if agency in self.new.agencies else self.old
        return holder.agencies[agency].agency.name.in_language(self.voice.lang)

    def _home(self, home: object, agency: str | None) -> str:
        if home is None:
            return self.voice.say("nilai.langsung")
        return self.voice.name(str(home), agency)

    def _owner(self, path: Path) -> tuple[object, str, int]:
        """The deepest value holding a field on the path, the field, and how deep it is."""
        best: tuple[object, str, int] = (self.new, "", 0)
        for criteria in (self.old, self.new):
            nodes = at(criteria, path)
            chain = list(owners(path, criteria))
            for node, name in reversed(chain):
                place = next(i for i, seen in enumerate(nodes) if seen is node)
                if place >= best[2]:
                    best = (node, name, place)
                break
        return best

    def _thing(self, path: Path, *, is_old: bool = False) -> object:
        for criteria in (self.old, self.new) if is_old else (self.new, self.old):
            nodes = at(criteria, path)
            if len(nodes) == len(path) + 1:
                return nodes[-1]
        return None

    def _name(self, path: Path, agency: str | None, *, is_old: bool) -> str:
        """The (old or new) name of the nearest thing on the path that has one."""
        for length in range(len(path), 0, -1):
            own = self.voice.own_name(self._thing(path[:length], is_old=is_old), agency)
            if own is not None:
                return own
        return ""

    def _element_name(self, path: Path, agency: str | None) -> str:
        own = self.voice.own_name(self._thing(path), agency)
        last = path[-1]
        assert isinstance(last, Key)
        return own if own is not None else self.voice.key(last.value, agency)

    def _label(self, thing: object, name: str) -> str:
        """gerbang sanksi berat; layanan izin, not layanan layanan izin."""
        key = f"benda.{type(thing).__name__}"
        kind = self.voice.say(key, nama="").strip()
        if name.lower().startswith(f"{kind} ") or name.lower().endswith(f" {kind}"):
            return name
        return self.voice.say(key, nama=name)


def agency_of(path: Path) -> str | None:
    """The agency a path lies in, None for national rules."""
    if path[0] == "agencies" and len(path) > 1 and isinstance(path[1], Key):
        return str(path[1].value)
    return None


def _described(path: Path) -> Path:
    """What a provenance on the path speaks of: the thing around it, or the cycle of a scheme."""
    if "cycle_provenance" in path:
        return (*path[: path.index("cycle_provenance")], "cycle")
    return path[: path.index("provenance")]


def capital(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
