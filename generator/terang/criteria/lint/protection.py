"""A publication policy protects: no option below its floor or above its ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from terang.core.model import Method, PublicationPolicy
from terang.core.model.protection import LIMITS
from terang.criteria.draft import Draft
from terang.problems import Problem

FOLLOW_THRESHOLD = ("minimum_rerata", "minimum_responden", "minimum_bagian", "lebar")


def policy_limits(draft: Draft) -> Iterator[Problem]:
    """K039: no number below its floor. K085: none above its ceiling.

    No mean, survey, share or width of fewer people than a count; fewer insiders than a count.
    """
    for file, policy in draft.values(PublicationPolicy):
        for key, (found, path) in _numbers(policy).items():
            least, most = _limits(key, policy)
            if found is not None and least is not None and found < least:
                place = file.of(policy, *path)
                yield file.problem("K039", place, found=f"{found:f}", floor=f"{least:f}")
            elif found is not None and most is not None and found > most:
                place = file.of(policy, *path)
                yield file.problem("K085", place, found=f"{found:f}", ceiling=f"{most:f}")


def _numbers(policy: PublicationPolicy) -> dict[str, tuple[Decimal | None, tuple[str, ...]]]:
    """Every number of a policy by its key in the file, and the way to it."""
    rules = policy.protection
    beside = {
        "ambang": policy.threshold,
        "minimum_rerata": policy.minimum_mean_n,
        "minimum_responden": policy.minimum_respondents,
    }
    inner = {
        "lebar": rules.width,
        "koalisi": rules.coalition,
        "minimum_bagian": rules.minimum_share_n,
        "dominasi_n": rules.dominance_n,
        "dominasi_k": rules.dominance_k,
        "p_persen": rules.p_percent,
        "kelipatan": rules.base,
        "epsilon": rules.epsilon,
        "anggaran": rules.budget,
    }
    found: dict[str, tuple[Decimal | None, tuple[str, ...]]] = {
        key: (Decimal(value), (key,)) for key, value in beside.items()
    }
    for key, value in inner.items():
        number = None if value is None else Decimal(value)
        found[key] = (number, ("perlindungan", key))
    return found


def _limits(key: str, policy: PublicationPolicy) -> tuple[Decimal | None, Decimal | None]:
    limits = LIMITS[key]
    least = None if limits.least is None else Decimal(limits.least)
    most = None if limits.most is None else Decimal(limits.most)
    if least is not None and key in FOLLOW_THRESHOLD:
        least = max(least, Decimal(policy.threshold))
    if key == "koalisi":
        most = Decimal(max(policy.threshold - 1, 1))
    return least, most


def kept_rules(draft: Draft) -> Iterator[Problem]:
    """K086: the rule that no group's rating follows is never switched off."""
    for file, policy in draft.values(PublicationPolicy):
        if not policy.protection.homogeneity:
            yield file.problem("K086", file.of(policy, "perlindungan", "homogen"))


def method_fits(draft: Draft) -> Iterator[Problem]:
    """K087: counts are rounded to no less than the threshold. K088: one release fits the budget."""
    for file, policy in draft.values(PublicationPolicy):
        rules = policy.protection
        if rules.method is Method.ROUNDING and rules.base < policy.threshold:
            place = file.of(policy, "perlindungan", "kelipatan")
            yield file.problem("K087", place, found=rules.base, threshold=policy.threshold)
        if rules.method is Method.NOISE and rules.epsilon > rules.budget:
            place = file.of(policy, "perlindungan", "epsilon")
            fields = {"epsilon": f"{rules.epsilon:f}", "budget": f"{rules.budget:f}"}
            yield file.problem("K088", place, **fields)
