"""Charts: exact geometry, two drawings, named, escaped, and without colours of their own."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from site_results_reading import read

from terang.site.charts import Bar, Segment, stacked
from terang.site.charts_columns import Column, Upright, columns
from terang.site.charts_scale import Dot, DotRow, Guide, Point, Scale, dots, trend
from terang.site.service_complaints import place_of
from terang.site.svg import Frame, patterns

FRAME = Frame("bagan-uji", "Judul <b>", "Uraian & isi")
SCALE = Scale(Fraction(0), Fraction(100), ((Fraction(0), "0"), (Fraction(100), "100")))
THIRD = Fraction(1, 3)


def charts() -> dict[str, str]:
    bars = [
        Bar("Unit <i>satu</i>", "30 orang", (Segment("jenjang-1", THIRD, "33,3 %", "33,3"),
            Segment("jenjang-4", THIRD, "33,3 %"), Segment("dilindungi", THIRD, "dilindungi"))),
        Bar("Unit dua", "dilindungi", None, 1),
        Bar("Unit tiga", "0 orang", (), 1),
    ]  # fmt: skip
    rows = [
        DotRow("A", (Dot("diri", Fraction(80)), Dot("atasan", Fraction(60))), "+20"),
        DotRow("B", (), "dilindungi", True),
    ]
    points = [Point("2023", None, "dilindungi"), Point("2024", Fraction(70), "70"),
              Point("2025", Fraction(80), "80")]  # fmt: skip
    items = [Column("0-1", Fraction(6), "6"), Column("2-5", None, "dilindungi")]
    return {
        "stacked": str(stacked(FRAME, bars, "dilindungi")),
        "dots": str(dots(FRAME, rows, SCALE, (Guide(Fraction(50), "C"),))),
        "trend": trend(FRAME, points, SCALE),
        "columns": columns(FRAME, items, (Upright(Fraction(3, 2), "Aduan: 1 hari", "1 hari"),)),
        "lying": columns(FRAME, items * 5),
    }


@pytest.mark.parametrize("name", list(charts()))
def test_a_chart_is_drawn_wide_and_narrow_with_title_and_description(name: str) -> None:
    seen = read(charts()[name])
    drawn = seen.all("svg")

    assert ["bagan bagan-lebar", "bagan bagan-sempit"] == [svg["class"] for svg in drawn]
    assert [] == seen.faults
    assert len(seen.ids) == len(set(seen.ids))
    for svg in drawn:
        assert {svg["aria-labelledby"], svg["aria-describedby"]} <= set(seen.ids)


@pytest.mark.parametrize("name", list(charts()))
def test_a_chart_carries_classes_and_no_colours(name: str) -> None:
    attributes = [pair for _, attrs in read(charts()[name]).tags for pair in attrs.items()]

    assert [] == [value for name, value in attributes if name in ("style", "stroke", "color")]
    assert set() == {
        value for name, value in attributes if name == "fill" and not value.startswith("url(#pola-")
    }


def test_words_in_a_chart_are_escaped() -> None:
    drawn = charts()["stacked"]

    assert "<i>" not in drawn and "<b>" not in drawn
    assert "Unit &lt;i&gt;satu&lt;/i&gt;" in drawn


def test_segments_are_as_long_as_their_shares() -> None:
    bar = Bar("Unit", "n", (Segment("jenjang-1", Fraction(1, 4), ""),
              Segment("jenjang-2", Fraction(3, 4), "")))  # fmt: skip
    wide = str(stacked(FRAME, [bar], "dilindungi")).split("</svg>")[0]

    drawn = re.findall(r'class="isi jenjang-\d"[^>]* width="([\d.]+)"', wide)

    assert [99.0, 297.0] == [float(width) + 2 for width in drawn]


def test_every_withheld_part_is_hatched() -> None:
    for name, drawn in charts().items():
        assert "url(#pola-dilindungi)" in drawn or name == "trend", name


def test_a_gap_in_a_line_is_not_bridged() -> None:
    wide = charts()["trend"].split("</svg>")[0]

    assert 1 == wide.count('class="bagan-tren"')
    assert ">dilindungi</text>" in wide


def test_the_patterns_the_charts_use_are_defined() -> None:
    used = {u for drawn in charts().values() for u in re.findall(r"url\(#([\w-]+)\)", drawn)}

    assert used <= set(read(patterns()).ids)


def test_a_withheld_column_has_a_height_that_tells_nothing() -> None:
    def heights(hidden_beside: int) -> list[str]:
        items = [Column("a", None, "dilindungi"), Column("b", Fraction(hidden_beside), "x")]
        return re.findall(r'class="isi dilindungi"[^>]* height="([\d.]+)"', columns(FRAME, items))

    assert heights(5) == heights(5000)


def test_a_line_stands_where_it_is_said_to() -> None:
    items = [Column(str(i), Fraction(1), "1") for i in range(4)]
    wide = columns(FRAME, items, (Upright(Fraction(5, 2), "Aduan", "A"),)).split("</svg>")[0]

    assert ["450"] == re.findall(r'class="bagan-standar" x1="([\d.]+)"', wide)


@pytest.mark.parametrize(
    ("days", "expected"),
    [("0", Fraction(1, 2)), ("1", 1), ("2", Fraction(3, 2)), ("5", 3), ("14", Fraction(17, 5)),
     ("30", None)],
)  # fmt: skip
def test_a_standard_lies_where_its_last_day_ends(days: str, expected: Fraction | None) -> None:
    codes = ("0-1", "2-3", "4-5", "11-20", "21+")

    assert expected == place_of(Decimal(days), codes)


def test_a_bar_of_nobody_is_empty_and_not_hatched() -> None:
    all_good = Bar("Satu", "9 orang", (Segment("jenjang-2", Fraction(1), "100 %"),))

    drawn = stacked(FRAME, [all_good, Bar("Dua", "0 orang", ())], "dilindungi")

    assert drawn is not None and "pola-dilindungi" not in drawn
    assert 2 == drawn.count('class="jalur"')


def test_a_chart_of_hatching_alone_is_not_drawn() -> None:
    assert None is stacked(FRAME, [Bar("Satu", "dilindungi", None)], "dilindungi")
    assert None is dots(FRAME, [DotRow("Satu", (), "dilindungi")], SCALE)
