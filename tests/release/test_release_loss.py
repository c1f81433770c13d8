"""The loss report: what is withheld and why in numbers, and what a coarsening would give back."""

from __future__ import annotations

from pathlib import Path

import pytest
from release_samples import criteria, microdata

from terang.cli import main
from terang.core.leakscan import leaks
from terang.release.protection.leaks import private_values
from terang.release.publication.build import Built, build_release
from terang.release.publication.loss import loss, report
from terang.releasefile.model import Withheld
from terang.releasefile.write import write_release

AGENCY, PERIOD = "rangkui", "2025"
DATA = microdata(300) / AGENCY / PERIOD


@pytest.fixture(scope="module")
def built() -> Built:
    return build_release(criteria().agencies[AGENCY], criteria(), DATA, PERIOD)


def test_every_withheld_count_has_one_reason(built: Built) -> None:
    found = loss(built.proofs, budget=0)

    withheld = sum(len(proof.withheld) for proof in built.proofs)
    assert withheld == sum(table.withheld for table in found.tables)
    assert {"threshold", "secondary"} <= set(found.tables[0].reasons)
    published = next(t for t in built.release.tables if t.id == "predikat")
    hidden = sum(isinstance(row.cells[0], Withheld) for row in published.rows)
    assert hidden == next(t.withheld for t in found.tables if t.table == "predikat")


def test_the_best_coarsening_frees_most_of_those_tried(built: Built) -> None:
    found = loss(built.proofs)

    assert found.trials
    assert max(trial.freed for trial in found.trials) == found.trials[0].freed
    assert all(trial.safe and trial.freed for trial in found.trials)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_report_names_tables_reasons_and_nobody(built: Built, lang: str) -> None:
    lines = "\n".join(report(built, lang))

    assert f"{AGENCY} {PERIOD}" in lines
    assert {"id": "di bawah ambang", "en": "below the threshold"}[lang] in lines
    assert [] == list(leaks([("laporan", lines)], private_values(DATA)))


def test_readers_see_what_is_withheld_by_table_without_reasons(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_release(built.release, tmp_path)

    assert 0 == main(["release", "loss", str(tmp_path)])

    told = capsys.readouterr().out
    check = next(c for c in built.release.certificate.tables if c.table == "predikat")
    assert f"{check.withheld} dari {check.cells} angka ditahan" in told
    assert "ambang" not in told
    assert 2 == main(["release", "loss", str(tmp_path / "kosong")])
