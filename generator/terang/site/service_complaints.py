"""Complaints of one service against their standards, and its volumes by month."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from terang.core.dates import in_force
from terang.core.model import Service
from terang.releasefile.model import Release, Shown
from terang.site.charts import Bar, Segment, stacked
from terang.site.charts_columns import Column, columns
from terang.site.exhibits import Exhibit, LegendItem, Source, downloads_of
from terang.site.figures import Figures, is_told
from terang.site.render import Place
from terang.site.svg import Frame
from terang.site.tables import (
    CellView,
    ColumnView,
    RowView,
    bare_percent,
    cell_view,
    headed,
    measured,
    percent,
    table_view,
)


def standard_days(service: Service, class_: str, on: date) -> tuple[Decimal, str] | None:
    """The standard of a complaint class in force on a day, with the kind of days."""
    for complaint in service.complaint_classes:
        if complaint.id == class_:
            dated = in_force(complaint.days, on)
            return None if dated is None else (dated.value, complaint.day_kind)
    return None


def end_of(period: str) -> date:
    """The last day of a period such as "2025"; of "2025-06" the last of that month's year."""
    return date(int(period[:4]), 12, 31)


def complaints(source: Source, release: Release, service: Service, place: Place) -> Exhibit | None:
    """Complaints by class: how many were settled within the standard."""
    figures = Figures.of(release, "aduan")
    if figures is None:
        return None
    on = end_of(release.period)
    total = figures.total("kelas")
    dim = figures.dimension("kelas")
    codes = dim.codes if dim else ()
    rows, bars = [], []
    for code in codes:
        at = {"layanan": service.id, "kelas": code.id}
        if figures.cell("masuk", **at) is None:
            continue
        name = place.plain(code.label)
        standard = standard_days(service, code.id, on)
        days = CellView(place.t("layanan.aduan.sesuai_kelas"), "kata")
        if standard is not None:
            days = CellView(place.t(f"layanan.hari.{standard[1]}", n=place.short(standard[0])))
        measures = figures.table.measures
        cells = [measured(figures.cell(m.id, **at), m, place.lang) for m in measures]
        rows.append(RowView(name, (days, *cells), is_marked=code.id == total))
        if is_told(figures.cell("persen_tepat", **at)):
            bars.append(_on_time_bar(figures, at, name, place, 0 if code.id == total else 1))
    if not rows:
        return None
    heading, lead = _complaint_words(figures, service, place)
    return Exhibit(
        id="aduan",
        heading=heading,
        lead=lead,
        chart=stacked(Frame("bagan-aduan", heading, lead), bars, place.t("sel.dilindungi"))
        if bars
        else None,
        legend=(
            LegendItem("tepat", place.t("layanan.aduan.tepat")),
            LegendItem("terlambat", place.t("layanan.aduan.terlambat")),
        ),
        table=table_view(
            "tabel-aduan",
            place.t("layanan.aduan.tabel", periode=release.period),
            headed(
                place.t("layanan.kolom.kelas"),
                [
                    ColumnView(place.t("layanan.kolom.standar")),
                    *(ColumnView(place.plain(m.name)) for m in figures.table.measures),
                ],
            ),
            rows,
            place.lang,
        ),
        notes=(place.t("layanan.aduan.catatan"),),
        rules=(),
        downloads=downloads_of(release, figures.table),
        is_open=True,
    )


def on_time_share(figures: Figures, /, **at: str) -> Fraction | None:
    """The published share on time; open complaints past their day count as late in it."""
    shown = figures.number("persen_tepat", **at)
    return None if shown is None else Fraction(shown) / 100


def _on_time_bar(figures: Figures, at: dict[str, str], name: str, place: Place, level: int) -> Bar:
    cell, share = figures.cell("persen_tepat", **at), on_time_share(figures, **at)
    figure = place.t("sel.dilindungi")
    if isinstance(cell, Shown):
        figure = "" if cell.n is None else place.t("hasil.n", n=place.num(cell.n))
    if share is None:
        return Bar(name, figure, (), level)
    parts = (("tepat", share), ("terlambat", 1 - share))
    segments = tuple(
        Segment(kind, part, percent(part, place.lang), bare_percent(part, place.lang))
        for kind, part in parts
    )
    return Bar(name, figure, segments, level)


def _complaint_words(figures: Figures, service: Service, place: Place) -> tuple[str, str]:
    share = on_time_share(figures, layanan=service.id)
    received = figures.number("masuk", layanan=service.id)
    heading = place.t("layanan.aduan.judul")
    if share is not None:
        heading = place.t("layanan.aduan.temuan", persen=percent(share, place.lang))
    if received is None:
        settled = figures.number("selesai", layanan=service.id)
        if settled is None:
            return heading, place.t("layanan.aduan.tertutup")
        return heading, place.t("layanan.aduan.selesai_saja", n=place.num(settled))
    return heading, place.t("layanan.aduan.kalimat", n=place.num(received))


def upper_days(code: str) -> int | None:
    """The last day of a range such as "3-5"; None for an open one."""
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", code)
    return int(found[2] or found[1]) if found else None


def waiting(source: Source, release: Release, service: Service, place: Place) -> Exhibit | None:
    """The distribution of complaint response times, the standard as a line."""
    figures = Figures.of(release, "waktu-aduan")
    if figures is None:
        return None
    codes = figures.codes("rentang")
    cells = [figures.cell("jumlah", layanan=service.id, rentang=c.id) for c in codes]
    if all(cell is None for cell in cells):
        return None
    limit = _common_standard(service, end_of(release.period))
    uppers = [upper_days(code.id) for code in codes]
    after = uppers.index(int(limit)) if limit is not None and int(limit) in uppers else None
    items, rows = [], []
    for i, code in enumerate(codes):
        at = {"layanan": service.id, "rentang": code.id}
        value = figures.number("jumlah", **at)
        view = cell_view(figures.cell("jumlah", **at), 0, place.lang)
        share = None if value is None else Fraction(value)
        is_late = after is not None and i > after
        items.append(Column(code.id, share, view.text, is_late))
        rows.append(RowView(place.plain(code.label), (view,)))
    heading, lead = place.t("layanan.waktu.judul"), place.t("layanan.waktu.kalimat")
    standard = ""
    if after is not None and limit is not None:
        standard = place.t("layanan.waktu.standar", n=place.short(limit))
    return Exhibit(
        id="waktu",
        heading=heading,
        lead=lead,
        chart=columns(Frame("bagan-waktu", heading, lead), items, after, standard),
        table=table_view(
            "tabel-waktu",
            place.t("layanan.waktu.tabel", periode=release.period),
            headed(
                place.t("layanan.kolom.rentang"),
                [ColumnView(place.t("layanan.kolom.jumlah_aduan"))],
            ),
            rows,
            place.lang,
        ),
        downloads=downloads_of(release, figures.table),
    )


def _common_standard(service: Service, on: date) -> Decimal | None:
    """The standard of ordinary (`normatif`) complaints, else of the only class."""
    classes = [c.id for c in service.complaint_classes]
    chosen = "normatif" if "normatif" in classes else (classes[0] if len(classes) == 1 else "")
    standard = standard_days(service, chosen, on)
    return None if standard is None else standard[0]


def volumes(source: Source, release: Release, service: Service, place: Place) -> Exhibit | None:
    """Services completed by month."""
    figures = Figures.of(release, "volume")
    if figures is None:
        return None
    items, rows = [], []
    for code in figures.codes("bulan"):
        at = {"layanan": service.id, "bulan": code.id}
        if figures.cell("jumlah", **at) is None:
            continue
        view = cell_view(figures.cell("jumlah", **at), 0, place.lang)
        value = figures.number("jumlah", **at)
        name = place.plain(code.label)
        rows.append(RowView(name, (view,)))
        items.append(Column(name[:3], None if value is None else Fraction(value), view.text))
    if not rows:
        return None
    total = figures.number("jumlah", layanan=service.id)
    unit = place.plain(service.volume_unit)
    heading = place.t("layanan.volume.judul")
    if total is not None:
        heading = place.t("layanan.volume.temuan", n=place.num(total), satuan=unit)
    lead = place.t("layanan.volume.kalimat", satuan=unit)
    return Exhibit(
        id="volume",
        heading=heading,
        lead=lead,
        chart=columns(Frame("bagan-volume", heading, lead), items),
        table=table_view(
            "tabel-volume",
            place.t("layanan.volume.tabel", periode=release.period),
            headed(place.t("layanan.kolom.bulan"), [ColumnView(unit)]),
            rows,
            place.lang,
        ),
        downloads=downloads_of(release, figures.table),
    )
