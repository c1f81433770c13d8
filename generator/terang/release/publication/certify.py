"""What a release says of its own protection: the certificate, and its policy in the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from terang import __version__
from terang.core.model import Method, ProtectionRules, PublicationPolicy
from terang.core.numbers import round_half_up
from terang.release.protection.noise import likely_error
from terang.release.protection.proven import Proven
from terang.releasefile.archive import release_id
from terang.releasefile.attacker import attack_published
from terang.releasefile.attested import CHECKS_OF, NOT_CHECKED_OF, table_check
from terang.releasefile.groups import ALL_BUT_ONE, OFF
from terang.releasefile.model import (
    NOISY,
    ROUNDED,
    WITHHELD,
    Certificate,
    Release,
    Table,
)
from terang.releasefile.stillness import compared

WITH_ARCHIVE = "arsip"
BETWEEN_PERIODS = "rerata-antarperiode"
METHODS = {
    Method.WITHHOLDING: WITHHELD,
    Method.ROUNDING: ROUNDED,
    Method.NOISE: NOISY,
}


def certificate(
    policy: PublicationPolicy,
    tables: Sequence[Table],
    proofs: Sequence[Proven],
    archive: Sequence[Release],
) -> Certificate:
    """The certificate of tables that were protected and attacked."""
    widths = [proof.narrowest for proof in proofs if proof.narrowest is not None]
    method = policy.protection.method
    checks = CHECKS_OF[METHODS[method]]
    narrowest: Decimal | None = round_half_up(min(widths), 0) if widths else None
    return Certificate(
        method=METHODS[method],
        threshold=policy.threshold,
        width=policy.protection.base - 1 if method is Method.ROUNDING else policy.width,
        rules=tuple(_rules(policy)),
        checks=(*checks, WITH_ARCHIVE) if archive and method is Method.WITHHOLDING else checks,
        attacked=sum(proof.attacked for proof in proofs),
        undecided=0,
        narrowest=narrowest,
        not_checked=NOT_CHECKED_OF[METHODS[method]],
        tables=tuple(table_check(table) for table in tables),
        archive=tuple(release_id(release) for release in archive),
        tool_version=__version__,
    )


def attested(release: Release, archive: Sequence[Release]) -> Release:
    """The release with what anybody finds who attacks its files: the gate asks for the same.

    What the build's own attack found, with sums known exactly, is not told: it is about counts
    that no file holds. Figures that contradict each other are left to the gate.
    """
    if release.certificate.method == NOISY:
        return release
    try:
        found = attack_published(release)
    except ValueError:
        return release
    is_exact = release.certificate.method == WITHHELD
    others = [other for other in archive if is_exact and other.period != release.period]
    pairs = [place for other in others for place in compared(release, other)]
    checks = release.certificate.checks + ((BETWEEN_PERIODS,) if pairs else ())
    told = replace(
        release.certificate,
        attacked=found.attacked,
        narrowest=found.told(),
        checks=checks,
        compared=len(pairs),
    )
    return replace(release, certificate=told)


def _rules(policy: PublicationPolicy) -> list[str]:
    """The codes of the rules in force, in the order they are told."""
    rules = policy.protection
    withholds = rules.method is Method.WITHHOLDING
    has_means = rules.method is not Method.NOISE
    in_force = {
        "ambang": withholds,
        "kelipatan": rules.method is Method.ROUNDING,
        "epsilon": rules.method is Method.NOISE,
        "homogen": withholds and rules.homogeneity,
        "hampir-homogen": withholds and rules.all_but_one,
        "orang-dalam": withholds and rules.insiders,
        "rerata-n": has_means,
        "rerata-ruang": has_means,
        "bagian-n": withholds and rules.minimum_share_n is not None,
        "dominasi": has_means and rules.dominance_k is not None,
        "p-persen": has_means and rules.p_percent is not None,
        "responden-minimum": True,
        "beda-rilis": withholds,
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
        "kelipatan": (rules.base if rules.method is Method.ROUNDING else None, None),
        "epsilon": (rules.epsilon if rules.method is Method.NOISE else None, None),
        "anggaran": (rules.budget if rules.method is Method.NOISE else None, None),
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


def noise_told(proofs: Sequence[Proven]) -> dict[str, str]:
    """Within how many people 95 of 100 noisy counts are: of employees, of services."""
    keys = ("derau_pegawai", "derau_layanan")
    return {
        key: str(likely_error(proof.scale))
        for key, proof in zip(keys, proofs, strict=True)
        if proof.scale is not None
    }
