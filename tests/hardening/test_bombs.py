"""Files made to cost much or to mislead are refused at once and at their place."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests import shipped

from terang.cellfiles.rows import FileRefused, read_rows
from terang.core.model import SurveyProfile
from terang.core.survey_table import read_answers
from terang.criteria.source import MAX_BYTES, read
from terang.release.intake.inputs.csv_files import read_csv
from terang.release.intake.source import MicrodataError
from terang.releasefile import read as release_reader
from terang.releasefile.parse import Refused, document

ROOT = Path(__file__).parents[2]
MIB = 1024 * 1024
SECONDS = 3.0  # CPU, for inputs that take hours where a reader is of quadratic time


@pytest.fixture(autouse=True)
def in_time() -> object:
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


YAML = {
    "brackets": (b"[" * (MIB - 10), "K009", 1),
    "braces": (b"{a: " * (MIB // 5), "K009", 1),
    "dashes": (b"- " * (MIB // 2 - 10), "K009", 1),
    "items": (b"- 1\n" * 60_000, "K010", 50_000),
    "keys": (b"".join(b"k%d: 1\n" % n for n in range(80_000)), "K010", 25_000),
    "one key again and again": (b"k: 1\n" * 20_000, "K006", 2),
    "a merge bomb": (b"a: &a [x]\n" + b"b: [*a, *a]\n" * 50_000, "K007", 1),
    "a scalar": (b"a: " + b"x" * (MIB - 10), "K010", 1),
    "a number": (b"a: " + b"9" * (MIB - 10), "K010", 1),
    "an exponent": (b"a: 1e999999999", "K013", 1),
    "a quote without end": (b'a: "' + b'\\"' * (MIB // 2 - 10), "K005", 1),
    "comments": (b"#" * (MIB - 10) + b"\na: [", "K005", 3),
    "too many bytes": (b"a" * (MAX_BYTES + 1), "K001", 0),
    "UTF-16": ("a: 1\n".encode("utf-16"), "K002", 1),
    "Latin letters": ("a: 1\nb: é\n".encode("latin-1"), "K002", 2),
    "a half character": (b"a: 1\nb: \xed\xa0\x80\n", "K002", 2),
    "a byte order mark": (b"\xef\xbb\xbfa: 1\n", "K003", 1),
    "NUL": (b"a: 1\nb: \x00\n", "K004", 2),
    "bidi": ("a: 1\nb: x\u202ey\n".encode(), "K004", 2),
    "bidi by escape": (b'a: 1\nb: "x\\u202ey"\n', "K004", 2),
    "a tag": (b"a: !!python/object/apply:os.system [ls]\n", "K008", 1),
    "a second document": (b"a: 1\n---\nb: 1\n", "K011", 2),
}


@pytest.mark.parametrize("bomb", YAML.values(), ids=YAML.keys())
def test_yaml(bomb: tuple[bytes, str, int]) -> None:
    content, code, line = bomb
    node, problems = read(content, "berkas.yml")

    assert (None, code, line) == (node, problems[0].code, problems[0].line)


JSON = {
    "brackets": (b"[" * (4 * MIB), "R004"),
    "quotes without end": (b'{"a":' + b'\\"' * (2 * MIB), "R005"),
    "a string without end": (b'{"a": "' + b'\\"' * (2 * MIB), "R005"),
    "one key twice among many": (
        b"{" + b"".join(b'"k%d":1,' % n for n in range(60_000)) + b'"z":1,"z":2}',
        "R006",
    ),
    "a number": (b'{"a":' + b"9" * (2 * MIB) + b"}", "R007"),
    "an exponent": (b'{"a":1e999999999}', "R007"),
    "not a number": (b'{"a":NaN}', "R007"),
    "half a character": (b'{"format":"terang/rilis-1","id":"\\ud800"}', "R013"),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "R003"),
}


@pytest.mark.parametrize("bomb", JSON.values(), ids=JSON.keys())
def test_release_files(bomb: tuple[bytes, str]) -> None:
    content, code = bomb
    with pytest.raises(Refused) as stopped:
        document(content, "tabel.json", release_reader._table)

    assert code == stopped.value.problem.code


@pytest.mark.parametrize("word", ["\\ud800", "\\u202e", "\\u0000", "\\u009b", "\\u2028"])
def test_hidden_characters_and_half_ones_in_release_texts(word: str) -> None:
    path = ROOT / "docs" / "rilis" / "rangkui" / "2025" / "tabel" / "volume.json"
    content = path.read_bytes().replace(b'"judul": {"id": "', b'"judul": {"id": "' + word.encode())
    with pytest.raises(Refused) as stopped:
        document(content, "tabel.json", release_reader._table)

    problem = stopped.value.problem
    assert ("R014", True) == (problem.code, problem.line > 1)


@pytest.mark.parametrize("word", ["\\ud800", "\\u202e", "\\u0007"])
def test_hidden_characters_and_half_ones_in_release_keys(word: str) -> None:
    path = ROOT / "docs" / "rilis" / "rangkui" / "2025" / "tabel" / "volume.json"
    content = path.read_bytes().replace(b'"akses":', b'"akses' + word.encode() + b'":')
    with pytest.raises(Refused) as stopped:
        document(content, "tabel.json", release_reader._table)

    problem = stopped.value.problem
    assert ("R014", True) == (problem.code, problem.line > 1)


@pytest.mark.parametrize("day", ["20260101", "2026-W01-1", "2026-1-1", "2026-02-30", "x"])
def test_a_day_is_written_one_way_only(day: str) -> None:
    path = ROOT / "docs" / "rilis" / "rangkui" / "2025" / "rilis.json"
    content = path.read_text("utf-8").replace('"terbit": "2026-03-31"', f'"terbit": "{day}"')
    with pytest.raises(Refused) as stopped:
        document(content.encode(), "rilis.json", release_reader._manifest)

    assert "R017" == stopped.value.problem.code


def packed(path: Path, part: bytes, times: int) -> Path:
    """A gzip file of so many parts."""
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(times):
            out.write(part)
    return path


TABLES: dict[str, Callable[[Path], Path]] = {
    "a packed line without end": lambda home: packed(home / "a.csv.gz", b"x" * MIB, 96),
    "a packed quote without end": lambda home: packed(home / "a.csv.gz", b'"\n' + b"x\n" * MIB, 12),
    "a broken stream": lambda home: _file(
        home / "a.csv.gz", gzip.compress(b"unit,n\n" * 999)[:40] + b"\xff" * 20
    ),
    "another file under that name": lambda home: _file(home / "a.csv.gz", b"unit,n\na,1\n"),
    "a huge cell": lambda home: _file(home / "a.csv", b"unit,n\n" + b"x" * MIB),
    "a quote without end": lambda home: _file(home / "a.csv", b'unit,n\n"' + b"x\n" * MIB),
    "UTF-16": lambda home: _file(home / "a.csv", "unit,n\na,1\n".encode("utf-16")),
}


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES.keys())
def test_microdata(make: Callable[[Path], Path], tmp_path: Path) -> None:
    with pytest.raises(MicrodataError) as stopped:
        for _ in read_csv(make(tmp_path)).parts:
            pass

    assert stopped.value.code in ("file_broken", "file_encoding")


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES.keys())
def test_cell_files(
    make: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terang.cellfiles.rows.MAX_BYTES", 16 * MIB)  # packed: six times as much
    with pytest.raises(FileRefused) as stopped:
        read_rows(make(tmp_path), ["unit"], "n")

    assert "bad_file" == stopped.value.code


@pytest.mark.parametrize("count", ["9" * 5000, "1e9", "-1", "٣", "0x1F", "1_000"])
def test_counts_that_are_no_plain_numbers(tmp_path: Path, count: str) -> None:
    path = _file(tmp_path / "a.csv", f"unit,n\na,{count}\n".encode())
    with pytest.raises(FileRefused) as stopped:
        read_rows(path, ["unit"], "n")

    assert ("too_large" if count.isdecimal() and count.isascii() else "not_whole") == (
        stopped.value.code
    )
    assert all(len(row) < 100 for row in stopped.value.rows)


@cache
def profile() -> SurveyProfile:
    body = shipped.criteria().profiles["skm-2017"].body
    assert isinstance(body, SurveyProfile)
    return body


SURVEYS = {
    "a huge cell": "U1,U2\n" + "4" * MIB,
    "a quote without end": 'U1,U2\n"' + "4\n" * MIB,
    "NUL": "U1\x00,U2\n4,4\n",
    "many columns": ",".join(["U1"] * 20_000),
}


@pytest.mark.parametrize("made", SURVEYS.values(), ids=SURVEYS.keys())
def test_surveys(made: str) -> None:
    found = read_answers(made, profile())

    assert ((), True) == (found.answers, bool(found.faults))
