"""Reading survey files as offices write them."""

from __future__ import annotations

import pytest
from core_samples import body
from hypothesis import given
from hypothesis import strategies as st

from terang.core.survey import survey
from terang.core.survey_table import AnswerTable, read_answers

PROFILE = body("skm-2017")
CODES = [element.code for element in PROFILE.elements]
NAMES = [element.name.id for element in PROFILE.elements]
SHORT = ["Persyaratan", "Prosedur", "Waktu", "Biaya", "Produk", "Kompetensi", "Perilaku"]
SHORT += ["Pengaduan", "Sarana"]
ROW = ["4", "3", "3", "4", "3", "3", "4", "2", "1"]
ANSWERS = dict(zip(CODES, map(int, ROW), strict=True))
SWAPPED = ANSWERS | {"U8": 1, "U9": 2}


def table(*rows: list[str], delimiter: str = ",", quote: bool = False) -> AnswerTable:
    def cell(text: str) -> str:
        return f'"{text}"' if quote or delimiter in text else text

    lines = [delimiter.join(cell(text) for text in row) for row in rows]
    return read_answers("\n".join(lines) + "\n", PROFILE)


def keys(found: AnswerTable) -> list[tuple[int, str]]:
    return [(fault.row, fault.key) for fault in found.faults]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", [False, True])
@pytest.mark.parametrize("header", [CODES, NAMES, [code.lower() for code in CODES]])
def test_any_delimiter_quoting_and_naming(delimiter: str, quote: bool, header: list[str]) -> None:
    found = table(header, ROW, ROW, delimiter=delimiter, quote=quote)

    assert () == found.faults
    assert (ANSWERS, ANSWERS) == found.answers


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ([*CODES[:7], "U8 Sarana dan prasarana", "U9"], SWAPPED),
        ([*CODES[:7], "U8", "U9 Penanganan pengaduan, saran, dan masukan"], SWAPPED),
        ([*CODES[:7], "Sarana dan prasarana (U8)", "Penanganan pengaduan (U9)"], SWAPPED),
        ([*CODES[:7], "SARANA DAN PRASARANA", "Penanganan Pengaduan"], SWAPPED),
        (["Unsur 1", "u-2", "U_3", "U 4", "U05", "U6.", "u7", "U8", "U9"], ANSWERS),
        (
            SHORT,
            ANSWERS,
        ),
        (
            [element.name.in_language("en") for element in PROFILE.elements],
            ANSWERS,
        ),
    ],
    ids=["code and name", "code and name 2", "name and code", "names", "codes", "short", "english"],
)
def test_a_name_decides_over_a_code(header: list[str], expected: dict[str, int]) -> None:
    found = table(header, ROW)

    assert () == found.faults
    assert (expected,) == found.answers


def test_bare_codes_of_two_meanings_are_marked() -> None:
    found = table(CODES, ROW)

    assert ["U8", "U9"] == [column.code for column in found.columns if column.is_ambiguous]


def test_extra_columns_are_ignored_and_named() -> None:
    header = ["layanan", "responden", *CODES, "Waktu", "saran tentang persyaratan", "sintetis"]
    found = table(header, ["a", "R1", *ROW, "08.30", "baik", "ya"])

    assert (ANSWERS,) == found.answers
    assert (
        "layanan",
        "responden",
        "Waktu",
        "saran tentang persyaratan",
        "sintetis",
    ) == found.ignored


def test_blank_lines_spaces_and_spreadsheet_numbers_are_tolerated() -> None:
    text = "sep=;\n\n" + ";".join(CODES) + "\n\n;;;\n" + " 4 ;3.0;3,00;4;3;3;4;2;1;;\n"
    found = read_answers(text, PROFILE)

    assert () == found.faults
    assert (ANSWERS,) == found.answers
    assert 3 == found.blank


def test_missing_answers_stay_missing() -> None:
    found = table(["no", *CODES], ["1", *ROW[:3], "", *ROW[4:]], ["2", *ROW], ["3"])

    assert [None, 4] == [answer["U4"] for answer in found.answers]
    assert 1 == found.silent
    result = survey(found.answers, PROFILE)
    assert (2, 1, 1) == (result.n, result.elements["U4"].n, result.elements["U4"].missing)


def test_every_bad_answer_is_listed_with_its_row_and_nothing_is_read() -> None:
    found = table(CODES, ROW, ["5", *ROW[1:]], ROW, ["0", "x", "2.5", "-1", *ROW[4:]])

    assert [(3, "bukan_jawaban")] + [(5, "bukan_jawaban")] * 4 == keys(found)
    assert ["5", "0", "x", "2.5", "-1"] == [fault.fields["nilai"] for fault in found.faults]
    assert () == found.answers


def test_rows_are_counted_by_lines_of_the_file() -> None:
    text = ",".join([*CODES, "saran"]) + "\n\n" + ",".join([*ROW, '"dua\nbaris"']) + "\n"
    found = read_answers(text + "9" + "," * 9 + "\n", PROFILE)

    assert [(5, "bukan_jawaban")] == keys(found)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "berkas_kosong"),
        ("\n \n;;\n", "berkas_kosong"),
        ("a\x00b", "bukan_csv"),
        ('"' + "x" * 200_000, "bukan_csv"),
        (",".join(CODES) + "\n", "tanpa_responden"),
        (",".join(CODES) + "\n,,,\n", "tanpa_responden"),
        (",".join(CODES[:-1]) + "\n4,4,4,4,4,4,4,4\n", "kolom_tidak_ada"),
        ("4,4,4,4,4,4,4,4,4\n", "kolom_tidak_ada"),
        (",".join([*CODES, "U1"]) + "\n", "kolom_ganda"),
        (",".join([*CODES, "Persyaratan"]) + "\n", "kolom_ganda"),
        (",".join(["U1 Sarana dan prasarana", *CODES[1:]]) + "\n", "kolom_bertentangan"),
        (",".join(CODES) + "\n" + ",".join([*ROW, "4"]) + "\n", "sel_berlebih"),
    ],
)
def test_files_that_cannot_be_read_say_why(text: str, key: str) -> None:
    found = read_answers(text, PROFILE)

    assert [key] == [fault.key for fault in found.faults]
    assert () == found.answers


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_answers(text, PROFILE)

    assert found.answers or found.faults


@given(st.lists(st.lists(st.integers(1, 4) | st.none(), min_size=9, max_size=9), max_size=12))
def test_order_of_respondents_never_changes_the_result(rows: list[list[int | None]]) -> None:
    complete = [dict.fromkeys(CODES, 3), *(dict(zip(CODES, row, strict=True)) for row in rows)]

    assert survey(complete, PROFILE) == survey(complete[::-1], PROFILE)
