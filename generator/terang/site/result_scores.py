"""Means, gaps between assessors, training needs and what was done about them, for one unit.

Every sentence is computed from shown figures only; a figure that is withheld is counted nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from terang.releasefile.model import Code, Release, Shown
from terang.site.charts import Bar, Segment, stacked
from terang.site.charts_scale import Dot, DotRow, Guide, Scale, dots
from terang.site.exhibits import Exhibit, LegendItem, Source, downloads_of, rules_of
from terang.site.figures import Figures
from terang.site.render import Place
from terang.site.svg import Frame
from terang.site.tables import (
    CellView,
    ColumnView,
    RowView,
    bare_percent,
    cell_view,
    headed,
    number_view,
    percent,
    table_view,
)

SCORE_SCALE = tuple(Fraction(tick) for tick in (0, 20, 40, 60, 80, 100, 120))
EXPECTED = 100
RATERS = ("diri", "atasan", "rekan")  # in the order they are drawn and read


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


def means(source: Source, release: Release, unit: str, place: Place) -> Exhibit | None:
    """Means of measures and indicators of a unit, each with its n."""
    figures = Figures.of(release, "rerata")
    if figures is None:
        return None
    rows, points = [], []
    for code in figures.codes("ukuran"):
        value = figures.number("rerata", unit=unit, ukuran=code.id)
        n = mean_n(figures, "rerata", unit=unit, ukuran=code.id)
        name = place.plain(code.label)
        shown = cell_view(figures.cell("rerata", unit=unit, ukuran=code.id), 2, place.lang)
        rows.append(RowView(name, (shown, n_cell(n, shown, place))))
        at = () if value is None else (Dot("utama", Fraction(value)),)
        points.append(DotRow(name, at, beside(shown.text, n, place)))
    if not rows:
        return None
    heading, lead = place.t("hasil.rerata.judul"), place.t("hasil.rerata.kalimat")
    return Exhibit(
        id="rerata",
        heading=heading,
        lead=lead,
        chart=dots(
            Frame("bagan-rerata", heading, lead),
            points,
            score_scale(place),
            (Guide(Fraction(EXPECTED), place.t("hasil.rerata.harapan")),),
        ),
        table=table_view(
            "tabel-rerata",
            place.t("hasil.rerata.tabel", periode=release.period),
            headed(
                place.t("hasil.kolom.ukuran"),
                [ColumnView(place.t("hasil.kolom.rerata")), ColumnView(place.t("hasil.kolom.n"))],
            ),
            rows,
            place.lang,
        ),
        rules=rules_of(source, figures),
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


def gaps(source: Source, release: Release, unit: str, place: Place) -> Exhibit | None:
    """How employees, superiors and peers see the same thing."""
    figures = Figures.of(release, "kesenjangan")
    if figures is None:
        return None
    raters = [rater for rater in RATERS if figures.has(rater)]
    measures = [m for m in figures.table.measures if m.id != "n"]
    rows, points, differences = [], [], []
    for code in figures.codes("indikator"):
        at = {"unit": unit, "indikator": code.id}
        cells = [cell_view(figures.cell(m.id, **at), m.places, place.lang) for m in measures]
        n = next((n for m in measures if (n := mean_n(figures, m.id, **at)) is not None), None)
        name = place.plain(code.label)
        rows.append(RowView(name, (*cells, n_cell(n, cells[0], place))))
        seen = [(r, figures.number(r, **at)) for r in raters]
        marks = tuple(Dot(r, Fraction(value)) for r, value in seen if value is not None)
        difference = figures.number("selisih", **at)
        differences.append(difference)
        last = cell_view(figures.cell("selisih", **at), 2, place.lang)
        points.append(DotRow(name, marks, beside(signed(last, difference), n, place)))
    if not rows:
        return None
    shown = [d for d in differences if d is not None]
    higher = sum(d > 0 for d in shown)
    heading = place.t("hasil.kesenjangan.judul")
    if shown:
        heading = place.t("hasil.kesenjangan.temuan", n=higher, total=len(shown))
    lead = place.t("hasil.kesenjangan.kalimat")
    return Exhibit(
        id="kesenjangan",
        heading=heading,
        lead=lead,
        chart=dots(Frame("bagan-kesenjangan", heading, lead), points, scale_around(points, place)),
        legend=tuple(LegendItem(r, place.t(f"hasil.penilai.{r}"), "titik") for r in raters),
        table=table_view(
            "tabel-kesenjangan",
            place.t("hasil.kesenjangan.tabel", periode=release.period),
            headed(
                place.t("hasil.kolom.indikator"),
                [
                    *(ColumnView(place.plain(m.name)) for m in measures),
                    ColumnView(place.t("hasil.kolom.n")),
                ],
            ),
            rows,
            place.lang,
        ),
        rules=rules_of(source, figures),
        downloads=downloads_of(release, figures.table),
    )


def signed(cell: CellView, value: object) -> str:
    """A difference with its plus sign, as words."""
    return f"+{cell.text}" if isinstance(value, Decimal) and value > 0 else cell.text


def needs(source: Source, release: Release, unit: str, place: Place) -> Exhibit | None:
    """The share of employees below the expected level of each competence."""
    figures = Figures.of(release, "kebutuhan-pelatihan")
    if figures is None:
        return None
    rows, bars, known = [], [], []
    for code in figures.codes("kompetensi"):
        at = {"unit": unit, "kompetensi": code.id}
        total, below = figures.number("dinilai", **at), figures.number("di_bawah", **at)
        share = None if below is None or not total else Fraction(below) / Fraction(total)
        if share is not None:
            known.append((share, code))
        rows.append(_need_row(figures, code, at, place))
        bars.append(_need_bar(place.plain(code.label), share, total, place))
    if not rows:
        return None
    heading, lead = _need_words(known, len(rows), place)
    return Exhibit(
        id="kebutuhan",
        heading=heading,
        lead=lead,
        chart=stacked(Frame("bagan-kebutuhan", heading, lead), bars, place.t("sel.dilindungi")),
        legend=(
            LegendItem("kurang", place.t("hasil.kebutuhan.di_bawah")),
            LegendItem("cukup", place.t("hasil.kebutuhan.memenuhi")),
            *(
                [LegendItem("dilindungi", place.t("hasil.legenda.dilindungi"))]
                if len(known) < len(rows)
                else []
            ),
        ),
        table=table_view(
            "tabel-kebutuhan",
            place.t("hasil.kebutuhan.tabel", periode=release.period),
            headed(
                place.t("hasil.kolom.kompetensi"),
                [ColumnView(place.plain(m.name)) for m in figures.table.measures],
            ),
            rows,
            place.lang,
        ),
        rules=rules_of(source, figures),
        downloads=downloads_of(release, figures.table),
    )


def _need_row(figures: Figures, code: Code, at: dict[str, str], place: Place) -> RowView:
    cells = [
        cell_view(figures.cell(m.id, **at), m.places, place.lang) for m in figures.table.measures
    ]
    return RowView(place.plain(code.label), tuple(cells))


def _need_bar(name: str, share: Fraction | None, total: Decimal | None, place: Place) -> Bar:
    figure = place.t("sel.dilindungi") if total is None else place.t("hasil.n", n=place.num(total))
    if share is None:
        return Bar(name, figure, (), 1)
    parts = (("kurang", share), ("cukup", 1 - share))
    segments = tuple(
        Segment(kind, part, percent(part, place.lang), bare_percent(part, place.lang))
        for kind, part in parts
    )
    return Bar(name, figure, segments, 1)


def _need_words(known: list[tuple[Fraction, Code]], all_rows: int, place: Place) -> tuple[str, str]:
    if not known:
        return place.t("hasil.kebutuhan.judul"), place.t("hasil.kebutuhan.tertutup")
    share, code = max(known, key=lambda pair: pair[0])
    key = "temuan" if len(known) == all_rows else "temuan_tampil"
    heading = place.t(f"hasil.kebutuhan.{key}", kompetensi=place.plain(code.label))
    words = place.t("hasil.kebutuhan.kalimat", persen=percent(share, place.lang))
    return heading, words


def training(source: Source, release: Release, unit: str, place: Place) -> Exhibit | None:
    """What was done about training needs: participants by training."""
    figures = Figures.of(release, "pelatihan")
    if figures is None:
        return None
    rows = [
        RowView(
            place.plain(code.label),
            tuple(
                cell_view(figures.cell(m.id, unit=unit, pelatihan=code.id), m.places, place.lang)
                for m in figures.table.measures
            ),
        )
        for code in figures.codes("pelatihan")
    ]
    if not rows:
        return None
    return Exhibit(
        id="pelatihan",
        heading=place.t("hasil.pelatihan.judul"),
        lead=place.t("hasil.pelatihan.kalimat"),
        table=table_view(
            "tabel-pelatihan",
            place.t("hasil.pelatihan.tabel", periode=release.period),
            headed(
                place.t("hasil.kolom.pelatihan"),
                [ColumnView(place.plain(m.name)) for m in figures.table.measures],
            ),
            rows,
            place.lang,
        ),
        rules=rules_of(source, figures),
        downloads=downloads_of(release, figures.table),
        is_open=True,
    )
