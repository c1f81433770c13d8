"""An agency's own files: itself, its services, worked examples and publication policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, cast

from terang.core.model import (
    Agency,
    ComplaintClass,
    Mark,
    Objection,
    PositionGroup,
    PublicationDate,
    PublicationPolicy,
    RatingInput,
    Service,
    SourceText,
    Unit,
    WorkedExample,
)
from terang.criteria.source import Misfit, Node
from terang.criteria.structure import shared
from terang.criteria.structure.places import Places
from terang.criteria.structure.protection import protection


def agency(root: Node, places: Places) -> Agency:
    """instansi.yml. Units come parents first, otherwise in the order written."""
    place = root.at("tempat")
    region = place.find("kode_wilayah")
    value = Agency(
        id=root.at("id").string,
        name=shared.text(root.at("nama")),
        place=shared.text(place.at("nama")),
        region_code=region.string if region is not None else None,
        place_note=shared.optional_text(place, "catatan"),
        summary=shared.text(root.at("ringkasan")),
        sources=tuple(_source_text(item, places) for item in root.each("sumber")),
        units=_parents_first(tuple(_unit(item, places) for item in root.each("unit"))),
        position_groups=tuple(_group(item, places) for item in root.each("kelompok_jabatan")),
        statements=tuple(shared.statement(item, places) for item in root.each("pernyataan")),
        objection=_objection(root.at("keberatan"), places),
        mark=places.mark(root),
        file=places.file,
    )
    return places.keep(value, root)


def _source_text(node: Node, places: Places) -> SourceText:
    value = SourceText(
        node.at("awalan").string,
        shared.text(node.at("judul")),
        shared.optional_text(node, "catatan"),
    )
    return places.keep(value, node)


def _unit(node: Node, places: Places) -> Unit:
    parent = node.find("induk")
    value = Unit(
        id=node.at("id").string,
        name=shared.text(node.at("nama")),
        parent=parent.string if parent is not None else None,
        provenance=shared.provenance(node, places),
        mark=places.mark(node),
        former=shared.strings(node, "dahulu"),
    )
    return places.keep(value, node)


def _parents_first(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Depth-first from the roots; units that no root reaches (checked later) at the end."""
    children: dict[str | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent, []).append(unit)
    ordered: list[Unit] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += reversed(children.pop(unit.id, []))
    reached = {id(unit) for unit in ordered}
    return (*ordered, *(unit for unit in units if id(unit) not in reached))


def _group(node: Node, places: Places) -> PositionGroup:
    value = PositionGroup(
        node.at("id").string, shared.text(node.at("nama")), shared.provenance(node, places)
    )
    return places.keep(value, node)


def _objection(node: Node, places: Places) -> Objection:
    value = Objection(
        stated=node.at("disebutkan").flag,
        to_whom=shared.text(node.at("kepada")),
        deadline=shared.text(node.at("tenggat")),
        steps=tuple(shared.text(item) for item in node.each("langkah")),
        provenance=shared.provenance(node, places),
    )
    return places.keep(value, node)


def service(root: Node, places: Places) -> Service:
    """layanan/*.yml."""
    survey = root.at("survei")
    value = Service(
        id=root.at("id").string,
        name=shared.text(root.at("nama")),
        summary=shared.text(root.at("ringkasan")),
        unit=root.at("unit").string,
        indicators=shared.strings(root, "indikator"),
        survey_profile=survey.at("profil").string,
        survey_convention=survey.at("konvensi").string,
        complaint_classes=tuple(_complaint_class(item, places) for item in root.each("aduan")),
        volume_unit=shared.text(root.at("satuan_volume")),
        follow_up=tuple(shared.statement(item, places) for item in root.each("tindak_lanjut")),
        provenance=shared.provenance(root, places),
        mark=places.mark(root),
        file=places.file,
    )
    return places.keep(value, root)


def _complaint_class(node: Node, places: Places) -> ComplaintClass:
    value = ComplaintClass(
        id=node.at("id").string,
        name=shared.text(node.at("nama")),
        days=shared.dated(node, "standar_hari", places, shared.number),
        day_kind=cast("Literal['kerja', 'kalender']", node.at("jenis_hari").string),
    )
    return places.keep(value, node)


def example(root: Node, places: Places) -> WorkedExample:
    """contoh/*.yml. marks: `indikator.<id>`, `ukuran.<id>.nilai|kategori|status` -> place."""
    scheme, indicator = root.find("skema"), root.find("indikator")
    results = root.at("hasil")
    measures = dict(results.pairs("ukuran"))
    value = WorkedExample(
        id=root.at("id").string,
        title=shared.text(root.at("judul")),
        scheme=scheme.string if scheme is not None else None,
        indicator=indicator.string if indicator is not None else None,
        on=root.at("pada").day,
        inputs={name: _by_source(node) for name, node in root.pairs("masukan")},
        indicator_scores={name: node.number for name, node in results.pairs("indikator")},
        measure_values=_numbers_under(measures, "nilai"),
        measure_categories=_strings_under(measures, "kategori"),
        measure_status=_strings_under(measures, "status"),
        mark=places.mark(root),
        file=places.file,
        marks=_result_marks(results, places),
    )
    return places.keep(value, root)


def _by_source(node: Node) -> dict[str, tuple[RatingInput, ...]]:
    if not isinstance(node.value, dict):
        raise Misfit(node, "object")
    return {
        source: tuple(_rating(item) for item in ratings.items)
        for source, ratings in node.members.items()
    }


def _rating(node: Node) -> RatingInput:
    if isinstance(node.value, dict):
        target = node.find("target")
        return RatingInput(_raw(node.at("nilai")), target.number if target is not None else None)
    return RatingInput(_raw(node))


def _raw(node: Node) -> Decimal | str | bool:
    return node.value if isinstance(node.value, str | bool) else node.number


def _numbers_under(measures: dict[str, Node], key: str) -> dict[str, Decimal]:
    found = ((name, node.find(key)) for name, node in measures.items())
    return {name: node.number for name, node in found if node is not None}


def _strings_under(measures: dict[str, Node], key: str) -> dict[str, str]:
    found = ((name, node.find(key)) for name, node in measures.items())
    return {name: node.string for name, node in found if node is not None}


def _result_marks(results: Node, places: Places) -> dict[str, Mark]:
    marks = {f"indikator.{name}": places.mark(node) for name, node in results.pairs("indikator")}
    for name, node in results.pairs("ukuran"):
        marks |= {f"ukuran.{name}.{key}": places.mark(node.at(key)) for key in node.members}
    return marks


def publication(root: Node, places: Places) -> PublicationPolicy:
    """terbitan.yml."""
    rounding, refused = root.at("pembulatan"), root.find("batas_ditolak")
    value = PublicationPolicy(
        tables=shared.strings(root, "tabel"),
        threshold=root.at("ambang").whole,
        minimum_respondents=root.at("minimum_responden").whole,
        minimum_mean_n=root.at("minimum_rerata").whole,
        mean_places=rounding.at("rerata").whole,
        share_places=rounding.at("persen").whole,
        calendar=tuple(
            places.keep(PublicationDate(item.at("periode").string, item.at("terbit").day), item)
            for item in root.each("kalender")
        ),
        provenance=shared.provenance(root, places),
        mark=places.mark(root),
        file=places.file,
        protection=protection(root.find("perlindungan"), places),
        refused_percent=Decimal(0) if refused is None else refused.number,
    )
    return places.keep(value, root)
