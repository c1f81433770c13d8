"""The steps of an appraisal told in words.

The words come in as a function (`Say`), so that this module knows how to count and not how to
speak: keys and their places are those of messages/scoring.<lang>.yml.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from terang.core.evaluate import Rating
from terang.core.model import Text
from terang.core.numbers import Exact, format_number, round_half_up
from terang.core.program import PENDING, CategorySpec, Cut, InputSpec
from terang.core.steps import (
    AnswerStep,
    BandStep,
    CellStep,
    GapStep,
    GateStep,
    Reason,
    ResultStep,
    SourceStep,
    Step,
    SumStep,
    Term,
)

EXACT_PLACES = 8  # a number with no more decimals than this is shown whole
SHOWN_PLACES = 4  # of a longer one


class Say(Protocol):
    """A text of the catalogue in one language, its places filled."""

    def __call__(self, key: str, **fields: str) -> str: ...


def explain(steps: Sequence[Step], lang: str, say: Say) -> tuple[str, ...]:
    """One sentence or two for every step, in order; steps that say nothing new are left out."""
    words = _Words(lang, say)
    told = (words.tell(step) for step in steps)
    return tuple(sentence.replace("….", "…") for sentence in told if sentence)


def figure(value: Exact | None, lang: str) -> str:
    """A number whole, or with 4 decimals and … when it is longer than 8; – for None.

    >>> figure(Fraction(169, 2), "id"), figure(Fraction(250, 3), "en")
    ('84,5', '83.3333…')
    """
    if value is None:
        return "–"
    whole = round_half_up(value, EXACT_PLACES)
    if Fraction(whole) == Fraction(value):
        return format_number(whole.normalize(), lang=lang)
    return f"{format_number(value, SHOWN_PLACES, lang)}…"


class _Words:
    def __init__(self, lang: str, say: Say) -> None:
        self.lang = lang
        self.say = say

    def number(self, value: Exact | None, places: int | None = None) -> str:
        if value is None or places is None:
            return figure(value, self.lang)
        return format_number(value, places, self.lang)

    def text(self, text: Text | None) -> str:
        return "" if text is None else text.in_language(self.lang)

    def category(self, category: CategorySpec | None) -> str:
        return "–" if category is None else self.text(category.name)

    def tell(self, step: Step) -> str:  # noqa: PLR0911 - one case for each step
        match step:
            case SourceStep():
                return self.source(step)
            case SumStep():
                return self.sum(step)
            case BandStep():
                return self.band(step)
            case AnswerStep():
                fields = {"nama": self.text(step.name), "kategori": self.category(step.category)}
                return self.say("langkah.peringkat", **fields)
            case CellStep():
                return self.cell(step)
            case GateStep():
                return self.gate(step)
            case GapStep():
                return self.gap(step)
            case ResultStep():
                return self.result(step)

    # --- ratings and sums --------------------------------------------------------------------

    def source(self, step: SourceStep) -> str:
        spec = step.input
        fields = {"indikator": self.text(spec.label), "sumber": self.text(spec.source_label)}
        if step.score is None:
            if spec.optional and not step.ratings:
                return ""
            counts = {"ada": str(len(step.ratings)), "perlu": str(spec.minimum)}
            return self.say("langkah.penilaian_kurang", **fields, **counts)
        numbers = {name: self.number(value) for name, value in spec.parameters}
        rating = step.ratings[0]
        return self.say(
            f"langkah.{spec.function}",
            **fields,
            satuan=self.text(spec.unit),
            jawaban=", ".join(self.answer(spec, given) for given in step.ratings),
            target=self.number(rating.target),
            terendah=self.number(spec.low),
            tertinggi=self.number(spec.high),
            skor=self.number(step.score),
            **({"batas": "", "standar": "", "nilai_terendah": "", "nilai_tertinggi": ""} | numbers),
        )

    def answer(self, spec: InputSpec, rating: Rating) -> str:
        if isinstance(rating.value, Fraction):
            return self.number(rating.value)
        choice = next(choice for choice in spec.choices if choice.code == rating.value)
        label = choice.code if spec.function == "jenjang" else self.text(choice.label)
        return f"{label} ({self.number(choice.score)})"

    def sum(self, step: SumStep) -> str:
        """The arithmetic of a sum; nothing when it only repeats its single part."""
        name = self.text(step.name)
        counted = [term for term in step.terms if term.counted != 0]
        if step.value is None:
            return self.say("langkah.jumlah_belum", nama=name)
        if [term.value for term in counted] == [step.value]:
            return ""
        total = sum((term.counted or Fraction(0) for term in counted), Fraction(0))
        terms = " + ".join(self.term(term) for term in counted)
        if len(counted) == 1:
            terms = self.number(counted[0].value)
        elif total != 100:
            terms = f"({terms}) : {self.number(total)}%"
        value = self.number(step.value, step.places)
        told = self.say(f"langkah.{step.kind}", nama=name, rincian=terms, nilai=value)
        left_out = [self.text(term.name) for term in step.terms if term.counted == 0]
        if not left_out:
            return told
        return f"{told} {self.say('langkah.bobot_pindah', bagian=', '.join(left_out))}"

    def term(self, term: Term) -> str:
        return f"{self.number(term.counted)}% × {self.number(term.value)}"

    # --- categories --------------------------------------------------------------------------

    def band(self, step: BandStep) -> str:
        if step.value is None:
            return ""
        fields = {"nama": self.text(step.name), "nilai": self.number(step.value)}
        if step.places is not None:
            rounded = self.number(step.value, step.places)
            fields["nilai"] = self.say("langkah.dibulatkan", nilai=fields["nilai"], hasil=rounded)
        if step.cut is None:
            return self.say("langkah.di_luar_skala", **fields)
        told = [
            self.say(
                "langkah.pita",
                **fields,
                kategori=self.category(step.category),
                rentang=self.span(step.cut),
            )
        ]
        for key, cut, category in (
            ("langkah.syarat_ada", step.cut, step.category),
            ("langkah.syarat_tidak_ada", step.missed, step.missed_category),
        ):
            if cut is not None and cut.condition is not None:
                condition = self.text(cut.condition)
                told.append(self.say(key, syarat=condition, kategori=self.category(category)))
        return " ".join(told)

    def span(self, cut: Cut) -> str:
        key = "rentang.sampai" if cut.inclusive else "rentang.sebelum"
        return self.say(key, dari=self.number(cut.low), sampai=self.number(cut.high))

    def cell(self, step: CellStep) -> str:
        (row_name, row), (column_name, column) = step.row, step.column
        if step.category is None:
            return self.say("langkah.sel_belum", nama=self.text(step.name))
        return self.say(
            "langkah.sel",
            nama=self.text(step.name),
            nama_baris=self.text(row_name),
            baris=self.category(row),
            nama_kolom=self.text(column_name),
            kolom=self.category(column),
            kategori=self.category(step.category),
        )

    def gate(self, step: GateStep) -> str:
        state = {True: step.gate.effect, False: "terbuka", None: "tanpa_catatan"}[step.applies]
        if step.applies is None and step.gate.effect == "catat":
            return ""
        fields = {"nama": self.text(step.gate.name), "kategori": self.category(step.category)}
        return self.say(f"langkah.gerbang.{state}", **fields)

    # --- gaps and results --------------------------------------------------------------------

    def gap(self, step: GapStep) -> str:
        if step.difference is None:
            return ""
        return self.say(
            "langkah.kesenjangan",
            nama=self.text(step.gap.name),
            dari=self.text(step.minuend_name),
            nilai_dari=self.number(step.minuend),
            terhadap=self.text(step.subtrahend_name),
            nilai_terhadap=self.number(step.subtrahend),
            selisih=self.number(step.difference, 2),
        )

    def result(self, step: ResultStep) -> str:
        name, outcome = self.text(step.name), step.outcome
        if outcome.status == PENDING:
            reasons = " ".join(self.reason(reason) for reason in outcome.reasons)
            return self.say("hasil.belum_lengkap", nama=name, alasan=reasons)
        key = "hasil.nilai_kategori"
        if outcome.value is None or step.category is None:
            key = "hasil.kategori" if outcome.value is None else "hasil.nilai"
        value = self.number(outcome.value, 2)
        return self.say(key, nama=name, nilai=value, kategori=self.category(step.category))

    def reason(self, reason: Reason) -> str:
        return self.say(
            f"alasan.{reason.key}",
            nama=self.text(reason.name),
            sumber=self.text(reason.source),
            ada=str(reason.given),
            perlu=str(reason.needed),
        )
