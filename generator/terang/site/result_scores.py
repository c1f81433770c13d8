"""Means, gaps between assessors, training needs and what was done about them, for one unit.

Every sentence is computed from shown figures only; a figure that is withheld is counted nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.releasefile.model import Code, Release, Shown
from terang.site.charts import Bar, Segment, stacked
from terang.site.charts_scale import Dot, DotRow, Guide, Scale, dots
from terang.site.exhibits import Exhibit, LegendItem, Link, Source, downloads_of, rules_of
from terang.site.figures import Figures, is_told
from terang.site.render import Place
from terang.site.svg import Frame
from terang.site.tables import (
    CellView,
    ColumnView,
    RowView,
    bare_percent,
    headed,
    measured,
    number_view,
    percent,
    table_view,
)

SCORE_SCALE = tuple(Fraction(tick) for tick in (0, 20, 40, 60, 80, 100, 120))
EXPECTED = 100
MARKS = {"dari": "diri", "terhadap": "atasan"}  # measure -> shape


def beside(figure: str, n: int | None, place: Place) -> str:
    """A figure with the number of people beneath it, where that is shown."""
    return figure if n is None else f"{figure} · {place.t('hasil.n', n=place.num(n))}"


def scale_around(rows: Sequence[DotRow], place: Place) -> Scale:
    """Whole tens around all dots, for differences that a scale from zero would hide."""
    values = [dot.value for row in rows for dot in row.dots]
    low = min(values, default=Fraction(0)) // 10 * 10 - 10
    high = -(-max(values, default=Fraction(100)) // 10) * 10 + 10
    low = max(0, low)
    return Scale(
        Fraction(low),
        Fraction(high),
        tuple((Fraction(v), place.num(v)) for v in range(low, high + 1, 10)),
    )


def score_scale(place: Place) -> Scale:
    """0 to 120, where 100 is the expectation."""
    return Scale(
        SCORE_SCALE[0], SCORE_SCALE[-1], tuple((v, place.num(int(v))) for v in SCORE_SCALE)
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """The codes of one scheme in a table about one unit, and the scheme's rule."""

    id: str  # ends ids on the page
    name: str
    codes: tuple[Code, ...]
    rules: tuple[Link, ...]

    def caption(self, key: str, release: Release, place: Place) -> str:
        """A table's caption; with the scheme's name it is the only one of its kind on the page."""
        words = place.t(key, periode=release.period)
        return f"{words} · {self.name}" if self.name else words


def judged(source: Source, figures: Figures, dim: str, unit: str, place: Place) -> Iterator[Judged]:
    """The schemes of a table that say anything about a unit, in the table's order.

    A scheme without a shown or protected figure there judges nobody in the unit.
    """
    for parent, codes in figures.grouped(dim):
        kept = tuple(code for code in codes if _says(figures, unit, dim, code))
        if not kept:
            continue
        if parent is None:
            yield Judged("semua", "", kept, rules_of(source, figures))
        else:
            rule = Link(place.plain(parent.label), f"{source.id}/skema/{parent.id}/")
            known = (rule,) if parent.id in source.agency.schemes else ()
            yield Judged(parent.id, rule.title, kept, known)


def _says(figures: Figures, unit: str, dim: str, code: Code) -> bool:
    """Whether there is a figure, or a protected one; that nobody was counted says nothing."""
    at = {"unit": unit, dim: code.id}
    cells = [figures.cell(m.id, **at) for m in figures.table.measures]
    return any(is_told(cell) and not (isinstance(cell, Shown) and not cell.value) for cell in cells)


def means(source: Source, release: Release, unit: str, place: Place) -> Iterator[Exhibit]:
    """Means of measures and indicators of a unit, each with its n, scheme by scheme."""
    figures = Figures.of(release, "rerata")
    if figures is None:
        return
    measure = figures.table.measures[0]
    for scheme in judged(source, figures, "ukuran", unit, place):
        rows, points = [], []
        for code in scheme.codes:
            at = {"unit": unit, "ukuran": code.id}
            value, n = figures.number(measure.id, **at), mean_n(figures, measure.id, **at)
            name = place.plain(code.label)
            shown = measured(figures.cell(measure.id, **at), measure, place.lang)
            rows.append(RowView(name, (shown, n_cell(n, shown, place))))
            dot = () if value is None else (Dot("utama", Fraction(value)),)
            points.append(DotRow(name, dot, beside(shown.text, n, place)))
        heading, lead = place.t("hasil.rerata.judul"), place.t("hasil.rerata.kalimat")
        frame = Frame(f"bagan-rerata-{scheme.id}", heading, lead)
        expected = Guide(Fraction(EXPECTED), place.t("hasil.rerata.harapan"))
        columns = [ColumnView(place.t(f"hasil.kolom.{c}")) for c in ("rerata", "n")]
        yield Exhibit(
            id=f"rerata-{scheme.id}",
            context=scheme.name,
            heading=heading,
            lead=lead,
            chart=dots(frame, points, score_scale(place), (expected,)),
            table=table_view(
                f"tabel-rerata-{scheme.id}",
                scheme.caption("hasil.rerata.tabel", release, place),
                headed(place.t("hasil.kolom.ukuran"), columns),
                rows,
                place.lang,
            ),
            rules=scheme.rules,
            downloads=downloads_of(release, figures.table),
        )


def mean_n(figures: Figures, measure: str, /, **coords: str) -> int | None:
    """The number of people beneath a shown mean: its own `n`, or the table's n measure."""
    cell = figures.cell(measure, **coords)
    if isinstance(cell, Shown) and cell.n is not None:
        return cell.n
    beside = figures.number("n", **coords)
    return None if beside is None else int(beside)


def n_cell(n: int | None, beside: CellView, place: Place) -> CellView:
    """n as a cell; withheld together with the figure it stands under."""
    if n is not None:
        return CellView(place.num(n))
    return beside if beside.kind != "angka" else number_view(None, 0, place.lang)


def gaps(source: Source, release: Release, unit: str, place: Place) -> Iterator[Exhibit]:
    """How two kinds of assessors see the same people, scheme by scheme."""
    figures = Figures.of(release, "kesenjangan")
    if figures is None:
        return
    names = {m.id: place.plain(m.name) for m in figures.table.measures}
    for scheme in judged(source, figures, "indikator", unit, place):
        rows, points, differences = [], [], []
        for code in scheme.codes:
            at = {"unit": unit, "indikator": code.id}
            row, point = _gap(figures, at, place.plain(code.label), place)
            rows.append(row)
            points.append(point)
            differences.append(figures.number("selisih", **at))
        shown = [d for d in differences if d is not None]
        heading = place.t("hasil.kesenjangan.judul")
        if shown:
            higher = sum(d > 0 for d in shown)
            heading = place.t("hasil.kesenjangan.temuan", n=higher, total=len(shown))
        lead = place.t("hasil.kesenjangan.kalimat", dari=names["dari"], terhadap=names["terhadap"])
        frame = Frame(f"bagan-kesenjangan-{scheme.id}", heading, lead)
        columns = [ColumnView(name) for name in (*names.values(), place.t("hasil.kolom.n"))]
        yield Exhibit(
            id=f"kesenjangan-{scheme.id}",
            context=scheme.name,
            heading=heading,
            lead=lead,
            chart=dots(frame, points, scale_around(points, place)),
            legend=tuple(LegendItem(MARKS[m], names[m], "titik") for m in MARKS),
            table=table_view(
                f"tabel-kesenjangan-{scheme.id}",
                scheme.caption("hasil.kesenjangan.tabel", release, place),
                headed(place.t("hasil.kolom.indikator"), columns),
                rows,
                place.lang,
            ),
            rules=scheme.rules,
            downloads=downloads_of(release, figures.table),
        )


def _gap(
    figures: Figures, at: Mapping[str, str], name: str, place: Place
) -> tuple[RowView, DotRow]:
    measures = figures.table.measures
    cells = [measured(figures.cell(m.id, **at), m, place.lang) for m in measures]
    n = next((n for m in measures if (n := mean_n(figures, m.id, **at)) is not None), None)
    marks = tuple(
        Dot(kind, Fraction(value))
        for key, kind in MARKS.items()
        if (value := figures.number(key, **at)) is not None
    )
    last = signed(cells[-1], figures.number(measures[-1].id, **at))
    row = RowView(name, (*cells[:-1], cells[-1]._replace(text=last), n_cell(n, cells[0], place)))
    return row, DotRow(name, marks, beside(last, n, place))


def signed(cell: CellView, value: object) -> str:
    """A difference with its plus sign, as words."""
    return f"+{cell.text}" if isinstance(value, Decimal) and value > 0 else cell.text


def needs(source: Source, release: Release, unit: str, place: Place) -> Iterator[Exhibit]:
    """The share of employees below the expected level of each competence, scheme by scheme."""
    figures = Figures.of(release, "kebutuhan-pelatihan")
    if figures is None:
        return
    for scheme in judged(source, figures, "kompetensi", unit, place):
        rows, bars, known = [], [], []
        for code in scheme.codes:
            at = {"unit": unit, "kompetensi": code.id}
            total, below = figures.number("dinilai", **at), figures.number("di_bawah", **at)
            share = None if below is None or not total else Fraction(below) / Fraction(total)
            if share is not None:
                known.append((share, code))
            rows.append(_measured_row(figures, code, at, place))
            bars.append(_need_bar(place.plain(code.label), share, total, place))
        heading, lead = _need_words(known, len(rows), place)
        frame = Frame(f"bagan-kebutuhan-{scheme.id}", heading, lead)
        columns = [ColumnView(place.plain(m.name)) for m in figures.table.measures]
        yield Exhibit(
            id=f"kebutuhan-{scheme.id}",
            context=scheme.name,
            heading=heading,
            lead=lead,
            chart=stacked(frame, bars, place.t("sel.dilindungi")),
            legend=_need_legend(len(known) < len(rows), place),
            table=table_view(
                f"tabel-kebutuhan-{scheme.id}",
                scheme.caption("hasil.kebutuhan.tabel", release, place),
                headed(place.t("hasil.kolom.kompetensi"), columns),
                rows,
                place.lang,
            ),
            rules=scheme.rules,
            downloads=downloads_of(release, figures.table),
        )


def _need_legend(has_withheld: bool, place: Place) -> tuple[LegendItem, ...]:
    items = [
        LegendItem("kurang", place.t("hasil.kebutuhan.di_bawah")),
        LegendItem("cukup", place.t("hasil.kebutuhan.memenuhi")),
    ]
    if has_withheld:
        items.append(LegendItem("dilindungi", place.t("sel.dilindungi")))
    return tuple(items)


def _measured_row(figures: Figures, code: Code, at: Mapping[str, str], place: Place) -> RowView:
    cells = [measured(figures.cell(m.id, **at), m, place.lang) for m in figures.table.measures]
    return RowView(place.plain(code.label), tuple(cells))


def _need_bar(name: str, share: Fraction | None, total: Decimal | None, place: Place) -> Bar:
    figure = place.t("sel.dilindungi") if total is None else place.t("hasil.n", n=place.num(total))
    if share is None:
        return Bar(name, figure, None, 1)
    parts = (("kurang", share), ("cukup", 1 - share))
    segments = tuple(
        Segment(kind, part, percent(part, place.lang), bare_percent(part, place.lang))
        for kind, part in parts
    )
    return Bar(name, figure, segments, 1)


def _need_words(known: list[tuple[Fraction, Code]], all_rows: int, place: Place) -> tuple[str, str]:
    """The greatest need, where one stands out among the shown shares."""
    if not known:
        return place.t("hasil.kebutuhan.judul"), place.t("hasil.kebutuhan.tertutup")
    share, code = max(known, key=lambda pair: pair[0])
    if share == 0 or [other for other, _ in known].count(share) > 1:
        words = place.t("hasil.kebutuhan.setara", persen=percent(share, place.lang))
        return place.t("hasil.kebutuhan.judul"), words
    key = "temuan" if len(known) == all_rows else "temuan_tampil"
    heading = place.t(f"hasil.kebutuhan.{key}", kompetensi=place.plain(code.label))
    words = place.t("hasil.kebutuhan.kalimat", persen=percent(share, place.lang))
    return heading, words


def training(source: Source, release: Release, unit: str, place: Place) -> Iterator[Exhibit]:
    """What was done about training needs: participants by training."""
    figures = Figures.of(release, "pelatihan")
    if figures is None:
        return
    rows = [
        _measured_row(figures, code, {"unit": unit, "pelatihan": code.id}, place)
        for code in figures.codes("pelatihan")
    ]
    columns = [ColumnView(place.plain(m.name)) for m in figures.table.measures]
    if rows:
        yield Exhibit(
            id="pelatihan",
            heading=place.t("hasil.pelatihan.judul"),
            lead=place.t("hasil.pelatihan.kalimat"),
            table=table_view(
                "tabel-pelatihan",
                place.t("hasil.pelatihan.tabel", periode=release.period),
                headed(place.t("hasil.kolom.pelatihan"), columns),
                rows,
                place.lang,
            ),
            downloads=downloads_of(release, figures.table),
            is_open=True,
        )
