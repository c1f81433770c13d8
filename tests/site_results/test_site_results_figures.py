"""What may be said of shown figures, and what may not."""

from __future__ import annotations

from fractions import Fraction

import pytest
import site_results_samples as samples

from terang.core.model import Text
from terang.releasefile.model import Code
from terang.site.figures import Distribution, Figures, Part, children, distribution, path_to


def dist(*counts: int | None, total: int | None) -> Distribution:
    parts = [Part(Code(f"k{i}", Text(f"K{i}")), n) for i, n in enumerate(counts)]
    return Distribution(tuple(parts), total)


@pytest.mark.parametrize(
    ("counts", "total", "expected"),
    [
        ((10, 60, 5), 75, "k1"),
        ((10, 60, None), 100, "k1"),  # 30 withheld cannot reach 60
        ((10, 40, None), 100, None),  # 50 withheld might
        ((40, 40, 5), 85, None),  # a tie leads nobody
        ((None, None), 30, None),
        ((10, 60), None, None),
        ((0, 0), 0, None),
    ],
)
def test_a_category_leads_only_where_shown_figures_prove_it(
    counts: tuple[int | None, ...], total: int | None, expected: str | None
) -> None:
    leading = dist(*counts, total=total).leading()

    assert expected == (leading.code.id if leading else None)


def test_withheld_categories_are_told_only_together() -> None:
    found = dist(10, None, None, total=25)

    assert 15 == found.hidden
    assert [Fraction(2, 5), None, None] == [found.share(part) for part in found.parts]


def test_a_dimension_not_named_means_its_total() -> None:
    figures = Figures.of(samples.release(), "predikat")
    assert figures is not None

    whole = distribution(figures, "kotabumi")

    assert figures.number("jumlah", unit="kotabumi", kelompok="T") == whole.total
    assert figures.number("jumlah") == whole.total


def test_absent_and_withheld_cells_are_no_numbers() -> None:
    figures = Figures.of(samples.release(), "predikat")
    assert figures is not None
    hidden = next(row.coords for row in figures.table.rows if row.cells == (samples.HIDDEN,))
    at = dict(zip(("unit", "kelompok", "kategori"), hidden, strict=True))

    assert None is figures.number("jumlah", **at)
    assert None is figures.cell("jumlah", unit="tidak-ada")
    assert None is figures.cell("tidak_ada")
    assert None is Figures.of(samples.release(), "tidak-ada")


def test_the_unit_tree_is_walked_from_the_root() -> None:
    codes = samples.units(samples.agency()).codes

    path = path_to(codes, "kesehatan-vaksinasi")

    assert ["kotabumi", "dinas-kesehatan", "kesehatan-vaksinasi"] == [c.id for c in path]
    assert {"kesehatan-sekretariat", "kesehatan-vaksinasi", "kesehatan-puskesmas"} == {
        c.id for c in children(codes, "dinas-kesehatan")
    }
