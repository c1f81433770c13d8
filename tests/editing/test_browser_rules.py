"""The form's scripts say what the Python rules say: the same bytes, the same faults."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.shipped import criteria as shipped_criteria

from terang.criteria import form
from terang.criteria.draft import CriteriaFile
from terang.criteria.files import discover
from terang.criteria.format import canonical
from terang.criteria.load import load
from terang.criteria.source import read
from terang.report import fix, message
from terang.site.editing import EditableFile, editable, known, plain, scripts

ROOT = Path(__file__).parents[2]
CRITERIA = ROOT / "criteria"
ASSETS = ROOT / "generator" / "terang" / "site" / "assets" / "sunting"
NODE = shutil.which("node")
Json = Any
Change = Callable[[Json], object]
Run = Callable[[str, list[Json]], list[Json]]

pytestmark = pytest.mark.skipif(
    NODE is None and not os.environ.get("TERANG_REQUIRE_BROWSER"),
    reason="Node is not installed: the form's scripts cannot be run",
)


@cache
def shipped() -> tuple[tuple[EditableFile, str], ...]:
    """Every shipped criteria file as the form opens it, with its text."""
    found, _ = discover(CRITERIA)
    files = []
    for own in found:
        text = (CRITERIA / own.path).read_text(encoding="utf-8")
        file = editable(own.path, text)
        assert file is not None, own.path
        files.append((file, text))
    return tuple(files)


@pytest.fixture(scope="module")
def in_node(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs one job of in_node.cjs over cases."""
    folder = tmp_path_factory.mktemp("skrip")
    made = scripts()
    for name in ("skema", "kata.id"):
        text = made[f"assets/terang/sunting/{name}.js"]
        (folder / f"{name}.js").write_text(text, encoding="utf-8")

    def run(job: str, cases: list[Json]) -> list[Json]:
        assert NODE is not None, "install Node: the form must be shown to agree with terang fmt"
        answer = subprocess.run(
            [
                NODE,
                str(Path(__file__).with_name("in_node.cjs")),
                str(ASSETS),
                str(folder / "skema.js"),
                str(folder / "kata.id.js"),
            ],
            input=json.dumps({"job": job, "cases": cases}),
            capture_output=True,
            text=True,
            check=True,
        )
        result: list[Json] = json.loads(answer.stdout)
        return result

    return run


def as_case(file: EditableFile) -> Json:
    return {"value": plain(file.value), "kind": file.kind, "head": list(file.head)}


@pytest.mark.parametrize("job", ["yaml", "roundTrip"])
def test_every_shipped_file_comes_back_byte_for_byte(in_node: Run, job: str) -> None:
    """yaml: the value as text; roundTrip: through the form's own value and back."""
    files = shipped()

    written = in_node(job, [as_case(file) for file, _ in files])

    assert [text for _, text in files] == written


AWKWARD = [
    "ya", "No", "12", "2026-01-01", "a: b", "a #b", "akhir:", "x, y", "[x]", " spasi ", "½", "é",
    "Ω" * 120, "kata " * 40 + "akhir", "dua\nbaris", " satu\ndua", "tab\tdi sini", "", "'", '"',
    "satu  dua " + "panjang " * 20 + "x", "-", "_x", "👩‍🏫 " * 40 + "x",
]  # fmt: skip


def test_awkward_texts_and_numbers_get_the_same_bytes(in_node: Run) -> None:
    value = {
        "format": "terang/1",
        "jenis": "indikator",
        "bukti": {"id": "x", "en": "y"},
        "asing": [{"teks": text, f"{text}x": [text, {"z": text}]} for text in AWKWARD],
        "angka": [0, -1, 0.1, 12.5, 1e-7, 123456789012345, -0.25, True, None, [], {}],
    }

    (written,) = in_node("yaml", [{"value": value, "kind": "indikator", "head": []}])

    assert canonical(exact(value), "indikator") == written


def exact(value: Json) -> Json:
    """Floats as the decimals they were written as, for the Python side."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


# --- form -----------------------------------------------------------------------------------------


def places(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything in a value, the value itself first."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from places(item, (*path, at))


def broken(value: Json, path: tuple[str | int, ...]) -> Iterator[Json]:
    """Copies with one thing replaced, removed, doubled or added."""
    for other in ("", "Bukan Apa-apa!", 7.25, -3, True, [], {}, None, "2026-02-30"):
        copy, owner = parent(value, path)
        owner[path[-1]] = other
        yield copy
    copy, owner = parent(value, path)
    if isinstance(owner, dict):
        owner["tak_dikenal_sama_sekali"] = 1
        del owner[path[-1]]
    else:
        owner.append(owner[path[-1]])
    yield copy


def parent(value: Json, path: tuple[str | int, ...]) -> tuple[Json, Json]:
    """A copy of the value, and in it what holds the last step of the path."""
    copy = deepcopy(value)
    owner = copy
    for step in path[:-1]:
        owner = owner[step]
    return copy, owner


def python_faults(value: Json, kind: str, path: str) -> list[Json]:
    node, problems = read(canonical(exact(value), kind).encode(), path)
    assert node is not None, problems
    folder, *_, name = path.split("/")
    place = "profil" if folder == "nasional" and kind != "peraturan" else kind
    own = name.removesuffix(".yml")
    file = CriteriaFile(path, folder, place, folder if place in ("instansi", "terbitan") else own)
    return [(p.code, comparable(p.fields)) for p in form.problems(file, node) if p.code != "K073"]


def comparable(fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Fields without the neighbour's name, for which each side has its own measure."""
    return tuple(sorted((k, v) for k, v in fields.items() if k not in ("near", "parent")))


SAMPLES = (
    "kotabumi/indikator/waktu-tanggap-aduan.yml",
    "kotabumi/skema/pelayanan.yml",
    "kotabumi/terbitan.yml",
    "semarang/skema/kesehatan.yml",
    "nasional/pp30-2019.yml",
    "nasional/skm-2017.yml",
    "nasional/permenpanrb-6-2022.yml",
)


@pytest.mark.parametrize("path", SAMPLES)
def test_faults_of_form_are_those_of_terang_check(in_node: Run, path: str) -> None:
    """Ten broken copies at every eleventh place of the file: same codes, same fields."""
    file = next(file for file, _ in shipped() if file.path == path)
    value = plain(file.value)
    chosen = [place for place in places(value) if place and place != ("jenis",)][::11]
    copies = [copy for place in chosen for copy in broken(value, place)]
    cases = [{"value": copy, "kind": file.kind} for copy in copies]

    for copy, found in zip(copies, in_node("form", cases), strict=True):
        expected = Counter(map(repr, python_faults(copy, file.kind, path)))

        assert expected == Counter(repr((f["code"], comparable(f["fields"]))) for f in found)


def test_faults_are_told_in_the_words_of_terang_check(in_node: Run) -> None:
    file = next(file for file, _ in shipped() if file.path == SAMPLES[0])
    value = plain(file.value)
    value["standar"][0] |= {"nilai": -1, "berlaku": "2026-13-01"}
    value["golongan"] = "lain"
    node, _ = read(canonical(exact(value), file.kind).encode(), file.path)
    assert node is not None
    problems = form.problems(
        CriteriaFile(file.path, "kotabumi", "indikator", "waktu-tanggap-aduan"), node
    )

    (found,) = in_node("told", [{"value": value, "kind": file.kind}])

    assert sorted([p.code, message(p), fix(p)] for p in problems) == sorted(found)


# --- meaning --------------------------------------------------------------------------------------


def at(*path: str | int) -> Callable[[Json], Json]:
    def found(value: Json) -> Json:
        for step in path:
            value = value[step]
        return value

    return found


def put(path: tuple[str | int, ...], item: Json) -> Change:
    return lambda value: at(*path[:-1])(value).__setitem__(path[-1], item)


INDICATOR = "kotabumi/indikator/waktu-tanggap-aduan.yml"
SCHEME = "kotabumi/skema/pelayanan.yml"
POLICY = "kotabumi/terbitan.yml"
MEASURE = ("ukuran", 0)
SUM = (*MEASURE, "aturan")
MEANING: tuple[tuple[str, str, Change], ...] = (
    ("K017", INDICATOR, put(("standar", 1, "berlaku"), "2024-01-01")),
    ("K041", INDICATOR, lambda v: v.pop("standar")),
    ("K033", INDICATOR, lambda v: v.pop("sumber")),
    ("K030", INDICATOR, put(("sumber", 0), "SMG-01")),
    ("K038", INDICATOR, put(("satuan",), "NIP 198003152005011002")),
    ("K038", INDICATOR, put(("satuan",), "NIK 3374014507850001")),
    ("K031", INDICATOR, put(("acuan",), "berakhlak/rajin")),
    ("K014", SCHEME, put((*SUM, "komponen", 0, "bobot", 0, "nilai"), 69.5)),
    ("K015", SCHEME, put(("susunan_penilai", 0, "bobot", 0, "nilai", "diri"), 20)),
    ("K016", SCHEME, put(("susunan_penilai", 0, "pengganti", 0, "nilai", "diri"), 1)),
    ("K027", SCHEME, put(("susunan_penilai", 0, "bobot", 0, "nilai", "tetangga"), 0)),
    ("K026", SCHEME, put(("kelompok_jabatan", 0), "satpam")),
    ("K048", SCHEME, put((*MEASURE, "peran"), "pendamping")),
    ("K049", SCHEME, put(("berakhir",), "2023-01-01")),
    ("K045", SCHEME, lambda v: v["sumber_penilaian"].append(v["sumber_penilaian"][0])),
    ("K024", SCHEME, put((*SUM, "komponen", 0, "komponen", 0, "indikator"), "tidak-ada")),
    ("K070", SCHEME, lambda v: at(*SUM)(v).__setitem__("pita", BANDS)),
    ("K039", POLICY, put(("ambang",), 2)),
    ("K051", POLICY, put(("kalender", 0, "terbit"), "2024-03-31")),
    ("K018", "nasional/pp30-2019.yml", put(("pita", "daftar", -1, "sebelum"), 49)),
    ("K023", "nasional/permenpanrb-6-2022.yml", put(("sel", 0, "hasil"), "kurang")),
    ("K022", "nasional/permenpanrb-6-2022.yml", lambda v: v["sel"].pop()),
)  # fmt: skip
BANDS = [
    {
        "berlaku": "2024-01-01",
        "terendah": 0,
        "tertinggi": 120,
        "kategori": [{"kode": "baik", "nama": "Baik"}],
        "daftar": [{"kategori": "baik", "dari": 0, "sampai": 120}],
        "sifat": "contoh",
    }
]


@pytest.mark.slow
@pytest.mark.parametrize(("code", "path", "change"), MEANING)
def test_faults_of_meaning_are_those_of_terang_check(
    in_node: Run, tmp_path: Path, code: str, path: str, change: Change
) -> None:
    """The codes that `terang check` gives for the changed file are the form's too."""
    criteria = shipped_criteria()
    file = next(file for file, _ in shipped() if file.path == path)
    value = plain(file.value)
    change(value)
    shutil.copytree(CRITERIA, tmp_path / "criteria")
    changed = tmp_path / "criteria" / path
    changed.write_text(canonical(exact(value), file.kind), encoding="utf-8")
    problems = load(tmp_path / "criteria").problems
    names = known(criteria, criteria.agencies.get(file.folder))

    (found,) = in_node("meaning", [{"value": value, "known": names}])

    expected = Counter(p.code for p in problems if p.file == path and p.severity == "error")
    assert code in expected
    assert expected == Counter(fault["code"] for fault in found)
