"""What a release says of its own protection: the certificate, and its policy in the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from terang import __version__
from terang.core.model import ProtectionRules, PublicationPolicy
from terang.core.numbers import round_half_up
from terang.release.protection import Proven
from terang.release.publish import PROTECTED
from terang.releasefile.archive import release_id
from terang.releasefile.groups import ALL_BUT_ONE, OFF
from terang.releasefile.model import Certificate, Release, Table, TableCheck, Withheld

WITHHELD = "penyembunyian"
CHECKS = ("bukti-hitungan", "serangan-lp", "serangan-rerata")
WITH_ARCHIVE = "arsip"
NOT_CHECKED = ("data-luar", "pindah-antarperiode")


def certificate(
    policy: PublicationPolicy,
    tables: Sequence[Table],
    proofs: Sequence[Proven],
    archive: Sequence[Release],
) -> Certificate:
    """The certificate of tables that were protected and attacked."""
    widths = [proof.narrowest for proof in proofs if proof.narrowest is not None]
    narrowest: Decimal | None = round_half_up(min(widths), 0) if widths else None
    return Certificate(
        method=WITHHELD,
        threshold=policy.threshold,
        width=policy.width,
        rules=tuple(_rules(policy)),
        checks=(*CHECKS, WITH_ARCHIVE) if archive else CHECKS,
        attacked=sum(proof.attacked for proof in proofs),
        undecided=0,
        narrowest=narrowest,
        not_checked=NOT_CHECKED,
        tables=tuple(_check(table) for table in tables),
        archive=tuple(release_id(release) for release in archive),
        tool_version=__version__,
    )


def _rules(policy: PublicationPolicy) -> list[str]:
    """The codes of the rules in force, in the order they are told."""
    rules = policy.protection
    in_force = {
        "ambang": True,
        "homogen": rules.homogeneity,
        "hampir-homogen": rules.all_but_one,
        "orang-dalam": rules.insiders,
        "rerata-n": True,
        "rerata-ruang": True,
        "bagian-n": rules.minimum_share_n is not None,
        "dominasi": rules.dominance_k is not None,
        "p-persen": rules.p_percent is not None,
        "responden-minimum": True,
        "beda-rilis": True,
    }
    return [code for code, is_on in in_force.items() if is_on]


def stated(policy: PublicationPolicy) -> dict[str, str]:
    """The policy as the manifest holds it: limits always, other options where they differ."""
    rules, usual = policy.protection, ProtectionRules()
    options = {
        "lebar": (rules.width, usual.width),
        "koalisi": (rules.coalition, usual.coalition),
        "minimum_bagian": (rules.minimum_share_n, usual.minimum_share_n),
        "dominasi_n": (rules.dominance_n, rules.dominance_n if rules.dominance_k is None else None),
        "dominasi_k": (rules.dominance_k, usual.dominance_k),
        "p_persen": (rules.p_percent, usual.p_percent),
    }
    switches = {ALL_BUT_ONE: rules.all_but_one, "orang_dalam": rules.insiders}
    return {
        "ambang": str(policy.threshold),
        "minimum_responden": str(policy.minimum_respondents),
        "minimum_rerata": str(policy.minimum_mean_n),
        "desimal_rerata": str(policy.mean_places),
        "desimal_persen": str(policy.share_places),
        **{key: str(given) for key, (given, default) in options.items() if given != default},
        **{key: OFF for key, is_on in switches.items() if not is_on},
    }


def _check(table: Table) -> TableCheck:
    cells = [cell for row in table.rows for cell in row.cells]
    shown = sum(not isinstance(cell, Withheld) for cell in cells)
    return TableCheck(table.id, len(cells), shown, sum(cell == PROTECTED for cell in cells))
