"""criteria/nasional: the register of regulations and the national profiles."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from terang.core.model import (
    BandProfile,
    ConversionProfile,
    DistributionProfile,
    DistributionRule,
    MatrixProfile,
    Profile,
    ProfileBody,
    Regulation,
    SurveyElement,
    SurveyProfile,
    ValueGuide,
    ValuesProfile,
    WeightVariant,
)
from terang.criteria.source import Node
from terang.criteria.structure import shared
from terang.criteria.structure.places import Places


def regulations(root: Node, places: Places) -> tuple[Regulation, ...]:
    """Every row of peraturan.yml."""
    return tuple(_regulation(item, places) for item in root.each("daftar"))


def _regulation(node: Node, places: Places) -> Regulation:
    start, end, replaced = node.find("berlaku"), node.find("berakhir"), node.find("diganti")
    value = Regulation(
        id=node.at("id").string,
        name=node.at("nama").string,
        subject=shared.text(node.at("perihal")),
        in_force=node.at("status").string == "berlaku",
        start=start.day if start is not None else None,
        end=end.day if end is not None else None,
        replaced_by=replaced.string if replaced is not None else None,
        certainty=shared.certainty(node),
        sources=shared.strings(node, "sumber"),
    )
    return places.keep(value, node)


def profile(root: Node, places: Places) -> Profile:
    """One national profile of any kind."""
    start, end = root.find("berlaku"), root.find("berakhir")
    value = Profile(
        id=root.at("id").string,
        name=shared.text(root.at("nama")),
        summary=shared.text(root.at("ringkasan")),
        body=BODIES[root.at("jenis").string](root, places),
        basis=shared.basis(root, places),
        start=start.day if start is not None else None,
        end=end.day if end is not None else None,
        mark=places.mark(root),
        file=places.file,
    )
    return places.keep(value, root)


def _matrix(node: Node, places: Places) -> MatrixProfile:
    value = MatrixProfile(
        ratings=shared.categories(node, "peringkat"),
        categories=shared.categories(node, "predikat"),
        cells={
            (cell.at("baris").string, cell.at("kolom").string): cell.at("hasil").string
            for cell in node.each("sel")
        },
        row_name=shared.text(node.at("nama_baris")),
        column_name=shared.text(node.at("nama_kolom")),
    )
    return places.keep(value, node)


def _bands(node: Node, places: Places) -> BandProfile:
    cap = node.find("batas_capaian")
    value = BandProfile(
        variants=tuple(_variant(item, places) for item in node.each("varian")),
        cap=cap.number if cap is not None else None,
        bands=shared.band_set(node.at("pita"), places),
        conditions=shared.categories(node, "syarat"),
    )
    return places.keep(value, node)


def _variant(node: Node, places: Places) -> WeightVariant:
    value = WeightVariant(
        id=node.at("id").string,
        when=shared.text(node.at("kapan")),
        weights=shared.numbers(node.at("bobot")),
        basis=shared.basis(node, places),
    )
    return places.keep(value, node)


def _survey(node: Node, places: Places) -> SurveyProfile:
    answers = node.at("jawaban")
    value = SurveyProfile(
        elements=tuple(_element(item, places) for item in node.each("unsur")),
        bands=shared.band_set(node.at("pita"), places),
        conventions={item.at("kode").string: _share(item) for item in node.each("konvensi")},
        default_convention=node.at("konvensi_baku").string,
        answer_low=answers.at("terendah").whole,
        answer_high=answers.at("tertinggi").whole,
        factor=node.at("faktor").number,
    )
    return places.keep(value, node)


def _share(node: Node) -> Decimal | None:
    weight = node.find("bobot")
    return weight.number if weight is not None else None


def _element(node: Node, places: Places) -> SurveyElement:
    value = SurveyElement(
        code=node.at("kode").string,
        name=shared.text(node.at("nama")),
        aliases=shared.strings(node, "kode_lain"),
    )
    return places.keep(value, node)


def _values(node: Node, places: Places) -> ValuesProfile:
    guides = tuple(
        ValueGuide(
            id=item.at("id").string,
            name=shared.text(item.at("nama")),
            guides=tuple(shared.text(guide) for guide in item.each("panduan")),
            certainty=shared.certainty(item),
        )
        for item in node.each("nilai")
    )
    return places.keep(ValuesProfile(guides), node)


def _conversion(node: Node, places: Places) -> ConversionProfile:
    value = ConversionProfile(
        shares=shared.numbers(node.at("bagian")),
        coefficients=shared.numbers(node.at("koefisien")),
        not_applicable=shared.strings(node, "tidak_berlaku"),
    )
    return places.keep(value, node)


def _distribution(node: Node, places: Places) -> DistributionProfile:
    value = DistributionProfile(
        categories=shared.categories(node, "kategori"),
        rules=tuple(_pattern(item, places) for item in node.each("pola")),
    )
    return places.keep(value, node)


def _pattern(node: Node, places: Places) -> DistributionRule:
    value = DistributionRule(
        organisation=node.at("organisasi").string,
        name=shared.text(node.at("nama")),
        more_than=_bounds(node, "lebih_dari"),
        at_least=_bounds(node, "paling_sedikit"),
        at_most=_bounds(node, "paling_banyak"),
        some_of=tuple(
            tuple(code.string for code in group.items) for group in node.each("harus_ada")
        ),
    )
    return places.keep(value, node)


def _bounds(node: Node, key: str) -> tuple[tuple[tuple[str, ...], Decimal], ...]:
    return tuple(
        (shared.strings(item, "kategori"), item.at("persen").number) for item in node.each(key)
    )


BODIES: dict[str, Callable[[Node, Places], ProfileBody]] = {
    "profil-matriks": _matrix,
    "profil-pita": _bands,
    "profil-skm": _survey,
    "profil-nilai": _values,
    "profil-konversi": _conversion,
    "profil-distribusi": _distribution,
}
