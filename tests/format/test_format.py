"""One canonical text: same content, same bytes; nothing said is changed or lost in silence."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from values import shuffled, value_of

from terang.criteria.format import WIDTH, canonical, formatted
from terang.criteria.key_order import kinds
from terang.criteria.source import HIDDEN, read

ROOT = Path(__file__).parents[2]
# fmt: off
TRICKY = [
    "ya", "no", "Null", "1_000", "0o17", "2026-01-01", "12:30", "1/n", "U1", " tepi", "a: b",
    "a #b",
    "#x", "- x", "[a", "{b}", "a, b", "'", '"kutip"', "\\", "akhir:", "~", "!tag", "&a", "*b", "%x",
    "dua  spasi", "satu\ndua", "satu\n\ndua\n", "  masuk\nkeluar", "tab\tdi sini", "é – ≥", "@x",
    "`",
    "kata " * 40, "x" * 130, "=", "<<", ".5", "+1", "1e5", "0x1F", "", "?", "-", "? y", "|", ">",
]
# fmt: on
texts = st.lists(
    st.sampled_from(TRICKY)
    | st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=40
    ).filter(lambda t: not HIDDEN.search(t)),
    min_size=1,
    max_size=6,
)
steadily = settings(max_examples=20, deadline=None, derandomize=True)


def parsed(text: str) -> Any:
    node, problems = read(text.encode(), "berkas.yml")
    assert problems == []
    assert node is not None
    return node.value


@pytest.mark.parametrize("kind", kinds())
@steadily
@given(seed=st.integers(0, 2**32), words=texts)
def test_formatting_keeps_the_meaning(kind: str, seed: int, words: list[str]) -> None:
    value = value_of(kind, seed, words)

    assert value == parsed(canonical(value, kind))


@pytest.mark.parametrize("kind", kinds())
@steadily
@given(seed=st.integers(0, 2**32), words=texts)
def test_formatting_twice_changes_nothing(kind: str, seed: int, words: list[str]) -> None:
    once = canonical(value_of(kind, seed, words), kind)

    assert once == formatted(once.encode(), "berkas.yml").text


@pytest.mark.parametrize("kind", kinds())
@steadily
@given(seed=st.integers(0, 2**32), words=texts)
def test_form_and_hand_give_the_same_bytes(kind: str, seed: int, words: list[str]) -> None:
    """A form sends JSON in its own key order; a hand-written file has another layout."""
    value = value_of(kind, seed, words)
    sent = json.dumps(
        shuffled(value, kind, random.Random(seed + 1)), default=float, indent=1, ensure_ascii=False
    )

    assert canonical(value, kind) == formatted(sent.encode(), "berkas.yml").text


@pytest.mark.parametrize("kind", kinds())
@steadily
@given(seed=st.integers(0, 2**32))
def test_ordinary_lines_stay_within_the_width(kind: str, seed: int) -> None:
    text = canonical(value_of(kind, seed, [" ".join(["kata"] * 40), "pendek"]), kind)

    assert [line for line in text.splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize("word", TRICKY)
def test_every_tricky_text_comes_back(word: str) -> None:
    value = {"jenis": "x", "isi": word, "daftar": [word], "dalam": {"kunci": {word: word}}}

    assert value == parsed(canonical(value, "x"))


def test_idle_zeros_go() -> None:
    value = {"a": Decimal("65.00"), "b": Decimal("0.10"), "c": Decimal("100"), "d": Decimal("1E+2")}

    assert "a: 65\nb: 0.1\nc: 100\nd: 100\n" == canonical(value, "x")


def test_comments_inside_are_pointed_out_with_their_line() -> None:
    source = b"# di atas: tetap\nformat: terang/1 # versi\nnama: a # b\n# sendiri\nisi: 'x # y'\n"

    result = formatted(source, "berkas.yml")

    assert [(2, "# versi"), (3, "# b"), (4, "# sendiri")] == [
        (comment.line, comment.text) for comment in result.comments
    ]
    assert '# di atas: tetap\nformat: terang/1\nnama: a\nisi: "x # y"\n' == result.text


def test_a_hash_inside_a_folded_text_is_no_comment() -> None:
    result = formatted(b"isi: >-\n  satu # dua\n  tiga\nlain: |- # komentar\n  x\n", "berkas.yml")

    assert [(4, "# komentar")] == [(comment.line, comment.text) for comment in result.comments]


def test_the_schema_line_is_written_once() -> None:
    source = b"format: terang/1\njenis: skema\n"
    first = formatted(source, "a.yml", "https://situs/skema/1/").text
    assert first is not None

    again = formatted(first.encode(), "a.yml", "https://situs/skema/1").text

    head = "# yaml-language-server: $schema=https://situs/skema/1/skema.json\n"
    assert head + source.decode() == first == again


def test_an_unreadable_file_is_left_alone() -> None:
    result = formatted(b"a: 1\na: 2\n", "a.yml")

    assert result.text is None
    assert [2] == [problem.line for problem in result.problems]


@pytest.mark.parametrize("kind", ["x" * 300, "../bersama", "bersama/../skema", ""])
def test_a_kind_that_is_none_keeps_the_order_of_its_keys(kind: str) -> None:
    text = formatted(f'b: 1\njenis: "{kind}"\na: 2\n'.encode(), "x.yml").text

    assert text is not None
    assert ["b", "jenis", "a"] == [line.partition(":")[0] for line in text.splitlines()][:3]


@pytest.mark.parametrize("letter", ["y", '"', "\\", "é", "👍"])
def test_the_longest_key_that_is_read_can_be_written(letter: str) -> None:
    key = letter * 500
    content = f"? {json.dumps(key, ensure_ascii=False)}\n: 1\n".encode()
    text = formatted(content, "x.yml").text

    assert text is not None
    assert text == formatted(text.encode(), "x.yml").text


def test_shipped_criteria_keep_their_meaning() -> None:
    for path in sorted((ROOT / "criteria").rglob("*.yml")):
        content = path.read_bytes()
        result = formatted(content, path.name)

        assert result.text is not None
        assert parsed(content.decode()) == parsed(result.text)
