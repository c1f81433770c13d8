"""`perlindungan` of terbitan.yml: what it leaves out has the default of the model."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from terang.core.model import Method, ProtectionRules
from terang.criteria.source import Node
from terang.criteria.structure import shared
from terang.criteria.structure.places import Places

T = TypeVar("T", int, int | None)
USUAL = ProtectionRules()


def protection(node: Node | None, places: Places) -> ProtectionRules:
    """The method and the rules beyond the threshold."""
    if node is None:
        return USUAL
    method = node.find("metode")
    value = ProtectionRules(
        method=USUAL.method if method is None else shared.choice(method, Method),
        width=_whole(node, "lebar", USUAL.width),
        homogeneity=_flag(node, "homogen", USUAL.homogeneity),
        all_but_one=_flag(node, "hampir_homogen", USUAL.all_but_one),
        insiders=_flag(node, "orang_dalam", USUAL.insiders),
        coalition=_whole(node, "koalisi", USUAL.coalition),
        minimum_share_n=_whole(node, "minimum_bagian", USUAL.minimum_share_n),
        dominance_n=_whole(node, "dominasi_n", USUAL.dominance_n),
        dominance_k=_whole(node, "dominasi_k", USUAL.dominance_k),
        p_percent=_whole(node, "p_persen", USUAL.p_percent),
        base=_whole(node, "kelipatan", USUAL.base),
        epsilon=_number(node, "epsilon", USUAL.epsilon),
        budget=_number(node, "anggaran", USUAL.budget),
    )
    return places.keep(value, node)


def _whole(node: Node, key: str, usual: T) -> T | int:
    found = node.find(key)
    return usual if found is None else found.whole


def _flag(node: Node, key: str, usual: bool) -> bool:
    found = node.find(key)
    return usual if found is None else found.flag


def _number(node: Node, key: str, usual: Decimal) -> Decimal:
    found = node.find(key)
    return usual if found is None else found.number
