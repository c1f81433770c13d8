"""Personal numbers, names and planted marks stop every way out; reports do not repeat them."""

from __future__ import annotations

import csv
import json
import random
import shutil
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from tests import shipped

from terang.cli import main
from terang.core.leakscan import SECRET, Leak, leaks, redacted, secrets
from terang.core.model import Text
from terang.release.commands import release as commands
from terang.release.protection.leaks import leaked, private_values
from terang.release.publication.build import build_release
from terang.releasefile.model import Release
from terang.releasefile.read import read_release
from terang.releasefile.write import contents, write_release
from terang.sample.files import write_sample
from terang.site.folder import Fresh, Leaking
from terang.site.mkdocs_plugin import _media, _refuse_leaks
from terang.site.write import site_leaks

ROOT = Path(__file__).parents[2]
VECTORS: dict[str, Any] = yaml.safe_load(
    (ROOT / "tests" / "vectors" / "identifiers.yaml").read_text(encoding="utf-8")
)
NIP = "199103142019032990"
FORMS = {
    "html": "<tr>\n<td>{}</td></tr>",
    "attribute": '<p\ntitle="{}">x</p>',
    "svg": '<svg>\n<text x="1.5" y="20.25">{}</text></svg>',
    "json": '{{"a":\n"{}"}}',
    "csv": "unit,jumlah\n{},4",
    "feed": "<entry>\n<summary>{}</summary></entry>",
    "script": "window.x=\n['{}'];",
    "log": "2026-11-22 10:00:00 baris 3:\n{}",
}


@pytest.mark.parametrize("case", VECTORS["must_flag"], ids=lambda case: case["text"])
@pytest.mark.parametrize("form", FORMS)
def test_every_identifier_of_the_vectors_is_found_in_every_kind_of_text(
    form: str, case: dict[str, str]
) -> None:
    text = FORMS[form].format(case["text"])

    assert [Leak("x", 2, case["kind"])] == list(leaks([("x", text)]))


@pytest.mark.parametrize("case", VECTORS["must_not_flag"], ids=lambda case: case["why"])
@pytest.mark.parametrize("form", FORMS)
def test_other_numbers_of_the_vectors_pass(form: str, case: dict[str, str]) -> None:
    assert [] == list(leaks([("x", FORMS[form].format(case["text"]))]))


@pytest.mark.parametrize("name", ["Siti Aminah", "Ma'ruf A.", "Ny. <Dewi> & Ayu", "Zoë Ñoño"])
def test_a_known_name_is_found_however_it_is_escaped(name: str) -> None:
    known = secrets([name])
    written = (
        name.upper(),
        escape(name),
        json.dumps(name),
        json.dumps(name, ensure_ascii=False),
        "<b>" + "</b> <i>".join(escape(word) for word in name.split()),
    )

    for form in written:
        assert [Leak("x", 3, SECRET)] == list(leaks([("x", f"a\nb\n{form}")], known)), form


def test_other_names_and_short_values_pass() -> None:
    known = secrets(["Siti Aminah", "L", "120", "IV/a"])

    assert [] == list(leaks([("x", "Aminah Siti, 120 orang IV/a L, Siti. Amin")], known))


def test_a_redacted_line_holds_no_number_and_keeps_the_rest() -> None:
    assert f"3: {'#' * 18} dan {'1' * 19}" == redacted(f"3: {NIP} dan {'1' * 19}")


def test_the_scan_finds_exactly_the_planted_numbers_in_random_text() -> None:
    seeded = random.Random(11)
    for _ in range(200):
        lines = ["".join(seeded.choices("abc <>&;.,- 1907", k=60)) for _ in range(8)]
        clean = {leak.line for leak in leaks([("x", "\n".join(lines))])}
        place = seeded.randrange(8)
        lines[place] = f"{lines[place]} ; {NIP} ; {lines[place]}"
        found = {leak.line for leak in leaks([("x", "\n".join(lines))])}

        assert clean | {place + 1} == found


@pytest.mark.parametrize("path", ["a/index.html", "assets/cari.id.js", "umpan.xml", "rilis/x.csv"])
def test_a_site_with_a_personal_number_is_not_written(tmp_path: Path, path: str) -> None:
    fresh = Fresh(tmp_path / "situs", {})
    fresh.put(path, f"x {NIP}".encode())
    fresh.put("b", b"")
    with pytest.raises(Leaking) as stopped:
        fresh.finish("")

    assert (Leak(path, 1, "nip"),) == stopped.value.found
    assert [] == list(tmp_path.iterdir())


def test_a_number_in_a_hand_written_page_stops_the_site_and_is_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "metode.md").write_text(f"# Metode\n\nHubungi {NIP}.\n")
    options = ["--out", str(tmp_path / "situs"), "--docs", str(tmp_path / "docs")]
    options += ["--criteria", str(ROOT / "criteria"), "--releases", str(tmp_path / "rilis")]

    assert 1 == main(["pages", *options])
    told = capsys.readouterr().err
    assert "metode/index.html:" in told
    assert NIP not in told
    assert not (tmp_path / "situs").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ambang: 5", "ambang: 5 # " + NIP),
        ("ambang: 5", f"ambang: 5\npetugas: {NIP}"),
        ("ambang: 5", f'ambang: "{NIP}"'),
        ("ambang: 5", f"ambang: 5\n'{NIP}': 1"),
    ],
)
@pytest.mark.parametrize("shape", ["text", "json", "github"])
def test_a_number_in_the_criteria_stops_check_and_pages_and_is_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shape: str, old: str, new: str
) -> None:
    root = tmp_path / "criteria"
    for name in ("nasional", AGENCY):
        shutil.copytree(ROOT / "criteria" / name, root / name)
    policy = root / AGENCY / "terbitan.yml"
    text = policy.read_text(encoding="utf-8")
    assert old in text
    policy.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert 1 == main(["check", str(root), "--format", shape])
    if shape == "text":
        assert 1 == main(["pages", "--criteria", str(root), "--out", str(tmp_path / "situs")])
    told = "".join(capsys.readouterr())
    assert (True, False) == ("K038" in told, NIP in told)
    assert not (tmp_path / "situs").exists()


def test_a_number_ends_the_build_of_mkdocs_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "tabel.csv").write_text(f"unit,jumlah\n{NIP},4\n")
    served = Files([File("tabel.csv", str(tmp_path), str(tmp_path / "situs"), True)])

    with pytest.raises(PluginError, match=r"tabel\.csv:2") as stopped:
        _refuse_leaks([], _media(served))
    assert NIP not in str(stopped.value)


def test_the_shipped_releases_and_pages_hold_no_personal_number() -> None:
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for name in ("docs", "criteria")
        for path in (ROOT / name).rglob("*")
        if path.is_file()
    }

    assert len(files) > 300
    assert () == site_leaks(files)


# --- microdata ------------------------------------------------------------------------------------

AGENCY, PERIOD = "binawidya", "2025"
MARK = "KENARI"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Microdata whose files carry a name, a NIP and a remark in every row."""
    folder = tmp_path_factory.mktemp("mikrodata")
    criteria = shipped.criteria()
    own = replace(criteria, agencies={AGENCY: criteria.agencies[AGENCY]})
    assert len(list(write_sample(own, folder, 150, 3))) == 2
    shutil.rmtree(folder / AGENCY / "2024")
    for path in sorted((folder / AGENCY / PERIOD).glob("*.csv")):
        if path.name != "libur.csv":
            _plant(path)
    return folder


def _plant(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as source:
        head, *rows = csv.reader(source)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow([*head, "nama", "nip", "uraian", "pangkat"])
        for number, row in enumerate(rows):
            own = f"{MARK} {path.stem} {number}"
            writer.writerow([*row, own, NIP, f"kata {own}", "Penata Muda"])


@pytest.fixture(scope="module")
def release(planted: Path) -> Release:
    criteria = shipped.criteria()
    folder = planted / AGENCY / PERIOD
    return build_release(criteria.agencies[AGENCY], criteria, folder, PERIOD).release


def test_private_values_are_names_and_numbers_but_not_what_many_share(planted: Path) -> None:
    known = private_values(planted / AGENCY / PERIOD).by_first

    assert {"kenari", "kata"} <= known.keys()
    assert any(word.startswith("p0000") for word in known)
    assert "penata" not in known


def test_nothing_planted_in_the_microdata_reaches_a_release(
    planted: Path, release: Release
) -> None:
    assert [] == leaked(release, planted / AGENCY / PERIOD)
    assert [] == [path for path, content in contents(release).items() if MARK.encode() in content]


@pytest.mark.parametrize("value", [f"{MARK} pegawai 7", NIP, "P000012"])
def test_a_release_that_holds_a_planted_value_is_not_written(
    planted: Path,
    release: Release,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: str,
) -> None:
    first, *others = release.tables
    leaky = replace(release, tables=(replace(first, title=Text(f"Tabel {value}")), *others))
    built = commands.Built(leaky, _Counted(), ())
    monkeypatch.setattr(commands, "build_release", lambda *_, **__: built)
    monkeypatch.setattr(commands, "check", lambda *_, **__: [])
    monkeypatch.setattr(commands, "keep_refusals", lambda *_: None)
    options = ["--data", str(planted), "--out", str(tmp_path / "rilis"), "--agency", AGENCY]

    status = main(["release", "build", *options, "--criteria", str(ROOT / "criteria")])

    told = "".join(capsys.readouterr())
    assert (1, True, False) == (status, "R057" in told, value in told)
    assert [] == list(tmp_path.rglob("*.json"))


class _Counted:
    refusals = ()
    counts = ()


def test_nothing_planted_reaches_anything_that_is_written_served_or_said(
    planted: Path, release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Release files, pages, index, feeds, SVG, and what is said of rows and files refused."""
    criteria, data, docs = tmp_path / "criteria", tmp_path / "data", tmp_path / "docs"
    for name in ("nasional", AGENCY):
        shutil.copytree(ROOT / "criteria" / name, criteria / name)
    write_release(release, docs / "rilis")
    site = tmp_path / "situs"
    sources = ["--criteria", str(criteria), "--docs", str(docs), "--releases", f"{docs}/rilis"]
    assert 0 == main(["pages", "--out", str(site), *sources])
    shutil.copytree(planted, data)
    for name, wrong in (("pegawai", f"{MARK}1,tiada,{NIP}\r\n"), ("penilaian", f'"{MARK} {NIP}')):
        with (data / AGENCY / PERIOD / f"{name}.csv").open("a", encoding="utf-8") as out:
            out.write(wrong)
    options = ["--data", str(data), "--out", str(tmp_path / "x"), "--criteria", str(criteria)]
    assert 1 == main(["release", "build", *options])
    said = "".join(capsys.readouterr())

    written = [path for home in (docs, site) for path in home.rglob("*") if path.is_file()]
    kinds = {path.suffix for path in written}
    assert {".html", ".json", ".csv", ".js", ".xml", ".svg"} <= kinds
    known = private_values(planted / AGENCY / PERIOD)
    files = [(str(path), path.read_text("utf-8")) for path in written]
    assert [] == list(leaks([*files, ("said", said)], known))
    assert [] == [name for name, text in files if MARK in text.upper() or NIP in text]
    assert (False, False) == (MARK in said.upper(), NIP in said)


def test_a_file_without_header_does_not_show_its_first_person(
    planted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(planted, tmp_path / "data")
    path = tmp_path / "data" / AGENCY / PERIOD / "pegawai.csv"
    rows = path.read_text(encoding="utf-8").splitlines()[1:]
    path.write_text("\n".join(rows), encoding="utf-8")
    options = ["--data", str(tmp_path / "data"), "--out", str(tmp_path / "rilis")]

    assert 1 == main(["release", "build", *options, "--criteria", str(ROOT / "criteria")])
    told = "".join(capsys.readouterr())
    assert "pegawai.csv" in told
    person = rows[0].split(",")[0]
    assert [] == [value for value in (person, NIP, MARK, "Penata Muda") if value in told]


def test_the_shipped_releases_do_not_hold_any_number_of_a_person() -> None:
    shipped = sorted(path.parent for path in (ROOT / "docs" / "rilis").glob("*/*/rilis.json"))
    known = secrets([f"P{n:06d}" for n in range(3000)] + [f"S{n:05d}" for n in range(600)])

    for folder in shipped:
        files = ((path, text.decode()) for path, text in contents(read_release(folder)).items())
        assert [] == list(leaks(files, known))
