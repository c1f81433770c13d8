"""How ratings are spread over a unit: by unit, by position group, over periods; and who is pending.

Every sentence is computed from shown figures only. Units stand in their own order, never ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from terang.releasefile.model import Code, Release
from terang.site.charts import Bar, Segment, stacked
from terang.site.exhibits import (
    Exhibit,
    LegendItem,
    Source,
    downloads_of,
    result_path,
    rules_of,
)
from terang.site.figures import (
    Distribution,
    Figures,
    Part,
    children,
    distribution,
    root_of,
)
from terang.site.render import Place
from terang.site.svg import Frame
from terang.site.tables import (
    CellView,
    ColumnView,
    RowView,
    bare_percent,
    counted_percent,
    headed,
    percent,
    table_view,
    with_percent_sign,
)

WHOLE_TREE = 16  # with at most this many units below, a page shows them all


def units_of(release: Release) -> tuple[Code, ...]:
    """The unit tree as the release has it, parents before children."""
    for table in release.tables:
        for dim in table.dims:
            if dim.id == "unit":
                return dim.codes
    return ()


def step_kind(position: int) -> str:
    """The class of a category by its place, best first."""
    return f"jenjang-{min(position + 1, 5)}"


def legend(figures: Figures, place: Place, has_withheld: bool) -> tuple[LegendItem, ...]:
    """The categories in their own order, and the hatching where it is used."""
    items = [
        LegendItem(step_kind(i), place.plain(code.label))
        for i, code in enumerate(figures.codes("kategori"))
    ]
    if has_withheld:
        items.append(LegendItem("dilindungi", place.t("hasil.legenda.dilindungi")))
    return tuple(items)


def bar(label: str, dist: Distribution, place: Place, level: int = 0) -> Bar:
    """A distribution as one bar; all withheld parts together are one hatched segment."""
    if dist.total is None:
        return Bar(label, place.t("sel.dilindungi"), None, level)
    if dist.total == 0:
        return Bar(label, people(0, place), (), level)
    segments = []
    for i, part in enumerate(dist.parts):
        share = dist.share(part)
        if share is not None:
            number = bare_percent(share, place.lang)
            percentage = with_percent_sign(number, place.lang)
            segments.append(Segment(step_kind(i), share, percentage, number))
    if dist.hidden:
        share = Fraction(dist.hidden, dist.total)
        segments.append(Segment("dilindungi", share, place.t("sel.dilindungi")))
    return Bar(label, people(dist.total, place), tuple(segments), level)


def people(count: int, place: Place) -> str:
    return place.t("hasil.orang", n=place.num(count))


def counts_row(label: str, dist: Distribution, place: Place, **more: object) -> RowView:
    """Counts with their shares by category, then the total."""
    cells = [_count_cell(dist, part, place) for part in dist.parts]
    return RowView(label, (*cells, _whole(dist.total, place)), **more)  # type: ignore[arg-type]


def _count_cell(dist: Distribution, part: Part, place: Place) -> CellView:
    if part.count is None:
        return CellView(place.t("sel.dilindungi"), "dilindungi")
    note = counted_percent(part.count, dist.total, place.lang) if dist.total else ""
    return CellView(place.num(part.count), "angka", note)


def _whole(count: int | None, place: Place) -> CellView:
    if count is None:
        return CellView(place.t("sel.dilindungi"), "dilindungi")
    return CellView(place.num(count))


def count_columns(figures: Figures, place: Place) -> tuple[ColumnView, ...]:
    names = [place.plain(code.label) for code in figures.codes("kategori")]
    return tuple(ColumnView(name) for name in (*names, place.t("hasil.kolom.jumlah")))


def shown_units(codes: tuple[Code, ...], unit: str) -> list[tuple[Code, int]]:
    """A unit and what is under it with depth: everything when small, else the next level."""

    def below(parent: str, depth: int) -> list[tuple[Code, int]]:
        found = []
        for code in children(codes, parent):
            found += [(code, depth), *below(code.id, depth + 1)]
        return found

    everything = below(unit, 1)
    own = [(code, 0) for code in codes if code.id == unit]
    if len(everything) <= WHOLE_TREE:
        return own + everything
    return own + [(code, depth) for code, depth in everything if depth == 1]


def finding(dist: Distribution, figures: Figures, place: Place) -> str:
    """The heading of a distribution, as far as the shown figures prove it."""
    leading = dist.leading()
    if leading is None:
        return place.t("hasil.temuan.sebaran")
    share = dist.share(leading)
    key = "hasil.temuan.sebagian_besar" if share and share * 2 > 1 else "hasil.temuan.terbanyak"
    return place.t(key, kategori=place.plain(leading.code.label))


def sentence(dist: Distribution, unit: str, place: Place) -> str:
    """The distribution's main figure in a sentence."""
    leading = dist.leading()
    if dist.total is None:
        return place.t("hasil.kalimat.tertutup", unit=unit)
    share = dist.share(leading) if leading else None
    if leading is None or share is None:
        return place.t("hasil.kalimat.jumlah", unit=unit, total=place.num(dist.total))
    return place.t(
        "hasil.kalimat.terbesar",
        unit=unit,
        total=place.num(dist.total),
        n=place.num(leading.count or 0),
        persen=percent(share, place.lang),
        kategori=place.plain(leading.code.label),
    )


def by_unit(source: Source, release: Release, unit: str, place: Place) -> Iterator[Exhibit]:
    """Predikat by unit as small multiples."""
    figures = Figures.of(release, "predikat")
    if figures is None:
        return
    codes = units_of(release)
    units = shown_units(codes, unit)
    dists = {code.id: distribution(figures, code.id) for code, _ in units}
    own = dists[unit]
    name = next(place.plain(code.label) for code, _ in units if code.id == unit)
    heading = place.t(
        "hasil.sebaran.judul" if len(units) > 1 else "hasil.sebaran.judul_satu", unit=name
    )
    has_withheld = any(dist.has_withheld for dist in dists.values())
    bars = [bar(place.plain(code.label), dists[code.id], place, depth) for code, depth in units]
    rows = [
        counts_row(
            place.plain(code.label),
            dists[code.id],
            place,
            level=depth,
            href=unit_path(source, release, code) if depth else None,
        )
        for code, depth in units
    ]
    lead = place.t("hasil.sebaran.kalimat")
    yield Exhibit(
        id="sebaran",
        heading=heading,
        lead=lead,
        chart=stacked(
            Frame("bagan-sebaran", heading, sentence(own, name, place)),
            bars,
            place.t("sel.dilindungi"),
        ),
        legend=legend(figures, place, has_withheld),
        table=table_view(
            "tabel-sebaran",
            place.t("hasil.sebaran.tabel", unit=name, periode=release.period),
            headed(place.t("hasil.kolom.unit"), count_columns(figures, place)),
            rows,
            place.lang,
        ),
        notes=(place.t("hasil.urutan_sendiri"),),
        rules=rules_of(source, figures),
        downloads=downloads_of(release, figures.table),
        is_open=True,
    )


def unit_path(source: Source, release: Release, code: Code) -> str:
    """Where a unit's results stand; the root has the period's page."""
    root = code.id == root_of(units_of(release))
    return result_path(source.id, release.period, None if root else code.id)


def by_group(source: Source, release: Release, unit: str, place: Place) -> Iterator[Exhibit]:
    """Predikat by position group in one unit."""
    figures = Figures.of(release, "predikat")
    if figures is None or not figures.codes("kelompok"):
        return
    groups = figures.codes("kelompok")
    dists = [distribution(figures, unit, group.id) for group in groups]
    bars = [
        bar(place.plain(group.label), dist, place, 1)
        for group, dist in zip(groups, dists, strict=True)
    ]
    rows = [
        counts_row(place.plain(group.label), dist, place)
        for group, dist in zip(groups, dists, strict=True)
    ]
    heading = place.t("hasil.kelompok.judul")
    lead = place.t("hasil.kelompok.kalimat")
    yield Exhibit(
        id="kelompok",
        heading=heading,
        lead=lead,
        chart=stacked(Frame("bagan-kelompok", heading, lead), bars, place.t("sel.dilindungi")),
        legend=legend(figures, place, any(dist.has_withheld for dist in dists)),
        table=table_view(
            "tabel-kelompok",
            place.t("hasil.kelompok.tabel", periode=release.period),
            headed(place.t("hasil.kolom.kelompok"), count_columns(figures, place)),
            rows,
            place.lang,
        ),
        rules=rules_of(source, figures),
        downloads=downloads_of(release, figures.table),
    )


def over_periods(source: Source, release: Release, unit: str, place: Place) -> Iterator[Exhibit]:
    """The same unit in every period that has a release."""
    found = [
        (other, figures)
        for other in source.releases
        if (figures := Figures.of(other, "predikat")) is not None
        and any(code.id == unit for code in units_of(other))
    ]
    if len(found) < 2:
        return
    dists = [(other.period, distribution(figures, unit)) for other, figures in found]
    figures = found[-1][1]
    bars = [bar(period, dist, place) for period, dist in dists]
    rows = [
        counts_row(
            period,
            dist,
            place,
            href=result_path(
                source.id, period, None if unit == root_of(units_of(release)) else unit
            ),
        )
        for period, dist in dists
    ]
    heading = change_heading(dists, place)
    lead = place.t("hasil.tren.kalimat")
    yield Exhibit(
        id="tren",
        heading=heading,
        lead=lead,
        chart=stacked(Frame("bagan-tren", heading, lead), bars, place.t("sel.dilindungi")),
        legend=legend(figures, place, any(dist.has_withheld for _, dist in dists)),
        table=table_view(
            "tabel-tren",
            place.t("hasil.tren.tabel"),
            headed(place.t("hasil.kolom.periode"), count_columns(figures, place)),
            rows,
            place.lang,
        ),
        rules=rules_of(source, figures),
    )


def change_heading(dists: Sequence[tuple[str, Distribution]], place: Place) -> str:
    """What the two last periods show of the leading category, where both show it."""
    (before, old), (after, new) = dists[-2:]
    leading = new.leading()
    if leading is None:
        return place.t("hasil.tren.judul")
    then = next((old.share(p) for p in old.parts if p.code.id == leading.code.id), None)
    now = new.share(leading)
    if then is None or now is None:
        return place.t("hasil.tren.judul")
    return place.t(
        "hasil.tren.temuan",
        kategori=place.plain(leading.code.label),
        sebelum=percent(then, place.lang),
        sesudah=percent(now, place.lang),
        dari=before,
        ke=after,
    )


def status(source: Source, release: Release, unit: str, place: Place) -> Iterator[Exhibit]:
    """How many have been assessed and how many are pending."""
    figures = Figures.of(release, "status-penilaian")
    if figures is None:
        return
    units = shown_units(units_of(release), unit)
    codes = figures.codes("status")
    bars, rows = [], []
    for code, depth in units:
        counts = [figures.number("jumlah", unit=code.id, status=c.id) for c in codes]
        total = figures.number("jumlah", unit=code.id)
        parts = tuple(
            Part(c, None if n is None else int(n)) for c, n in zip(codes, counts, strict=True)
        )
        dist = Distribution(parts, None if total is None else int(total))
        name = place.plain(code.label)
        bars.append(_status_bar(name, dist, place, depth))
        rows.append(counts_row(name, dist, place, level=depth))
    heading, lead = _status_words(figures, unit, place)
    columns = [ColumnView(place.plain(c.label)) for c in codes]
    yield Exhibit(
        id="status",
        heading=heading,
        lead=lead,
        chart=stacked(Frame("bagan-status", heading, lead), bars, place.t("sel.dilindungi")),
        legend=_status_legend(codes, rows, place),
        table=table_view(
            "tabel-status",
            place.t("hasil.status.tabel", periode=release.period),
            headed(
                place.t("hasil.kolom.unit"), [*columns, ColumnView(place.t("hasil.kolom.jumlah"))]
            ),
            rows,
            place.lang,
        ),
        rules=rules_of(source, figures),
        downloads=downloads_of(release, figures.table),
    )


def _status_legend(
    codes: Sequence[Code], rows: Sequence[RowView], place: Place
) -> tuple[LegendItem, ...]:
    items = [LegendItem(f"status-{i + 1}", place.plain(c.label)) for i, c in enumerate(codes)]
    if any(cell.kind == "dilindungi" for row in rows for cell in row.cells):
        items.append(LegendItem("dilindungi", place.t("sel.dilindungi")))
    return tuple(items)


def _status_bar(label: str, dist: Distribution, place: Place, level: int) -> Bar:
    drawn = bar(label, dist, place, level)
    segments = drawn.segments and tuple(
        Segment(s.kind.replace("jenjang", "status"), s.share, s.label, s.short)
        for s in drawn.segments
    )
    return Bar(drawn.label, drawn.figure, segments, level)


def _status_words(figures: Figures, unit: str, place: Place) -> tuple[str, str]:
    done = figures.number("jumlah", unit=unit, status="dinilai")
    total = figures.number("jumlah", unit=unit)
    if done is None or not total:
        return place.t("hasil.status.judul"), place.t("hasil.status.tertutup")
    share = percent(Fraction(done) / Fraction(total), place.lang)
    words = place.t("hasil.status.kalimat", n=place.num(done), total=place.num(total))
    return place.t("hasil.status.temuan", persen=share), words
