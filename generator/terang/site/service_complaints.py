"""Complaints of one service against their standards, and its volumes by month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from terang.core.dates import in_force
from terang.core.model import Service
from terang.releasefile.model import Release, Shown
from terang.site.charts import Bar, Segment, stacked
from terang.site.charts_columns import Column, Upright, columns
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
        chart=stacked(Frame("bagan-aduan", heading, lead), bars, place.t("sel.dilindungi")),
        legend=(
            LegendItem("tepat", place.t("layanan.aduan.tepat")),
            LegendItem("terlambat", place.t("layanan.aduan.terlambat")),
            *(
                [LegendItem("dilindungi", place.t("sel.dilindungi"))]
                if any(bar.segments is None for bar in bars)
                else []
            ),
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
    """The published share on time among complaints whose last day is over; open ones are late."""
    shown = figures.number("persen_tepat", **at)
    return None if shown is None else Fraction(shown) / 100


def _on_time_bar(figures: Figures, at: dict[str, str], name: str, place: Place, level: int) -> Bar:
    cell, share = figures.cell("persen_tepat", **at), on_time_share(figures, **at)
    figure = place.t("sel.dilindungi")
    if isinstance(cell, Shown):
        figure = "" if cell.n is None else place.t("hasil.n", n=place.num(cell.n))
    if share is None:
        return Bar(name, figure, None, level)
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


def place_of(days: Decimal, codes: Sequence[str]) -> Fraction | None:
    """Where the end of a day lies among ranges such as "2-3", counted in ranges from the left.

    None beyond the last closed range. Day 2 ends halfway through the range 2-3.

    >>> place_of(Decimal(2), ["0-1", "2-3", "4+"]), place_of(Decimal(3), ["0-1", "2-3", "4+"])
    (Fraction(3, 2), Fraction(2, 1))
    """
    for i, code in enumerate(codes):
        found = re.fullmatch(r"(\d+)-(\d+)", code)
        if found and int(found[1]) <= days <= int(found[2]):
            first, last = int(found[1]), int(found[2])
            return i + (Fraction(days) - first + 1) / (last - first + 1)
    return None


def standards(service: Service, on: date, codes: Sequence[str], place: Place) -> list[Upright]:
    """The standard of every class in force on a day, as lines among the ranges."""
    lines = []
    for kind in service.complaint_classes:
        standard = standard_days(service, kind.id, on)
        at = None if standard is None else place_of(standard[0], codes)
        if standard is not None and at is not None:
            days = place.t(f"layanan.hari.{standard[1]}", n=place.short(standard[0]))
            lines.append(Upright(at, f"{place.plain(kind.name)}: {days}", days))
    return lines


def waiting(source: Source, release: Release, service: Service, place: Place) -> Exhibit | None:
    """The distribution of complaint response times, the standard as a line."""
    figures = Figures.of(release, "waktu-aduan")
    if figures is None:
        return None
    codes = figures.codes("rentang")
    cells = [figures.cell("jumlah", layanan=service.id, rentang=c.id) for c in codes]
    if all(cell is None for cell in cells):
        return None
    lines = standards(service, end_of(release.period), [c.id for c in codes], place)
    items, rows = [], []
    for code in codes:
        at = {"layanan": service.id, "rentang": code.id}
        value = figures.number("jumlah", **at)
        view = cell_view(figures.cell("jumlah", **at), 0, place.lang)
        share = None if value is None else Fraction(value)
        items.append(Column(code.id, share, view.text))
        rows.append(RowView(place.plain(code.label), (view,)))
    heading, lead = place.t("layanan.waktu.judul"), place.t("layanan.waktu.kalimat")
    return Exhibit(
        id="waktu",
        heading=heading,
        lead=lead,
        chart=columns(Frame("bagan-waktu", heading, lead), items, lines),
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
