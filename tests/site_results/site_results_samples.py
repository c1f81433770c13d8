"""Releases made by hand: every table, some cells withheld, numbers by formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path

from tests.shipped import criteria

from terang.core.model import AgencyCriteria, SurveyProfile, Text
from terang.core.numbers import round_half_up
from terang.releasefile.model import (
    Cell,
    Certificate,
    Code,
    Dimension,
    FileDigest,
    Measure,
    Release,
    Row,
    Shown,
    ShownText,
    Table,
    TableCheck,
    Withheld,
    WithheldReason,
)

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
HIDDEN = Withheld(WithheldReason.PROTECTED)
RATINGS = (
    Code("sangat_baik", Text("Sangat Baik", "Very good")),
    Code("baik", Text("Baik", "Good")),
    Code("cukup", Text("Cukup", "Fair")),
    Code("kurang", Text("Kurang", "Poor")),
    Code("sangat_kurang", Text("Sangat Kurang", "Very poor")),
)
ALL = Code("T", Text("Jumlah", "Total"), is_total=True)


def under(parent: str, *codes: Code) -> tuple[Code, ...]:
    return tuple(replace(code, parent=parent) for code in codes)


def agency(id_: str = "kotabumi") -> AgencyCriteria:
    return criteria().agencies[id_]


def measure(id_: str, name: str, kind: str = "count", places: int = 0) -> Measure:
    return Measure(id_, Text(name, f"{name} (en)"), kind, Text("orang", "people"), places)  # type: ignore[arg-type]


def table(
    id_: str,
    dims: tuple[Dimension, ...],
    measures: tuple[Measure, ...],
    cells: Callable[..., Iterable[Cell] | None],
    rules: tuple[str, ...] = (),
) -> Table:
    """A table whose cells come from a function of the coordinates; None leaves the row out."""
    rows = []
    for coords in product(*([c.id for c in dim.codes] for dim in dims)):
        found = cells(*coords)
        if found is not None:
            rows.append(Row(coords, tuple(found)))
    return Table(
        id_,
        Text(f"Tabel {id_}", f"Table {id_}"),
        Text(f"Uraian {id_}", f"Description of {id_}"),
        dims,
        measures,
        tuple(rows),
        {"konsep": Text("Penilaian"), "satuan": Text("orang", "people")},
        rules,
    )


def dimension(id_: str, *codes: Code) -> Dimension:
    return Dimension(id_, Text(id_.capitalize(), id_.capitalize()), codes)


def units(agency_: AgencyCriteria) -> Dimension:
    made = (Code(u.id, u.name, u.parent, u.parent is None) for u in agency_.agency.units)
    return dimension("unit", *made)


def by_scheme(agency_: AgencyCriteria, kinds: tuple[str, ...]) -> tuple[Code, ...]:
    """Codes `<scheme>.<indicator>` under their scheme, as the private zone writes them."""
    found = [i for i in agency_.indicators.values() if i.kind in kinds]
    codes: list[Code] = []
    for scheme in agency_.schemes.values():
        codes.append(Code(scheme.id, scheme.name))
        codes += [Code(f"{scheme.id}.{i.id}", i.name, scheme.id) for i in found]
    return tuple(codes)


def leaves_below(agency_: AgencyCriteria, unit: str) -> list[int]:
    """Positions of the leaf units under a unit, itself if a leaf."""
    parents = {u.parent for u in agency_.agency.units}
    found = []
    for i, u in enumerate(agency_.agency.units):
        here: str | None = u.id
        while here is not None and here != unit:
            here = next(x.parent for x in agency_.agency.units if x.id == here)
        if here == unit and u.id not in parents:
            found.append(i)
    return found


def leaf_counts(i: int, year: int) -> tuple[int, ...]:
    size = 40 + 17 * i % 60 + 5 * i
    best = size * (10 + i % 3 + year % 5) // 100
    low, lowest = size * (3 + i % 4) // 100, i % 2
    fair = size * (11 + i % 5) // 100
    return (best, size - best - low - lowest - fair, fair, low, lowest)


def rating_table(agency_: AgencyCriteria, year: int) -> Table:
    groups = [g.id for g in agency_.agency.position_groups]
    by_group = dimension(
        "kelompok", ALL, *(Code(g.id, g.name, "T") for g in agency_.agency.position_groups)
    )

    def cells(unit: str, group: str, rating: str) -> Iterable[Cell]:
        leaves = leaves_below(agency_, unit)
        if group != "T":
            leaves = [i for i in leaves if groups[i % len(groups)] == group]
        counts = [sum(leaf_counts(i, year)[k] for i in leaves) for k in range(5)]
        if rating == "T":
            return [Shown(Decimal(sum(counts)))]
        k = [c.id for c in RATINGS].index(rating)
        small = [j for j, n in enumerate(counts) if 0 < n < 5]
        hidden = set(small) | ({2} if len(small) == 1 else set())
        return [HIDDEN if k in hidden else Shown(Decimal(counts[k]))]

    return table(
        "predikat",
        (units(agency_), by_group, dimension("kategori", ALL, *under("T", *RATINGS))),
        (measure("jumlah", "Jumlah"),),
        cells,
        tuple(agency_.schemes),
    )


def status_table(agency_: AgencyCriteria, year: int) -> Table:
    codes = (
        ALL,
        Code("dinilai", Text("Dinilai", "Assessed"), "T"),
        Code("tertunda", Text("Tertunda", "Pending"), "T"),
    )

    def cells(unit: str, status: str) -> Iterable[Cell]:
        leaves = leaves_below(agency_, unit)
        done = sum(sum(leaf_counts(i, year)) for i in leaves)
        pending = sum(1 + i % 4 for i in leaves)
        if pending < 5 and status != "dinilai":
            return [HIDDEN]
        return [Shown(Decimal({"dinilai": done, "tertunda": pending}.get(status, done + pending)))]

    return table(
        "status-penilaian",
        (units(agency_), dimension("status", *codes)),
        (measure("jumlah", "Jumlah"),),
        cells,
        tuple(agency_.schemes),
    )


def mean_table(agency_: AgencyCriteria, year: int) -> Table:
    codes = by_scheme(agency_, ("hasil", "layanan", "perilaku", "kompetensi"))

    def cells(unit: str, code: str) -> Iterable[Cell] | None:
        if "." not in code:
            return None
        n = sum(sum(leaf_counts(i, year)) for i in leaves_below(agency_, unit))
        k = [c.id for c in codes].index(code)
        if n < 70 and k % 3 == 1:
            return [HIDDEN]
        value = Decimal(72) + (7 * k + 3 * len(unit) + year) % 31 + Decimal(k) / 7
        return [Shown(round_half_up(value, 2), n)]

    return table(
        "rerata",
        (units(agency_), dimension("ukuran", *codes)),
        (measure("rerata", "Rerata", "mean", 2),),
        cells,
        tuple(agency_.schemes),
    )


def gap_table(agency_: AgencyCriteria, year: int) -> Table:
    codes = by_scheme(agency_, ("perilaku",))
    measures = tuple(measure(m, m.capitalize(), "mean", 2) for m in ("dari", "terhadap", "selisih"))

    def cells(unit: str, code: str) -> Iterable[Cell] | None:
        if "." not in code:
            return None
        n = sum(sum(leaf_counts(i, year)) for i in leaves_below(agency_, unit))
        if n < 60:
            return [HIDDEN] * 3
        k = [c.id for c in codes].index(code)
        values = (Decimal("84.20") + k, Decimal("79.55") + 2 * k)
        shown = (*values, values[0] - values[1])
        return [Shown(v, n) for v in shown]

    return table("kesenjangan", (units(agency_), dimension("indikator", *codes)), measures, cells)


def need_table(agency_: AgencyCriteria, year: int) -> Table:
    codes = by_scheme(agency_, ("kompetensi",))
    measures = (
        measure("dinilai", "Dinilai"),
        measure("di_bawah", "Di bawah"),
        measure("persen", "Bagian di bawah", "share", 1),
    )

    def cells(unit: str, code: str) -> Iterable[Cell] | None:
        if "." not in code:
            return None
        n = sum(sum(leaf_counts(i, year)) for i in leaves_below(agency_, unit))
        below = n * (12 + 5 * [c.id for c in codes].index(code)) // 100
        if below < 8:
            return [Shown(Decimal(n)), HIDDEN, HIDDEN]
        percent = round_half_up(Decimal(100 * below) / n, 1)
        return [Shown(Decimal(n)), Shown(Decimal(below)), Shown(percent)]

    return table(
        "kebutuhan-pelatihan", (units(agency_), dimension("kompetensi", *codes)), measures, cells
    )


def training_table(agency_: AgencyCriteria, year: int) -> Table:
    codes = (
        Code("waktu", Text("Manajemen waktu", "Time management")),
        Code("ti", Text("Teknologi informasi", "Information technology")),
    )

    def cells(unit: str, code: str) -> Iterable[Cell]:
        n = len(leaves_below(agency_, unit)) * (7 if code == "waktu" else 3)
        return [HIDDEN if n < 5 else Shown(Decimal(n))]

    return table(
        "pelatihan",
        (units(agency_), dimension("pelatihan", *codes)),
        (measure("peserta", "Peserta"),),
        cells,
    )


def service_tables(agency_: AgencyCriteria, year: int) -> list[Table]:
    services = dimension("layanan", *(Code(s.id, s.name) for s in agency_.services.values()))
    body = criteria().profiles["skm-2017"].body
    assert isinstance(body, SurveyProfile)
    elements = dimension("unsur", *(Code(e.code, e.name) for e in body.elements))
    places = {c.id: i for i, c in enumerate(services.codes)}
    weakest = 2 if year == 2025 else 7

    def index(service: str) -> Iterable[Cell]:
        enough = places[service] == 0
        ikm = Decimal("83.42") if enough else Decimal("88.27")
        ikm += Decimal(year - 2025) * Decimal("2.15")
        return [
            Shown(ikm),
            ShownText("B" if ikm < Decimal("88.31") else "A"),
            Shown(Decimal(312 if enough else 141)),
            Shown(Decimal(1480 if enough else 920)),
            Shown(Decimal(305 if enough else 272)),
            ShownText("tidak" if enough else "ya"),
        ]

    def element(service: str, code: str) -> Iterable[Cell]:
        k = [c.id for c in elements.codes].index(code)
        nrr = Decimal("3.18") + Decimal(k * 5 % 9) * Decimal("0.06")
        nrr = Decimal("2.94") if k == weakest else nrr
        grade = "A" if nrr >= Decimal("3.5324") else "B" if nrr >= Decimal("3.0644") else "C"
        return [Shown(round_half_up(nrr, 4), 312), Shown(nrr * 25), ShownText(grade)]

    def complaint(service: str, class_: str) -> Iterable[Cell] | None:
        own = [c.id for c in agency_.services[service].complaint_classes]
        if class_ != "T" and class_ not in own:
            return None
        k = 1 if class_ == "T" else own.index(class_) + 2
        received, settled = 240 // k, 228 // k
        on_time = settled * (91 - 4 * k) // 100
        if class_ == "pemeriksaan":
            return [HIDDEN] * 4
        percent = round_half_up(Decimal(100 * on_time) / settled, 1)
        return [*(Shown(Decimal(v)) for v in (received, settled, on_time)), Shown(percent, settled)]

    ranges = ("0-1", "2-3", "4-5", "6-10", "11-20", "21+")

    def waiting(service: str, range_: str) -> Iterable[Cell]:
        counts = (61, 88, 47, 22, 7, 3)
        if range_ == "T":
            return [Shown(Decimal(sum(counts)))]
        n = counts[ranges.index(range_)]
        return [HIDDEN if n < 8 else Shown(Decimal(n))]

    # fmt: off
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
              "September", "Oktober", "November", "Desember")
    # fmt: on
    month_codes = [
        Code(f"{year}-{i + 1:02}", Text(f"{m} {year}"), "T") for i, m in enumerate(months)
    ]
    volumes = {c.id: 310 + (i * 47) % 130 for i, c in enumerate(month_codes)}
    volumes["T"] = sum(volumes.values())
    classes = {c.id: c for s in agency_.services.values() for c in s.complaint_classes}
    counts = ("masuk", "selesai", "tepat_waktu")
    return [
        table(
            "ikm",
            (services,),
            (
                measure("ikm", "IKM", "index", 2),
                measure("mutu", "Mutu", "word"),
                measure("n", "Responden"),
                measure("populasi", "Populasi"),
                measure("sampel_minimum", "Sampel minimum"),
                measure("mutu_bergantung_konvensi", "Mutu bergantung konvensi", "word"),
            ),
            index,
            tuple(agency_.services),
        ),
        table(
            "ikm-unsur",
            (services, elements),
            (
                measure("nrr", "NRR", "mean", 4),
                measure("konversi", "Konversi", "index", 2),
                measure("mutu", "Mutu", "word"),
            ),
            element,
        ),
        table(
            "aduan",
            (
                services,
                dimension("kelas", ALL, *(Code(c.id, c.name, "T") for c in classes.values())),
            ),
            (
                *(measure(m, m.replace("_", " ").capitalize()) for m in counts),
                measure("persen_tepat", "Persen tepat waktu", "share", 1),
            ),
            complaint,
        ),
        table(
            "waktu-aduan",
            (
                services,
                dimension("rentang", ALL, *(Code(r, Text(f"{r} hari", r), "T") for r in ranges)),
            ),
            (measure("jumlah", "Jumlah"),),
            waiting,
        ),
        table(
            "volume",
            (services, dimension("bulan", ALL, *month_codes)),
            (measure("jumlah", "Jumlah"),),
            lambda service, month: [Shown(Decimal(volumes[month]))],
        ),
    ]


@cache
def release(agency_id: str = "kotabumi", period: str = "2025") -> Release:
    agency_ = agency(agency_id)
    year = int(period)
    tables = [
        make(agency_, year)
        for make in (rating_table, status_table, mean_table, gap_table, need_table, training_table)
    ]
    if agency_.services:
        tables += service_tables(agency_, year)
    checks = []
    for t in tables:
        cells = [cell for row in t.rows for cell in row.cells]
        hidden = sum(isinstance(cell, Withheld) for cell in cells)
        checks.append(TableCheck(t.id, len(cells), len(cells) - hidden, hidden))
    return Release(
        agency_id,
        period,
        0,
        None,
        criteria().digest,
        True,
        date(year + 1, 3, 31),
        date(year + 2, 3, 31),
        tuple(tables),
        Certificate(
            "penyembunyian",
            5,
            5,
            ("ambang", "homogen", "hampir-homogen", "orang-dalam", "rerata-n"),
            ("bukti-hitungan", "serangan-lp", "serangan-rerata"),
            sum(c.withheld for c in checks),
            0,
            Decimal(7),
            ("data-luar", "beda-antarperiode"),
            tuple(checks),
            () if year == 2024 else (f"{agency_id}/2024",),
            "0.1",
        ),
        {"ambang": "5", "minimum_rerata": "10", "minimum_responden": "30"},
        tuple(FileDigest(f"tabel/{t.id}.csv", f"{i:064x}") for i, t in enumerate(tables)),
    )


def both_periods(agency_id: str = "kotabumi") -> tuple[Release, Release]:
    return release(agency_id, "2024"), release(agency_id, "2025")
