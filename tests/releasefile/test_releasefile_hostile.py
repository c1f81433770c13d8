"""Broken and hostile release files are told with their place, and cost no time."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from releasefile_samples import release

from terang.releasefile.locate import locate
from terang.releasefile.parse import Node, Refused, document
from terang.releasefile.read import _table, read_release
from terang.releasefile.write import contents, write_release

TABLE = contents(release())["tabel/contoh.json"].decode()

# what to put in place of what, the code, and the text at whose line the fault stands
BROKEN = {
    "not-utf8": ('"Rerata"', "\xff", "R003", None),
    "cut-off": (TABLE[-20:], "", "R005", None),
    "duplicate-key": ('"id": "rerata"', '"id": "rerata", "id": "x"', "R006", None),
    "float": ('"desimal": 2', '"desimal": 2.0', "R007", None),
    "nan": ('"desimal": 2', '"desimal": NaN', "R007", None),
    "huge-integer": ('"desimal": 2', f'"desimal": {"9" * 5000}', "R007", None),
    "wrong-type": ('"desimal": 2', '"desimal": "2"', "R011", '"desimal": "2"'),
    "negative-count": ('"n": 40', '"n": -1', "R011", '"n": -1'),
    "unknown-key": ('"n": 40', '"m": 40', "R012", '"m": 40'),
    "missing-key": (', "desimal": 2', "", "R013", '"jenis": "mean"'),
    "control-sign": ('"Dinas A"', '"\\u202eDinas"', "R014", "u202eDinas"),
    "long-text": ('"Dinas A"', f'"{"a" * 5000}"', "R014", "aaaa"),
    "bad-id": ('"id": "rerata", "nama"', '"id": "../x", "nama"', "R015", "../x"),
    "exponent": ('"-1.50"', '"1e999999"', "R016", "1e999999"),
    "word-for-number": ('"-1.50"', '"NaN"', "R016", '"NaN"'),
    "unknown-reason": ('"dilindungi"', '"kecil"', "R018", '"kecil"'),
    "other-format": ("terang/rilis-1", "terang/rilis-9", "R019", None),
    "unknown-parent": ('"induk": "kota"', '"induk": "desa"', "R024", None),
    "short-row": ('["a"], [', '["a", "b"], [', "R025", '["a", "b"]'),
    "unknown-code": ('["a"], [', '["b"], [', "R026", '["b"]'),
    "twice-the-same-row": ('["a"], [', '["kota"], [', "R023", '"baris"'),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_broken_table_is_refused_with_code_and_line(
    case: tuple[str, str, str, str | None],
) -> None:
    old, new, code, anchor = case
    assert old in TABLE
    source = TABLE.replace(old, new, 1)
    content = source.encode("latin-1" if new == "\xff" else "utf-8")

    with pytest.raises(Refused) as refused:
        document(content, "t.json", _table)

    problem = refused.value.problem
    assert code == problem.code
    if anchor is not None:
        assert source[: source.index(anchor)].count("\n") + 1 == problem.line
        assert problem.column >= 1


@pytest.mark.parametrize(
    "bomb", [b"[" * 100_000, b'{"a":' * 50_000, b'["' + b"\\" * 200_000], ids=["list", "map", "esc"]
)
def test_deep_or_endless_nesting_is_refused_at_once(bomb: bytes) -> None:
    start = time.process_time()

    with pytest.raises(Refused):
        document(bomb, "t.json", _table)

    assert time.process_time() - start < 1


def test_missing_file_and_symbolic_link_are_refused(tmp_path: Path) -> None:
    folder = write_release(release(), tmp_path)
    certificate = folder / "sertifikat.json"
    certificate.rename(tmp_path / "elsewhere.json")
    certificate.symlink_to(tmp_path / "elsewhere.json")

    with pytest.raises(Refused) as refused:
        read_release(folder)

    assert ("R001", "2025/sertifikat.json") == (
        refused.value.problem.code,
        refused.value.problem.file,
    )


def test_digest_list_cannot_point_outside_the_folder(tmp_path: Path) -> None:
    folder = write_release(release(), tmp_path)
    manifest = folder / "rilis.json"
    manifest.write_text(manifest.read_text().replace("tabel/contoh.csv", "../../etc/passwd"))

    with pytest.raises(Refused) as refused:
        read_release(folder)

    assert "R022" == refused.value.problem.code


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(json_values, st.sampled_from(["baris", "dimensi", "metadata", "judul", "id"]))
def test_any_value_in_any_place_is_read_or_refused(value: object, key: str) -> None:
    content = json.loads(TABLE) | {key: value}
    try:
        document(json.dumps(content).encode(), "t.json", _table)
    except Refused as refused:
        assert refused.problem.line >= 0


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        document(content, "t.json", Node.count)


@given(json_values.filter(lambda v: isinstance(v, list | dict)), st.data())
def test_locate_finds_the_line_of_any_value(value: object, data: st.DataObject) -> None:
    source = json.dumps(value, indent=1)
    path: list[str | int] = []
    node = value
    while isinstance(node, list | dict) and node and data.draw(st.booleans()):
        step = data.draw(
            st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node)))
        )
        path.append(step)
        node = node[step]  # type: ignore[index]

    line, _ = locate(source, tuple(path))

    shown = json.dumps(node, indent=1).split("\n")[0]
    assert shown in source.split("\n")[line - 1]
