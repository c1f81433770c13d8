"""indikator/*.yml: what is measured, and how a raw value becomes a score."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from terang.core.model import (
    AchievementRatio,
    Categorical,
    Indicator,
    IndicatorKind,
    Level,
    Levels,
    Likert,
    LowerIsBetter,
    PiecewiseLinear,
    ScoreFunction,
    YesNo,
)
from terang.criteria.source import Misfit, Node
from terang.criteria.structure import shared
from terang.criteria.structure.places import Places


def indicator(root: Node, places: Places) -> Indicator:
    """The indicator of one file."""
    reference = root.find("acuan")
    value = Indicator(
        id=root.at("id").string,
        name=shared.text(root.at("nama")),
        kind=shared.choice(root.at("golongan"), IndicatorKind),
        meaning=shared.text(root.at("arti")),
        measurement=shared.text(root.at("cara_ukur")),
        unit=shared.text(root.at("satuan")),
        evidence=shared.optional_text(root, "bukti"),
        functions=shared.dated_records(
            root, "fungsi_nilai", places, lambda record: _function(record, places)
        ),
        standards=shared.dated(root, "standar", places, shared.number),
        reference=reference.string if reference is not None else None,
        provenance=shared.provenance(root, places),
        mark=places.mark(root),
        file=places.file,
    )
    return places.keep(value, root)


def _function(node: Node, places: Places) -> ScoreFunction:
    return places.keep(_score_function(node, places), node)


def _score_function(node: Node, places: Places) -> ScoreFunction:
    kind = node.at("jenis")
    if kind.string not in FUNCTIONS:
        raise Misfit(kind, "enum")
    return FUNCTIONS[kind.string](node, places)


def _ratio(node: Node, _: Places) -> AchievementRatio:
    return AchievementRatio(node.at("batas").number)


def _lower_is_better(node: Node, _: Places) -> LowerIsBetter:
    return LowerIsBetter(node.at("batas").number)


def _piecewise(node: Node, _: Places) -> PiecewiseLinear:
    return PiecewiseLinear(tuple(_point(point) for point in node.each("titik")))


def _point(node: Node) -> tuple[Decimal, Decimal]:
    if len(node.items) != 2:
        raise Misfit(node, "array")
    return node.items[0].number, node.items[1].number


def _likert(node: Node, _: Places) -> Likert:
    return Likert(
        node.at("terendah").whole,
        node.at("tertinggi").whole,
        node.at("nilai_terendah").number,
        node.at("nilai_tertinggi").number,
    )


def _level_descriptors(node: Node, places: Places) -> Levels:
    return Levels(_levels(node, places))


def _categorical(node: Node, places: Places) -> Categorical:
    return Categorical(_levels(node, places))


def _yes_no(node: Node, _: Places) -> YesNo:
    return YesNo(node.at("ya").number, node.at("tidak").number)


def _levels(node: Node, places: Places) -> tuple[Level, ...]:
    return tuple(
        places.keep(
            Level(
                item.at("kode").string,
                item.at("nilai").number,
                shared.text(item.at("uraian")),
            ),
            item,
        )
        for item in node.each("tingkat")
    )


FUNCTIONS: dict[str, Callable[[Node, Places], ScoreFunction]] = {
    "rasio_capaian": _ratio,
    "makin_kecil_makin_baik": _lower_is_better,
    "garis_patah": _piecewise,
    "likert": _likert,
    "jenjang": _level_descriptors,
    "kategori": _categorical,
    "ya_tidak": _yes_no,
}
