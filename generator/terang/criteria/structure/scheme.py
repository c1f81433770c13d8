"""skema/*.yml: who is judged by what, with which weights, by whom."""

from __future__ import annotations

from typing import Literal, cast

from terang.core.model import (
    Axis,
    CategoryAxis,
    Component,
    Gap,
    Gate,
    GroupComponent,
    IndicatorComponent,
    Matrix,
    MeasureRule,
    MissingPolicy,
    RaterAlternative,
    RaterSet,
    RaterSource,
    Rule,
    Scheme,
    WeightedSum,
)
from terang.criteria.source import Misfit, Node
from terang.criteria.structure import shared
from terang.criteria.structure.places import Places


def scheme(root: Node, places: Places) -> Scheme:
    """The scheme of one file."""
    end, cycle = root.find("berakhir"), root.at("siklus")
    stated = cycle.find("nilai")
    value = Scheme(
        id=root.at("id").string,
        name=shared.text(root.at("nama")),
        summary=shared.text(root.at("ringkasan")),
        position_groups=shared.strings(root, "kelompok_jabatan"),
        start=root.at("berlaku").day,
        end=end.day if end is not None else None,
        cycle=stated.string if stated is not None else None,
        cycle_provenance=shared.provenance(cycle, places) if stated is not None else None,
        sources=tuple(_source(item, places) for item in root.each("sumber_penilaian")),
        rater_sets=tuple(_rater_set(item, places) for item in root.each("susunan_penilai")),
        measures=tuple(_measure(item, places) for item in root.each("ukuran")),
        basis=shared.basis(root, places),
        provenance=shared.provenance(root, places),
        mark=places.mark(root),
        file=places.file,
    )
    return places.keep(value, root)


def _source(node: Node, places: Places) -> RaterSource:
    minimum = node.find("minimum")
    value = RaterSource(
        id=node.at("id").string,
        name=shared.text(node.at("nama")),
        minimum=minimum.whole if minimum is not None else 1,
        provenance=shared.provenance(node, places),
    )
    return places.keep(value, node)


def _rater_set(node: Node, places: Places) -> RaterSet:
    value = RaterSet(
        id=node.at("id").string,
        weights=shared.dated(node, "bobot", places, shared.numbers),
        missing=shared.choice(node.at("jika_kurang"), MissingPolicy),
        alternatives=tuple(_alternative(item, places) for item in node.each("pengganti")),
    )
    return places.keep(value, node)


def _alternative(node: Node, places: Places) -> RaterAlternative:
    value = RaterAlternative(
        without=frozenset(shared.strings(node, "tanpa")),
        weights=shared.numbers(node.at("nilai")),
    )
    return places.keep(value, node)


def _measure(node: Node, places: Places) -> MeasureRule:
    gap, national = node.find("kesenjangan"), node.find("predikat_nasional")
    value = MeasureRule(
        id=node.at("id").string,
        name=shared.text(node.at("nama")),
        role=cast("Literal['utama', 'pendamping']", node.at("peran").string),
        is_national=national is not None and national.flag,
        rule=_rule(node.at("aturan"), places),
        gates=tuple(_gate(item, places) for item in node.each("gerbang")),
        gap=_gap(gap, places) if gap is not None else None,
        provenance=shared.provenance(node, places),
        mark=places.mark(node),
    )
    return places.keep(value, node)


def _rule(node: Node, places: Places) -> Rule:
    match node.at("jenis").string:
        case "jumlah_berbobot":
            return _weighted_sum(node, places)
        case "matriks":
            value = Matrix(
                profile=node.at("profil").string,
                row=_axis(node.at("baris"), places),
                column=_axis(node.at("kolom"), places),
            )
            return places.keep(value, node)
    raise Misfit(node.at("jenis"), "enum")


def _axis(node: Node, places: Places) -> Axis:
    if node.find("jenis") is not None:
        return _weighted_sum(node, places)
    value = CategoryAxis(node.at("indikator").string, node.at("dinilai_oleh").string)
    return places.keep(value, node)


def _weighted_sum(node: Node, places: Places) -> WeightedSum:
    profile = node.find("profil")
    value = WeightedSum(
        components=tuple(_component(item, places) for item in node.each("komponen")),
        missing=shared.choice(node.at("jika_kurang"), MissingPolicy),
        bands=shared.dated_records(
            node, "pita", places, lambda record: shared.band_set(record, places)
        ),
        profile=profile.string if profile is not None else None,
        conditions={name: member.string for name, member in node.pairs("syarat")},
    )
    return places.keep(value, node)


def _component(node: Node, places: Places) -> Component:
    if node.find("kelompok") is None:
        return _leaf(node, places)
    value = GroupComponent(
        id=node.at("kelompok").string,
        name=shared.text(node.at("nama")),
        weights=shared.dated(node, "bobot", places, shared.number),
        components=tuple(_leaf(item, places) for item in node.each("komponen")),
        provenance=shared.provenance(node, places),
        mark=places.mark(node),
    )
    return places.keep(value, node)


def _leaf(node: Node, places: Places) -> IndicatorComponent:
    value = IndicatorComponent(
        indicator=node.at("indikator").string,
        weights=shared.dated(node, "bobot", places, shared.number),
        raters=node.at("dinilai_oleh").string,
        mark=places.mark(node),
    )
    return places.keep(value, node)


def _gate(node: Node, places: Places) -> Gate:
    category = node.find("kategori")
    value = Gate(
        id=node.at("id").string,
        name=shared.text(node.at("nama")),
        indicator=node.at("indikator").string,
        raters=node.at("dinilai_oleh").string,
        codes=shared.strings(node, "kode"),
        effect=cast("Literal['paling_tinggi', 'tunda', 'catat']", node.at("akibat").string),
        category=category.string if category is not None else None,
        provenance=shared.provenance(node, places),
        mark=places.mark(node),
    )
    return places.keep(value, node)


def _gap(node: Node, places: Places) -> Gap:
    value = Gap(node.at("dari").string, node.at("terhadap").string, shared.provenance(node, places))
    return places.keep(value, node)
