"""Shapes that many kinds of files share: texts, provenance, dated values, bands."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from terang.core.model import (
    Band,
    BandSet,
    Category,
    Certainty,
    Dated,
    LegalBasis,
    Nature,
    Provenance,
    Statement,
    StatementKind,
    Text,
)
from terang.criteria.source import Misfit, Node
from terang.criteria.structure.places import Places

T = TypeVar("T")


def text(node: Node) -> Text:
    """`teks`: a string, or {id, en}."""
    if isinstance(node.value, dict):
        english = node.find("en")
        return Text(node.at("id").string, english.string if english else None)
    return Text(node.string)


def optional_text(node: Node, key: str) -> Text | None:
    found = node.find(key)
    return text(found) if found is not None else None


def strings(node: Node, key: str) -> tuple[str, ...]:
    return tuple(item.string for item in node.each(key))


def choice(node: Node, kind: Callable[[str], T]) -> T:
    """A word of a closed list as its enum value."""
    try:
        return kind(node.string)
    except ValueError as unknown:
        raise Misfit(node, "enum") from unknown


def certainty(node: Node) -> Certainty:
    found = node.find("kepastian")
    return choice(found, Certainty) if found is not None else Certainty.VERIFIED


def basis(node: Node, places: Places) -> tuple[LegalBasis, ...]:
    """`dasar`: a list of regulations and places in them."""
    return tuple(_basis(item, places) for item in node.each("dasar"))


def _basis(node: Node, places: Places) -> LegalBasis:
    article = node.find("pasal")
    value = LegalBasis(
        regulation=node.at("peraturan").string,
        article=article.string if article is not None else None,
        certainty=certainty(node),
        note=optional_text(node, "catatan"),
    )
    return places.keep(value, node)


def provenance(node: Node, places: Places) -> Provenance:
    """The provenance keys of an object: sifat, sumber, dasar, catatan."""
    value = Provenance(
        nature=choice(node.at("sifat"), Nature),
        rows=strings(node, "sumber"),
        basis=basis(node, places),
        note=optional_text(node, "catatan"),
        mark=places.mark(node),
    )
    return places.keep(value, node)


def dated(node: Node, key: str, places: Places, value: Callable[[Node], T]) -> tuple[Dated[T], ...]:
    """A list of {berlaku, nilai, sifat, ...}; `value` reads the node under `nilai`."""
    return dated_records(node, key, places, lambda record: value(record.at("nilai")))


def dated_records(
    node: Node, key: str, places: Places, value: Callable[[Node], T]
) -> tuple[Dated[T], ...]:
    """Like `dated`, where the record itself holds the value beside its `berlaku`."""
    return tuple(
        places.keep(
            Dated(record.at("berlaku").day, value(record), provenance(record, places)), record
        )
        for record in node.each(key)
    )


def number(node: Node) -> Decimal:
    return node.number


def numbers(node: Node) -> dict[str, Decimal]:
    """A mapping of names to numbers."""
    if not isinstance(node.value, dict):
        raise Misfit(node, "object")
    return {name: member.number for name, member in node.members.items()}


def categories(node: Node, key: str) -> tuple[Category, ...]:
    """A list of {kode, nama}."""
    return tuple(Category(item.at("kode").string, text(item.at("nama"))) for item in node.each(key))


def band_set(node: Node, places: Places) -> BandSet:
    """The keys of a bands object: terendah, tertinggi, pembulatan, kategori, daftar."""
    rounding = node.find("pembulatan")
    value = BandSet(
        categories=categories(node, "kategori"),
        bands=tuple(_band(item, places) for item in node.each("daftar")),
        minimum=node.at("terendah").number,
        maximum=node.at("tertinggi").number,
        round_places=rounding.whole if rounding is not None else None,
    )
    return places.keep(value, node)


def _band(node: Node, places: Places) -> Band:
    low, upto, before = node.find("dari"), node.find("sampai"), node.find("sebelum")
    high = upto if upto is not None else before
    condition = node.find("syarat")
    value = Band(
        category=node.at("kategori").string,
        low=low.number if low is not None else None,
        high=high.number if high is not None else None,
        high_inclusive=upto is not None,
        condition=condition.string if condition is not None else None,
        certainty=certainty(node),
    )
    return places.keep(value, node)


def statement(node: Node, places: Places) -> Statement:
    nature = node.find("sifat")
    made = Statement(
        kinds=tuple(choice(item, StatementKind) for item in node.each("jenis")),
        text=text(node.at("teks")),
        rows=strings(node, "sumber"),
        mark=places.mark(node),
        nature=choice(nature, Nature) if nature is not None else Nature.SOURCE,
    )
    return places.keep(made, node)
