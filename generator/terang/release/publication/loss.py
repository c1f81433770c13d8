"""What protection costs, for the personnel office: numbers by table and reason, nobody's cell.

The report stays in the private zone, beside the microdata: it tells how many of the withheld
counts were small themselves, which no reader of the release may know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.core.numbers import round_half_up
from terang.disclosure import (
    ProtectionFailed,
    RoundingLoss,
    System,
    Trial,
    coarsenings,
    compare_coarsenings,
)
from terang.messages import text
from terang.release.protection.noise import expected_error, likely_error
from terang.release.protection.proven import Proven
from terang.release.publication.build import Built
from terang.releasefile.model import NOISY, ROUNDED, Release

BUDGET = 400  # programs for comparing coarsenings: a second at most for an agency of 800
COMPLEMENT = "secondary"
AREA = "loss"
PUBLISHED = {"status": "status-penilaian", "kebutuhan": "kebutuhan-pelatihan"} | {
    "waktu": "waktu-aduan"
}


@dataclass(frozen=True, slots=True)
class Withholding:
    """Counts of one published table: how many in all, withheld by reason.

    people: in withheld counts of the finest breakdown, so that nobody counts at several levels.
    """

    table: str
    cells: int
    people: int
    reasons: Mapping[str, int]

    @property
    def withheld(self) -> int:
        return sum(self.reasons.values())


@dataclass(frozen=True, slots=True)
class Loss:
    """Withheld counts by table, and the single coarsenings tried, best first.

    untried: coarsenings that the budget left out.
    """

    tables: tuple[Withholding, ...]
    trials: tuple[Trial, ...]
    untried: int


def loss(proofs: Sequence[Proven], budget: int = BUDGET) -> Loss:
    """What the patterns of a release withhold, and what coarsening would give back."""
    tables = [table for proof in proofs for table in _withheld(proof)]
    trials: list[Trial] = []
    untried = 0
    for proof in proofs:
        found, left = _trials(proof, budget)
        trials += found
        untried += left
    trials.sort(key=lambda trial: (-trial.freed, trial.given_up))
    return Loss(tuple(tables), tuple(trials), untried)


def _withheld(proof: Proven) -> Iterator[Withholding]:
    """By published table, in the order of the counts."""
    cells: Counter[str] = Counter()
    people: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    known = {} if proof.protection is None else proof.protection.reasons
    for table in proof.counts.tables:
        name = table.name.partition(".")[0]
        own = PUBLISHED.get(name, name)
        assert isinstance(table.values, Mapping)
        cells[own] += len(table.values)
        why = reasons.setdefault(own, Counter())
        finest = [{tree.codes[leaf] for leaf in tree.leaves} for _, tree in table.dims]
        for coords, count in table.values.items():
            cell = "|".join((table.name, *coords))
            if cell in proof.withheld:
                why[known.get(cell, COMPLEMENT)] += 1
                if all(code in leaves for code, leaves in zip(coords, finest, strict=True)):
                    people[own] += count
    for name, why in reasons.items():
        yield Withholding(name, cells[name], people[name], dict(sorted(why.items())))


def _trials(proof: Proven, budget: int) -> tuple[list[Trial], int]:
    """Single coarsenings that are safe and free something; how many were not tried."""
    if proof.protection is None or not proof.withheld:
        return [], 0
    counts = proof.counts
    system = System.from_tables(
        counts.tables, counts.cells, extra_relations=counts.relations, known=counts.public
    )
    candidates = coarsenings(system, counts.tables)
    try:
        report = compare_coarsenings(system, candidates, proof.protection.policy, budget)
    except ProtectionFailed:
        return [], len(candidates)  # only what an earlier release withholds made it safe
    return [trial for trial in report.trials if trial.safe and trial.freed], report.untried


def report(built: Built, lang: str) -> list[str]:
    """The lines of the report for one release."""
    release = built.release
    place = {"agency": release.agency, "period": release.period}
    lines = [text(AREA, "title", lang, **place)]
    if release.certificate.method == ROUNDED:
        return [*lines, *_rounded_lines(built.proofs, lang)]
    if release.certificate.method == NOISY:
        return [*lines, *_noisy_lines(built, lang)]
    found = loss(built.proofs)
    lines += [_table_line(table, lang) for table in found.tables if table.withheld]
    lines += _other_lines(release, {table.table for table in found.tables}, lang)
    best = next(iter(found.trials), None)
    lines.append(text(AREA, "no_coarsening", lang) if best is None else _trial_line(best, lang))
    if found.untried:
        lines.append(text(AREA, "untried", lang, count=found.untried))
    return lines


def _rounded_lines(proofs: Sequence[Proven], lang: str) -> Iterator[str]:
    """By published table how many counts changed, how far at most and on average."""
    found: dict[str, list[RoundingLoss]] = {}
    for proof in proofs:
        for name, one in proof.losses.items():
            base = name.partition(".")[0]
            found.setdefault(PUBLISHED.get(base, base), []).append(one)
    for name, losses in found.items():
        cells = sum(one.cells for one in losses)
        moved = sum((one.mean * one.cells for one in losses), start=Fraction(0))
        yield text(
            AREA,
            "rounded",
            lang,
            table=text("release", f"table_{name}", lang),
            cells=cells,
            changed=sum(one.changed for one in losses),
            greatest=max(one.greatest for one in losses),
            mean=number(round_half_up(moved / cells, 2), lang),
        )


def _noisy_lines(built: Built, lang: str) -> Iterator[str]:
    """The expected error of a single count, and of most."""
    if not any(proof.scale for proof in built.proofs):
        yield text(AREA, "noise_kept", lang)
    for place, proof in enumerate(built.proofs):
        if proof.scale:
            yield text(
                AREA,
                ("noise_people", "noise_services")[place],
                lang,
                mean=number(round_half_up(Fraction(expected_error(proof.scale)), 1), lang),
                most=likely_error(proof.scale),
            )


def number(value: Decimal, lang: str) -> str:
    """A decimal as the language writes it."""
    return f"{value:f}".replace(".", ",") if lang == "id" else f"{value:f}"


def _table_line(table: Withholding, lang: str) -> str:
    why = ", ".join(
        text(AREA, f"reason_{reason}", lang, count=count) for reason, count in table.reasons.items()
    )
    name = text("release", f"table_{table.table}", lang)
    told = {"withheld": table.withheld, "cells": table.cells, "people": table.people}
    return text(AREA, "table", lang, table=name, reasons=why, **told)


def _other_lines(release: Release, counted: set[str], lang: str) -> Iterator[str]:
    """Tables of means and surveys, whose figures are withheld by rules of their own."""
    for check in release.certificate.tables:
        if check.table not in counted and check.withheld:
            name = text("release", f"table_{check.table}", lang)
            told = {"withheld": check.withheld, "cells": check.cells}
            yield text(AREA, "other_table", lang, table=name, **told)


def _trial_line(trial: Trial, lang: str) -> str:
    one = trial.coarsening
    what = text(
        AREA,
        f"coarsening_{one.kind}",
        lang,
        dimension=text(AREA, f"dim_{one.dim}", lang),
        code=one.code,
        partner=one.partner,
    )
    told = {"freed": trial.freed, "people": trial.freed_people, "given_up": trial.given_up}
    return text(AREA, "best", lang, what=what, **told)


def published_lines(release: Release, lang: str) -> list[str]:
    """What a release withholds by table, from its own files: for readers, without reasons."""
    lines = [text(AREA, "published", lang, agency=release.agency, period=release.period)]
    for check in release.certificate.tables:
        name = text("release", f"table_{check.table}", lang)
        told = {"withheld": check.withheld, "cells": check.cells, "shown": check.shown}
        share = (200 * check.withheld + check.cells) // (2 * check.cells) if check.cells else 0
        lines.append(text(AREA, "published_table", lang, table=name, share=share, **told))
    return lines
