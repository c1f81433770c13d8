"""Text to tree: JSON scalars, a place for everything, and nothing hostile gets through."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.criteria import source
from terang.criteria.source import Node, Value, read


def tree(text: str) -> Node:
    node, problems = read(text.encode(), "berkas.yml")
    assert problems == []
    assert node is not None
    return node


def value(text: str) -> Value:
    return tree(f"nilai: {text}").at("nilai").value


def codes(content: bytes) -> list[tuple[str, int, int]]:
    node, problems = read(content, "berkas.yml")
    assert (node is None) == bool(problems)
    return [(problem.code, problem.line, problem.column) for problem in problems]


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "ya",
        "on",
        "Yes",
        "True",
        "NULL",
        "~",
        "1_000",
        "0o17",
        "0x1F",
        "010",
        "+5",
        "5.",
        ".5",
        "2026-01-31",
        "12:30:45",
        "1e",
        ".inf",
        "NaN",
        "1,5",
        "18.03.02",
        "=",
        "٣",
    ],
)
def test_what_json_does_not_know_stays_text(text: str) -> None:
    assert text == value(text)


@pytest.mark.parametrize("text", ["true", "12", "12.50", "null"])
def test_what_is_quoted_stays_text(text: str) -> None:
    assert text == value(f'"{text}"') == value(f"'{text}'")


def test_numbers_are_exact() -> None:
    assert [12, Decimal("12.50"), Decimal("0.1"), -3, Decimal("1E+2")] == value(
        "[12, 12.50, 0.1, -3, 1e2]"
    )
    assert Decimal("12.50").as_tuple() == value("12.50").as_tuple()  # type: ignore[union-attr]
    assert (True, False, None, None) == tuple(value(text) for text in ("true", "false", "null", ""))


def test_every_key_and_value_has_its_place() -> None:
    root = tree("a: 1\nb:\n  - x\n  - {c: é, d: [y, z]}\n")
    inner = root.at("b").items[1]

    assert (1, 4) == root.at("a").line_column
    assert (2, 1) == root.keys["b"]
    assert (4, 5) == inner.line_column
    assert ((4, 6), (4, 9)) == (inner.keys["c"], inner.at("c").line_column)
    assert (4, 19) == inner.at("d").items[1].line_column


HOSTILE = {
    "100 kB of brackets": (b"[" * 100_000, "K009"),
    "100 kB of braces": (b"{a: " * 25_000, "K009"),
    "dashes": (b"- " * 50_000, "K009"),
    "question marks": (b"? " * 50_000, "K012"),
    "billion laughs": (
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b"*%c," % (97 + i) * 9) for i in range(9)),
        "K007",
    ),
    "merge bomb": (
        b"a0: &a0 {k: v}\n"
        + b"".join(b"a%d: &a%d {<<: [*a%d, *a%d]}\n" % (i, i, i - 1, i - 1) for i in range(1, 60)),
        "K007",
    ),
    "half a million items": (b"[" + b"1," * 500_000 + b"]", "K010"),
    "one endless word": (b"a: " + b"y" * 1_000_000, "K010"),
    "an endless key": (b"? " + b"y" * 501 + b"\n: 1", "K010"),
    "escapes": (b'"' + b"\\x41" * 200_000 + b'"', "K010"),
    "a number of a million digits": (b"a: " + b"9" * 1_000_000, "K010"),
    "a huge exponent": (b"a: 1e999999999", "K013"),
    "two megabytes": (b"#" * 2_000_000, "K001"),
    "python object": (b"!!python/object/apply:os.system [ls]", "K008"),
    "NUL": (b"a: \x00", "K004"),
    "NUL by escape": (b'a: "\\0"', "K004"),
    "turned text": ("a: abc\u202edef".encode(), "K004"),
    "lone byte": (b"a: \xff\xfe", "K002"),
    "lone surrogate": (b"a: \xed\xa0\x80", "K002"),
    "UTF-16": ("a: 1".encode("utf-16"), "K002"),
    "BOM": (b"\xef\xbb\xbfa: 1", "K003"),
    "two documents": (b"a: 1\n---\nb: 2\n", "K011"),
    "tab": (b"a:\n\t- 1\n", "K005"),
    "unclosed quote": (b'a: "b\nc: 1\n', "K005"),
    "bad escape": (b'a: "\\q"', "K005"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("loader", ["CBaseLoader", "BaseLoader"])
def test_hostile_text_is_refused_quickly(
    name: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "LOADER", getattr(yaml, loader))
    content, code = HOSTILE[name]
    start = time.process_time()
    found = codes(content)

    assert code in {code for code, _, _ in found}
    assert time.process_time() - start < (0.9 if loader == "CBaseLoader" else 20)


def test_all_faults_of_a_file_are_told() -> None:
    assert [("K006", 2, 1), ("K008", 3, 4), ("K007", 4, 4), ("K007", 5, 1)] == codes(
        b"a: 1\na: 2\nb: !!int 3\nc: &c 4\n<<: {d: 5}\n"
    )


def test_an_empty_file_is_a_null_tree() -> None:
    assert None is tree("").value
    assert None is tree("# hanya komentar\n").value


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_tree_or_problems(content: bytes) -> None:
    node, problems = read(content, "x.yml")

    assert (node is None) == bool(problems)


WORDS = [
    "a",
    "<<1",
    "1.5",
    "null",
    "é",
    "#",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    ",",
    "\\",
    "@",
    "`",
    "\t",
]
SIGNS = (
    ": ",
    "- ",
    "? ",
    "\n",
    "  ",
    "&x ",
    "*x",
    "!t ",
    "|\n",
    ">\n",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
)
FRAGMENTS = st.sampled_from([*WORDS, *SIGNS, "<<"])


@settings(max_examples=500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_any_yaml_like_text_gives_a_tree_or_problems(text: str) -> None:
    node, problems = read(text.encode(), "x.yml")

    assert (node is None) == bool(problems)


LEAVES = (
    st.integers(-(10**17), 10**17)
    | st.booleans()
    | st.none()
    | st.decimals(-1000, 1000, places=3)
    | st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=12)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex("[a-z]{1,6}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=20,
)


def written(item: object) -> str:
    """JSON, with decimals as they are."""
    if isinstance(item, dict):
        return "{" + ", ".join(f'"{key}": {written(own)}' for key, own in item.items()) + "}"
    if isinstance(item, list):
        return "[" + ", ".join(map(written, item)) + "]"
    if isinstance(item, str):
        return '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if item is None or isinstance(item, bool):
        return {None: "null", True: "true", False: "false"}[item]
    return str(item)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.from_regex("[a-z]{1,6}", fullmatch=True), VALUES, max_size=5))
def test_json_reads_as_itself(item: dict[str, Value]) -> None:
    assert item == tree(written(item)).value
